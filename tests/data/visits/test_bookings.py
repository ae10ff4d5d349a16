"""Cases booked for the reception: up to the places there are, the others go to a deputy."""

import datetime as dt

import numpy as np
import pytest

from data.errors import PlanRefused
from data.tables.petitions import Petition
from data.terms import State
from data.visits.bookings import book, booked, cancel
from data.visits.days import Outcome, advance, record, to_hear
from data.visits.plans import as_record, load_day
from data.visits.saved import save, saved_revision
from geo.visits import DaySettings, plan
from tests.data.conftest import petition
from tests.data.test_scope import LEADER, OFFICE, SCREEN, TEAM, TOWNSHIP
from tests.roles import reader, writer

DAY = dt.date(2026, 12, 15)
CODE = "990001001"


@pytest.fixture
def county(store):
    with store.write("test", "add", "petitions") as session:
        session.add_all([petition(f"A{n}", "990001001001") for n in range(4)])
        session.add(petition("B0", "990001002001"))
        session.add(petition("X0", "990001001001", purpose="accusation"))
        for status in ("closed", "concluded", "litigated"):
            session.add(petition(status, "990001001002", status=status))
    return store


def test_beyond_the_places_a_deputy_hears(county):
    for n in range(4):
        assert book(writer(OFFICE, county), CODE, DAY, f"A{n}") == n + 1
    listed = booked(reader(OFFICE, county), CODE, DAY, DaySettings(reception_places=3))
    assert list(listed["number"]) == ["A0", "A1", "A2", "A3"]
    assert list(listed["at"][:3]) == [510, 570, 630]
    assert np.isnan(listed["at"][3])


def test_a_booking_taken_back_lets_the_others_move_up(county):
    for n in range(3):
        book(writer(OFFICE, county), CODE, DAY, f"A{n}")
    first = booked(reader(OFFICE, county), CODE, DAY).iloc[0]
    cancel(writer(OFFICE, county), int(first["id"]))
    assert list(booked(reader(OFFICE, county), CODE, DAY)["number"]) == ["A1", "A2"]
    assert booked(reader(OFFICE, county), CODE, DAY)["at"][0] == 510
    with pytest.raises(PlanRefused, match="no booking"):
        cancel(writer(OFFICE, county), int(first["id"]))


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("B0", "no case B0 in this township"),
        ("nowhere", "no case nowhere"),
        ("X0", "not heard in the township they concern"),
        ("closed", "is closed"),
        ("concluded", "concluded after re-review"),
        ("litigated", "before a court"),
        ("A0", "booked for this day already"),
    ],
)
def test_what_is_not_heard_cannot_be_booked_and_is_told_why(county, number, words):
    book(writer(OFFICE, county), CODE, DAY, "A0")
    with pytest.raises(PlanRefused, match=words):
        book(writer(OFFICE, county), CODE, DAY, number)
    assert len(booked(reader(OFFICE, county), CODE, DAY)) == 1


@pytest.mark.parametrize("scope", [None, LEADER, TEAM, SCREEN])
def test_the_office_and_the_township_keep_the_bookings(county, scope):
    book(writer(TOWNSHIP, county), CODE, DAY, "A0")
    with pytest.raises(PlanRefused, match=r"does not keep|There is no booking"):
        book(writer(scope, county), CODE, DAY, "A1")
    with pytest.raises(PlanRefused, match=r"does not keep|There is no booking"):
        cancel(writer(scope, county), int(booked(reader(OFFICE, county), CODE, DAY)["id"][0]))
    assert booked(reader(SCREEN, county), CODE, DAY).empty


def test_a_case_booked_for_the_morning_is_not_counted_in_its_village_again(county):
    before = load_day(reader(OFFICE, county), CODE, DAY)
    book(writer(OFFICE, county), CODE, DAY, "A0")
    day = load_day(reader(OFFICE, county), CODE, DAY)
    assert (before.booked, day.booked) == (0, 1)
    assert day.villages["cases"][0] == before.villages["cases"][0] - 1
    assert as_record(day, plan(day.problem))["not_heard"] == {"concluded": 1, "litigated": 1}


def test_what_came_of_a_booked_case_is_recorded_though_no_stop_is_in_its_village(county):
    for n in range(4):
        book(writer(OFFICE, county), CODE, DAY, f"A{n}")
    day = load_day(reader(OFFICE, county), CODE, DAY)
    made = plan(day.problem)
    assert made.stops == ()
    save(writer(OFFICE, county), day, made)
    for state in (State.PUBLISHED, State.HELD):
        seen = saved_revision(reader(OFFICE, county), CODE, DAY)
        today = DAY - dt.timedelta(days=5) if state is State.PUBLISHED else DAY
        advance(writer(OFFICE, county, today=today), CODE, DAY, state, seen=seen)
    assert list(to_hear(reader(OFFICE, county), CODE, DAY)["number"]) == ["A0", "A1", "A2", "A3"]
    record(writer(OFFICE, county), CODE, DAY, "A2", Outcome.SETTLED)
    assert list(to_hear(reader(OFFICE, county), CODE, DAY)["number"]) == ["A0", "A1", "A3"]


@pytest.mark.parametrize("status", ["closed", "concluded", "litigated"])
def test_what_is_closed_or_taken_to_a_court_since_gives_its_place_to_the_next(county, status):
    for n in range(3):
        book(writer(OFFICE, county), CODE, DAY, f"A{n}")
    with county.write("test", "change", "petitions") as session:
        session.query(Petition).filter_by(number="A0").one().status = status
    listed = booked(reader(OFFICE, county), CODE, DAY)
    assert list(listed["number"]) == ["A1", "A2"] and listed["at"][0] == 510
    after = reader(OFFICE, county, today=DAY + dt.timedelta(days=1))
    assert list(booked(after, CODE, DAY)["number"]) == ["A0", "A1", "A2"]
