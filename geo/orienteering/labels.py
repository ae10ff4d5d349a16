"""Labels in the order of time: the inner part of the proof, compiled.

A label is a row of eight words, a line of the processor's cache. All rows have READY, WORTH and two words
MEMORY; labels that wait have in one (PLACE) where they are, whence, and how many were settled there when they
were made, further what they are worth to the labels of the other direction (PRICED), and what a limited day
needs (BUSY, LATEST); those that are settled have the
greatest worth so far at their place (PEAK) and the one settled there before (PREVIOUS).
"""

import numpy as np
from numba import njit

_TINY = 1e-9  # sums of times are rounded differently
READY, WORTH, MEMORY, PLACE, PRICED, BUSY, LATEST = 0, 1, 2, 4, 5, 6, 7
PEAK, PREVIOUS, WHICH = 4, 5, 6
_LOW, _PARENT, _AFTER = np.uint64(0x1FF), np.uint64(9), np.uint64(36)
_ITEM = np.uint64((1 << 27) - 1)
_COMPARED = 16  # comparisons that take about as long as making a label


@njit(cache=True, nogil=True)
def label(  # type: ignore[no-untyped-def]
    travel,
    worths,
    prices,
    service,
    opens,
    closes,
    start,
    end,
    shortest,
    first_next,
    following,
    bits,
    memory,
    must,
    exact,
    floor,
    needed,
    other_first,
    other,
    joined,
    longest,
    most,
    patience,
    rung,
):
    """Labels in the order of time.

    A label is ready at a place when its visit is over. The queue is a heap by that time, so that whatever may
    dominate a label is settled before it. `must` is a memory of what a way has to visit, and every place
    remembers that; `joined` is the part of it that the labels of the other direction remember. Steps go to
    the places that are `following`. It is given up beyond `most` labels kept at once, beyond an effort of
    `patience`, or when the alarm has rung.

    Returns
    -------
    ways, values
        The best way by each last place, -1 behind its end, and what it is worth.
    effort
        Labels that were made, and a part of those that they were compared with; 0: given up.
    first, settled
        Rows of labels by place in the order of time.
    used
        Which steps may be part of a way that is better than the best, bool (n, n).
    """
    n = worths.size
    home = shortest[:, end].copy()
    bounded = other.shape[0] > 0
    others = other.view(np.float64)
    limited = longest != np.inf
    size, room = 1 << 14, 1 << 13
    rows, settled = np.empty((size, 8), dtype=np.uint64), np.empty((room, 8), dtype=np.uint64)
    real, kept = rows.view(np.float64), settled.view(np.float64)
    queue, key = np.empty(size, dtype=np.int64), np.empty(size)
    tails, number = np.full(n, -1, dtype=np.int64), np.zeros(n, dtype=np.int64)
    tips, values = np.full(n, -1, dtype=np.int64), np.full(n, floor)
    used = np.zeros((n, n), dtype=np.bool_)
    remembers = np.zeros((n, 2), dtype=np.uint64)
    for place in range(n):
        if bits[place] >= 0:
            remembers[place, bits[place] >> 6] = np.uint64(1) << np.uint64(bits[place] & 63)
    none = np.uint64(0)
    terms = (must, limited)
    compared = np.zeros(1, dtype=np.int64)
    real[0, READY], real[0, WORTH] = opens[start] + service[start], worths[start]
    rows[0, MEMORY], rows[0, MEMORY + 1] = none, none
    rows[0, PLACE], real[0, PRICED] = np.uint64(start), prices[start]
    real[0, BUSY], real[0, LATEST] = service[start], closes[start]
    queue[0], key[0] = 0, real[0, READY]
    count, waiting, done, made = 1, 1, 0, 1
    free, spare = np.empty(size, dtype=np.int64), 0  # rows whose labels were dominated
    while waiting:
        item = queue[0]
        waiting -= 1
        queue[0], key[0] = queue[waiting], key[waiting]
        _sift_down(queue, key, waiting)
        now, worth = real[item, READY], real[item, WORTH]
        m0, m1 = rows[item, MEMORY], rows[item, MEMORY + 1]
        word = rows[item, PLACE]
        at = np.int64(word & _LOW)
        priced = real[item, PRICED]
        busy, latest = real[item, BUSY], real[item, LATEST]
        newer = number[at] - np.int64(word >> _AFTER)
        if newer > 0 and _dominated(
            (settled, kept, real), tails[at], newer, (worth, m0, m1, busy, latest), terms, compared
        ):
            free[spare] = item
            spare += 1
            continue
        if done == room:
            room *= 2
            settled = _grown(settled)
            kept = settled.view(np.float64)
        before = tails[at]
        kept[done, READY], kept[done, WORTH] = now, worth
        settled[done, MEMORY], settled[done, MEMORY + 1] = m0, m1
        kept[done, PEAK] = worth if before < 0 else max(worth, kept[before, PEAK])
        settled[done, PREVIOUS] = np.uint64(before + 1)
        settled[done, WHICH] = np.uint64(at) | np.uint64(item) << _PARENT
        tails[at] = done
        number[at] += 1
        done += 1
        for step in range(first_next[at], first_next[at + 1]):
            to = following[step]
            r0, r1 = remembers[to, 0], remembers[to, 1]
            if (m0 & r0) | (m1 & r1):
                continue
            begins = max(now + travel[at, to], opens[to])
            if begins > closes[to] or begins + home[to] > closes[end] + _TINY:
                continue
            busy_to, latest_to = busy, latest
            if limited:
                until = busy + travel[at, to]  # travel and service until the visit begins
                busy_to = until + service[to]
                latest_to = min(latest, closes[to] - until)
                if max(until, begins - latest_to) > longest:
                    continue
            worth_to = worth + worths[to]
            if to == end:
                used[at, to] = True
                if worth_to > values[at] and (must[0] & ~m0) == 0 and (must[1] & ~m1) == 0:
                    values[at], tips[at] = worth_to, item
                continue
            ready = begins + service[to]
            lacking = needed - priced - 1e-12  # what they are worth together counts the place once
            last = 0
            if bounded:
                last = _last_in_time(
                    others, other_first[to], other_first[to + 1], service[to] - ready + _TINY
                )
                if last < other_first[to] or others[last, PEAK] < lacking:
                    continue
            used[at, to] = True
            k0, k1 = (m0, m1) if exact else (m0 & memory[to, 0], m1 & memory[to, 1])
            k0, k1 = k0 | r0, k1 | r1
            if not exact and _dominated(
                (settled, kept, real), tails[to], -1, (worth_to, k0, k1, busy_to, latest_to), terms, compared
            ):
                continue
            if bounded and not _can_gain(
                other, others, other_first[to], last, lacking, k0 & ~r0, k1 & ~r1, joined, compared
            ):
                continue
            u0, u1 = must[0] & ~k0, must[1] & ~k1
            if exact or u0 | u1:  # what can no longer be reached
                g0, g1 = k0, k1
                for place in range(n):
                    if place in (start, end):
                        continue
                    there = max(begins + shortest[to, place], opens[place])
                    if there > closes[place] + _TINY or there + home[place] > closes[end] + _TINY:
                        g0, g1 = g0 | remembers[place, 0], g1 | remembers[place, 1]
                if (g0 & u0) | (g1 & u1):
                    continue
                if exact:
                    k0, k1 = g0, g1
                    reached = (worth_to, k0, k1, busy_to, latest_to)
                    if _dominated((settled, kept, real), tails[to], -1, reached, terms, compared):
                        continue
            if spare:
                spare -= 1
                new = free[spare]
            else:
                if count == size:
                    size *= 2
                    rows, queue, key, free = _grown(rows), _longer(queue), _longer(key), _longer(free)
                    real = rows.view(np.float64)
                new = count
                count += 1
            made += 1
            real[new, READY], real[new, WORTH] = ready, worth_to
            rows[new, MEMORY], rows[new, MEMORY + 1] = k0, k1
            rows[new, PLACE] = (
                np.uint64(to) | np.uint64(item + 1) << _PARENT | np.uint64(number[to]) << _AFTER
            )
            real[new, PRICED] = priced + prices[to]
            real[new, BUSY], real[new, LATEST] = busy_to, latest_to
            queue[waiting], key[waiting] = new, ready
            waiting += 1
            _sift_up(queue, key, waiting - 1)
        if count > most or made + compared[0] // _COMPARED > patience or rung[0]:
            nothing = np.zeros((0, 0), dtype=np.int64)
            return nothing, values, 0, number, settled[:0], used
    ways = _ways(rows, tips, end)
    first, ordered = _by_place(settled[:done], number)
    return ways, values, made + compared[0] // _COMPARED, first, ordered, used


