"""The Python schedulers: Celery over Redis, and Dask in a process of its own (swarm.py)."""
import contextlib
import glob
import json
import os
import shutil
import subprocess
import sys
import time

import redis

import queues
import stage


def celery(work, jobs):
    port = stage.free_port()
    folder = f"{work}/celery"
    os.mkdir(folder)
    os.environ["DISPATCH_FOLDER"] = folder
    os.environ["DISPATCH_BROKER"] = f"redis://127.0.0.1:{port}/0"
    try:
        with contextlib.ExitStack() as stack:
            server = stack.enter_context(queues.redis_server(work, port, folder, []))
            stage.until(lambda: stage.is_open(port), [server])
            fill = "import sys, stage, tasks\nfor i in range(int(sys.argv[1])):\n" \
                "    tasks.nothing.delay(stage.payload(i))"
            subprocess.run(
                [sys.executable, "-c", fill, str(jobs)], check=True, timeout=60, cwd=stage.HERE)
            broker = stack.enter_context(contextlib.closing(redis.Redis(port=port)))
            # Put away until both workers are up, which takes them seconds, each its own time.
            broker.rename("celery", "parked")
            with contextlib.ExitStack() as crewed:
                crew = [
                    crewed.enter_context(stage.running(
                        work,
                        [sys.executable, "-m", "celery", "-A", "tasks", "worker", "--pool", "solo",
                         "-n", f"worker-{number}@local", "--without-gossip", "--without-mingle",
                         "--without-heartbeat", "-l", "ERROR"],
                        cwd=stage.HERE))
                    for number in range(stage.WORKERS)
                ]
                stage.until(
                    lambda: len(glob.glob(f"{folder}/ready-*")) == stage.WORKERS, [server, *crew])
                pids = [worker.pid for worker in crew]
                before = stage.cpu(server.pid), stage.cpu(*pids)
                start = time.monotonic()
                broker.rename("parked", "celery")
                # A message is in the one or the other until it is acknowledged.
                stage.until(
                    lambda: not broker.llen("celery") and not broker.hlen("unacked"),
                    [server, *crew], pause=0.01)
                wall = time.monotonic() - start
                after = stage.cpu(server.pid), stage.cpu(*pids)
            counts = []
            for path in glob.glob(f"{folder}/done-*"):
                with open(path) as file:
                    counts.append(int(file.read()))
            if sum(counts) != jobs or len(counts) != stage.WORKERS or not all(counts):
                raise stage.Failure(f"celery: {counts} of {jobs} jobs")
            return stage.Reading(jobs, wall, after[0] - before[0], after[1] - before[1])
    finally:
        shutil.rmtree(folder)


def dask(work, jobs):
    command = [sys.executable, f"{stage.HERE}/swarm.py", str(jobs)]
    with stage.running(work, command, stdout=subprocess.PIPE, cwd=work) as child:
        said = child.stdout.read()
        if child.wait(60):
            raise stage.Failure(f"dask ended with {child.returncode}")
    reading = stage.Reading(**json.loads(said))
    if reading.jobs != jobs:
        raise stage.Failure(f"dask: {reading.jobs} of {jobs} jobs")
    return reading
