"""The order in which stops are done with earliest."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

MOST_ORDERED = 13
"""Up to this many stops the best order is found exactly."""

_EPSILON = 1e-6


def earliest_end(
    travel: NDArray[np.float64],
    stay: NDArray[np.float64],
    opens: NDArray[np.float64],
    closes: NDArray[np.float64],
    start: float,
) -> float:
    """When all stops can be done with, from place 0 on, in the best order.

    Parameters
    ----------
    travel
        Minutes, (n + 1, n + 1): place 0, then the stops.
    stay, opens, closes
        Minutes at each stop, when it may begin and must be over, (n,). Who is early waits.
    start
        Departure from place 0.

    Returns
    -------
    float
        inf where no order keeps the times. Beyond `MOST_ORDERED` stops only the last one is moved: it is put
        where it delays the order given least.
    """
    travel = np.ascontiguousarray(travel)
    if stay.size <= MOST_ORDERED:
        return float(_of_all_orders(travel, stay, opens, closes, start))
    *order, new = range(stay.size)
    tried = ([*order[:at], new, *order[at:]] for at in range(stay.size))
    return min(_of_order(order, travel, stay, opens, closes, start) for order in tried)


def _of_order(
    order: list[int],
    travel: NDArray[np.float64],
    stay: NDArray[np.float64],
    opens: NDArray[np.float64],
    closes: NDArray[np.float64],
    now: float,
) -> float:
    here = 0
    for stop in order:
        now = max(now + float(travel[here, stop + 1]), float(opens[stop])) + float(stay[stop])
        if now > closes[stop] + _EPSILON:
            return float("inf")
        here = stop + 1
    return now


@njit(cache=True)  # type: ignore[untyped-decorator]
def _of_all_orders(
    travel: NDArray[np.float64],
    stay: NDArray[np.float64],
    opens: NDArray[np.float64],
    closes: NDArray[np.float64],
    start: float,
) -> float:
    """Over sets of stops and the last of each (after Held and Karp 1962, SIAM 10, 196-210).

    To have done with a set earlier at the same last stop is never worse, for whoever is early may wait.
    """
    n = stay.size
    best = np.full((1 << n, n), np.inf)
    for seen in range(1 << n):
        for after in range(n):
            if (seen >> after) & 1:
                continue
            reached = start + travel[0, after + 1] if seen == 0 else np.inf
            for last in range(n):
                if (seen >> last) & 1:
                    reached = min(reached, best[seen, last] + travel[last + 1, after + 1])
            end = max(reached, opens[after]) + stay[after]
            if end <= closes[after] + _EPSILON:
                best[seen | (1 << after), after] = end
    earliest: float = best[(1 << n) - 1].min()
    return earliest
