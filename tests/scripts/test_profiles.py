"""Profiles on the command line: kept, listed, handed on, taken for an import, removed."""

import json

import pytest
from typer.testing import CliRunner

from scripts.__main__ import app

TOML = """frame = "EPSG:4490"

[columns]
number = "甲"
filed = "乙"
category = "丙"
channel = "丁"

[values.channel]
"飞鸽" = "letter"
"""


@pytest.fixture
def run(store):
    return lambda *words: CliRunner().invoke(app, [*map(str, words), "--database", store.url, "--json"])


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "p.toml"
    path.write_text(TOML, encoding="utf-8")
    return path


def names(result):
    return [each["name"] for each in json.loads(result.stdout)["profiles"]]


def test_a_profile_is_kept_listed_written_out_and_removed(run, file, tmp_path):
    assert names(run("profiles")) == []
    (kept,) = json.loads(run("profiles", "--import", file, "--name", "外地").stdout)["profiles"]
    assert (kept["name"], kept["frame"], kept["columns"]["filed"]) == ("外地", "EPSG:4490", ["乙"])
    out = tmp_path / "out.toml"
    assert run("profiles", "--export", "外地", out).exit_code == 0
    assert names(run("profiles", "--import", out, "--name", "又一")) == ["又一", "外地"]
    assert names(run("profiles", "--remove", "外地")) == ["又一"]


def test_a_file_is_imported_by_the_name_of_a_profile(run, file, tmp_path):
    petitions = tmp_path / "a.csv"
    petitions.write_text("甲,乙,丙,丁,戊\n1,2026-10-01,彩礼,飞鸽,急\n", encoding="utf-8")
    run("profiles", "--import", file, "--name", "外地")
    told = json.loads(run("import-petitions", petitions, "--profile", "外地").stdout)
    assert (told["stored"], told["unread"], told["words"]) == (1, {"戊": ["急"]}, {"category": {"彩礼": 1}})


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--import", "p.toml"), "--import and --name go together"),
        (("--name", "x"), "--import and --name go together"),
        (("--remove", "x"), "There is no profile x on record"),
        (("--export", "x", "y.toml"), "There is no profile x on record"),
        (("--import", "nowhere.toml", "--name", "x"), "There is no file nowhere.toml"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(run, words, said):
    result = run("profiles", *words)
    assert result.exit_code == 2 and said in json.loads(result.stdout)["error"]["en"]