@njit(cache=True)
def _dominated(rows, tail, newer, new, terms, compared):  # type: ignore[no-untyped-def]
    """Whether a label that is settled, one of the newest or (-1) any, is as good in every respect."""
    settled, kept, real = rows
    worth, m0, m1, busy, latest = new
    must, limited = terms
    here = tail
    while here >= 0 and newer != 0 and kept[here, PEAK] >= worth:
        if kept[here, WORTH] >= worth:
            h0, h1 = settled[here, MEMORY], settled[here, MEMORY + 1]
            if (h0 & ~m0) == 0 and (h1 & ~m1) == 0:
                owes_no_more = ((h0 ^ m0) & must[0]) == 0 and ((h1 ^ m1) & must[1]) == 0
                if owes_no_more:
                    if not limited:
                        return True
                    it = np.int64(settled[here, WHICH] >> _PARENT)
                    if real[it, BUSY] <= busy and real[it, LATEST] >= latest:
                        return True
        here = np.int64(settled[here, PREVIOUS]) - 1
        newer -= 1
        compared[0] += 1
    return False


@njit(cache=True)
def _last_in_time(others, low, high, limit):  # type: ignore[no-untyped-def]
    """Position of the last label that is ready by a limit, where they are in that order; `low` - 1: none."""
    high -= 1
    if high < low or others[high, READY] <= limit:
        return high
    low -= 1
    while high - low > 1:
        middle = (low + high) >> 1
        if others[middle, READY] <= limit:
            low = middle
        else:
            high = middle
    return low


