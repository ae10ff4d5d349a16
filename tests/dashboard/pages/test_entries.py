"""From the page of a practice the office is two clicks from one more entry of its register."""

import pytest

from data.registers.changes import register_rows
from tests.dashboard.pages.conftest import open_view, words
from tests.roles import OFFICE, writer

PAGES = {
    "policies": "policies",
    "agents": "agents",
    "hubs": "hubs",
    "instructions": "instructions",
    "followup?part=led": "led-cases",
    "followup?part=proposals": "proposals",
    "followup?part=meetings": "meetings",
    "years": "court-cases",
}
FILLED = {
    "政策事项": "停车收费",
    "类别": "其他",
    "反映问题": "收费不公示",
    "政策建议": "公示收费标准",
    "单位": "某局",
    "提出日期": "2026-01-05",
}


@pytest.mark.parametrize("page", PAGES)
def test_the_office_is_led_to_the_form_and_others_are_not(look, page):
    link = f"register={PAGES[page]}&amp;add=1"
    assert link in "".join(each.value for each in look(page).html)
    join = "&" if "?" in page else "?"
    assert link not in "".join(each.value for each in look(f"{page}{join}role=leader").html)


def test_the_page_of_the_years_begins_with_its_answer_and_not_with_the_link(look):
    shown = words(look("years"))
    assert shown.index("信访总量由") < shown.index("在台账中新增")


def field(page, words):
    """A control of the form, by what it is called."""
    return next(each for each in (*page.text_input, *page.selectbox) if each.label.startswith(words))


def send(page):
    (button,) = [each for each in page.button if each.label == "新增"]
    return button.click().run()


def test_an_entry_that_is_refused_keeps_what_was_typed_and_one_that_is_kept_does_not(store, record):
    record(store.url, PETITION_MAP_ROLE="office")
    page = open_view("registers?register=policies&add=1")
    for name, value in FILLED.items():
        field(page, name).set_value(value)
    page = send(page)
    assert not page.exception and field(page, "政策事项").value == "停车收费"
    assert page.warning and "停车收费" not in titles(store)
    place = field(page, "乡镇或县")
    place.set_value(place.options[1])
    page = send(page)
    assert not page.exception and "停车收费" in titles(store), words(page)
    assert field(page, "政策事项").value == ""


def titles(store):
    return {cells["title"] for cells in register_rows(writer(OFFICE, store), "policies").rows.values()}
