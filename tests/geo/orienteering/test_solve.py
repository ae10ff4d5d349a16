"""Routes of greatest score: against every route there is, and against what can be said of any answer."""

import time
from dataclasses import replace
from itertools import combinations, pairwise, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.orienteering import Problem, Solution, alarm, exact, solve, solve_through
from geo.orienteering.exact import Prover
from geo.orienteering.heuristic import ruin_and_recreate
from geo.orienteering.prices import Prices


def problem(rng: np.random.Generator, n: int, *, limited: bool = False) -> Problem:
    """A random day of n places: some windows, some whole minutes, start and end alike or not."""
    at = rng.uniform(0, 10, (n, 2))
    travel = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1)) * rng.uniform(0.8, 1.2, (n, n))
    if rng.random() < 0.4:
        travel = np.round(travel)
    opens = rng.uniform(0, 20, n) * (rng.random(n) < 0.6)
    closes = opens + rng.uniform(2, 25, n)
    end = 0 if rng.random() < 0.5 else n - 1
    for place in {0, end}:
        opens[place], closes[place] = 0, rng.uniform(10, 40)
    score = np.where(rng.random(n) < 0.5, rng.integers(0, 10, n), rng.uniform(0, 10, n))
    service = rng.integers(0, 4, n) * float(rng.random() < 0.8)
    longest = rng.uniform(8, 25) if limited else np.inf
    return Problem(travel, score, service, opens, closes, 0, end, longest)


def begins(p: Problem, route: list[int], leave: float) -> list[float] | None:
    """When each visit begins if one leaves then; None if one is late."""
    times = [leave]
    for before, place in pairwise(route):
        arrives = times[-1] + p.service[before] + p.travel[before, place]
        times.append(max(arrives, p.opens[place]))
        if times[-1] > p.closes[place] + 1e-9:
            return None
    return times


def shortest(p: Problem, route: list[int]) -> float:
    """Shortest duration of a route: of departures that just miss a wait, or just meet a closing time."""
    departures, passed = [p.opens[p.start]], 0.0
    for before, place in pairwise(route):
        passed += p.service[before] + p.travel[before, place]
        departures += [p.opens[place] - passed, p.closes[place] - passed]
    best = np.inf
    for leave in departures:
        leave = min(max(leave, p.opens[p.start]), p.closes[p.start])
        if (times := begins(p, route, leave)) is not None:
            best = min(best, times[-1] - times[0])
    return best


def best_of_all(p: Problem, must: frozenset[int] = frozenset()) -> float:
    """Score of the best route that visits what it must, by trying every one; -1 if there is none."""
    others = [at for at in range(len(p.score)) if at not in (p.start, p.end)]
    fixed = sum(p.score[at] for at in {p.start, p.end})
    best = -1.0

    def extend(route: list[int], score: float) -> None:
        nonlocal best
        lasts = shortest(p, [*route, p.end])
        if score > best and must <= {*route, p.end} and np.isfinite(lasts) and lasts <= p.longest:
            best = score
        if begins(p, route, p.opens[p.start]) is None:
            return
        for place in others:
            if place not in route:
                extend([*route, place], score + p.score[place])

    extend([p.start], fixed)
    return best


def sets_of_stops(p: Problem) -> dict[frozenset[int], float]:
    """What every set of stops that one route can visit is worth."""
    others = [at for at in range(len(p.score)) if at not in (p.start, p.end)]
    return {
        frozenset(order): float(sum(p.score[at] for at in order))
        for size in range(len(others) + 1)
        for order in permutations(others, size)
        if shortest(p, [p.start, *order, p.end]) <= p.longest
        and np.isfinite(shortest(p, [p.start, *order, p.end]))
    }


def detours(p: Problem, rng: np.random.Generator) -> Problem:
    """The day with ways that can be longer than a way round by another place."""
    return replace(p, travel=p.travel * rng.uniform(0.2, 2, p.travel.shape))


def check(p: Problem, solution: Solution) -> None:
    """What must be true of any answer."""
    visited = [place for route in solution.routes for place in route[1:-1]]
    assert len(set(visited)) == len(visited) and not {p.start, p.end} & set(visited)
    for route, times in zip(solution.routes, solution.arrivals, strict=True):
        assert (route[0], route[-1]) == (p.start, p.end)
        assert p.opens[p.start] - 1e-9 <= times[0] <= p.closes[p.start] + 1e-9
        assert begins(p, route, times[0]) == pytest.approx(times)
        assert times[-1] - times[0] <= p.longest + 1e-6
    score = sum(p.score[place] for place in {p.start, p.end, *visited})
    assert solution.score == pytest.approx(score)
    assert solution.bound >= solution.score
    assert solution.proven == (solution.bound <= solution.score + 1e-6)


