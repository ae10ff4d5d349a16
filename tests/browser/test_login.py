"""Signing in and out in a browser, and what an open page still tells whose account is gone."""

import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from data.accounts import accounts, credentials
from data.scope import Role
from tests.browser.conftest import ROOT, painted_map, quiet, serving
from tests.county import petition
from tests.dashboard.access import people
from tests.dashboard.access.people import PASSWORD

OTHER = "a kite above the tall bamboo"
ELSEWHERE = "from data.accounts import accounts; from data.store import Store; import sys;"
ELSEWHERE += "accounts.disable(accounts.keeper(Store(sys.argv[1]), 'admin'), 'wang')"


@pytest.fixture
def real(store):
    people.make_real(store)
    with store.write("test", "import", "petitions") as session:
        for number in range(8):
            session.add(petition(f"N-{number}", people.VILLAGE))
    keeper = accounts.keeper(store, "test")
    code = accounts.add(keeper, "wang", Role.OFFICE, display_name="王某某")
    credentials.begin(store, code, "wang", PASSWORD)
    accounts.change(keeper, "wang", must_change_password=True)
    return store


def disable_elsewhere(store):
    """In a process of its own, as an administrator's server or command would."""
    subprocess.run([sys.executable, "-c", ELSEWHERE, store.url], cwd=ROOT, check=True)


def sign_in(page, password):
    page.get_by_label("账号").fill("wang")
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def test_from_the_login_to_the_map_and_out_again(real, open_page):
    with serving(real.url) as address:
        page = open_page(f"{address}/plan")
        expect(page).to_have_title(re.compile("登录"))
        sign_in(page, "wrong")
        expect(page.get_by_role("alert")).to_have_text("账号或密码不正确")
        expect(page.get_by_label("账号")).to_have_value("wang")
        sign_in(page, PASSWORD)
        expect(page.get_by_role("heading", name="修改密码")).to_be_visible()
        page.get_by_label("当前密码").fill(PASSWORD)
        page.get_by_label("新密码", exact=True).fill(OTHER)
        page.get_by_label("再次输入新密码").fill(OTHER)
        page.get_by_role("button", name="修改密码").click()
        painted_map(page)
        quiet(page)
        other = open_page(f"{address}/map")
        painted_map(other)
        page.get_by_text("王某某").click()
        page.get_by_role("button", name="退出登录").click()
        expect(page).to_have_url(re.compile("/login"))
        other.get_by_text("3 个月").click()  # a click in a fragment: the frame of the page is not run again
        expect(other).to_have_url(re.compile("/login"))
        sign_in(page, OTHER)
        painted_map(page)  # of the first page
        page.goto(f"{address}/map")
        painted_map(page)
        quiet(page)
        idle = open_page(f"{address}/coverage?lang=en")
        expect(idle.get_by_role("heading", level=1)).to_be_visible()
        disable_elsewhere(real)
        idle.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # else it asks once a minute
        expect(idle).to_have_url(f"{address}/login?why=ended&next=%2Fcoverage%3Flang%3Den")
        page.get_by_text("3 个月").click()
        expect(page).to_have_url(re.compile("/login"))
        expect(page.get_by_text("测试", exact=False)).to_have_count(0)
        sign_in(page, OTHER)
        expect(page.get_by_role("alert")).to_have_text("账号或密码不正确")
