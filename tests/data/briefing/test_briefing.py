"""A meeting's slides, report, numbers and command tell one snapshot, and no more than the screen does."""

import datetime as dt
import io
import json
import zipfile
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from pptx import Presentation
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from data.briefing import words
from data.briefing.receptions import Reception
from data.briefing.snapshot import screen, snapshot
from data.divisions.drawn import around, drawn
from data.divisions.land import land
from data.errors import BriefingRefused
from data.petitions.counts import tally
from data.petitions.facts import Filter
from data.reports import county, month_map
from data.reports.month_report import report, workbook
from data.reports.slides import slides
from data.store import Store
from data.tables import Dataset
from data.text import Words
from scripts.__main__ import app
from tests.county import COUNTY, TODAY, VILLAGES, petition

DAY = dt.date(2026, 11, 24)
_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c636000000002000148afa4710000000049454e44ae426082"
)
PICTURE = month_map.Pictures(_PNG, _PNG, _PNG, None)


@pytest.fixture(scope="module")
def record(demo_of):
    store = Store(str(demo_of(DAY)))
    yield store
    store.close()


@pytest.fixture(scope="module")
def told(record):
    return snapshot(record, "2026-10", DAY)


def test_every_number_is_what_the_screen_is_told(record, told):
    county = tally(screen(record, DAY))
    assert told.totals == county.totals(Filter(told.month.first, told.month.last))
    whole = Filter(told.told.first, told.told.last)
    assert told.categories == county.by_category(whole).to_dict()
    assert told.townships == county.by_township(whole)
    counts = county.by_village(whole, told.villages).cases
    assert np.ma.allequal(told.counts.cases, counts)
    assert (np.ma.getmaskarray(told.counts.cases) == np.ma.getmaskarray(counts)).all()
    assert min(told.categories.values()) >= told.least <= min(told.townships.values())


def test_a_month_that_is_not_over_is_compared_with_none(record):
    running = snapshot(record, "2026-11", DAY)
    assert running.trends == {} and "2026-11-24" in words.headline(Words("en"), running)


def test_of_a_short_record_no_month_stands_beside_another_than_that_of_the_year_before(store):
    with store.write("test", "add", COUNTY) as session:
        for nth in range(10 * 20):
            filed = dt.datetime(2026, 1 + nth % 10, 5, 9)
            session.add(petition(f"A{nth}", list(VILLAGES)[nth % 4], filed=filed))
    months = snapshot(store, "2026-10", TODAY).monthly
    assert [f"{month:%Y-%m}" for month in months["month"][[0, 12, 23]]] == ["2024-11", "2025-11", "2026-10"]
    assert months["cases"][:14].isna().all() and (months["cases"][14:] == 20).all()


def test_slides_hold_native_charts_and_tables_of_the_snapshot(told):
    deck = Presentation(io.BytesIO(slides(told, "zh_CN", PICTURE)))
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    line, categories, townships = charts
    months = [None if np.isnan(n) else n for n in told.monthly["cases"]]
    assert [*line.plots[0].series[1].values, *line.plots[0].series[0].values] == months
    assert list(categories.plots[0].series[0].values) == list(told.categories.values())[:15]
    assert list(townships.plots[0].categories) == [told.names[code] for code in told.townships]
    cells = {
        cell.text
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_table
        for cell in shape.table.iter_cells()
    }
    say = Words("zh_CN")
    figures = words.figures(say, told)
    assert {each.shown for each in figures} | {each.label for each in figures} <= cells
    assert {words.item(say, each)[2] for each in told.agenda} <= cells
    foot = [shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame]
    assert sum("演示数据" in text and "2026-11-24" in text for text in foot) == len(deck.slides)


