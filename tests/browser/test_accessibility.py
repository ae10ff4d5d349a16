"""Everybody can use every page, in light and in dark: axe-core finds nothing serious (WCAG 2.2 AA)."""

import time

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from data.cartography.colours import TOKENS
from tests.browser.conftest import SECONDS, go, painted_map

RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
COLOURS = {"type": "rule", "values": ["color-contrast"]}
TOWN, VILLAGE = "330726101", "330726101304"
PAGES = [
    *(
        f"map?village={VILLAGE}",
        "hotspots?spots=hot",
        "plan?plan=township",
        "coverage",
        "hubs",
        "briefing",
        "import",
    ),
    *(
        f"desk?visit={TOWN}",
        "repair",
        "case",
        "registers",
        "rules",
        "log",
        "account",
        f"place?township={TOWN}",
        "years",
        "policies",
        "intake",
        "instructions",
        "followup",
        "agents",
    ),
]
VIEWS = [
    *(f"hotspots?spots={spots}" for spots in ("heat", "new", "now", "findings")),
    *("plan?plan=county", "plan?plan=year", f"place?village={VILLAGE}"),
    *("followup?part=proposals", "followup?part=meetings&meeting=4", "instructions?role=township"),
    *("plan?role=leader", "plan?role=township", "coverage?role=team", "map?role=team&show=rate"),
]
"""More of the same pages, and how they begin for others: in one theme, made of the same parts."""

ASK = """rules => axe.run(document, {runOnly: rules, resultTypes: ["violations"], preload: false}).then(
  told => told.violations.filter(each => ["serious", "critical"].includes(each.impact)).flatMap(each =>
    each.nodes.map(node => [each.id, node.target.join(" "), node.any.map(why => why.message).join()])))"""


def faults(page, rules):
    """What is wrong, and stays so: what is drawn anew fades in."""
    until = time.monotonic() + SECONDS
    while found := page.evaluate(ASK, rules):
        if time.monotonic() > until:
            break
    return found


@pytest.mark.parametrize(
    "room, rules, addresses",
    [("light", RULES, [*PAGES, *VIEWS]), ("dark", COLOURS, PAGES)],
    ids=["light", "dark"],
)
def test_every_page_can_be_read_and_used_by_everybody(demo_server, open_page, room, rules, addresses):
    page = open_page(f"{demo_server}/account", color_scheme=room, reduced_motion="reduce")
    expect(page.locator("h1")).to_have_text("我的账号")
    style = "getComputedStyle(document.documentElement)"
    accent = f"() => {style}.getPropertyValue('--accent') === '{TOKENS[room].accent}'"
    page.wait_for_function(accent)
    page.evaluate(AXE_SCRIPT)
    wrong = {}
    for address in addresses:
        go(page, address)
        if address == PAGES[0]:
            page.get_by_text("乡镇、类别与办结用时").click()
            expect(page.get_by_text("尚未办结", exact=True)).to_be_visible()
            painted_map(page)
        assert page.locator("h1").first.inner_text() != "您无权查看本页", address
        wrong[address] = faults(page, rules)
    page.goto(f"{demo_server}/?screen=1")
    expect(page.locator("h1")).to_be_visible()
    painted_map(page)
    page.evaluate(AXE_SCRIPT)
    wrong["screen"] = faults(page, rules)
    assert {address: found for address, found in wrong.items() if found} == {}
