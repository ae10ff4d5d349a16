"""Which units come along on the 15th: from the registers, bookings and plans of a small county."""

import datetime as dt

import pytest
from sqlalchemy import update

from data.errors import PlanRefused
from data.tables import Unit, UnitCategory, Visit
from data.terms import State
from data.text import Words
from data.visits import along
from data.visits.attendance import adopt, units_along
from data.visits.bookings import book
from data.visits.on_record import on_record
from data.visits.plans import load_day
from data.visits.saved import save
from geo.visits import plan
from tests.county import petition
from tests.data.conftest import TODAY
from tests.roles import LEADER, NOTHING, OFFICE, TEAM, TOWNSHIP, reader, writer

DAY = dt.date(2026, 12, 15)
TOWNSHIPS = ("990001001", "990001002")
LAND = "县自然资源局"


@pytest.fixture
def county(store):
    """Two townships, each with one village to go to and a case of land in it."""
    with store.write("test", "add", "petitions") as session:
        session.add(petition("A1", "990001001001", tier="hard"))
        session.add(petition("B1", "990001002001"))
    return store


def name_unit(store, name=LAND, deputies=1, categories=("natural-resources",)):
    with store.write("test", "name", "units") as session:
        unit = Unit(name=name, deputies=deputies)
        session.add(unit)
        session.flush()
        session.add_all(UnitCategory(unit_id=unit.id, category=each) for each in categories)


def decided(store, today=TODAY):
    who = reader(OFFICE, store, today=today)
    return units_along(who, [on_record(who, township, DAY) for township in TOWNSHIPS])


def told(result):
    words = Words("en")
    return [*along.summary(words, result), *along.shortages(words, result), *along.moves(words, result)]


def test_one_leader_of_a_unit_is_at_both_stops_once_the_second_has_moved(county):
    name_unit(county)
    result = decided(county)
    assert (result.cases, result.met, result.short, result.proven) == (2, 2, (), True)
    first, second = result.of(LAND)
    assert first.deputy == second.deputy == 1 and second.begins >= first.ends
    assert len(result.moved) == 1 and result.moved[0].begins > result.moved[0].was
    assert told(result)[0] == "1 leader of 1 unit comes along; at 2 of 2 cases the unit is there"
    assert "Proven" in told(result)[1] and "instead of" in told(result)[-1]


def test_with_a_leader_for_each_stop_nothing_moves(county):
    name_unit(county, deputies=2)
    result = decided(county)
    assert [each.deputy for each in result.along] == [1, 2] and result.moved == ()


def test_a_published_visit_is_not_moved_and_what_cannot_be_met_is_named(county):
    for township in TOWNSHIPS:
        day = load_day(reader(OFFICE, county), township, DAY)
        save(writer(OFFICE, county), day, plan(day.problem))
    with county.write("test", "publish", "visits") as session:
        session.execute(update(Visit).values(state=State.PUBLISHED.value))
    name_unit(county)
    result = decided(county)
    assert result.moved == () and (result.met, result.proven) == (1, True)
    (short,) = result.short
    assert (short.wanted, short.deputies, short.hard) == (2, 1, 0)
    assert "2 townships need 县自然资源局, which has 1: nobody at 第2镇" in " ".join(told(result))


def test_of_two_units_the_first_named_for_a_category_comes(county):
    name_unit(county, "县土地局", categories=("land",))
    name_unit(county, LAND, categories=("land", "natural-resources"))
    assert decided(county).units == ["县土地局"]


def test_a_category_without_a_unit_is_named_with_its_cases(county):
    name_unit(county, "县教育局", categories=("education",))
    result = decided(county)
    assert result.along == () and result.without_unit == {"land": 2}
    assert "No unit is named for: Land resources (2)" in told(result)


def test_a_booked_case_brings_its_unit_to_the_reception_on_the_half_hour(county):
    with county.write("test", "add", "petitions") as session:
        session.add(petition("A2", "990001001002"))
    book(writer(OFFICE, county), TOWNSHIPS[0], DAY, "A2")
    name_unit(county, deputies=2)
    (reception,) = [each for each in decided(county).along if not each.place.village]
    assert (reception.begins % 30, reception.ends - reception.begins, reception.cases) == (0, 30, 1)
    assert reception.place.name == "第1镇接访点"


def test_without_units_without_plans_and_afterwards_it_is_said_why(county):
    with pytest.raises(PlanRefused, match="No unit is on record"):
        decided(county)
    name_unit(county)
    with pytest.raises(PlanRefused, match="No plan is on record"):
        units_along(reader(OFFICE, county), [])


def test_nobody_but_the_office_decides_who_comes_along(county):
    name_unit(county)
    who = reader(OFFICE, county, today=TODAY)
    records = [on_record(who, township, DAY) for township in TOWNSHIPS]
    for scope in (*NOTHING, LEADER, TOWNSHIP, TEAM):
        with pytest.raises(PlanRefused, match="Only the petition office"):
            units_along(reader(scope, county, today=TODAY), records)


def test_the_times_that_are_adopted_are_those_of_the_plans_from_then_on(county):
    name_unit(county)
    who = reader(OFFICE, county, today=TODAY)
    records = [on_record(who, township, DAY) for township in TOWNSHIPS]
    result = units_along(who, records)
    (moved,) = result.moved
    assert adopt(writer(OFFICE, county, today=TODAY), records, result) == 1
    saved = on_record(who, moved.place.township, DAY)
    assert saved.saved.state is State.DRAFT
    (stop,) = saved.plan.stops
    assert stop.departs - saved.day.problem.on_site(stop.village) == moved.begins
    again = decided(county)
    assert again.moved == () and (again.met, again.along) == (result.met, result.along)
    with pytest.raises(PlanRefused, match="Somebody else saved this plan meanwhile"):
        adopt(writer(OFFICE, county, today=TODAY), records, result)
    with pytest.raises(PlanRefused, match="Only the petition office"):
        adopt(writer(TOWNSHIP, county, today=TODAY), records, result)
