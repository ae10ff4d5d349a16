"""What is missing in the record is missing for whoever reads it: never the word nan, never taken as given."""

import ast
import datetime as dt
from pathlib import Path

import pandas as pd

from data import frames

ROOT = Path(__file__).resolve().parents[2]
TABLE = pd.DataFrame(
    {
        "number": ["1", "2"],
        "name": ["后坞", None],
        "undone_at": [None, dt.datetime(2026, 11, 1, 9)],
        "minutes": [540.0, None],
        "cases": [3, 4],
        "villages": [["a", "b"], []],
    }
)


def test_what_is_missing_is_none_in_every_row():
    one, other = frames.rows(TABLE)
    assert (one.name, one.undone_at, one.minutes) == ("后坞", None, 540.0)
    assert (other.name, other.minutes) == (None, None)
    assert other.undone_at == dt.datetime(2026, 11, 1, 9)
    assert (one.cases, one.villages, other.villages) == (3, ["a", "b"], [])
    assert [record["name"] for record in frames.records(TABLE)] == ["后坞", None]


def _reads_rows(call):
    if not isinstance(call.func, ast.Attribute):
        return False
    if call.func.attr == "to_dict":
        return any(getattr(argument, "value", "") == "records" for argument in call.args)
    return call.func.attr in ("itertuples", "iterrows")


def test_no_frame_is_read_row_by_row_in_any_other_way():
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for folder in ("data", "dashboard", "scripts/commands")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and _reads_rows(node)
    ]
    assert {place.partition(":")[0] for place in found} == {"data/frames.py"}
