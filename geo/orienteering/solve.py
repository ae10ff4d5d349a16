"""Which stops, in which order, within the day: the (team) orienteering problem with time windows.

One route is solved to proven optimality where the size allows: a ruin-and-recreate heuristic gives a good
route, labelling over ever less relaxed routes in alternating directions gives ever tighter bounds, and what
they leave open an exact search closes. Several routes are packed out of many single ones, which prices of
the places call for (`geo.orienteering.teams`); the prices bound them too.

Vansteenwegen, Souffriau and Van Oudheusden 2011, European Journal of Operational Research 209, 1-10, name the
problem; Righini and Salani 2009, Computers & Operations Research 36, 1191-1203, the bounds by time and
visited set; Baldacci, Mingozzi and Roberti 2011, Operations Research 59, 1269-1283, the relaxed routes.
"""

import time
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from itertools import count, pairwise
from numbers import Integral

import numpy as np

from geo.orienteering.exact import MOST_PLACES, Prover
from geo.orienteering.heuristic import ruin_and_recreate
from geo.orienteering.problem import Problem, Solution
from geo.orienteering.sides import Sides
from geo.orienteering.teams import TeamSearch
from geo.orienteering.thinning import Thinning
from geo.orienteering.times import departure, has_short_cuts, shortest_times

_WARM_UP = 4_000  # iterations of the heuristic before a proof is tried; fewer for few places
_LONGEST_ROUND = 64_000
_ROUNDS = 40
_FIRST_ROUNDS = 2  # of the heuristic, before places are left out where they are many
_SHARE_SOUGHT, _SHARE_THINNED = 0.6, 0.25  # of the seconds left: before they are left out again, and for that
_SHARE = 0.1  # of the seconds: what the first bound of several routes may use


def solve(problem: Problem, routes: int = 1, seconds: float = 10.0, seed: int = 0) -> Solution:
    """Find the routes of greatest score.

    Parameters
    ----------
    problem
        The places and the day.
    routes
        Number of routes; no place is visited by two.
    seconds
        Time after which the best routes found are returned, with the gap to the bound. Compiling, once on a
        machine, comes on top (`warm`).
    seed
        Of the heuristic; the same seed gives the same answer unless `seconds` cut it short, or for several
        routes a bound, a proof or a packing, each of which has a share of them.

    Raises
    ------
    ValueError
        There is no way from start to end within the day, or for several routes none without a stop;
        or `routes` is no positive whole number, or `seconds` is missing.
    TimeoutError
        No way was found in the time, or by a search of so many places; whether there is one is not known.
    """
    if not isinstance(routes, Integral) or routes < 1:
        raise ValueError("routes must be at least 1, and a whole number")
    if np.isnan(seconds):
        raise ValueError("seconds must not be missing")
    warm()
    deadline = time.perf_counter() + seconds
    places = _without_hopeless(problem)
    prover = _prover(problem, places)
    if routes > 1 and _goes(problem, [problem.start, problem.end]):
        return _team(problem, places, prover, routes, deadline, seed)
    if routes > 1:
        raise ValueError(
            "There is no way from start to end within the day without a stop, which several routes need"
        )
    route, bound = _one_route(problem, places, prover, deadline, seed)
    if route:
        return _solution(problem, [route], bound)
    if problem.must:
        return _as_many_as_fit(problem, deadline - time.perf_counter(), seed)
    if bound == -np.inf:
        raise ValueError("There is no way from start to end within the day")
    raise TimeoutError("No way from start to end was found in the time; whether there is one is not known")


