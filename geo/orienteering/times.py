"""When the visits of a route can be: its latest harmless departure, and shortest times between places."""

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(cache=True)
def departure(route, travel, service, opens, closes):  # type: ignore[no-untyped-def]
    """Departure that makes a route as short as can be without delaying its earliest end.

    Leaving later delays nothing as long as time was spent waiting and no visit comes too late.

    Parameters
    ----------
    route
        Positions of the places, int (k,).
    travel, service, opens, closes
        As of `geo.orienteering.solve.Problem`.

    Returns
    -------
    leave, end : float
        Departure and begin of the last visit, in the problem's unit; the end is inf if a visit is too late.
    """
    now = first = opens[route[0]]
    slack, waited = closes[route[0]] - first, 0.0
    for k in range(1, route.size):
        before, at = route[k - 1], route[k]
        arrives = now + service[before] + travel[before, at]
        now = max(arrives, opens[at])
        if now > closes[at]:
            return first, np.inf
        waited += now - arrives
        slack = min(slack, closes[at] - now + waited)
    return first + max(min(waited, slack), 0.0), now


def shortest_times(lengths: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shortest times between all places (Floyd 1962, Communications of the ACM 5, 345).

    Parameters
    ----------
    lengths
        From row to column, float (n, n); a zero is a way that takes no time.
    """
    shortest = lengths.copy()
    np.fill_diagonal(shortest, 0)
    for k in range(len(shortest)):
        shortest = np.minimum(shortest, shortest[:, k, None] + shortest[None, k, :])
    return shortest


def has_short_cuts(lengths: NDArray[np.float64], shortest: NDArray[np.float64]) -> bool:
    """Whether a way by another place is shorter than the direct one anywhere; as of `shortest_times`."""
    return bool((shortest < lengths - 1e-12)[~np.eye(len(lengths), dtype=bool)].any())
