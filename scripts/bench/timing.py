"""The median time of an action."""

import time
from collections.abc import Callable
from statistics import median
from typing import Any


def timed(action: Callable[[], Any], repeat: int) -> tuple[float, Any]:
    """Median seconds, and what the action last returned."""
    seconds = []
    for _ in range(repeat):
        start = time.perf_counter()
        result = action()
        seconds.append(time.perf_counter() - start)
    return median(seconds), result
