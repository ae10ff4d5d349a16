"""What the office gets on the command line: the rules of the county, listed and set."""

import json

import pytest
from typer.testing import CliRunner

from data.rules import DEFAULTS, SETTINGS, rules
from scripts.__main__ import app
from tests.county import TODAY


@pytest.fixture
def run(store):
    return lambda *words: CliRunner().invoke(app, ["rules", *words, "--database", store.url])


def test_every_rule_is_listed_with_its_value_unit_and_source(run):
    told = json.loads(run("--json").stdout)
    assert set(told["rules"]) == set(SETTINGS) and told["date"] == TODAY.isoformat()
    opens = told["rules"]["day.field_opens"]
    assert (opens["value"], opens["written"], opens["unit"], opens["since"]) == (
        780,
        "13:00",
        "o'clock",
        None,
    )
    assert opens["words"] == {"zh": "下村出发时间", "en": "First departure to the villages"}
    assert "day.field_opens = 13:00  下村出发时间" in run().stdout


def test_rules_are_set_from_a_day_on(run, store):
    result = run(
        "--set", "day.field_opens=13:30", "--set", "words.centre=信访超市", "--from", "2027-01-01", "--json"
    )
    told = json.loads(result.stdout)["rules"]
    assert (told["day.field_opens"]["written"], told["day.field_opens"]["since"]) == ("13:30", "2027-01-01")
    assert told["words.centre"]["value"] == "信访超市"
    assert rules(store, TODAY) == DEFAULTS
    assert json.loads(run("--json").stdout)["rules"]["day.field_opens"]["written"] == "13:00"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("day.field_opens", "写成 名称=数值"),
        ("day.field_opens=25:00", "不能设为 25:00"),
        ("day.field_opens=08:00", "先后有误"),
        ("service.overdue_days=999", "应在 1 至 365 之间"),
        ("day.lunch=12:00", "没有名为 day.lunch 的规则"),
    ],
)
def test_what_cannot_be_set_is_refused_in_a_sentence(run, store, asked, said):
    result = run("--set", asked)
    assert result.exit_code == 2 and said in result.stderr
    assert rules(store, TODAY) == DEFAULTS
