"""The peer: a bare aiohttp loop. Asks, writes each reply to a file, keeps no books."""

import asyncio
import json
import sys

import aiohttp

url, samples, room, out = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]


async def main():
    gate = asyncio.Semaphore(room)
    connector = aiohttp.TCPConnector(limit=room)
    with open(out, "w") as file:
        async with aiohttp.ClientSession(connector=connector) as session:

            async def one(index):
                text = f"Question {index}: " + "please write a few lines for a small shop. " * 15
                body = {
                    "model": "mock",
                    "messages": [
                        {"role": "system", "content": "This is a free-tier user."},
                        {"role": "user", "content": text},
                    ],
                    "max_tokens": 256,
                    "temperature": 1,
                }
                async with gate:
                    async with session.post(url, json=body) as response:
                        reply = await response.json()
                file.write(json.dumps({"id": index, "reply": reply}) + "\n")

            await asyncio.gather(*(one(index) for index in range(samples)))


asyncio.run(main())
