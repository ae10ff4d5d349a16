"""Hot spots as people see them: one question at a time, compared, sorted, decided."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from data.store import Store
from data.tables import Division
from tests.browser.conftest import go, painted_map, quiet, serving
from tests.demo import SPOT, keep_finding


@pytest.fixture
def found_server(own_file):
    """A demo with a finding, as the daily run keeps it."""
    keep_finding(own_file)
    with serving(own_file) as address:
        yield address


def title(page, words):
    expect(page.locator("h1").first).to_have_text(re.compile(words), timeout=60_000)


def legend(page):
    return painted_map(page).locator(".pm-legend")


def test_each_question_paints_its_map(demo_server, open_page):
    page = open_page(f"{demo_server}/account")
    quiet(page)
    titles = set()
    for question in ("more", "heat", "new", "now"):
        go(page, f"hotspots?spots={question}&category=ecology")
        title(page, "生态环境")
        expect(legend(page)).to_contain_text("2026-11-24")
        titles.add(page.locator("h1").first.inner_text())
    assert len(titles) == 4, "each question has its answer"


@pytest.mark.parametrize("question", ["heat", "more"])
def test_two_periods_stand_side_by_side_in_the_same_colours(demo_server, open_page, question):
    page = open_page(f"{demo_server}/hotspots?spots={question}&category=ecology&span=3&beside=year")
    expect(page.locator(".pm-map")).to_have_count(3)
    for months in ("2026年9—11月信访件 · 生态环境", "2025年9—11月信访件 · 生态环境"):
        expect(page.get_by_role("heading", name=months, exact=True)).to_be_visible()
    colours = []
    for at in range(2):
        rows = painted_map(page, at).locator(".pm-legend-row")
        swatch = "rows => rows.map(row => [row.children[1].textContent, row.children[0].style.cssText])"
        colours.append(dict(rows.evaluate_all(swatch)))
    both = colours[0].keys() & colours[1].keys()
    assert both and all(colours[0][label] == colours[1][label] for label in both)
    differences = page.locator("table.pm-sort tr td:nth-child(5)").all_inner_texts()
    assert differences and all(re.fullmatch(r"[+-][\d,]+", each) for each in differences)


def test_a_village_against_the_expected_stays_as_it_is_when_its_township_is_looked_at(demo_server, open_page):
    colours = []
    for township in ("", "&township=330726105"):
        page = open_page(f"{demo_server}/?show=ratio{township}")
        frame = painted_map(page)
        expect(frame.locator(".pm-legend")).to_contain_text("逐村比对")
        village = frame.evaluate("map => map.petitionMap.places.get('330726105306')")
        colours.append(frame.locator("path.pm-village").nth(village).get_attribute("fill"))
    assert colours[0] == colours[1] is not None


def test_a_click_on_a_head_sorts_the_table_by_it(demo_server, open_page):
    page = open_page(f"{demo_server}/hotspots?spots=heat&category=ecology")
    table = page.locator("table.pm-sort")
    cases = table.locator("tbody tr td:nth-child(3)")
    head = table.get_by_role("button", name="信访件数")
    painted_map(page)
    quiet(page)
    head.click()
    expect(table.locator("th[aria-sort=descending]")).to_have_count(1)
    numbers = [int(text.replace(",", "")) for text in cases.all_inner_texts()]
    assert numbers == sorted(numbers, reverse=True) and len(set(numbers)) > 3
    head.click()
    expect(table.locator("th[aria-sort=ascending]")).to_have_count(1)
    assert [int(text.replace(",", "")) for text in cases.all_inner_texts()] == sorted(numbers)


def test_neighbours_are_drawn_on_request(demo_server, open_page):
    page = open_page(f"{demo_server}/hotspots?category=ecology")
    expect(painted_map(page).locator("path.pm-link")).to_have_count(0)
    quiet(page)
    page.get_by_role("button", name="测算设置").click()
    page.get_by_text("在图上标出相邻关系").click()
    expect(painted_map(page).locator("path.pm-link")).to_have_count(1)


def test_a_finding_shows_its_evidence_and_what_its_measure_did(found_server, open_page):
    page = open_page(f"{found_server}/hotspots?spots=found")
    title(page, "预警事项 6 项，待研判 6 项")
    expect(painted_map(page).locator("path.pm-chosen")).to_have_count(len(SPOT))
    expect(
        page.get_by_role("heading", name=re.compile("生态环境：2026-07-25 至 2026-11-24，黄宅镇 4 个村"))
    ).to_be_visible()
    expect(page.get_by_text("相关村社各月件数")).to_be_visible()
    numbers = page.locator("table.pm-sort").last.locator("tbody tr")
    assert numbers.count() > 20
    quiet(page)
    page.get_by_role("textbox", name="推动的政策措施").fill("沿溪养殖场整治")
    page.get_by_role("spinbutton", name=re.compile("year")).click()
    page.keyboard.type("20260725")
    page.get_by_role("button", name="确认", exact=True).click()
    title(page, "预警事项 6 项，待研判 5 项")
    expect(page.get_by_role("heading", name=re.compile("措施实施以来：明显增多"))).to_be_visible()
    expect(page.get_by_text("其他村社的生态环境")).to_be_visible()


@pytest.fixture
def unknown_residents(own_file):
    """A demo of which nobody knows how many people live where."""

    store = Store(str(own_file))
    with store.write("test", "forget residents", "x") as session:
        session.execute(update(Division).values(residents=None))
    store.close()
    with serving(own_file) as address:
        yield address


def test_without_residents_it_is_told_that_nothing_was_tested(unknown_residents, open_page):
    page = open_page(f"{unknown_residents}/account")
    quiet(page)
    for question in ("spots=more", "spots=more&test=beside", "spots=new"):
        go(page, f"hotspots?{question}")
        title(page, "无法测算，各村社缺少常住人口数据")
        expect(page.get_by_text("请在“台账”页面登记常住人口")).to_be_visible()
        expect(page.get_by_text("常值：按常住人口测算的件数")).to_have_count(0)
        expect(legend(page)).not_to_contain_text("偏多的村")
