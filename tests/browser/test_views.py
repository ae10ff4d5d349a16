"""Every view as its readers open it, with every other host out of reach."""

import json
import re
import sqlite3
import urllib.error
import urllib.request
from itertools import combinations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import click_village, go, painted_map, quiet, serving

VIEWS = ("", "hotspots", "plan", "coverage", "briefing", "import", "repair")
FOLDERS = {
    "hotspots": "分析研判",
    "plan": "下访接访",
    "coverage": "便民服务",
    "import": "数据管理",
    "repair": "数据管理",
}


BESIDE_THE_LEGEND = """({ map, county, root }) => {
  const bounds = county.getBounds(), size = map.getSize();
  const from = map.latLngToContainerPoint(bounds.getNorthWest());
  const to = map.latLngToContainerPoint(bounds.getSouthEast());
  const legend = root.querySelector(".pm-legend");
  const isSeen = from.x >= 0 && from.y >= 0 && to.x <= size.x && to.y <= size.y;
  return isSeen && (to.x <= legend.offsetLeft || to.y <= legend.offsetTop) && !map._panAnim?._inProgress;
}"""
"""Whether the whole county is in sight, beside or above the legend; a map that has stopped keeps to it."""


def test_every_view_is_drawn_by_this_server_alone(demo_server, open_page):
    """What it says is asked of the pages themselves, in both languages (tests/dashboard/pages)."""
    page = open_page(f"{demo_server}/account")
    quiet(page)
    for view in VIEWS:
        go(page, view)
        expect(page.locator("h1").first).to_be_visible()
        expect(page.locator(".pm-demo")).to_be_visible()
        if view != "import":
            expect(painted_map(page).locator(".pm-legend")).to_contain_text("2026-11-24")
        assert page.locator("[data-testid=stException]").count() == 0, view
        name, sign, county = page.title().partition(" · ")
        assert (county, sign) == ("浦江县", " · ")
        folder = FOLDERS.get(view)
        if folder:
            page.get_by_test_id("stTopNavSection").filter(has_text=folder).click()
        assert name == page.locator("[aria-current=page]").inner_text()
        assert page.evaluate("document.documentElement.lang") == "zh-CN"
        if folder:
            page.keyboard.press("Escape")


def test_a_click_on_a_village_opens_its_panel(demo_server, open_page):
    page = open_page(f"{demo_server}/map")
    frame = painted_map(page)
    village = click_village(frame, 100)
    panel = page.locator(".st-key-body h3").first
    expect(panel).to_contain_text(village["name"])
    expect(page.locator(".st-key-body")).to_contain_text("联心服务团")
    expect(page).to_have_url(re.compile(f"village={village['code']}"))
    expect(frame.locator(".pm-chosen")).to_have_count(1)
    page.get_by_role("button", name="关闭").click()
    expect(page.locator(".st-key-body h3").first).to_have_text("信访件最多的村社")


def test_filters_stay_from_view_to_view_and_repaint_without_loading_the_map_again(demo_server, open_page):
    page = open_page(f"{demo_server}/map")
    frame = painted_map(page)
    frame.evaluate("map => { map.stillTheSame = true; map.petitionMap.map.setZoom(12.3, {animate: false}) }")
    before = frame.get_attribute("data-painted")
    page.get_by_role("button", name="3 个月").or_(page.get_by_role("radio", name="3 个月")).first.click()
    expect(frame).not_to_have_attribute("data-painted", before)
    assert frame.evaluate("map => map.stillTheSame && map.petitionMap.map.getZoom() === 12.3")
    expect(page).to_have_url(re.compile("span=3"))
    page.get_by_test_id("stTopNavSection").filter(has_text="便民服务").click()
    page.get_by_test_id("stTopNavDropdownLink").filter(has_text="联心服务").click()
    expect(page.locator("h1").first).to_contain_text("244 个村社")
    page.get_by_role("link", name="信访地图").click()
    expect(page.locator("h1").first).to_contain_text("2026年9—11月")


def test_the_plan_prints_with_its_map_and_without_the_controls(demo_server, open_page):
    page = open_page(f"{demo_server}/plan")
    drawn = painted_map(page)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for shown in (page.locator("h1"), page.locator(".pm-table"), drawn, drawn.locator(".pm-legend")):
        expect(shown.first).to_be_visible()
    assert drawn.bounding_box()["width"] <= 703, "of A4 without its margins"
    for pressed in ("stHeader", "stButton", "stSelectbox", "stMultiSelect", "stPopover"):
        assert page.get_by_test_id(pressed).filter(visible=True).count() == 0, pressed
    expect(drawn.locator(".pm-toolbar")).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".pm-paper").count() == 0
    assert page.pdf(prefer_css_page_size=True)[:5] == b"%PDF-"


