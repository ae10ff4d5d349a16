"""Ways by place and a slice of time: the inner part of a bound whose effort is known, compiled.

Of all ways to a place that are ready within one slice of time a single state is kept, ready as early as any
of them and worth as much as any: a relaxation (Christofides, Mingozzi and Toth 1981, Networks 11, 145-164).
No way goes straight back to where it came from.
"""

import numpy as np
from numba import njit

_TINY = 1e-9
READY, BEST, OTHER, PEAK, PEAK_OTHER = 0, 1, 2, 3, 4
"""Of a state: time, worth, worth by another place before; the greatest so far of these two."""
FROM, WHEN, SLOT, FROM_OTHER, WHEN_OTHER, SLOT_OTHER, PEAK_FROM = 0, 1, 2, 3, 4, 5, 6
"""Of a state: the place before, its slice and which of its worths; of the other worth; of the greatest."""


@njit(cache=True, nogil=True)
def sweep(  # type: ignore[no-untyped-def]
    travel, worths, service, opens, closes, start, end, home, first_next, following, width, slices, rung
):
    """States of all places in the order of time.

    Parameters
    ----------
    travel, service, opens, closes, start, end, home
        The day in one direction; `home` is the shortest time to the end.
    worths
        What a visit is worth beyond its price.
    first_next, following
        The places that can follow each place.
    width, slices
        Of the slices of time, which begin when the start is ready; no step is shorter than one.
    rung
        Whether to stop.

    Returns
    -------
    real, whole
        States, float (n, slices, 5) and int (n, slices, 7); a state without a way has the worth -inf.
    way, value
        The best way, in places from the start to the end, and what it is worth.
    """
    n = worths.size
    real = np.empty((n, slices, 5))
    whole = np.full((n, slices, 7), -1, dtype=np.int32)
    real[:, :, READY] = np.inf
    real[:, :, BEST:] = -np.inf
    begin = opens[start] + service[start]
    real[start, 0, READY], real[start, 0, BEST] = begin, worths[start]
    peak, peak_from = np.full(n, -np.inf), np.full(n, -1, dtype=np.int32)
    peak_other = np.full(n, -np.inf)
    last, last_when, last_slot, value = -1, -1, -1, -np.inf
    for when in range(slices):
        if rung[0]:
            break
        for at in range(n):
            best, other = real[at, when, BEST], real[at, when, OTHER]
            before = whole[at, when, FROM]
            if best > -np.inf and not (
                best <= peak_other[at]
                or (best <= peak[at] and before == peak_from[at] and other <= peak_other[at])
            ):
                for worth, by in ((best, before), (other, whole[at, when, FROM_OTHER])):
                    if worth > peak[at]:
                        if by != peak_from[at]:
                            peak_other[at] = peak[at]
                        peak[at], peak_from[at] = worth, by
                    elif by != peak_from[at] and worth > peak_other[at]:
                        peak_other[at] = worth
                now = real[at, when, READY]
                for step in range(first_next[at], first_next[at + 1]):
                    to = following[step]
                    begins = max(now + travel[at, to], opens[to])
                    if begins > closes[to] or begins + home[to] > closes[end] + _TINY:
                        continue
                    slot = 0 if before != to else 1
                    worth = (best if slot == 0 else other) + worths[to]
                    if worth == -np.inf:
                        continue
                    if to == end:
                        if worth > value:
                            last, last_when, last_slot, value = at, when, slot, worth
                        continue
                    ready = begins + service[to]
                    then = min(int((ready - begin) / width), slices - 1)
                    real[to, then, READY] = min(real[to, then, READY], ready)
                    if worth > real[to, then, BEST]:
                        if whole[to, then, FROM] != at:
                            real[to, then, OTHER] = real[to, then, BEST]
                            whole[to, then, FROM_OTHER] = whole[to, then, FROM]
                            whole[to, then, WHEN_OTHER] = whole[to, then, WHEN]
                            whole[to, then, SLOT_OTHER] = whole[to, then, SLOT]
                        real[to, then, BEST] = worth
                        whole[to, then, FROM], whole[to, then, WHEN], whole[to, then, SLOT] = at, when, slot
                    elif worth > real[to, then, OTHER] and whole[to, then, FROM] != at:
                        real[to, then, OTHER] = worth
                        whole[to, then, FROM_OTHER] = at
                        whole[to, then, WHEN_OTHER], whole[to, then, SLOT_OTHER] = when, slot
            else:
                real[at, when, BEST] = -np.inf
            real[at, when, PEAK], real[at, when, PEAK_OTHER] = peak[at], peak_other[at]
            whole[at, when, PEAK_FROM] = peak_from[at]
    way = np.full(slices + 2, -1, dtype=np.int64)
    way[0], length = end, 1
    at, when, slot = last, last_when, last_slot
    while at >= 0:
        way[length] = at
        length += 1
        by = whole[at, when]
        if slot == 0:
            at, when, slot = by[FROM], by[WHEN], by[SLOT]
        else:
            at, when, slot = by[FROM_OTHER], by[WHEN_OTHER], by[SLOT_OTHER]
    return real, whole, way[:length][::-1], value


@njit(cache=True, nogil=True)
def gaining(  # type: ignore[no-untyped-def]
    travel, opens, closes, first_next, following, width, forward, whence, backward, whence_back, first, needed
):
    """Which steps may be part of a way worth `needed`, bool (n, n).

    Parameters
    ----------
    forward, whence, backward, whence_back
        States of `sweep` in both directions.
    first
        When the slices of the other direction begin, in its time.
    """
    n, slices = forward.shape[0], forward.shape[1]
    used = np.zeros((n, n), dtype=np.bool_)
    for at in range(n):
        for when in range(slices):
            best = forward[at, when, BEST]
            if best == -np.inf:
                continue
            for step in range(first_next[at], first_next[at + 1]):
                to = following[step]
                if used[at, to]:
                    continue
                begins = max(forward[at, when, READY] + travel[at, to], opens[to])
                then = int(np.floor((_TINY - begins - first) / width))
                if begins > closes[to] + _TINY or then < 0:
                    continue
                then = min(then, slices - 1)
                peak = PEAK if whence_back[to, then, PEAK_FROM] != at else PEAK_OTHER
                worth = best if whence[at, when, FROM] != to else forward[at, when, OTHER]
                used[at, to] = worth + backward[to, then, peak] >= needed
    return used
