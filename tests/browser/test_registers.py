"""A register is corrected in its table by a clerk's keyboard, and a second clerk overwrites nothing."""

import contextlib

import pytest
from playwright.sync_api import TimeoutError, expect
from sqlalchemy import select

from data.store import Store
from data.tables import Leader
from tests.browser.conftest import answered, quiet, serving
from tests.data.conftest import store as _store

store = _store
TRIES = 8


@pytest.fixture
def record(store):
    store.close()
    with serving(store.url) as address:
        yield f"{address}/registers?register=leaders", store.url


def type_into(page, row, column, text, *, until):
    """Write into a cell of the table by the keyboard, until the page has taken it.

    The table is a canvas that redraws itself at times of its own: a key pressed meanwhile is lost to it, and
    a person would press again. Its first focus goes to the first cell, whichever was asked for.
    """
    page.bring_to_front()
    cell = page.get_by_test_id(f"glide-cell-{column + 1}-{row}")
    editor = page.locator("#portal textarea, #portal input").first
    for _ in range(TRIES):
        with contextlib.suppress(AssertionError, TimeoutError):
            cell.focus()
            expect(cell).to_have_attribute("aria-selected", "true", timeout=2_000)
            page.keyboard.press("Enter" if text else "Delete")
            if text:
                editor.fill(text, timeout=5_000)
                editor.press("Enter")
            until.wait_for(timeout=8_000)
            quiet(page)
            return
    pytest.fail(f"The table did not take {text!r}")


def keep(page):
    page.bring_to_front()
    with answered(page):
        page.get_by_role("button", name="保存 1 处修改").click()


def names(url):
    with Store(url).read() as connection:
        return [tuple(row) for row in connection.execute(select(Leader.id, Leader.name, Leader.post))]


def test_a_slip_in_a_name_is_corrected_and_a_second_clerk_is_told(record, open_page):
    address, url = record
    first, second = open_page(address), open_page(address)
    for page in (first, second):
        quiet(page)
        expect(page.locator('[data-testid="stDataFrame"] canvas').first).to_be_visible()
    type_into(second, 0, 1, "县长", until=second.get_by_text("新增 0，更正 1，删除 0"))
    type_into(first, 0, 0, "测试领导一", until=first.get_by_text("新增 0，更正 1，删除 0"))
    keep(first)
    expect(first.get_by_role("button", name="保存 1 处修改")).to_have_count(0)
    assert names(url)[0] == (1, "测试领导一", "副县长") and len(names(url)) == 2
    expect(second.get_by_test_id("glide-cell-2-0")).to_have_text("县长")
    keep(second)
    expect(second.get_by_text("此行已被他人修改，现为：测试领导一")).to_be_visible()
    assert names(url)[0] == (1, "测试领导一", "副县长")
    with answered(second):
        second.get_by_role("button", name="放弃修改").click()
    type_into(second, 0, 1, "", until=second.get_by_text("“职务”为空"))
    expect(second.get_by_role("button", name="保存 1 处修改")).to_be_disabled()