def solve_through(
    problem: Problem, places: Iterable[int], seconds: float = 10.0, seed: int = 0
) -> list[Solution | None]:
    """The best single route through each of some places, one place at a time.

    Parameters
    ----------
    problem
        The places and the day.
    places
        Positions; the route visits one of them besides what must be visited anyway.
    seconds, seed
        As of `solve`; the seconds are for all places together, and each has its share of what is left.

    Returns
    -------
    list of Solution or None
        None where no such route is found; there is none at all, unless the seconds were too few.
    """
    warm()
    deadline = time.perf_counter() + seconds
    each = list(places)
    reachable = _without_hopeless(replace(problem, must=problem.must.union(each)))
    prover = _prover(problem, reachable)
    solutions: list[Solution | None] = []
    for left, place in zip(range(len(each), 0, -1), each, strict=True):
        asked, now = replace(problem, must=problem.must | {place}), time.perf_counter()
        route, bound = _one_route(asked, reachable, prover, now + (deadline - now) / left, seed)
        solutions.append(_solution(asked, [route], bound) if route else None)
    return solutions


class _Rounds:
    """Searches from new beginnings, each longer than the last and no longer than there is time."""

    def __init__(self, problem: Problem, seed: int) -> None:
        self._problem, self._seeds = problem, count(seed + 1)
        self._iterations, self._pace = _WARM_UP, 0.0  # seconds that an iteration takes

    def improve(
        self,
        places: list[int],
        best: list[list[int]],
        bound: float,
        deadline: float,
        rounds: int = _ROUNDS,
    ) -> list[list[int]]:
        """Search on until the bound is met or the time is up."""
        for _ in range(rounds):
            now = time.perf_counter()
            if _score(self._problem, best) >= bound - _tolerance(self._problem) or now > deadline:
                break
            fitting = (deadline - now) / self._pace if self._pace else np.inf
            iterations = max(int(min(self._iterations, fitting)), 1)
            tried = ruin_and_recreate(
                self._problem, places, len(best), iterations, next(self._seeds), deadline=deadline
            )
            if _score(self._problem, tried) > _score(self._problem, best):
                best = tried
            self._pace = (time.perf_counter() - now) / iterations
            self._iterations = min(2 * self._iterations, _LONGEST_ROUND)
        return best


def _prover(problem: Problem, places: list[int]) -> Prover | None:
    return Prover(problem, places) if len(problem.score) <= MOST_PLACES else None


def _one_route(
    problem: Problem, places: list[int], prover: Prover | None, deadline: float, seed: int
) -> tuple[list[int], float]:
    """The best route that visits what must be, empty if none is found, and its bound; -inf: there is none."""
    must = problem.must - {problem.start, problem.end}
    if not must <= set(places) or problem.opens[problem.start] > problem.closes[problem.start]:
        return [], -np.inf
    prized, prizes = _prized(problem)
    bound = float(problem.score[places].sum()) + _fixed(problem)
    route: list[int] = []
    rounds = _Rounds(prized, seed)
    if _goes(problem, [problem.start, problem.end]):
        route = ruin_and_recreate(prized, places, 1, _warm_up(places), seed, deadline=deadline)[0]
    if prover is None and route:
        route, thinned, places, prover = _thinned(problem, rounds, places, route, deadline)
        bound = min(bound, max(thinned, _score(problem, [route])))
    if prover is not None:
        seeds = count(seed + _ROUNDS + 1)

        def seek(iterations: int, until: float) -> list[int]:
            return ruin_and_recreate(prized, places, 1, iterations, next(seeds), deadline=until)[0]

        start = route if must <= set(route) else []
        search = prover.search(start, deadline, must, seek if route else None)
        route, bound = search.route or route, min(bound, search.bound)
    if route and np.isfinite(bound):
        route = rounds.improve(places, [route], bound + prizes, deadline)[0]
    return (route, bound) if must <= set(route) else ([], bound)


def _thinned(
    problem: Problem, rounds: _Rounds, places: list[int], route: list[int], deadline: float
) -> tuple[list[int], float, list[int], Prover | None]:
    """A better route, a bound, the places that a yet better one can visit, and, of few, what proves it."""
    must = problem.must - {problem.start, problem.end}
    thinning = Thinning(Sides(problem, places))
    left, until = places, deadline
    for number in (_FIRST_ROUNDS, _ROUNDS):
        route = rounds.improve(left, [route], np.inf, until, number)[0]
        now = time.perf_counter()
        if must <= set(route):
            thinning.best = _score(problem, [route])
        thinning.run(now + _SHARE_THINNED * (deadline - now))
        kept = {thinning.places[at] for at in thinning.alive()} | must | set(route)
        left = [place for place in places if place in kept]
        if len(left) + 2 <= MOST_PLACES:
            return route, thinning.bound, left, Prover(problem, left)
        now = time.perf_counter()
        until = now + _SHARE_SOUGHT * (deadline - now)
    return route, thinning.bound, left, None


