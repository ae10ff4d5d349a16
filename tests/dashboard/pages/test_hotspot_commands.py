"""A question of hot spots has one answer, whether a page is opened or a command is run."""

import json
import re

import pandas as pd
import pytest
from typer.testing import CliRunner

from data.petitions.facts import Filter, facts, select_facts, without_accusations
from data.reader import Reader
from data.scope import Role, Scope
from data.store import Store
from scripts.__main__ import app
from scripts.commands import questions
from tests.dashboard.pages.conftest import legend, maps, tables, title

BAIMA = "330726102"
ASKED = [
    ("hot", "more", {"category": "ecology"}),
    ("hot", "more", {"category": "ecology", "near": "5000", "months": "3", "month": "2026-10"}),
    ("hot", "more", {"category": "ecology", "beside": True}),
    ("hot", "more", {"category": "labour", "township": BAIMA, "status": "open"}),
    ("new", "new", {"category": "ecology"}),
    ("new", "new", {"category": "labour", "month": "2026-02", "township": BAIMA}),
    ("new", "new", {"category": "labour", "month": "2024-01"}),
    ("now", "now", {"category": "ecology"}),
    ("now", "now", {"category": "labour", "month": "2026-01", "tier": "general"}),
    ("now", "now", {"month": "2023-12"}),
    ("heat", "heat", {"category": "ecology"}),
    ("hot", "more", {"category": "ecology", "count": "requests"}),
    ("new", "new", {"category": "ecology", "count": "both"}),
    ("now", "now", {"category": "labour", "month": "2026-01", "count": "requests"}),
    ("heat", "heat", {"kind": "joint"}),
    ("hot", "more", {"category": "housing", "kind": "repeat", "count": "both"}),
    ("heat", "heat", {"months": "1", "month": "2026-05", "township": BAIMA, "bandwidth": "2000"}),
]
IN_THE_ADDRESS = {"months": "span"}


