"""A secretary plans, locks, publishes."""

import re
import shutil
import sqlite3

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import map_frame, quiet, serving


@pytest.fixture
def own_server(demo_file, tmp_path):
    """A demo of this test's own, for it changes it."""
    path = tmp_path / "demo.gpkg"
    shutil.copy(demo_file, path)
    with serving(path) as address:
        yield address


def test_a_plan_is_proven_and_drives_on_the_roads(demo_server, open_page):
    page = open_page(f"{demo_server}/plan")
    expect(page.get_by_text(re.compile("已证明：当日没有得分更高的安排"))).to_be_visible()
    expect(page.get_by_text(re.compile("按道路行车"))).to_be_visible()
    frame = map_frame(page)
    road = frame.locator("path.pm-route")
    expect(road).to_have_count(1)
    assert not road.get_attribute("stroke-dasharray")


def test_a_stop_that_must_not_be_visited_leaves_the_plan(demo_server, open_page):
    page = open_page(f"{demo_server}/plan")
    title = page.locator("h1").first
    expect(title).to_have_text(re.compile("走访"))
    village = re.split("[，、]", title.inner_text())[1]
    choice = page.get_by_role("combobox", name=re.compile("不去"))
    choice.fill(village)
    choice.press("Enter")
    expect(title).not_to_contain_text(village)
    expect(page.locator("tr", has_text=village).filter(has_text="指定不去")).to_be_visible()


def test_a_plan_is_saved_published_and_no_longer_planned_over(own_server, open_page):
    page = open_page(f"{own_server}/plan")
    page.get_by_role("button", name="保存计划").click()
    expect(page.get_by_text("本次下访：草案")).to_be_visible()
    page.get_by_role("button", name="公示", exact=True).click()
    expect(page.get_by_text("本次下访：已公示")).to_be_visible()
    expect(page.get_by_role("button", name="保存计划")).to_be_disabled()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    page.get_by_role("button", name="下访已开展").click()
    expect(page.get_by_text(re.compile("下访须在当日"))).to_be_visible()


def choose(page, label, words):
    """Pick from a list by typing the words."""
    page.get_by_role("combobox", name=label).click()
    page.keyboard.type(words)
    page.get_by_role("option", name=words).first.click()
    if page.get_by_role("listbox").count():  # one that takes several stays open
        page.keyboard.press("Escape")


def stops(page):
    """Villages in the order of the timetable."""
    quiet(page)
    words = page.locator("table.pm-table").first.locator("tr td:nth-child(3)").all_inner_texts()
    return [text.split("：")[0] for text in words if "：" in text]


def test_a_secretary_locks_reorders_compares_and_what_breaks_a_rule_is_not_saved(own_server, open_page):
    page = open_page(f"{own_server}/plan")
    best = stops(page)
    page.get_by_role("button", name="保存计划").click()
    page.get_by_text("人工调整").click()
    expect(page.get_by_text("与已保存的计划一致")).to_be_visible()
    quiet(page)  # what was opened stays open while the page is drawn again
    page.get_by_role("button", name="↓").first.click()
    expect(page.get_by_text(re.compile("人工安排：.*最优计划"))).to_be_visible()
    assert stops(page) == [best[1], best[0], *best[2:]]
    expect(page.get_by_text(re.compile("与已保存的计划相比：顺序不同"))).to_be_visible()
    assert "order=" in page.url
    page.get_by_role("button", name="恢复最优计划").click()
    expect(page.get_by_text("与已保存的计划一致")).to_be_visible()
    assert "order=" not in page.url

    page.get_by_role("button", name="锁定").nth(1).click()
    expect(page.get_by_role("button", name="解锁")).to_have_count(1)
    quiet(page)
    choose(page, re.compile("不去"), best[0])
    expect(page.get_by_text(re.compile(f"减少{best[0]}"))).to_be_visible()
    kept = stops(page)
    assert best[1] in kept and best[0] not in kept
    assert "must=" in page.url and "must_not=" in page.url

    choose(page, "增加村社", best[0])
    page.get_by_role("button", name="加为最后一站").click()
    expect(page.get_by_text(f"{best[0]}已指定不去")).to_be_visible()
    expect(page.get_by_role("button", name="保存计划")).to_be_disabled()


