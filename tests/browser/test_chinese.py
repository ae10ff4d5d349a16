"""On Chinese pages no English is left: not ours, and not what Streamlit draws by itself."""

import re

from playwright.sync_api import TimeoutError as TooLong
from playwright.sync_api import expect

from tests.browser.conftest import free_port, go, quiet, serving

VIEWS = [
    "map",
    "hotspots?spots=found",
    "plan",
    "import",
    "repair",
    "case",
    "registers?register=leaders",
    "log",
]
"""Pages that together have every kind of control; the sentences of all stand in tests/dashboard/pages."""
ALLOWED = (
    r"English|Streamlit|Excel|PDF|ZIP|WPS|CSV|TXT|TSV|GZ|XLSX?|ET|ODS|TOML|MB|GeoJSON|GeoPackage|Shapefile"
    r"|OpenStreetMap|WGS|CGCS|EPSG|GCJ|BD|Gi|Enter|Ctrl|Esc|OWASP|ASVS|YS\d+|手登\w+"
    r"|[\w-]+\.(?:xlsx|gpkg|csv)|(?:/[\w.-]+)+|\b[0-9a-f]{16}\b"
)
"""Names of products, formats, frames, keys; numbers of cases, folders, fingerprints of files."""
FOREIGN = """allowed => {
  const names = new RegExp(allowed, "g"), found = new Set();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement, box = parent.getBoundingClientRect();
    if (parent.closest("script, style, [data-testid=stIconMaterial]")) continue;
    if (!parent.checkVisibility() || box.width < 2 || box.height < 2) continue;
    const text = walk.currentNode.nodeValue;
    if (/[A-Za-z]{2,}/.test(text.replace(names, ""))) found.add(text);
  }
  return [...found];
}"""


def left_in_english(page):
    """Visible texts of a page with a run of Latin letters that is no name, once it has settled."""
    try:
        page.wait_for_function(f"allowed => ({FOREIGN})(allowed).length === 0", arg=ALLOWED)
    except TooLong:
        return page.evaluate(FOREIGN, ALLOWED)
    return []


def test_a_chinese_page_has_no_english_words(demo_server, open_page):
    page = open_page(f"{demo_server}/account")
    quiet(page)
    left = {}
    for view in VIEWS:
        go(page, view)
        expect(page.locator("h1").first).to_have_text(re.compile("[\u4e00-\u9fff]"))
        assert page.url.startswith(f"{demo_server}/{view.partition('?')[0]}")
        left[view] = left_in_english(page)
    assert {view: words for view, words in left.items() if words} == {}


def test_a_log_of_downloads_has_no_english_words(own_server, open_page):
    page = open_page(f"{own_server}/log")
    quiet(page)
    page.get_by_role("button", name="生成").first.click()
    way = page.get_by_role("link", name="下载")
    expect(way).to_be_visible()
    with page.expect_download():
        way.click()
    page.reload()
    quiet(page)
    expect(page.get_by_text("演示访问者").first).to_be_visible()
    assert left_in_english(page) == []


def test_who_asks_for_a_page_that_is_none_is_told_so_on_the_first_page(demo_server, open_page):
    page = open_page(f"{demo_server}/nowhere")
    quiet(page)
    told = page.get_by_role("dialog")
    expect(told).to_contain_text("没有这个页面，或您的角色没有此项权限，已转到首页。")
    assert left_in_english(page) == []


def test_a_server_that_is_gone_is_told_in_chinese_until_it_answers_again(own_file, open_page):
    port = free_port()
    with serving(own_file, port=port) as address:
        page = open_page(f"{address}/coverage")
        quiet(page)
    told = page.get_by_role("dialog")
    expect(told).to_contain_text("服务器没有应答，可能正在重新启动，或网络中断。恢复后本页自动继续。")
    assert left_in_english(page) == []
    with serving(own_file, port=port):
        expect(told).to_have_count(0)
        page.get_by_role("link", name="信访地图").first.click()
        expect(page.locator("h1").first).to_contain_text("信访件")


def test_a_number_that_is_too_great_is_told_in_chinese(demo_server, open_page):
    page = open_page(f"{demo_server}/desk")
    quiet(page)
    people = page.get_by_test_id("stNumberInput").first
    people.get_by_role("spinbutton").fill("-3")
    people.get_by_role("spinbutton").press("Tab")
    expect(people.get_by_role("alert")).to_have_text(re.compile("^数值低于下限"))
    people.get_by_test_id("stTooltipErrorHoverTarget").hover()
    expect(page.get_by_role("tooltip")).to_have_text(re.compile("^出错：数值低于下限"))


def test_a_refused_file_and_a_part_that_does_not_come_are_told_in_chinese(demo_server, open_page):
    page = open_page(f"{demo_server}/account")
    quiet(page)
    page.route("**/DateInput*.js", lambda route: route.abort())
    go(page, "log")
    expect(page.get_by_text("这一部分未能载入: 请刷新本页").first).to_be_visible()
    assert left_in_english(page) == []
    go(page, "import")
    wrong = {"name": "a.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"}
    uploader = page.get_by_test_id("stFileUploader").first
    uploader.locator("input").set_input_files(wrong)
    expect(uploader).to_contain_text("不支持 application/octet-stream 文件。")


def test_what_streamlit_draws_by_itself_is_told_in_the_language_of_the_page(demo_server, open_page):
    page = open_page(f"{demo_server}/import")
    expect(page.get_by_text("单个文件不超过 200 MB").first).to_be_visible()
    page.get_by_test_id("stMainMenu").get_by_role("button").click()
    expect(page.get_by_test_id("stMainMenuPopover").get_by_text("跟随系统")).to_be_visible()
    assert left_in_english(page) == []
    page.keyboard.press("Escape")
    page.locator(".st-key-who").get_by_test_id("stPopover").get_by_role("button").click()
    page.get_by_text("English", exact=True).click()
    expect(page.locator("h1").first).to_have_text("Import petitions")
    expect(page.get_by_text("200MB per file").first).to_be_visible()
