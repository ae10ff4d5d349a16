"""A county is set up from files alone, by somebody who has a browser and no command line."""

import csv
import datetime as dt
import re

import geopandas
import pytest
import shapely
import xlsxwriter
from playwright.sync_api import expect

from data.divisions import reads
from data.registers.forms import form
from data.store import Store
from data.terms import Level
from tests.browser.conftest import answered, quiet, serving

CODE, NAME = "990002", "青溪县"
TOWNSHIPS = {"990002100": "青溪镇", "990002101": "云岭乡"}
VILLAGES = {
    "990002100201": ("上溪村村民委员会", 0, 0),
    "990002100202": ("下溪村村民委员会", 1, 0),
    "990002100203": ("石桥村村民委员会", 2, 0),
    "990002101201": ("云岭村村民委员会", 0, 1),
    "990002101202": ("竹坞村村民委员会", 1, 1),
    "990002101203": ("东坑社区居民委员会", 2, 1),
}
WEST, SOUTH, SIDE = 118.5, 28.5, 0.03


def corner(column, row):
    return WEST + column * SIDE, SOUTH + row * SIDE


def middle(column, row):
    x, y = corner(column, row)
    return x + SIDE / 2, y + SIDE / 2


def sheet(path, rows):
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


@pytest.fixture
def files(tmp_path):
    """What an office has: a list, a package of two layers, roads, registers and an export."""
    folder = tmp_path / "files"
    folder.mkdir()
    listed = [[code, name, TOWNSHIPS[code[:9]]] for code, (name, _, _) in VILLAGES.items()]
    areas = geopandas.GeoDataFrame(
        {
            "XZQDM": list(VILLAGES),
            "XZQMC": [
                name.replace("村村民委员会", "").replace("居民委员会", "") for name, _, _ in VILLAGES.values()
            ],
        },
        geometry=[
            shapely.box(*corner(column, row), *corner(column + 1, row + 1))
            for _, column, row in VILLAGES.values()
        ],
        crs="EPSG:4490",
    )
    package = folder / "outlines.gpkg"
    areas.iloc[:1].to_file(package, layer="水系", driver="GPKG", engine="pyogrio")
    areas.to_file(package, layer="村界", driver="GPKG", engine="pyogrio")
    lines = [shapely.LineString([middle(0, row), middle(1, row), middle(2, row)]) for row in (0, 1)]
    lines.append(shapely.LineString([middle(1, 0), middle(1, 1)]))
    roads = geopandas.GeoDataFrame({"class": ["乡道"] * 3}, geometry=lines, crs="EPSG:4490")
    roads.to_file(folder / "roads.geojson", driver="GeoJSON", engine="pyogrio")
    filled = folder / "contracts.xlsx"
    with xlsxwriter.Workbook(str(filled)) as book:
        page = book.add_worksheet()
        for line, row in enumerate(
            [
                ["领导姓名", "职务", "包干乡镇", "开始日期"],
                ["测试甲", "县长", "青溪镇", "2026-01-01"],
                ["测试乙", "副县长", "云岭乡", "2026-01-01"],
                ["合计", "2人", "", ""],
            ]
        ):
            page.write_row(line, 0, row)
    hubs = [["名称", "所属区划", "经度", "纬度"]]
    hubs += [[f"{name}综治中心", name, *middle(0, row)] for row, name in enumerate(TOWNSHIPS.values())]
    filed = dt.datetime.now() - dt.timedelta(days=20)
    petitions = [["信访件编号", "登记时间", "信访形式", "问题类别", "办理状态", "乡镇", "村"]]
    for number, (code, (name, _, _)) in enumerate(VILLAGES.items(), 1):
        township = TOWNSHIPS[code[:9]]
        petitions.append(
            [f"青信{number}", f"{filed:%Y-%m-%d %H:%M}", "走访", "生态环境", "在办", township, name]
        )
    return {
        "list": sheet(folder / "list.csv", [["代码", "名称", "乡镇"], *listed]),
        "outlines": package,
        "roads": folder / "roads.geojson",
        "contracts": filled,
        "hubs": sheet(folder / "hubs.csv", hubs),
        "petitions": sheet(folder / f"信访件{dt.date.today()}.csv", petitions),
    }


@pytest.fixture
def office(tmp_path, open_page):
    """The office before an empty disk; yields a function that opens a page, and the record."""
    database = tmp_path / "qingxi.gpkg"
    with serving(database, PETITION_MAP_ROLE="office") as address:
        yield lambda path="", **size: open_page(f"{address}/{path}", **size), database


