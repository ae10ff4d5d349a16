"""Several routes of a day: a search that goes on from a team, and days that nobody would draw up."""

import numpy as np
import pytest

from geo.orienteering import Problem, solve
from geo.orienteering.heuristic import ruin_and_recreate


def day(seed: int, n: int) -> Problem:
    """A day of eight hours between n places with windows of two; whole scores."""
    rng = np.random.default_rng(seed)
    at = rng.uniform(0, 100, (n, 2))
    travel = np.round(np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1)), 1)
    opens = rng.integers(0, 360, n).astype(float)
    closes = opens + 120
    opens[0], closes[0] = 0, 480
    score, service = rng.integers(1, 40, n).astype(float), np.full(n, 10.0)
    score[0] = service[0] = 0
    return Problem(travel, score, service, opens, closes, 0, 0)


def reached(p: Problem, routes: list[list[int]]) -> float:
    stops = [at for route in routes for at in route[1:-1]]
    assert len(stops) == len(set(stops))
    return float(p.score[stops].sum())


@pytest.mark.parametrize("seed", range(4))
def test_a_search_that_goes_on_from_a_team_loses_nothing_of_it(seed):
    p = day(seed, 40)
    places = list(range(1, 40))
    team = ruin_and_recreate(p, places, 3, 20, seed)
    same = ruin_and_recreate(p, places, 3, 0, seed, begun=team)
    on = ruin_and_recreate(p, places, 3, 2_000, seed, begun=team)
    assert reached(p, team) <= reached(p, same) <= reached(p, on)
    if reached(p, same) == reached(p, team):
        assert same == team


def test_a_team_whose_bound_is_met_is_said_to_be_the_best():
    answer = solve(day(3, 25), 2, seconds=60)
    assert answer.proven and answer.score == answer.bound == reached(day(3, 25), answer.routes)


@pytest.mark.parametrize(
    ("change", "most"),
    [
        ({"travel": np.zeros((4, 4))}, 4),  # all at one spot
        ({"service": [0, np.inf, 0, 0]}, 3),
        ({"closes": [9, -np.inf, 9, 9]}, 3),  # closed for good
        ({"opens": [0, np.inf, 0, 0]}, 3),
        ({"closes": np.full(4, np.inf), "longest": np.inf}, 4),
        ({"longest": 1.0}, 2),  # no step but the one from start to end
    ],
)
def test_a_hostile_day_of_two_routes_is_answered(change, most):
    sound = {"travel": np.ones((4, 4)), "score": np.ones(4), "service": np.zeros(4)}
    sound |= {"opens": np.zeros(4), "closes": np.full(4, 9.0), "start": 0, "end": 3}
    answer = solve(Problem(**(sound | change)), 2, seconds=2)
    assert answer.score == most <= answer.bound
