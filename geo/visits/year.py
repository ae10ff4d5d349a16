"""A year of visits to one township: the hot villages first, and every village at least once.

Each month's day is the best one there is for what the villages are worth by then (`geo.visits.day`). Before
that, days are found that together reach every village; as soon as only as many months are left as such days
are needed, each month takes one of them and fills it up with what is hot. So the promise is kept at the
latest possible time, and heat decides until then.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from geo.errors import VisitError
from geo.visits.day import (
    LeftOut,
    VisitPlan,
    VisitProblem,
    WhyLeftOut,
    best_day,
    short_alone,
    timetable,
)

_FIRST_TIME = 1e-6  # what reaching a village counts for among days that are worth the same


@dataclass(frozen=True, eq=False)
class YearPlan:
    """Days of visits, one a month.

    Parameters
    ----------
    days
        One plan a month, without reasons for what is left out.
    first
        Month in which each village is first visited, int (n,); -1: in none.
    unreachable
        Villages that no day reaches, even alone: too far, closed, or the leader is recused in every month.
    left_out
        Why each village that is in none is in none, by position; its minutes are those that a day with
        nothing but this village would be too short.
    """

    days: tuple[VisitPlan, ...]
    first: NDArray[np.int64]
    unreachable: frozenset[int]
    left_out: tuple[LeftOut, ...] = ()

    @property
    def missed(self) -> list[int]:
        """Villages that a day could reach, and none of these does."""
        return [v for v in np.flatnonzero(self.first < 0).tolist() if v not in self.unreachable]


def plan_year(
    problem: VisitProblem,
    ahead: NDArray[np.float64],
    again: NDArray[np.float64],
    recused: Sequence[frozenset[int]] = (frozenset(),) * 12,
    decided: Mapping[int, Sequence[int]] | None = None,
    seconds: float = 1.0,
    seed: int = 0,
) -> YearPlan:
    """Days for as many months as `recused` has entries.

    Parameters
    ----------
    problem
        The day; its score is not looked at. Locks are not allowed.
    ahead
        What a visit to each village is worth in each month before the first one, float (months, n).
    again
        The same so many months after a visit, float (months, n); its first row is not looked at.
    recused
        For each month, the villages that its leader keeps out of.
    decided
        Villages in their order of the months that are decided already, by month from 0: taken as they are.
    seconds, seed
        Most time for the search of one day, and the seed of its chance.

    Raises
    ------
    ValueError
        `ahead` or `again` has another shape than months and villages, or the problem has locks.
    VisitError
        As `geo.visits.day.plan`.
    """
    n = len(problem.villages)
    if {ahead.shape, again.shape} != {(len(recused), n)} or problem.must or problem.must_not:
        raise ValueError(
            f"Expected worth of {len(recused)} months and {n} villages and no locks, got {ahead.shape}"
        )
    free = replace(problem, recused=frozenset())
    always = frozenset.intersection(*recused) if recused else frozenset()
    unreachable = frozenset(v for v in range(n) if v in always or not _reached_alone(free, v, seconds, seed))
    decided = decided or {}
    seen = frozenset(village for stops in decided.values() for village in stops)
    needed = _covering(free, frozenset(range(n)) - unreachable - seen, seconds, seed)
    first, last = np.full(n, -1), np.full(n, -1)
    days: list[VisitPlan] = []
    for month, kept_out in enumerate(recused):
        waited = np.where(last < 0, ahead[month], again[np.where(last < 0, 0, month - last), np.arange(n)])
        worth = waited + _FIRST_TIME * (first < 0)
        left = sum(later not in decided for later in range(month, len(recused)))
        must = frozenset[int]()
        if len(needed) >= left:
            must = max(needed, key=lambda day: (len(day - kept_out), worth[list(day)].sum()), default=must)
        asked = replace(free, score=worth, recused=kept_out, must=must - kept_out)
        day = timetable(asked, list(decided[month])) if month in decided else best_day(asked, seconds, seed)
        days.append(replace(day, score=float(sum(waited[stop.village] for stop in day.stops))))
        visited = frozenset(stop.village for stop in day.stops)
        for village in visited:
            last[village] = month
            first[village] = month if first[village] < 0 else first[village]
        needed = [day - visited for day in needed if day - visited]
    never = [_never(problem, v, always, unreachable) for v in np.flatnonzero(first < 0).tolist()]
    return YearPlan(tuple(days), first, unreachable, tuple(never))


def _never(
    problem: VisitProblem, village: int, always: frozenset[int], unreachable: frozenset[int]
) -> LeftOut:
    """Why no day of a year visits a village."""
    if village in always:
        return LeftOut(village, WhyLeftOut.RECUSED, 0.0)
    if village not in unreachable:
        return LeftOut(village, WhyLeftOut.NO_MONTH, 0.0)
    if problem.is_closed(village):
        return LeftOut(village, WhyLeftOut.CLOSED, 0.0)
    return LeftOut(village, WhyLeftOut.NO_TIME, short_alone(problem, village))


def _reached_alone(problem: VisitProblem, village: int, seconds: float, seed: int) -> bool:
    alone = replace(problem, must=frozenset({village}), score=np.zeros_like(problem.score))
    try:
        best_day(alone, seconds, seed)
    except VisitError:
        return False
    return True


def _covering(
    problem: VisitProblem, villages: frozenset[int], seconds: float, seed: int
) -> list[frozenset[int]]:
    """Days that together reach all of the villages: each takes as many of those left as it can."""
    days, left = [], villages
    while left:
        score = np.array([float(village in left) for village in range(len(problem.villages))])
        day = best_day(replace(problem, score=score), seconds, seed)
        visited = frozenset(stop.village for stop in day.stops)
        if not visited & left:  # the time was too short
            break
        days.append(visited)
        left -= visited
    return days
