"""Labels in the order of time: the inner part of the proof, compiled."""

import numpy as np
from numba import njit

_TINY = 1e-9  # sums of times are rounded differently


@njit(cache=True, nogil=True)
def label(  # type: ignore[no-untyped-def]
    travel,
    score,
    service,
    opens,
    closes,
    start,
    end,
    shortest,
    memory,
    must,
    exact,
    best,
    gain,
    other_first,
    other_ready,
    other_value,
    other_memory,
    bounded,
    joined,
    longest,
    most,
    rung,
):
    """Labels in the order of time.

    A label is ready at a place when its visit is over. The queue is a heap by that time, so that whatever may
    dominate a label is settled before it. `must` is a memory of what a way has to visit, and every place
    remembers that; `joined` is the part of it that the labels of the other direction remember. It is given up
    beyond `most` labels, or when the alarm has rung.
    """
    n = score.size
    home = shortest[:, end].copy()
    size = 1 << 14
    node = np.empty(size, dtype=np.int64)
    ready = np.empty(size)
    value = np.empty(size)
    mem = np.empty((size, 2), dtype=np.uint64)
    parent = np.empty(size, dtype=np.int64)
    following = np.empty(size, dtype=np.int64)
    busy = np.empty(size)  # travel and service so far
    latest = np.empty(size)  # departure beyond which some visit would come too late
    settled = np.zeros(size, dtype=np.bool_)
    heads = np.full(n, -1, dtype=np.int64)
    bit = np.uint64(1)
    node[0], ready[0], value[0], parent[0] = start, opens[start] + service[start], score[start], -1
    mem[0, 0], mem[0, 1] = np.uint64(0), np.uint64(0)
    busy[0], latest[0] = service[start], closes[start]
    count = 1
    heap = np.empty(size, dtype=np.int64)
    heap[0], waiting = 0, 1
    last, last_value = -1, best
    limited = longest != np.inf
    while waiting:
        item = heap[0]
        waiting -= 1
        heap[0] = heap[waiting]
        _sift_down(heap, waiting, ready)
        at, now, worth = node[item], ready[item], value[item]
        m0, m1 = mem[item, 0], mem[item, 1]
        previous, here = -1, heads[at]
        dominated = False
        while here >= 0 and value[here] >= worth:
            remembers_less = (mem[here, 0] & ~m0) == 0 and (mem[here, 1] & ~m1) == 0
            owes_no_more = ((mem[here, 0] ^ m0) & must[0]) == 0 and ((mem[here, 1] ^ m1) & must[1]) == 0
            lasts_less = not limited or (busy[here] <= busy[item] and latest[here] >= latest[item])
            if remembers_less and owes_no_more and ready[here] <= now and lasts_less:
                dominated = True
                break
            previous, here = here, following[here]
        if dominated:
            continue
        following[item] = here
        if previous < 0:
            heads[at] = item
        else:
            following[previous] = item
        settled[item] = True
        for to in range(n):
            if to in (start, at):
                continue
            if (mem[item, to >> 6] >> np.uint64(to & 63)) & bit:
                continue
            arrives = now + travel[at, to]
            begins = max(arrives, opens[to])
            if begins > closes[to] or begins + home[to] > closes[end] + _TINY:
                continue
            busy_to = busy[item] + travel[at, to] + service[to]
            latest_to = latest[item]
            if limited:
                until = busy_to - service[to]  # travel and service until the visit begins
                latest_to = min(latest_to, closes[to] - until)
                if max(until, begins - latest_to) > longest:
                    continue
            worth_to = worth + score[to]
            if to == end:
                if worth_to > last_value and (must[0] & ~m0) == 0 and (must[1] & ~m1) == 0:
                    last_value, last = worth_to, item
                continue
            done = begins + service[to]
            k0, k1 = (m0, m1) if exact else (m0 & memory[to, 0], m1 & memory[to, 1])
            k0, k1 = _remembering(k0, k1, to)
            u0, u1 = must[0] & ~k0, must[1] & ~k1
            if exact or u0 | u1:  # what can no longer be reached
                g0, g1 = k0, k1
                for other in range(n):
                    if other in (start, end):
                        continue
                    there = max(begins + shortest[to, other], opens[other])
                    if there > closes[other] + _TINY or there + home[other] > closes[end] + _TINY:
                        g0, g1 = _remembering(g0, g1, other)
                if (g0 & u0) | (g1 & u1):
                    continue
                if exact:
                    k0, k1 = g0, g1
            if bounded and not _can_gain(
                to,
                done,
                worth_to,
                k0,
                k1,
                joined,
                score,
                service,
                best,
                gain,
                other_first,
                other_ready,
                other_value,
                other_memory,
            ):
                continue
            if count == size:
                size *= 2
                node, parent, following, heap = _grown(node), _grown(parent), _grown(following), _grown(heap)
                ready, value, busy, latest = _grown(ready), _grown(value), _grown(busy), _grown(latest)
                settled = _grown(settled)
                wider = np.empty((size, 2), dtype=np.uint64)
                wider[: mem.shape[0]] = mem
                mem = wider
            node[count], ready[count], value[count], parent[count] = to, done, worth_to, item
            mem[count, 0], mem[count, 1] = k0, k1
            busy[count], latest[count] = busy_to, latest_to
            settled[count] = False
            heap[waiting] = count
            waiting += 1
            _sift_up(heap, waiting - 1, ready)
            count += 1
        if count > most or rung[0]:
            return np.zeros(0, dtype=np.int64), last_value, False, node[:0], ready[:0], value[:0], mem[:0]
    length = 1
    item = last
    while item >= 0:
        length += 1
        item = parent[item]
    way = np.empty(length if last >= 0 else 0, dtype=np.int64)
    if last >= 0:
        way[length - 1] = end
        item = last
        for k in range(length - 2, -1, -1):
            way[k] = node[item]
            item = parent[item]
    kept = np.flatnonzero(settled[:count])
    return way, last_value, True, node[kept], ready[kept], value[kept], mem[kept]


