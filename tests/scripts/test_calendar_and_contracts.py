"""What the office gets on the command line: who goes where in the months ahead, and contracts proposed."""

import datetime as dt
import json

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from data.rules import rules
from data.service.contracts import record_absence
from data.tables import Contract
from scripts.__main__ import app
from tests.county import TODAY
from tests.data.test_scope import OFFICE
from tests.roles import writer


@pytest.fixture
def run(store):
    def told(*words):
        return CliRunner().invoke(app, [*words, "--database", store.url])

    return told


def test_twelve_months_are_listed_and_a_township_without_anybody_is_named(run, store):
    record_absence(writer(OFFICE, store), 1, dt.date(2027, 1, 1), dt.date(2027, 1, 31))
    result = run("calendar", "--json")
    told = json.loads(result.stdout)
    assert [month["date"] for month in told["months"]][:3] == ["2026-12-15", "2027-01-15", "2027-02-15"]
    assert len(told["months"]) == 12
    january = told["months"][1]["townships"][0]
    assert (january["leader"], january["trouble"]) == (None, "absent")
    read = run("calendar").stdout
    assert "  ! " in read and "第1镇" in read and "测试领导2" in read


def test_a_year_without_published_holidays_stops_loudly_and_leaves_the_rule_as_it_was(run, store):
    asked = ("calendar", "--from", "2098-12-01", "--months", "3", "--set-rule", "next_working_day")
    assert run(*asked).exit_code == 2
    assert rules(store, dt.date(2099, 1, 1)).visits.rule == "immovable"
    assert run("calendar", "--months", "1", "--set-rule", "next_working_day").exit_code == 0
    assert rules(store, TODAY).visits.rule == "next_working_day"


def test_contracts_are_proposed_and_only_put_in_force_when_they_are_accepted(run, store):
    def kept():
        with store.read() as connection:
            return connection.scalar(select(func.count()).select_from(Contract))

    assert [one["leader"] for one in json.loads(run("contracts", "--json").stdout)["contracts"]] == [
        "测试领导1",
        "测试领导2",
    ]
    told = json.loads(run("contracts", "--date", "2027-01-01", "--propose", "--json").stdout)
    assert len(told["proposals"]) == 2 and "new_contracts" not in told and kept() == 2
    told = json.loads(run("contracts", "--date", "2027-01-01", "--accept", "--json").stdout)
    assert kept() == 2 + told["new_contracts"]


def test_the_plan_of_the_year_reaches_every_village_and_lists_those_unseen(run, store):
    told = json.loads(run("year", "--json").stdout)
    assert len(told["unseen"]) == 4
    assert [plan["reached"] for plan in told["plans"]] == [2, 2]
    assert len(told["plans"][0]["months"]) == 12
    only = json.loads(run("year", "--township", "990001002", "--months", "2", "--json").stdout)
    assert [plan["township"] for plan in only["plans"]] == ["990001002"]
    assert {one["township"] for one in only["unseen"]} == {"990001002"}
    assert run("year", "--township", "42").exit_code == 2
    assert "第1镇  2/2" in run("year").stdout
    first = only["plans"][0]["by_village"][0]
    assert (first["village"], first["next"][-2:], first["why"], first["silence"]) == (
        *("990001002001", "15"),
        *(None, None),  # too short on record
    )


def test_of_no_visits_no_effect_is_told(run):
    told = json.loads(run("effect", "--json").stdout)
    assert (told["held"], told["pairs"], told["petitions"], told["days"]) == (0, [], None, None)
    assert "已下访 0 次" in run("effect").stdout
