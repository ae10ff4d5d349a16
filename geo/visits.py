"""A leader's day in a township: which villages, in which order, at what time, and why not the others.

The villages are those of greatest score that the afternoon holds, proven where the search closes
(`geo.orienteering`). For each village left out it is told what it would cost: how many minutes more the day
would have to have, and how much score is lost if the village must be visited all the same. `check_plan`
judges whatever plan it is given, also one made by hand.

Times are minutes after midnight, durations minutes. Place 0 of the travel matrix is where the day starts and
ends, place 1 the hub where people are received, place 2 + i village i.
"""

from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
from numba import njit
from numpy.typing import NDArray

from geo.errors import VisitError
from geo.orienteering import Problem, solve

SEAT, HUB, FIRST_VILLAGE = 0, 1, 2
MOST_ORDERED = 13
"""Up to this many stops the shortest order is found exactly, when a village more is asked for."""

_EPSILON = 1e-6
_END = 1  # place of the orienteering problem where the afternoon ends: wherever the last stop is


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
    must, must_not
        Positions of villages that are visited whatever they are worth, and that are not.
    """

    villages: tuple[str, ...]
    score: NDArray[np.float64]
    cases: NDArray[np.int64]
    travel: NDArray[np.float64]
    settings: DaySettings = field(default_factory=DaySettings)
    must: frozenset[int] = frozenset()
    must_not: frozenset[int] = frozenset()

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
        ``no_reason`` (its score is 0), ``forbidden``, or ``no_time``.
    minutes_short
        By how much the field day would have to be longer to add it to this plan, in the best order; 0 for the
        other reasons.
    score_lost
        How much less the best plan with it reaches; NaN where no plan can, 0 for the other reasons.
    """

    village: int
    reason: str
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
        Most time for the search, and the seed of its chance, as of `geo.orienteering.solve`.

    Raises
    ------
    VisitError
        A village must and must not be visited, or those that must be do not fit into the day.
    ValueError
        The arrays' shapes do not fit each other.
    """
    _validate(problem)
    order, bound, proven = _best(problem, seconds, seed)
    made = replace(timetable(problem, order), bound=bound, proven=proven)
    left = [_left_out(problem, made, village, seconds, seed) for village in _unvisited(problem, order)]
    return replace(made, left_out=tuple(left))


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
    return VisitPlan(
        leaves=leaves,
        returns=now + float(travel[at, SEAT]),
        stops=tuple(stops),
        left_out=(),
        score=float(sum(problem.score[village] for village in order)),
        travel_minutes=float(travel[SEAT, HUB]) + _way(problem, order) + float(travel[at, SEAT]),
    )


def check_plan(problem: VisitProblem, plan: VisitPlan) -> list[str]:
    """Everything that is wrong with a plan, also one made by hand; an empty list: nothing.

    Returns
    -------
    list of str
        ``unknown_village``, ``visited_twice``, ``forbidden``, ``arrives_too_early``, ``leaves_too_early`` or
        ``too_late``, each with the stop's number, such as ``too_late:3``; ``missing`` with the code of a
        village that must be visited.
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
        if stop.village in problem.must_not:
            wrong.append(f"forbidden:{number}")
        seen.add(stop.village)
        place = FIRST_VILLAGE + stop.village
        if stop.arrives < earliest + problem.travel[at, place] - _EPSILON:
            wrong.append(f"arrives_too_early:{number}")
        if stop.departs < stop.arrives + problem.on_site(stop.village) - _EPSILON:
            wrong.append(f"leaves_too_early:{number}")
        if stop.departs > s.field_closes + _EPSILON:
            wrong.append(f"too_late:{number}")
        earliest, at = stop.departs, place
    return wrong + [f"missing:{problem.villages[village]}" for village in sorted(problem.must - seen)]


# --- the search -----------------------------------------------------------------------------------------


def _best(problem: VisitProblem, seconds: float, seed: int) -> tuple[list[int], float, bool]:
    """Order of the villages, a bound, and whether it is met.

    What must be visited is worth more than everything else together, so that the best plan has it if any has.
    """
    wanted = [
        village
        for village in range(len(problem.villages))
        if (problem.score[village] > 0 or village in problem.must) and village not in problem.must_not
    ]
    if not wanted:
        return [], 0.0, True
    prize = float(problem.score[wanted].sum()) + 1.0
    worth = np.array([problem.score[v] + (prize if v in problem.must else 0.0) for v in wanted])
    solution = solve(_afternoon(problem, wanted, worth), 1, seconds, seed)
    order = [wanted[at - 2] for at in solution.routes[0][1:-1]]
    if missing := problem.must - set(order):
        raise VisitError(
            "The villages that must be visited do not fit into the day: {n} of {total} fit",
            n=len(problem.must) - len(missing),
            total=len(problem.must),
        )
    return order, solution.bound - prize * len(problem.must), solution.proven