def test_the_screen_of_a_meeting_shows_no_controls_and_turns_its_pages(demo_server, open_page):
    page = open_page(f"{demo_server}/?screen=1", 1920, 1080)
    sentence = page.locator("h1.pm-sentence")
    expect(sentence).to_contain_text("2026年11月信访")
    first = sentence.inner_text()
    frame = painted_map(page)
    assert page.locator("button").filter(visible=True).count() == 0
    assert sentence.evaluate("element => parseFloat(getComputedStyle(element).fontSize)") >= 50
    expect(frame.locator(".pm-legend")).to_contain_text("不予显示")
    assert frame.evaluate("map => map.petitionMap.words.every(lines => lines.length === 1)")
    expect(sentence).not_to_have_text(first, timeout=80_000)
    page.keyboard.press("ArrowLeft")
    expect(sentence).to_have_text(first)
    page.keyboard.press(" ")
    expect(page.locator(".pm-wall-foot")).to_contain_text("已暂停")
    for width, height in ((6656, 1792), (1080, 1920), (1366, 768)):
        page.set_viewport_size({"width": width, "height": height})
        cut = page.evaluate(
            """() => {
              const foot = document.querySelector(".pm-wall-foot").getBoundingClientRect().top;
              const parts = document.querySelectorAll(".pm-wall-figures span, .pm-map, .pm-legend");
              return [...parts].filter(part => part.getBoundingClientRect().bottom > foot + 1).length;
            }"""
        )
        assert cut == 0, (width, height)
        page.wait_for_function(f"() => ({BESIDE_THE_LEGEND})(document.querySelector('.pm-map').petitionMap)")
        circle = frame.locator(".pm-legend .pm-circle").first.bounding_box()
        label = frame.locator(".pm-legend-circle .pm-legend-label").first.bounding_box()
        box = frame.locator(".pm-legend").bounding_box()
        assert box["x"] < circle["x"] and circle["x"] + circle["width"] <= label["x"], (width, height)


@pytest.mark.parametrize(("width", "height", "letters"), [(1920, 1080, 28), (1280, 720, 18)])
def test_names_on_the_screen_of_a_meeting_are_large_and_do_not_cover_each_other(
    demo_server, open_page, width, height, letters
):
    frame = painted_map(open_page(f"{demo_server}/?screen=1", width, height))
    names = frame.locator(".pm-township-name")
    expect(names.first).to_be_visible()
    boxes = [box for box in (name.bounding_box() for name in names.all()) if box]
    assert len(boxes) == 15
    assert not [(a, b) for a, b in combinations(boxes, 2) if _overlap(a, b)]
    for text in (names.first, frame.locator(".pm-legend .pm-note").first):
        assert text.evaluate("element => parseFloat(getComputedStyle(element).fontSize)") >= letters


@pytest.mark.parametrize(("width", "height"), [(3840, 2160), (1080, 1920)])
def test_a_great_screen_and_one_that_stands_are_filled_by_what_can_be_read_from_afar(
    demo_server, open_page, width, height
):
    page = open_page(f"{demo_server}/?screen=1&lang=en", width, height)
    frame, sentence = painted_map(page), page.locator("h1.pm-sentence")
    for told in ("Nov 2026", "most are about", "alert", "Visits of", "liaison team", "First petitions"):
        expect(sentence).to_contain_text(told)
        page.wait_for_function(FILLED)
        assert frame.locator(".pm-village-name").filter(visible=True).count() == 0, told
        assert page.locator(".pm-wall-figures b").evaluate_all(CUT) == [], told
        page.keyboard.press("ArrowRight")


FILLED = """() => {
  const state = document.querySelector(".pm-map").petitionMap, county = state.county.getBounds();
  const at = point => state.map.latLngToContainerPoint(point);
  const north = at(county.getNorthWest()), south = at(county.getSouthEast()), size = state.map.getSize();
  const { offsetLeft, offsetTop } = state.legend.box, wide = south.x - north.x, high = south.y - north.y;
  const isFull = (width, height) => wide > 0.9 * width || high > 0.9 * height;
  const isAbove = isFull(size.x, offsetTop) && south.y <= offsetTop;
  return (isAbove || isFull(offsetLeft, size.y) && south.x <= offsetLeft)
    && wide > 0.6 * size.x && state.scale * 520 > 0.99 * Math.min(size.x, size.y);
}"""
"""The county fills its room and leaves the legend its own; circles have grown with it."""
CUT = "figures => figures.filter(b => b.scrollWidth > b.clientWidth || b.clientHeight > innerHeight / 10)"
"""Figures that are wider than their place, or broken into two lines."""


