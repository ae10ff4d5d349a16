"""Ruin and recreate for the (team) orienteering problem with time windows.

Strings of stops are taken out of a route, others are put in by score over time lost, with noise; what is
worse is accepted as in annealing (Schrimpf et al. 2000, Journal of Computational Physics 159, 139-171;
Christiaens and Vanden Berghe 2020, Transportation Science 54, 417-433).
"""

import numpy as np
from numba import njit

from geo.orienteering.alarm import alarm
from geo.orienteering.problem import Problem
from geo.orienteering.times import departure

_HOT, _COLD = 0.06, 0.002  # temperature at the start and the end, as a share of the best score
_WARM = 0.02  # at the start, where a single route is looked for
_LUKEWARM = 0.003  # at the start, where a search goes on from routes
_NOISE = 0.25
_STRING = 8  # longest string taken out at once
_MOMENT = 0.1  # what time that is not waited costs there, as a share of what the best route reaches in it
_MOST_PASSED = 20_000  # routes that are remembered of those that a search passed through, the last ones


def ruin_and_recreate(
    problem: Problem,
    places: list[int],
    routes: int,
    iterations: int,
    seed: int,
    passed: list[list[int]] | None = None,
    deadline: float = np.inf,
    begun: list[list[int]] | None = None,
) -> list[list[int]]:
    """Good routes of a problem.

    Parameters
    ----------
    problem
        The problem.
    places
        Positions that may be visited, without start and end.
    routes, iterations, seed
        How many routes, how long to search, and the seed of all chance.
    passed
        Gains the routes that the search passed through, as far as it accepted them.
    deadline
        When to stop before all iterations are done, on the clock of `time.perf_counter`.
    begun
        Feasible routes to go on from, at a low temperature; none: from routes without a stop.

    Returns
    -------
    list of list of int
        Routes from start to end; each is feasible.
    """
    alone = routes == 1 and passed is None
    whole = problem.closes[problem.end] - problem.opens[problem.start]
    first = np.full((routes, len(places) + 2), -1, dtype=np.int64)
    for row, way in zip(first, begun or [[problem.start, problem.end]] * routes, strict=True):
        row[: len(way)] = way
    with alarm(deadline) as rung:
        order, lengths, seen, seen_lengths = _search(
            problem.travel,
            problem.score,
            problem.service,
            problem.opens,
            problem.closes,
            problem.start,
            problem.end,
            problem.longest if problem.longest < whole else np.inf,
            np.array(places, dtype=np.int64),
            routes,
            iterations,
            seed,
            0 if passed is None else min(iterations * routes, _MOST_PASSED),
            _LUKEWARM if begun else _WARM if alone else _HOT,
            _MOMENT if alone else 0.0,
            first,
            rung,
        )
    if passed is not None:
        passed += [row[:length].tolist() for row, length in zip(seen, seen_lengths, strict=True)]
    return [order[r, : lengths[r]].tolist() for r in range(routes)]


