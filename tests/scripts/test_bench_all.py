"""The one command of all benchmarks: each claim stands beside its peers and the floor of the machine."""

import json
from dataclasses import replace
from pathlib import Path

from scripts.bench import all as every

BENCH = Path(every.__file__).parent
NO_QUESTION = {"__init__", "all", "limits", "timing", "addresses", "county", "instances"}


def test_every_benchmark_is_asked_or_named_with_the_reason_why_not():
    known = {path.stem for path in BENCH.glob("*.py")} - NO_QUESTION
    assert known == every.QUESTIONS.keys() | every.APART.keys()


def test_a_table_tells_ratios_to_ours_and_the_floor():
    told = every.table("1,000 cases", {"ours": 2.0, "peer": 9.0}, (0.5, "bytes"))
    assert told.splitlines()[-3:] == [
        "| ours | 2 s | 1 |",
        "| peer | 9 s | 4.5 |",
        "| floor: bytes | 0.5 s | 0.25 |",
    ]


def test_a_run_tells_limits_tables_and_what_was_left_out(capsys):
    assert every.main(["--quick", "--only", "clocks", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert all(value > 0 for value in told["limits"].values())
    ((_, seconds),) = told["questions"]["clocks"]["tables"].items()
    assert list(seconds) == ["data.clocks", "pandas apply, scaled"]
    assert told["apart"]["map"] == "needs Chromium"


def test_a_benchmark_that_ends_early_is_told_and_fails(capsys, monkeypatch):
    wrong = replace(every.QUESTIONS["clocks"], quick=("--cases", "x"))
    monkeypatch.setitem(every.QUESTIONS, "clocks", wrong)
    assert every.main(["--quick", "--only", "clocks"]) == 1
    assert "not measured: clocks" in capsys.readouterr().err
