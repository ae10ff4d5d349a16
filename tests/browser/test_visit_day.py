"""A secretary plans: what is drawn, and what stays open while it is changed."""

import contextlib
import re
import sqlite3

import pytest
from playwright.sync_api import TimeoutError, expect

from tests.browser.conftest import painted_map, quiet


def choose_first(page, box):
    """Choose the first entry of a box, which is opened again where the page was just drawn anew."""
    entry = page.locator(":not(path)[role=option]").first  # villages of the map are options too
    for _ in range(5):
        box.click()
        with contextlib.suppress(TimeoutError):
            entry.click(timeout=4_000)
            return
    pytest.fail("The box did not open")


def confirm(page, step):
    """Take a step that asks first, and names what follows from it."""
    page.get_by_role("button", name=f"{step} …", exact=True).click()
    page.get_by_role("button", name=step, exact=True).click()


def test_a_plan_is_proven_and_drives_on_the_roads(demo_server, open_page):
    page = open_page(f"{demo_server}/plan")
    expect(page.get_by_text(re.compile("经测算为当日最优安排"))).to_be_visible()
    expect(page.get_by_text(re.compile("按道路行车"))).to_be_visible()
    frame = painted_map(page)
    road = frame.locator("path.pm-route")
    expect(road).to_have_count(1)
    assert not road.get_attribute("stroke-dasharray")


def test_all_townships_stand_on_one_map_with_their_roads(demo_server, open_page):
    page = open_page(f"{demo_server}/plan?plan=county")
    expect(page.locator("h1").first).to_have_text(
        re.compile(r"县领导到全部 15 个乡镇（街道）下访，走访 \d+ 个村社")
    )
    expect(painted_map(page).locator("path.pm-route")).to_have_count(15)
    expect(page.locator("table.pm-table tbody tr")).to_have_count(15)
    expect(page.get_by_text("经测算为当日最优：15/15")).to_be_visible()


def test_an_open_panel_stays_open_while_the_plan_above_it_changes(demo_server, open_page):
    page = open_page(f"{demo_server}/plan?visit=330726204")
    page.get_by_role("button", name="保存计划").click()
    expect(page.get_by_text("与已保存的计划一致")).to_be_visible()
    page.get_by_text("人工调整").click()
    quiet(page)
    page.get_by_role("button", name="↓").first.click()
    expect(page.get_by_text(re.compile("与已保存的计划相比：顺序不同"))).to_be_visible()
    back = page.get_by_role("button", name="恢复最优安排")
    expect(back).to_be_visible()
    back.click()
    expect(page.get_by_text("与已保存的计划一致")).to_be_visible()
    expect(back).to_be_visible()


def stops(page):
    """Villages in the order of the timetable."""
    quiet(page)
    words = page.locator("table.pm-table").first.locator("tr td:nth-child(3)").all_inner_texts()
    return [text.split("：")[0] for text in words if "：" in text]


def change(path, *statements):
    """Change the record behind `own_server`, as an import or another clerk would."""
    with sqlite3.connect(path, timeout=30) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.execute("UPDATE dataset SET version = version + 1")
        connection.execute("UPDATE subject_versions SET version = version + 1")


def test_a_visit_of_last_month_is_held_recorded_and_archived_late(own_server, own_file, open_page):
    visit = "\"on\" = '2026-11-15' AND township_code = '330726101'"
    number = f"(SELECT id FROM visits WHERE {visit})"
    change(
        own_file,
        f"UPDATE visits SET state = 'published' WHERE {visit}",
        f"DELETE FROM case_steps WHERE visit_id = {number}",  # as if nothing had been recorded of it yet
        "UPDATE petitions SET status = 'open', closed = NULL WHERE channel = 'visit' AND filed < '2026-11-15'"
        f" AND village_code IN (SELECT village_code FROM visit_stops WHERE visit_id = {number})",
    )
    page = open_page(f"{own_server}/plan?visit=330726101&day=2026-11-15")
    expect(page.locator("h1").first).to_have_text(re.compile("11月15日 黄宅镇：走访 3 个村社"))
    expect(page.get_by_text("下访日已过，不再重新安排。")).to_be_visible()
    for name in ("保存计划", "公示 …", "撤回公示 …"):
        expect(page.get_by_role("button", name=name, exact=True)).to_have_count(0)
    quiet(page)
    confirm(page, "登记为已下访")
    expect(page.get_by_text("状态：已下访")).to_be_visible()
    quiet(page)
    form = page.get_by_test_id("stForm").filter(has_text="接访件").first
    form.get_by_text("解释说明").click()  # chosen already: one more click does not take it off
    form.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("已登记 1 件")).to_be_visible()
    row = page.locator("tr", has_text="解释说明")
    expect(row).to_have_count(1)
    quiet(page)
    choose_first(page, page.get_by_role("combobox", name=re.compile("处理结果")))
    page.get_by_role("button", name="撤销处理结果").click()
    expect(page.get_by_text("已登记 1 件")).to_have_count(0)
    quiet(page)
    confirm(page, "结束登记")
    expect(page.get_by_text("状态：已登记")).to_be_visible()
    quiet(page)
    confirm(page, "归档")
    expect(page.get_by_text("状态：已归档")).to_be_visible()
    quiet(page)
    confirm(page, "撤销归档")
    expect(page.get_by_text("状态：已登记")).to_be_visible()


def test_what_is_published_stays_on_the_page_and_what_has_changed_is_told(own_server, own_file, open_page):
    page = open_page(f"{own_server}/plan?visit=330726101")
    expect(page.get_by_text(re.compile("经测算为当日最优安排"))).to_be_visible()
    planned = stops(page)
    title = page.locator("h1").first.inner_text()
    page.get_by_role("button", name="保存计划").click()
    expect(page.get_by_text("状态：草案")).to_be_visible()
    quiet(page)
    confirm(page, "公示")
    expect(page.get_by_text("状态：已公示")).to_be_visible()
    expect(page.get_by_text(re.compile("经测算为当日最优安排"))).to_be_visible()
    village = f"(SELECT code FROM divisions WHERE name = '{planned[0]}')"
    change(own_file, f"UPDATE petitions SET status = 'closed', closed = filed WHERE village_code = {village}")
    page.goto(f"{own_server}/plan?visit=330726101")
    expect(page.get_by_text(re.compile(f"{planned[0]}：办结"))).to_be_visible()
    assert page.locator("h1").first.inner_text() == title
    assert stops(page) == planned
    expect(page.get_by_text(re.compile("经测算为当日最优"))).to_have_count(0)
    expect(page.get_by_text("已公示的安排不变；要重新安排，请先撤回公示。")).to_be_visible()
    confirm(page, "撤回公示")
    quiet(page)
    page.get_by_role("button", name="重新安排").click()
    expect(page.get_by_text(re.compile("经测算为当日最优安排"))).to_be_visible()
    assert stops(page) != planned
