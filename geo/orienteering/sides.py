"""A day as seen from its start and from its end, in positions of its own."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.orienteering.prices import step_of
from geo.orienteering.problem import Problem
from geo.orienteering.times import shortest_times


@dataclass(frozen=True)
class Side:
    """The problem as seen in one direction."""

    travel: NDArray[np.float64]
    opens: NDArray[np.float64]
    closes: NDArray[np.float64]
    start: int
    end: int
    shortest: NDArray[np.float64]


class Sides:
    """Both directions of a problem, and which steps its day allows.

    Parameters
    ----------
    problem
        The problem.
    places
        Positions that may be visited, without start and end.
    gain
        What a better route has to be better by; 0: anything.
    """

    def __init__(self, problem: Problem, places: list[int], gain: float = 0.0) -> None:
        self.places = [problem.start, problem.end, *places]  # start 0, end 1; where they are one, twice
        rows = np.array(self.places)
        self.travel = np.ascontiguousarray(problem.travel[np.ix_(rows, rows)])
        self.score, self.service = problem.score[rows], problem.service[rows]
        if problem.start == problem.end:
            self.score[1] = self.service[1] = 0.0
        self.opens, self.closes = problem.opens[rows], problem.closes[rows]
        self.longest = problem.longest
        self.limited = bool(problem.longest < self.closes[1] - self.opens[0] - 1e-12)
        self.gain = gain or step_of(self.score) * (1 - 1e-6) or 1e-9 * max(1.0, float(self.score.sum()))
        self.both = (self._side(forward=True), self._side(forward=False))
        self.steps = self._steps()

    def inward(self, route: list[int]) -> list[int]:
        """A route in positions of this day."""
        position = {place: at for at, place in enumerate(self.places) if at > 1}
        return [0, *(position[place] for place in route[1:-1]), 1] if route else []

    def worth(self, way: list[int]) -> float:
        return float(self.score[way].sum())

    def _side(self, *, forward: bool) -> Side:
        if forward:
            travel, opens, closes = self.travel, self.opens, self.closes
        else:  # time runs backwards: a visit begins where it ended
            travel = np.ascontiguousarray(self.travel.T)
            opens, closes = -(self.closes + self.service), -(self.opens + self.service)
        start, end = (0, 1) if forward else (1, 0)
        return Side(travel, opens, closes, start, end, shortest_times(travel + self.service[:, None]))

    def _steps(self) -> NDArray[np.bool_]:
        """Which places can follow which within the day."""
        side = self.both[0]
        first = np.maximum(self.opens, self.opens[0] + side.shortest[0])
        arrives = first[:, None] + self.service[:, None] + self.travel
        begins = np.maximum(arrives, self.opens)
        steps = (begins <= self.closes + 1e-9) & (begins + side.shortest[:, 1] <= self.closes[1] + 1e-9)
        steps[:, 0] = steps[1] = False
        np.fill_diagonal(steps, False)
        return np.asarray(steps)


def listed(steps: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the steps of each place begin in a list of the places that follow, and the list."""
    return np.concatenate([[0], np.cumsum(steps.sum(axis=1))]), np.nonzero(steps)[1]
