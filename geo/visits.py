"""A leader's day in a township: which villages, in which order, at what time, and why not the others.

The rule is simple and said to be simple: villages are added one at a time, the one with the most score per
minute it costs first, each where it lengthens the way least, while the day holds; then the order is made the
shortest there is. It proves nothing about the best plan; `check_plan` judges whatever plan it is given.

Times are minutes after midnight, durations minutes. Place 0 of the travel matrix is where the day starts and
ends, place 1 the hub where people are received, place 2 + i village i.
"""

from dataclasses import dataclass, field
from itertools import pairwise, permutations

import numpy as np
from numpy.typing import NDArray

SEAT, HUB, FIRST_VILLAGE = 0, 1, 2
SHORT = 7
"""Up to this many stops every order is tried; beyond, the order of insertion stands."""

_EPSILON = 1e-6


@dataclass(frozen=True, slots=True)
class DaySettings:
    """The shape of the day. Every time is a setting of the county.

    Parameters
    ----------
    reception_opens, reception_closes
        Reception of petitioners at the hub.
    field_opens, field_closes
        First departure to the villages after lunch at the hub, and when the last stop must be over.
    stop_minutes, case_minutes, stop_longest
        Time on site: a fixed part, a part per case heard, and the most it can be.
    """

    reception_opens: float = 8 * 60 + 30
    reception_closes: float = 11 * 60 + 30
    field_opens: float = 13 * 60
    field_closes: float = 17 * 60 + 30
    stop_minutes: float = 20.0
    case_minutes: float = 10.0
    stop_longest: float = 60.0


@dataclass(frozen=True, eq=False)
class VisitProblem:
    """What is to be decided for one township and one day.

    Parameters
    ----------
    villages
        Codes, length n.
    score
        What a visit is worth, float (n,); 0: no reason to go.
    cases
        Cases to be heard there, int (n,).
    travel
        Minutes, float (n + 2, n + 2), from row to column.
    settings
        The shape of the day.
    """

    villages: tuple[str, ...]
    score: NDArray[np.float64]
    cases: NDArray[np.int64]
    travel: NDArray[np.float64]
    settings: DaySettings = field(default_factory=DaySettings)

    def on_site(self, village: int) -> float:
        """Minutes a stop takes."""
        s = self.settings
        return float(min(s.stop_minutes + s.case_minutes * self.cases[village], s.stop_longest))


