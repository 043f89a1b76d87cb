"""Runs Gapwatch and the peer in turn, and prints medians and ratios."""

import os
import resource
import statistics
import subprocess
import sys
import time

work, samples, program = sys.argv[1], int(sys.argv[2]), sys.argv[3]
ROUNDS = 3


def peak_of_tree(pid, peaks):
    """Peak memory in KiB of a process and its children, by process."""
    pids, todo = [], [pid]
    while todo:
        at = todo.pop()
        pids.append(at)
        try:
            for task in os.listdir(f"/proc/{at}/task"):
                with open(f"/proc/{at}/task/{task}/children") as file:
                    todo += [int(word) for word in file.read().split()]
        except OSError:
            pass
    for at in pids:
        try:
            with open(f"/proc/{at}/status") as file:
                for line in file:
                    if line.startswith("VmHWM"):
                        peaks[at] = max(peaks.get(at, 0), int(line.split()[1]))
        except OSError:
            pass


def measure(command):
    """Wall seconds, CPU seconds of the whole tree, peak MiB of its largest process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=work)
    peaks = {}
    while child.poll() is None:
        peak_of_tree(child.pid, peaks)
        time.sleep(0.01)
    wall = time.monotonic() - start
    error = child.stderr.read().decode()
    if child.returncode != 0:
        sys.exit(f"{command[0]} failed: {error}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, max(peaks.values(), default=0) / 1024


def gapwatch(port, room):
    store = f"{work}/books.sqlite"
    for suffix in ("", "-wal", "-shm", ".lock"):
        if os.path.exists(store + suffix):
            os.unlink(store + suffix)
    return [
        program, "run", work, "--models", f"{work}/roster-{port}-{room}.yaml", "--store", store,
        "--slots", str(room), "--json", "--no-planted",
    ]


def bare(port, room):
    url = f"http://127.0.0.1:{port}/v1/chat/completions"
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "bare.py")
    return [sys.executable, script, url, str(samples), str(room), f"{work}/bare.jsonl"]


print(f"{samples} samples a measurement, medians of {ROUNDS}, runners in turn; start-up included")
print(f"{'':22}{'samples/s':>12}{'CPU s/1000':>12}{'peak MiB':>10}{'of ideal':>10}")
for port, delay in ((18480, 0), (18481, 0.2)):
    for room in (64, 256):
        results = {"gapwatch": [], "aiohttp": []}
        for _ in range(ROUNDS):
            results["aiohttp"].append(measure(bare(port, room)))
            results["gapwatch"].append(measure(gapwatch(port, room)))
        print(f"{int(delay * 1000)} ms, {room} in flight")
        rates = {}
        for name, runs in results.items():
            wall = statistics.median(run[0] for run in runs)
            cpu = statistics.median(run[1] for run in runs) / samples * 1000
            peak = max(run[2] for run in runs)
            rates[name] = samples / wall
            ideal = f"{rates[name] * delay / room * 100:9.0f}%" if delay else ""
            print(f"  {name:20}{rates[name]:12.0f}{cpu:12.3f}{peak:10.0f}{ideal:>10}")
        print(f"  {'ratio':20}{rates['gapwatch'] / rates['aiohttp']:12.2f}")
