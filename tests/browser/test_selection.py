"""A row of a list is chosen with the mouse and by keyboard, in the page as it stands, and taken away."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import becomes, quiet

ROWS = ".pm-list tr[data-code]"


def test_a_row_is_chosen_without_loading_the_page_anew(demo_server, open_page):
    page = open_page(f"{demo_server}/map?span=3")
    expect(page.locator(ROWS).first).to_be_visible()
    quiet(page)
    page.evaluate("window.stays = true")
    row = page.locator(ROWS).nth(2)
    name, code = row.locator("a").inner_text(), row.get_attribute("data-code")
    row.locator("td").nth(2).click()
    expect(page.locator(f'tr[data-code="{code}"]')).to_have_attribute("aria-current", "true")
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    expect(page).to_have_url(re.compile(f"span=3.*village={code}"))
    assert page.evaluate("window.stays")


def test_a_list_is_one_stop_of_the_tab_key_and_arrows_lead_through_it(demo_server, open_page):
    page = open_page(f"{demo_server}/coverage")
    rows = page.locator(ROWS)
    expect(rows.first).to_be_visible()
    quiet(page)
    assert page.locator(f"{ROWS} a:not([tabindex='-1'])").count() == 1
    rows.first.locator("a").focus()
    page.keyboard.press("ArrowDown")
    expect(rows.nth(1).locator("a")).to_be_focused()
    page.keyboard.press("Enter")
    expect(rows.nth(1)).to_have_attribute("aria-current", "true")
    expect(page).to_have_url(f"{demo_server}/coverage?village={rows.nth(1).get_attribute('data-code')}")


def test_names_are_sorted_by_pinyin(demo_server, open_page):
    page = open_page(f"{demo_server}/coverage")
    head = page.locator(".pm-list th button").nth(1)
    expect(head).to_be_visible()
    quiet(page)
    head.click()
    townships = page.locator(f"{ROWS} td:nth-child(2)").all_inner_texts()
    assert townships[0] == "白马镇"
    by_pinyin = "(a, b) => new Intl.Collator('zh-Hans-CN-u-co-pinyin').compare(a, b)"
    assert townships == page.evaluate(f"names => names.sort({by_pinyin})", townships)


def test_a_list_is_downloaded_with_one_click(demo_server, open_page):
    page = open_page(f"{demo_server}/coverage")
    expect(page.locator(ROWS).first).to_be_visible()
    quiet(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="导出 CSV").click()
    assert download.value.suggested_filename == "联心服务.csv"


def test_the_key_of_the_search_leads_to_its_box_unless_somebody_types(demo_server, open_page):
    page = open_page(f"{demo_server}/coverage")
    box = page.locator(".st-key-search input")
    expect(page.locator(ROWS).first).to_be_visible()
    quiet(page)

    def led():  # what is drawn anew in this moment loses the focus that it was given
        page.locator("body").press("/")
        return box.evaluate("each => each === document.activeElement")

    becomes(led, True)
    expect(box).to_have_value("")
    page.keyboard.type("a/b")
    expect(box).to_have_value("a/b")


def test_what_is_found_leads_to_the_page_of_a_village(demo_server, open_page):
    page = open_page(f"{demo_server}/coverage")
    box = page.locator(".st-key-search input")
    expect(page.locator(ROWS).first).to_be_visible()
    quiet(page)
    box.fill("xjz")
    box.press("Enter")
    page.locator(".st-key-found button").first.click()
    expect(page).to_have_url(re.compile("/place.*village="))
    expect(page.locator(".pm-chart img").first).to_be_visible()
