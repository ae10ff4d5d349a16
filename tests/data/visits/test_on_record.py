"""What is shown of a day is what was saved; what has changed since is told, and nothing is claimed of it."""

import datetime as dt

import pytest
from sqlalchemy import update

from data.errors import PlanRefused
from data.service.contracts import record_absence
from data.tables import Visit
from data.tables.petitions import Petition
from data.terms import State
from data.text import Words
from data.visits.bookings import book
from data.visits.days import advance
from data.visits.on_record import on_record
from data.visits.plans import load_day
from data.visits.saved import read, save
from data.visits.words import as_saved
from geo.visits import plan
from tests.data.conftest import TODAY, petition
from tests.data.test_scope import OFFICE, TEAM
from tests.data.visits.test_saved import earlier
from tests.roles import reader, writer

DAY = dt.date(2026, 12, 15)
TOWNSHIP = "990001001"
FIRST, SECOND = "990001001001", "990001001002"


@pytest.fixture
def county(store):
    """A proven plan of 9 points: one village, one case, no leader there on record."""
    with store.write("test", "add", "petitions") as session:
        session.add(petition("A1", FIRST))
    day = load_day(reader(OFFICE, store), TOWNSHIP, DAY)
    made = plan(day.problem)
    assert made.proven and made.score == pytest.approx(9)
    save(writer(OFFICE, store, "clerk"), day, made)
    return store


def shown(store, today=TODAY):
    return on_record(reader(OFFICE, store, today=today), TOWNSHIP, DAY)


def sentences(store):
    return as_saved(Words("en"), shown(store))


def add(store, *petitions):
    with store.write("test", "import", "cases") as session:
        session.add_all(petitions)


def test_a_plan_whose_problem_stands_is_proven_and_nothing_is_told(county):
    record = shown(county)
    assert record.plan.proven and record.change is None
    assert sentences(county) == []


def test_two_hard_cases_later_nothing_is_proven_and_the_better_plan_is_named(county):
    add(county, *(petition(f"H{n}", SECOND, tier="hard", filed=dt.datetime(2026, 12, 14)) for n in range(2)))
    record = shown(county)
    assert not record.plan.proven
    assert [record.day.problem.villages[stop.village] for stop in record.plan.stops] == [FIRST]
    assert record.plan.score == pytest.approx(9)
    (change,) = record.change.villages
    assert (change.name, change.new, change.hard, change.closed) == ("村001002", 2, 2, 0)
    assert (
        record.change.best
        == pytest.approx(record.best.score)
        == pytest.approx(9 + 6 + 2 * 4 * (1 + 0.5 / 30))
    )
    assert record.change.kept == pytest.approx(9)
    assert sentences(county) == [
        f"As of {record.saved.saved_at:%Y-%m-%d}; since then the record has changed",
        "村001002: new cases: 2, of the new hard: 2, worth 14.1 instead of 0",
        "A plan made now reaches 23.1 points instead of 9; this one 9",
    ]


def test_cases_closed_booked_and_placed_elsewhere_are_told_apart(county):
    add(county, *(petition(f"B{n}", FIRST) for n in range(3)))
    day = load_day(reader(OFFICE, county), TOWNSHIP, DAY)
    save(writer(OFFICE, county, "clerk"), day, plan(day.problem), seen=1)
    book(writer(OFFICE, county, "clerk"), TOWNSHIP, DAY, "B0")
    with county.write("test", "change", "cases") as session:
        session.execute(update(Petition).where(Petition.number == "B1").values(status="closed"))
        session.execute(update(Petition).where(Petition.number == "B2").values(village_code=SECOND))
    first, second = shown(county).change.villages
    assert (first.closed, first.booked, first.moved, first.new) == (1, 1, 1, 0)
    assert (second.closed, second.booked, second.moved, second.new) == (0, 0, 0, 1)
    assert shown(county).change.booked == 1


def test_as_many_cases_gone_as_came_are_a_change_all_the_same(county):
    add(county, petition("B1", FIRST))
    with county.write("test", "close", "case") as session:
        session.execute(update(Petition).where(Petition.number == "A1").values(status="closed"))
    record = shown(county)
    (change,) = record.change.villages
    assert (change.closed, change.new, change.before) == (1, 1, change.after)
    assert sentences(county)[1:] == [
        "村001001: cases closed: 1, new cases: 1",
        "A plan made now is no better",
    ]
    assert record.plan.proven  # the search is given the same figures, and they are what it was proven of


def test_another_leader_is_told_and_the_one_on_record_stays(county):
    record_absence(writer(OFFICE, county, "clerk"), 1, DAY, DAY, 2)
    record = shown(county)
    assert record.day.leader == "测试领导1"
    assert "By contracts and absences 测试领导2 goes now" in sentences(county)
    assert record.plan.proven  # the villages and ways are the same


def test_where_no_plan_can_be_made_any_more_the_one_on_record_is_shown_and_it_is_said_why(county):
    record_absence(writer(OFFICE, county, "clerk"), 1, DAY, DAY)
    record = shown(county)
    assert len(record.plan.stops) == 1 and not record.plan.proven and record.best is None
    assert "no plan can be made: The leader of 第1镇 is absent on 2026-12-15" in sentences(county)[1]


def test_a_plan_of_an_earlier_program_claims_nothing(store):
    add(store, petition("A1", FIRST))
    earlier(store, {"proven": True, "score": 9.0, "stops": [], "left_out": []})
    record = shown(store)
    assert not record.plan.proven and not record.change.known
    assert "it is not known to be the best" in sentences(store)[0]


def test_a_visit_that_is_past_is_shown_as_it_was_and_nothing_is_planned_anew(county):
    with county.write("test", "publish", "visit") as session:
        session.execute(update(Visit).values(state="published"))
    add(county, petition("N1", SECOND))
    record = shown(county, today=DAY + dt.timedelta(days=30))
    assert record.day.name == "第1镇" and len(record.plan.stops) == 1
    assert (record.now, record.best, record.change, record.plan.proven) == (None, None, None, False)
    with pytest.raises(PlanRefused, match="No visit to 第2镇 on 2026-12-15 is on record, and a day that is"):
        on_record(reader(OFFICE, county, today=DAY + dt.timedelta(days=1)), "990001002", DAY)


def test_without_a_plan_on_record_the_best_there_is_is_proposed(store):
    add(store, petition("A1", FIRST))
    record = shown(store)
    assert record.saved is None and record.plan is record.best and record.plan.proven


def test_who_does_not_plan_the_visit_sees_no_plan(county):
    with pytest.raises(PlanRefused, match="does not plan"):
        on_record(reader(TEAM, county, today=TODAY), TOWNSHIP, DAY)


def test_what_is_published_is_shown_whatever_is_booked_after(county):
    seen = read(reader(OFFICE, county), TOWNSHIP, DAY).revision
    advance(writer(OFFICE, county, "clerk", today=TODAY), TOWNSHIP, DAY, State.PUBLISHED, seen=seen)
    before = shown(county)
    book(writer(OFFICE, county, "clerk"), TOWNSHIP, DAY, "A1")
    after = shown(county)
    assert after.plan.stops == before.plan.stops
    assert after.best.stops == ()
    assert not after.plan.proven
    assert any("booked for the reception: 1" in sentence for sentence in sentences(county))
