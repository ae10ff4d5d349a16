"""A saved plan is what was saved, with the fingerprint of what it was saved for."""

import datetime as dt
import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import select, update

from data.reports import itinerary
from data.reports.calendar import calendar
from data.reports.workbook import workbook
from data.service.contracts import recuse
from data.tables import Hub, Visit, VisitPoint, VisitStop
from data.terms import Mode, State
from data.visits.bookings import book
from data.visits.codec import fingerprint
from data.visits.on_record import on_record
from data.visits.plans import as_record, load_day
from data.visits.saved import read, save, townships_by_day
from geo.visits import DaySettings, plan, timetable
from tests.data.conftest import petition
from tests.data.test_scope import LEADER, OFFICE, SCREEN, TEAM
from tests.roles import reader, writer

DAY = dt.date(2026, 12, 15)
TOWNSHIP = "990001001"


@pytest.fixture
def county(store):
    with store.write("test", "add", "petitions") as session:
        session.add(petition("A1", "990001001001", tier="hard", occurrence="repeat"))
        session.add(petition("A2", "990001001002"))
        session.add(petition("L1", "990001001002", status="litigated"))
        session.add(
            VisitPoint(
                village_code="990001001001", longitude=119.91, latitude=29.41, opens=14 * 60, closes=16 * 60
            )
        )
    recuse(writer(OFFICE, store, "clerk"), 1, "990001001002")
    return store


def test_a_plan_is_read_back_as_it_was_saved_to_the_last_figure(county):
    day = load_day(reader(OFFICE, county), TOWNSHIP, DAY, must=["990001001001"])
    made = plan(day.problem)
    save(writer(OFFICE, county, "clerk"), day, made, mode=Mode.WITH_CASES)
    saved = read(reader(OFFICE, county), TOWNSHIP, DAY)
    assert replace(saved.plan, proven=True) == made
    assert saved.was_proven
    assert (saved.mode, saved.state, saved.revision, saved.saved_by) == (
        *(Mode.WITH_CASES, State.DRAFT),
        *(1, "clerk"),
    )
    pd.testing.assert_frame_equal(saved.day.villages, day.villages)
    assert saved.day.heard.to_dict("records") == day.heard.to_dict("records")
    for name in ("duty", "seat", "hub", "open_cases", "excluded", "booked", "weights", "estimate", "name"):
        assert getattr(saved.day, name) == getattr(day, name), name
    for name in ("score", "cases", "travel", "opens", "closes"):
        assert np.array_equal(getattr(saved.day.problem, name), getattr(day.problem, name)), name
    assert saved.fingerprint == fingerprint(saved.day.problem) == fingerprint(day.problem)


def test_the_fingerprint_is_of_all_that_the_search_is_given_and_of_nothing_else(county):
    problem = load_day(reader(OFFICE, county), TOWNSHIP, DAY).problem
    others = (
        replace(problem, villages=("a", "b")),
        replace(problem, score=problem.score + np.array([0, 0.001])),
        replace(problem, cases=problem.cases + np.array([0, 1])),
        replace(problem, travel=problem.travel + 0.01),
        replace(problem, opens=problem.opens + np.array([0, 15 * 60])),
        replace(problem, settings=DaySettings(reception_closes=11 * 60)),
        replace(problem, settings=DaySettings(case_minutes=9)),
        replace(problem, must=frozenset({0})),
        replace(problem, must_not=frozenset({0})),
        replace(problem, recused=frozenset()),
    )
    prints = {fingerprint(each) for each in (problem, *others)}
    assert len(prints) == 1 + len(others)
    assert fingerprint(replace(problem, names=("x", "y"))) == fingerprint(problem)
    assert fingerprint(load_day(reader(OFFICE, county), TOWNSHIP, DAY).problem) == fingerprint(problem)


def test_what_is_booked_imported_or_moved_later_does_not_change_what_was_saved(county):
    day = load_day(reader(OFFICE, county), TOWNSHIP, DAY)
    save(writer(OFFICE, county, "clerk"), day, plan(day.problem))
    before = read(reader(OFFICE, county), TOWNSHIP, DAY)
    book(writer(OFFICE, county, "clerk"), TOWNSHIP, DAY, "A1")
    with county.write("test", "move", "hub") as session:
        session.add(petition("N1", "990001001001", tier="hard"))
        session.execute(update(Hub).values(name="新接访点"))
    after = read(reader(OFFICE, county), TOWNSHIP, DAY)
    assert after.plan == before.plan
    assert (after.day.hub, after.day.booked, after.day.open_cases) == (day.hub, 0, 2)
    pd.testing.assert_frame_equal(after.day.villages, day.villages)