@pytest.fixture(scope="module", autouse=True)
def _facts_read_once():
    """The demo is changed by no test here, so its facts are read once for all commands."""
    read = {}

    def once(reader):
        key = reader.scope, reader.store.url, reader.today
        if key not in read:
            read[key] = facts(reader)
        return read[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(questions, "facts", once)
        yield


@pytest.fixture
def run(demo_file):
    """Function that asks a command of the demo: what it prints for a machine, and to read."""

    def command(question, **asked):
        options = [part for name, value in asked.items() for part in _option(name, value)]
        found = CliRunner().invoke(app, [question, *options, "--database", str(demo_file)])
        assert (found.exit_code, found.stderr) == (0, "")
        return json.loads(found.stdout) if "json" in asked else found.stdout.splitlines()

    return command


def _option(name, value):
    return [f"--{name}"] if value is True else [f"--{name}", value]


def _address(spots, asked):
    words = {IN_THE_ADDRESS.get(name, name): value for name, value in asked.items()}
    if words.pop("beside", False):
        words["test"] = "beside"
    return "hotspots?" + "&".join(f"{name}={value}" for name, value in {"spots": spots, **words}.items())


@pytest.mark.parametrize(("question", "spots", "asked"), ASKED)
def test_page_and_command_say_the_same_of_the_same_petitions(look, run, question, spots, asked):
    address, told = _address(spots, asked), run(question, json=True, **asked)
    page = look(address)
    assert title(page) == told["sentence"]["zh"]
    assert title(look(f"{address}&lang=en")) == told["sentence"]["en"]
    if not told.get("too_few_weeks"):
        _holds_what_the_map_shows(page, told)
        _holds_what_the_table_shows(page, told, question)


@pytest.mark.parametrize("question", ["hot", "new", "now", "heat"])
def test_a_command_is_read_in_the_words_that_a_program_gets(run, question):
    told = run(question, json=True, category="ecology")
    assert {told["sentence"]["zh"], told["sentence"]["en"]} < set(run(question, category="ecology"))


def _holds_what_the_map_shows(page, told):
    """Petitions of each village looked at, as the map's words have them."""
    (shown,) = maps(page)
    counts = list(told["counts"].values())
    if told["asked"]["township"] is None:
        assert len(shown["words"]) == len(counts)
        for words, n in zip(shown["words"], counts, strict=True):
            line = words[1] if "classes" in told else words[2]
            assert re.search(r"[\d,]+", line)[0] == f"{n:,}"
    else:
        assert 0 < len(counts) < len(shown["words"])
    if "classes" in told:
        assert f"聚合半径 {told['parameters']['bandwidth']:,.0f} 米" in legend(page)
        assert all(f"{bound:,g}" in legend(page) for bound in told["classes"])


def _holds_what_the_table_shows(page, told, question):
    rows = tables(page)[0] if tables(page) else []
    if question == "heat":
        assert rows == [
            [
                one["name"],
                one["township"],
                f"{one['cases']:,}",
                f"{one['per_km2']:,.1f}",
                f"{one['per_1000_residents']:,.1f}",
            ]
            for one in told["peaks"]
        ]
    elif question == "new":
        shown = [(row[0], row[1], row[4], row[5]) for row in rows]
        assert shown == [
            (one["name"], one["township"], f"{one['last_month']:,}", f"{one['mean_month']:,.1f}")
            for one in told["villages"]
        ]
    elif question == "now":
        shown = [tuple(row[:4]) for row in rows]
        assert shown == [
            (f"{place}. {_place(one)}", one["since"], f"{one['cases']:,}", f"{one['expected']:,.1f}")
            for place, one in enumerate(told["places"], 1)
        ]
    elif told["parameters"]["beside"]:
        shown = [(row[0], row[3], row[4], row[5]) for row in rows]
        assert shown == [
            (one["name"], f"{one['cases']:,}", f"{one['around']:,.0f}", f"{one['expected_around']:,.1f}")
            for one in told["villages"]
        ]
    else:
        assert [row[:3] for row in rows] == [
            [_place(one), f"{one['cases']:,}", f"{one['expected']:,.1f}"] for one in told["places"][:25]
        ]


def _place(one):
    return f"{'、'.join(one['townships'])}：{'、'.join(one['names'])}"


def test_what_is_counted_are_the_matters_of_the_record_each_once(run, demo_file):
    told = run("hot", json=True, category="ecology", months="3", month="2026-10")
    assert (told["asked"]["first"], told["asked"]["last"]) == ("2026-08-01", "2026-10-31")
    own = _of_record(demo_file, Filter(category="ecology"))
    filed = own["filed"].between(pd.Timestamp("2026-08-01"), pd.Timestamp("2026-10-31 23:59:59"))
    by_village = _once(own[filed])["village_code"].value_counts()
    assert told["counts"] == {code: int(by_village.get(code, 0)) for code in told["counts"]}
    assert told["total"] == sum(told["counts"].values()) == int(by_village.sum())
    for place in told["places"]:
        assert place["cases"] == sum(told["counts"][code] for code in place["villages"])


def test_in_a_township_where_nothing_happens_its_own_petitions_are_told(look, run, demo_file):
    for question in ("now", "new"):
        told = run(question, json=True, category="labour", township=BAIMA)
        assert told["total"] == sum(told["counts"].values()) > 20
        assert f"{told['total']:,} 个事项" in title(
            look(f"hotspots?spots={question}&category=labour&township={BAIMA}")
        )
    own = _of_record(demo_file, Filter(category="labour", township=BAIMA))
    two_years = own["filed"] > pd.Timestamp("2024-11-25") + pd.Timedelta(days=1)
    now = run("now", json=True, category="labour", township=BAIMA)
    assert now["parameters"]["weeks"] == 104
    assert abs(now["total"] - int(_once(own[two_years])["village_code"].notna().sum())) <= 1


def _once(rows):
    """Of each matter its first petition."""
    ordered = rows.sort_values("filed", kind="stable")
    return ordered[ordered["matter_id"].isna() | ~ordered.duplicated("matter_id")]


def _of_record(database, wanted):
    """Facts that may be put on a village."""
    store = Store(f"sqlite:///{database}")
    county = store.dataset().county_code
    office = Scope.of(Role.OFFICE, [county], county)
    kept = select_facts(facts(Reader.of(office, store)), wanted)
    store.close()
    return without_accusations(kept)