@pytest.mark.parametrize("limited", [False, True])
def test_of_small_days_the_best_of_all_routes_is_found_and_proven(limited):
    rng = np.random.default_rng(15)
    seen = 0
    for _ in range(150):
        p = problem(rng, int(rng.integers(2, 8)), limited=limited)
        p = detours(p, rng) if rng.random() < 0.3 else p
        best = best_of_all(p)
        if best < 0:
            with pytest.raises(ValueError, match="no way from start to end"):
                solve(p)
            continue
        solution = solve(p)
        check(p, solution)
        assert solution.score == pytest.approx(best) and solution.proven
        seen += 1
    assert seen > 90


@pytest.mark.slow
@pytest.mark.parametrize("limited", [False, True])
def test_what_must_be_visited_is_at_the_least_loss_whatever_it_is_worth(limited):
    rng = np.random.default_rng(7)
    lost = impossible = 0
    for _ in range(80):
        p = problem(rng, int(rng.integers(3, 8)), limited=limited)
        if best_of_all(p) < 0:
            continue
        must = frozenset(rng.choice(len(p.score), rng.integers(0, 2), replace=False).tolist())
        asked = replace(p, must=must)
        for place, solution in enumerate(solve_through(asked, range(len(p.score)))):
            best = best_of_all(p, must | {place})
            if best < 0:
                impossible += 1
                assert solution is None
                continue
            assert solution is not None
            check(p, solution)
            assert must | {place} <= set(solution.routes[0])
            assert solution.score == pytest.approx(best) and solution.proven
            lost += best < best_of_all(p) - 1e-9
    assert lost > 20 and impossible > 20


def test_where_not_all_fits_that_must_be_visited_as_much_as_fits_is():
    rng = np.random.default_rng(3)
    p = problem(rng, 7)
    p = replace(p, closes=p.closes * 0.6, start=0, end=0)
    most = max(
        size
        for size in range(6)
        for must in combinations(range(1, 7), size)
        if best_of_all(p, frozenset(must)) >= 0
    )
    solution = solve(replace(p, must=frozenset(range(1, 7))))
    check(p, solution)
    assert 0 < most < 6 and len(solution.routes[0]) - 2 == most


@pytest.mark.slow
@settings(max_examples=40)
@given(seed=st.integers(0, 10**6), n=st.integers(9, 24), routes=st.integers(1, 3))
def test_whatever_the_day_the_answer_keeps_its_rules(seed, n, routes):
    p = problem(np.random.default_rng(seed), n)
    try:
        solution = solve(p, routes, seconds=0.2)
    except ValueError:
        lasts = shortest(p, [p.start, p.end])
        assert not np.isfinite(lasts) or lasts > p.longest
        return
    check(p, solution)
    assert len(solution.routes) == routes


def county(n: int, seed: int = 1) -> Problem:
    """A township's afternoon: hub, villages within 20 km, 20 to 60 minutes on site, four and a half hours."""
    rng = np.random.default_rng(seed)
    at = rng.uniform(0, 20, (n, 2))
    travel = 2.8 * np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))
    service = np.minimum(20 + 10.0 * rng.integers(0, 6, n), 60)
    score = rng.gamma(1.5, 3, n)
    score[0] = service[0] = 0
    return Problem(travel, score, service, np.zeros(n), np.full(n, 270.0), 0, 0)


@pytest.mark.parametrize("n", [7, 20, 45])
def test_a_townships_day_is_proven(n):
    p = county(n)
    solution = solve(p)
    check(p, solution)
    assert solution.proven


def test_a_search_from_nothing_proves_the_same_as_one_from_a_good_route():
    p = county(25)
    good = solve(p)
    search = Prover(p, list(range(1, 25))).search([0, 0], time.perf_counter() + 60)
    assert sum(p.score[at] for at in set(search.route)) == pytest.approx(good.score)
    assert search.bound == pytest.approx(good.score)


