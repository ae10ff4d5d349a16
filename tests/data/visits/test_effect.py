"""Did going help? Villages just visited beside those just left out: nothing is found where nothing is."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from data.errors import PlanRefused
from data.rules.record import set_rules
from data.tables import Visit, VisitStop
from data.text import Words
from data.visits.effect import Pair, difference, is_known, just_in_and_out, outcome, visit_effect
from data.visits.plans import load_day
from data.visits.saved import read, save
from data.visits.words import what_visits_did
from geo.visits import WhyLeftOut, best_day, plan
from geo.visits.margins import margins
from tests import roles
from tests.data.conftest import petition
from tests.data.test_scope import OFFICE, SCREEN, TEAM
from tests.geo.visits.test_day import random_problem
from tests.roles import reader, writer

LATER = dt.date(2026, 11, 24)
DAY = dt.date(2026, 12, 15)
IN, OUT = "990001001001", "990001001002"


@pytest.mark.parametrize("seed", range(3))
def test_a_margin_is_what_the_best_day_without_the_village_is_short_of(seed):
    problem = random_problem(9, seed)
    made = plan(problem)
    lost = margins(problem, made)
    assert lost.keys() == {stop.village for stop in made.stops}
    for village, points in lost.items():
        others = [v for v in range(9) if v != village]
        without = type(problem)(
            villages=tuple(problem.villages[v] for v in others),
            score=problem.score[others],
            cases=problem.cases[others],
            travel=problem.travel[np.ix_([0, 1, *(2 + v for v in others)], [0, 1, *(2 + v for v in others)])],
            settings=problem.settings,
            opens=None if problem.opens is None else problem.opens[others],
            closes=None if problem.closes is None else problem.closes[others],
        )
        assert points == pytest.approx(made.score - best_day(without).score)


def saved_plan(inside, outside, *, proven=True):
    left = [
        {"village": code, "reason": reason, "score_lost": lost} for code, (reason, lost) in outside.items()
    ]
    return {"margins": inside, "plan": {"proven": proven, "left_out": left}}


def test_the_pair_is_what_the_plan_had_nearly_exchanged_or_none():
    no_time = WhyLeftOut.NO_TIME.value
    plans = saved_plan({"a": 3.0, "b": 0.5}, {"c": (no_time, 0.7), "d": ("recused", 0.0), "e": (no_time, 4)})
    assert just_in_and_out(plans, 2.0) == Pair("b", "c", 0.7)
    assert just_in_and_out(plans, 0.6) is None
    assert just_in_and_out(saved_plan({"a": 1.0}, {"d": ("recused", 0.0), "f": (no_time, None)}), 2.0) is None
    assert just_in_and_out(saved_plan({}, {"c": (no_time, 0.7)}), 2.0) is None
    assert is_known(plans) and not is_known(saved_plan({}, {}, proven=False))
    assert not is_known({"rule": "of an earlier program"})


def test_what_became_of_a_village_is_counted_from_the_day_and_closings_end_with_the_months():
    filed = pd.to_datetime(
        ["2026-01-20", "2026-02-01", "2026-03-14", "2026-03-15", "2026-03-16", "2026-06-15"]
    )
    closed = pd.to_datetime([None, "2026-03-25", "2026-03-10", None, None, None])
    cases = pd.DataFrame({"filed": filed, "closed": closed, "open": closed.isna()})
    petitions, days = outcome(cases, dt.date(2026, 3, 15), 3)
    assert petitions == 2 - 3
    assert days == pytest.approx((92 + 10) / 2)  # the first is open to this day: 92 days, and no more


def pairs_of(rng, petitions=0.0, days=0.0, townships=15, visits=6):
    """Pairs as a county would have them, with what going does to petitions and days."""
    count = townships * visits
    of_township = np.repeat(np.arange(townships), visits)
    level = rng.gamma(4, 1, count)  # both villages of a pair are alike
    counts = [rng.poisson(level * more) for more in (1, 1, 1 + petitions, 1)]
    stay = [rng.exponential(30 * more, count).clip(max=92) for more in (1 + days, 1)]
    apart = (counts[2] - counts[0]) - (counts[3] - counts[1])
    return pd.DataFrame({"township": of_township, "petitions": apart, "days": stay[0] - stay[1]})


def test_where_going_does_nothing_nineteen_intervals_of_twenty_hold_zero():
    rng = np.random.default_rng(0)
    told = [difference(pairs_of(rng), figure, 30) for figure in ("petitions", "days") * 100]
    assert 0.9 <= np.mean([found.low <= 0 <= found.high for found in told]) <= 0.99


def test_where_going_helps_it_is_found_about_as_great_as_it_is():
    rng = np.random.default_rng(1)
    frames = [pairs_of(rng, petitions=-0.5, days=-0.5) for _ in range(40)]
    fewer = [difference(frame, "petitions", 30) for frame in frames]
    sooner = [difference(frame, "days", 30) for frame in frames]
    assert np.mean([found.high < 0 for found in fewer]) > 0.9
    assert np.mean([found.mean for found in fewer]) == pytest.approx(-0.5 * 4, abs=0.3)
    assert np.mean([found.high < 0 for found in sooner]) > 0.8


def test_below_the_countys_number_of_pairs_and_of_six_townships_nothing_is_said():
    rng = np.random.default_rng(2)
    assert difference(pairs_of(rng, townships=7, visits=4), "days", 30) is None
    assert difference(pairs_of(rng, townships=5, visits=10), "days", 30) is None
    assert difference(pairs_of(rng, townships=6, visits=5), "days", 30) is not None


# --- on the record ----------------------------------------------------------------------------------------


def held(store, on, plans, stops=(IN,), township="990001001"):
    with store.write("test", "hold", "visit") as session:
        visit = Visit(
            on=on,
            township_code=township,
            leader_id=1,
            state="archived",
            plan=plans,
            saved_at=dt.datetime(2026, 1, 1),
            saved_by="test",
        )
        session.add(visit)
        session.flush()
        for position, code in enumerate(stops, 1):
            session.add(VisitStop(visit_id=visit.id, position=position, village_code=code))


@pytest.fixture
def county(store):
    """Visits with a pair, without one, of an earlier program, and too new; two villages with cases."""
    near = saved_plan({IN: 0.5}, {OUT: (WhyLeftOut.NO_TIME.value, 0.7)})
    held(store, dt.date(2026, 3, 15), near)
    held(store, dt.date(2026, 4, 15), saved_plan({IN: 5.0}, {OUT: (WhyLeftOut.NO_TIME.value, 0.7)}), (OUT,))
    held(store, dt.date(2026, 5, 15), {"rule": "of an earlier program"}, ())
    held(store, dt.date(2026, 10, 15), near, ())
    with store.write("test", "add", "petitions") as session:
        for number, village, filed, closed in (
            ("a", IN, (2026, 2, 1), (2026, 3, 25)),
            ("b", OUT, (2026, 2, 1), (2026, 4, 4)),
            ("c", OUT, (2026, 5, 1), None),
        ):
            ended = dt.datetime(*closed) if closed else None
            status = "closed" if closed else "open"
            session.add(petition(number, village, filed=dt.datetime(*filed), closed=ended, status=status))
    return store


def test_each_visit_is_a_pair_or_it_is_told_why_it_is_none(county):
    found = visit_effect(reader(OFFICE, county, today=LATER))
    assert (found.held, found.too_early, found.not_known, found.no_pair) == (4, 1, 1, 1)
    (pair,) = found.pairs.to_dict("records")
    assert (pair["went"], pair["left"], pair["margin"], pair["there"], pair["later"]) == (
        *(IN, OUT, 0.7),
        *(True, True),
    )
    assert (pair["petitions"], pair["days"]) == (-1 - 0, 10 - 20)
    assert found.petitions is None and found.days is None


def test_what_is_told_says_what_it_rests_on_and_claims_nothing_of_too_few(county):
    said = what_visits_did(Words("zh_CN"), visit_effect(reader(OFFICE, county, today=LATER)))
    assert "已下访 4 次" in said[0] and "可比对 1 对" in said[0]
    assert said[1].endswith("比对不足，不作结论（至少 30 对，涉及六个乡镇以上）")
    assert said[2].endswith("比对不足，不作结论（至少 30 对，涉及六个乡镇以上）")


def test_the_months_and_the_margin_are_rules_of_the_county(county):
    set_rules(
        writer(OFFICE, county),
        {"visits.effect_months": 1, "visits.effect_margin": 6},
        valid_from=dt.date(2026, 1, 1),
    )
    found = visit_effect(reader(OFFICE, county, today=LATER))
    assert (found.months, len(found.pairs), found.too_early, found.no_pair) == (1, 3, 0, 0)


def test_who_plans_no_visits_is_told_nothing(county):
    for scope in (None, TEAM, SCREEN):
        with pytest.raises(PlanRefused, match="plans no visits"):
            visit_effect(reader(scope, county, today=LATER))
    assert visit_effect(reader(roles.LEADER, county, today=LATER)).held == 4


def test_a_plan_that_is_saved_says_what_it_had_nearly_exchanged(store):
    with store.write("test", "add", "petitions") as session:
        session.add_all([petition("A", IN, tier="hard"), petition("B", OUT)])
    day = load_day(reader(OFFICE, store), "990001001", DAY)
    made = plan(day.problem)
    save(writer(OFFICE, store), day, made)
    told = read(reader(OFFICE, store), "990001001", DAY)
    assert told.margins == pytest.approx(
        {code: day.problem.score[at] for at, code in enumerate(day.problem.villages)}
    )