@njit(cache=True, nogil=True)
def _search(  # type: ignore[no-untyped-def]
    travel,
    score,
    service,
    opens,
    closes,
    start,
    end,
    longest,
    places,
    routes,
    iterations,
    seed,
    most,
    hot,
    share,
    first,
    rung,
):
    np.random.seed(seed)
    width = places.size + 2
    order, length = first.copy(), np.zeros(routes, dtype=np.int64)
    for r in range(routes):
        while length[r] < width and order[r, length[r]] >= 0:
            length[r] += 1
    begin, latest = np.zeros((routes, width)), np.zeros((routes, width))
    used = np.zeros(score.size, dtype=np.bool_)
    for r in range(routes):
        for k in range(1, length[r] - 1):
            used[order[r, k]] = True
    touched = np.ones(routes, dtype=np.bool_)  # since a solution was kept
    known = np.zeros((routes, score.size), dtype=np.bool_)  # where a place costs least, and how much
    cost, behind = np.full((routes, score.size), np.inf), np.zeros((routes, score.size), dtype=np.int64)
    args = (travel, score, service, opens, closes, longest, places)
    state = (order, length, begin, latest, used, touched, known, cost, behind)
    _time_touched(state, args)
    _recreate(state, 0.0, args)
    value = _value(order, length, score)
    best_order, best_length, best_value = order.copy(), length.copy(), value
    moment = share / (routes * max(min(longest, closes[end] - opens[start]), 1e-12))
    kept_order, kept_length = order.copy(), length.copy()
    kept_value, kept_busy = value, _busy(order, length, travel, service) if moment > 0 else 0.0
    seen, seen_length, count = np.empty((most, width), dtype=np.int64), np.zeros(most, dtype=np.int64), 0
    total = max(score.sum(), 1e-12)
    for step in range(iterations):
        if rung[0]:
            break
        heat = hot * (_COLD / hot) ** (step / iterations) * max(best_value, 0.01 * total)
        touched[:] = False
        _ruin(order, length, used, touched)
        value, busy = -np.inf, 0.0
        if _time_touched(state, args):
            _recreate(state, _NOISE, args)
            value = _value(order, length, score)
            busy = _busy(order, length, travel, service) if moment > 0 else 0.0
        gain = value - kept_value - moment * max(best_value, 0.01 * total) * (busy - kept_busy)
        if gain >= 0 or np.random.random() < np.exp(gain / heat):
            kept_order[:], kept_length[:], kept_value, kept_busy = order, length, value, busy
            for r in range(routes if most > 0 else 0):
                if touched[r]:
                    seen[count % most], seen_length[count % most] = order[r], length[r]
                    count += 1
            if value > best_value:
                best_order[:], best_length[:], best_value = order, length, value
        else:
            order[:], length[:] = kept_order, kept_length
            _time_touched(state, args)
            used[:] = False
            for r in range(routes):
                for k in range(1, length[r] - 1):
                    used[order[r, k]] = True
    return best_order, best_length, seen[: min(count, most)], seen_length[: min(count, most)]


@njit(cache=True)
def _value(order, length, score):  # type: ignore[no-untyped-def]
    total = 0.0
    for r in range(length.size):
        for k in range(1, length[r] - 1):
            total += score[order[r, k]]
    return total


@njit(cache=True)
def _busy(order, length, travel, service):  # type: ignore[no-untyped-def]
    """Time on the way and at the stops of all routes, without waiting."""
    total = 0.0
    for r in range(length.size):
        for k in range(length[r] - 1):
            total += service[order[r, k]] + travel[order[r, k], order[r, k + 1]]
    return total


@njit(cache=True)
def _time(route, length, travel, service, opens, closes, begin, latest):  # type: ignore[no-untyped-def]
    """Earliest and latest moment at which each visit of a route may begin."""
    begin[0] = opens[route[0]]
    for k in range(1, length):
        before, place = route[k - 1], route[k]
        begin[k] = max(begin[k - 1] + service[before] + travel[before, place], opens[place])
    latest[length - 1] = closes[route[length - 1]]
    for k in range(length - 2, -1, -1):
        place, after = route[k], route[k + 1]
        latest[k] = min(closes[place], latest[k + 1] - travel[place, after] - service[place])


@njit(cache=True)
def _time_touched(state, args):  # type: ignore[no-untyped-def]
    """Times of the routes that were touched, and whether they can be driven.

    Without a stop a way can be longer, where it was a short cut.
    """
    order, length, begin, latest, _, touched, known, _, _ = state
    travel, _, service, opens, closes, longest, _ = args
    sound = True
    for r in range(length.size):
        if not touched[r]:
            continue
        known[r] = False
        row = order[r, : length[r]]
        _time(row, length[r], travel, service, opens, closes, begin[r], latest[r])
        for k in range(length[r]):
            sound &= begin[r, k] <= latest[r, k] + 1e-9
        sound &= longest == np.inf or _lasts(row, travel, service, opens, closes) <= longest + 1e-9
    return sound


