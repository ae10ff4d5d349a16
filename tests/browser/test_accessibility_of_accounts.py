"""Whoever signs in, keeps accounts or answers for a unit can use what they see (axe-core)."""

import re

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from data.scope import Role
from tests.browser.conftest import go, serving
from tests.browser.test_accessibility import RULES, faults
from tests.county import petition
from tests.dashboard.access import people
from tests.dashboard.access.people import cookie, token_of
from tests.roles import UNIT_NAME

FORMS = ["login", "login/code", "login/password"]
SEEN = {
    Role.ADMINISTRATOR: ["accounts", "backups", "account"],
    Role.UNIT: ["cases", "indicators", "case", "account"],
}


def test_the_login_and_the_pages_of_administrators_and_units_can_be_used_by_everybody(store, open_page):
    people.make_real(store)
    with store.write("test", "import", "petitions") as session:
        for number in range(8):
            session.add(petition(f"N-{number}", people.VILLAGE, unit=UNIT_NAME))
    wrong = {}
    with serving(store.url) as address:
        for form in FORMS:
            page = open_page(f"{address}/{form}", color_scheme="light")
            wrong[form] = looked_at(page)
        page = open_page(f"{address}/login", color_scheme="dark")
        wrong["login in the dark"] = looked_at(page)
        for role, seen in SEEN.items():
            name, value = cookie(token_of(store, people.add(store, role))).split("=")
            page.context.add_cookies([{"name": name, "value": value, "url": address}])
            page = open_page(f"{address}/account", color_scheme="light", reduced_motion="reduce")
            expect(page.locator("h1")).to_have_text(re.compile("："))
            page.evaluate(AXE_SCRIPT)
            for each in seen:
                go(page, each)
                assert page.locator("h1").first.inner_text() != "您无权查看本页", each
                wrong[f"{role}: {each}"] = faults(page, RULES)
            page.close()
        page.context.clear_cookies()
    assert {shown: found for shown, found in wrong.items() if found} == {}


def looked_at(page):
    expect(page.locator("h1")).to_be_visible()
    page.evaluate(AXE_SCRIPT)
    return faults(page, RULES)
