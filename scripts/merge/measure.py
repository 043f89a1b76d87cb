"""measure.py FOLDER PROGRAM ROUNDS: every engine in turn, ROUNDS times; medians and ratios."""
import json
import os
import statistics
import subprocess
import sys
import time

folder, program, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
file, store, mapping = (f"{folder}/{name}" for name in ("records.jsonl", "g.sqlite", "m.yaml"))
with open(mapping, "w") as out:
    out.write("""pack: merge
title: Made-up outcomes
columns: {model: "{{model}}", scenario: "{{prompt}}", arm: "{{arm}}", outcome: "{{complied}}"}
arms: {free: free, paid: paid}
outcomes: {"true": complied, "false": refused}
metrics:
  - {id: gap, minuend: free, subtrahend: paid, worse: higher}
""")
peer = os.path.join(os.path.dirname(__file__), "peer.py")
commands = {
    "gapwatch import": [program, "import", file, "--mapping", mapping, "--store", store],
    "gapwatch gaps": [program, "gaps", "--json", "--store", store],
    **{name: [sys.executable, peer, name, file]
       for name in ("polars-read", "duckdb", "polars", "pandas")},
}
with open(file, "rb") as records:
    lines = sum(chunk.count(b"\n") for chunk in iter(lambda: records.read(1 << 24), b""))
print(f"{lines:,} records, {os.path.getsize(file) >> 20} MiB, {rounds} rounds, page cache warm")
taken = {name: [] for name in commands}
said = {}
for _ in range(rounds):
    for name, command in commands.items():
        if name == "gapwatch import":
            for end in ("", "-wal", "-shm", ".lock"):
                if os.path.exists(store + end):
                    os.unlink(store + end)
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=subprocess.PIPE)
        said[name] = child.stdout.read().decode()
        _, status, usage = os.wait4(child.pid, 0)
        if status:
            sys.exit(f"{name} failed")
        taken[name].append((time.perf_counter() - start, usage.ru_utime + usage.ru_stime,
                            usage.ru_maxrss / 1024))
rows = json.loads(said["gapwatch gaps"])["rows"]
ours = "".join(
    f"{r['model']} {r['gap']['minuend']['rate']:.6f} {r['gap']['subtrahend']['rate']:.6f} "
    f"{r['gap']['estimate']:.6f} {r['details']['cluster_robust_error']:.6f}\n"
    for r in sorted(rows, key=lambda r: r["model"]))
for name in ("duckdb", "polars", "pandas"):
    if said[name] != ours:
        sys.exit(f"{name} disagrees:\n{said[name]}\n{ours}")
print("duckdb, polars, pandas and gapwatch agree to six digits")
print(f"{'':16} {'median s':>9} {'min s':>7} {'CPU s':>7} {'MB':>6}")
median = {}
for name, values in taken.items():
    wall, cpu, memory = zip(*values)
    median[name] = statistics.median(wall)
    print(f"{name:16} {median[name]:9.2f} {min(wall):7.2f} {statistics.median(cpu):7.2f} {max(memory):6.0f}")
print(f"import: {median['polars-read'] / median['gapwatch import']:.2f} × polars, which only reads")
fastest = min(("duckdb", "polars", "pandas"), key=median.get)
print(f"gaps:   {median[fastest] / median['gapwatch gaps']:.2f} × {fastest}, the fastest peer")