@pytest.mark.parametrize("scope", [None, SCREEN, TEAM])
def test_only_who_plans_a_visit_reads_its_plan(county, scope):
    day = load_day(reader(OFFICE, county), TOWNSHIP, DAY)
    save(writer(OFFICE, county, "clerk"), day, plan(day.problem))
    assert read(reader(LEADER, county), TOWNSHIP, DAY) is not None
    assert read(reader(scope, county), TOWNSHIP, DAY) is None
    assert townships_by_day(reader(scope, county)) == {}


def test_the_days_on_record_are_listed_with_their_townships(county):
    for township in (TOWNSHIP, "990001002"):
        day = load_day(reader(OFFICE, county), township, DAY)
        save(writer(OFFICE, county, "clerk"), day, timetable(day.problem, []))
    assert townships_by_day(reader(OFFICE, county)) == {DAY: [TOWNSHIP, "990001002"]}
    assert townships_by_day(reader(LEADER, county)) == {DAY: [TOWNSHIP]}


def earlier(store, plan, **values):
    """A visit that an earlier program saved."""
    with store.write("test", "save", "plan") as session:
        session.add(
            Visit(
                **{
                    "on": DAY,
                    "township_code": TOWNSHIP,
                    "leader_id": 1,
                    "state": "draft",
                    "plan": plan,
                    "saved_at": dt.datetime(2026, 11, 20, 9),
                    "saved_by": "clerk",
                }
                | values
            )
        )


def test_a_plan_of_an_earlier_program_is_shown_and_never_called_proven(county):
    stops = [
        {
            "village": "990001001001",
            "name": "村001001",
            "arrives": "14:05",
            "departs": "14:35",
            "cases": 1,
            "score": 15.0,
        }
    ]
    left = [
        {"village": "990001001002", "reason": "recused", "minutes_short": 0, "score_lost": 0.0, "score": 9}
    ]
    earlier(
        county,
        {
            "name": "第1镇",
            "hub": "旧接访点",
            "proven": True,
            "score": 15.0,
            "bound": 15.0,
            "leaves": "08:10",
            "returns": "15:10",
            "travel_minutes": 40,
            "stops": stops,
            "left_out": left,
        },
    )
    saved = read(reader(OFFICE, county), TOWNSHIP, DAY)
    assert not saved.was_proven and saved.fingerprint is None
    assert [(stop.arrives, stop.departs) for stop in saved.plan.stops] == [(845.0, 875.0)]
    assert saved.planned == ("990001001001",)
    assert (saved.day.leader, saved.day.hub[0], saved.plan.leaves) == ("测试领导1", "旧接访点", 490.0)
    assert saved.day.villages["cases"].iloc[0] == 1
    assert np.isnan(saved.day.villages["cases"].iloc[1])


def test_of_a_plan_that_kept_nothing_but_its_stops_every_paper_is_made_of_what_is_known(county):
    earlier(county, {"rule": "demo history"}, state="archived")
    with county.write("test", "add", "stop") as session:
        visit = session.scalar(select(Visit.id))
        session.add(
            VisitStop(visit_id=visit, position=0, village_code="990001001002", arrives=800, departs=830)
        )
        session.add(VisitStop(visit_id=visit, position=1, village_code="990001001001"))
    record = on_record(reader(OFFICE, county, today=DAY + dt.timedelta(days=1)), TOWNSHIP, DAY)
    assert record.saved.planned == ("990001001002", "990001001001")
    planned = [(record.day, record.plan)]
    page = itinerary.sheet(reader(OFFICE, county), record, "en")
    assert [row[1] for row in page["timetable"]["rows"]] == ["—", "—", "13:20–13:50", "—", "—"]
    assert page["facts"] == []
    assert itinerary.pdf(itinerary.document([page], "en", synthetic=True)).startswith(b"%PDF")
    assert calendar(planned, "en", synthetic=True).count(b"BEGIN:VEVENT") == 1
    assert workbook(planned, "en", synthetic=True)[:2] == b"PK"
    told = as_record(record.day, record.plan)
    assert json.dumps(told, allow_nan=False)
    assert [(stop["arrives"], stop["cases"]) for stop in told["stops"]] == [("13:20", None), (None, None)]