@njit(cache=True)
def _ruin(order, length, used, touched):  # type: ignore[no-untyped-def]
    """Take a string of stops out of one route, or of every route a little."""
    everywhere = length.size > 1 and np.random.random() < 0.5
    chosen = np.random.randint(0, length.size)
    for r in range(length.size):
        stops = length[r] - 2
        if stops == 0 or (r != chosen and not everywhere):
            continue
        touched[r] = True
        string = np.random.randint(1, min(_STRING, stops) + 1)
        first = 1 + np.random.randint(0, stops - string + 1)
        for k in range(first, first + string):
            used[order[r, k]] = False
        for k in range(first + string, length[r]):
            order[r, k - string] = order[r, k]
        length[r] -= string


@njit(cache=True)
def _recreate(state, noise, args):  # type: ignore[no-untyped-def]
    """Put in, one at a time, what is worth most for the time it costs."""
    order, length, begin, latest, used, touched, known, cost, behind = state
    travel, score, service, opens, closes, longest, places = args
    power = 1.0 + 1.5 * np.random.random() if noise > 0 else 2.0
    while True:
        best_worth, best_place, best_route = 0.0, -1, -1
        for place in places:
            if used[place]:
                continue
            route = -1
            for r in range(length.size):
                if not known[r, place]:
                    known[r, place] = True
                    cheapest, at = np.inf, -1
                    for k in range(length[r] - 1):
                        before, after = order[r, k], order[r, k + 1]
                        arrives = begin[r, k] + service[before] + travel[before, place]
                        if arrives > closes[place]:
                            continue
                        there = max(arrives, opens[place]) + service[place] + travel[place, after]
                        if there > latest[r, k + 1]:
                            continue
                        more = (
                            0.3 * max(there - begin[r, k + 1], 0.0)
                            + 0.7 * (travel[before, place] + travel[place, after] - travel[before, after])
                            + service[place]
                        )
                        if more < cheapest and (
                            longest == np.inf
                            or _lasts(_with(order[r], length[r], k, place), travel, service, opens, closes)
                            <= longest
                        ):
                            cheapest, at = more, k
                    cost[r, place], behind[r, place] = cheapest, at
                if cost[r, place] < (np.inf if route < 0 else cost[route, place]):
                    route = r
            if route < 0:
                continue
            worth = score[place] ** power / max(cost[route, place], 1e-9)
            if noise > 0:
                worth *= 1 + noise * (2 * np.random.random() - 1)
            if worth > best_worth:
                best_worth, best_place, best_route = worth, place, route
        if best_place < 0:
            return
        row = order[best_route]
        for k in range(length[best_route], behind[best_route, best_place] + 1, -1):
            row[k] = row[k - 1]
        row[behind[best_route, best_place] + 1] = best_place
        length[best_route] += 1
        used[best_place] = True
        touched[best_route] = True
        _time(row, length[best_route], travel, service, opens, closes, begin[best_route], latest[best_route])
        for place in places:  # where there was no room, there is none now
            known[best_route, place] = cost[best_route, place] == np.inf and known[best_route, place]


@njit(cache=True)
def _with(route, length, position, place):  # type: ignore[no-untyped-def]
    """A route with a place put in behind a position."""
    longer = np.empty(length + 1, dtype=np.int64)
    longer[: position + 1] = route[: position + 1]
    longer[position + 1] = place
    longer[position + 2 :] = route[position + 1 : length]
    return longer


@njit(cache=True)
def _lasts(route, travel, service, opens, closes):  # type: ignore[no-untyped-def]
    """Shortest duration of a route; inf if it cannot be."""
    leave, end = departure(route, travel, service, opens, closes)
    return end - leave