def test_prices_that_change_with_every_pass_hide_no_route(monkeypatch):
    """The same searches with and without prices, from nothing and without the exact one to help."""
    monkeypatch.setattr(exact._Run, "_try", lambda *arguments, **words: None)
    monkeypatch.setattr(exact, "_EVERY", 1)
    change = Prices.change
    rng = np.random.default_rng(1)
    changes = []
    for _ in range(400):
        n = int(rng.integers(8, 15))
        at = rng.uniform(0, 10, (n, 2))
        travel = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))
        opens = rng.uniform(0, 12, n)
        closes = opens + rng.uniform(2, 14, n)
        opens[0], closes[0] = 0, 22
        score = rng.integers(1, 9, n) if rng.random() < 0.6 else rng.gamma(2, 3, n)
        p = Problem(travel, score, rng.uniform(0, 1.5, n), opens, closes, 0, 0)
        reached = []
        for memories, changing in (
            ((0, 2, 4, 8), lambda *given: False),
            ((0,), lambda *given: changes.append(change(*given)) or changes[-1]),
        ):
            monkeypatch.setattr(exact, "_MEMORIES", memories)
            monkeypatch.setattr(Prices, "change", changing)
            search = Prover(p, list(range(1, n))).search([0, 0], np.inf)
            reached.append(sum(p.score[place] for place in set(search.route)))
            assert search.bound == pytest.approx(reached[-1])
        assert reached[0] == pytest.approx(reached[1])
    assert sum(changes) > 400


def test_a_long_day_of_wide_windows_is_proven():
    """Sixty places, a quarter of them open all day: ways come back to the best ones again and again."""
    rng = np.random.default_rng(2)
    at = np.repeat(rng.uniform(0, 90, (6, 2)), 10, axis=0) + rng.uniform(-6, 6, (60, 2))
    at[0] = 45
    travel = np.floor(10 * np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))) / 10
    opens = np.where(rng.uniform(size=60) < 0.75, rng.integers(0, 3000, 60), 0)
    closes = np.where(opens > 0, opens + 160, 3200.0)
    score, service = 10.0 * rng.integers(1, 5, 60), np.full(60, 90.0)
    score[0] = service[0] = opens[0] = 0
    closes[0] = 3390
    p = Problem(travel, score, service, opens, closes, 0, 0)
    solution = solve(p, seconds=60)
    check(p, solution)
    assert solution.proven


def test_the_same_seed_gives_the_same_routes():
    p = county(20)
    assert solve(p, seconds=60, seed=5).routes == solve(p, seconds=60, seed=5).routes


@pytest.mark.slow
@pytest.mark.parametrize("limited", [False, True])
def test_no_two_routes_reach_more_than_the_bound_and_those_found_are_the_best(limited):
    rng = np.random.default_rng(4)
    proven = 0
    for _ in range(25):
        p = problem(rng, int(rng.integers(4, 8)), limited=limited)
        sets = sets_of_stops(p)
        if frozenset() not in sets:
            continue
        best = max(sets[a] + sets[b] for a in sets for b in sets if not a & b)
        best += sum(p.score[at] for at in {p.start, p.end})
        solution = solve(p, 2, seconds=0.3)
        check(p, solution)
        assert solution.score == pytest.approx(best)
        proven += solution.proven
    assert proven > 12


@pytest.mark.slow
def test_two_routes_visit_what_must_be_visited():
    p = county(14)
    least = frozenset(np.argsort(p.score)[1:4].tolist())
    solution = solve(replace(p, must=least), 2, seconds=1)
    check(p, solution)
    assert least <= {place for route in solution.routes for place in route}
    assert solution.score <= solve(p, 2, seconds=1).bound


def test_two_routes_never_reach_less_than_one():
    p = county(12)
    assert solve(p, 2, seconds=1).score >= solve(p, 1).score


def test_places_at_the_same_spot_without_service_do_not_stop_the_search():
    n = 6
    p = Problem(np.zeros((n, n)), np.ones(n), np.zeros(n), np.zeros(n), np.full(n, 9.0), 0, 0)
    solution = solve(p)
    check(p, solution)
    assert solution.score == n and solution.proven


def test_a_day_that_is_hard_to_prove_is_given_back_when_the_time_is_up():
    """It took minutes; the seconds here are generous."""
    p = county(80)
    p = replace(p, service=np.minimum(p.service, 8.0), closes=p.closes + 210)
    for routes in (1, 2):
        began = time.perf_counter()
        check(p, solve(p, routes, seconds=0.5))
        assert time.perf_counter() - began < 20


class RingsAtOnce:
    """A timer whose time is over when it is started."""

    started = 0

    def __init__(self, seconds: float, call, arguments) -> None:
        self._call, self._arguments = call, arguments

    def start(self) -> None:
        RingsAtOnce.started += 1
        self._call(*self._arguments)

    def cancel(self) -> None:
        pass


def test_every_part_of_a_search_stops_when_the_alarm_rings(monkeypatch):
    p = county(20)
    assert solve(p).proven
    monkeypatch.setattr(alarm.threading, "Timer", RingsAtOnce)
    prover = Prover(p, list(range(1, 20)))
    assert prover.open(1e9).labels is None
    one = ruin_and_recreate(p, list(range(1, 20)), 1, 10**12, 0, deadline=1e9)
    assert len(one) == 1 and RingsAtOnce.started == 2