def test_the_office_accepts_a_proposal_of_contracts_and_notes_a_recusal(own_server, open_page):
    page = open_page(f"{own_server}/plan?plan=year")
    expect(page.get_by_text("包干乡镇：15 个")).to_be_visible(timeout=60_000)
    quiet(page)
    page.get_by_text("包干乡镇：15 个").click()
    page.get_by_role("button", name="按工作量均衡提出包干方案").click()
    expect(page.get_by_text("2026-12-01 起：15 个乡镇（街道）中有 10 个换人")).to_be_visible()
    page.get_by_role("button", name="采纳，2026-12-01 起生效").click()
    expect(page.get_by_text("新包干：10 个")).to_be_visible()
    expect(page.get_by_role("button", name="放弃")).to_have_count(0)
    quiet(page)
    page.get_by_text("回避：0 项").click()
    form = page.get_by_test_id("stForm").filter(has_text="登记回避")
    for label, words in (("领导", "演示领导05"), ("乡镇或村", "黄宅镇")):
        form.get_by_role("combobox", name=re.compile(label)).click()
        page.keyboard.type(words)
        expect(page.get_by_role("option").first).to_have_text(re.compile(words))
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    form.get_by_role("button", name="登记回避").click()
    expect(page.get_by_text("回避：1 项")).to_be_visible()
    expect(page.get_by_role("cell", name="黄宅镇", exact=True).last).to_be_visible()


def test_a_link_carries_weights_locks_and_order_to_the_leader(demo_server, open_page):
    page = open_page(f"{demo_server}/plan?visit=330726101")
    quiet(page)
    named = page.locator("h1").first.inner_text()
    page = open_page(f"{demo_server}/plan?visit=330726101&w_hard=20&w_month=0")
    expect(page.locator("h1").first).not_to_have_text(named)
    page.get_by_role("button", name="分值").click()
    expect(page.get_by_role("slider", name="疑难件分值")).to_have_value("20")
    page.get_by_role("button", name="恢复默认分值").click()
    expect(page.locator("h1").first).to_have_text(named)
    assert "w_hard" not in page.url


def test_a_case_is_booked_for_the_reception_and_not_counted_twice(own_server, open_page):
    page = open_page(f"{own_server}/plan")
    quiet(page)
    page.get_by_text("接访预约：0/15").click()
    page.get_by_label("信访件编号").fill("没有这个号")
    page.get_by_role("button", name="预约", exact=True).click()
    expect(page.get_by_text(re.compile("本乡镇没有编号为"))).to_be_visible()


def test_all_townships_stand_on_one_map_with_their_roads(demo_server, open_page):
    page = open_page(f"{demo_server}/plan?plan=county")
    expect(page.locator("h1").first).to_have_text(re.compile(r"县领导下访 15/15 个乡镇，走访 \d+ 个村社"))
    expect(map_frame(page).locator("path.pm-route")).to_have_count(15)
    expect(page.locator("table.pm-table tbody tr")).to_have_count(15)
    expect(page.get_by_text("已证明为当日最优：15/15")).to_be_visible()


def test_the_year_names_villages_unseen_and_reaches_all_of_a_township(demo_server, open_page):
    page = open_page(f"{demo_server}/plan?plan=year&visit=330726203")
    expect(page.locator("h1").first).to_have_text(
        re.compile(r"244 个村社中，\d+ 个已有 12 个月没有县领导到过")
    )
    expect(page.get_by_text(re.compile("花桥乡：到 20.. *-.* 走遍全部 11 个村社"))).to_be_visible()
    assert map_frame(page).locator(".pm-legend").inner_text().startswith("距上次县领导到村")


