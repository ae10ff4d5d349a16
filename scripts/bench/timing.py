"""How long an action takes: the median by the clock, or the least of a processor."""

import time
from collections.abc import Callable
from statistics import median
from typing import Any


def timed(action: Callable[[], Any], repeat: int) -> tuple[float, Any]:
    """Median seconds, and what the action last returned."""
    seconds, result = _repeated(action, repeat, time.perf_counter)
    return median(seconds), result


def least(action: Callable[[], Any], repeat: int) -> tuple[float, Any]:
    """Least processor seconds of some repeats, and what the action last returned."""
    seconds, result = _repeated(action, repeat, time.process_time)
    return round(min(seconds), 4), result


def _repeated(action: Callable[[], Any], repeat: int, clock: Callable[[], float]) -> tuple[list[float], Any]:
    seconds = []
    for _ in range(repeat):
        start = clock()
        result = action()
        seconds.append(clock() - start)
    return seconds, result
