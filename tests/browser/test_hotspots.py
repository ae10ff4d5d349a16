"""Hot spots as people see them: one question at a time, compared, sorted, decided."""

import datetime as dt
import re
import shutil

import pytest
from playwright.sync_api import expect

from data.scope import Role, Scope
from data.store import Store
from data.tables import Finding
from tests.browser.conftest import AS_OF, map_frame, quiet, serving

SPOT = ["330726101305", "330726101309", "330726101314", "330726101317"]
"""The villages in which the demo has more of ecology for five months."""


@pytest.fixture
def found_server(demo_file, tmp_path):
    """A demo with a finding, as the daily run keeps it."""
    path = tmp_path / "demo.gpkg"
    shutil.copy(demo_file, path)
    store = Store(str(path))
    with store.write("test", "findings", "") as session:
        session.add(
            Finding(
                category="ecology",
                villages=SPOT,
                since=dt.date(2026, 7, 25),
                first_found=AS_OF,
                last_found=AS_OF,
                cases=120,
                expected=20.0,
                q=0.001,
                state="new",
            )
        )
    store.close()
    with serving(path) as address:
        yield address


def title(page, words):
    expect(page.locator("h1").first).to_have_text(re.compile(words), timeout=60_000)


def legend(page):
    return map_frame(page).locator(".pm-legend")


@pytest.mark.parametrize(
    ("question", "chinese", "english"),
    [
        ("more", "生态环境：1 处 .*黄宅镇|生态环境：1 处 .*偏多", "more than expected in"),
        ("heat", "生态环境：.*黄宅镇.*最密", "densest around .* in 黄宅镇"),
        ("new", "生态环境：.*不同寻常|生态环境：.*村", "unusual now and were not all along"),
        ("now", "生态环境.*1 处异常，黄宅镇一带", "petitions around 黄宅镇 since"),
    ],
)
def test_each_question_finds_the_ecology_of_huangzhai_in_both_languages(
    demo_server, open_page, question, chinese, english
):
    page = open_page(f"{demo_server}/hotspots?spots={question}&category=ecology")
    title(page, chinese)
    map_frame(page)
    page = open_page(f"{demo_server}/hotspots?spots={question}&category=ecology&lang=en")
    title(page, english)


def test_last_winters_burst_is_told_by_those_who_look_at_that_month(demo_server, open_page):
    page = open_page(f"{demo_server}/hotspots?spots=now&category=labour")
    title(page, "劳动.*没有异常")
    page = open_page(f"{demo_server}/hotspots?spots=now&category=labour&month=2026-01")
    title(page, r"劳动.*\d 处异常，仙华街道一带")


def test_the_bandwidth_of_the_heat_is_stated_and_can_be_moved(demo_server, open_page):
    page = open_page(f"{demo_server}/hotspots?spots=heat&category=ecology&bandwidth=2000")
    expect(legend(page)).to_contain_text("核密度带宽 2,000 米")
    quiet(page)
    page.get_by_role("slider", name="核密度带宽").press("ArrowRight")
    expect(legend(page)).to_contain_text("核密度带宽 2,500 米")
    assert "bandwidth=2500" in page.url


@pytest.mark.parametrize("question", ["heat", "more"])
def test_two_periods_stand_side_by_side_in_the_same_colours(demo_server, open_page, question):
    page = open_page(f"{demo_server}/hotspots?spots={question}&category=ecology&span=3&beside=year")
    expect(page.locator("iframe[title*=folium]")).to_have_count(2)
    for months in ("2026年9—11月生态环境", "2025年9—11月生态环境"):
        expect(page.get_by_role("heading", name=months, exact=True)).to_be_visible()
    rows = []
    for at in range(2):
        frame = page.frame_locator("iframe[title*=folium]").nth(at)
        expect(frame.locator("body[data-painted]")).to_have_count(1)
        rows.append(frame.locator(".pm-legend-row").all_inner_texts())
    assert rows[0] == rows[1]
    differences = page.locator("table.pm-sort tr td:nth-child(5)").all_inner_texts()
    assert differences and all(re.fullmatch(r"[+-][\d,]+", each) for each in differences)


def test_a_comparison_with_what_is_not_on_record_is_refused_in_words(demo_server, open_page):
    page = open_page(f"{demo_server}/hotspots?spots=heat&span=36&beside=before")
    expect(page.get_by_text("数据自 2023-11-25 起，没有可对比的时期")).to_be_visible()
    expect(page.locator("iframe[title*=folium]")).to_have_count(1)


@pytest.mark.parametrize(("view", "words"), [("now", "看不出往常水平"), ("new", "记录的月份太少")])
def test_a_month_before_the_record_tells_nothing_instead_of_failing(demo_server, open_page, view, words):
    page = open_page(f"{demo_server}/hotspots?spots={view}&category=technology&month=2023-12&status=open")
    title(page, words)


def test_a_village_against_the_expected_stays_as_it_is_when_its_township_is_looked_at(demo_server, open_page):
    colours = []
    for township in ("", "&township=330726105"):
        page = open_page(f"{demo_server}/?show=ratio{township}")
        frame = map_frame(page)
        expect(frame.locator(".pm-legend")).to_contain_text("12 个村")
        at = "window.PETITION_STATE.byCode['330726105306'].options.fillColor"
        layer = f"() => {{ let c; {at.rsplit('.', 2)[0]}.eachLayer(l => c = l.options.fillColor); return c }}"
        colours.append(frame.evaluate(layer))
    assert colours[0] == colours[1] is not None


def test_a_click_on_a_head_sorts_the_table_by_it(demo_server, open_page):
    page = open_page(f"{demo_server}/hotspots?spots=heat&category=ecology")
    table = page.locator("table.pm-sort")
    cases = table.locator("tbody tr td:nth-child(3)")
    head = table.get_by_role("button", name="信访件数")
    map_frame(page)
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
    expect(map_frame(page).locator("path.pm-link")).to_have_count(0)
    quiet(page)
    page.get_by_role("button", name="检验设置").click()
    page.get_by_text("在图上标出相邻关系").click()
    expect(map_frame(page).locator("path.pm-link")).to_have_count(1)


def test_a_finding_shows_its_evidence_and_what_its_measure_did(found_server, open_page):
    page = open_page(f"{found_server}/hotspots?spots=found")
    title(page, "每日发现 1 项，待处理 1 项")
    expect(map_frame(page).locator("path.pm-chosen")).to_have_count(len(SPOT))
    expect(
        page.get_by_role("heading", name=re.compile("生态环境：2026-07-25 至 2026-11-24，黄宅镇 4 个村"))
    ).to_be_visible()
    expect(page.get_by_text("这些村各月件数")).to_be_visible()
    numbers = page.locator("table.pm-sort").last.locator("tbody tr")
    assert numbers.count() > 20
    quiet(page)
    page.get_by_role("textbox", name="推动的政策措施").fill("沿溪养殖场整治")
    page.get_by_role("spinbutton", name=re.compile("year")).click()
    page.keyboard.type("20260725")
    page.get_by_role("button", name="确认", exact=True).click()
    title(page, "每日发现 1 项，待处理 0 项")
    expect(page.get_by_role("heading", name=re.compile("措施实施以来：明显增多"))).to_be_visible()
    expect(page.get_by_text("其他村的生态环境")).to_be_visible()


def test_a_township_officer_sees_no_finding(found_server, open_page):
    assert Scope.of(Role.TOWNSHIP, ["330726101"]).county is None
    page = open_page(f"{found_server}/hotspots?spots=found&role=township")
    title(page, "暂无可显示的内容")
