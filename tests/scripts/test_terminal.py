"""What a command prints for a program is JSON, whatever is missing in the record."""

import json

import pandas as pd

from scripts.commands.terminal import answer


def test_what_is_not_known_is_null_and_what_is_printed_is_json(capsys):
    unknown = {"village": float("nan"), "at": pd.NaT, "bound": float("inf"), "days": [1.5, float("nan")]}
    answer({"name": "后坞", "of": [unknown], "effect": None}, [], as_json=True)

    def refuse(word):
        raise AssertionError(word)

    told = json.loads(capsys.readouterr().out, parse_constant=refuse)
    assert told["of"] == [{"village": None, "at": None, "bound": None, "days": [1.5, None]}]
    assert told["name"] == "后坞"
