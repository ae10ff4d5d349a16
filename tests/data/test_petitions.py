"""Counting petitions: every figure says what it rests on."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from data.petitions import (
    Filter,
    count_by_village,
    facts,
    monthly,
    open_cases,
    places,
    select_facts,
    villages_holding,
)
from tests.data.conftest import VILLAGES, petition
from tests.data.test_scope import OFFICE

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
    return facts(OFFICE, store)


def test_the_located_and_the_total_are_told_apart(frame):
    counts = count_by_village(frame, CODES)
    assert counts.cases.tolist() == [5, 1, 1, 0]
    assert counts.open.tolist() == [5, 0, 1, 0]
    assert (counts.total, counts.located, counts.withheld) == (10, 7, 1)


def test_reports_and_accusations_are_never_on_a_village_nor_in_its_heat(frame):
    only = frame[frame["purpose"] == "accusation"]
    assert count_by_village(only, CODES).cases.sum() == 0
    assert places(only, CODES).spread.sum() == 0


def test_only_petitions_placed_to_the_point_are_points(frame):
    where = places(frame, CODES)
    assert where.longitude.tolist() == [119.91]
    assert where.spread.tolist() == [5, 1, 0, 0]


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


def test_half_of_them_in_so_many_villages():
    assert villages_holding(np.array([50, 30, 10, 10])) == 1
    assert villages_holding(np.array([49, 31, 10, 10])) == 2
    assert villages_holding(np.array([0, 0])) == 0


def test_the_oldest_open_case_is_listed_first(store, frame):
    listed = open_cases(OFFICE, store, "990001001001")
    assert listed["filed"].is_monotonic_increasing
    assert "name" not in listed.columns
