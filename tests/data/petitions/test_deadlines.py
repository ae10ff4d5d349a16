"""Due days of cases: by the rules of the day of filing, for those alone who may open them."""

import datetime as dt

import pytest

from data.clocks import Clock, Stand
from data.petitions.deadlines import case_clocks, next_deadlines
from data.reports.due import due_calendar
from data.rules import set_rules
from data.terms import Owes
from tests.county import COUNTY, TODAY, petition
from tests.roles import LEADER, OFFICE, SCREEN, TEAM, UNIT, UNIT_NAME, reader, writer

WEST, EAST = "990001001001", "990001002002"


@pytest.fixture
def county(store):
    with store.write("test", "add", COUNTY) as session:
        old = dt.datetime(2026, 9, 1, 9)
        session.add(petition("老", WEST, filed=old, accepted=old, occurrence="repeat", tier="hard"))
        session.add(petition("新", WEST, filed=dt.datetime(2026, 11, 20, 9), unit=UNIT_NAME))
        session.add(petition("东", EAST, filed=dt.datetime(2026, 11, 22, 9), tier="simple"))
        session.add(petition("控", WEST, purpose="accusation"))
        session.add(petition("结", WEST, status="closed", closed=dt.datetime(2026, 11, 15)))
    return store


def test_what_is_due_first_stands_on_top_with_its_clock(county):
    listed = next_deadlines(reader(OFFICE, county))
    assert list(listed["owes"]) == [Owes.ANSWER, Owes.FORWARD, Owes.FORWARD]
    assert listed["open"].all() and not listed["asked"].any()
    assert list(listed["number"]) == ["老", "东", "新"]
    assert list(listed["clock"]) == [Clock.HANDLING, Clock.TIER, Clock.FIRST]
    assert list(listed["due"]) == [dt.date(2026, 10, 31), dt.date(2026, 11, 22), dt.date(2026, 11, 30)]
    assert list(listed["left"]) == [-24, -2, 6]
    assert list(listed["stand"]) == [Stand.OVER, Stand.OVER, Stand.RUNNING]


def test_each_sees_the_due_days_of_the_own_cases_alone(county):
    assert list(next_deadlines(reader(LEADER, county))["number"]) == ["老", "新"]
    assert list(next_deadlines(reader(TEAM, county))["number"]) == ["老", "新"]
    assert list(next_deadlines(reader(UNIT, county))["number"]) == ["新"]
    assert next_deadlines(reader(SCREEN, county)).empty
    assert case_clocks(reader(LEADER, county), "东") == case_clocks(reader(OFFICE, county), "控") == []


def test_a_case_goes_by_the_rules_of_the_day_on_which_it_was_filed(county):
    set_rules(writer(OFFICE, county), {"cases.first_days": 5}, valid_from=dt.date(2026, 11, 21))
    first = {
        number: next(
            one.due for one in case_clocks(reader(OFFICE, county), number) if one.clock is Clock.FIRST
        )
        for number in ("新", "东")
    }
    assert first == {"新": dt.date(2026, 11, 30), "东": dt.date(2026, 11, 27)}
    assert next_deadlines(reader(OFFICE, county)).set_index("number").loc["东", "due"] == dt.date(
        2026, 11, 22
    )


def test_a_closed_case_keeps_what_became_of_its_clocks(county):
    clocks = {one.clock: one.stand for one in case_clocks(reader(OFFICE, county), "结")}
    assert clocks[Clock.FIRST] is Stand.MET and clocks[Clock.FORWARD] is Stand.MET
    assert Clock.HANDLING not in clocks


def test_the_calendar_of_due_days_counts_and_names_no_case(county):
    text = due_calendar(next_deadlines(reader(OFFICE, county)), TODAY, "zh_CN", synthetic=True).decode()
    assert text.count("BEGIN:VEVENT") == 1 and "20261130" in text and "初信初访办结到期 1 件" in text
    assert "新" not in text and "演示数据" in text
