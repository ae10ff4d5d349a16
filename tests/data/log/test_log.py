"""The log as the head of the petition office reads, filters and takes it away."""

import ast
import datetime as dt
import io
import re
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from data import offers
from data.accounts import accounts
from data.casework.cases import case
from data.casework.corrections import correct
from data.casework.entry import NewCase, enter
from data.errors import LogRefused
from data.log import entries as log
from data.log.entries import Wanted
from data.log.words import ACTIONS, action, actor, detail, subject
from data.log.workbook import export
from data.offers import File
from data.scope import Role
from data.text import Words
from tests.county import COUNTY
from tests.roles import CLERK, NOTHING, OFFICE, ROLES, reader, writer

ROOT = Path(__file__).resolve().parents[3]
NOON = dt.datetime(2026, 11, 23, 12)


@pytest.fixture
def number(store):
    """Number of a case that li entered, wang opened and corrected."""
    number = enter(writer(CLERK, store, "li"), NewCase(NOON, "phone", "ecology", person={"name": "测试人甲"}))
    clerk = writer(CLERK, store, "wang")
    correct(clerk, number, {"people": 3}, reason="核实", seen=case(clerk, number).version)
    enter(writer(CLERK, store, "li"), NewCase(NOON, "phone", "ecology"))
    return number


def told(store, **wanted):
    found = log.entries(reader(OFFICE, store), Wanted(**wanted))
    assert len(found) == log.number_of_entries(reader(OFFICE, store), Wanted(**wanted))
    return [(entry.actor, entry.action) for entry in found]


def test_the_log_is_read_by_person_action_day_and_petition(store, number):
    entered, looked, mended = ("li", "enter case"), ("wang", "look at persons"), ("wang", "correct case")
    assert told(store) == [entered, mended, looked, entered, ("test", "make")]
    assert told(store, actor="wang") == [mended, looked]
    assert told(store, action="enter case") == [entered, entered]
    assert told(store, number=number) == [mended, looked, entered]
    assert told(store, number="no such") == []
    today = dt.date.today()
    assert len(told(store, first=today, last=today)) >= 4
    assert told(store, last=today - dt.timedelta(days=400)) == []
    head = reader(OFFICE, store)
    assert log.actors(head) == ["li", "test", "wang"] and "correct case" in log.actions(head)
    assert [entry.action for entry in log.entries(head, limit=2, offset=1)] == [
        "correct case",
        "look at persons",
    ]


def test_a_search_for_a_person_is_about_the_cases_that_it_showed(store, number):
    from data.search import cases_of_person

    cases_of_person(writer(OFFICE, store, "chen"), "测试人甲")
    assert ("chen", "search person") in told(store, number=number)


def test_nobody_but_the_head_reads_or_exports_the_log(store, number):
    for scope in [*(scope for scope in ROLES if scope is not OFFICE), *NOTHING]:
        other = writer(scope, store, "other")
        assert log.entries(other) == [] and log.number_of_entries(other) == 0, scope
        assert log.actors(other) == log.actions(other) == [], scope
        with pytest.raises(LogRefused):
            export(other, Wanted(), "zh_CN")


def test_the_log_is_taken_away_as_text_without_formulas_and_that_is_logged(store, number):
    with store.write("=1+1", "enter case", "+cmd") as session:
        session.info["detail"] = {"file": "@x"}
    content = export(writer(OFFICE, store, "chen"), Wanted(), "zh_CN")
    heads, *rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert heads[2] == "人员" and len(rows) == 6
    assert rows[0][2] == "'=1+1" and rows[0][4] == "'+cmd" and rows[0][3] == "手工登记信访件"
    assert "测试人甲" not in str(rows)
    assert told(store)[0] == ("chen", "export log")
    assert (
        len(
            CalamineWorkbook.from_filelike(
                io.BytesIO(export(writer(OFFICE, store, "chen"), Wanted(actor="li"), "en"))
            )
            .get_sheet_by_index(0)
            .to_python()
        )
        == 3
    )


def test_more_than_a_sheet_holds_is_refused_before_it_is_made(store, number, monkeypatch):
    monkeypatch.setattr("data.log.workbook.MOST", 2)
    with pytest.raises(LogRefused, match="choose fewer days"):
        export(writer(OFFICE, store, "chen"), Wanted(), "zh_CN")


def test_details_are_told_in_the_readers_language(store, number):
    chinese, (entry,) = Words("zh_CN"), log.entries(reader(OFFICE, store), Wanted(action="look at persons"))
    assert action(chinese, entry.action) == "查看个人信息"
    assert detail(chinese, entry) == "字段：信访人姓名"
    assert action(chinese, "unheard of") == "unheard of"
    accounts.add(accounts.keeper(store, "admin"), "chen", Role.CLERK, divisions=[COUNTY])
    (entry,) = log.entries(reader(OFFICE, store), Wanted(action="account"))
    assert detail(chinese, entry) == f"角色：县信访局工作人员；区划：{COUNTY}"


def test_who_reads_the_demo_and_what_was_taken_away_are_told_in_words(store):
    offers.take(store, offers.offer(store, File(b"1", "a.csv", "text/csv"), "me", "demo reader"), "me")
    chinese, (entry,) = Words("zh_CN"), log.entries(reader(OFFICE, store), Wanted(action="download"))
    assert actor(chinese, entry.actor) == "演示访问者（演示数据）"
    assert re.fullmatch("文件 [0-9a-f]{16}", subject(chinese, entry.subject))
    assert "文本表格（CSV）" in detail(chinese, entry) and ".csv" not in detail(chinese, entry)
    assert subject(chinese, "A-17") == "A-17"


def test_every_action_that_the_program_writes_has_its_name():
    written = set()
    for path in (ROOT / "data").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute | ast.Name):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            texts = [one.value for one in node.args if isinstance(one, ast.Constant)]
            at = {"write": 0, "_acting": 0, "_link": 0, "_revoke": 0, "note": 0}.get(name)
            if at is not None and texts and isinstance(texts[at], str):
                owner = ast.unparse(node.func)
                if owner.endswith(("store.write", "writer.write")) and len(node.args) == 3:
                    texts = texts[-2:] if len(texts) > 2 else texts  # an actor of its own comes first
                written.add(texts[at])
    written -= {"PRAGMA"}
    assert len(written) > 40
    assert written <= set(ACTIONS), written - set(ACTIONS)
