"""The best single route, with its proof.

Labels (`geo.orienteering.labels`) stand for ways from the start to a place: time, score, and a memory of
places. Where the memory forgets, a way may come back to a place, and the best of such ways bounds the best
route from above. The labels of one direction complete those of the other, so each pass prunes the next;
places that are visited twice in the best relaxed way are remembered from then on. In the end nothing is
forgotten. What has to be visited is remembered everywhere from the start.

Prices of the places (`geo.orienteering.prices`) make it dear to visit a place twice. They may change with
each pass: what the labels of the other direction are worth at other prices is known within the sum of what
became cheaper, since a route visits no place twice. Steps that no way better than the best can take are left
out from then on. The exact search knows no prices but those of the labels that complete its own.
"""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.orienteering.alarm import alarm
from geo.orienteering.labels import label
from geo.orienteering.memory import Words, remember_repeats, words
from geo.orienteering.prices import Prices
from geo.orienteering.problem import Problem
from geo.orienteering.sides import Sides, listed
from geo.orienteering.thinning import Thinning
from geo.orienteering.times import departure

MOST_PLACES = 127
"""Places that labels can remember; of more, `geo.orienteering.thinning` has to leave some out."""
_MEMORIES = (0, 2, 4, 8)
"""Places near each place that are remembered there, ever more."""
_PASSES = 80
_EVERY, _GAINED = 4, 0.15
"""Prices change at each so many passes, and after a pass that closed this part of what was open."""
_WAYS = 10
"""Ways of a pass whose repeats are remembered from then on."""
_MOST, _PATIENCE = 4_000_000, 40_000_000
"""Labels of a pass that are kept at once, and its effort, beyond which it is given up."""
_PATIENCE_AT_FIRST = 3_000_000
"""The same for the first pass, which nothing bounds: where the day has no end, ways have none."""
_THINNED_AT, _SHARE_THINNED = 6_000_000, 0.4
"""Effort at which steps are left out by `geo.orienteering.thinning`, and its share of the time left."""
_TRIED = 4
"""The exact search may take this part of the effort of all passes since it was tried."""
_SURELY_TRIED = 8
"""Passes after which it is tried, and before if as much is remembered near each place as will be."""
_SOUGHT = 120
"""Effort that takes about three times as long as a round of the heuristic."""
_SHORTEST_ROUND, _LONGEST_ROUND = 1_000, 16_000

Seek = Callable[[int, float], list[int]]


@dataclass(frozen=True)
class Search:
    """The best route found, empty if none is known, a bound that no route exceeds, and labels made."""

    route: list[int]
    bound: float
    effort: int = 0


@dataclass(frozen=True)
class _Labels:
    """Rows of labels by place, in the order of time, and which visits that are due all of them remember."""

    first: NDArray[np.int64]
    rows: Words
    due: Words
    prices: NDArray[np.float64]


@dataclass(frozen=True)
class _Pass:
    """What a labelling found: ways above the best, the greatest value, labels (None: given up), steps."""

    ways: list[list[int]]
    value: float
    labels: _Labels | None
    effort: int
    used: NDArray[np.bool_]


