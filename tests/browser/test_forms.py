"""What a clerk has filled in stays when it is refused, and the refusal is said."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from data.scope import Role, Scope
from data.tables import Dataset
from data.terms import State
from data.visits import days, plans, saved
from geo.visits import plan
from tests.browser.conftest import quiet, serving
from tests.data.conftest import COUNTY, petition
from tests.data.conftest import store as _store
from tests.roles import reader, writer

store = _store
OFFICE = Scope.of(Role.OFFICE, [COUNTY], COUNTY)
DAY = dt.date(2026, 12, 15)
TOWNSHIP = "990001001"


@pytest.fixture
def on_the_day(store):
    """The small county on the day of a visit that was held, with a case to record."""
    with store.write("test", "make", COUNTY) as session:
        session.add(petition("N-1", "990001001001"))
        session.add(petition("N-2", "990001001001"))
        session.execute(update(Dataset).values(as_of=DAY))
    day = plans.load_day(reader(OFFICE, store), TOWNSHIP, DAY)
    seen = saved.save(writer(OFFICE, store), day, plan(day.problem), None)
    for to, today in ((State.PUBLISHED, dt.date(2026, 12, 1)), (State.HELD, DAY)):
        seen = days.advance(writer(OFFICE, store, today=today), TOWNSHIP, DAY, to, seen=seen)
    store.close()
    with serving(store.url) as address:
        yield address


def fill_date(page, label, digits):
    page.get_by_role("spinbutton", name=re.compile(f"year, {label}")).click()
    page.keyboard.type(digits)
    page.keyboard.press("Escape")


def test_a_promise_that_is_refused_keeps_what_was_filled_in(on_the_day, open_page):
    page = open_page(f"{on_the_day}/plan?visit={TOWNSHIP}")
    quiet(page)
    form = page.get_by_test_id("stForm").filter(has_text="处理结果")
    promised = form.get_by_role("radio", name="承诺办理")
    promised.click()
    fill_date(page, "办理期限", "20270115")
    form.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text(re.compile("承诺办理须写明"))).to_be_visible()
    quiet(page)
    expect(promised).to_be_checked()
    expect(form.get_by_role("spinbutton", name=re.compile("year, 办理期限"))).to_have_text("2027")
    form.get_by_role("textbox", name=re.compile("责任单位")).fill("县水务局")
    form.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text(re.compile("承诺办理须写明"))).to_have_count(0)
    expect(page.get_by_role("cell", name="县水务局")).to_have_count(1)  # the promise has its page
    expect(form.get_by_role("textbox", name=re.compile("责任单位"))).to_have_value("")


def test_the_outcome_that_stands_there_at_first_is_not_taken_off_by_a_click(on_the_day, open_page):
    page = open_page(f"{on_the_day}/plan?visit={TOWNSHIP}")
    quiet(page)
    form = page.get_by_test_id("stForm").filter(has_text="处理结果")
    explained = form.get_by_role("radio", name="解释说明")
    explained.click()
    expect(explained).to_be_checked()
    form.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text(re.compile("已登记：N-"))).to_be_visible()


def test_an_absence_without_a_leader_is_refused_in_words_and_keeps_its_days(on_the_day, open_page):
    page = open_page(f"{on_the_day}/plan?plan=year&visit={TOWNSHIP}")
    quiet(page)
    page.get_by_text("请假与代接访：0").click()
    fill_date(page, "开始日期", "20270115")
    page.get_by_role("button", name="登记请假").click()
    expect(page.get_by_text("请选择领导和开始日期")).to_be_visible()
    expect(page.get_by_role("spinbutton", name="year, 开始日期")).to_have_text("2027")


def test_a_recusal_from_nowhere_is_refused_in_words_and_keeps_its_leader(on_the_day, open_page):
    page = open_page(f"{on_the_day}/plan?plan=year&visit={TOWNSHIP}")
    quiet(page)
    page.get_by_text("回避：0 项").click()
    form = page.get_by_test_id("stForm").filter(has_text="登记回避")
    form.get_by_role("combobox").first.click()
    page.keyboard.type("测试领导2")
    expect(page.get_by_role("option", name=re.compile("测试领导2"))).to_have_count(1)
    page.keyboard.press("Enter")
    form.get_by_role("button", name="登记回避").click()
    expect(page.get_by_text("请选择领导，以及需回避的乡镇或村社")).to_be_visible()
    expect(form.get_by_role("combobox").first).to_have_value(re.compile("测试领导2"))


def test_a_booking_of_a_number_that_nobody_has_keeps_it_for_correction(on_the_day, open_page):
    page = open_page(f"{on_the_day}/plan?visit=990001002")
    quiet(page)
    page.get_by_text("接访预约", exact=True).click()
    page.get_by_role("button", name="预约", exact=True).click()
    expect(page.get_by_text("请填写信访件编号")).to_be_visible()
    page.get_by_label("信访件编号").fill("N-99")
    page.get_by_role("button", name="预约", exact=True).click()
    expect(page.get_by_text(re.compile("本乡镇没有编号为"))).to_be_visible()
    expect(page.get_by_label("信访件编号")).to_have_value("N-99")
