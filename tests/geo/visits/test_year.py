"""A year of visits: no day breaks the rules, the hot come first, and every village is reached that can be."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.visits import DaySettings, WhyLeftOut, check_plan
from geo.visits.year import plan_year
from tests.geo.visits.test_day import random_problem

NOBODY = frozenset()


def growing(score, growth, months=12):
    """What villages are worth before a first visit and after one, growing by the month."""
    month = np.arange(months)[:, None]
    return score + growth * month, growth * month


def judged(problem, year, recused):
    for made, kept_out in zip(year.days, recused, strict=True):
        assert check_plan(replace(problem, recused=kept_out), made) == []
    for village in range(len(problem.villages)):
        months = [m for m, day in enumerate(year.days) if village in {stop.village for stop in day.stops}]
        assert year.first[village] == (months[0] if months else -1)


@settings(max_examples=15)
@given(st.integers(0, 12), st.integers(0, 10_000), st.booleans(), st.integers(0, 3))
def test_every_village_is_reached_within_the_year_or_named(n, seed, hours, kept_out):
    problem = random_problem(n, seed, hours=hours)
    growth = np.random.default_rng(seed).gamma(1, 1, n)
    recused = [frozenset(range(min(kept_out, n)))] * 6 + [NOBODY] * 6
    year = plan_year(problem, *growing(problem.score, growth), recused)
    judged(problem, year, recused)
    assert year.missed == []
    for village in year.unreachable:
        assert year.first[village] == -1


def test_the_hottest_day_comes_first_and_the_hot_are_seen_again():
    problem = random_problem(20, 3, empty=0.3)
    growth = problem.score / 12
    year = plan_year(problem, *growing(problem.score, growth))
    judged(problem, year, [NOBODY] * 12)
    hottest = int(np.argmax(problem.score))
    assert year.first[hottest] <= 1  # two others together may be worth more than the hottest
    visits = [sum(v in {s.village for s in day.stops} for day in year.days) for v in range(20)]
    assert visits[hottest] >= 2
    assert min(visits) >= 1
    assert year.days[0].score >= max(day.score for day in year.days[-3:])


@settings(max_examples=15)
@given(st.integers(3, 12), st.integers(0, 10_000), st.integers(0, 11))
def test_what_is_decided_stays_and_the_other_months_reach_the_rest(n, seed, month):
    problem = random_problem(n, seed)
    growth = np.random.default_rng(seed).gamma(1, 1, n)
    order = [stop.village for stop in plan_year(problem, *growing(problem.score, growth)).days[0].stops]
    year = plan_year(problem, *growing(problem.score, growth), decided={month: order})
    assert [stop.village for stop in year.days[month].stops] == order
    judged(problem, year, [NOBODY] * 12)
    assert year.missed == []


def test_what_the_months_cannot_hold_is_named():
    problem = random_problem(25, 1, DaySettings(stop_minutes=60.0, stop_longest=60.0), empty=0.0)
    year = plan_year(problem, *growing(problem.score, np.ones(25), 3), [NOBODY] * 3)
    judged(problem, year, [NOBODY] * 3)
    assert len(year.missed) == 25 - len({s.village for day in year.days for s in day.stops}) > 0
    assert {left.village: left.reason for left in year.left_out} == dict.fromkeys(
        year.missed, WhyLeftOut.NO_MONTH
    )


def test_a_village_too_far_for_any_day_is_named_as_such():
    problem = random_problem(5, 2)
    travel = problem.travel.copy()
    travel[:, 4] = 600.0
    year = plan_year(replace(problem, travel=travel), *growing(problem.score, np.ones(5)))
    assert year.unreachable == {2} and year.missed == []
    (left,) = year.left_out
    assert (left.village, left.reason) == (2, WhyLeftOut.NO_TIME)
    assert left.minutes_short == pytest.approx(600 + problem.on_site(2) - 270)


def test_nobody_is_sent_where_every_leader_of_the_year_is_recused():
    year = plan_year(random_problem(6, 2), *growing(np.ones(6), np.ones(6)), [frozenset({1})] * 12)
    assert year.unreachable == {1} and year.first[1] == -1
    assert [(left.village, left.reason) for left in year.left_out] == [(1, WhyLeftOut.RECUSED)]


def test_figures_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="Expected worth"):
        plan_year(random_problem(4, 5), *growing(np.ones(3), np.ones(3)))
    with pytest.raises(ValueError, match="no locks"):
        plan_year(replace(random_problem(4, 5), must=frozenset({1})), *growing(np.ones(4), np.ones(4)))


def test_a_village_that_will_be_worth_more_is_visited_when_it_is():
    one_a_day = DaySettings(stop_minutes=200.0, stop_longest=200.0)
    ahead, again = np.zeros((12, 3)), np.zeros((12, 3))
    ahead[:, 0], ahead[6:, 1], ahead[9:, 2], again[:, 0] = 1.0, 9.0, 9.0, 1.0
    year = plan_year(random_problem(3, 7, one_a_day, empty=0.0), ahead, again)
    assert year.first.tolist() == [0, 6, 9]