def test_no_name_is_a_formula_of_the_workbook_behind_a_chart(told):
    wicked = '=HYPERLINK("//evil")<&'
    names = {**told.names, next(iter(told.townships)): wicked}
    deck = Presentation(io.BytesIO(slides(replace(told, names=names), "en", PICTURE)))
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    assert wicked in list(charts[2].plots[0].categories)
    for chart in charts:
        with zipfile.ZipFile(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)) as parts:
            assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def test_the_workbook_has_the_numbers_and_no_formula(told):
    content, say = workbook(told, "zh_CN"), Words("zh_CN")
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    lines = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    categories = {row[0]: row[1] for row in lines["问题类别"] if isinstance(row[1], float)}
    assert categories == {say.category(code): n for code, n in told.categories.items()}
    villages = {row[0]: row[2] or None for row in lines["村社"] if row[0] in set(told.villages)}
    assert villages == dict(zip(told.villages, told.counts.cases.tolist(), strict=True))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/")]
    assert len(sheets) == 6 and not any(b"<f>" in sheet for sheet in sheets)


def test_the_command_makes_three_files_and_tells_the_same(record, told, tmp_path):
    words_ = ["briefing", "--month", "2026-10", "--out", str(tmp_path / "out"), "--json"]
    done = CliRunner().invoke(app, [*words_, "--database", record.url.removeprefix("sqlite:///")])
    assert done.exit_code == 0, done.output
    answer = json.loads(done.stdout)
    assert answer["cases"] == told.totals.cases and answer["categories"] == told.categories
    begins = {name.name: name.read_bytes()[:4] for name in (tmp_path / "out").iterdir()}
    assert begins == {"2026-10.pptx": b"PK\3\4", "2026-10.pdf": b"%PDF", "2026-10.xlsx": b"PK\3\4"}


def test_a_month_without_a_record_and_a_template_that_is_none_are_refused(record, told, tmp_path):
    with pytest.raises(BriefingRefused, match="nothing of"):
        snapshot(record, "2019-01", DAY)
    for month in ("2026-13", "2026-1", "0000-01", "last"):
        with pytest.raises(BriefingRefused, match="no month"):
            snapshot(record, month, DAY)
    broken = tmp_path / "house.pptx"
    broken.write_bytes(b"no slides")
    with pytest.raises(BriefingRefused, match=r"house\.pptx"):
        slides(told, "en", PICTURE, broken)


def test_a_template_of_the_county_keeps_its_slides_and_gives_its_pages(told, tmp_path):
    house, own = tmp_path / "house.pptx", Presentation()
    own.slides.add_slide(own.slide_layouts[0]).shapes.title.text = "县委办"
    own.core_properties.author = "李四"
    own.save(str(house))
    deck = Presentation(io.BytesIO(slides(told, "zh_CN", PICTURE, house)))
    assert deck.slides[0].shapes.title.text == "县委办"
    assert {deck.core_properties.author, deck.core_properties.last_modified_by} == {told.county}
    assert deck.slide_width == own.slide_width and len(deck.slides) > 6


def test_of_a_template_no_empty_place_is_left_and_one_without_layouts_is_refused(told, tmp_path):
    house, own = tmp_path / "house.pptx", Presentation()
    for layout in list(own.slide_layouts)[2:]:
        own.slide_layouts.remove(layout)
    own.save(str(house))
    deck = Presentation(io.BytesIO(slides(told, "zh_CN", PICTURE, house)))
    assert all(place.text_frame.text for slide in deck.slides for place in slide.placeholders)
    for layout in list(own.slide_layouts):
        own.slide_layouts.remove(layout)
    own.save(str(house))
    with pytest.raises(BriefingRefused, match="no layout"):
        slides(told, "zh_CN", PICTURE, house)


def test_a_circle_stands_on_its_own_village_though_another_has_no_outline(told):
    outlined = [*told.villages[3:][::-1], "gone"]
    made = month_map._counts(told, Words("en"), outlined)
    untold = np.ma.getmaskarray(told.counts.cases)[3:][::-1]
    assert made.classes.tolist() == [*untold.astype(int), 1]
    size = month_map.Size.of(told.usual, told.least)
    circles = [size.radius(float(n)) if n is not None else 0.0 for n in told.counts.cases.tolist()[3:][::-1]]
    assert made.circles == [*circles, 0.0]


