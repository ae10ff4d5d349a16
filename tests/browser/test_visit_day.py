"""A secretary plans, locks, publishes."""

import re
import shutil

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import map_frame, serving


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
    expect(page.get_by_text(re.compile(f"指定不去：{village}"))).to_be_visible()


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
