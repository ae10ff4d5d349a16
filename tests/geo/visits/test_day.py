"""A leader's day: no plan breaks the day's rules, and every village left out has its reason."""

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import VisitError
from geo.roads.estimate import estimated_minutes
from geo.visits import (
    BrokenRule,
    DaySettings,
    Violation,
    VisitPlan,
    VisitProblem,
    check_plan,
    day,
    plan,
    timetable,
)


def random_problem(n, seed, day=None, empty=0.2, hours=False):
    rng = np.random.default_rng(seed)
    opens = rng.choice([0.0, 14 * 60, 15 * 60 + 30], n) if hours else None
    closes = rng.choice([14.0 * 60, 16 * 60, 24 * 60], n) if hours else None
    travel = estimated_minutes(119.9 + rng.normal(0, 0.05, n + 2), 29.5 + rng.normal(0, 0.05, n + 2))
    score = np.where(rng.random(n) < empty, 0, rng.gamma(2, 3, n))
    return VisitProblem(
        tuple(f"v{i}" for i in range(n)),
        score,
        rng.integers(0, 8, n),
        travel,
        day or DaySettings(),
        opens=opens,
        closes=closes,
    )


@pytest.mark.slow
@settings(max_examples=60)
@given(
    st.integers(0, 25),
    st.integers(0, 10_000),
    st.floats(12 * 60, 14 * 60),
    st.floats(14 * 60, 19 * 60),
    st.floats(0, 60),
    st.booleans(),
    st.integers(0, 4),
)
def test_no_plan_breaks_the_rules_of_the_day(n, seed, opens, closes, stop_minutes, hours, recused):
    day = DaySettings(field_opens=opens, field_closes=closes, stop_minutes=stop_minutes)
    problem = replace(random_problem(n, seed, day, hours=hours), recused=frozenset(range(min(recused, n))))
    made = plan(problem)
    assert check_plan(problem, made) == []
    assert {s.village for s in made.stops} | {v.village for v in made.left_out} == set(range(n))
    assert len(made.stops) + len(made.left_out) == n


def test_a_village_left_out_fits_when_the_day_is_as_much_longer_as_it_says():
    problem = random_problem(20, 7)
    made = plan(problem)
    order = [stop.village for stop in made.stops]
    assert made.proven and len(order) < 7
    for left in made.left_out:
        if left.reason != "no_time":
            continue
        tries = [list(tried) for tried in permutations([*order, left.village])]

        def fits(minutes, tries=tries):
            s = replace(problem.settings, field_closes=problem.settings.field_closes + minutes)
            wider = replace(problem, settings=s)
            return any(check_plan(wider, timetable(wider, tried)) == [] for tried in tries)

        assert fits(left.minutes_short + 0.001)
        assert left.minutes_short == 0 or not fits(left.minutes_short - 0.001)


@pytest.mark.slow
@pytest.mark.parametrize("hours", [False, True])
def test_no_plan_of_the_judge_reaches_more(hours):
    for seed in range(30):
        problem = random_problem(6, seed, DaySettings(field_closes=15.5 * 60), hours=hours)
        made = plan(problem)
        assert made.proven and made.bound == pytest.approx(made.score)
        orders = [order for size in range(7) for order in permutations(range(6), size)]
        days = {order: timetable(problem, list(order)) for order in orders}
        scores = {order: day.score for order, day in days.items() if check_plan(problem, day) == []}
        best = max(scores.values())
        assert made.score == pytest.approx(best)
        for left in made.left_out:
            if left.reason == "no_time":
                forced = [score for order, score in scores.items() if left.village in order]
                if forced:
                    assert left.score_lost == pytest.approx(best - max(forced))
                else:
                    assert np.isnan(left.score_lost)


def test_what_must_be_visited_is_and_what_must_not_is_not():
    problem = random_problem(15, 5)
    free = plan(problem)
    first = free.stops[0].village
    other = next(left.village for left in free.left_out if left.reason == "no_time")
    asked = replace(problem, must=frozenset({other}), must_not=frozenset({first}))
    made = plan(asked)
    assert check_plan(asked, made) == []
    assert other in {stop.village for stop in made.stops}
    assert next(left.reason for left in made.left_out if left.village == first) == "forbidden"
    assert made.score <= free.score
    assert [str(each) for each in check_plan(asked, free)] == ["forbidden:1", f"missing:v{other}"]


def test_locks_that_cannot_be_kept_are_refused_with_a_sentence():
    problem = random_problem(15, 5)
    with pytest.raises(VisitError, match="must be visited do not fit into the day"):
        plan(replace(problem, must=frozenset(range(15))))
    with pytest.raises(VisitError, match="v3 must be visited and must not be"):
        plan(replace(problem, must=frozenset({3}), must_not=frozenset({3})))
    short = replace(problem, settings=DaySettings(field_closes=13 * 60.0))
    assert plan(short).stops == ()