@dataclass(frozen=True, slots=True)
class PlannedStop:
    """A stop: position of the village in the problem, and when."""

    village: int
    arrives: float
    departs: float


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A village that is not visited.

    Parameters
    ----------
    village
        Position in the problem.
    reason
        ``no_reason`` (its score is 0) or ``no_time``.
    minutes_short
        By how much the field day would have to be longer to add it to this plan; 0 for ``no_reason``.
    """

    village: int
    reason: str
    minutes_short: float


@dataclass(frozen=True, slots=True)
class VisitPlan:
    """A day. `score` is what it reaches, `travel_minutes` all driving from the seat and back."""

    leaves: float
    returns: float
    stops: tuple[PlannedStop, ...]
    left_out: tuple[LeftOut, ...]
    score: float
    travel_minutes: float


def plan(problem: VisitProblem) -> VisitPlan:
    """Plan a day by the rule at the head of this module.

    Raises
    ------
    ValueError
        The arrays' shapes do not fit each other.
    """
    _validate(problem)
    order: list[int] = []
    while (step := _best_insertion(problem, order)) is not None:
        village, place = step
        order = _shortest(problem, [*order[:place], village, *order[place:]])
    return timetable(problem, order)


def timetable(problem: VisitProblem, order: list[int]) -> VisitPlan:
    """The day that visits villages in a given order; it may break rules (see `check_plan`)."""
    s, travel = problem.settings, problem.travel
    now, at = s.field_opens, HUB
    stops = []
    for village in order:
        arrives = now + float(travel[at, FIRST_VILLAGE + village])
        now, at = arrives + problem.on_site(village), FIRST_VILLAGE + village
        stops.append(PlannedStop(village, arrives, now))
    leaves = s.reception_opens - float(travel[SEAT, HUB])
    way = _way(problem, order)
    chosen = set(order)
    left = tuple(_left_out(problem, order, v) for v in range(len(problem.villages)) if v not in chosen)
    return VisitPlan(
        leaves=leaves,
        returns=now + float(travel[at, SEAT]),
        stops=tuple(stops),
        left_out=left,
        score=float(sum(problem.score[village] for village in order)),
        travel_minutes=float(travel[SEAT, HUB]) + way + float(travel[at, SEAT]),
    )


def check_plan(problem: VisitProblem, plan: VisitPlan) -> list[str]:
    """Everything that is wrong with a plan, also one made by hand; an empty list: nothing.

    Returns
    -------
    list of str
        ``unknown_village``, ``visited_twice``, ``arrives_too_early``, ``leaves_too_early`` or ``too_late``,
        each with the stop's number, such as ``too_late:3``.
    """
    wrong = []
    s = problem.settings
    earliest, at = s.field_opens, HUB
    seen: set[int] = set()
    for number, stop in enumerate(plan.stops, 1):
        if not 0 <= stop.village < len(problem.villages):
            wrong.append(f"unknown_village:{number}")
            continue
        if stop.village in seen:
            wrong.append(f"visited_twice:{number}")
        seen.add(stop.village)
        place = FIRST_VILLAGE + stop.village
        if stop.arrives < earliest + problem.travel[at, place] - _EPSILON:
            wrong.append(f"arrives_too_early:{number}")
        if stop.departs < stop.arrives + problem.on_site(stop.village) - _EPSILON:
            wrong.append(f"leaves_too_early:{number}")
        if stop.departs > s.field_closes + _EPSILON:
            wrong.append(f"too_late:{number}")
        earliest, at = stop.departs, place
    return wrong


def _best_insertion(problem: VisitProblem, order: list[int]) -> tuple[int, int] | None:
    """The village with most score per added minute that still fits, and where it goes in."""
    spare = _spare(problem, order)
    best: tuple[float, int, int] | None = None
    for village in range(len(problem.villages)):
        if village in order or problem.score[village] <= 0:
            continue
        place, added = _cheapest(problem, order, village)
        cost = added + problem.on_site(village)
        if cost > spare + _EPSILON:
            continue
        worth = float(problem.score[village]) / max(cost, _EPSILON)
        if best is None or worth > best[0]:
            best = (worth, village, place)
    return None if best is None else best[1:]


def _cheapest(problem: VisitProblem, order: list[int], village: int) -> tuple[int, float]:
    """Where a village lengthens the way least, and by how many minutes."""
    travel, new = problem.travel, FIRST_VILLAGE + village
    places = [HUB, *(FIRST_VILLAGE + v for v in order)]
    added = []
    for i, before in enumerate(places):
        if i + 1 < len(places):
            after = places[i + 1]
            added.append(travel[before, new] + travel[new, after] - travel[before, after])
        else:
            added.append(travel[before, new])  # the day's field part ends at its last stop
    place = int(np.argmin(added))
    return place, float(added[place])


def _shortest(problem: VisitProblem, order: list[int]) -> list[int]:
    if len(order) > SHORT:
        return order
    return list(min(permutations(order), key=lambda tried: _way(problem, list(tried))))


def _way(problem: VisitProblem, order: list[int]) -> float:
    """Minutes of driving from the hub to the last stop."""
    places = [HUB, *(FIRST_VILLAGE + village for village in order)]
    return float(sum(problem.travel[a, b] for a, b in pairwise(places)))


def _spare(problem: VisitProblem, order: list[int]) -> float:
    s = problem.settings
    used = _way(problem, order) + sum(problem.on_site(village) for village in order)
    return s.field_closes - s.field_opens - used


def _left_out(problem: VisitProblem, order: list[int], village: int) -> LeftOut:
    if problem.score[village] <= 0:
        return LeftOut(village, "no_reason", 0.0)
    _, added = _cheapest(problem, order, village)
    short = added + problem.on_site(village) - _spare(problem, order)
    return LeftOut(village, "no_time", max(short, 0.0))


def _validate(problem: VisitProblem) -> None:
    n = len(problem.villages)
    shapes = (problem.score.shape, problem.cases.shape, problem.travel.shape)
    if shapes != ((n,), (n,), (n + 2, n + 2)):
        raise ValueError(
            f"Expected score and cases of length {n} and travel of {n + 2} squared, got {shapes}"
        )
