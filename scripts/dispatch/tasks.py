"""The Celery application: a task that does nothing. Each worker counts what it did."""
import os

from celery import Celery, signals

folder = os.environ["DISPATCH_FOLDER"]
app = Celery("tasks", broker=os.environ["DISPATCH_BROKER"])
app.conf.update(
    task_acks_late=True,
    task_ignore_result=True,
    worker_prefetch_multiplier=int(os.environ.get("DISPATCH_PREFETCH", "4")),
    broker_connection_retry_on_startup=True,
    broker_transport_options={"visibility_timeout": 600},
)
done = 0


@app.task
def nothing(_):
    global done
    done += 1


def mark(name, text):
    # Renamed into place, so that nobody reads half of it.
    with open(f"{folder}/half-{os.getpid()}", "w") as file:
        file.write(text)
    os.rename(f"{folder}/half-{os.getpid()}", f"{folder}/{name}-{os.getpid()}")


@signals.worker_ready.connect
def ready(**_):
    mark("ready", "")


@signals.worker_shutdown.connect
def shutdown(**_):
    mark("done", str(done))
