"""The page of the log: the head filters it and takes it away; nobody else sees an entry."""

import datetime as dt

import pytest

from data.casework.cases import case
from data.casework.entry import NewCase, enter
from data.log import entries as log
from data.scope import Role
from tests.dashboard.test_case import press, texts
from tests.roles import CLERK, OFFICE, reader, writer


@pytest.fixture
def number(store):
    when = dt.datetime(2026, 11, 23, 12)
    number = enter(writer(CLERK, store, "li"), NewCase(when, "phone", "ecology", person={"name": "测试人甲"}))
    case(writer(CLERK, store, "wang"), number)
    return number


def test_the_head_reads_who_looked_at_whom(store, open_view, number):
    page = open_view("log")
    assert not page.exception and page.title[0].value == "日志：3 条"
    shown = texts(page)
    assert "wang" in shown and "查看个人信息" in shown and number in shown and "字段：信访人姓名" in shown
    assert "测试人甲" not in shown


def test_the_log_is_filtered_by_person_and_by_case(store, open_view, number):
    page = open_view("log", person="li")
    assert page.title[0].value == "日志：1 条" and ">wang<" not in texts(page)
    page = open_view("log")
    page.text_input(key="log-number").set_value(number).run()
    assert page.title[0].value == "日志：2 条"
    page.date_input(key="log-last").set_value(dt.date(2020, 1, 1)).run()
    assert "没有符合条件的记录" in texts(page)


def test_taking_the_log_away_is_logged(store, open_view, number):
    page = press(open_view("log"), "将这些记录生成表格")
    (link,) = page.get("link_button")
    assert link.proto.url.startswith("/export/")
    (entry, *_) = log.entries(reader(OFFICE, store))
    assert (entry.action, entry.detail) == ("export log", {"entries": 3})


@pytest.mark.parametrize("role", [Role.CLERK, Role.LEADER, Role.UNIT, Role.ADMINISTRATOR])
def test_nobody_else_sees_an_entry(store, open_view, number, role):
    page = open_view("log", role)
    assert not page.exception and not page.button and "wang" not in texts(page)
