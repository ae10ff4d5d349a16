"""The end of a search's time, as compiled code can hear it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray


@contextmanager
def alarm(deadline: float) -> Iterator[NDArray[np.bool_]]:
    """One truth, shape (1,), that becomes true when the deadline passes; another thread sets it.

    Compiled code that lets go of the interpreter looks at it as it runs, where it could not ask a clock.

    Parameters
    ----------
    deadline
        On the clock of `time.perf_counter`; inf: never.
    """
    rung = np.zeros(1, dtype=np.bool_)
    left = min(deadline - time.perf_counter(), threading.TIMEOUT_MAX)
    if left <= 0:
        rung[0] = True
    if left <= 0 or deadline == np.inf:
        yield rung
        return
    timer = threading.Timer(left, rung.fill, (True,))
    timer.daemon = True
    timer.start()
    try:
        yield rung
    finally:
        timer.cancel()
