"""Repeated and joint petitions on the command line."""

import json

import pytest
from typer.testing import CliRunner

from scripts.__main__ import app
from tests.data.matters.test_matters import NOISE, ROAD, report


@pytest.fixture
def run(store):
    with store.write("test", "add", "petitions") as session:
        for number, statement in (
            ("YS1", ROAD),
            ("YS2", ROAD),
            ("YS3", ROAD[:-6] + "求你们快点来修"),
            ("YS4", NOISE),
        ):
            report(session, number, statement=statement)

    def told(*words, as_json=True):
        result = CliRunner().invoke(app, ["matters", *words, "--database", store.url, *["--json"] * as_json])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, json.loads(result.stdout) if as_json else result.stdout

    return told


def test_proposals_are_listed_and_nothing_is_linked_unasked(run):
    code, told = run()
    assert code == 0 and told["synthetic"] is True
    assert (told["petitions"], told["matters"], told["linked"], told["linked_now"]) == (4, 4, 0, 0)
    assert [(one["number"], one["joins"], one["rule"]) for one in told["proposals"]] == [
        ("YS2", "YS1", "text"),
        ("YS3", "YS1", "text"),
    ]
    _, text = run(as_json=False)
    assert "演示数据" in text and "1. YS2=YS1" in text and "内容相近 / similar text" in text
    assert "村001001  国土资源 / Land resources" in text, "by their names, not by codes"


def test_clear_ones_are_linked_at_once_and_a_pair_by_its_numbers(run):
    _, told = run("--link", "clear")
    assert (told["linked_now"], told["matters"], len(told["proposals"])) == (1, 3, 1)
    _, told = run("--link", "YS1=YS3", "--link", "YS4=YS1", "--of", "YS4")
    assert (told["linked_now"], told["matters"], told["proposals"]) == (2, 1, [])
    rules = {one["number"]: one["rule"] for one in told["of"]}
    assert (rules["YS3"], rules["YS4"], len(told["of"])) == ("text", "hand", 4)
    assert told["largest"][0]["village"] == "村001001"
    _, text = run("--of", "YS4", as_json=False)
    assert "人工认定 / by a person" in text


def test_a_link_is_taken_back_and_a_proposal_rejected(run):
    _, told = run("--link", "clear", "--of", "YS1")
    _, told = run("--undo", str(told["of"][0]["link"]))
    assert (told["undone_now"], told["matters"]) == (2, 4)
    assert {"YS1", "YS2"} not in [{one["number"], one["joins"]} for one in told["proposals"]]
    pair = told["proposals"][0]
    _, told = run("--reject", f"{pair['number']}={pair['joins']}")
    assert told["rejected_now"] == 1 and pair not in told["proposals"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--link", "YS1"), "NUMBER=NUMBER"),
        (("--reject", "YS1=YS4"), "YS1=YS4 is not proposed"),
        (("--link", "YS1=NONE"), "no petition with the number NONE"),
        (("--undo", "99"), "no link 99"),
    ],
)
def test_what_cannot_be_done_is_refused(run, words, told):
    code, answer = run(*words)
    assert code == 2 and told in answer["error"]["en"]
