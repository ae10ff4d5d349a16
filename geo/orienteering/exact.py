"""The best single route, with its proof.

Labels (`geo.orienteering.labels`) stand for ways from the start to a place: time, score, and a memory of
places. Where the memory forgets, a way may come back to a place, and the best of such ways bounds the best
route from above. The labels of one direction complete those of the other, so each pass prunes the next;
places that are visited twice in the best relaxed way are remembered from then on. In the end nothing is
forgotten. What has to be visited is remembered everywhere from the start.
"""

import time
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.orienteering.alarm import alarm
from geo.orienteering.labels import label
from geo.orienteering.problem import Problem
from geo.orienteering.times import departure, shortest_times

MOST_PLACES = 127
"""Places that a proof can handle; beyond, routes are found without one."""
_MEMORIES = (0, 2, 4, 8)
"""Places near each place that are remembered there, pass by pass."""
_REFINEMENTS = 12
_RELAXED, _EXACT = 600_000, 6_000_000
"""Labels of a pass, beyond which it is given up."""

Words = NDArray[np.uint64]


@dataclass(frozen=True)
class Search:
    """The best route found, empty if none is known, and a bound that no route exceeds."""

    route: list[int]
    bound: float


@dataclass(frozen=True)
class _Side:
    """The problem as seen in one direction."""

    travel: NDArray[np.float64]
    opens: NDArray[np.float64]
    closes: NDArray[np.float64]
    start: int
    end: int
    shortest: NDArray[np.float64]


@dataclass(frozen=True)
class _Labels:
    """Labels by place, the greatest score first, and which visits that are due all of them remember."""

    first: NDArray[np.int64]
    ready: NDArray[np.float64]
    value: NDArray[np.float64]
    memory: Words
    due: Words


@dataclass(frozen=True)
class _Pass:
    """What a labelling found: its best way (empty: none above the best) and labels (None: given up)."""

    way: list[int]
    value: float
    labels: _Labels | None


def step_of(score: NDArray[np.float64]) -> float:
    """What all scores are whole multiples of; 0 if they are broken."""
    whole = bool((score == np.rint(score)).all())
    return float(np.gcd.reduce(score.astype(np.int64))) if whole else 0.0


class Prover:
    """Improves a route and a bound until they meet.

    Parameters
    ----------
    problem
        The problem, of at most 127 places. What must be visited is asked for in `search`.
    places
        Positions that may be visited, without start and end.
    gain
        What a better route has to be better by; 0: anything.
    most
        Labels of the exact search, beyond which it is given up.
    """

    def __init__(self, problem: Problem, places: list[int], *, gain: float = 0.0, most: int = _EXACT) -> None:
        self._places = [problem.start, problem.end, *places]  # start 0, end 1; where they are one, twice
        rows = np.array(self._places)
        self._travel = np.ascontiguousarray(problem.travel[np.ix_(rows, rows)])
        self.score, self._service = problem.score[rows], problem.service[rows]
        if problem.start == problem.end:
            self.score[1] = self._service[1] = 0.0
        self._opens, self._closes = problem.opens[rows], problem.closes[rows]
        self._longest = problem.longest
        self.limited = bool(problem.longest < self._closes[1] - self._opens[0] - 1e-12)
        self._most = most
        self.gain = gain or step_of(self.score) * (1 - 1e-6) or 1e-9 * max(1.0, float(self.score.sum()))
        self._sides = (self._side(forward=True), self._side(forward=False))
        self.memories = [self._memory(size) for size in _MEMORIES]
        self._open: _Pass | None = None

    def search(self, route: list[int], deadline: float, must: Collection[int] = ()) -> Search:
        """Search from a route on.

        Parameters
        ----------
        route
            A feasible route that visits what must be, to begin with; empty if none is known.
        deadline
            On the clock of `time.perf_counter`.
        must
            Positions that the route has to visit.
        """
        position = {place: at for at, place in enumerate(self._places) if at > 1}
        due = _words(np.isin(np.arange(len(self._places)), [position[place] for place in must])[None, :])[0]
        inward = [0, *(position[place] for place in route[1:-1]), 1] if route else []
        run = _Run(self, inward, due)
        run.go(deadline)
        return Search([self._places[at] for at in run.route], run.bound)

    def open(self, deadline: float) -> _Pass:
        """Labels of all ways forward that remember next to nothing, for every search to begin with."""
        if self._open is None:
            none = np.zeros(2, np.uint64)
            labelling = self.label(self.memories[0], none, -np.inf, None, deadline, forward=True)
            if labelling.labels is None and time.perf_counter() > deadline:
                return labelling
            self._open = labelling
        return self._open

    def label(
        self,
        memory: Words,
        due: Words,
        best: float,
        other: _Labels | None,
        deadline: float,
        *,
        forward: bool,
        exact: bool = False,
    ) -> _Pass:
        """One labelling, pruned by the labels of the other direction."""
        side = self._sides[0 if forward else 1]
        n = len(self.score)
        bounds = other or _no_labels(n)
        with alarm(deadline) as rung:
            way, value, complete, node, ready, worth, remembered = label(
                side.travel,
                self.score,
                self._service,
                side.opens,
                side.closes,
                side.start,
                side.end,
                side.shortest,
                memory,
                due,
                exact,
                best,
                self.gain,
                bounds.first,
                bounds.ready,
                bounds.value,
                bounds.memory,
                other is not None,
                bounds.due,
                self._longest if self.limited and exact else np.inf,
                self._most if exact else _RELAXED,
                rung,
            )
        if not complete:
            return _Pass([], np.inf, None)
        order = np.lexsort((ready, -worth, node))
        first = np.searchsorted(node[order], np.arange(n + 1)).astype(np.int64)
        labels = _Labels(first, ready[order], worth[order], remembered[order], due)
        return _Pass([int(at) for at in (way if forward else way[::-1])], float(value), labels)

    def is_route(self, way: list[int], due: Words) -> bool:
        """Whether a way in time visits what is due and no place twice, and is not too long."""
        seen = _words(np.isin(np.arange(len(self.score)), way)[None, :])[0]
        if len(set(way)) < len(way) or (due & ~seen).any():
            return False
        if not self.limited:
            return True
        leave, end = departure(np.array(way), self._travel, self._service, self._opens, self._closes)
        return bool(end - leave <= self._longest + 1e-9)

    def _side(self, *, forward: bool) -> _Side:
        if forward:
            travel, opens, closes = self._travel, self._opens, self._closes
        else:  # time runs backwards: a visit begins where it ended
            travel = np.ascontiguousarray(self._travel.T)
            opens, closes = -(self._closes + self._service), -(self._opens + self._service)
        start, end = (0, 1) if forward else (1, 0)
        return _Side(travel, opens, closes, start, end, shortest_times(travel + self._service[:, None]))

    def _memory(self, size: int) -> Words:
        """For each place, the places remembered there: itself, those at no distance, and the nearest."""
        n = len(self.score)
        both = self._travel + self._travel.T
        here = both + self._service[:, None] + self._service[None, :] <= 0
        here[:, :2] = False
        np.fill_diagonal(both, np.inf)
        both[:, :2] = np.inf
        nearest = np.argsort(both, axis=1, kind="stable")[:, : min(size, max(n - 3, 0))]
        here[np.repeat(np.arange(n), nearest.shape[1]), nearest.ravel()] = True
        np.fill_diagonal(here, True)
        return _words(here)