def _afternoon(problem: VisitProblem, wanted: list[int], worth: NDArray[np.float64]) -> Problem:
    """From the hub over villages to wherever the last stop is, when the field day closes."""
    s = problem.settings
    rows = np.array([HUB, HUB, *(FIRST_VILLAGE + village for village in wanted)])
    travel = problem.travel[np.ix_(rows, rows)].copy()
    travel[:, _END] = 0.0
    n = len(rows)
    service = np.array([0.0, 0.0, *(problem.on_site(village) for village in wanted)])
    closes = np.full(n, s.field_closes) - service
    score = np.concatenate([[0.0, 0.0], worth])
    return Problem(travel, score, service, np.full(n, s.field_opens), closes, 0, _END)


# --- why not the others -----------------------------------------------------------------------------------


def _unvisited(problem: VisitProblem, order: list[int]) -> list[int]:
    return [village for village in range(len(problem.villages)) if village not in set(order)]


def _left_out(problem: VisitProblem, made: VisitPlan, village: int, seconds: float, seed: int) -> LeftOut:
    if village in problem.must_not:
        return LeftOut(village, "forbidden", 0.0)
    if problem.score[village] <= 0:
        return LeftOut(village, "no_reason", 0.0)
    order = [stop.village for stop in made.stops]
    s = problem.settings
    needed = _shortest(problem, [*order, village]) + sum(map(problem.on_site, [*order, village]))
    short = max(needed - (s.field_closes - s.field_opens), 0.0)
    forced = replace(problem, must=problem.must | {village})
    try:
        others, _, _ = _best(forced, seconds, seed)
    except VisitError:
        return LeftOut(village, "no_time", short, np.nan)
    return LeftOut(village, "no_time", short, made.score - float(problem.score[others].sum()))


def _way(problem: VisitProblem, order: list[int]) -> float:
    """Minutes of driving from the hub to the last stop."""
    places = [HUB, *(FIRST_VILLAGE + village for village in order)]
    return float(sum(problem.travel[a, b] for a, b in pairwise(places)))


def _shortest(problem: VisitProblem, villages: list[int]) -> float:
    """Fewest minutes of driving from the hub over all of the villages.

    Beyond `MOST_ORDERED` the last one is put where it lengthens the given order least.
    """
    if len(villages) > MOST_ORDERED:
        *order, new = villages
        return min(_way(problem, [*order[:at], new, *order[at:]]) for at in range(len(order) + 1))
    rows = np.array([HUB, *(FIRST_VILLAGE + village for village in villages)])
    return float(_shortest_path(np.ascontiguousarray(problem.travel[np.ix_(rows, rows)])))


@njit(cache=True)  # type: ignore[untyped-decorator]
def _shortest_path(travel: NDArray[np.float64]) -> float:
    """Shortest way from place 0 over all others (Held and Karp 1962, SIAM 10, 196-210)."""
    n = travel.shape[0] - 1
    best = np.full((1 << n, n), np.inf)
    for last in range(n):
        best[1 << last, last] = travel[0, last + 1]
    for seen in range(1, 1 << n):
        for last in range(n):
            so_far = best[seen, last]
            if so_far == np.inf:
                continue
            for after in range(n):
                if not (seen >> after) & 1:
                    longer = so_far + travel[last + 1, after + 1]
                    if longer < best[seen | (1 << after), after]:
                        best[seen | (1 << after), after] = longer
    shortest: float = best[(1 << n) - 1].min()
    return shortest


def _validate(problem: VisitProblem) -> None:
    n = len(problem.villages)
    shapes = (problem.score.shape, problem.cases.shape, problem.travel.shape)
    if shapes != ((n,), (n,), (n + 2, n + 2)):
        raise ValueError(
            f"Expected score and cases of length {n} and travel of {n + 2} squared, got {shapes}"
        )
    if both := problem.must & problem.must_not:
        raise VisitError(
            "{villages} must be visited and must not be: decide for one",
            villages=", ".join(problem.villages[village] for village in sorted(both)),
        )
