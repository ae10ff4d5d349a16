"""Ruin and recreate for the (team) orienteering problem with time windows.

Strings of stops are taken out of a route, others are put in by score over time lost, with noise; what is
worse is accepted as in annealing (Schrimpf et al. 2000, Journal of Computational Physics 159, 139-171;
Christiaens and Vanden Berghe 2020, Transportation Science 54, 417-433).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from geo.orienteering_times import departure

if TYPE_CHECKING:
    from geo.orienteering import Problem

_HOT, _COLD = 0.06, 0.002  # temperature at the start and the end, as a share of the best score
_NOISE = 0.25
_STRING = 8  # longest string taken out at once


def ruin_and_recreate(
    problem: Problem, places: list[int], routes: int, iterations: int, seed: int
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

    Returns
    -------
    list of list of int
        Routes from start to end; each is feasible.
    """
    order, lengths = _search(
        problem.travel,
        problem.score,
        problem.service,
        problem.opens,
        problem.closes,
        problem.start,
        problem.end,
        problem.longest,
        np.array(places, dtype=np.int64),
        routes,
        iterations,
        seed,
    )
    return [order[r, : lengths[r]].tolist() for r in range(routes)]


@njit(cache=True, nogil=True)
def _search(travel, score, service, opens, closes, start, end, longest, places, routes, iterations, seed):  # type: ignore[no-untyped-def]
    np.random.seed(seed)
    n = score.size
    width = places.size + 2
    order = np.full((routes, width), -1, dtype=np.int64)
    length = np.full(routes, 2, dtype=np.int64)
    for r in range(routes):
        order[r, 0], order[r, 1] = start, end
    begin, latest = np.zeros((routes, width)), np.zeros((routes, width))
    used = np.zeros(n, dtype=np.bool_)
    for r in range(routes):
        _time(order[r], length[r], travel, service, opens, closes, begin[r], latest[r])
    args = (travel, score, service, opens, closes, longest, places)
    _recreate(order, length, begin, latest, used, 0.0, args)
    value = _value(order, length, score)
    best_order, best_length, best_value = order.copy(), length.copy(), value
    kept_order, kept_length, kept_value = order.copy(), length.copy(), value
    total = max(score.sum(), 1e-12)
    for step in range(iterations):
        heat = _HOT * (_COLD / _HOT) ** (step / iterations) * max(best_value, 0.01 * total)
        _ruin(order, length, used)
        for r in range(routes):
            _time(order[r], length[r], travel, service, opens, closes, begin[r], latest[r])
        _recreate(order, length, begin, latest, used, _NOISE, args)
        value = _value(order, length, score)
        if value >= kept_value or np.random.random() < np.exp((value - kept_value) / heat):
            kept_order[:], kept_length[:], kept_value = order, length, value
            if value > best_value:
                best_order[:], best_length[:], best_value = order, length, value
        else:
            order[:], length[:] = kept_order, kept_length
            used[:] = False
            for r in range(routes):
                for k in range(1, length[r] - 1):
                    used[order[r, k]] = True
    return best_order, best_length


@njit(cache=True)
def _value(order, length, score):  # type: ignore[no-untyped-def]
    total = 0.0
    for r in range(length.size):
        for k in range(1, length[r] - 1):
            total += score[order[r, k]]
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
def _ruin(order, length, used):  # type: ignore[no-untyped-def]
    """Take a string of stops out of one route, or of every route a little."""
    everywhere = length.size > 1 and np.random.random() < 0.5
    chosen = np.random.randint(0, length.size)
    for r in range(length.size):
        stops = length[r] - 2
        if stops == 0 or (r != chosen and not everywhere):
            continue
        string = np.random.randint(1, min(_STRING, stops) + 1)
        first = 1 + np.random.randint(0, stops - string + 1)
        for k in range(first, first + string):
            used[order[r, k]] = False
        for k in range(first + string, length[r]):
            order[r, k - string] = order[r, k]
        length[r] -= string


@njit(cache=True)
def _recreate(order, length, begin, latest, used, noise, args):  # type: ignore[no-untyped-def]
    """Put in, one at a time, what is worth most for the time it costs."""
    travel, score, service, opens, closes, longest, places = args
    power = 1.0 + 1.5 * np.random.random() if noise > 0 else 2.0
    while True:
        best_worth, best_place, best_route, best_at = 0.0, -1, -1, -1
        for place in places:
            if used[place]:
                continue
            cheapest, route, at = np.inf, -1, -1
            for r in range(length.size):
                for k in range(length[r] - 1):
                    before, after = order[r, k], order[r, k + 1]
                    arrives = begin[r, k] + service[before] + travel[before, place]
                    if arrives > closes[place]:
                        continue
                    leaves = max(arrives, opens[place]) + service[place]
                    there = leaves + travel[place, after]
                    if there > latest[r, k + 1]:
                        continue
                    cost = (
                        0.3 * max(there - begin[r, k + 1], 0.0)
                        + 0.7 * (travel[before, place] + travel[place, after] - travel[before, after])
                        + service[place]
                    )
                    if cost < cheapest and (
                        longest == np.inf
                        or _lasts(order[r], length[r], k, place, travel, service, opens, closes) <= longest
                    ):
                        cheapest, route, at = cost, r, k
            if route < 0:
                continue
            worth = score[place] ** power / max(cheapest, 1e-9)
            if noise > 0:
                worth *= 1 + noise * (2 * np.random.random() - 1)
            if worth > best_worth:
                best_worth, best_place, best_route, best_at = worth, place, route, at
        if best_place < 0:
            return
        row = order[best_route]
        for k in range(length[best_route], best_at + 1, -1):
            row[k] = row[k - 1]
        row[best_at + 1] = best_place
        length[best_route] += 1
        used[best_place] = True
        _time(row, length[best_route], travel, service, opens, closes, begin[best_route], latest[best_route])


@njit(cache=True)
def _lasts(route, length, position, place, travel, service, opens, closes):  # type: ignore[no-untyped-def]
    """Shortest duration of a route with a place put in behind a position; inf if that cannot be."""
    longer = np.empty(length + 1, dtype=np.int64)
    longer[: position + 1] = route[: position + 1]
    longer[position + 1] = place
    longer[position + 2 :] = route[position + 1 : length]
    leave, end = departure(longer, travel, service, opens, closes)
    return end - leave