class Prover(Sides):
    """Improves a route and a bound until they meet.

    Parameters
    ----------
    problem
        The problem, of at most 127 places. What must be visited is asked for in `search`.
    places
        Positions that may be visited, without start and end.
    gain
        What a better route has to be better by; 0: anything.
    patience
        Effort of a pass, in labels, beyond which it is given up.
    """

    def __init__(
        self, problem: Problem, places: list[int], *, gain: float = 0.0, patience: int = _PATIENCE
    ) -> None:
        super().__init__(problem, places, gain)
        self.patience = patience
        self._bits = np.arange(len(self.score))
        self.memories = [self._memory(size) for size in _MEMORIES]
        self._open: _Pass | None = None

    def search(
        self, route: list[int], deadline: float, must: Collection[int] = (), seek: Seek | None = None
    ) -> Search:
        """Search from a route on.

        Parameters
        ----------
        route
            A feasible route that visits what must be, to begin with; empty if none is known.
        deadline
            On the clock of `time.perf_counter`.
        must
            Positions that the route has to visit.
        seek
            What looks for a better route in so many iterations, until a deadline.
        """
        due = words(np.isin(self.places, list(must))[None, :])[0]
        run = _Run(self, self.inward(route), due, seek)
        run.go(deadline)
        return Search([self.places[at] for at in run.route], run.bound, run.made)

    def open(self, deadline: float) -> _Pass:
        """Labels of all ways forward that remember next to nothing, for every search to begin with."""
        if self._open is None:
            none, free = np.zeros(2, np.uint64), np.zeros(len(self.score))
            labelling = self.label(
                self.memories[0],
                self.steps,
                none,
                free,
                -np.inf,
                None,
                deadline,
                forward=True,
                patience=min(self.patience, _PATIENCE_AT_FIRST),
            )
            if labelling.labels is None and time.perf_counter() > deadline:
                return labelling
            self._open = labelling
        return self._open

    def label(
        self,
        memory: Words,
        steps: NDArray[np.bool_],
        due: Words,
        prices: NDArray[np.float64],
        best: float,
        other: _Labels | None,
        deadline: float,
        *,
        forward: bool,
        exact: bool = False,
        patience: int,
    ) -> _Pass:
        """One labelling, pruned by the labels of the other direction."""
        side = self.both[0 if forward else 1]
        n = len(self.score)
        bounds = other or _no_labels(n)
        against = bounds.prices if exact else prices
        cheaper = float(np.maximum(bounds.prices - against, 0.0).sum())  # than the other way's labels knew
        if not forward:
            steps = steps.T
        first_next, following = listed(steps)
        with alarm(deadline) as rung:
            ways, values, effort, first, rows, used = label(
                side.travel,
                self.score - prices,
                self.score - against,
                self.service,
                side.opens,
                side.closes,
                side.start,
                side.end,
                side.shortest,
                first_next,
                following,
                self._bits,
                memory,
                due,
                exact,
                best - prices.sum(),
                best + self.gain - against.sum() - cheaper,
                bounds.first,
                bounds.rows,
                bounds.due,
                self.longest if self.limited and exact else np.inf,
                _MOST,
                patience,
                rung,
            )
        if not effort:
            return _Pass([], np.inf, None, patience, used)
        values += prices.sum()
        good = [at for at in np.argsort(-values, kind="stable") if values[at] > best + 1e-12]
        found = [[int(place) for place in ways[at] if place >= 0][:: 1 if forward else -1] for at in good]
        value = max(float(values.max()), best)
        return _Pass(found, value, _Labels(first, rows, due, prices), effort, used if forward else used.T)

    def is_route(self, way: list[int], due: Words) -> bool:
        """Whether a way in time visits what is due and no place twice, and is not too long."""
        seen = words(np.isin(np.arange(len(self.score)), way)[None, :])[0]
        if len(set(way)) < len(way) or (due & ~seen).any():
            return False
        if not self.limited:
            return True
        leave, end = departure(np.array(way), self.travel, self.service, self.opens, self.closes)
        return bool(end - leave <= self.longest + 1e-9)

    def _memory(self, size: int) -> Words:
        """For each place, the places remembered there: itself, those at no distance, and the nearest."""
        n = len(self.score)
        both = self.travel + self.travel.T
        here = both + self.service[:, None] + self.service[None, :] <= 0
        here[:, :2] = False
        np.fill_diagonal(both, np.inf)
        both[:, :2] = np.inf
        nearest = np.argsort(both, axis=1, kind="stable")[:, : min(size, max(n - 3, 0))]
        here[np.repeat(np.arange(n), nearest.shape[1]), nearest.ravel()] = True
        np.fill_diagonal(here, True)
        return words(here)


