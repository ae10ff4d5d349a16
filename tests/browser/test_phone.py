"""The page of a liaison team on a phone: a visit in three taps, an errand in four, all of it large enough."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from tests.browser.test_accessibility import ASK, RULES

SMALL = """() => [...document.querySelectorAll("a, button, summary, label")]
  .filter(each => each.getClientRects().length)
  .filter(each => { const box = each.getBoundingClientRect(); return box.height < 44 || box.width < 44; })
  .map(each => each.textContent.trim())"""


@pytest.fixture
def phone(chromium, own_server):
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, color_scheme="dark"
    )
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.goto(f"{own_server}/phone")
    yield page
    context.close()


def test_a_visit_in_three_taps_and_an_errand_in_four_on_a_page_that_everybody_can_use(phone):
    asked = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.get_by_text("记录今天到村").tap()
    phone.locator("#contact").get_by_role("button", name="保存").tap()
    expect(phone.get_by_role("status")).to_contain_text("已记录")
    expect(phone.locator(".ring b")).to_have_text("0")
    phone.get_by_role("button", name="撤销").tap()
    expect(phone.get_by_role("status")).to_contain_text("已撤销")
    expect(phone.locator(".ring b")).not_to_have_text("0")

    phone.get_by_text("登记代办事项").tap()
    phone.get_by_role("radio", name="社保医保").tap()
    phone.get_by_role("radio", name="送县级部门").tap()
    phone.locator("#errand").get_by_role("button", name="保存").tap()
    expect(phone.get_by_role("status")).to_contain_text("已登记：社保医保")

    expect(phone.get_by_role("img", name="所在位置")).to_be_visible()
    phone.get_by_text("登记代办事项").tap()
    assert phone.evaluate(SMALL) == []
    assert phone.evaluate("() => document.documentElement.scrollWidth") == 360
    phone.evaluate(AXE_SCRIPT)
    assert phone.evaluate(f"() => ({ASK})({RULES})") == []
    assert asked and all(url.startswith(phone.url.split("/phone")[0]) for url in asked)


TWICE = """async form => {
  const sent = () => fetch(form.action, {method: "POST", body: new URLSearchParams(new FormData(form))});
  const answers = [await sent(), await sent()];
  return [answers[1].status, await answers[1].text()];
}"""


def test_a_second_tap_is_no_fault(phone):
    phone.get_by_text("登记代办事项").tap()
    phone.get_by_role("radio", name="社保医保").tap()
    phone.get_by_role("radio", name="送县级部门").tap()
    phone.locator("#errand").get_by_role("button", name="保存").tap()
    status, told = phone.locator("form[action$='/errand/done']").first.evaluate(TWICE)
    assert status == 200 and "已于" in told and 'role="alert"' not in told
    status, told = phone.locator("form.done").evaluate(TWICE)
    assert status == 200 and "已经撤销" in told and 'role="alert"' not in told
