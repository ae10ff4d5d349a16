"""A leader's day in a township: which villages, in which order, at what time, and why not the others.

The villages are those of greatest score that the afternoon holds, proven where the search closes
(`geo.orienteering`). For each village left out it is told what it would cost: how many minutes more the day
would have to have, and how much score is lost if the village must be visited all the same.

Times are minutes after midnight, durations minutes. Place 0 of the travel matrix is where the day starts and
ends, place 1 the hub where people are received, place 2 + i village i.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from geo.errors import VisitError
from geo.orienteering import Problem, Solution, solve, solve_through, warm
from geo.terms import N_, Term
from geo.visits.order import earliest_end

SEAT, HUB, FIRST_VILLAGE = 0, 1, 2
MOMENT = 1e-6
"""Minutes by which two moments may differ and be one."""
_OF_THE_DAY = 0.6  # of the time: what the day may use; the rest is for why villages are left out
_END, _FIRST = 1, 2  # of the orienteering problem: where the afternoon ends (anywhere), first village


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
    reception_places
        Cases that are heard at the reception at most; those booked beyond go to a deputy.
    """

    reception_opens: float = 8 * 60 + 30
    reception_closes: float = 11 * 60 + 30
    field_opens: float = 13 * 60
    field_closes: float = 17 * 60 + 30
    stop_minutes: float = 20.0
    case_minutes: float = 10.0
    stop_longest: float = 60.0
    reception_places: int = 15


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
    must, must_not
        Positions of villages that are visited whatever they are worth, and that are not.
    recused
        Positions of villages that the leader keeps out of.
    names
        What the villages are called in errors; none: their codes.
    opens, closes
        When people can be met in a village, float (n,); None: all day. Who comes earlier waits.
    """

    villages: tuple[str, ...]
    score: NDArray[np.float64]
    cases: NDArray[np.int64]
    travel: NDArray[np.float64]
    settings: DaySettings = field(default_factory=DaySettings)
    must: frozenset[int] = frozenset()
    must_not: frozenset[int] = frozenset()
    recused: frozenset[int] = frozenset()
    opens: NDArray[np.float64] | None = None
    closes: NDArray[np.float64] | None = None
    names: tuple[str, ...] = ()

    def on_site(self, village: int) -> float:
        """Minutes a stop takes."""
        s = self.settings
        return float(min(s.stop_minutes + s.case_minutes * self.cases[village], s.stop_longest))

    def window(self, village: int) -> tuple[float, float]:
        """When a stop may begin at the earliest, and must be over at the latest."""
        s = self.settings
        opens = s.field_opens if self.opens is None else max(s.field_opens, float(self.opens[village]))
        closes = np.inf if self.closes is None else float(self.closes[village])
        return opens, min(s.field_closes, closes)

    def waits(self, stop: "PlannedStop") -> float:
        """Minutes for which who comes to a stop finds nobody yet."""
        return max(self.window(stop.village)[0] - stop.arrives, 0.0)

    def is_closed(self, village: int) -> bool:
        """Whether its hours leave no time for a stop in the field day."""
        s, (opens, closes) = self.settings, self.window(village)
        own = (opens, closes) != (s.field_opens, s.field_closes)
        return own and closes - opens < self.on_site(village) - MOMENT


@dataclass(frozen=True, slots=True)
class PlannedStop:
    """A stop: position of the village in the problem, and when; waiting until it opens included."""

    village: int
    arrives: float
    departs: float


class WhyLeftOut(Term):
    """Why a village is not visited."""

    RECUSED = "recused", N_("the leader is recused there")
    FORBIDDEN = "forbidden", N_("not to be visited")
    NO_REASON = "no_reason", N_("no open case")
    """Its score is 0."""
    CLOSED = "closed", N_("nobody can be met there long enough in the field day")
    """Its hours leave no time for a stop."""
    NO_TIME = "no_time", N_("{n} minutes more would be needed")
    NO_MONTH = "no_month", N_("no month of the year has room")
    """A day could reach it, and no day of the year does (`geo.visits.year`)."""
    BY_HAND = "by_hand", N_("taken out by hand")
    """A person took it out (`geo.visits.changes.by_hand`)."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A village that is not visited.

    Parameters
    ----------
    village
        Position in the problem.
    reason
        The one that binds.
    minutes_short
        By how much the field day would have to be longer to add it to this plan, in the best order; NaN where
        no longer day helps, because villages close; 0 for the other reasons.
    score_lost
        How much less the best plan with it reaches; NaN where none is known, because none can or because the
        search had no time left; 0 for the other reasons.
    """

    village: int
    reason: WhyLeftOut
    minutes_short: float
    score_lost: float = 0.0


@dataclass(frozen=True, slots=True)
class VisitPlan:
    """A day.

    Parameters
    ----------
    score, bound, proven
        What it reaches, what no plan exceeds, and whether the two are known to meet.
    travel_minutes
        All driving from the seat and back.
    """

    leaves: float
    returns: float
    stops: tuple[PlannedStop, ...]
    left_out: tuple[LeftOut, ...]
    score: float
    travel_minutes: float
    bound: float = np.inf
    proven: bool = False


def plan(problem: VisitProblem, seconds: float = 5.0, seed: int = 0) -> VisitPlan:
    """The best day there is.

    Parameters
    ----------
    problem
        What is to be decided.
    seconds, seed
        Most time for the search with all its reasons, and the seed of its chance, as of
        `geo.orienteering.solve`.

    Raises
    ------
    VisitError
        A village must be visited and must not be, is closed or recused; those that must be do not fit into
        the day, or no such day was found in the time; or the day's times are in no order.
    ValueError
        The arrays' shapes do not fit each other.
    """
    warm()
    deadline = time.perf_counter() + seconds
    day = best_day(problem, seconds * _OF_THE_DAY, seed)
    visited = {stop.village for stop in day.stops}
    others = [village for village in range(len(problem.villages)) if village not in visited]
    asked = [village for village in others if not _barred(problem, village)]
    lost = _lost(problem, day, asked, deadline - time.perf_counter(), seed)
    return replace(day, left_out=tuple(_left_out(problem, day, village, lost) for village in others))


def best_day(problem: VisitProblem, seconds: float = 5.0, seed: int = 0) -> VisitPlan:
    """As `plan`, without asking why the others are left out."""
    _validate(problem)
    wanted = _wanted(problem)
    if not wanted:
        return replace(timetable(problem, []), bound=0.0, proven=True)
    solution = solve(_afternoon(problem, wanted), 1, seconds, seed)
    order = _order(wanted, solution)
    missing = problem.must - set(order)
    if missing and not solution.proven:
        raise VisitError(
            "No day was found in time that visits all {total} villages that must be visited; {n} fit so far:"
            " take some away",
            n=len(problem.must) - len(missing),
            total=len(problem.must),
        )
    if missing:
        raise VisitError(
            "The villages that must be visited do not fit into the day: {n} of {total} fit",
            n=len(problem.must) - len(missing),
            total=len(problem.must),
        )
    return replace(timetable(problem, order), bound=solution.bound, proven=solution.proven)


def timetable(problem: VisitProblem, order: list[int]) -> VisitPlan:
    """The day that visits villages in a given order; it may break rules (see `geo.visits.check`)."""
    s, travel = problem.settings, problem.travel
    now, at = s.field_opens, HUB
    stops = []
    for village in order:
        arrives = now + float(travel[at, FIRST_VILLAGE + village])
        now = max(arrives, problem.window(village)[0]) + problem.on_site(village)
        at = FIRST_VILLAGE + village
        stops.append(PlannedStop(village, arrives, now))
    leaves = s.reception_opens - float(travel[SEAT, HUB])
    return VisitPlan(
        leaves=leaves,
        returns=now + float(travel[at, SEAT]),
        stops=tuple(stops),
        left_out=(),
        score=float(sum(problem.score[village] for village in order)),
        travel_minutes=float(travel[SEAT, HUB]) + _way(problem, order) + float(travel[at, SEAT]),
    )


# --- the search -----------------------------------------------------------------------------------------


def _wanted(problem: VisitProblem) -> list[int]:
    """Villages that are worth a visit or must be visited, and can be."""
    return [
        village
        for village in range(len(problem.villages))
        if (problem.score[village] > 0 or village in problem.must)
        and village not in problem.must_not | problem.recused
        and not problem.is_closed(village)
    ]


def _afternoon(problem: VisitProblem, wanted: list[int]) -> Problem:
    """From the hub over villages to wherever the last stop is, when the field day closes."""
    s = problem.settings
    rows = np.array([HUB, HUB, *(FIRST_VILLAGE + village for village in wanted)])
    travel = problem.travel[np.ix_(rows, rows)].copy()
    travel[:, _END] = 0.0
    service = np.array([0.0, 0.0, *(problem.on_site(village) for village in wanted)])
    opens, closes = np.array([(s.field_opens, s.field_closes)] * 2 + [problem.window(v) for v in wanted]).T
    score = np.concatenate([[0.0, 0.0], problem.score[wanted]])
    must = frozenset(at for at, village in enumerate(wanted, _FIRST) if village in problem.must)
    return Problem(travel, score, service, opens, closes - service, 0, _END, must=must)


def short_alone(problem: VisitProblem, village: int) -> float:
    """Minutes that the field day is too short for a village alone; NaN where no longer day would do."""
    short = max(_earliest_end(problem, [village]) - problem.settings.field_closes, 0.0)
    return short if np.isfinite(short) else np.nan


def _order(wanted: list[int], solution: Solution) -> list[int]:
    return [wanted[at - _FIRST] for at in solution.routes[0][1:-1]]


# --- why not the others -----------------------------------------------------------------------------------


def _barred(problem: VisitProblem, village: int) -> WhyLeftOut | None:
    """Why a village is not visited whatever the time; None if only for want of time."""
    if village in problem.recused:
        return WhyLeftOut.RECUSED
    if village in problem.must_not:
        return WhyLeftOut.FORBIDDEN
    if problem.score[village] <= 0:
        return WhyLeftOut.NO_REASON
    return WhyLeftOut.CLOSED if problem.is_closed(village) else None


def _lost(
    problem: VisitProblem, day: VisitPlan, villages: list[int], seconds: float, seed: int
) -> dict[int, float]:
    """How much less the best day with each of some villages reaches; NaN: none is known."""
    if not villages:
        return {}
    wanted = _wanted(problem)
    places = [_FIRST + wanted.index(village) for village in villages]
    routes = solve_through(_afternoon(problem, wanted), places, seconds, seed)
    reached = [
        np.nan if route is None else float(problem.score[_order(wanted, route)].sum()) for route in routes
    ]
    return {village: day.score - score for village, score in zip(villages, reached, strict=True)}


def _left_out(problem: VisitProblem, day: VisitPlan, village: int, lost: dict[int, float]) -> LeftOut:
    if reason := _barred(problem, village):
        return LeftOut(village, reason, 0.0)
    order = [stop.village for stop in day.stops]
    short = max(_earliest_end(problem, [*order, village]) - problem.settings.field_closes, 0.0)
    return LeftOut(village, WhyLeftOut.NO_TIME, short if np.isfinite(short) else np.nan, lost[village])


def _way(problem: VisitProblem, order: list[int]) -> float:
    """Minutes of driving from the hub to the last stop."""
    places = [HUB, *(FIRST_VILLAGE + village for village in order)]
    return float(sum(problem.travel[a, b] for a, b in pairwise(places)))


def _earliest_end(problem: VisitProblem, villages: list[int]) -> float:
    """When all of the villages can be done with, were the field day as long as need be; inf: never."""
    opens = np.array([problem.window(village)[0] for village in villages])
    closes = np.full(len(villages), np.inf) if problem.closes is None else problem.closes[villages]
    stay = np.array([problem.on_site(village) for village in villages])
    rows = np.array([HUB, *(FIRST_VILLAGE + village for village in villages)])
    return earliest_end(problem.travel[np.ix_(rows, rows)], stay, opens, closes, problem.settings.field_opens)


def _validate(problem: VisitProblem) -> None:
    n = len(problem.villages)
    shapes = (problem.score.shape, problem.cases.shape, problem.travel.shape)
    if shapes != ((n,), (n,), (n + 2, n + 2)):
        raise ValueError(
            f"Expected score and cases of length {n} and travel of {n + 2} squared, got {shapes}"
        )
    hours = (problem.opens, problem.closes)
    if any(times is not None and times.shape != (n,) for times in hours):
        raise ValueError(f"Expected opens and closes of length {n}")
    s = problem.settings
    if not s.reception_opens < s.reception_closes <= s.field_opens <= s.field_closes:
        raise VisitError(
            "The day's times are in no order: first the reception opens and closes, then the field day does"
        )
    if both := problem.must & problem.must_not:
        raise VisitError(
            "{villages} must be visited and must not be: decide for one", villages=_named(problem, both)
        )
    if own := problem.must & problem.recused:
        raise VisitError(
            "{villages} must be visited, but the leader is recused there: another leader has to go",
            villages=_named(problem, own),
        )
    if shut := {village for village in problem.must if problem.is_closed(village)}:
        raise VisitError(
            "{villages} must be visited, but nobody can be met there long enough in the field day",
            villages=_named(problem, shut),
        )


def _named(problem: VisitProblem, villages: Iterable[int]) -> str:
    return ", ".join((problem.names or problem.villages)[village] for village in sorted(villages))
