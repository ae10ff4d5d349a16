"""The office's first page, in a browser."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import click_village, painted_map, quiet

LISTS = {"逾期承诺": "逾期 {n} 项", "待研判预警": "待研判 {n} 项", "待核定位": "待核对 {n}"}
"""Line of work -> what the title of its list says of the same figure."""


def test_a_line_of_work_is_one_click_from_its_list_and_a_village_from_its_map(demo_server, open_page):
    page = open_page(demo_server)
    for name, said in LISTS.items():
        line = page.locator(".pm-tasks a").filter(has_text=name)
        n = line.locator("b").inner_text()
        line.click()
        expect(page.locator("h1").first).to_contain_text(said.format(n=n))
        page.get_by_role("link", name="工作台").click()
        quiet(page)
    village = click_village(painted_map(page), 100)
    expect(page.locator(".st-key-body h3").first).to_contain_text(village["name"])
    expect(page).to_have_url(re.compile(rf"/map\?.*village={village['code']}"))
