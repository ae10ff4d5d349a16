"""List and map are one selection, and each list can be taken away."""

import io
import re

import pytest
from python_calamine import CalamineWorkbook

from tests.dashboard.pages.conftest import maps, open_view, plain, tables, title, words
from tests.demo import keep_finding

VILLAGE = "330726101304"


def links(page, name):
    """Code -> address, of the rows of a list that open something."""
    (markup,) = [each.value for each in page.html if f'class="pm-list" data-list="{name}"' in each.value]
    rows = re.findall(r'<tr data-code="(.*?)">.*?<a .*?href="(.*?)"', markup)
    return {code: plain(address) for code, address in rows}


def chosen(page, name):
    """Code of the row that a list marks."""
    marks = "\n".join(each.value for each in page.html)
    return re.search(rf'class="pm-chosen" data-list="{name}" data-code="(.*?)"', marks)[1]


LISTS = {
    "map": "villages",
    "coverage": "coverage",
    "hotspots?spots=heat": "densest",
    "plan": "timetable",
}


@pytest.mark.parametrize("view", LISTS)
def test_a_row_opens_what_the_shape_on_the_map_opens_and_is_marked(look, view):
    name, sign = LISTS[view], "&" if "?" in view else "?"
    code, address = next(iter(links(look(f"{view}{sign}lang=en"), name).items()))
    assert f"village={code}" in address and "lang=en" in address
    page = look(f"{view}{sign}village={code}")
    assert chosen(page, name) == code == maps(page)[0]["selected"]


def test_a_row_of_the_findings_opens_its_evidence(record, own_file):
    keep_finding(own_file)
    record(own_file)
    found = links(open_view("hotspots?spots=findings"), "findings")
    assert len(found) > 1 and all(f"finding={code}" in address for code, address in found.items())
    page = open_view(f"hotspots?spots=findings&finding={list(found)[-1]}")
    assert chosen(page, "findings") == list(found)[-1]
    assert all(address.startswith("case?") for address in links(page, "finding-cases").values())


def test_the_list_of_the_map_is_in_the_order_of_what_the_map_shows(look):
    for measure, column in {"count": 2, "rate": 2, "ratio": 2, "persons": 2}.items():
        rows = tables(look(f"map?show={measure}"))[0]
        values = [float(row[column].replace(",", "")) for row in rows]
        assert len(values) > 200 and values == sorted(values, reverse=True), measure


def test_a_filter_of_the_coverage_changes_title_map_and_list_together(look):
    page = look("coverage?township=330726101&group=overdue")
    shown = tables(page)[0]
    assert title(page).startswith("黄宅镇") and {row[1] for row in shown} == {"黄宅镇"}
    palette, classes = maps(page)[0]["palette"], maps(page)[0]["classes"]
    assert sum(each != len(palette) - 1 for each in classes) == len(shown) > 0


def test_a_list_is_taken_away_whole_and_made_only_when_it_is_asked_for(look, offers):
    page = look("coverage")
    assert offers == []
    page.button(key="file-coverage-0").click().run()
    assert not page.exception
    ((content, name, _media),) = offers
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert name == "联心服务.xlsx" and rows[0][0].startswith("演示数据")
    assert len(rows) == 3 + 244 and isinstance(rows[-1][-1], float | int)
    assert 'href="/export/once"' in "".join(each.value for each in page.html)
    page.run()
    assert '"/export/once"' not in "".join(each.value for each in page.html) and len(offers) == 1


def test_the_sentence_of_the_map_names_every_condition_and_compares_like_with_like(look):
    page = look("map?span=3&tier=hard&category=ecology")
    assert "疑难" in title(page) and "生态环境" in title(page) and "环比" in title(page)
    assert re.search(r"同比(上升|下降)[\d.]+%（2025年9—11月：\d+ 件）", words(page))
    assert "环比" not in words(look("map?span=3&status=open"))