def test_nobody_comes_to_a_village_where_nobody_can_be_met():
    problem = random_problem(8, 2, empty=0.0)
    opens, closes = np.zeros(8), np.full(8, 24.0 * 60)
    opens[0], closes[1], closes[2] = 15 * 60, 13 * 60 + 10, 12 * 60
    timed = replace(problem, opens=opens, closes=closes, names=tuple("甲乙丙丁戊己庚辛"))
    made = plan(timed)
    assert check_plan(timed, made) == []
    reasons = {left.village: left.reason for left in made.left_out}
    assert reasons[1] == reasons[2] == "closed"
    asked = plan(replace(timed, must=frozenset({0})))
    stop = next(stop for stop in asked.stops if stop.village == 0)
    assert stop.departs >= 15 * 60 + timed.on_site(0)
    alone = timetable(timed, [0])
    assert timed.waits(alone.stops[0]) == 15 * 60 - alone.stops[0].arrives > 60
    assert timed.waits(timetable(timed, [3]).stops[0]) == 0
    early = replace(stop, arrives=14.9 * 60, departs=14.9 * 60 + timed.on_site(0))
    assert Violation(BrokenRule.LEAVES_TOO_EARLY, 1) in check_plan(timed, replace(asked, stops=(early,)))
    assert Violation(BrokenRule.CLOSED, 1) in check_plan(timed, timetable(timed, [2]))
    with pytest.raises(VisitError, match="乙 must be visited, but nobody can be met"):
        plan(replace(timed, must=frozenset({1})))


def test_no_longer_day_helps_where_the_village_closes():
    problem = random_problem(3, 4, empty=0.0)
    cases = np.zeros(3, dtype=np.int64)
    both = replace(
        problem,
        cases=cases,
        must=frozenset({0}),
        closes=np.array([13.5 * 60 + 15, 13.5 * 60 + 15, 24 * 60]),
        travel=np.full((5, 5), 15.0),
    )
    made = plan(both)
    left = next(left for left in made.left_out if left.village == 1)
    assert left.reason == "no_time" and np.isnan(left.minutes_short) and np.isnan(left.score_lost)


def test_a_leader_keeps_out_of_the_village_of_kin():
    problem = random_problem(6, 9, empty=0.0)
    own = plan(problem).stops[0].village
    kept_out = replace(problem, recused=frozenset({own}))
    made = plan(kept_out)
    assert next(left.reason for left in made.left_out if left.village == own) == "recused"
    assert Violation(BrokenRule.RECUSED, 1) in check_plan(kept_out, timetable(kept_out, [own]))
    with pytest.raises(VisitError, match="recused there"):
        plan(replace(kept_out, must=frozenset({own})))


def test_an_impossible_day_is_refused_with_a_sentence():
    problem = random_problem(3, 1)
    for times in (
        DaySettings(reception_opens=12 * 60),
        DaySettings(field_opens=11 * 60),
        DaySettings(field_closes=12 * 60),
    ):
        with pytest.raises(VisitError, match="times are in no order"):
            plan(replace(problem, settings=times))


def test_nobody_is_sent_where_nobody_waits():
    problem = random_problem(10, 3, empty=1.0)
    made = plan(problem)
    assert made.stops == ()
    assert {left.reason for left in made.left_out} == {"no_reason"}


def test_a_day_with_all_its_reasons_asks_for_no_more_time_than_was_given(monkeypatch):
    clock, asked = [0.0], []

    def spends_all(search):
        def searched(problem, *arguments):
            seconds = arguments[1]
            asked.append(seconds)
            clock[0] += seconds
            return search(problem, *arguments)

        return searched

    monkeypatch.setattr(day.time, "perf_counter", lambda: clock[0])
    monkeypatch.setattr(day, "solve", spends_all(day.solve))
    monkeypatch.setattr(day, "solve_through", spends_all(day.solve_through))
    timed = plan(random_problem(20, 7), seconds=5.0)
    assert len(timed.left_out) > 10
    assert len(asked) == 2 and sum(asked) == pytest.approx(5.0)


def test_that_locks_do_not_fit_is_said_only_where_it_is_known():
    problem = random_problem(15, 5)
    locked = replace(problem, must=frozenset(range(15)))
    with pytest.raises(VisitError, match=r"do not fit into the day: \d of 15 fit"):
        plan(locked)
    with pytest.raises(VisitError, match=r"No day was found in time that visits all 15 .* \d fit so far"):
        plan(locked, seconds=0.0)


def test_the_leader_arrives_when_the_reception_opens():
    problem = random_problem(4, 5)
    made = plan(problem)
    assert made.leaves + problem.travel[0, 1] == pytest.approx(8 * 60 + 30)
    assert isinstance(made, VisitPlan)


def test_figures_that_do_not_fit_each_other_are_refused():
    problem = random_problem(4, 5)
    with pytest.raises(ValueError, match="Expected score"):
        plan(replace(problem, score=np.zeros(3)))
