"""Words from outside are shown as words, on every view: nothing of them is drawn, run or asked for."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests import hostile
from tests.browser.conftest import go, painted_map, quiet, serving

DRAWN = (
    "a[href*='e.example'], a[href^='javascript'], img[src*='e.example'], img[src='x'], .katex, em, strong,"
    " b b, [data-testid=stMarkdownColoredText], h1 img, h1 [role=img]"
)
"""Whatever a word would be, were it read as Markdown or HTML."""
FOREIGN = (
    "found => found.filter(one => one.tagName !== 'A' || one.host !== location.host)"
    ".map(one => one.outerHTML)"
)
"""A link of ours may carry a word in its query, where it is encoded."""
SHOWN = {
    f"?category={quote(hostile.WORD)}&township=990001001&village=990001001001": ["h1", "h3"],
    "?search=" + quote("[夺]"): [],
    "hotspots?spots=more": [],
    f"hotspots?spots=heat&beside=year&category={quote(hostile.WORD)}": [],
    f"hotspots?spots=new&category={quote(hostile.WORD)}": ["h1"],
    f"hotspots?spots=now&category={quote(hostile.WORD)}": ["h1"],
    "hotspots?spots=found": ["h3"],
    "plan?visit=990001002": ["h1"],
    "plan?visit=990001001": ["[data-testid=stAlert]"],
    "plan?plan=county": ["[data-testid=stAlert]"],
    "plan?plan=year": ["[data-testid=stAlert]"],
    "coverage": [],
    "briefing?page=topics": [],
    "?screen=1": [],
    "repair": [],
    "import": [],
    "case?case=N0" + quote(hostile.WORD): ["h1"],
    "registers?register=leaders": [],
    "setup?step=mergers": ["h1"],
}
"""View -> where a name stands in it in full. Views of the menu that are not named here are opened as well."""


@pytest.fixture
def hostile_server(store):
    hostile.fill(store, synthetic=False)
    store.close()
    with serving(store.url, PETITION_MAP_ROLE="office") as address:
        yield address


def menu_of(page):
    """Addresses of all pages of the menu, those in its folders too."""
    addresses = "links => links.map(link => link.href)"
    menu = page.get_by_test_id("stTopNavLink").evaluate_all(addresses)
    folders = page.get_by_test_id("stTopNavSection")
    for place in range(folders.count()):
        folders.nth(place).click()
        inside = page.get_by_test_id("stTopNavDropdownLink")
        expect(inside.first).to_be_visible()
        menu += inside.evaluate_all(addresses)
        page.keyboard.press("Escape")
        expect(inside).to_have_count(0)
    return menu


def test_words_from_outside_are_shown_letter_for_letter_and_do_nothing(hostile_server, open_page):
    views, page = dict(SHOWN), None
    while views:
        view, headings = next(iter(views.items()))
        del views[view]
        if page is None:
            page = open_page(f"{hostile_server}/{view}")
            quiet(page)
        elif "screen" in view:
            page.goto(f"{hostile_server}/{view}")
            quiet(page)
        else:
            go(page, view)
        expect(page.locator("h1").first).to_be_visible()
        if view == next(iter(SHOWN)):
            known = "".join(SHOWN)
            menu = menu_of(page)
            assert len(menu) > 8
            views |= {name: [] for link in menu if (name := link.rpartition("/")[2]) not in known}
            frame = painted_map(page)
            village = frame.get_by_role("option", name=hostile.MARKED).first
            village.focus()
            page.keyboard.press("ArrowRight")
            page.keyboard.press("ArrowLeft")
            expect(frame.locator(".pm-tip")).to_contain_text(hostile.MARKED)
            expect(page).to_have_title(re.compile(re.escape(f" · {hostile.MARKED}")))
            townships = page.locator("[data-testid=stSelectbox]").filter(has_text="乡镇")
            townships.locator("[role=combobox], input").first.click()
            expect(page.locator("[role=option]").filter(has_text=hostile.MARKED).first).to_be_visible()
            page.keyboard.press("Escape")
        if view == "import":
            table = "信访件编号,登记日期,内容分类,[列](//e.example)\nA,2026-11-20,土地,$x^2$\n".encode()
            name = f"{hostile.MARKED.replace('/', '_')}.csv"
            expect(page.locator(".pm-table").first).to_be_visible()
            page.locator(".st-key-upload input[type=file]").set_input_files(
                {"name": name, "mimeType": "text/csv", "buffer": table}
            )
            expect(page.locator(".pm-table").filter(has_text="[列](//e.example)")).to_be_visible()
        if view.startswith("registers"):
            page.get_by_test_id("stDataFrame").hover()
            expect(page.get_by_test_id("stElementToolbar").get_by_label("搜索").first).to_be_visible()
            downloads = page.locator('[aria-label^="Download as CSV"]')
            assert [each.is_visible() for each in downloads.all()] == [False]
        for folded in page.locator("[data-testid=stExpander] summary").all():
            folded.click()
        for heading in headings:
            expect(page.locator(heading).filter(has_text=hostile.MARKED[:4]).first).to_be_visible()
            shown = "".join(page.locator(heading).all_inner_texts()).replace("\u2060", "")
            assert hostile.SEEN in shown, (view, heading, shown)
        assert page.locator(DRAWN).evaluate_all(FOREIGN) == [], view
        assert page.evaluate("window.pwned") is None, view
        if "screen" in view:  # from it no link leads on
            page.goto(f"{hostile_server}/account")
            quiet(page)
