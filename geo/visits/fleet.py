"""The deputies of one unit as a fleet: each goes from one place to the next, and is in one place at a time.

A network of moments: a deputy comes to a place, waits there until a moment at which it can begin, and goes on
when it is over. Once the moments are settled, flows in it are whole by themselves.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.visits.program import Program

SEAT_OF_DEPUTIES = 0
"""Place in the travel matrix where deputies set out and return to."""
_SEAT = -1  # among the calls
_MOMENT = 1e-6


@dataclass(frozen=True, eq=False)
class Call:
    """A unit is wanted in a place.

    Parameters
    ----------
    place
        Position in the travel matrix.
    minutes
        How long it takes.
    moments
        When it can begin, ascending.
    """

    place: int
    minutes: float
    moments: Sequence[float]


class Fleet:
    """The ways of a unit's deputies between its calls, as variables of a program.

    Parameters
    ----------
    program
        Takes the variables and their rows.
    count
        Deputies.
    calls
        Where they are wanted.
    travel
        Minutes between places.
    whole
        Ways are whole numbers; else they are where the moments are settled.
    """

    def __init__(
        self,
        program: Program,
        count: int,
        calls: Sequence[Call],
        travel: NDArray[np.float64],
        *,
        whole: bool = False,
    ) -> None:
        self._program, self._calls, self._travel, self._whole = program, calls, travel, whole
        self.begins = [[self._variable() for _ in call.moments] for call in calls]
        """Variable of each call and moment: a deputy is there, and it begins then."""
        self.ways: dict[int, tuple[int, int]] = {}
        """Variable of each way -> calls between which it leads, -1 the seat."""
        self._comes: dict[tuple[int, int], dict[int, float]] = defaultdict(dict)
        out = [self._way(_SEAT, at, 0) for at in range(len(calls))]
        for at in range(len(calls)):
            self._leave(at)
        program.row(dict.fromkeys(out, 1.0), high=float(count))
        for at in range(len(calls)):
            self._wait(at)

    def met(self, call: int) -> dict[int, float]:
        """Whether somebody is there, as a sum of variables."""
        return dict.fromkeys(self.begins[call], 1.0)

    def driving(self) -> dict[int, float]:
        """Minutes of each way."""
        return {way: self._minutes(a, b) for way, (a, b) in self.ways.items()}

    def tours(self, values: NDArray[np.float64]) -> list[list[tuple[int, float]]]:
        """For each deputy who goes: calls in their order, and when each begins."""
        then = {a: b for way, (a, b) in self.ways.items() if a != _SEAT and values[way] > 0.5}
        firsts = [b for way, (a, b) in self.ways.items() if a == _SEAT and values[way] > 0.5]
        tours = []
        for first in firsts:
            tour, at = [], first
            while at != _SEAT:
                nth = int(np.argmax([values[variable] for variable in self.begins[at]]))
                tour.append((at, self._calls[at].moments[nth]))
                at = then[at]
            tours.append(tour)
        return sorted(tours, key=lambda tour: tour[0][1])

    # --- inside

    def _variable(self) -> int:
        return self._program.variable(whole=self._whole)

    def _way(self, a: int, b: int, moment: int) -> int:
        """A way that reaches a call in time for one of its moments."""
        way = self._variable()
        self.ways[way] = (a, b)
        if b != _SEAT:
            self._comes[b, moment][way] = 1.0
        return way

    def _leave(self, at: int) -> None:
        """Whoever was at a call goes on from it: to another, or home."""
        call = self._calls[at]
        for begins, variable in zip(call.moments, self.begins[at], strict=True):
            on = [self._way(at, _SEAT, 0)]
            for other, then in enumerate(self._calls):
                ready = begins + call.minutes + self._minutes(at, other) - _MOMENT
                nth = int(np.searchsorted(then.moments, ready))
                if other != at and nth < len(then.moments):
                    on.append(self._way(at, other, nth))
            self._program.row({variable: -1.0, **dict.fromkeys(on, 1.0)}, 0.0, 0.0)

    def _wait(self, at: int) -> None:
        """Whoever comes to a call begins, or waits for a later moment."""
        self._program.row(self.met(at), high=1.0)
        waited: dict[int, float] = {}
        for nth, variable in enumerate(self.begins[at]):
            comes = {**self._comes[at, nth], **waited, variable: -1.0}
            waits = {}
            if nth + 1 < len(self.begins[at]):
                waits = {self._program.variable(high=np.inf, whole=False): -1.0}
            self._program.row({**comes, **waits}, 0.0, 0.0)
            waited = dict.fromkeys(waits, 1.0)

    def _minutes(self, a: int, b: int) -> float:
        places = [SEAT_OF_DEPUTIES if at == _SEAT else self._calls[at].place for at in (a, b)]
        return float(self._travel[places[0], places[1]])


def least_driving(
    count: int, calls: Sequence[Call], travel: NDArray[np.float64], seconds: float
) -> tuple[list[list[tuple[int, float]]], float, bool] | None:
    """Tours that answer all calls and drive least, their minutes, whether it is proven; None: none found."""
    program = Program()
    fleet = Fleet(program, count, calls, travel, whole=True)
    for at in range(len(calls)):
        program.row(fleet.met(at), low=1.0)
    best = program.least(fleet.driving(), seconds)
    return None if best.values is None else (fleet.tours(best.values), best.value, best.proven)
