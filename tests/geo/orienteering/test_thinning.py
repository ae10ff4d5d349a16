"""Days of many places: the bound holds for every route, and no better one needs what is left out."""

from itertools import pairwise

import numpy as np
import pytest

from geo.orienteering import Problem, solve
from geo.orienteering.sides import Sides
from geo.orienteering.thinning import Thinning
from tests.geo.orienteering.test_solve import best_of_all, check, problem, sets_of_stops


def county(rng: np.random.Generator, n: int, hours: float) -> Problem:
    """A day between many places: an hour between most, twenty minutes at each, some hours of opening."""
    at = rng.uniform(0, 120, (n, 2))
    travel = np.round(np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1)))
    opens = 60.0 * rng.integers(0, int(hours) - 2, n)
    closes = np.minimum(opens + 60.0 * rng.integers(2, 6, n), 60 * hours)
    opens[0], closes[0] = 0, 60 * hours
    score = rng.integers(1, 40, n).astype(float)
    score[0] = 0
    service = rng.integers(10, 30, n) * (np.arange(n) > 0.0)
    return Problem(travel, score, service, opens, closes, 0, 0)


@pytest.mark.parametrize("limited", [False, True])
def test_no_route_exceeds_the_bound_and_the_best_keeps_its_steps(limited):
    rng = np.random.default_rng(14)
    thinned = 0
    for _ in range(25):
        p = problem(rng, 6, limited=limited)
        best = best_of_all(p)
        if best < 0:
            continue
        places = [at for at in range(6) if at not in (p.start, p.end)]
        day = Sides(p, places)
        thinning = Thinning(day, best=best - day.gain)  # the best route is just better than what is known
        thinning.run(np.inf)
        assert thinning.bound >= best - 1e-9
        kept = {day.places[at] for at in thinning.alive()}
        found = solve(p, seconds=20)
        assert found.score == pytest.approx(best)
        assert set(found.routes[0]) <= kept | {p.start, p.end}
        for before, after in pairwise(day.inward(found.routes[0])):
            if len(thinning.labels):
                assert thinning.steps[before, after]
        thinned += bool((thinning.steps != day.steps).any())
    assert thinned > 5


def test_no_two_routes_exceed_the_bound_for_two():
    rng = np.random.default_rng(15)
    for _ in range(15):
        p = problem(rng, 6)
        if best_of_all(p) < 0:
            continue
        worth = sets_of_stops(p)
        best = max(worth[a] + worth[b] for a in worth for b in worth if not a & b)
        places = [at for at in range(6) if at not in (p.start, p.end)]
        day = Sides(p, places)
        bound = Thinning(day, routes=2)
        bound.run(np.inf)
        assert best + day.score[:2].sum() <= bound.bound + 1e-9


def test_a_day_between_more_places_than_labels_can_remember_is_proven():
    p = county(np.random.default_rng(2), 150, 5)
    found = solve(p, seconds=20)
    check(p, found)
    assert found.proven
    assert len(found.routes[0]) > 5


def test_a_bound_for_several_routes_of_many_places_is_far_below_the_sum_of_all():
    p = county(np.random.default_rng(3), 140, 6)
    found = solve(p, routes=2, seconds=8)
    check(p, found)
    assert found.bound < 1.5 * found.score < 0.5 * p.score.sum()


def test_places_at_no_distance_have_no_bound_by_slices_of_time_but_an_answer():
    p = county(np.random.default_rng(4), 130, 5)
    p.travel[1, 2] = p.travel[2, 1] = p.service[1] = p.service[2] = 0.0
    found = solve(p, seconds=0.5)
    assert len(found.routes[0]) > 2
    assert found.bound == p.score.sum()
