"""What of a day a better route can need, where the day is long or its places are many.

Prices of the places bound every route by the best way at these prices (Held and Karp 1971, Mathematical
Programming 1, 6-25), and so many routes by so many of it; ways are those of `geo.orienteering.buckets`, whose
effort does not grow with their number. Steps that no way better than the best route takes are left out, and
with them places.
"""

import numpy as np
from numpy.typing import NDArray

from geo.orienteering import buckets
from geo.orienteering.alarm import alarm
from geo.orienteering.labels import PEAK, READY, WORTH
from geo.orienteering.sides import Sides, listed

_STAGES = ((150, 100, 1.0), (600, 40, 0.3))
"""Slices of a day, rounds, and how far prices move at first."""
_MOST_SLICES = 5_000
"""Slices of a day whose steps are short, beyond which there is no such bound."""
_EVERY = 8
"""Rounds after which steps are left out."""
_STALE, _SLOWER, _SLOWEST = 5, 0.7, 0.02
"""Rounds without a better bound after which prices move less, how much less, and at least."""
_MOMENTUM = 0.5
_HOPED, _LEAST = 0.9, 0.002
"""Parts of the bound: what routes are hoped to reach at least, and by which prices move at least."""

Floats = NDArray[np.float64]
Rows = tuple[NDArray[np.int64], NDArray[np.uint64]]


class Thinning:
    """Lowers a bound by prices, and leaves out steps.

    Parameters
    ----------
    day
        The day. What must be visited is not asked for.
    best
        What is known to be reached; -inf if nothing is.
    routes
        How many routes the bound is for; of several no steps are left out.
    """

    def __init__(self, day: Sides, *, best: float = -np.inf, routes: int = 1) -> None:
        self._day, self.best, self._routes = day, best, routes
        self.places = day.places
        self._shortest = _shortest_step(day)
        self._width = 0.0
        self._rung = np.zeros(1, dtype=np.bool_)
        self._now = np.zeros(len(day.score))
        self.steps = day.steps
        self.bound = np.inf
        self.labels: dict[bool, Rows] = {}
        self.prices = self._now

    def run(self, deadline: float) -> None:
        """Change prices while that gains; `labels` are of both directions, at `prices`, if time allows."""
        whole = float(self._day.closes[1] - self._day.opens[0])
        if not 0 < whole < self._shortest * _MOST_SLICES:
            return
        with alarm(deadline) as self._rung:
            for slices, rounds, pace in _STAGES:
                self._width = min(self._shortest, whole / slices)
                self._descend(rounds, pace)
                if self._rung[0] or self._closed():
                    break
                self._leave_out()

    def alive(self) -> NDArray[np.int64]:
        """The positions that steps lead to, and on from."""
        return np.flatnonzero(self.steps.any(axis=0) & self.steps.any(axis=1))

    def _closed(self) -> bool:
        return self.bound < self.best + self._day.gain

    def _descend(self, rounds: int, pace: float) -> None:
        day, n = self._day, len(self._now)
        prices, turn, stale = self._now, np.zeros(n), 0
        fixed = float(day.score[:2].sum())
        for number in range(rounds):
            *_, way, value = self._sweep(prices, forward=True)
            if self._rung[0]:
                return
            value = self._routes * (value - fixed) + float(prices.sum()) + fixed
            stale += 1
            if value < self.bound - 1e-9:
                self.bound, self._now, stale = value, prices, 0
                if self._routes > 1:  # else they are those of the labels
                    self.prices = prices
            elif stale == _STALE:
                pace, stale, prices = pace * _SLOWER, 0, self._now
            turn = self._routes * np.bincount(way, minlength=n) - 1.0 + _MOMENTUM * turn
            turn[:2] = 0.0
            move = np.where((prices <= 0) & (turn < 0), 0.0, turn)
            if not move.any() or pace < _SLOWEST or self._closed():
                return
            gap = max(value - max(self.best, _HOPED * self.bound), _LEAST * value)
            prices = np.clip(prices + pace * gap / float(move @ move) * move, 0.0, day.score)
            if number % _EVERY == _EVERY - 1:
                self._leave_out()

    def _leave_out(self) -> None:
        """Leave out the steps that no better way takes."""
        if self._routes > 1:
            return
        day, side = self._day, self._day.both[0]
        forward, whence, *_ = self._sweep(self._now, forward=True)
        backward, whence_back, *_ = self._sweep(self._now, forward=False)
        if self._rung[0]:
            return
        self.steps = self.steps & buckets.gaining(
            side.travel,
            side.opens,
            side.closes,
            *listed(self.steps),
            self._width,
            forward,
            whence,
            backward,
            whence_back,
            -float(day.closes[1]),
            self.best + day.gain - float(self._now.sum()) - 1e-9,
        )
        self.labels = {True: _as_labels(forward), False: _as_labels(backward)}
        self.prices = self._now

    def _sweep(
        self, prices: Floats, *, forward: bool
    ) -> tuple[Floats, NDArray[np.int32], NDArray[np.int64], float]:
        day, side = self._day, self._day.both[0 if forward else 1]
        found: tuple[Floats, NDArray[np.int32], NDArray[np.int64], float] = buckets.sweep(
            side.travel,
            day.score - prices,
            day.service,
            side.opens,
            side.closes,
            side.start,
            side.end,
            np.ascontiguousarray(side.shortest[:, side.end]),
            *listed(self.steps if forward else self.steps.T),
            self._width,
            int((side.closes[side.end] - side.opens[side.start]) / self._width) + 3,
            self._rung,
        )
        return found


def _shortest_step(day: Sides) -> float:
    """A little less than the shortest step between two stops in either direction."""
    steps = day.steps.copy()
    steps[0] = steps[:, 1] = False
    lasts = day.travel + np.minimum(day.service, day.service[:, None])
    return 0.999 * float(lasts[steps].min(initial=np.inf))


def _as_labels(states: Floats) -> Rows:
    """Where the labels of each place begin, and states as labels that remember nothing."""
    there = states[:, :, buckets.BEST] > -np.inf
    rows = np.zeros((int(there.sum()), 8))
    rows[:, READY] = states[:, :, buckets.READY][there]
    rows[:, WORTH] = states[:, :, buckets.BEST][there]
    rows[:, PEAK] = states[:, :, buckets.PEAK][there]
    return np.concatenate([[0], np.cumsum(there.sum(axis=1))]), rows.view(np.uint64)
