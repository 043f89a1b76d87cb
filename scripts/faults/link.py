"""A link in user space: a relay that delays, trickles, delivers one way only, or breaks in the middle of a frame.

    link.py HOST PORT TARGET_PORT MODE_FILE

The file holds one word, read anew for every piece: pass, slow, trickle, hold or tear.
"""
import asyncio, random, sys

HOST, PORT, TARGET, MODE = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
PIECE = 64 << 10
draw = random.Random(1)


def mode():
    with open(MODE) as file:
        return file.read().strip()


async def carry(reader, writer, peer, is_up):
    """Moves bytes one way; an end on either side ends both."""
    try:
        while piece := await reader.read(PIECE):
            now = mode()
            if now == "slow":
                await asyncio.sleep(draw.uniform(0, 2))
            elif now == "trickle":
                while piece and mode() == "trickle":
                    writer.write(piece[:200])
                    await writer.drain()
                    piece = piece[200:]
                    await asyncio.sleep(0.1)
            elif now == "hold":
                while not is_up and mode() == "hold":
                    await asyncio.sleep(0.1)
            elif now == "tear" and draw.random() < 0.3:
                writer.write(piece[:draw.randrange(len(piece))])
                await writer.drain()
                break
            writer.write(piece)
            await writer.drain()
    except OSError:
        pass
    for end in (writer, peer):
        end.transport.abort() if mode() == "tear" else end.close()


async def serve(reader, writer):
    try:
        far_reader, far_writer = await asyncio.open_connection(HOST, TARGET)
    except OSError:
        writer.transport.abort()
        return
    await asyncio.gather(
        carry(reader, far_writer, writer, True), carry(far_reader, writer, far_writer, False))


async def main():
    async with await asyncio.start_server(serve, HOST, PORT) as server:
        await server.serve_forever()


asyncio.run(main())
