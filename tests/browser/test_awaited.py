"""What takes long, as people see it: how far it is, a way to cancel, then the answer."""

import re

from playwright.sync_api import expect

PROGRESS = re.compile(r"已规划 \d+/15 个乡镇|正在计算或排队等候")


def test_plans_of_all_townships_show_how_far_they_are_are_cancelled_and_begun_again(own_server, open_page):
    page = open_page(f"{own_server}/plan?plan=county")
    expect(page.get_by_text(PROGRESS)).to_be_visible()
    page.get_by_role("button", name="取消").click()
    expect(page.get_by_text("已取消本次计算")).to_be_visible()
    expect(page.get_by_text(PROGRESS)).to_have_count(0)
    expect(page.locator("table.pm-sort")).to_have_count(0)
    page.get_by_role("button", name="重新计算").click()
    expect(page.locator("table.pm-sort tbody tr")).to_have_count(15, timeout=60_000)
    expect(page.get_by_text(PROGRESS)).to_have_count(0)
    expect(page.locator("h1").first).to_contain_text("15")


def test_a_page_stays_in_use_while_an_answer_is_made(own_server, open_page):
    page = open_page(f"{own_server}/plan?plan=county")
    expect(page.get_by_text(PROGRESS)).to_be_visible()
    page.get_by_text("单个乡镇", exact=True).click()
    expect(page.get_by_text(PROGRESS)).to_have_count(0)
    expect(page.locator("h1").first).not_to_contain_text("下次下访", timeout=60_000)
