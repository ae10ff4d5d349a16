"""How cases are handled, on a page: every share with its parts, its definition and its cases."""

import datetime as dt

import pandas as pd

from data.petitions.indicators import nothing
from data.scope import Role
from data.text import Words
from tests.county import COUNTY, petition
from tests.dashboard.test_case import texts
from tests.roles import UNIT_NAME

WEST = "990001001001"


def fill(store):
    with store.write("test", "add", COUNTY) as session:
        closed = {"status": "closed", "closed": dt.datetime(2026, 10, 5, 9), "unit": UNIT_NAME}
        session.add(petition("甲", WEST, filed=dt.datetime(2026, 10, 1, 9), **closed))
        session.add(petition("<b>乙", WEST, filed=dt.datetime(2026, 9, 1, 9), **closed | {"unit": "<i>局"}))


def test_shares_stand_with_their_parts_their_definitions_and_their_cases(store, open_view):
    fill(store)
    page = open_view("indicators", Role.OFFICE)
    assert not page.exception
    assert "登记 2 件，初信初访按期办结率 50.0%" in page.title[0].value
    shown = texts(page)
    assert "初信初访按期办结率 1/2" in shown and "第1镇" in shown and "&lt;b&gt;乙" in shown
    assert "<b>乙" not in shown and "占已办结和已满规定天数的" in shown
    assert (
        "无办结日期" in shown and "0%<br><small>0/2</small>" in shown and "积压件集中办结时也会升高" in shown
    )
    page = open_view("indicators", Role.OFFICE, by="unit")
    assert not page.exception and "&lt;i&gt;局" in texts(page)


def test_a_unit_is_told_of_its_own_cases(store, open_view):
    fill(store)
    page = open_view("indicators", Role.UNIT, units=[UNIT_NAME])
    assert not page.exception and "登记 1 件" in page.title[0].value and "乙" not in texts(page)


def test_where_nothing_was_filed_nothing_is_claimed(store, open_view):
    page = open_view("indicators", Role.OFFICE)
    assert not page.exception and page.title[0].value == "尚无可统计的信访件"
    facts = pd.DataFrame({"filed": [pd.Timestamp(2026, 9, 1, 9)]})
    words = Words("zh_CN")
    assert nothing(words, facts, dt.date(2026, 8, 31), whole=True) == "数据自 2026-09-01 起，此前情况不掌握"
    assert nothing(words, facts, dt.date(2026, 10, 31), whole=True) == "统计期内没有登记的信访件"
    assert "数据自" not in nothing(words, facts, dt.date(2026, 8, 31), whole=False), "of a unit's own"
