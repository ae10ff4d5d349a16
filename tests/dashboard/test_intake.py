"""The page of online intake: empty with words, and with requests that are told apart from petitions."""

import datetime as dt

from data.accounts import accounts, sources
from data.intake import receiving
from data.intake.submission import read
from data.scope import Role
from tests.county import COUNTY, petition
from tests.dashboard.test_case import texts

WEST = "990001001001"


def test_an_empty_county_is_told_how_requests_come_in(open_view):
    page = open_view("intake", Role.OFFICE)
    assert not page.exception and "尚无线上诉求" in page.title[0].value
    assert "请导入信访形式为“民情暖哨”的文件" in texts(page)


def test_the_stream_of_a_day_holds_requests_and_no_petition(store, open_view):
    with store.write("test", "add", COUNTY) as session:
        day = {"channel": "request", "filed": dt.datetime(2026, 11, 24, 9)}
        done = {"status": "closed", "closed": dt.datetime(2026, 11, 24, 15), "satisfaction": "satisfied"}
        session.add(petition("甲", WEST, **day, **done))
        session.add(petition("<b>乙", WEST, **day))
        session.add(petition("信", WEST, filed=dt.datetime(2026, 11, 24, 10)))
    source = sources.source_of(store, sources.add_source(accounts.keeper(store, "test"), "<i>平台"))
    sent = {"service_code": "labour", "address_string": "某处", "description": "欠薪"}
    receiving.receive(store, source, read(sent, None), 10)
    page = open_view("intake", Role.OFFICE)
    shown = texts(page)
    assert not page.exception and "收到诉求 2 件" in page.title[0].value
    assert "办结率 1/2" in shown and "参评率（占办结） 1/1" in shown and "满意率（占参评） 1/1" in shown
    assert "&lt;b&gt;乙" in shown and "<b>乙" not in shown and "信<" not in shown
    assert "&lt;i&gt;平台" in shown and "其他部门运行" in shown
    page = open_view("intake", Role.OFFICE, day="0001-01-01")
    assert not page.exception and "2026-11-24" in page.title[0].value
    page = open_view("intake", Role.TEAM, division="990001002001", day="2026-11-24")
    assert not page.exception and page.title[0].value == "没有可供您查看的线上诉求"
