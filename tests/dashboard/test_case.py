"""A clerk at the desk enters a case, and mends one; a second clerk is told."""

import datetime as dt

import pytest
from sqlalchemy import select

from data.casework.cases import case, history
from data.casework.corrections import correct
from data.casework.entry import NewCase, enter
from data.matters.decisions import link_by_hand, of_petition
from data.scope import Role
from data.tables.petitions import Petition
from tests.county import COUNTY, petition
from tests.roles import OFFICE, reader, writer

WEST, EAST = "990001001001", "990001001002"
OWN = "手登990001-2026-00001"


@pytest.fixture
def entered(store):
    person = {"name": "测试人甲", "statement": "灯不亮"}
    when = dt.datetime(2026, 11, 23, 12)
    return enter(writer(OFFICE, store), NewCase(when, "phone", "ecology", village=WEST, person=person))


def control(page, kind, label):
    (found,) = [each for each in getattr(page, kind) if label in each.label]
    return found


def reasons(page):
    return [each for each in page.text_input if each.label == "原因"]


def press(page, label):
    (found,) = [each for each in page.button if each.label == label]
    found.click()
    page.run()
    assert not page.exception
    return page


def texts(page):
    return "\n".join(part.body for part in page.get("html"))


def test_a_case_is_entered_with_five_answers_and_the_form_is_empty_again(store, open_view):
    page = open_view("case")
    village = control(page, "selectbox", "村社")
    village.set_value(EAST)
    control(page, "selectbox", "类别").set_value("ecology")
    control(page, "number_input", "涉及人数").set_value(6)
    control(page, "text_area", "信访内容").set_value("河边有人倒水")
    control(page, "text_input", "信访人姓名").set_value("测试人乙")
    press(page, "登记")
    assert [each.value for each in page.toast] == [f"已登记，编号 {OWN}"]
    stored = case(reader(OFFICE, store), OWN)
    assert (stored.values["village_code"], stored.values["people"]) == (EAST, 6)
    assert (stored.person["name"], stored.person["statement"]) == ("测试人乙", "河边有人倒水")
    assert control(page, "text_area", "信访内容").value == ""
    assert control(page, "selectbox", "村社").value is None
    page = press(page, f"打开 {OWN}")
    assert page.title[0].value.startswith(OWN)


def test_without_a_category_nothing_is_stored_and_what_was_said_stays(store, open_view):
    page = open_view("case")
    control(page, "text_area", "信访内容").set_value("河边有人倒水")
    press(page, "登记")
    assert [each.value for each in page.warning] == ["请选择问题类别"]
    assert control(page, "text_area", "信访内容").value == "河边有人倒水"
    with store.read() as connection:
        assert connection.execute(select(Petition.id)).first() is None


def test_the_two_characters_and_the_initials_stand_beside_every_village(open_view):
    options = control(open_view("case"), "selectbox", "村社").options
    assert "村001001 · 第1镇 · c001001" in options


def test_a_correction_stands_in_the_history_with_its_reason(store, open_view, entered):
    page = open_view("case", case=entered)
    control(page, "selectbox", "项目").set_value("people").run()
    control(page, "number_input", "涉及人数更正为").set_value(9)
    reasons(page)[0].set_value("当面核实")
    press(page, "更正")
    assert case(reader(OFFICE, store), entered).values["people"] == 9
    shown = texts(page)
    assert "涉及人数：1 → 9" in shown and "当面核实" in shown
    assert [each.value for each in page.toast] == ["涉及人数已更正"]
    assert [each.value for each in reasons(page)] == ["", ""]


def test_the_second_clerk_is_told_and_nothing_is_overwritten(store, open_view, entered):
    page = open_view("case", case=entered)
    control(page, "selectbox", "项目").set_value("people").run()
    correct(writer(OFFICE, store, "clerk B"), entered, {"people": 3}, reason="核实", seen=0)
    control(page, "number_input", "涉及人数更正为").set_value(9)
    reasons(page)[0].set_value("当面核实")
    press(page, "更正")
    (told,) = [each.value for each in page.warning]
    assert "clerk B" in told and "涉及人数" in told
    assert case(reader(OFFICE, store), entered).values["people"] == 3


def test_a_case_is_withdrawn_and_brought_back(store, open_view, entered):
    page = open_view("case", case=entered)
    reasons(page)[1].set_value("录错")
    press(page, "撤出此件")
    assert page.title[0].value.endswith("已撤出")
    reasons(page)[0].set_value("没有录错")
    press(page, "恢复此件")
    assert not page.title[0].value.endswith("已撤出")
    kinds = [state.kind for state in history(reader(OFFICE, store), entered)]
    assert kinds == ["return", "withdrawal"]


def test_others_see_their_case_without_persons_and_mend_nothing(store, open_view, entered):
    page = open_view("case", Role.TOWNSHIP, "990001001", case=entered)
    assert page.title[0].value.startswith(entered) and "测试人甲" not in texts(page)
    assert [each.label for each in page.button] == ["登记"] and not page.toggle
    page = open_view("case", Role.TOWNSHIP, "990001002", case=entered)
    assert "没有编号为" in page.title[0].value
    assert not open_view("case", Role.SCREEN).button


def test_the_office_takes_a_case_out_of_a_matter_it_is_none_of(store, open_view, entered):
    with store.write("test", "add", COUNTY) as session:
        session.add(petition("A", WEST))
    office = writer(OFFICE, store)
    link_by_hand(office, ["A", entered])
    assert not [
        each
        for each in open_view("case", Role.TOWNSHIP, "990001001", case=entered).button
        if "移出" in each.label
    ]
    page = press(open_view("case", case=entered), "将本件移出该事项")
    assert [each.value for each in page.toast] == [f"{entered} 已单独计为一个事项"]
    assert of_petition(office, "A").empty and "移出" not in "".join(each.label for each in page.button)


def test_words_of_a_petition_are_shown_letter_for_letter(store, open_view):
    with store.write("test", "add", COUNTY) as session:
        session.add(petition("<b>1</b>", WEST, address="<script>alert(1)</script>"))
    page = open_view("case", case="<b>1</b>")
    assert "alert" not in texts(page)
    control(page, "toggle", "查看信访人与地址").set_value(True).run()
    assert "&lt;script&gt;" in texts(page) and "<script>alert" not in texts(page)
    assert r"\<b\>1" in page.title[0].value
