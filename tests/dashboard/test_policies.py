"""The pages of the long run: empty with words that say what to import, full with what is on record."""

import datetime as dt

from data.scope import Role
from data.tables import CourtCount, HelpedHouseholds, YearTotal
from tests.county import COUNTY, petition, policy
from tests.dashboard.test_case import texts


def test_an_empty_county_is_told_what_to_import(open_view):
    page = open_view("years", Role.OFFICE)
    assert not page.exception and "尚无历年信访总量" in page.title[0].value
    assert "请导入历年总量台账" in texts(page) and "请按月导入法院收案台账" in texts(page)
    page = open_view("policies", Role.OFFICE)
    assert not page.exception and "尚无信访件" in page.title[0].value and "尚无政策事项" in texts(page)


def test_a_fall_stands_with_its_unit_and_court_cases_beside_petitions(store, open_view):
    with store.write("test", "add", COUNTY) as session:
        for year, total in ((2002, 10_307), (2019, 1_031)):
            session.add(YearTotal(year=year, counted_in="mixed", total=total, source="<b>年报"))
        session.add(YearTotal(year=2026, counted_in="mixed", total=12, source=""))
        session.add(CourtCount(division_code="990001001", month=dt.date(2026, 10, 1), cases=17))
        session.add(petition("A", "990001001001", filed=dt.datetime(2026, 10, 3, 9)))
    page = open_view("years", Role.OFFICE)
    assert not page.exception
    assert "2002 年的 10,307 件（人）次降至 2019 年的 1,031" in page.title[0].value
    shown = texts(page)
    assert "2026 年尚未结束" in shown
    assert "&lt;b&gt;年报" in shown and "<b>年报" not in shown and "1/12" in shown


def test_a_policy_is_followed_to_its_households(store, open_view):
    with store.write("test", "add", COUNTY) as session:
        session.add(policy("<i>建房", taken=dt.date(2026, 10, 1), reply="采纳"))
        session.flush()
        own = {"policy_id": 1, "division_code": COUNTY, "on": dt.date(2026, 11, 1)}
        session.add(HelpedHouseholds(**own, households=8_000))
        session.add(petition("A", "990001001001"))
    page = open_view("policies", Role.OFFICE)
    assert not page.exception
    shown = texts(page)
    assert "8,000 户" in shown and "采纳" in shown and "<i>建房" not in shown
    assert "成效" in shown
    assert "由信访局提供" in texts(open_view("policies", Role.LEADER, division="990001001"))


def test_a_record_of_years_with_few_petitions_is_not_called_short(store, open_view):
    with store.write("test", "add", COUNTY) as session:
        session.add(petition("R", "990001001001", channel="request", filed=dt.datetime(2023, 1, 5, 9)))
        session.add(petition("A", "990001001001"))
    title = open_view("policies", Role.OFFICE).title[0].value
    assert "信访件过少" in title and "2026年10月" in title
