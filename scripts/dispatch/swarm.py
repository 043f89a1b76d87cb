"""swarm.py JOBS: no-op tasks through Dask's LocalCluster; its scheduler shares this process."""
import json
import os
import sys
import time

import stage


def nothing(_):
    return None


def main(jobs):
    from distributed import Client, LocalCluster, wait

    with (
        LocalCluster(n_workers=stage.WORKERS, threads_per_worker=1, processes=True,
                     host="127.0.0.1", dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        wait(client.map(nothing, range(200), pure=False))
        loads = [stage.payload(index) for index in range(jobs)]
        workers = stage.children(os.getpid())
        before = stage.cpu_of(os.getpid()), sum(map(stage.cpu_of, workers))
        start = time.monotonic()
        # Handing in is part of it: Dask begins with the first task it has. Its empty results are
        # waited for and not fetched, which is the kinder reading.
        futures = client.map(nothing, loads, pure=False)
        wait(futures)
        wall = time.monotonic() - start
        after = stage.cpu_of(os.getpid()), sum(map(stage.cpu_of, workers))
        done = sum(future.status == "finished" for future in futures)
    print(json.dumps({
        "jobs": done, "wall": wall, "server": after[0] - before[0], "workers": after[1] - before[1]}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
