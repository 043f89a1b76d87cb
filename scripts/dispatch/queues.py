"""beanstalkd, Redis and PostgreSQL: started, filled and drained, each with a store of its own."""
import glob
import os
import pwd
import shutil
import signal
import socket
import subprocess

import psycopg

import stage


def fill(port, requests, reply):
    """Sends requests many at once: how fast a queue is filled is not measured."""
    with socket.create_connection(("127.0.0.1", port), 60) as line:
        replies = line.makefile("rb")
        for start in range(0, len(requests), 500):
            part = requests[start:start + 500]
            line.sendall(b"".join(part))
            for _ in part:
                said = replies.readline()
                if not said.startswith(reply):
                    raise stage.Failure(f"{port} said {said!r}")


def beanstalkd(work, jobs, more):
    port = stage.free_port()
    folder = f"{work}/binlog"
    os.mkdir(folder)
    command = ["beanstalkd", "-l", "127.0.0.1", "-p", str(port)]
    if more:
        command += ["-b", folder, *more]
    try:
        with stage.running(work, command) as server:
            stage.until(lambda: stage.is_open(port), [server])
            loads = (stage.payload(index).encode() for index in range(jobs))
            fill(port, [b"put 0 0 600 %d\r\n%b\r\n" % (len(load), load) for load in loads], b"INSERTED")
            return stage.drain(work, "beanstalkd", port, server, jobs)
    finally:
        shutil.rmtree(folder)


def redis_server(work, port, folder, more):
    return stage.running(work, [
        "redis-server", "--bind", "127.0.0.1", "--port", str(port), "--dir", folder, "--save", "", *more])


def redis(work, jobs, more):
    port = stage.free_port()
    folder = f"{work}/redis"
    os.mkdir(folder)
    try:
        with redis_server(work, port, folder, more) as server:
            stage.until(lambda: stage.is_open(port), [server])
            loads = (stage.payload(index).encode() for index in range(jobs))
            fill(port, [b"*3\r\n$5\r\nRPUSH\r\n$4\r\njobs\r\n$%d\r\n%b\r\n" % (len(load), load)
                        for load in loads], b":")
            return stage.drain(work, "redis", port, server, jobs)
    finally:
        shutil.rmtree(folder)


def postgres(work, jobs, kind):
    programs = max(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]))
    folder = f"{work}/postgres"
    # It refuses to run as root. setpriv becomes the server, so its id is the server's id.
    user = []
    if os.getuid() == 0:
        user = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups"]
    if not os.path.exists(folder):
        os.mkdir(folder, 0o700)
        if user:
            account = pwd.getpwnam("postgres")
            os.chown(folder, account.pw_uid, account.pw_gid)
        subprocess.run(
            [*user, f"{programs}/initdb", "-D", folder, "-U", "postgres", "-A", "trust", "--locale=C", "-E", "UTF8"],
            check=True, stdout=subprocess.DEVNULL, timeout=60, cwd="/")
    port = stage.free_port()
    command = [*user, f"{programs}/postgres", "-D", folder, "-p", str(port),
               "-c", "fsync=on", "-c", "synchronous_commit=on",
               "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]

    def connected():
        try:
            return psycopg.connect(
                host="127.0.0.1", port=port, user="postgres", dbname="postgres", autocommit=True)
        except psycopg.OperationalError:
            return None

    # SIGINT ends its sessions; SIGTERM would wait for them.
    with stage.running(work, command, ends=signal.SIGINT, cwd="/") as server:
        with stage.until(connected, [server]) as connection:
            for name, value in (("fsync", "on"), ("synchronous_commit", "on")):
                if connection.execute(f"SHOW {name}").fetchone()[0] != value:
                    raise stage.Failure(f"{name} is not {value}")
            connection.execute("DROP TABLE IF EXISTS job")
            connection.execute("CREATE TABLE job (id bigint PRIMARY KEY, payload text NOT NULL)")
            with connection.cursor() as cursor:
                with cursor.copy("COPY job FROM STDIN") as copy:
                    for index in range(jobs):
                        copy.write_row((index, stage.payload(index)))
            connection.execute("VACUUM ANALYZE job")
            connection.execute("CHECKPOINT")
        return stage.drain(work, kind, port, server, jobs)
