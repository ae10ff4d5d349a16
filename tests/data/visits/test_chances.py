"""A plan weighs each case by its chance to be open still when the leader comes."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from data.rules import ScoreSettings
from data.visits.chances import OpenChances, estimate, open_chances, reliability
from data.visits.plans import load_day
from geo.visits import plan
from tests import roles
from tests.data.conftest import petition
from tests.data.test_scope import OFFICE, SCREEN
from tests.roles import reader

TODAY, DAY, TOWNSHIP = dt.date(2026, 11, 29), dt.date(2026, 12, 15), "990001001"


def rows(cases):
    """Cases as (filed, days to closing or None, tier, channel, village)."""
    frame = pd.DataFrame(cases, columns=["filed", "days", "tier", "channel", "village"])
    frame["filed"] = pd.to_datetime(frame["filed"])
    frame["closed"] = frame["filed"] + pd.to_timedelta(frame["days"], unit="D")
    frame["open"] = frame["days"].isna()
    return frame


def record_of(rng, count=2000):
    """Simple cases close within days, hard ones within months."""
    filed = pd.Timestamp(TODAY) - pd.to_timedelta(rng.uniform(0, 900, count), unit="D")
    hard = rng.random(count) < 0.5
    days = np.where(hard, rng.exponential(60, count), rng.exponential(3, count))
    return rows(
        zip(filed, days, np.where(hard, "hard", "simple"), ["visit"] * count, ["v"] * count, strict=True)
    )


def still(tier, age):
    filed = pd.Timestamp(TODAY) + pd.Timedelta(days=1 - age)
    return pd.DataFrame({"filed": [filed], "tier": [tier], "channel": ["visit"]})


def test_a_simple_case_is_hardly_ever_met_and_a_hard_one_mostly_is():
    chances = estimate(record_of(np.random.default_rng(1)), TODAY, 100)
    assert chances.still_open(still("simple", 1), DAY)[0] < 0.03
    assert chances.still_open(still("hard", 1), DAY)[0] == pytest.approx(np.exp(-15 / 60), abs=0.04)


def test_chances_keep_their_word_on_cases_that_they_do_not_know():
    rng = np.random.default_rng(2)
    chances = estimate(record_of(rng), TODAY, 100)
    later = record_of(rng, 6000)
    later = later[later["filed"] + pd.to_timedelta(later["days"], unit="D") > pd.Timestamp("2026-11-30")]
    given = chances.still_open(later, DAY)
    came = (later["closed"] >= pd.Timestamp(DAY)).to_numpy()
    assert len(later) > 100
    assert given.mean() == pytest.approx(came.mean(), abs=0.06)


def test_what_is_closed_later_than_today_is_open_today():
    before = estimate(
        rows([(f"2026-10-{n:02d}", 20, "simple", "visit", "v") for n in range(1, 29)]), TODAY, 5
    )
    assert before.curve("simple", "visit").closed == 28
    assert estimate(rows([("2026-11-20", 40, "simple", "visit", "v")] * 9), TODAY, 1).known is False


def test_of_too_few_closed_cases_nothing_is_told_and_each_case_counts_in_full():
    chances = estimate(record_of(np.random.default_rng(1), 50), TODAY, 100)
    assert not chances.known
    assert chances.still_open(still("simple", 1), DAY).tolist() == [1.0]
    assert chances.usual(DAY, ScoreSettings()).empty


def test_on_the_day_itself_every_open_case_counts_in_full():
    chances = estimate(record_of(np.random.default_rng(1)), DAY, 100)
    assert chances.still_open(still("simple", 1), DAY).tolist() == [1.0]
    assert chances.usual(DAY, ScoreSettings()).empty


def test_a_tier_and_channel_too_seldom_goes_by_its_tier():
    cases = record_of(np.random.default_rng(1))
    cases.loc[:10, "channel"] = "letter"
    chances = estimate(cases, TODAY, 100)
    assert ("hard", "letter") not in chances.curves
    assert chances.curve("hard", "letter") is chances.curves["hard", None]


def test_the_usual_new_ones_of_a_village_are_those_of_a_year_by_their_days_open():
    chances = OpenChances(TODAY, estimate(record_of(np.random.default_rng(1)), TODAY, 100).curves)
    past = pd.DataFrame({"village": ["a"] * 730, "tier": "hard", "channel": "visit"})
    usual = OpenChances(TODAY, chances.curves, past, 365).usual(DAY, ScoreSettings())
    expected = 2 * np.exp(-np.arange(0.5, 15) / 60).sum()  # two a day, on fifteen days between
    assert usual.loc["a", "cases"] == pytest.approx(expected, rel=0.05)
    late = 1 + 0.5 * np.arange(0.5, 15) / 30
    points = 2 * 4 * (np.exp(-np.arange(0.5, 15) / 60) * late).sum()
    assert usual.loc["a", "points"] == pytest.approx(points, rel=0.05)


@pytest.fixture
def county(store):
    """Hard cases that last and simple ones that are closed at once; one open of each in two villages."""
    with store.write("test", "add", "petitions") as session:
        for n in range(440):
            filed = dt.datetime(2024, 3, 1) + dt.timedelta(days=2 * n)
            tier, days = ("hard", 90) if n % 2 else ("simple", 2)
            closed = filed + dt.timedelta(days=days)
            if closed > dt.datetime(2026, 11, 1):
                continue
            session.add(
                petition(f"P{n}", "990001002001", tier=tier, filed=filed, closed=closed, status="closed")
            )
        for n, (village, tier) in enumerate([("990001001001", "simple"), ("990001001002", "hard")]):
            session.add(petition(f"A{n}", village, tier=tier, filed=dt.datetime(2026, 11, 28)))
    return store


def test_the_plan_goes_where_somebody_will_still_wait(county):
    day = load_day(reader(OFFICE, county), TOWNSHIP, DAY)
    told = day.villages.set_index("code")
    assert told["cases"].tolist() == [1, 1]
    assert told.loc["990001001001", "expected"] < 0.05
    assert told.loc["990001001002", "expected"] > 0.95
    worth = told["cases_part"] + told["months_part"]
    assert worth["990001001001"] < 0.3 < 9 < worth["990001001002"]
    assert "990001001002" in [day.problem.villages[stop.village] for stop in plan(day.problem).stops]


@pytest.mark.parametrize("scope", [roles.LEADER, roles.TOWNSHIP])
def test_leader_township_and_office_get_the_same_plan(county, scope):
    mine = load_day(reader(scope, county), TOWNSHIP, DAY).problem
    office = load_day(reader(OFFICE, county), TOWNSHIP, DAY).problem
    assert np.array_equal(mine.score, office.score)
    assert np.array_equal(mine.cases, office.cases)


def test_a_new_petition_changes_what_is_known(county):
    before = open_chances(reader(OFFICE, county), TOWNSHIP, DAY)
    assert open_chances(reader(OFFICE, county), TOWNSHIP, DAY) is before
    with county.write("test", "add", "petitions") as session:
        session.add(petition("new", "990001001001"))
    assert open_chances(reader(OFFICE, county), TOWNSHIP, DAY) is not before


def test_what_chances_were_worth_is_told_of_past_days_by_what_was_known_then(store):
    """Cases take a week each: sixteen days on none is open, and none was given a chance to be."""
    rng = np.random.default_rng(1)
    with store.write("test", "add", "petitions") as session:
        for number in range(900):
            filed = dt.datetime(2026, 1, 1, 9) + dt.timedelta(days=int(rng.integers(0, 320)))
            closed = filed + dt.timedelta(days=7)
            state = {"status": "closed", "closed": closed} if closed.date() < TODAY else {}
            session.add(petition(f"R{number}", "990001001001", filed=filed, **state))
    days = [dt.date(2026, month, 15) for month in (9, 10, 11)]
    found = reliability(reader(OFFICE, store), days)
    assert found["n"].sum() > 30
    assert (found["open"] == 0).all() and (found["chance"] < 0.02).all()
    near = reliability(reader(OFFICE, store), days, ahead=3)
    assert np.abs(near["open"] - near["chance"]).max() < 0.25 and near["open"].max() > 0.3
    assert reliability(reader(SCREEN, store), days).empty
    assert reliability(reader(OFFICE, store), [dt.date(2027, 1, 15)]).empty