class _Run:
    """A search under way: its best route, its bound, and the last labels of both directions."""

    def __init__(self, prover: Prover, route: list[int], due: Words) -> None:
        self._prover, self._due = prover, due
        self._memory = prover.memories[0] | due
        self._labels: dict[bool, _Labels | None] = {True: None, False: None}
        self.route = route
        self.best = float(prover.score[route].sum()) if route else -np.inf
        self.bound = float(prover.score.sum())

    def go(self, deadline: float) -> None:
        """Alternate directions, remembering ever more, until nothing is open or the deadline passes."""
        forward = True
        for step in range(len(_MEMORIES) + _REFINEMENTS):
            if step < len(_MEMORIES):
                self._memory |= self._prover.memories[step]
            if self._closed() or time.perf_counter() > deadline:
                return
            labelling = self._pass(deadline, forward=forward) if step else self._prover.open(deadline)
            self._learn(labelling, forward=forward)
            if labelling.labels is None:
                break
            if self._closed():
                return
            if not _remember_repeats(labelling.way, self._memory) and step >= len(_MEMORIES) - 1:
                break
            forward = not forward
        if not self._closed() and time.perf_counter() < deadline:
            forward = forward or self._prover.limited
            self._learn(self._pass(deadline, forward=forward, exact=True), forward=forward)

    def _closed(self) -> bool:
        return self.best >= self.bound - self._prover.gain

    def _pass(self, deadline: float, *, forward: bool, exact: bool = False) -> _Pass:
        other = self._labels[not forward]
        return self._prover.label(
            self._memory, self._due, self.best, other, deadline, forward=forward, exact=exact
        )

    def _learn(self, labelling: _Pass, *, forward: bool) -> None:
        """Lower the bound, and raise the best where the way of a labelling is a route."""
        if labelling.labels is None:
            return
        self._labels[forward] = labelling.labels
        self.bound = min(self.bound, max(labelling.value, self.best))
        if labelling.value > self.best and self._prover.is_route(labelling.way, self._due):
            self.route, self.best = labelling.way, labelling.value


def _remember_repeats(way: list[int], memory: Words) -> bool:
    """Let every place within a cycle remember the place that is visited twice; False if there is none."""
    last: dict[int, int] = {}
    repeats = False
    for position, place in enumerate(way):
        if place in last:
            repeats = True
            for between in way[last[place] + 1 : position]:
                memory[between, place >> 6] |= np.uint64(1) << np.uint64(place & 63)
        last[place] = position
    return repeats


def _words(remembered: NDArray[np.bool_]) -> Words:
    """Rows of truths as bits in two words: uint64 (rows, 2) of bool (rows, places)."""
    bytes_ = np.packbits(remembered, axis=1, bitorder="little")
    words = np.zeros((len(remembered), 2), dtype="<u8")
    words.view(np.uint8)[:, : bytes_.shape[1]] = bytes_
    return words.astype(np.uint64)


def _no_labels(n: int) -> _Labels:
    none = np.zeros((0, 2), dtype=np.uint64)
    return _Labels(np.zeros(n + 1, dtype=np.int64), np.zeros(0), np.zeros(0), none, np.zeros(2, np.uint64))
