"""Every view as its readers open it, with every other host out of reach."""

import json
import re
import sqlite3
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import map_frame

TITLES = {
    "zh_CN": {
        "": r"2025年12月—2026年11月信访 [\d,]+ 件",
        "hotspots": r"(明显偏多|没有明显偏多)",
        "plan": r"12月15日 .+：走访 \d+ 个村社",
        "coverage": r"244 个村社中，\d+ 个没有服务团",
        "briefing": r"会议大屏",
        "import": r"导入信访件",
        "repair": r"已落村 [\d,]+ 件，共 [\d,]+ 件；[\d,]+ 件待核",
    },
    "en": {
        "": r"Dec 2025 – Nov 2026: [\d,]+ petitions",
        "hotspots": r"(more than expected|nowhere more)",
        "plan": r"15 December .+: \d+ villages",
        "coverage": r"Of 244 villages \d+ have no team",
        "briefing": r"Briefing for the screen of a meeting",
        "import": r"Import petitions",
        "repair": r"Located [\d,]+ of [\d,]+; [\d,]+ wait for a decision",
    },
}


@pytest.mark.parametrize("language", TITLES)
@pytest.mark.parametrize("view", TITLES["en"])
def test_every_view_opens_in_both_languages_and_answers_in_its_title(demo_server, open_page, language, view):
    page = open_page(f"{demo_server}/{view}?lang={language}")
    expect(page.locator("h1").first).to_have_text(re.compile(TITLES[language][view]))
    mark = "演示数据 · 村名、边界与信访件均为合成" if language == "zh_CN" else "Demo data · village names"
    expect(page.locator(".pm-demo")).to_contain_text(mark)
    if view != "import":
        legend = map_frame(page).locator(".pm-legend")
        expect(legend).to_contain_text("2026-11-24")
    assert page.locator("[data-testid=stException]").count() == 0


def test_a_click_on_a_village_opens_its_panel(demo_server, open_page):
    page = open_page(demo_server)
    frame = map_frame(page)
    village = frame.evaluate("PETITION_OUTLINES.villages[100]")
    frame.evaluate("code => PetitionMap.click(code)", village["code"])
    panel = page.locator(".st-key-body h3").first
    expect(panel).to_contain_text(village["name"])
    expect(page.locator(".st-key-body")).to_contain_text("联心服务团")
    expect(page).to_have_url(re.compile(f"village={village['code']}"))
    expect(frame.locator(".pm-chosen")).to_have_count(1)
    page.get_by_role("button", name="关闭").click()
    expect(page.locator(".st-key-body h3").first).to_have_text("信访件最多的村社")


def test_a_link_shows_what_its_sender_saw_in_either_language(demo_server, open_page):
    address = f"{demo_server}/?category=ecology&span=3&show=heat&township=330726101"
    chinese = open_page(address)
    expect(chinese.locator("h1").first).to_contain_text("黄宅镇 · 2026年9—11月生态环境类信访")
    expect(map_frame(chinese).locator(".pm-legend")).to_contain_text("件/平方公里")
    english = open_page(f"{address}&lang=en")
    expect(english.locator("h1").first).to_contain_text("petitions on Ecology and environment")
    expect(map_frame(english).locator(".pm-legend")).to_contain_text("petitions per km²")


def test_filters_stay_from_view_to_view_and_repaint_without_loading_the_map_again(demo_server, open_page):
    page = open_page(demo_server)
    frame = map_frame(page)
    frame.evaluate("window.stillTheSame = true")
    before = frame.locator("body").get_attribute("data-painted")
    page.get_by_role("button", name="3个月").or_(page.get_by_role("radio", name="3个月")).first.click()
    frame.wait_for_function("before => document.body.dataset.painted !== before", arg=before)
    assert frame.evaluate("window.stillTheSame")
    expect(page).to_have_url(re.compile("span=3"))
    page.get_by_role("link", name="联心覆盖").click()
    expect(page.locator("h1").first).to_contain_text("244 个村社")
    page.get_by_role("link", name="信访地图").click()
    expect(page.locator("h1").first).to_contain_text("2026年9—11月")


def test_the_groups_of_the_coverage_add_up_to_all_villages(demo_server, open_page):
    page = open_page(f"{demo_server}/coverage")
    figures = page.locator(".pm-figure b")
    expect(figures).to_have_count(5)
    numbers = [int(text) for text in figures.all_inner_texts()]
    assert sum(numbers[:4]) == numbers[4] == 244


def test_a_plan_is_saved_once_it_is_asked_for(demo_server, open_page):
    page = open_page(f"{demo_server}/plan?visit=330726107&role=leader")
    expect(page.locator("h1").first).to_contain_text("黄宅镇")
    page.goto(f"{demo_server}/plan?visit=330726107")
    expect(page.locator("h1").first).to_contain_text("杭坪镇")
    page.get_by_role("button", name="保存计划").click()
    expect(page.get_by_text("已存第 1 稿")).to_be_visible()


