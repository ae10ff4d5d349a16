"""Under a path of another server nothing is asked beside it: pages, maps, wall, phone, desk, downloads."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import answered, painted_map, quiet, serving

BASE = "petitions"


@pytest.fixture(scope="module")
def under(demo_file):
    with serving(demo_file, PETITION_MAP_BASE_PATH=BASE) as address:
        yield f"{address}/{BASE}"


@pytest.fixture
def asked(reader):
    """Every address that a page asks for, its websocket's too, and those that were refused."""
    every, refused = [], []

    def watch(page):
        page.on("request", lambda request: every.append(request.url))
        page.on("websocket", lambda socket: every.append(socket.url))
        page.on("response", lambda answer: answer.status >= 400 and refused.append(answer.url))

    reader.on("page", watch)
    yield every
    reader.remove_listener("page", watch)
    own = [urlsplit(url) for url in every if not url.startswith(("data:", "blob:"))]
    assert own and [url.geturl() for url in own if not url.path.startswith(f"/{BASE}/")] == []
    assert any(url.scheme == "ws" for url in own)
    assert refused == []


def test_pages_and_links_between_them(under, open_page, asked):
    page = open_page(f"{under}/map?role=office")
    painted_map(page)
    quiet(page)
    with answered(page):
        page.get_by_test_id("stTopNavLink").first.click()
    assert urlsplit(page.url).path == f"/{BASE}/"
    for view in ("case", "cases", "registers?register=units", "hubs"):
        page.goto(f"{under}/{view}")
        quiet(page)
        expect(page.locator("h1").first).to_have_text(re.compile("[\u4e00-\u9fff]"))
        assert urlsplit(page.url).path == f"/{BASE}/{view.partition('?')[0]}"
    page.goto(f"{under}/cases")
    quiet(page)
    with answered(page):
        page.locator("a.pm-link[href*='case?']").first.click()
    assert urlsplit(page.url).path == f"/{BASE}/case"


def test_a_map_of_a_deep_link_and_a_village_chosen_on_it(under, open_page, asked):
    page = open_page(f"{under}/coverage?role=township&lang=en")
    drawn = painted_map(page)
    quiet(page)
    with answered(page):
        drawn.locator("path.pm-village").first.dispatch_event("click", {"bubbles": True})
    assert "village=" in page.url
    assert any("/geometry/" in url for url in asked) and any("/assets/own/" in url for url in asked)


def test_the_wall(under, open_page, asked):
    page = open_page(f"{under}/?screen=1", 1920, 1080)
    quiet(page)
    expect(page.locator(".pm-clock")).to_be_visible()
    assert page.evaluate("fetch('health').then(answer => answer.url)") == f"{under}/health"


def test_the_phone_and_the_way_to_it(under, open_page, asked):
    page = open_page(f"{under}/?role=team", 390, 844)
    quiet(page)
    page.locator("a.pm-way").click()
    expect(page.get_by_text("记录今天到村")).to_be_visible()
    assert urlsplit(page.url).path == f"/{BASE}/phone"
    page.get_by_text("记录今天到村").click()
    page.locator("#contact").get_by_role("button", name="保存").click()
    expect(page.get_by_role("status")).to_contain_text("已记录")
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_role("status")).to_contain_text("已撤销")
    assert urlsplit(page.url).path == f"/{BASE}/phone"
    page.goto(f"{under}/phone?role=team")
    page.locator("a.wide").click()
    page.wait_for_selector("[data-testid=stApp]")
    assert urlsplit(page.url).path == f"/{BASE}/place"


def test_the_desk_and_a_file_taken_from_it(under, open_page, asked):
    page = open_page(f"{under}/desk?role=township")
    quiet(page)
    expect(page.locator("h1").first).to_be_visible()
    page.goto(f"{under}/log")
    quiet(page)
    page.get_by_role("button", name="生成").first.click()
    way = page.get_by_role("link", name="下载")
    expect(way).to_be_visible()
    with page.expect_download() as taken:
        way.click()
    assert urlsplit(taken.value.url).path.startswith(f"/{BASE}/export/")
