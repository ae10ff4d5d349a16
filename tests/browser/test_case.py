"""A clerk enters a case with the keyboard and one click on the map, and finds it again."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import click_village, painted_map


def test_a_case_is_entered_with_a_click_and_the_keyboard_and_found_again(own_server, open_page):
    page = open_page(f"{own_server}/case")
    expect(page.get_by_role("heading", name="登记来访、来电")).to_be_visible()
    village = click_village(painted_map(page), 20)
    expect(page.get_by_role("combobox", name=re.compile("村社"))).to_have_value(re.compile(village["name"]))
    page.get_by_label("信访内容").fill("河道边夜间有人倾倒废水")
    page.get_by_role("combobox", name="类别").click()
    page.keyboard.type("sthj")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("已登记，编号 手登330726-2026-00001")).to_be_visible()
    expect(page.get_by_label("信访内容")).to_have_value("")
    box = page.get_by_placeholder("编号、村社、姓名")
    box.fill("手登330726-2026")
    box.press("Enter")
    page.get_by_role("button", name=re.compile("手登330726-2026-00001（")).click()
    expect(page.locator("h1").first).to_contain_text("手登330726-2026-00001：生态环境")
    expect(page.locator("h1").first).to_contain_text(village["name"])


def test_keys_take_a_candidate_place_and_undo(own_server, open_page):
    page = open_page(f"{own_server}/repair?queue=conflict")
    title = page.locator("h1").first
    expect(title).to_have_text(re.compile("；待核对"))
    before = title.inner_text()
    expect(page.get_by_role("button", name="无法定位")).to_be_visible()
    place = page.get_by_role("button", name=re.compile("将 [\\d,]+ 件定位到"))
    painted_map(page).locator(".leaflet-container").click()
    expect(place).to_be_enabled()
    page.keyboard.press("1")
    expect(place).to_contain_text(page.locator(".st-key-candidate-1").inner_text().split("\n")[0])
    page.keyboard.press("Control+Enter")
    expect(title).not_to_have_text(before)
    expect(page.get_by_role("button", name="撤销")).to_be_visible()
    page.keyboard.press("z")
    expect(title).to_have_text(before)