def test_of_two_people_who_save_at_once_the_second_is_told(demo_server, open_page):
    address = f"{demo_server}/plan?visit=330726204"
    first, second = open_page(address), open_page(address)
    for page in (first, second):
        expect(page.locator("h1").first).to_contain_text("虞宅乡")
        map_frame(page)
        expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    first.get_by_role("button", name="保存计划").click()
    expect(first.get_by_text("已存第 1 稿")).to_be_visible()
    second.get_by_role("button", name="保存计划").click()
    expect(second.get_by_text("其间已有他人保存了该计划")).to_be_visible()


def test_the_plan_prints_without_the_controls(demo_server, open_page):
    page = open_page(f"{demo_server}/plan")
    map_frame(page)
    page.emulate_media(media="print")
    expect(page.locator(".pm-table").first).to_be_visible()
    expect(page.locator(".st-key-filters")).to_be_hidden()
    expect(page.locator("[data-testid=stHeader]")).to_be_hidden()
    assert page.pdf()[:5] == b"%PDF-"


def test_the_screen_of_a_meeting_shows_no_controls_and_turns_its_pages(demo_server, open_page):
    page = open_page(f"{demo_server}/?screen=1", 1920, 1080)
    sentence = page.locator("h1.pm-sentence")
    expect(sentence).to_contain_text("2026年11月信访")
    first = sentence.inner_text()
    frame = map_frame(page)
    assert page.locator("button").filter(visible=True).count() == 0
    assert sentence.evaluate("element => parseFloat(getComputedStyle(element).fontSize)") >= 50
    expect(frame.locator(".pm-legend")).to_contain_text("少于 5")
    assert frame.evaluate("PETITION_STATE.words.every(lines => lines.length === 1)")
    expect(sentence).not_to_have_text(first, timeout=40_000)


def test_on_a_phone_the_answer_comes_first_and_nothing_is_wider_than_the_screen(demo_server, open_page):
    page = open_page(demo_server, 390, 844)
    map_frame(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    title = page.locator("h1").first.bounding_box()
    table = page.locator(".st-key-body .pm-table").first.bounding_box()
    drawn = page.locator("iframe[title*=folium]").bounding_box()
    assert title["y"] < table["y"] < drawn["y"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground_in_a_light_and_a_dark_room(demo_server, open_page, scheme):
    page = open_page(demo_server, color_scheme=scheme)
    frame = map_frame(page)
    ground = frame.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(18, 23, 29)")


def test_a_team_sees_its_own_village_and_no_plan(demo_server, open_page):
    page = open_page(f"{demo_server}/coverage?role=team")
    expect(page.locator("h1").first).to_contain_text("1 个村社中")
    page.goto(f"{demo_server}/plan?role=team")
    expect(page.get_by_text("当前角色不安排下访")).to_be_visible()
    page.goto(f"{demo_server}/import?role=team")
    expect(page.get_by_text("只有县信访局可以导入")).to_be_visible()


def test_a_clerk_checks_a_file_stores_it_and_gets_the_rejected_rows_once(
    demo_server, demo_file, open_page, tmp_path
):
    file = tmp_path / "来信.csv"
    file.write_text(
        "信访件编号,登记时间,问题类别,信访渠道,村社\n"
        "T-1,2026年6月30日,生态环境,来信,\nT-2,2026-02-30,生态环境,来信,\n",
        encoding="gb18030",
    )
    page = open_page(f"{demo_server}/import")
    page.locator(".st-key-upload input[type=file]").set_input_files(file)
    expect(page.get_by_text("登记时间", exact=True)).to_be_visible()
    page.get_by_role("button", name="先检查").click()
    expect(page.get_by_text("检查结果（尚未存入）")).to_be_visible()
    with sqlite3.connect(demo_file) as connection:
        assert connection.execute("SELECT count(*) FROM petitions WHERE number = 'T-1'").fetchone() == (0,)
    page.get_by_role("button", name="存入", exact=True).click()
    expect(page.get_by_text("导入结果")).to_be_visible()
    with sqlite3.connect(demo_file) as connection:
        assert connection.execute("SELECT count(*) FROM petitions WHERE number = 'T-1'").fetchone() == (1,)
    address = page.get_by_role("link", name="下载退回的行").get_attribute("href")
    address = address if address.startswith("http") else f"{demo_server}{address}"
    with urllib.request.urlopen(address) as answer:
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.read(2) == b"PK"
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(address)


def test_health_tells_the_versions_of_program_and_data(demo_server):
    with urllib.request.urlopen(f"{demo_server}/health") as answer:
        told = json.load(answer)
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert told["status"] == "ok"
    assert told["data"] >= 1
    assert re.fullmatch(r"\d+\.\d+\.\d+", told["program"])


@pytest.mark.parametrize("view", ["", "coverage", "hotspots", "plan?plan=county"])
def test_a_phone_shows_the_whole_county_and_not_a_corner_of_it(demo_server, open_page, view):
    page = open_page(f"{demo_server}/{view}", width=390, height=844)
    frame = map_frame(page)
    page.wait_for_timeout(1500)  # whatever still moves has come to rest
    assert frame.evaluate("PETITION_STATE.map.getBounds().contains(PETITION_STATE.county.getBounds())")
