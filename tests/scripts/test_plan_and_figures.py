"""What a secretary gets on the command line: plans of the 15th, and the county's figures."""

import json

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from data.tables import Unit, UnitCategory, Visit
from scripts.__main__ import app
from tests.data.conftest import petition


@pytest.fixture
def run(store):
    with store.write("test", "add", "petitions") as session:
        session.add(petition("A1", "990001001001", tier="hard"))

    def told(*words):
        return CliRunner().invoke(app, [*words, "--database", store.url])

    return told


def test_every_contracted_township_gets_its_plan_and_nothing_is_kept_unasked(run, store):
    result = run("plan", "--date", "2026-12-15", "--json")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert told["synthetic"] is True
    assert [plan["township"] for plan in told["plans"]] == ["990001001", "990001002"]
    assert [stop["village"] for stop in told["plans"][0]["stops"]] == ["990001001001"]
    assert told["without_leader"] == []
    with store.read() as connection:
        assert connection.scalar(select(func.count()).select_from(Visit)) == 0


def test_a_plan_is_kept_when_it_is_asked_for(run, store):
    assert run("plan", "--date", "2026-12-15", "--township", "990001001", "--save").exit_code == 0
    assert run("plan", "--date", "2026-12-15", "--township", "990001001", "--save").exit_code == 0
    with store.read() as connection:
        assert connection.execute(select(Visit.township_code, Visit.revision)).all() == [("990001001", 2)]


def test_a_plan_on_record_is_told_as_it_was_saved_and_what_has_changed_since(run, store):
    words = ("plan", "--date", "2026-12-15", "--township", "990001001")
    run(*words, "--save")
    before = json.loads(run(*words, "--json").stdout)["plans"][0]
    assert (before["state"], before["proven"], before["changed"]) == ("draft", True, False)
    with store.write("test", "import", "cases") as session:
        session.add_all([petition(f"H{n}", "990001001002", tier="hard") for n in range(2)])
    after = json.loads(run(*words, "--json").stdout)["plans"][0]
    assert after["stops"] == before["stops"]
    assert after["left_out"] == before["left_out"]
    assert (after["proven"], after["changed"]) == (False, True)
    assert after["best_now"] > after["score"] == before["score"]
    assert "new cases: 2, of the new hard: 2" in after["changes"]["en"][1]
    assert "新增 2 件" in run(*words).stdout
    anew = json.loads(run(*words, "--anew", "--json").stdout)["plans"][0]
    assert (len(anew["stops"]), anew["state"], anew["score"]) == (2, None, after["best_now"])
    run(*words, "--save")
    assert json.loads(run(*words, "--json").stdout)["plans"][0]["proven"]


def test_for_a_day_that_is_past_nothing_is_planned_anew(run):
    result = run("plan", "--date", "2026-10-15", "--json")
    assert result.exit_code == 2
    assert "a day that is past is not planned any more" in json.loads(result.stdout)["error"]["en"]


@pytest.mark.parametrize(
    ("words", "chinese"),
    [
        (("--date", "2026-12-14"), "下访日为 2026-12-15"),
        (("--date", "2026-12-15", "--township", "42"), "没有代码为 42 的乡镇"),
    ],
)
def test_a_plan_that_cannot_be_made_is_refused_in_both_languages(run, words, chinese):
    result = run("plan", *words, "--json")
    assert result.exit_code == 2
    told = json.loads(result.stdout)["error"]
    assert chinese in told["zh"]
    assert told["en"].isascii()


def test_the_demos_figures_say_that_they_are_synthetic(run):
    told = json.loads(run("figures", "--json").stdout)
    assert told["synthetic"] is True
    assert told["first_petitions"]["count"] == 1
    assert "演示数据" in run("figures").stdout


def test_figures_of_a_record_without_petitions_are_a_sentence_and_valid_json(store):
    asked = ["figures", "--database", store.url]
    result = CliRunner().invoke(app, asked)
    assert result.exit_code == 0 and "None" not in result.stdout
    assert "尚无信访件 / No petition is on record" in result.stdout
    told = json.loads(CliRunner().invoke(app, [*asked, "--json"]).stdout)
    assert told["petitions"] == 0 and told["located_percent"] is None


def test_a_share_of_nothing_is_no_number_and_no_word_of_the_machine(run):
    told = run("figures").stdout
    assert "评价满意 / satisfied of those rated: 0 / 0 (—)" in told and "None" not in told


def test_it_is_told_which_units_come_along_and_why_not_without_a_register(run, store):
    refused = run("attendance", "--date", "2026-12-15")
    assert refused.exit_code != 0 and "No unit is on record" in refused.stderr + refused.stdout
    with store.write("test", "name", "units") as session:
        session.add(Unit(id=1, name="县自然资源局", deputies=1))
        session.flush()
        session.add(UnitCategory(unit_id=1, category="land"))
    told = json.loads(run("attendance", "--date", "2026-12-15", "--json").stdout)
    assert (told["met"], told["cases"], told["proven"], told["short"]) == (1, 1, True, [])
    (along,) = told["along"]
    assert (along["unit"], along["deputy"], along["hard"]) == ("县自然资源局", 1, 1)
    assert "县自然资源局" in run("attendance", "--date", "2026-12-15").stdout