class _Run:
    """A search under way: its best route, its bound, and the last labels of both directions."""

    def __init__(self, prover: Prover, route: list[int], due: Words, seek: Seek | None) -> None:
        self._prover, self._due, self._seek = prover, due, seek
        self._memory, self._wide = prover.memories[0] | due, 1
        self._labels: dict[bool, _Labels | None] = {True: None, False: None}
        self._steps = prover.steps
        self._prices = Prices(prover.score)
        self.made = self._tried = self._sought = 0
        self._thinned = False
        self.route = route
        self.best = prover.worth(route) if route else -np.inf
        self.bound = float(prover.score.sum())

    def go(self, deadline: float) -> None:
        """Alternate directions, remembering ever more, until nothing is open or the deadline passes."""
        forward = True
        for step in range(_PASSES):
            before = self.bound
            labelling = self._pass(deadline, forward=forward) if step else self._prover.open(deadline)
            self._learn(labelling, forward=forward)
            if self._closed() or time.perf_counter() > deadline:
                return
            given_up = labelling.labels is None
            if not self._thinned and (given_up or self.made > _THINNED_AT):
                self._thin(deadline)
                if self._closed() or time.perf_counter() > deadline:
                    return
                if self._labels[True] and self._labels[False]:
                    continue
            if given_up and step:
                return
            if given_up:
                break
            self._look(deadline)
            if self._closed() or not self._change(labelling, before, step):
                break
            if self._wide == len(_MEMORIES) or step >= _SURELY_TRIED:
                self._try(deadline, forward=not forward or self._prover.limited)
            if self._closed() or time.perf_counter() > deadline:
                return
            forward = not forward
        if not self._closed() and time.perf_counter() < deadline:
            self._finish(deadline, self._prover.patience // 2, forward=not forward or self._prover.limited)

    def _thin(self, deadline: float) -> None:
        """Leave out what no better route needs, and go on from the prices that show it."""
        now = time.perf_counter()
        thinning = Thinning(self._prover, best=self.best)
        thinning.run(now + _SHARE_THINNED * (deadline - now))
        self._thinned = True
        self.bound = min(self.bound, max(thinning.bound, self.best))
        self._steps = self._steps & thinning.steps
        if thinning.labels:
            self._prices.start(thinning.prices)
        none = np.zeros(2, np.uint64)
        for forward, (first, rows) in thinning.labels.items():
            self._labels[forward] = _Labels(first, rows, none, thinning.prices)

    def _change(self, labelling: _Pass, before: float, step: int) -> bool:
        """Change prices, or remember more; False if neither can be."""
        way, value = labelling.ways[0], labelling.value
        if self.best == -np.inf:
            return self._remember_more(labelling.ways)
        gained = (before - self.bound) > _GAINED * (before - self.best)
        turn = step >= len(_MEMORIES) and (gained or step % _EVERY == 0)
        if turn and self._prices.change(way, value, self.best, before):
            return True
        return self._remember_more(labelling.ways) or self._prices.change(way, value, self.best, before)

    def _remember_more(self, ways: list[list[int]]) -> bool:
        """Remember more near each place, or what ways visit twice; False if there is no more."""
        if self._wide < len(_MEMORIES):
            self._memory |= self._prover.memories[self._wide]
            self._wide += 1
            return True
        return sum(remember_repeats(way, self._memory) for way in ways[:_WAYS]) > 0

    def _try(self, deadline: float, *, forward: bool) -> None:
        """The exact search, if it is soon over."""
        patience = (self.made - self._tried) // _TRIED
        self._tried = self.made
        self._finish(deadline, max(patience, 2_000), forward=forward)

    def _finish(self, deadline: float, patience: int, *, forward: bool) -> None:
        self._learn(self._pass(deadline, forward=forward, patience=patience), forward=forward)

    def _look(self, deadline: float) -> None:
        """Look for a better route by the heuristic, about a third as long as labels were made."""
        iterations = self.made // _SOUGHT - self._sought
        if self._seek is None or iterations < _SHORTEST_ROUND:
            return
        self._sought += iterations
        self._take(self._prover.inward(self._seek(min(iterations, _LONGEST_ROUND), deadline)))

    def _closed(self) -> bool:
        return self.best >= self.bound - self._prover.gain

    def _pass(self, deadline: float, *, forward: bool, patience: int = 0) -> _Pass:
        """A labelling; with patience the exact one."""
        prices = self._prices.now
        return self._prover.label(
            self._memory,
            self._steps,
            self._due,
            np.zeros(len(prices)) if patience else prices,
            self.best,
            self._labels[not forward],
            deadline,
            forward=forward,
            exact=patience > 0,
            patience=patience or self._prover.patience,
        )

    def _learn(self, labelling: _Pass, *, forward: bool) -> None:
        """Lower the bound, and raise the best where a way of a labelling is a route."""
        if labelling.labels is None:
            return
        self.made += labelling.effort
        self._labels[forward] = labelling.labels
        self._steps = self._steps & labelling.used
        self.bound = min(self.bound, max(labelling.value, self.best))
        for way in labelling.ways:
            self._take(way)

    def _take(self, way: list[int]) -> None:
        if self._prover.worth(way) > self.best and self._prover.is_route(way, self._due):
            self.route, self.best = way, self._prover.worth(way)


def _no_labels(n: int) -> _Labels:
    none = np.zeros((0, 8), dtype=np.uint64)
    return _Labels(np.zeros(n + 1, dtype=np.int64), none, np.zeros(2, np.uint64), np.zeros(n))
