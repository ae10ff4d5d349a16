"""Thirty people stand at the desk: written down by the keyboard, here and without a line."""

import json
import re
import time
from urllib.parse import quote

from playwright.sync_api import expect

from tests.browser.conftest import quiet
from tests.browser.test_visit_day import change

TOWNSHIP = "330726101"
SECONDS = 20


def table_row(page, slip):
    return page.locator(f'.pm-list tr[data-code="{slip}"]')


def test_a_walk_in_is_written_down_by_the_keyboard_heard_and_recorded(own_server, own_file, open_page):
    change(own_file, "UPDATE visits SET state = 'held' WHERE \"on\" = '2026-11-15'")
    page = open_page(f"{own_server}/desk?visit={TOWNSHIP}&day=2026-11-15")
    expect(page.locator("h1").first).to_have_text(re.compile("11月15日 黄宅镇：尚无群众来访"))
    first = page.locator(".st-key-desk-first input")
    expect(first).to_be_focused()
    begun = time.monotonic()
    page.keyboard.type("生态")
    page.keyboard.press("Enter")
    quiet(page)
    page.keyboard.press("Tab")
    quiet(page)
    words = page.get_by_label("信访内容")
    words.focus()
    page.keyboard.type("夜里施工")
    page.keyboard.press("Control+Enter")
    expect(table_row(page, "A001")).to_be_visible()
    assert time.monotonic() - begun < SECONDS
    expect(page.locator("h1").first).to_have_text(re.compile("接访 1 批 1 人次"))
    quiet(page)
    expect(first).to_be_focused()
    assert "夜里施工" not in page.locator("body").inner_text()
    with page.expect_download() as slip:
        page.get_by_role("button", name="号单（PDF）").click()
    assert slip.value.suggested_filename == "2026-11-15 黄宅镇 A001.pdf"
    quiet(page)
    page.get_by_role("button", name="叫号", exact=True).click()
    expect(table_row(page, "A001")).to_contain_text("接谈中")
    quiet(page)
    page.get_by_role("radio", name="交办").click()
    quiet(page)
    owner = page.get_by_label("责任单位或责任人")
    owner.fill("县水务局")
    form = page.get_by_test_id("stForm").filter(has=owner)
    form.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("交办须写明办理期限")).to_be_visible()
    expect(owner).to_have_value("县水务局")
    page.set_viewport_size({"width": 390, "height": 844})
    expect(first).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_a_desk_without_a_line_keeps_what_was_said_to_itself(own_server, own_file, open_page, tmp_path):
    change(
        own_file,
        "UPDATE visits SET \"on\" = (SELECT as_of FROM dataset), state = 'held' WHERE \"on\" = '2026-11-15'",
    )
    page = open_page(f"{own_server}/desk?visit={TOWNSHIP}")
    page.get_by_text("接访点网络不通时（离线登记）").click()
    day = page.locator("h1").first
    expect(day).to_contain_text("黄宅镇")
    with page.expect_download() as handed:
        page.get_by_role("button", name="制发离线登记台（单个网页文件）").click()
    file = tmp_path / "desk.html"
    handed.value.save_as(file)

    away = page.context.new_page()
    away.goto(f"file://{quote(str(file))}")
    away.locator("form input").first.wait_for()
    begun = time.monotonic()
    away.keyboard.type("sthj")
    away.keyboard.press("Tab")
    away.keyboard.press("Tab")
    away.keyboard.type("3")
    away.keyboard.press("Control+Enter")
    expect(away.locator("h1")).to_have_text(re.compile("接访 1 批"))
    away.get_by_label("类别").fill("不存在")
    away.get_by_label("信访内容").fill("夜里施工")
    away.keyboard.press("Control+Enter")
    expect(away.get_by_role("alert").first).to_have_text(re.compile("请选择问题类别"))
    expect(away.get_by_label("信访内容")).to_have_value("夜里施工")
    away.get_by_label("类别").fill("sthj")
    away.keyboard.press("Control+Enter")
    expect(away.locator("h1")).to_have_text(re.compile("接访 2 批"))
    assert time.monotonic() - begun < 2 * SECONDS
    away.get_by_role("button", name="叫号").first.click()
    away.get_by_role("button", name="处理结果").first.click()
    away.get_by_label("处理结果").last.select_option("promised")
    away.get_by_role("button", name="登记", exact=True).last.click()
    expect(away.locator("dialog .told")).to_have_text(re.compile("办理期限"))
    away.get_by_label("处理结果").last.select_option("settled")
    away.get_by_role("button", name="登记", exact=True).last.click()
    expect(away.locator("h1")).to_have_text(re.compile("当场化解 1 件"))
    away.reload()
    expect(away.locator("h1")).to_have_text(re.compile("接访 2 批"))
    assert "夜里施工" not in away.content() + away.evaluate("() => JSON.stringify(localStorage)")
    with away.expect_download() as saved:
        away.get_by_role("button", name="保存登记文件（带回县里）").click()
    brought = tmp_path / "desk.json"
    saved.value.save_as(brought)
    assert len(json.loads(brought.read_text("utf-8"))["entries"]) == 2
    away.close()

    for told in ("新接收 2 条", "已在库 2 条"):
        page.goto(f"{own_server}/desk?visit={TOWNSHIP}")
        page.get_by_text("接访点网络不通时（离线登记）").click()
        page.get_by_test_id("stFileUploader").locator("input").set_input_files(brought)
        expect(page.get_by_text("desk.json")).to_be_visible()
        quiet(page)
        page.get_by_role("button", name="接收入库").click()
        expect(page.get_by_text(re.compile(told))).to_be_visible(timeout=60_000)
        quiet(page)
    expect(table_row(page, "B001")).to_contain_text("当场化解")
    expect(day).to_have_text(re.compile("接访 2 批 4 人次|接访 2 批"))
