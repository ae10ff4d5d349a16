"""A person puts stops into another order: the times follow, the judge judges, the change is told."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.visits import check_plan, plan
from geo.visits.changes import by_hand, change
from tests.geo.visits.test_day import random_problem


@given(st.integers(1, 9), st.integers(0, 500), st.randoms())
def test_every_village_is_visited_or_left_out_with_a_reason_whatever_the_order(n, seed, chance):
    problem = random_problem(n, seed)
    best = plan(problem)
    order = chance.sample(range(n), chance.randint(0, n))
    made = by_hand(problem, order, best)
    assert [stop.village for stop in made.stops] == order
    assert sorted([*order, *(left.village for left in made.left_out)]) == list(range(n))
    if check_plan(problem, made) == []:
        assert made.score <= made.bound + 1e-6
    by_choice = {left.village for left in made.left_out if left.reason == "by_hand"}
    assert by_choice == {stop.village for stop in best.stops} - set(order)


def test_the_change_is_what_came_what_went_and_what_it_costs():
    problem = random_problem(12, 3, empty=0.0)
    best = plan(problem)
    order = [stop.village for stop in best.stops]
    other = next(v for v in range(12) if v not in order)
    new = by_hand(problem, [*order[:0:-1], other], best)
    told = change(best, new)
    assert (told.added, told.dropped, told.reordered) == ((other,), (order[0],), True)
    assert told.score == pytest.approx(new.score - best.score)
    assert change(best, best).nothing
    assert not change(best, by_hand(problem, order[1:], best)).nothing


def test_an_order_as_good_as_the_best_is_still_proven():
    problem = random_problem(8, 1)
    best = plan(problem)
    same = by_hand(problem, [stop.village for stop in best.stops], best)
    assert same.proven and np.isclose(same.score, best.score)
    assert not by_hand(problem, [stop.village for stop in best.stops][1:], best).proven
