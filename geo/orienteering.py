"""Which stops, in which order, within the day: the (team) orienteering problem with time windows.

One route is solved to proven optimality where the size allows: a ruin-and-recreate heuristic gives a good
route, labelling over ever less relaxed routes in alternating directions gives ever tighter bounds, and what
they leave open an exact search closes. Several routes are the heuristic's, with a bound that is only proven
where it meets the score.

Vansteenwegen, Souffriau and Van Oudheusden 2011, European Journal of Operational Research 209, 1-10, name the
problem; Righini and Salani 2009, Computers & Operations Research 36, 1191-1203, the bounds by time and
visited set; Baldacci, Mingozzi and Roberti 2011, Operations Research 59, 1269-1283, the relaxed routes.
"""

import time
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.orienteering_exact import Search, prove
from geo.orienteering_heuristic import ruin_and_recreate
from geo.orienteering_times import departure, shortest_times

MOST_PLACES = 127
"""Places that a proof can handle; beyond, routes are found without one."""
_WARM_UP = 4_000  # iterations of the heuristic before a proof is tried; fewer for few places
_LONGEST_ROUND = 64_000
_ROUNDS = 40
_SHARE = 0.2  # of the seconds: what the bound of several routes may use


@dataclass(frozen=True, eq=False)
class Problem:
    """Places, and what a day allows. All times are in one unit.

    Parameters
    ----------
    travel
        From row to column, float (n, n), not negative; need not be symmetric.
    score
        What a visit is worth, float (n,), not negative; start and end may have a score, which counts always.
    service
        Time on site, float (n,), not negative.
    opens, closes
        First and last moment at which a visit may begin, float (n,); waiting is allowed.
    start, end
        Positions of the first and last place; may be the same.
    longest
        Longest duration of a route from its departure to its arrival; ``inf`` for no limit.

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

    def __post_init__(self) -> None:
        for name in ("travel", "score", "service", "opens", "closes"):
            object.__setattr__(self, name, _floats(getattr(self, name)))
        n = len(self.score)
        shapes = [self.travel.shape, self.service.shape, self.opens.shape, self.closes.shape]
        if shapes != [(n, n), (n,), (n,), (n,)] or n == 0:
            raise ValueError(f"Expected travel of {n} squared and arrays of length {n}, got {shapes}")
        if not (0 <= self.start < n and 0 <= self.end < n):
            raise ValueError(f"start and end must be positions below {n}")
        for name in ("travel", "score", "service"):
            if not (getattr(self, name) >= 0).all():
                raise ValueError(f"{name} must not be negative or missing")
        if np.isnan(self.opens).any() or np.isnan(self.closes).any() or not self.longest >= 0:
            raise ValueError("opens, closes and longest must not be missing")


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


def solve(problem: Problem, routes: int = 1, seconds: float = 10.0, seed: int = 0) -> Solution:
    """Find the routes of greatest score.

    Parameters
    ----------
    problem
        The places and the day.
    routes
        Number of routes; no place is visited by two.
    seconds
        Time after which the best routes found are returned, with the gap to the bound.
    seed
        Of the heuristic; the same seed gives the same answer unless `seconds` cut it short.

    Raises
    ------
    ValueError
        There is no way from start to end within the day, or `routes` is not positive.
    """
    if routes < 1:
        raise ValueError("routes must be at least 1")
    warm()
    deadline = time.perf_counter() + seconds
    small = _without_hopeless(problem)
    if not _goes(problem, [problem.start, problem.end]):
        return _by_detour(problem, small, routes, deadline)
    warm_up = min(_WARM_UP, 12 * len(small) + 12)
    best = ruin_and_recreate(problem, small, routes, warm_up, seed)
    total = float(sum(problem.score[at] for at in small)) + _fixed(problem)
    bound = total
    if len(problem.score) <= MOST_PLACES:
        one = best if routes == 1 else ruin_and_recreate(problem, small, 1, warm_up, seed)
        limit = time.perf_counter() + (deadline - time.perf_counter()) * (1.0 if routes == 1 else _SHARE)
        search: Search = prove(problem, small, one[0], limit)
        if routes == 1:
            best = [search.route]
        bound = min(total, _fixed(problem) + routes * (search.bound - _fixed(problem)))
    best = _improve(problem, small, best, bound, seed, deadline)
    reached = _score(problem, best)
    return Solution(
        routes=best,
        arrivals=[arrivals(problem, route) for route in best],
        score=reached,
        bound=max(bound, reached),
        proven=bool(reached >= bound - _tolerance(problem)),
    )


def _by_detour(problem: Problem, places: list[int], routes: int, deadline: float) -> Solution:
    """Where the way from start to end is too long unless it goes by others: one route, by proof alone."""
    search = prove(problem, places, [], deadline) if len(problem.score) <= MOST_PLACES else None
    if routes > 1 or search is None or not search.route:
        raise ValueError("There is no way from start to end within the day")
    reached = _score(problem, [search.route])
    proven = bool(reached >= search.bound - _tolerance(problem))
    return Solution(
        [search.route], [arrivals(problem, search.route)], reached, max(search.bound, reached), proven
    )


def _improve(
    problem: Problem, places: list[int], best: list[list[int]], bound: float, seed: int, deadline: float
) -> list[list[int]]:
    """Search on from new beginnings, each time longer, until the bound is met or the time is up."""
    iterations = _WARM_UP
    for step in range(1, _ROUNDS + 1):
        started = time.perf_counter()
        if _score(problem, best) >= bound - _tolerance(problem) or started > deadline:
            break
        tried = ruin_and_recreate(problem, places, len(best), iterations, seed + step)
        if _score(problem, tried) > _score(problem, best):
            best = tried
        took = time.perf_counter() - started
        left = deadline - time.perf_counter()
        if left > 2 * took:
            iterations = min(2 * iterations, _LONGEST_ROUND)
        elif left < took:
            iterations = max(int(iterations * left / took), 1)
    return best


@cache
def warm() -> None:
    """Compile the search, or load it compiled: some seconds once on a machine, tenths in every process."""
    places = np.arange(4.0)
    travel = np.abs(places[:, None] - places[None, :])
    tiny = Problem(travel, places, places * 0, places * 0, places * 0 + 9, 0, 0, 9.0)
    ruin_and_recreate(tiny, [1, 2, 3], 1, 2, 0)
    prove(tiny, [1, 2, 3], [0, 0], np.inf)
    prove(replace(tiny, longest=5.0), [1, 2, 3], [0, 0], np.inf)


def arrivals(problem: Problem, route: list[int]) -> list[float]:
    """When each visit of a route begins: as early as can be, leaving so late that nothing is delayed."""
    leave = float(problem.opens[problem.start])
    if np.isfinite(problem.longest):
        places = np.array(route)
        leave, _ = departure(places, problem.travel, problem.service, problem.opens, problem.closes)
    begins = [float(leave)]
    for before, place in pairwise(route):
        arrives = begins[-1] + problem.service[before] + problem.travel[before, place]
        begins.append(max(float(arrives), float(problem.opens[place])))
    return begins


def _goes(problem: Problem, route: list[int]) -> bool:
    begins = arrivals(problem, route)
    late = any(begin > problem.closes[at] + 1e-9 for begin, at in zip(begins, route, strict=True))
    return not late and begins[-1] - begins[0] <= problem.longest + 1e-9


def _without_hopeless(problem: Problem) -> list[int]:
    """Places that a route can visit in time; those without a score only where they may be a short cut."""
    lengths = problem.travel + problem.service[:, None]
    shortest = shortest_times(lengths)
    short_cuts = bool((shortest < lengths - 1e-12)[~np.eye(len(lengths), dtype=bool)].any())
    leave = problem.opens[problem.start] + shortest[problem.start]
    kept = []
    for at in range(len(problem.score)):
        if at in (problem.start, problem.end) or not (problem.score[at] > 0 or short_cuts):
            continue
        begin = max(float(leave[at]), float(problem.opens[at]))
        back = begin + shortest[at, problem.end]
        if begin <= problem.closes[at] and back <= problem.closes[problem.end]:
            kept.append(at)
    return kept


def _fixed(problem: Problem) -> float:
    return float(sum(problem.score[at] for at in {problem.start, problem.end}))


def _score(problem: Problem, routes: list[list[int]]) -> float:
    return float(sum(problem.score[at] for at in {at for route in routes for at in route}))


def _tolerance(problem: Problem) -> float:
    return 1e-9 * max(1.0, float(problem.score.sum()))


def _floats(values: ArrayLike) -> NDArray[np.float64]:
    return np.ascontiguousarray(values, dtype=np.float64)
