"""worker.py KIND PORT: takes jobs and acknowledges them until none is left.

KIND: beanstalkd, redis, postgres, or postgres-50 (50 jobs a commit). The first two speak raw sockets:
client libraries would cost more than the servers. Says "ready", waits for a line, and says how many
jobs it did and when the last one was acknowledged; stays until its input ends.
"""
import os
import socket
import sys
import time

kind, port = sys.argv[1], int(sys.argv[2])
line = None
if not kind.startswith("postgres"):
    line = socket.create_connection(("127.0.0.1", port), 60)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    replies = line.makefile("rb")


def expect(is_so, reply):
    if not is_so:
        sys.exit(f"{kind} said {reply!r}")


def beanstalkd():
    line.sendall(b"reserve-with-timeout 0\r\n")
    reply = replies.readline()
    if reply == b"TIMED_OUT\r\n":
        return 0
    word, job, size = reply.split()
    expect(word == b"RESERVED", reply)
    replies.read(int(size) + 2)
    line.sendall(b"delete %b\r\n" % job)
    reply = replies.readline()
    expect(reply == b"DELETED\r\n", reply)
    return 1


def command(*words):
    parts = b"".join(b"$%d\r\n%b\r\n" % (len(word), word) for word in words)
    line.sendall(b"*%d\r\n" % len(words) + parts)
    return replies.readline()


mine = b"taken-%d" % os.getpid()


def redis():
    reply = command(b"LMOVE", b"jobs", mine, b"LEFT", b"RIGHT")
    if reply == b"$-1\r\n":
        return 0
    expect(reply[:1] == b"$", reply)
    job = replies.read(int(reply[1:]) + 2)[:-2]
    reply = command(b"LREM", mine, b"1", job)
    expect(reply == b":1\r\n", reply)
    return 1


def postgres():
    # The open transaction is the lease: one commit a job, where a lease that others can see costs two.
    with connection.transaction():
        return len(connection.execute(
            """DELETE FROM job WHERE id IN (
                SELECT id FROM job ORDER BY id FOR UPDATE SKIP LOCKED LIMIT %s)
            RETURNING id, payload""",
            (50 if kind == "postgres-50" else 1,), prepare=True).fetchall())


take = {"beanstalkd": beanstalkd, "redis": redis}.get(kind, postgres)
if take is postgres:
    import psycopg

    connection = psycopg.connect(
        host="127.0.0.1", port=port, user="postgres", dbname="postgres", autocommit=True)
    connection.execute("SET synchronous_commit = on")
print("ready", flush=True)
sys.stdin.readline()
done, last = 0, time.monotonic()
while count := take():
    done += count
    last = time.monotonic()
print(done, last, flush=True)
sys.stdin.read()
