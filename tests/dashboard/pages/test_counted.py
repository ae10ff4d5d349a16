"""What is counted stands in the title and the address, and one figure is the same on every page."""

import json
import re

import pytest
from typer.testing import CliRunner

from data.petitions.figures import figures
from data.reader import Reader
from data.scope import Role, Scope
from data.store import Store
from scripts.__main__ import app
from tests.dashboard.pages.conftest import legend, maps, title, words
from tests.demo import AS_OF

WORDS = {"petitions": "信访件", "requests": "线上诉求", "both": "信访件和线上诉求"}


def number(text, pattern):
    return int(re.search(pattern, text)[1].replace(",", ""))


@pytest.mark.parametrize("counted", WORDS)
def test_the_choice_stands_in_the_title_of_every_page_that_counts(look, counted):
    said = WORDS[counted]
    assert f"11月{said} " in title(look(f"?count={counted}"))
    assert f"11月{said} · 全部类别：" in title(look(f"hotspots?count={counted}"))
    assert title(look(f"coverage?count={counted}")).endswith(f"在办{said}")
    assert f"2026年11月{said} " in words(look(f"briefing?count={counted}"))
    assert said in legend(look(f"?count={counted}&show=heat"))


def test_petitions_are_counted_unless_the_reader_chooses_otherwise(look):
    page = look("?category=ecology")
    few = number(title(page), r"信访件 ([\d,]+) 件")
    assert "count" not in page.query_params
    page.selectbox(key="count").set_value("requests").run()
    assert page.query_params["count"] == ["requests"] or page.query_params["count"] == "requests"
    assert number(title(page), r"线上诉求 ([\d,]+) 件") > few


def test_what_the_address_asks_for_and_is_not_offered_is_petitions(look):
    assert "11月信访件 " in title(look("?count=everything"))
    assert "11月信访件 " in words(look("briefing?screen=1&count=everything"))


def test_cases_visits_and_persons_are_told_in_their_own_unit(look):
    units = {"count": "件", "groups": "批", "persons": "人次"}
    told = {
        show: number(title(look(f"?show={show}")), rf"信访件 ([\d,]+) {unit}") for show, unit in units.items()
    }
    assert told["groups"] < told["count"] < told["persons"]
    joint = look("?kind=joint&show=persons")
    groups = number(title(look("?kind=joint&show=groups")), r"信访件（集体访） ([\d,]+) 批")
    assert number(title(joint), r"信访件（集体访） ([\d,]+) 人次") >= 5 * groups > 0


def test_first_and_repeated_ones_are_all_there_are(look):
    every, first, repeat = (
        number(title(look(f"?span=36{kind}")), r"([\d,]+) 件") for kind in ("", "&kind=first", "&kind=repeat")
    )
    assert first + repeat == every


def test_map_repair_and_command_tell_one_figure_of_what_is_placed(look, demo_file):
    on_map = re.search(r"已定位到村 ([\d,]+) 件，共 ([\d,]+) 件", legend(look("?span=36&count=both")))
    repair = re.search(r"已定位 ([\d,]+) 件，共 ([\d,]+) 件", title(look("repair")))
    told = json.loads(
        CliRunner().invoke(app, ["figures", "--count", "both", "--json", "--database", str(demo_file)]).stdout
    )
    assert told["counted"] == "both"
    store = Store(f"sqlite:///{demo_file}")
    office = Scope.of(Role.OFFICE, ["330726"], "330726")
    counted = figures(Reader(office, store, AS_OF), AS_OF).petitions
    store.close()
    assert told["petitions"] == counted and told["petitions"] + told["requests"] == told["cases"]
    assert repair.groups() == (f"{told['located']:,}", f"{told['cases']:,}")
    # three years of calendar months begin some days after the record does
    assert int(on_map[2].replace(",", "")) <= told["cases"]


def test_the_briefing_counts_what_the_map_counts(look):
    on_map = number(title(look("map?span=1&role=leader")), r"信访件 ([\d,]+) 件")
    briefing = words(look("briefing"))
    assert f"2026年11月信访件 {on_map:,} 件" in briefing
    assert "大屏不含检举控告" in briefing, "the office's map has them, and the preview says so"


@pytest.mark.parametrize("role", ["leader", "township", "team"])
def test_whoever_counts_without_accusations_is_told_so_and_not_how_many(look, role):
    total = r"信访件 ([\d,]+) 件"
    page, office = look(f"map?span=36&role={role}"), look("map?span=36&role=office")
    assert number(title(page), total) < number(title(office), total)
    assert "不含检举控告" in words(page).splitlines()
    assert "不含检举控告" not in words(office).splitlines()


def test_a_visit_says_what_its_cases_are(look):
    page = look("plan?township=330726101")
    assert "所列件数：信访件" in words(page)
    assert maps(page)[0]["legend"]["title"] == "待接访的在办件：信访件"
