"""The desk on the command line: written down, called, recorded, undone; handed out and taken over."""

import datetime as dt
import json
import re

import pytest
from typer.testing import CliRunner

from data.tables import Dataset
from scripts.__main__ import app
from tests.county import COUNTY

TOWNSHIP = ("--date", "2026-12-15", "--township", "990001001")


@pytest.fixture
def run(store):
    with store.write("test", "day", COUNTY) as session:
        session.get(Dataset, 1).as_of = dt.date(2026, 12, 15)

    def told(*words, said=None, code=0):
        result = CliRunner().invoke(app, [*words, "--json", "--database", store.url], input=said)
        assert result.exit_code == code, result.output
        return json.loads(result.stdout)

    return told


def test_a_morning_at_the_desk(run):
    added = run(
        *("desk", *TOWNSHIP, "--add", "ecology", "--village", "990001001001", "--people", "3"),
        *("--words", "-"),
        said="灯不亮",
    )
    assert added["slip"] == "A001" and "灯不亮" not in json.dumps(added, ensure_ascii=False)
    assert (
        "还没有人接谈"
        in run("desk", *TOWNSHIP, "--slip", "A001", "--outcome", "settled", code=2)["error"]["zh"]
    )
    run("desk", *TOWNSHIP, "--slip", "A001", "--call", "leader")
    owed = ("--outcome", "promised", "--owner", "水务局")
    assert "办理期限" in run("desk", *TOWNSHIP, "--slip", "A001", *owed, code=2)["error"]["zh"]
    told = run("desk", *TOWNSHIP, "--slip", "A001", *owed, "--due", "2026-12-30")
    assert told["sentence"]["zh"] == "接访 1 批 3 人次，当场化解 0 件，交办 1 件"
    assert told["figures"]["promised"] == 1 and told["public"]["zh"] == "当日接访批数较少或没有，不予显示"
    assert told["entries"][0]["made"] == "接访990001001-20261215-A001"
    assert run("desk", *TOWNSHIP, "--slip", "A001", "--undo")["entries"][0]["outcome"] is None
    assert (
        "没有下访安排"
        in run("desk", "--date", "2026-12-16", *TOWNSHIP[2:], "--add", "ecology", code=2)["error"]["zh"]
    )


def test_a_desk_is_handed_out_and_taken_over(run, tmp_path):
    page, file = tmp_path / "desk.html", tmp_path / "desk.json"
    assert run("desk-export", *TOWNSHIP, "--out", str(page))["file"] == str(page)
    content = json.loads(re.search(r'id="content">(.*?)</script>', page.read_text("utf-8"), re.S)[1])
    head = {name: content[name] for name in ("format", "desk", "on", "township", "letter")}
    entry = {
        "uid": "a" * 32,
        "revision": 1,
        "number": 1,
        "arrived_at": "2026-12-15T09:00:00",
        "village": None,
        "category": "ecology",
        "people": 2,
        "place": "waiting",
    }
    file.write_text(json.dumps(head | {"entries": [entry, {"number": 2}]}), "utf-8")
    told = run("desk-import", str(file))
    assert (told["in_file"], told["taken"], [each["slip"] for each in told["refused"]]) == (
        2,
        ["B001"],
        ["B002"],
    )
    assert run("desk-import", str(file))["known"] == ["B001"]
    assert run("desk", *TOWNSHIP)["figures"]["people"] == 2


def test_on_a_day_without_visits_nobody_is_awaited(run):
    refused = run("desk", "--date", "2026-12-14", code=2)
    assert "没有下访安排" in refused["error"]["zh"]


def test_a_period_that_ends_before_it_begins_is_no_period_without_cases(run):
    refused = run("indicators", "--from", "2026-12-01", "--to", "2026-01-01", code=2)
    assert "晚于截止日期" in refused["error"]["zh"]


def test_words_come_in_the_encodings_of_the_county_or_with_a_reason(run, tmp_path):
    written = tmp_path / "words.txt"
    for content, code in (("灯不亮".encode("gbk"), 0), (b"a\xff", 2)):
        written.write_bytes(content)
        told = run("desk", *TOWNSHIP, "--add", "ecology", "--words", str(written), code=code)
    assert "words.txt" in told["error"]["zh"]