@njit(cache=True)
def _can_gain(  # type: ignore[no-untyped-def]
    at,
    now,
    worth,
    m0,
    m1,
    joined,
    score,
    service,
    best,
    gain,
    other_first,
    other_ready,
    other_value,
    other_memory,
):
    """Whether some way of the other direction completes a label to more than the best.

    Both count the visit at the place where they meet, and remember it; they fit together when it can begin
    late enough for the one and early enough for the other, they share no other place, and what must be
    visited is in one of them.
    """
    needed = best + gain - worth + score[at]
    bit = np.uint64(1) << np.uint64(at & 63)
    if at < 64:
        m0 &= ~bit
    else:
        m1 &= ~bit
    for k in range(other_first[at], other_first[at + 1]):
        if other_value[k] < needed - 1e-12:
            return False
        o0, o1 = other_memory[k, 0], other_memory[k, 1]
        apart = (o0 & m0) == 0 and (o1 & m1) == 0
        whole = (joined[0] & ~(o0 | m0)) == 0 and (joined[1] & ~(o1 | m1)) == 0
        if apart and whole and now + other_ready[k] <= service[at] + 1e-9:
            return True
    return False


@njit(cache=True)
def _remembering(k0, k1, place):  # type: ignore[no-untyped-def]
    """A memory, as two words of bits, with a place more."""
    bit = np.uint64(1) << np.uint64(place & 63)
    return (k0 | bit, k1) if place < 64 else (k0, k1 | bit)


@njit(cache=True)
def _grown(array):  # type: ignore[no-untyped-def]
    wider = np.empty(array.size * 2, dtype=array.dtype)
    wider[: array.size] = array
    return wider


@njit(cache=True)
def _sift_up(heap, at, key):  # type: ignore[no-untyped-def]
    item = heap[at]
    while at > 0:
        above = (at - 1) >> 1
        if key[heap[above]] <= key[item]:
            break
        heap[at] = heap[above]
        at = above
    heap[at] = item


@njit(cache=True)
def _sift_down(heap, size, key):  # type: ignore[no-untyped-def]
    if size == 0:
        return
    item = heap[0]
    at = 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        if below + 1 < size and key[heap[below + 1]] < key[heap[below]]:
            below += 1
        if key[heap[below]] >= key[item]:
            break
        heap[at] = heap[below]
        at = below
    heap[at] = item