def _team(
    problem: Problem, places: list[int], prover: Prover | None, routes: int, deadline: float, seed: int
) -> Solution:
    """Good routes, and a bound by prices; where steps are too short for these, by one route alone."""
    prized, _ = _prized(problem)
    prizes = float((prized.score - problem.score)[places].sum())
    best = ruin_and_recreate(prized, places, routes, _warm_up(places), seed, deadline=deadline)
    thinning, now = Thinning(Sides(problem, places), routes=routes), time.perf_counter()
    thinning.run(now + (_SHARE if prover else _SHARE_THINNED) * (deadline - now))
    bound, centre = float(prized.score[places].sum()), None
    if np.isfinite(thinning.bound):
        bound = min(bound, thinning.bound - _fixed(problem) + prizes)
        centre = thinning.prices[2:] + (prized.score - problem.score)[places]
    elif prover is not None:
        share = time.perf_counter() + _SHARE * (deadline - time.perf_counter())
        single = ruin_and_recreate(problem, places, 1, _warm_up(places), seed, deadline=share)[0]
        alone = prover.search(single, share)
        bound = min(bound, routes * (alone.bound - _fixed(problem)) + prizes)
    search = TeamSearch(prized, places, best, seed, deadline, bound, centre)
    search.run()
    return _solution(problem, search.best, _fixed(problem) + search.whole_bound() - prizes)


def _as_many_as_fit(problem: Problem, seconds: float, seed: int) -> Solution:
    """Where not all fit that must be visited: as many as do, and then what is worth most."""
    fitting = solve(_prized(problem)[0], 1, seconds, seed)
    return _solution(problem, fitting.routes, fitting.bound - fitting.score + _score(problem, fitting.routes))


def _solution(problem: Problem, routes: list[list[int]], bound: float) -> Solution:
    reached = _score(problem, routes)
    return Solution(
        routes=routes,
        arrivals=[arrivals(problem, route) for route in routes],
        score=reached,
        bound=max(bound, reached),
        proven=bool(reached >= bound - _tolerance(problem)),
    )


def _prized(problem: Problem) -> tuple[Problem, float]:
    """What must be visited is worth more than everything else together; and the sum of these prizes."""
    must = sorted(problem.must)
    score = problem.score.copy()
    score[must] += 1.0 + problem.score.sum()
    return replace(problem, score=score, must=frozenset()), float((score - problem.score).sum())


def _warm_up(places: list[int]) -> int:
    return min(_WARM_UP, 12 * len(places) + 12)


@cache
def warm() -> None:
    """Compile the search, or load it compiled: some seconds once on a machine, tenths in every process."""
    places = np.arange(4.0)
    travel = np.abs(places[:, None] - places[None, :])
    tiny = Problem(travel, places, places * 0, places * 0, places * 0 + 9, 0, 0, 9.0)
    ruin_and_recreate(tiny, [1, 2, 3], 1, 2, 0)
    for problem in (tiny, replace(tiny, longest=5.0)):
        Prover(problem, [1, 2, 3]).search([0, 0], np.inf)
    Thinning(Sides(tiny, [1, 2, 3]), best=0.0).run(np.inf)


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
    short_cuts = has_short_cuts(lengths, shortest)
    leave = problem.opens[problem.start] + shortest[problem.start]
    kept = []
    for at in range(len(problem.score)):
        if at in (problem.start, problem.end) or not (
            problem.score[at] > 0 or at in problem.must or short_cuts
        ):
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
