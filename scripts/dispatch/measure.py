"""measure.py FOLDER PROGRAM ROUNDS SAMPLES: every system in turn, ROUNDS times; medians and ratios."""
import glob
import os
import signal
import statistics
import subprocess
import sys

import own
import queues
import schedulers
import stage

work, program, rounds = sys.argv[1], os.path.abspath(sys.argv[2]), int(sys.argv[3])
# Whole scenarios for every model and arm.
samples = max(1, int(sys.argv[4]) // (own.MODELS * own.ARMS)) * own.MODELS * own.ARMS
LIMIT = 120

# Each with jobs for a second or more on a machine of two cores.
GAPWATCH, BEANSTALKD = "gapwatch", "beanstalkd, fsync each"
PYTHON = ("celery on redis", "dask")
systems = {
    GAPWATCH: ("each", lambda: own.gapwatch(work, program, samples)),
    BEANSTALKD: ("each", lambda: queues.beanstalkd(work, 5_000, ["-f", "0"])),
    "beanstalkd, memory": ("nothing", lambda: queues.beanstalkd(work, 30_000, [])),
    "redis, fsync always": ("each", lambda: queues.redis(
        work, 3_000, ["--appendonly", "yes", "--appendfsync", "always"])),
    "redis, memory": ("nothing", lambda: queues.redis(work, 30_000, [])),
    PYTHON[0]: ("nothing", lambda: schedulers.celery(work, 4_000)),
    PYTHON[1]: ("nothing", lambda: schedulers.dask(work, 2_000)),
    "postgresql": ("each", lambda: queues.postgres(work, 4_000, "postgres")),
    "postgresql, 50 at once": ("50 a commit", lambda: queues.postgres(work, 40_000, "postgres-50")),
}


def late(*_):
    raise stage.Failure(f"not done in {LIMIT} s")


# A signal must pass the blocks that stop the servers.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
signal.signal(signal.SIGALRM, late)
kind = subprocess.check_output(["stat", "-f", "-c", "%T", work], text=True).strip()
if kind in ("tmpfs", "ramfs"):
    sys.exit(f"{work} is memory: nothing there is ever synced")

readings = {name: [] for name in systems}
syncs = {name: [] for name in systems}
for number in range(rounds):
    print(f"── round {number + 1} of {rounds}", file=sys.stderr)
    for name, (survives, measure) in systems.items():
        # What the one before has left to write is not for this one to wait for.
        os.sync()
        syncs[name].append(stage.sync_time(work))
        signal.alarm(LIMIT)
        try:
            readings[name].append(measure())
        except (stage.Failure, OSError, subprocess.SubprocessError) as error:
            for path in glob.glob(f"{work}/*.log"):
                with open(path, errors="replace") as log:
                    print(f"{path}:\n{log.read()[-2000:]}", file=sys.stderr)
            sys.exit(f"{name} failed: {error}")
        finally:
            signal.alarm(0)

every = sorted(taken * 1e3 for part in syncs.values() for taken in part)
print(f"{rounds} rounds in turn, {stage.WORKERS} worker processes each, {os.cpu_count()} cores; "
      f"load {os.getloadavg()[0]:.1f}")
print(f"fdatasync of 4 KiB on {kind}: median {statistics.median(every):.2f} ms "
      f"({every[0]:.2f} to {every[-1]:.2f} between the measurements)")
print(f"{'':24}{'survives a':>12}{'jobs/s':>9}{'lowest':>9}{'highest':>9}{'server':>9}{'worker':>9}"
      f"{'fdatasync':>11}")
print(f"{'':24}{'power cut':>12}{'median':>9}{'':18}{'µs a job':>9}{'µs a job':>9}{'ms':>11}")
rate = {}
for name, runs in readings.items():
    speeds = [run.jobs / run.wall for run in runs]
    rate[name] = statistics.median(speeds)
    server = statistics.median(run.server / run.jobs for run in runs) * 1e6
    worker = statistics.median(run.workers / run.jobs for run in runs) * 1e6
    sync = statistics.median(syncs[name]) * 1e3
    print(f"{name:24}{systems[name][0]:>12}{rate[name]:9.0f}{min(speeds):9.0f}{max(speeds):9.0f}"
          f"{server:9.0f}{worker:9.0f}{sync:11.2f}")
print(f"gapwatch / {BEANSTALKD}: {rate[GAPWATCH] / rate[BEANSTALKD]:.2f}")
fastest = max(PYTHON, key=rate.get)
print(f"gapwatch / {fastest}, the fastest Python scheduler: {rate[GAPWATCH] / rate[fastest]:.2f}")