def _overlap(a: dict[str, float], b: dict[str, float]) -> bool:
    """Whether letters touch; they fill seven tenths of the height of their line, in its middle."""
    return (
        a["x"] < b["x"] + b["width"]
        and b["x"] < a["x"] + a["width"]
        and abs(a["y"] - b["y"]) < 0.7 * a["height"]
    )


def test_on_a_phone_the_map_begins_on_the_first_screen_and_nothing_is_wider_than_it(demo_server, open_page):
    page = open_page(f"{demo_server}/map", 390, 844)
    painted_map(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    title = page.locator("h1").first.bounding_box()
    table = page.locator(".st-key-body .pm-table").first.bounding_box()
    drawn = page.locator(".pm-map").bounding_box()
    filters = page.locator(".st-key-filters").bounding_box()
    assert title["y"] < filters["y"] < drawn["y"] < table["y"]
    assert filters["height"] < 100 and drawn["y"] < 480


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground_in_a_light_and_a_dark_room(demo_server, open_page, scheme):
    page = open_page(f"{demo_server}/map", color_scheme=scheme)
    frame = painted_map(page)
    ground = frame.evaluate("map => getComputedStyle(map).backgroundColor")
    assert ground == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(18, 23, 29)")


def test_a_clerk_checks_a_file_stores_it_and_gets_the_rejected_rows_once(
    demo_server, demo_file, open_page, tmp_path
):
    file = tmp_path / "来信2026-07-31.csv"
    file.write_text(
        "信访件编号,登记时间,问题类别,信访渠道,村社\n"
        "T-1,2026年6月30日,生态环境,来信,\nT-2,2026-02-30,生态环境,来信,\n",
        encoding="gb18030",
    )
    page = open_page(f"{demo_server}/import")
    page.locator(".st-key-upload input[type=file]").set_input_files(file)
    expect(page.get_by_role("cell", name="登记时间", exact=True).last).to_be_visible()
    page.get_by_role("button", name="预检").click()
    expect(page.get_by_text("预检结果（尚未入库）")).to_be_visible()
    with sqlite3.connect(demo_file) as connection:
        assert connection.execute("SELECT count(*) FROM petitions WHERE number = 'T-1'").fetchone() == (0,)
    page.get_by_role("button", name="确认入库", exact=True).click()
    expect(page.get_by_text("导入结果")).to_be_visible()
    with sqlite3.connect(demo_file) as connection:
        assert connection.execute("SELECT count(*) FROM petitions WHERE number = 'T-1'").fetchone() == (1,)
    address = page.get_by_role("link", name="下载未入库的行").get_attribute("href")
    address = address if address.startswith("http") else f"{demo_server}{address}"
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(address)  # another browser
    answer = page.request.get(address)
    assert answer.headers["cache-control"] == "no-store" and answer.body()[:2] == b"PK"
    assert page.request.get(address).status == 404


def test_health_tells_the_versions_of_program_and_data(demo_server):
    with urllib.request.urlopen(f"{demo_server}/health") as answer:
        told = json.load(answer)
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert told["status"] == "ok"
    assert told["data"] >= 1
    assert re.fullmatch(r"\d+\.\d+\.\d+", told["program"])


def test_a_phone_shows_the_whole_county_and_not_a_corner_of_it(demo_server, open_page):
    page = open_page(f"{demo_server}/account", width=390, height=844)
    quiet(page)
    whole = "({ map, county }) => map.getBounds().contains(county.getBounds())"
    for view in ("", "coverage", "hotspots", "plan?plan=county"):
        go(page, view)
        frame = painted_map(page)
        quiet(page)
        page.wait_for_function(f"() => ({whole})(document.querySelector('.pm-map').petitionMap)")
        assert frame.locator(".pm-county").is_visible(), view


def test_the_first_reader_of_a_server_opens_a_link_and_nothing_stands_before_it(own_file, open_page):
    with serving(own_file, anew=True) as address:
        page = open_page(f"{address}/repair?queue=unknown")
        quiet(page)
        expect(page.locator("h1").first).to_have_text(re.compile("；待核对"))
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_table_of_handling_fits_a_desk(demo_server, open_page):
    page = open_page(f"{demo_server}/indicators?lang=en")
    quiet(page)
    table = page.locator('[data-list="indicators"]')
    assert table.evaluate("list => list.scrollWidth - list.clientWidth") == 0
