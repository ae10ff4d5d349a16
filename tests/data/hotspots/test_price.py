"""What the budget of false alarms costs is told as it was simulated, wherever it is told."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from data.hotspots import price
from data.hotspots.calibration import planted
from data.hotspots.simulated import Planted
from data.text import LANGUAGES, Words
from scripts.__main__ import app

DOCUMENT = (Path(__file__).resolve().parents[3] / "docs" / "statistics.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("each", price.PRICES, ids=str)
def test_each_figure_is_that_of_the_table_of_all_that_was_planted(each):
    words = Planted(float(each.times), each.villages, each.weeks).words
    assert words in {one.words for one in planted("now")}
    assert f"--weekly {each.weekly} " in price.COMMAND
    told, *_others = re.findall(rf"^\| {re.escape(words)} \| ([\d |]+) \|$", DOCUMENT, re.MULTILINE)
    shares = [int(share) for share in told.split("|")]
    assert (shares[:4] if each.weekly == 80 else shares[4:]) == each.shares


def test_a_larger_budget_finds_no_less_and_nothing_more_than_was_simulated():
    for each in price.PRICES:
        assert sorted(each.found) == list(each.found) and each.found[-1] <= price.RECORDS
    assert f"--records {price.RECORDS} " in price.COMMAND


def test_who_sets_the_budget_on_the_command_line_is_told_its_price(store):
    told = CliRunner().invoke(app, ["rules", "--set", "hotspots.level=0.1", "--database", store.url]).stdout
    assert all(line in told for language in LANGUAGES for line in price.lines(Words(language)))
    asked = ["rules", "--set", "hotspots.months=30", "--json", "--database", store.url]
    assert "price_of_the_budget" not in json.loads(CliRunner().invoke(app, asked).stdout)