def no_way_but_round(n: int, legs: float = 0.4) -> Problem:
    """A day too short for the direct way, with one way that leads round by every place in turn."""
    travel = np.full((n, n), 50.0)
    travel[np.arange(n - 1), np.arange(1, n)] = legs
    return Problem(travel, np.ones(n), np.zeros(n), np.zeros(n), np.full(n, 9.0), 0, n - 1)


def test_that_there_is_no_way_is_said_only_where_it_is_known():
    assert solve(no_way_but_round(6)).routes == [[0, 1, 2, 3, 4, 5]]
    with pytest.raises(ValueError, match="no way from start to end"):
        solve(no_way_but_round(6, legs=3.0))
    with pytest.raises(TimeoutError, match="whether there is one is not known"):
        solve(no_way_but_round(6), seconds=0.0)
    with pytest.raises(TimeoutError, match="whether there is one is not known"):
        solve(no_way_but_round(140, legs=0.01))
    with pytest.raises(ValueError, match="without a stop, which several routes need"):
        solve(no_way_but_round(6), 2)


@pytest.mark.parametrize("longest", [np.inf, 100.0])
def test_a_start_that_is_never_open_begins_no_route(longest):
    opens, closes = np.array([10.0, 0, 0]), np.array([5.0, 60, 60])
    p = Problem(np.full((3, 3), 2.0), np.ones(3), np.zeros(3), opens, closes, 0, 2, longest)
    with pytest.raises(ValueError, match="no way from start to end"):
        solve(p)
    assert solve_through(p, [1]) == [None]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"travel": np.zeros((2, 3))}, "Expected travel"),
        ({"travel": -np.ones((3, 3))}, "travel must not be negative"),
        ({"score": [1, np.nan, 1]}, "score must not be negative or missing"),
        ({"opens": [0, np.nan, 0]}, "must not be missing"),
        ({"start": 3}, "positions below 3"),
        ({"must": frozenset({3})}, "positions below 3"),
        ({"longest": -1}, "must not be missing"),
        ({"longest": np.nan}, "must not be missing"),
        ({"travel": np.full((3, 3), np.nan)}, "travel must not be negative or missing"),
        ({"score": [1, np.inf, 1]}, "score must not be greater"),
        ({"score": [1, 1e300, 1]}, "score must not be greater"),
        ({"score": np.ones(3) * 1j}, "real numbers"),
        ({"opens": np.full(3, -np.inf)}, "minus infinity"),
        ({"start": 0.0}, "whole numbers"),
    ],
)
def test_a_day_that_cannot_be_is_refused(change, told):
    sound = {"travel": np.ones((3, 3)), "score": np.ones(3), "service": np.zeros(3)}
    sound |= {"opens": np.zeros(3), "closes": np.full(3, 9.0), "start": 0, "end": 2}
    with pytest.raises(ValueError, match=told):
        Problem(**(sound | change))


@pytest.mark.parametrize(
    ("change", "reached"),
    [
        ({"travel": np.zeros((4, 4))}, 4),  # all at one spot
        ({"travel": np.triu(np.full((4, 4), np.inf), 2) + 1}, 4),  # one way alone, and none back
        ({"travel": np.ones((4, 4)) + np.diag([np.inf] * 4)}, 4),
        ({"service": [0, np.inf, 0, 0]}, 3),
        ({"closes": [9, -np.inf, 9, 9]}, 3),  # closed for good
        ({"opens": [0, 8, 0, 0], "closes": [9, 2, 9, 9]}, 3),  # closes before it opens
        ({"opens": [0, np.inf, 0, 0]}, 3),
        ({"closes": np.full(4, np.inf), "longest": np.inf}, 4),
        ({"longest": 1e300}, 4),
        ({"longest": 1.0}, 2),  # no step but the one from start to end
    ],
)
def test_a_hostile_day_is_answered_and_proven(change, reached):
    sound = {"travel": np.ones((4, 4)), "score": np.ones(4), "service": np.zeros(4)}
    sound |= {"opens": np.zeros(4), "closes": np.full(4, 9.0), "start": 0, "end": 3}
    answer = solve(Problem(**(sound | change)))
    assert (answer.score, answer.proven) == (reached, True)


def test_one_place_is_a_day_of_no_way_and_nothing_can_be_asked_of_no_routes_or_no_time():
    alone = Problem([[0.0]], [2.0], [0.0], [0.0], [1.0], 0, 0, 0.0)
    assert (solve(alone).routes, solve(alone).score, solve(alone).proven) == ([[0, 0]], 2.0, True)
    for asked in ({"routes": 0}, {"routes": 1.5}, {"seconds": np.nan}):
        with pytest.raises(ValueError, match="must"):
            solve(alone, **asked)