@njit(cache=True)
def _can_gain(other, others, first, last, needed, m0, m1, joined, compared):  # type: ignore[no-untyped-def]
    """Whether some way of the other direction completes a label to more than the best.

    Both count the visit at the place where they meet, and remember it; they fit together when it can begin
    late enough for the one and early enough for the other (up to `last`), they share no other place, and what
    must be visited is in one of them.
    """
    k = last
    while k >= first and others[k, PEAK] >= needed:
        if others[k, WORTH] >= needed:
            o0, o1 = other[k, MEMORY], other[k, MEMORY + 1]
            apart = (o0 & m0) == 0 and (o1 & m1) == 0
            if apart and (joined[0] & ~(o0 | m0)) == 0 and (joined[1] & ~(o1 | m1)) == 0:
                return True
        k -= 1
        compared[0] += 1
    return False


@njit(cache=True)
def _ways(rows, tips, end):  # type: ignore[no-untyped-def]
    """The way to each tip and on to the end, a row each."""
    widest = 1
    for item in tips:
        length = 1
        while item >= 0:
            length += 1
            item = np.int64(rows[item, PLACE] >> _PARENT & _ITEM) - 1
        widest = max(widest, length)
    ways = np.full((tips.size, widest), -1, dtype=np.int64)
    for row in range(tips.size):
        length, item = 0, tips[row]
        while item >= 0:
            length += 1
            item = np.int64(rows[item, PLACE] >> _PARENT & _ITEM) - 1
        item = tips[row]
        if item >= 0:
            ways[row, length] = end
        while item >= 0:
            length -= 1
            ways[row, length] = np.int64(rows[item, PLACE] & _LOW)
            item = np.int64(rows[item, PLACE] >> _PARENT & _ITEM) - 1
    return ways


@njit(cache=True)
def _by_place(settled, number):  # type: ignore[no-untyped-def]
    """Labels by place, and where those of each place begin; at each in the order of time as before."""
    first = np.zeros(number.size + 1, dtype=np.int64)
    first[1:] = np.cumsum(number)
    free = first[:-1].copy()
    ordered = np.empty_like(settled)
    for k in range(settled.shape[0]):
        at = np.int64(settled[k, WHICH] & _LOW)
        ordered[free[at]] = settled[k]
        free[at] += 1
    return first, ordered


@njit(cache=True)
def _grown(rows):  # type: ignore[no-untyped-def]
    wider = np.empty((rows.shape[0] * 2, 8), dtype=np.uint64)
    wider[: rows.shape[0]] = rows
    return wider


@njit(cache=True)
def _longer(array):  # type: ignore[no-untyped-def]
    longer = np.empty(array.size * 2, dtype=array.dtype)
    longer[: array.size] = array
    return longer


@njit(cache=True)
def _sift_up(queue, key, at):  # type: ignore[no-untyped-def]
    item, when = queue[at], key[at]
    while at > 0:
        above = (at - 1) >> 1
        if key[above] <= when:
            break
        queue[at], key[at] = queue[above], key[above]
        at = above
    queue[at], key[at] = item, when


@njit(cache=True)
def _sift_down(queue, key, size):  # type: ignore[no-untyped-def]
    if size == 0:
        return
    item, when = queue[0], key[0]
    at = 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        if below + 1 < size and key[below + 1] < key[below]:
            below += 1
        if key[below] >= when:
            break
        queue[at], key[at] = queue[below], key[below]
        at = below
    queue[at], key[at] = item, when
