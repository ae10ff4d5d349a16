"""The best single route, with its proof.

Labels (`geo.orienteering_labels`) stand for ways from the start to a place: time, score, and a memory of
places. Where the memory forgets, a way may come back to a place, and the best of such ways bounds the best
route from above. The labels of one direction complete those of the other, so each pass prunes the next;
places that are visited twice in the best relaxed way are remembered from then on. In the end nothing is
forgotten.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from geo.orienteering_labels import label
from geo.orienteering_times import departure, shortest_times

if TYPE_CHECKING:
    from geo.orienteering import Problem

_MEMORIES = (0, 2, 4, 8)
"""Places near each place that are remembered there, pass by pass."""
_REFINEMENTS = 12
_RELAXED, _EXACT = 600_000, 6_000_000
"""Labels of a pass, beyond which it is given up."""

Words = NDArray[np.uint64]


@dataclass(frozen=True)
class Search:
    """The best route found, and a bound that no route exceeds."""

    route: list[int]
    bound: float


@dataclass
class _Side:
    """The problem as seen in one direction, and the labels that its last pass left."""

    travel: NDArray[np.float64]
    service: NDArray[np.float64]
    opens: NDArray[np.float64]
    closes: NDArray[np.float64]
    start: int
    end: int
    home: NDArray[np.float64]
    labels: tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64], Words] | None = None


def prove(problem: Problem, places: list[int], route: list[int], deadline: float) -> Search:
    """Improve a route and a bound until they meet, or the deadline passes.

    Parameters
    ----------
    problem
        The problem, of at most 127 places.
    places
        Positions that may be visited, without start and end.
    route
        A feasible route, to begin with; empty if none is known.
    deadline
        On the clock of `time.perf_counter`.
    """
    small = _Reduced(problem, places)
    search = _Prover(small, small.inward(route))
    search.run(deadline)
    return Search(small.outward(search.route), search.bound)


class _Reduced:
    """The problem on the places that matter: start 0, end 1, then the others; where start is end, as two."""

    def __init__(self, problem: Problem, places: list[int]) -> None:
        self.places = [problem.start, problem.end, *places]
        rows = np.array(self.places)
        self.travel = np.ascontiguousarray(problem.travel[np.ix_(rows, rows)])
        self.score, self.service = problem.score[rows], problem.service[rows]
        if problem.start == problem.end:
            self.score[1] = self.service[1] = 0.0
        self.opens, self.closes = problem.opens[rows], problem.closes[rows]
        self.longest = problem.longest

    def inward(self, route: list[int]) -> list[int]:
        position = {place: at for at, place in enumerate(self.places) if at > 1}
        return [0, *(position[place] for place in route[1:-1]), 1] if route else []

    def outward(self, route: list[int]) -> list[int]:
        return [self.places[at] for at in route]


class _Prover:
    def __init__(self, small: _Reduced, route: list[int]) -> None:
        self._small = small
        self._score = small.score
        self._sides = (self._side(forward=True), self._side(forward=False))
        self.route = route
        self.best = float(sum(small.score[at] for at in route)) if route else -np.inf
        self.bound = float(small.score.sum())
        whole = bool((small.score == np.rint(small.score)).all())
        self._gain = 1.0 - 1e-6 if whole else 1e-9 * max(1.0, self.bound)
        span = small.closes[1] - small.opens[0]
        self._limited = bool(small.longest < span - 1e-12)
        both = small.travel + small.travel.T
        self._here = both + small.service[:, None] + small.service[None, :] <= 0
        self._here[:, :2] = False
        np.fill_diagonal(both, np.inf)
        both[:, :2] = np.inf
        self._nearest = np.argsort(both, axis=1, kind="stable")[:, : max(len(both) - 3, 0)]

    def run(self, deadline: float) -> None:
        memory = self._memory(0)
        forward = True
        for step in range(len(_MEMORIES) + _REFINEMENTS):
            if step < len(_MEMORIES):
                memory |= self._memory(_MEMORIES[step])
            if self._closed() or time.perf_counter() > deadline:
                return
            way, complete = self._pass(forward, memory, exact=False)
            if not complete:
                break
            if self._closed():
                return
            repeats = _remember_repeats(way, memory)
            if not repeats and step >= len(_MEMORIES) - 1:
                break
            forward = not forward
        if not self._closed() and time.perf_counter() < deadline:
            self._pass(forward or self._limited, memory, exact=True)

    def _closed(self) -> bool:
        return self.best > self.bound - self._gain

    def _pass(self, forward: bool, memory: Words, *, exact: bool) -> tuple[list[int], bool]:
        """One labelling: lowers the bound, and raises the best where its way is a route."""
        own, other = self._sides[0 if forward else 1], self._sides[1 if forward else 0]
        bounds = other.labels or _no_labels(len(self._score))
        limited = self._limited and exact
        result = label(
            own.travel,
            self._score,
            own.service,
            own.opens,
            own.closes,
            own.start,
            own.end,
            own.home,
            memory,
            exact,
            self.best,
            self._gain,
            *bounds,
            other.labels is not None,
            self._small.longest if limited else np.inf,
            _EXACT if exact else _RELAXED,
        )
        way, value, complete, node, ready, value_of, mem = result
        if not complete:
            return [], False
        found = [int(at) for at in way] if forward else [int(at) for at in way[::-1]]
        self.bound = min(self.bound, max(float(value), self.best))
        if found and len(set(found)) == len(found) and value > self.best and self._fits(found):
            self.route, self.best = found, float(value)
        if not exact:
            own.labels = _sorted_labels(len(self._score), node, ready, value_of, mem)
        return found, True

    def _fits(self, way: list[int]) -> bool:
        if not self._limited:
            return True
        small = self._small
        leave, end = departure(np.array(way), small.travel, small.service, small.opens, small.closes)
        return bool(end - leave <= small.longest + 1e-9)

    def _side(self, *, forward: bool) -> _Side:
        small = self._small
        if forward:
            travel, opens, closes = small.travel, small.opens, small.closes
        else:  # time runs backwards: a visit begins where it ended
            travel = np.ascontiguousarray(small.travel.T)
            opens, closes = -(small.closes + small.service), -(small.opens + small.service)
        start, end = (0, 1) if forward else (1, 0)
        home = np.ascontiguousarray(shortest_times(travel + small.service[:, None])[:, end])
        return _Side(travel, small.service, opens, closes, start, end, home)

    def _memory(self, size: int) -> Words:
        """For each place, the places remembered there: itself, those at no distance, and the nearest."""
        n = len(self._score)
        places = np.arange(n)
        remembered = self._here.copy()
        remembered[places, places] = True
        nearest = self._nearest[:, :size]
        remembered[np.repeat(places, nearest.shape[1]), nearest.ravel()] = True
        bits = np.uint64(1) << (places & 63).astype(np.uint64)
        memory = np.zeros((n, 2), dtype=np.uint64)
        for word in (0, 1):
            own = (places >> 6) == word
            memory[:, word] = np.bitwise_or.reduce(
                np.where(remembered & own, bits, np.uint64(0)), axis=1, dtype=np.uint64
            )
        return memory


def _remember_repeats(way: list[int], memory: Words) -> bool:
    """Let every place within a cycle remember the place that is visited twice; False if there is none."""
    last: dict[int, int] = {}
    found = False
    for position, place in enumerate(way):
        if place in last:
            found = True
            for between in way[last[place] + 1 : position]:
                memory[between, place >> 6] |= np.uint64(1) << np.uint64(place & 63)
        last[place] = position
    return found


def _no_labels(n: int) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64], Words]:
    return np.zeros(n + 1, dtype=np.int64), np.zeros(0), np.zeros(0), np.zeros((0, 2), dtype=np.uint64)


def _sorted_labels(
    n: int, node: NDArray[np.int64], ready: NDArray[np.float64], value: NDArray[np.float64], memory: Words
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64], Words]:
    """Labels by place, the greatest score first: where to look for the best completion."""
    order = np.lexsort((ready, -value, node))
    starts = np.searchsorted(node[order], np.arange(n + 1)).astype(np.int64)
    return starts, ready[order].copy(), value[order].copy(), memory[order].copy()
