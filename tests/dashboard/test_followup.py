"""Instructions, led cases, proposals, meetings, agents and steps, as those who owe them use the pages."""

import datetime as dt

import pytest

from data.followup import instructions, led, meetings
from data.scope import Role
from data.tables import Instruction, LedCase, Proposal
from tests.county import COUNTY, TODAY, petition
from tests.dashboard.test_case import control, press, texts
from tests.roles import OFFICE, UNIT_NAME, reader, writer

WEST = "990001001001"


@pytest.fixture
def county(store):
    with store.write("test", "add", COUNTY) as session:
        case = petition("甲", WEST, unit=UNIT_NAME)
        session.add(case)
        session.flush()
        own = {"county_code": COUNTY, "issued": dt.date(2026, 10, 1), "due": dt.date(2026, 11, 1)}
        session.add(
            Instruction(
                number="批1",
                leader_id=1,
                petition_id=case.id,
                owner=UNIT_NAME,
                subject="<b>污水</b>",
                text="请测试人甲一案从快办理",
                **own,
            )
        )
        session.add(Proposal(number="建1", kind="work", subject="窗口办理", unit=UNIT_NAME, **own))
        session.add(LedCase(petition_id=case.id, leader_id=1, handler=UNIT_NAME, since=own["issued"]))
    return store


@pytest.mark.parametrize(
    ("view", "address", "told"),
    [
        ("instructions", {}, "没有登记批示件"),
        ("followup", {}, "没有登记领导包案"),
        ("followup", {"part": "proposals"}, "没有登记三项建议"),
        ("followup", {"part": "meetings"}, "没有登记联席会议"),
        ("agents", {}, "有代办员的村社 0 个，共 4 个"),
    ],
)
def test_a_county_without_such_a_register_is_told_what_to_take_in(open_view, view, address, told):
    page = open_view(view, **address)
    assert not page.exception and page.title[0].value.startswith(told)
    assert "registers?register=" in texts(page) and "台账" in texts(page)
    assert "registers" not in texts(open_view(view, Role.TOWNSHIP, "990001001", **address))


def test_a_unit_reports_what_it_owes_and_reads_nothing_that_is_sealed(county, open_view):
    page = open_view("instructions", Role.UNIT, units=[UNIT_NAME], instruction="批1")
    assert page.title[0].value == "待办批示件 1 件，超期 1 件；最早的一件期限为 2026-11-01"
    assert "&lt;b&gt;污水" in texts(page) and not page.toggle
    page = press(page, "报办结")
    assert [each.value for each in page.warning] == ["请填办结依据：文件名称和文号，或办理结果"]
    control(page, "text_input", "办结依据").set_value("整改报告1号")
    press(page, "报办结")
    assert [each.value for each in page.toast] == ["批1 已报办结"]
    (done,) = instructions.listed(reader(OFFICE, county))["done"]
    assert done == TODAY


def test_the_office_reads_what_is_written_once_it_asks(county, open_view):
    page = open_view("instructions", instruction="批1")
    assert not page.text
    control(page, "toggle", "查看批示内容").set_value(True).run()
    assert [each.value for each in page.text] == ["请测试人甲一案从快办理"]
    page = open_view("instructions", by="leader")
    assert "测试领导1" in texts(page)


def test_a_reply_a_meeting_and_its_decision_are_written_down(county, open_view):
    page = open_view("followup", Role.UNIT, units=[UNIT_NAME], proposal="建1")
    control(page, "text_area", "书面回复").set_value("已增设窗口")
    press(page, "登记回复")
    assert "已书面回复 1 件" in page.title[0].value
    page = open_view("followup", Role.TOWNSHIP, "990001001", part="meetings")
    control(page, "selectbox", "主持").set_value(1)
    control(page, "text_area", "议题").set_value("议题一")
    press(page, "登记会议")
    (own,) = meetings.listed(reader(OFFICE, county))["id"]
    page = open_view("followup", Role.TOWNSHIP, "990001001", part="meetings", meeting=str(own))
    control(page, "text_input", "事项").set_value("清理沟渠")
    control(page, "text_input", "责任单位").set_value("县水务局")
    press(page, "登记议定事项")
    assert "清理沟渠" in texts(page) and "议题一" in page.markdown[0].value


def test_a_meeting_of_years_ago_opens_and_an_address_that_names_none_shows_them_all(county, open_view):
    own = meetings.convene(writer(OFFICE, county), COUNTY, dt.date(2024, 1, 5), 1, "")
    for asked, title in ((str(own), "联席会议"), ("9" * 5000, "联席会议"), ("٣", "联席会议")):
        page = open_view("followup", part="meetings", meeting=asked)
        assert not page.exception and title in page.title[0].value


def test_who_does_not_see_every_instruction_is_not_told_that_there_is_none(county, open_view):
    with county.write("test", "add", COUNTY) as session:
        session.add(petition("乙", WEST))
    for role, told in ((Role.TEAM, "您可以查看"), (Role.TOWNSHIP, "没有待办的批示和承诺")):
        code = WEST if role is Role.TEAM else "990001001"
        assert told in texts(open_view("case", role, code, case="乙"))


def test_a_led_case_is_met_over_and_stands_on_its_case_with_what_is_owed(county, open_view):
    (own,) = led.listed(reader(OFFICE, county))["id"]
    page = open_view("followup", Role.TOWNSHIP, "990001001", led=str(own))
    press(page, "登记")
    assert list(led.listed(reader(OFFICE, county))["visits"]) == [1]
    page = open_view("case", Role.TOWNSHIP, "990001001", case="甲")
    shown = texts(page)
    assert "测试领导1 · 副县长" in shown and "已接访 1 次" in shown and "批1" in shown
    control(page, "selectbox", "步骤").select("法官工作室参与")
    press(page, "登记")
    assert "法官工作室参与" in texts(page)