def hand_in(page, key, path):
    with answered(page):
        page.locator(f".st-key-{key} input[type=file]").set_input_files(str(path))


def pick(page, label, option):
    box = page.get_by_role("combobox", name=re.compile(label))
    box.click()
    box.press_sequentially(option)
    with answered(page):
        page.get_by_role("option", name=option).first.click()


def press(page, label):
    with answered(page):
        page.get_by_role("button", name=label, exact=True).click()


def test_a_county_is_set_up_from_files_alone_and_plans_its_first_visits(office, files):
    opened, database = office
    page = opened()
    expect(page.get_by_role("heading", name="数据库尚未设定所属县")).to_be_visible()
    page.get_by_label("县区划代码").fill(CODE)
    page.get_by_label("县名").fill(NAME)
    press(page, "建立本县数据")
    expect(page.get_by_role("heading", name=f"{NAME}建库")).to_be_visible()

    hand_in(page, "list-file", files["list"])
    press(page, "预检")
    expect(page.get_by_role("heading", name="预检结果（尚未入库）")).to_be_visible()
    assert reads.divisions(Store(str(database)), Level.VILLAGE, dt.date.today()).empty
    press(page, "确认入库")
    expect(page.get_by_text("现有乡镇（街道）2 个、村社 6 个")).to_be_visible()
    page = opened("setup")  # it was left, and is taken up again
    expect(page.get_by_text("现有乡镇（街道）2 个、村社 6 个")).to_be_visible()

    hand_in(page, "outlines-file", files["outlines"])
    pick(page, "多个图层", "村界")
    pick(page, "坐标系", "EPSG:4490")
    press(page, "预检")
    press(page, "确认入库")
    page = opened("setup?step=roads")
    expect(page.get_by_text("6 个村社中 6 个有边界")).to_be_visible()
    record = Store(str(database))
    villages = reads.boundaries(record, Level.VILLAGE, dt.date.today())
    assert set(villages["name"]) == {name for name, _, _ in VILLAGES.values()}
    assert len(reads.divisions(record, Level.TOWNSHIP, dt.date.today())) == 2

    hand_in(page, "roads-file", files["roads"])
    pick(page, "坐标系", "EPSG:4490")
    page.get_by_label("道路等级").fill("class")
    page.keyboard.press("Enter")
    press(page, "确认入库")
    page = opened("registers?register=contracts")
    expect(page.get_by_text("无法排定和公示")).to_be_visible()
    page.get_by_text("用文件导入本台账").click()
    hand_in(page, "up-contracts", files["contracts"])
    press(page, "确认入库")
    expect(page.get_by_text("此行为合计、签章或备注，不是台账条目")).to_be_visible()
    expect(page.get_by_role("heading", name="乡镇包干：2 条")).to_be_visible()
    page = opened("registers?register=hubs")
    page.get_by_text("用文件导入本台账").click()
    hand_in(page, "up-hubs", files["hubs"])
    pick(page, "坐标系", "EPSG:4490")
    press(page, "确认入库")

    page = opened("setup?step=petitions")
    page.get_by_role("link", name="前往导入信访件").click()
    quiet(page)
    hand_in(page, "upload", files["petitions"])
    page.locator(".st-key-store button").click()
    expect(page.get_by_role("heading", name="导入结果")).to_be_visible(timeout=60_000)
    page = opened("setup?step=visits")
    expect(page.get_by_role("heading", name=f"{NAME}已完成建库")).to_be_visible()
    page.get_by_role("link", name="前往下访安排").click()
    quiet(page)
    expect(page.get_by_text("测试甲").first).to_be_visible()
    expect(page.get_by_text("上溪村").first).to_be_visible()
    expect(page.get_by_text("村民委员会")).to_have_count(0)


def test_an_empty_form_that_is_handed_in_unfilled_is_told_so(office, tmp_path):
    opened, _ = office
    page = opened()
    page.get_by_label("县区划代码").fill(CODE)
    page.get_by_label("县名").fill(NAME)
    press(page, "建立本县数据")
    blank = tmp_path / "form.xlsx"
    blank.write_bytes(form("leaders", "zh_CN"))
    page = opened("registers?register=leaders")
    page.get_by_text("用文件导入本台账").click()
    hand_in(page, "up-leaders", blank)
    press(page, "预检")
    expect(page.get_by_text("只有表头")).to_be_visible()
