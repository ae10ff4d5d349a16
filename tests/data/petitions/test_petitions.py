"""Counting petitions: every figure says what it rests on."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from data.divisions.succession import name_successor
from data.petitions.cases import cases_of, open_cases
from data.petitions.counts import Tally, count_by_village, monthly, places, villages_holding
from data.petitions.facts import Filter, facts, select_facts
from data.scope import Role, Scope
from data.tables import Division
from tests.data.conftest import VILLAGES, petition
from tests.data.test_scope import LEADER, NOTHING, OFFICE, SCREEN, TEAM, TOWNSHIP
from tests.roles import reader

CODES = pd.Index(VILLAGES)


@pytest.fixture
def frame(store):
    with store.write("test", "add", "petitions") as session:
        for number in range(5):
            session.add(
                petition(f"A{number}", "990001001001", filed=dt.datetime(2026, 9 + number % 3, 5, 23, 59))
            )
        session.add(petition("B1", "990001001002", status="closed", tier="hard", category="labour"))
        session.add(
            petition("P1", "990001002001", placement="point", longitude=119.91, latitude=29.46, tier="hard")
        )
        session.add(petition("X1", "990001001001", purpose="accusation"))
        session.add(petition("T1", None, township="990001001", placement="township"))
        session.add(petition("N1", None))
    return facts(reader(OFFICE, store))


def test_the_located_and_the_total_are_told_apart(frame):
    counts = count_by_village(frame, CODES)
    assert counts.cases.tolist() == [5, 1, 1, 0]
    assert counts.open.tolist() == [5, 0, 1, 0]
    assert (counts.total, counts.located, counts.withheld) == (10, 8, 1)


def test_reports_and_accusations_are_never_on_a_village_nor_in_its_heat(frame):
    only = frame[frame["purpose"] == "accusation"]
    assert count_by_village(only, CODES).cases.sum() == 0
    assert places(only, CODES, OFFICE).spread.sum() == 0


def test_only_petitions_placed_to_the_point_are_points(frame):
    where = places(frame, CODES, OFFICE)
    assert where.longitude.tolist() == [119.91]
    assert where.spread.tolist() == [5, 1, 0, 0]


def test_a_point_is_told_only_to_those_who_may_see_its_case(frame):
    own = places(frame, CODES, LEADER)
    other = places(frame, CODES, Scope.of(Role.LEADER, ["990001002"], "990001"))
    told = {len(own.longitude), len(other.longitude)}
    assert told == {0, 1}
    assert own.spread.sum() + len(own.longitude) == other.spread.sum() + len(other.longitude) == 7


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (Filter(), 10),
        (Filter(first=dt.date(2026, 10, 5), last=dt.date(2026, 10, 5)), 2),
        (Filter(first=dt.date(2026, 10, 6), last=dt.date(2026, 10, 31)), 0),
        (Filter(category="labour"), 1),
        (Filter(category="no such category"), 0),
        (Filter(status="closed"), 1),
        (Filter(tier="hard"), 2),
        (Filter(township="990001001"), 8),
        (Filter(tier="hard", township="990001002"), 1),
    ],
)
def test_filters_keep_what_they_say(frame, wanted, numbers):
    assert len(select_facts(frame, wanted)) == numbers


def test_a_month_without_petitions_is_shown_as_a_month_without_petitions(frame):
    quiet = frame[frame["filed"].dt.month != 10]
    assert monthly(quiet)["cases"].tolist() == [2, 0, 6]
    assert monthly(quiet, "990001001001")["cases"].tolist() == [2, 0, 1]
    assert monthly(quiet[:0]).empty


def test_every_period_of_a_length_is_counted_by_village(frame):
    tally = Tally(frame)
    first, *_, last = tally.periods(Filter(), CODES, 1)
    assert len(tally.periods(Filter(), CODES, 1)) == tally.months
    whole = count_by_village(frame, CODES).cases
    assert tally.periods(Filter(), CODES, 1).sum(axis=0).tolist() == whole.tolist()
    assert tally.periods(Filter(), CODES, 1_000).tolist() == [whole.tolist()]
    assert first.sum() > 0 < last.sum()


def test_half_of_them_in_so_many_villages():
    assert villages_holding(np.array([50, 30, 10, 10])) == 1
    assert villages_holding(np.array([49, 31, 10, 10])) == 2
    assert villages_holding(np.array([0, 0])) == 0


def test_the_oldest_open_case_is_listed_first(store, frame):
    listed = open_cases(reader(OFFICE, store), "990001001001")
    assert listed["filed"].is_monotonic_increasing
    assert "name" not in listed.columns
    assert list(listed) == ["number", "filed", "village", "category", "tier", "occurrence", "people"]
    assert len(open_cases(reader(OFFICE, store), "990001001001", limit=2)) == 2


# --- the cases behind a finding ------------------------------------------------------------------------

BOTH = ["990001001001", "990001002001"]


def test_the_cases_behind_a_finding_are_listed_the_newest_first(store, frame):
    listed = cases_of(reader(OFFICE, store), BOTH)
    assert list(listed) == ["number", "filed", "village", "category", "status", "tier", "occurrence"]
    assert list(listed["number"]) == ["P1", "A2", "A4", "A1", "A3", "A0"]
    assert set(listed["village"]) == set(BOTH)
    assert list(cases_of(reader(OFFICE, store), BOTH, limit=2)["number"]) == ["P1", "A2"]
    assert cases_of(reader(OFFICE, store), []).empty


def test_reports_and_accusations_are_never_among_the_cases_behind_a_finding(store, frame):
    for scope in (OFFICE, LEADER, TOWNSHIP, TEAM):
        listed = cases_of(reader(scope, store), list(VILLAGES))
        assert len(listed) and not set(listed["number"]) & {"X1"}


def test_the_cases_of_a_finding_are_as_many_as_it_counts(store, frame):
    first, last = dt.date(2026, 9, 5), dt.date(2026, 10, 5)
    wanted = Filter(first=first, last=last, category="land")
    counted = count_by_village(select_facts(frame, wanted), CODES).cases.sum()
    listed = cases_of(reader(OFFICE, store), list(VILLAGES), category="land", first=first, last=last)
    assert len(listed) == counted == 4
    closed = cases_of(reader(OFFICE, store), list(VILLAGES), category="labour")
    assert list(closed["status"]) == ["closed"]
    assert cases_of(reader(OFFICE, store), BOTH, category="no such category").empty


@pytest.mark.parametrize(
    ("scope", "cases"), [(OFFICE, 7), (LEADER, 6), (TOWNSHIP, 6), (TEAM, 5), (SCREEN, 0)]
)
def test_each_role_opens_only_its_own_cases_of_a_finding(store, frame, scope, cases):
    assert len(cases_of(reader(scope, store), list(VILLAGES))) == cases


@pytest.mark.parametrize("scope", NOTHING)
def test_without_a_scope_no_case_of_a_finding_is_opened(store, frame, scope):
    assert cases_of(reader(scope, store), list(VILLAGES)).empty


def test_a_category_of_a_former_scheme_is_listed_under_the_one_that_it_became(store, frame):
    with store.write("test", "add", "petitions") as session:
        session.add(petition("N2", BOTH[0], category="natural-resources", category_scheme="2022"))
        session.add(petition("C1", BOTH[0], category="construction"))  # became two
    listed = cases_of(reader(OFFICE, store), BOTH, category="natural-resources")
    assert len(listed) == 7 and set(listed["category"]) == {"natural-resources"}
    split = cases_of(reader(OFFICE, store), BOTH, category="old17:construction")
    assert list(split["number"]) == ["C1"] and list(split["category"]) == ["old17:construction"]
    told = facts(reader(OFFICE, store))
    assert set(cases_of(reader(OFFICE, store), BOTH)["category"]) <= set(told["category"])


def test_cases_of_a_former_village_are_listed_under_the_one_that_it_became(store, frame):
    ended = dt.date(2026, 10, 31)
    with store.write("test", "merge", BOTH[0]) as session:
        session.query(Division).filter_by(code="990001001002").one().valid_to = ended
    name_successor(store, "990001001002", BOTH[0], actor="clerk")
    on = dt.date(2026, 11, 24)
    listed = cases_of(reader(OFFICE, store), BOTH[:1], on=on)
    assert len(listed) == 6 and set(listed["village"]) == {BOTH[0]} and "B1" in set(listed["number"])
    assert listed.equals(cases_of(reader(OFFICE, store), ["990001001002"], on=on))
    assert len(cases_of(reader(OFFICE, store), BOTH[:1], on=dt.date(2026, 10, 1))) == 5
