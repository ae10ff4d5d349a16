"""The papers of a 15th on the command line."""

import json

import pytest
from typer.testing import CliRunner

from scripts.__main__ import app
from tests.data.conftest import petition


@pytest.fixture
def run(store):
    with store.write("test", "add", "petitions") as session:
        session.add(petition("A1", "990001001001", tier="hard"))

    def told(*words):
        return CliRunner().invoke(app, [*map(str, words), "--database", store.url])

    return told


def test_pages_calendar_and_list_are_written_at_once(run, tmp_path):
    files = [tmp_path / f"day.{suffix}" for suffix in ("pdf", "ics", "xlsx")]
    words = ("--out", files[0], "--ics", files[1], "--xlsx", files[2])
    result = run("itinerary", "--date", "2026-12-15", *words, "--json")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert told["pages"] == 2
    assert told["synthetic"] is True
    assert told["files"] == [str(file) for file in files]
    assert [file.read_bytes()[:2] for file in files] == [b"%P", b"BE", b"PK"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--date", "2026-12-14", "--out", "a.pdf"), "on 2026-12-15"),
        (("--date", "2026-12-15", "--out", "a.docx"), "ends in .pdf"),
        (("--date", "2026-12-15", "--out", "a.pdf", "--township", "42"), "no township with code 42"),
        (("--date", "2010-12-15", "--out", "a.pdf"), "no townships"),
    ],
)
def test_what_cannot_be_printed_is_refused_and_nothing_is_written(run, tmp_path, monkeypatch, words, reason):
    monkeypatch.chdir(tmp_path)
    result = run("itinerary", *words, "--json")
    assert result.exit_code == 2
    assert reason in json.loads(result.stdout)["error"]["en"]
    assert not (tmp_path / "a.pdf").exists()


def test_the_notice_is_printed_as_text_and_says_when_it_is_late(run):
    result = run("notice", "--date", "2099-12-15")
    assert result.exit_code == 0
    assert "演示数据" in result.stdout
    assert "测试领导1" in result.stdout
    assert "村001001" not in result.stdout
    assert "至少提前" not in result.stderr
    assert "至少提前 3 天" in run("notice", "--date", "2020-12-15").stderr


@pytest.mark.parametrize("name", ["notice.pdf", "notice.txt"])
def test_the_notice_goes_into_a_file(run, tmp_path, name):
    file = tmp_path / name
    result = run("notice", "--date", "2099-12-15", "--out", file, "--language", "en", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["late"] is False
    assert file.stat().st_size > 100
