"""Questions of hot spots on the command line: what cannot be said is said, and nothing is read twice."""

import json
import shutil

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from data.divisions import reads
from data.store import Store
from data.tables import Division
from geo import neighbours
from scripts.__main__ import app
from scripts.commands import questions
from tests.county import petition
from tests.demo import AS_OF

QUESTIONS = ("hot", "new", "now", "heat")


@pytest.fixture
def run(tmp_path):
    """Function that runs a command on a record: exit code, JSON, what is read on stderr."""

    def command(*words, database):
        found = CliRunner().invoke(app, [*words, "--database", str(database), "--json"])
        if found.exception is not None and not isinstance(found.exception, SystemExit):
            raise found.exception
        return found.exit_code, json.loads(found.stdout), found.stderr

    return command


@pytest.fixture(scope="module")
def without_residents(demo_of, tmp_path_factory):
    """The demo, nobody knowing how many live where."""
    path = shutil.copy(demo_of(AS_OF), tmp_path_factory.mktemp("demo") / "demo.gpkg")
    store = Store(f"sqlite:///{path}")
    with store.write("test", "change", "x") as session:
        session.execute(update(Division).values(residents=None))
    store.close()
    return path


@pytest.mark.parametrize("question", ["hot", "new"])
def test_without_residents_a_question_of_them_says_that_nothing_was_tested(run, without_residents, question):
    code, told, _err = run(question, "--category", "ecology", database=without_residents)
    assert (code, told["untested"]) == (0, "no_residents")
    assert "无法测算" in told["sentence"]["zh"] and "缺少常住人口" in told["sentence"]["zh"]
    assert "not tested, for the residents of the villages are missing" in told["sentence"]["en"]
    assert told["total"] > 0
    assert told.get("places", told.get("new")) == []
    read = (
        CliRunner()
        .invoke(app, [question, "--category", "ecology", "--database", str(without_residents)])
        .stdout
    )
    assert "请在“台账”页面登记常住人口" in read and "on the page of the registers" in read


def test_beside_its_neighbours_no_village_without_residents_is_tested_either(run, without_residents):
    _code, told, _err = run("hot", "--beside", "--near", "5000", database=without_residents)
    assert told["untested"] == "no_residents" and told["villages"] == []
    assert told["villages_not_tested"] == len(told["counts"])


def test_what_asks_for_no_residents_is_answered_without_them(run, without_residents, demo_of):
    asked = ("--category", "ecology")
    known, unknown = (run("now", *asked, database=path)[1] for path in (demo_of(AS_OF), without_residents))
    assert unknown == known and unknown["places"]
    heat = run("heat", *asked, database=without_residents)[1]
    assert heat["peaks"] and all(one["per_1000_residents"] is None for one in heat["peaks"])


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("hot", "--category", "witchcraft"), "No petition on record has the category witchcraft"),
        (("new", "--township", "1"), "There is no township 1 on record"),
        (("now", "--month", "2019-01"), "2019-01 is not on record: choose a month from 2023-11 to 2026-11"),
        (("heat", "--bandwidth", "5"), "The bandwidth lies between 300 and 3000 m; 5 m does not"),
    ],
)
def test_what_is_not_on_record_is_refused_in_a_sentence(run, demo_of, words, sentence):
    code, told, err = run(*words, database=demo_of(AS_OF))
    assert code == 2 and told["error"]["en"].startswith(sentence)
    assert told["error"]["zh"] in err and told["error"]["zh"] != told["error"]["en"]


@pytest.mark.parametrize("question", QUESTIONS)
def test_without_petitions_or_villages_there_is_nothing_to_ask(run, store, empty_record, question):
    code, told, _err = run(question, database=store.url)
    assert code == 2 and told["error"]["zh"] == "尚无信访件，请先导入。"
    store.close()
    code, told, _err = run(question, database=empty_record)
    assert code == 2


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_filter_that_keeps_nothing_is_answered_with_nothing(run, store, question):
    with store.write("test", "make", "x") as session:
        session.add(petition("1", "990001001001"))
    code, told, _err = run(question, "--status", "closed", database=store.url)
    assert (code, told["total"]) == (0, 0)
    assert told.get("places", told.get("new", told.get("peaks"))) == []
    assert set(told["counts"].values()) == {0}


@pytest.mark.parametrize("question", QUESTIONS)
def test_facts_outlines_and_neighbours_are_read_once_a_question(run, demo_of, calls_of, question):
    read = calls_of((questions, "facts"), (reads, "boundaries"), (neighbours, "touching"))
    assert run(question, "--category", "technology", database=demo_of(AS_OF))[0] == 0
    assert read.count("facts") == 1
    assert read.count("boundaries") == 2  # villages, townships
    assert read.count("touching") == (question in ("hot", "new"))
