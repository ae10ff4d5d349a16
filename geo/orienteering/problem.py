"""The (team) orienteering problem with time windows, and what a solution of it says.

Vansteenwegen, Souffriau and Van Oudheusden 2011, European Journal of Operational Research 209, 1-10, name the
problem.
"""

import operator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

MOST = 1e12
"""What a visit is worth at most: of greater figures a float does not tell the sum of many apart."""


@dataclass(frozen=True, eq=False)
class Problem:
    """Places, and what a day allows. All times are in one unit.

    Parameters
    ----------
    travel
        From row to column, float (n, n), not negative; need not be symmetric; ``inf`` where there is no way.
    score
        What a visit is worth, float (n,), from 0 to `MOST`; start and end may have a score, which counts
        always.
    service
        Time on site, float (n,), not negative.
    opens, closes
        First and last moment at which a visit may begin, float (n,); waiting is allowed. A place that opens
        at ``inf``, or later than it closes, is never open.
    start, end
        Positions of the first and last place; may be the same.
    longest
        Longest duration of a route from its departure to its arrival; ``inf`` for no limit.
    must
        Positions that are visited whatever they are worth; as many of them as fit.

    Raises
    ------
    ValueError
        Shapes do not fit each other, or a value is negative, missing, or out of range.
    """

    travel: NDArray[np.float64]
    score: NDArray[np.float64]
    service: NDArray[np.float64]
    opens: NDArray[np.float64]
    closes: NDArray[np.float64]
    start: int
    end: int
    longest: float = np.inf
    must: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        for name in ("travel", "score", "service", "opens", "closes"):
            object.__setattr__(self, name, _floats(getattr(self, name)))
        n = len(self.score)
        shapes = [self.travel.shape, self.service.shape, self.opens.shape, self.closes.shape]
        if shapes != [(n, n), (n,), (n,), (n,)] or n == 0:
            raise ValueError(f"Expected travel of {n} squared and arrays of length {n}, got {shapes}")
        for name in ("start", "end"):
            object.__setattr__(self, name, _position(getattr(self, name)))
        object.__setattr__(self, "must", frozenset(map(_position, self.must)))
        if not all(0 <= at < n for at in (self.start, self.end, *self.must)):
            raise ValueError(f"start, end and what must be visited must be positions below {n}")
        for name in ("travel", "score", "service"):
            if not (getattr(self, name) >= 0).all():
                raise ValueError(f"{name} must not be negative or missing")
        if (self.score > MOST).any():
            raise ValueError(f"score must not be greater than {MOST:g}")
        if np.isnan(self.opens).any() or np.isnan(self.closes).any() or not self.longest >= 0:
            raise ValueError("opens, closes and longest must not be missing, nor longest be negative")
        if np.isneginf(self.opens).any():
            raise ValueError("opens must not be minus infinity: say when the day begins")


@dataclass(frozen=True)
class Solution:
    """Routes, and how good they are.

    Parameters
    ----------
    routes
        Positions of the places, start and end included; a route without a stop is (start, end).
    arrivals
        When each visit begins, as early as can be, for the departure that `Problem.longest` needs.
    score
        What the routes reach together; the scores of start and end count once.
    bound
        No set of routes reaches more.
    proven
        `score` is the most that can be reached.
    """

    routes: list[list[int]]
    arrivals: list[list[float]]
    score: float
    bound: float
    proven: bool


def _floats(values: ArrayLike) -> NDArray[np.float64]:
    if np.iscomplexobj(values):
        raise ValueError("Expected real numbers, got complex ones")
    return np.ascontiguousarray(values, dtype=np.float64)


def _position(at: object) -> int:
    """A position as a whole number; 2.0 is none, for it may come out of a sum that is not exact."""
    try:
        return operator.index(at)  # type: ignore[arg-type]
    except TypeError:
        raise ValueError(f"start, end and what must be visited must be whole numbers, got {at!r}") from None
