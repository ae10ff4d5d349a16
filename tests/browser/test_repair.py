"""A clerk places what an import could not."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import click_village, painted_map


def waiting(page):
    title = page.locator("h1").first
    expect(title).to_have_text(re.compile("；待核对"))
    return int(re.search(r"；待核对 ([\d,]+) 件", title.inner_text())[1].replace(",", ""))


def test_a_click_on_the_map_places_all_that_say_the_same_and_undo_takes_it_back(own_server, open_page):
    page = open_page(f"{own_server}/repair?queue=unknown")
    before = waiting(page)
    place = page.get_by_role("button", name=re.compile(r"将 [\d,]+ 件定位到"))
    expect(place).to_be_disabled()
    alias = page.get_by_role("textbox", name=re.compile("记为该村社的别名"))
    expect(alias).to_have_value(re.compile(".+自然村"))
    frame = painted_map(page)
    village = click_village(frame, 20)
    expect(place).to_have_text(re.compile(village["name"]))
    number = int(re.search(r"将 ([\d,]+) 件", place.inner_text())[1])
    place.click()
    told = page.get_by_text(re.compile("记为别名"))
    expect(told).to_contain_text(village["name"])
    assert number > 1 and waiting(page) == before - number
    page.get_by_role("button", name="撤销").click()
    expect(page.locator("h1").first).to_contain_text(f"；待核对 {before:,} 件")


def test_a_conflict_shows_its_point_and_both_villages(demo_server, open_page):
    page = open_page(f"{demo_server}/repair?queue=conflict")
    expect(page.locator(".pm-table").first).to_contain_text("坐标位于")
    expect(page.locator(".pm-table").first).to_contain_text("文字指向")
    frame = painted_map(page)
    expect(frame.locator(".pm-point")).to_have_count(1)
    legend = frame.locator(".pm-legend")
    expect(legend).to_contain_text("坐标所在")
    expect(legend).to_contain_text("2026-11-24")
