#!/usr/bin/env python3
"""Two thousand workers on one coordinator: memory a connection, and how long a status takes.

The workers are connections of this process that say hello and stay, over TLS with a member's
certificate.

    scripts/connections.py PROGRAM [COUNT]
"""
import asyncio, json, os, secrets, ssl, struct, subprocess, sys, tempfile, time

program, count = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 2000


def call(*words):
    done = subprocess.run([program, *words], capture_output=True, text=True, timeout=300)
    if done.returncode:
        sys.exit(f"{words[0]}: {done.stderr.strip()}")
    return done.stdout.strip()


def memory(pid):
    with open(f"/proc/{pid}/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def frame(kind, sequence, body):
    data = json.dumps(body).encode()
    return struct.pack(">IBBHI", len(data), kind, 1, 0, sequence) + data


async def worker(host, port, context, index, told):
    reader, writer = await asyncio.open_connection(host, port, ssl=context)
    hello = {"versions": [1, 1], "role": "worker", "instance": secrets.token_hex(16),
             "name": f"idle-{index}", "software": "connections.py", "slots": 1, "offers": [],
             "held": []}
    writer.write(b"GWP1" + frame(1, 1, hello))
    length = struct.unpack(">I", (await reader.readexactly(12))[:4])[0]
    await reader.readexactly(length)
    told.append(index)
    sequence = 1
    try:
        while True:
            await asyncio.sleep(5)
            sequence += 1
            writer.write(frame(13, sequence, {"nonce": 1}))
            length = struct.unpack(">I", (await reader.readexactly(12))[:4])[0]
            await reader.readexactly(length)
    finally:
        writer.close()


async def crowd(host, port, pid, folder, beside):
    context = ssl.create_default_context(cafile="member/authority.pem")
    context.load_cert_chain("member/member.pem", "member/member.key")
    context.set_alpn_protocols(["gwp/1"])
    told, before, start = [], memory(pid), time.monotonic()
    tasks = []
    for index in range(count):
        tasks.append(asyncio.create_task(worker(host, port, context, index, told)))
        while len(tasks) - len(told) > 100:
            await asyncio.sleep(0.01)
    while len(told) < count:
        await asyncio.sleep(0.05)
    seconds, after = time.monotonic() - start, memory(pid)
    print(f"{count} workers over TLS in {seconds:.1f} s: coordinator {before} -> {after} KiB, "
          f"{(after - before) / count:.1f} KiB a connection")
    await asyncio.to_thread(beside)
    print(f"after a run was submitted: {memory(pid)} KiB")
    failed = [task for task in tasks if task.done()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    if failed:
        sys.exit(f"{len(failed)} connections were lost")


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.mkdir("pack")
        with open("pack/pack.yaml", "w") as out:
            out.write('id: idle\nversion: "1"\ntitle: Idle\nprompt: "{{cue}} {{request}}"\n'
                      "arms:\n  - {id: a, vars: {cue: x}}\n  - {id: b, vars: {cue: y}}\n"
                      "scenarios: scenarios.jsonl\nreplicates: 5\n"
                      "scorer: {kind: rules, version: 1}\n"
                      "metrics:\n  - {id: gap, minuend: a, subtrahend: b, worse: higher}\n")
        with open("pack/scenarios.jsonl", "w") as out:
            for index in range(500):
                out.write(json.dumps({"id": f"s{index}", "request": f"Write line {index}."}) + "\n")
        with open("roster.yaml", "w") as out:
            out.write("models:\n")
            for index in range(4):
                out.write(f'  - {{id: m{index}, vendor: openai, name: m, key: none, '
                          'endpoint: "http://127.0.0.1:9/v1"}\n')
        token = call("enrol", "crowd", "--store", "s.sqlite")
        person = call("enrol", "house", "--client", "--store", "s.sqlite")
        coordinator = subprocess.Popen(
            [program, "coordinator", "--listen", "127.0.0.1:0", "--store", "s.sqlite",
             "--address-file", "at"], stderr=open("log", "w"))
        try:
            while not os.path.exists("at"):
                time.sleep(0.05)
            address = open("at").read()
            call("join", token, "--connect", address)
            call("join", person, "--connect", address, "--folder", "me")
            host, port = address.rsplit(":", 1)

            def beside():
                report = json.loads(call("status", "--json", "--member", "me", "--connect", address))
                print(f"status says {report['workers_connected']} workers")
                call("submit", "pack", "--models", "roster.yaml", "--no-planted", "--member", "me",
                     "--connect", address)
                started = time.monotonic()
                for _ in range(20):
                    call("status", "--member", "me", "--connect", address)
                print(f"a status of all takes {(time.monotonic() - started) / 20 * 1000:.0f} ms")
            asyncio.run(crowd(host, int(port), coordinator.pid, folder, beside))
        finally:
            coordinator.terminate()
            coordinator.wait()


main()
