"""Workers of Dask: processes of this machine, or those of a scheduler that runs elsewhere."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import dask
from distributed import Client, LocalCluster

HERE = "127.0.0.1"
"""Nobody but this machine reaches scheduler, workers and their pages."""

ALLOWED_FAILURES = 3
"""Workers that may be lost over one county before it is given up."""


@contextmanager
def workers(count: int, scheduler: str | None = None, memory: str = "4GiB") -> Iterator[Client]:
    """A client of so many worker processes, each with one thread; ended at the end unless they run elsewhere.

    Parameters
    ----------
    scheduler
        Address of a scheduler, such as ``tls://10.0.0.1:8786``; None: processes of this machine, which nobody
        else can reach.
    memory
        Above which a worker of this machine is started anew.
    """
    settings = {
        "distributed.scheduler.allowed-failures": ALLOWED_FAILURES,
        "distributed.worker.memory.terminate": 0.95,
    }
    with dask.config.set(settings):
        if scheduler is not None:
            with Client(scheduler) as client:
                yield client
            return
        with (
            LocalCluster(
                n_workers=count,
                threads_per_worker=1,
                processes=True,
                host=HERE,
                dashboard_address=f"{HERE}:0",
                worker_dashboard_address=f"{HERE}:0",
                memory_limit=memory,
                silence_logs=logging.ERROR,
            ) as cluster,
            Client(cluster) as client,
        ):
            yield client