def test_rates_are_those_of_the_counts_that_are_told(told):
    people = np.full(len(told.villages), 2_000.0)
    people[0] = np.nan
    made = month_map._rates(told, Words("en"), list(told.villages), people)
    untold = np.ma.getmaskarray(told.counts.cases)
    assert ((made.classes == len(made.palette)) == untold).all()
    known = ~untold & (people > 0)
    order = np.argsort(told.counts.cases[known].data, kind="stable")
    assert (np.diff(made.classes[known][order]) >= 0).all(), (
        "more petitions for as many people, a higher class"
    )
    assert len({line["label"] for line in made.lines}) == len(made.lines)


def test_a_heat_tells_no_more_than_the_counts_of_which_it_is_made(told, record):
    known, say = land(record, DAY), Words("en")
    made = month_map._heat(told, say, list(told.villages), known)
    cases = np.ma.asarray(told.counts.cases)
    hidden = np.ma.getmaskarray(cases)
    assert hidden.any() and made.classes.tolist() == hidden.astype(int).tolist()
    others = np.ma.masked_array(np.where(hidden, 4, cases.data), hidden)
    lied = replace(told, counts=replace(told.counts, cases=others))
    assert month_map._heat(lied, say, list(told.villages), known).heat == made.heat
    counts = (
        pd.Series(np.ma.filled(cases.astype(float), np.nan), told.villages).reindex(known.codes).to_numpy()
    )
    surface = month_map._surface(counts, known.grid, 800.0)
    mass = surface.sum() * (known.grid.cell / 1000) ** 2
    assert mass == pytest.approx(np.nansum(counts), rel=1e-3), "each petition that is told is somewhere"
    assert not surface[np.isnan(counts)[known.grid.areas] & known.grid.inside].any()


def a_reception(code, **more):
    road = ((119.9, 29.4), (119.92, 29.45), (119.95, 29.5))
    own = {"township": "甲镇", "leader": "演示领导", "opens": 510.0, "closes": 690.0, "place": "综治中心"}
    return Reception(code, **{**own, **more}, at=road[-1], road=road, by_road=True)


def with_receptions(told, *receptions):
    visits = replace(
        told.standing.visits, receptions=receptions, published=frozenset(r.code for r in receptions)
    )
    return replace(told, standing=replace(told.standing, visits=visits))


def test_receptions_are_told_as_their_notice_has_them(told):
    met = with_receptions(told, a_reception("990001001"), a_reception("990001002", township="乙镇"))
    deck = Presentation(io.BytesIO(slides(met, "en", replace(PICTURE, receptions=_PNG))))
    rows = [
        [cell.text for cell in row.cells]
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_table
        for row in shape.table.rows
    ]
    assert ["2", "乙镇", "演示领导", "08:30–11:30", "综治中心"] in rows
    assert report(met, "en", replace(PICTURE, receptions=_PNG)).startswith(b"%PDF")


def test_a_map_of_receptions_draws_the_way_there_and_names_the_place(told, record):
    known = land(record, DAY)
    township = str(known.townships["code"].iloc[0])
    met = with_receptions(told, a_reception(township, township="<甲镇>"))
    say, outlined = Words("en"), list(known.codes)
    made = month_map._receptions(met, say, known, outlined)
    inside = (known.villages["parent_code"] == township).to_numpy()
    assert made.classes.tolist() == inside.astype(int).tolist() and inside.any()
    lines = json.loads(drawn(record, known, around(record)))
    drawing = county.drawing(lines, month_map._shown(met, say, made, []), 520)
    assert drawing.svg.count("<polyline") == 2 and ">1</text>" in drawing.svg
    assert [name.text for name in drawing.names].count("<甲镇>") == 1


def test_a_slide_says_that_no_visit_is_published(told):
    deck = Presentation(io.BytesIO(slides(told, "en", PICTURE)))
    said = [shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame]
    assert any("0 of 15 townships published" in text for text in said)


def test_without_outlines_there_is_no_map_and_why_is_said(empty_record, told, tmp_path):
    path = tmp_path / "empty.gpkg"
    path.write_bytes(empty_record.read_bytes())
    store = Store(str(path))
    with store.write("test", "make", COUNTY) as session:
        session.add(Dataset(county_code=COUNTY, county_name="测试县", synthetic=False))
    with pytest.raises(BriefingRefused, match="no villages with boundaries"):
        month_map.pictures(store, told, Words("en"))
    store.close()
