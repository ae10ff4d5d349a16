"""Open cases by their due days, of a unit and of the others, and what is closed."""

import datetime as dt

from sqlalchemy import select

from data.petitions.cases import listed, number_of_cases
from data.scope import Role
from data.tables import CaseStep
from data.tables.petitions import Petition
from data.terms import Status, StepKind
from tests.county import COUNTY, TODAY, petition
from tests.dashboard.test_case import texts
from tests.roles import ADMINISTRATOR, OFFICE, SCREEN, UNIT, UNIT_NAME, reader

WEST = "990001001001"


def fill(store, cases=3):
    with store.write("test", "add", COUNTY) as session:
        for nth in range(cases):
            filed = dt.datetime(2026, 11, 1, 9) - dt.timedelta(days=nth)
            session.add(petition(f"信{nth:03}", WEST, unit=UNIT_NAME, filed=filed))
        session.add(
            petition("新", WEST, unit=UNIT_NAME, filed=dt.datetime(2026, 11, 23, 9), occurrence="repeat")
        )
        session.add(petition("结", None, unit=UNIT_NAME, status="closed"))
        session.add(petition("他", WEST, unit="另一个局"))
        session.add(petition("控", WEST, unit=UNIT_NAME, purpose="accusation"))


def test_a_unit_lists_its_own_open_cases_the_oldest_first_with_days(store):
    fill(store)
    cases = listed(reader(UNIT, store))
    assert list(cases["number"]) == ["信002", "信001", "信000", "新"]
    assert list(cases["days"]) == [25, 24, 23, 1]
    assert number_of_cases(reader(UNIT, store)) == 4 and number_of_cases(reader(UNIT, store), None) == 5
    assert list(listed(reader(UNIT, store), Status.CLOSED)["number"]) == ["结"]
    assert list(listed(reader(UNIT, store), limit=2, offset=1)["number"]) == ["信001", "信000"]
    assert number_of_cases(reader(OFFICE, store)) == 5
    for scope in (SCREEN, ADMINISTRATOR, None):
        assert listed(reader(scope, store, TODAY)).empty and number_of_cases(reader(scope, store, TODAY)) == 0


def test_the_page_of_a_unit_shows_its_cases_and_no_others(store, open_view):
    fill(store)
    page = open_view("cases", Role.UNIT, units=[UNIT_NAME])
    assert not page.exception and page.title[0].value == "在办 4 件，逾期 3 件，先办 信002（2026-11-09 到期）"
    shown = texts(page)
    assert f"本单位：{UNIT_NAME}" in shown
    assert "信000" in shown and "?case=%E4%BF%A1000" in shown and "第1镇 村001001" in shown
    for other in ("他", "控", "结"):
        assert f">{other}<" not in shown
    page.segmented_control[0].set_value("all").run()
    assert ">结<" in texts(page)


def test_past_their_day_is_one_number_with_the_closed_ones_under_review(store, open_view):
    fill(store)
    with store.write("test", "ask for a review", COUNTY) as session:
        closed = session.scalar(select(Petition).where(Petition.number == "结"))
        closed.closed = dt.datetime(2026, 9, 1, 9)
        at = dt.datetime(2026, 9, 20, 9)
        session.add(CaseStep(petition_id=closed.id, at=at, kind=StepKind.REVIEW_ASKED.value))
    page = open_view("cases", Role.UNIT, units=[UNIT_NAME])
    assert page.title[0].value.startswith("在办 4 件，另有 1 件办结后正在复查复核，逾期 4 件")
    shown = texts(page)
    assert "<b>4</b>" in shown and "逾期 4，临期" in shown


def test_many_cases_are_turned_over_page_by_page(store, open_view):
    fill(store, 120)
    page = open_view("cases", Role.UNIT, units=[UNIT_NAME])
    assert texts(page).count("</tr>") == 51 + 6 and "信119" in texts(page) and "信000" not in texts(page)


def test_a_number_is_shown_letter_for_letter(store, open_view):
    with store.write("test", "add", COUNTY) as session:
        session.add(petition("<img src=x onerror=1>", WEST, unit=UNIT_NAME))
    page = open_view("cases", Role.UNIT, units=[UNIT_NAME])
    assert "&lt;img" in texts(page) and "<img" not in texts(page)


def test_a_unit_without_cases_is_told_so(store, open_view):
    page = open_view("cases", Role.UNIT, units=["无此单位"])
    assert not page.exception and "无可查看的信访件" in texts(page)
