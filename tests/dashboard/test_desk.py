"""The desk of the 15th as a page: written down, called, recorded, undone; what is refused stays."""

import datetime as dt

import pytest
from sqlalchemy import select

from data.desk.queue import listed
from data.desk.terms import DeskOutcome, Place
from data.scope import Role
from data.tables import AuditEntry, Unit, UnitCategory
from data.terms import State
from data.visits.bookings import book
from data.visits.days import advance
from data.visits.plans import load_day
from data.visits.promises import waiting_promises
from data.visits.saved import save
from geo.visits import plan
from tests.county import COUNTY, TODAY, petition
from tests.dashboard.test_case import control, press, texts
from tests.roles import OFFICE, reader, writer

pytestmark = pytest.mark.sqlite
DAY, TOWNSHIP, VILLAGE = dt.date(2026, 11, 15), "990001001", "990001001001"
DUE = dt.date(2026, 12, 1)


@pytest.fixture
def desk(store, open_view):
    """The desk of a visit of nine days ago, which nobody has recorded yet."""
    with store.write("test", "add", COUNTY) as session:
        session.add(petition("A1", VILLAGE, category="ecology", filed=dt.datetime(2026, 11, 2)))
        session.add(Unit(id=1, name="测试县环保局", deputies=1))
        session.flush()
        session.add(UnitCategory(unit_id=1, category="ecology"))
    return lambda **more: open_view(
        "desk",
        more.pop("role", Role.OFFICE),
        more.pop("division", None),
        day="2026-11-15",
        visit=TOWNSHIP,
        **more,
    )


def write_down(page, words="灯不亮", people=3):
    control(page, "selectbox", "类别：").set_value("ecology")
    control(page, "selectbox", "村社：").set_value(VILLAGE).run()
    control(page, "number_input", "涉及人数").set_value(people)
    control(page, "text_area", "信访内容").set_value(words)
    return press(page, "登记")


def entries(store):
    return listed(reader(OFFICE, store), DAY, TOWNSHIP)


def title(page):
    return page.title[0].value


def test_a_walk_in_is_written_down_heard_and_counted(store, desk):
    page = desk()
    assert title(page) == "11月15日 第1镇：尚无群众来访"
    write_down(page)
    assert [each.value for each in page.toast] == ["已登记，A001 号"]
    assert title(page) == "11月15日 第1镇：接访 1 批 3 人次，当场化解 0 件，交办 0 件"
    assert control(page, "text_area", "信访内容").value == ""
    assert control(page, "selectbox", "村社：").value is None
    assert "灯不亮" not in texts(page)
    press(page, "叫号")
    (entry,) = entries(store)
    assert (entry.place, entry.heard_by) == (Place.BEING_HEARD, "leader")
    (outcome,) = [each for each in page.segmented_control if each.label == "处理结果"]
    outcome.set_value(DeskOutcome.PROMISED).run()
    assert control(page, "text_input", "责任单位").value == "测试县环保局"
    press_record(page)
    (told,) = [each.value for each in page.warning]
    assert told == "交办须写明办理期限"
    assert control(page, "text_input", "责任单位").value == "测试县环保局"
    control(page, "date_input", "办理期限").set_value(DUE)
    press_record(page)
    assert "交办 1 件" in title(page) and not page.warning
    (owed,) = waiting_promises(reader(OFFICE, store), TODAY).to_dict("records")
    assert (owed["owner"], owed["due"], owed["village"]) == ("测试县环保局", DUE, VILLAGE)
    assert owed["number"] == "接访990001001-20261115-A001"


def press_record(page):
    (found,) = [
        each for each in page.button if each.label == "登记" and each.form_id.startswith("desk-outcome")
    ]
    found.click().run()
    assert not page.exception


def test_what_is_undone_is_as_it_was_and_stands_in_the_history(store, desk):
    page = write_down(desk())
    press(page, "叫号")
    press_record(page)
    assert entries(store)[0].outcome is DeskOutcome.EXPLAINED
    press(page, "撤销：登记处理结果")
    (entry,) = entries(store)
    assert (entry.outcome, entry.place, entry.number) == (None, Place.BEING_HEARD, "")
    press(page, "撤销：叫号接谈")
    press(page, "撤销登记")
    assert entries(store) == []
    assert title(page).endswith("尚无群众来访")
    with store.read() as connection:
        acts = list(connection.scalars(select(AuditEntry.action).where(AuditEntry.action.like("desk%"))))
    assert acts == ["desk entry", "desk call", "desk outcome", *["desk undo"] * 3]


def test_a_refusal_keeps_what_was_typed(store, desk):
    page = desk()
    control(page, "text_area", "信访内容").set_value("灯不亮")
    control(page, "text_input", "信访件编号").set_value("没有这件")
    press(page, "登记")
    assert [each.value for each in page.warning] == ["请选择问题类别"]
    control(page, "selectbox", "类别：").set_value("ecology").run()
    press(page, "登记")
    assert [each.value for each in page.warning] == ["本乡镇没有编号为 没有这件 的信访件"]
    assert control(page, "text_area", "信访内容").value == "灯不亮"
    assert entries(store) == []


def test_an_earlier_matter_is_offered_and_taken_with_one_press(store, desk):
    page = desk()
    control(page, "selectbox", "类别：").set_value("ecology")
    control(page, "selectbox", "村社：").set_value(VILLAGE).run()
    press(page, "A1 · 2026-11-02 · 在办")
    press(page, "登记")
    assert entries(store)[0].case == "A1"


def test_a_booked_case_comes(store, desk):
    book(writer(OFFICE, store), TOWNSHIP, DAY, "A1")
    page = desk()
    assert "已预约、尚未到场 1 件" in texts(page)
    control(page, "selectbox", "预约件").select_index(0).run()
    press(page, "已到场")
    (entry,) = entries(store)
    assert (entry.case, entry.place, entry.category) == ("A1", Place.WAITING, "ecology")
    assert "尚未到场" not in texts(page)


def test_a_township_has_its_own_desk_and_reads_no_words(store, desk):
    own = desk(role=Role.TOWNSHIP, division=TOWNSHIP)
    write_down(own)
    assert entries(store)[0].slip == "A001"
    assert not [each for each in own.button if "留痕" in each.label]
    page = desk()
    press(page, "查看（查看会留痕）")
    assert "灯不亮" in "\n".join(each.value for each in page.text)
    other = desk(role=Role.TOWNSHIP, division="990001002")
    assert "第2镇" in title(other)
    for role in (Role.LEADER, Role.TEAM, Role.UNIT, Role.SCREEN):
        assert not desk(role=role, division=TOWNSHIP).button


def test_of_two_at_one_entry_the_second_is_told(store, desk):
    first = write_down(desk())
    second = desk()
    press(first, "叫号")
    press(second, "叫号")
    assert "已被他人改动" in second.warning[0].value


def test_a_visit_that_is_recorded_has_a_desk_that_stands(store, desk):
    write_down(desk())
    office = writer(OFFICE, store, today=dt.date(2026, 11, 10))
    day = load_day(office, TOWNSHIP, DAY)
    seen = save(office, day, plan(day.problem))
    for to, today in ((State.PUBLISHED, office.today), (State.HELD, DAY), (State.RECORDED, DAY)):
        seen = advance(writer(OFFICE, store, today=today), TOWNSHIP, DAY, to, seen=seen)
    page = desk()
    assert "本次下访已登记，登记台不再改动" in texts(page)
    assert not page.text_area and not page.file_uploader
