"""Lists of divisions and what became of villages, on the command line."""

import csv

import pytest
from typer.testing import CliRunner

from scripts.__main__ import app

BEFORE = {"990001001901": "甲山村村委会", "990001001902": "丁溪村村委会", "990001001903": "丙河村村委会"}
AFTER = {"990001001901": "大山村村民委员会", "990001001903": "丙河村村民委员会"}


@pytest.fixture
def list_of(tmp_path):
    def write(villages, name):
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = [(code, its_name, code[:9], "第1镇") for code, its_name in villages.items()]
            csv.writer(file).writerows([("code", "name", "streetCode", "streetName"), *rows])
        return path

    return write


@pytest.fixture
def two_editions(run, list_of):
    """A county whose list of 2023 has one village less, and one under another name."""
    county = ("--county", "990001")
    run("import-divisions", list_of(BEFORE, "2019.csv"), *county, "--name", "测试县")
    return run("import-divisions", list_of(AFTER, "2023.csv"), *county, "--valid-from", "2023-06-30")


def test_a_list_is_taken_in_and_what_it_changed_is_told(two_editions):
    code, told, err = two_editions
    assert (code, err) == (0, "")
    assert (told["rows"], told["renamed"], told["new_editions"], told["ended"]) == (2, 2, 1, 1)
    assert told["new_names"] == [
        {"code": "990001001901", "before": "甲山村村委会", "after": "大山村村民委员会"}
    ]
    assert told["ended_divisions"] == [{"code": "990001001902", "name": "丁溪村村委会"}]


def test_without_json_changes_and_rejected_rows_are_for_reading(run, list_of):
    run("init", "--county", "990001", "--name", "测试县")
    path = list_of({**BEFORE, "3.3E+11": "坏山村"}, "list.csv")
    code, out, _ = run("import-divisions", path, "--county", "990001", "--dry-run", as_json=False)
    assert code == 0 and "nothing kept" in out and "row 5: A village's code has 12 digits" in out


def test_a_database_is_made_in_the_same_go_if_the_county_is_named(run, list_of):
    path = list_of({"990001001001": "东山村"}, "list.csv")
    code, _, err = run("import-divisions", path, "--county", "990001")
    assert code == 2 and "There is no database" in err
    code, told, _ = run("import-divisions", path, "--county", "990001", "--name", "测试县")
    assert (code, told["added"], told["townships"]) == (0, 1, 1)


def test_what_became_of_villages_is_proposed_confirmed_and_taken_back(run, two_editions):
    _, told, _ = run("successors")
    (proposal,) = told["proposals"]
    assert (proposal["old_name"], proposal["new_name"], proposal["reason"]) == (
        "甲山村村委会",
        "大山村村民委员会",
        "code",
    )
    _, told, _ = run("successors", "--confirm", "clear", "--confirm", "990001001902=990001001901")
    assert (told["confirmed_now"], told["proposals"]) == (2, [])
    assert [(one["old_code"], one["reason"]) for one in told["confirmed"]] == [
        ("990001001901", "code"),
        ("990001001902", "person"),
    ]
    code, out, _ = run("successors", "--withdraw", "990001001901=990001001901", as_json=False)
    assert code == 0 and "甲山村村委会（第1镇）→ 大山村村民委员会（第1镇）" in out
    assert "人工指定 / named by a person" in out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--confirm", "990001001902"), "Name a pair as OLD=NEW"),
        (("--confirm", "990001001903=990001001901"), "No division 990001001903 has ended"),
        (("--withdraw", "990001001902=990001001901"), "is not confirmed as successor"),
    ],
)
def test_what_cannot_be_confirmed_or_taken_back_is_refused(run, two_editions, arguments, told):
    code, answer, err = run("successors", *arguments)
    assert code == 2 and told in err and set(answer["error"]) == {"zh", "en"}


@pytest.mark.parametrize("command", ["import-divisions", "successors"])
def test_the_commands_explain_themselves_in_both_languages(command):
    shown = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "200"}).stdout
    assert "数据库" in shown and "database" in shown
