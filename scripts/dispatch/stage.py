"""Processes that never outlive a measurement, their CPU time, and the speed of the disk."""
import contextlib
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from typing import NamedTuple

WORKERS = 2
HERE = os.path.dirname(os.path.abspath(__file__))
TICKS = os.sysconf("SC_CLK_TCK")


class Failure(Exception):
    """A measurement that must not become a number."""


class Reading(NamedTuple):
    """Jobs done and the seconds that they took: by the clock, the server's CPU, the workers' CPU."""

    jobs: int
    wall: float
    server: float
    workers: float


def payload(index):
    """What a job carries: about 200 bytes, as much as a lease of ours says about a shard."""
    return json.dumps({"job": index, "model": f"m-{index % 8}", "seed": index, "pad": "x" * 140})


def cpu_of(pid):
    """CPU seconds of one process and of the children that it has waited for."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            # The name before the last parenthesis may hold anything.
            fields = file.read().rpartition(")")[2].split()
    except OSError:
        return 0
    return sum(map(int, fields[11:15])) / TICKS


def children(pid):
    """Every process below that one."""
    found = []
    with contextlib.suppress(OSError):
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children") as file:
                for child in map(int, file.read().split()):
                    found += [child, *children(child)]
    return found


def cpu(*pids):
    """CPU seconds of those processes and of all below them."""
    return sum(cpu_of(at) for pid in pids for at in (pid, *children(pid)))


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@contextlib.contextmanager
def running(work, command, ends=signal.SIGTERM, **options):
    """Runs a process, and stops it by its id whatever happens."""
    with open(f"{work}/{os.path.basename(command[0])}.log", "ab") as log:
        child = subprocess.Popen(command, **{"stdout": log, "stderr": log, **options})
    mark = f"{work}/pids/{child.pid}"
    try:
        # For the shell's trap, should this process be killed.
        open(mark, "w").close()
        yield child
    finally:
        if child.poll() is None:
            child.send_signal(ends)
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        os.unlink(mark)


def until(condition, alive=(), seconds=60, pause=0.02):
    """Waits until the condition gives something, and gives up with any of those processes."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if result := condition():
            return result
        for child in alive:
            if child.poll() is not None:
                raise Failure(f"{child.args[0]} ended with {child.returncode}")
        time.sleep(pause)
    raise Failure(f"nothing came in {seconds} s")


def is_open(port):
    """Whether somebody listens there."""
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False


def drain(work, kind, port, server, jobs):
    """Two workers take the jobs one by one, from "go, all are connected" to the last acknowledgement."""
    with contextlib.ExitStack() as stack:
        crew = [
            stack.enter_context(running(
                work, [sys.executable, f"{HERE}/worker.py", kind, str(port)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
            for _ in range(WORKERS)
        ]
        for worker in crew:
            if worker.stdout.readline() != "ready\n":
                raise Failure(f"a {kind} worker did not start")
        pids = [worker.pid for worker in crew]
        before = cpu(server.pid), cpu(*pids)
        start = time.monotonic()
        for worker in crew:
            worker.stdin.write("go\n")
            worker.stdin.flush()
        said = [worker.stdout.readline().split() for worker in crew]
        # The workers stay until their input ends: the CPU time of a process goes with it.
        after = cpu(server.pid), cpu(*pids)
        for worker in crew:
            worker.stdin.close()
        if not all(said):
            raise Failure(f"a {kind} worker broke")
        done = sum(int(count) for count, _ in said)
        if done != jobs or not all(int(count) for count, _ in said):
            raise Failure(f"{kind}: {said} of {jobs} jobs")
        return Reading(
            jobs, max(float(end) for _, end in said) - start,
            after[0] - before[0], after[1] - before[1])


def sync_time(work):
    """Median seconds of an fdatasync after 4 KiB more, now: disks of virtual machines vary by the minute."""
    taken = []
    end = time.monotonic() + 0.5
    path = f"{work}/sync"
    file = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    try:
        while len(taken) < 200 and time.monotonic() < end or not taken:
            os.write(file, b"x" * 4096)
            start = time.perf_counter()
            os.fdatasync(file)
            taken.append(time.perf_counter() - start)
    finally:
        os.close(file)
        os.unlink(path)
    return statistics.median(taken)