def test_an_absence_without_a_substitute_is_named_at_once(own_server, open_page):
    page = open_page(f"{own_server}/plan?plan=year&visit=330726203")
    quiet(page)
    page.get_by_text("缺席与代班：0").click()
    choose(page, "接访领导", "演示领导08")
    for day in ("首日", "末日"):
        page.get_by_role("spinbutton", name=f"year, {day}").click()
        page.keyboard.type("20261215")
        page.keyboard.press("Escape")
    page.get_by_role("button", name="登记缺席").click()
    expect(page.get_by_text(re.compile("2026-12-15 花桥乡 的包干领导缺席"))).to_be_visible()


def change(tmp_path, *statements):
    """Change the record behind `own_server`, as an import or another clerk would."""
    with sqlite3.connect(tmp_path / "demo.gpkg", timeout=30) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.execute("UPDATE dataset SET version = version + 1")


def test_a_visit_of_last_month_is_held_recorded_and_archived_late(own_server, open_page, tmp_path):
    visit = "\"on\" = '2026-11-15' AND township_code = '330726101'"
    change(tmp_path, f"UPDATE visits SET state = 'published' WHERE {visit}")
    page = open_page(f"{own_server}/plan?visit=330726101&day=2026-11-15")
    expect(page.locator("h1").first).to_have_text(re.compile("11月15日 黄宅镇：走访 3 个村社"))
    expect(page.get_by_text("下访日已过，不再重新安排。")).to_be_visible()
    for name in ("保存计划", "公示", "撤回公示"):
        expect(page.get_by_role("button", name=name, exact=True)).to_have_count(0)
    quiet(page)
    page.get_by_role("button", name="下访已开展").click()
    expect(page.get_by_text("本次下访：已开展")).to_be_visible()
    quiet(page)
    form = page.get_by_test_id("stForm").filter(has_text="接访件").first
    form.get_by_text("解释说明").click()  # chosen already: one more click does not take it off
    form.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("已登记 1 件")).to_be_visible()
    row = page.locator("tr", has_text="解释说明")
    expect(row).to_have_count(1)
    quiet(page)
    page.get_by_role("combobox", name=re.compile("处理结果")).click()
    page.get_by_role("option").first.click()
    page.get_by_role("button", name="撤销", exact=True).click()
    expect(page.get_by_text("已登记 1 件")).to_have_count(0)
    quiet(page)
    page.get_by_role("button", name="登记完毕").click()
    expect(page.get_by_text("本次下访：已登记")).to_be_visible()
    quiet(page)
    page.get_by_role("button", name="归档").click()
    expect(page.get_by_text("本次下访：已归档")).to_be_visible()


def test_what_is_published_stays_on_the_page_and_what_has_changed_is_told(own_server, open_page, tmp_path):
    page = open_page(f"{own_server}/plan?visit=330726101")
    expect(page.get_by_text(re.compile("已证明：当日没有得分更高的安排"))).to_be_visible()
    planned = stops(page)
    title = page.locator("h1").first.inner_text()
    page.get_by_role("button", name="保存计划").click()
    expect(page.get_by_text("本次下访：草案")).to_be_visible()
    quiet(page)
    page.get_by_role("button", name="公示", exact=True).click()
    expect(page.get_by_text("本次下访：已公示")).to_be_visible()
    expect(page.get_by_text(re.compile("已证明：当日没有得分更高的安排"))).to_be_visible()
    village = f"(SELECT code FROM divisions WHERE name = '{planned[0]}')"
    change(tmp_path, f"UPDATE petitions SET status = 'closed', closed = filed WHERE village_code = {village}")
    page.goto(f"{own_server}/plan?visit=330726101")
    expect(page.get_by_text(re.compile(f"{planned[0]}：办结"))).to_be_visible()
    assert page.locator("h1").first.inner_text() == title
    assert stops(page) == planned
    expect(page.get_by_text(re.compile("已证明"))).to_have_count(0)
    expect(page.get_by_text("已公示的安排不变；要重新安排，请先撤回公示。")).to_be_visible()
    page.get_by_role("button", name="撤回公示").click()
    quiet(page)
    page.get_by_role("button", name="重新安排").click()
    expect(page.get_by_text(re.compile("已证明：当日没有得分更高的安排"))).to_be_visible()
    assert stops(page) != planned
