"""The menu and its letters: nothing lies over an entry, and a large screen is read from farther away."""

from playwright.sync_api import expect

from tests.browser.conftest import becomes, go, quiet

UNCOVERED = """entries => entries.filter(entry => {
    entry.scrollIntoView({block: "center"});
    const box = entry.getBoundingClientRect();
    const seen = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return !(seen && (entry.contains(seen) || seen.contains(entry)));
}).map(entry => entry.textContent)"""


def test_on_a_phone_nothing_lies_over_an_entry_of_the_open_menu(demo_server, open_page):
    page = open_page(f"{demo_server}/home", 390, 844)
    quiet(page)
    page.get_by_test_id("stExpandSidebarButton").click()
    entries = page.get_by_test_id("stSidebarNavLink")
    expect(entries.first).to_be_visible()
    becomes(lambda: entries.evaluate_all(UNCOVERED), [])  # it slides in
    assert entries.count() > 8


def test_letters_grow_on_a_screen_of_four_thousand_points(demo_server, open_page):
    page = open_page(f"{demo_server}/home")
    quiet(page)
    size = "() => parseFloat(getComputedStyle(document.documentElement).fontSize)"
    here = page.evaluate(size)
    page.set_viewport_size({"width": 3840, "height": 2160})
    becomes(lambda: page.evaluate(size) >= 1.5 * here, True)


BELOW = """() => {
    const sign = document.createElement("div");
    sign.dataset.testid = "stStatusWidget";
    sign.textContent = "Running";
    document.querySelector("[data-testid=stHeader]").append(sign);
    const top = sign.getBoundingClientRect().top;
    sign.remove();
    return top - document.querySelector(".st-key-who").getBoundingClientRect().bottom;
}"""
"""Points between the boxes of the head and a sign of work, put where Streamlit puts its own."""


def test_that_a_page_is_at_work_is_covered_by_nothing(demo_server, open_page):
    page = open_page(f"{demo_server}/home")
    quiet(page)
    expect(page.locator(".st-key-who")).to_be_visible()
    becomes(lambda: page.evaluate(BELOW) >= 0, True)


NAMED = """icons => icons.filter(icon => {
    const name = document.createRange();
    name.selectNodeContents(icon);
    const seen = name.getBoundingClientRect(), box = icon.getBoundingClientRect();
    return seen.right > box.left + 0.5 && seen.left < box.right;
}).map(icon => icon.dataset.icon)"""


def test_an_icon_is_drawn_and_its_name_is_not(demo_server, open_page):
    page = open_page(f"{demo_server}/registers")
    quiet(page)
    icons = page.locator("[data-icon]")
    expect(page.locator("[data-icon=keyboard_arrow_right]").first).to_be_visible()
    assert icons.count() > 4 and icons.evaluate_all(NAMED) == []


def test_the_folder_of_the_page_is_marked_and_no_other(demo_server, open_page):
    page = open_page(f"{demo_server}/registers")
    quiet(page)
    marked = page.locator("[data-testid=stTopNavSection][aria-current]")
    expect(marked).to_have_count(1)
    expect(marked).to_contain_text("数据管理")
    go(page, "log")
    expect(marked).to_contain_text("系统管理")
    go(page, "map")
    expect(marked).to_have_count(0)
