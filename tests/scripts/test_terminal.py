"""What a command prints for a program is JSON, whatever is missing in the record."""

import json

import pandas as pd
import pytest
import typer

from data.errors import ImportRefused
from scripts.commands.terminal import answer, answering


def test_what_is_not_known_is_null_and_what_is_printed_is_json(capsys):
    unknown = {"village": float("nan"), "at": pd.NaT, "bound": float("inf"), "days": [1.5, float("nan")]}
    answer({"name": "后坞", "of": [unknown], "effect": None}, [], as_json=True)

    def refuse(word):
        raise AssertionError(word)

    told = json.loads(capsys.readouterr().out, parse_constant=refuse)
    assert told["of"] == [{"village": None, "at": None, "bound": None, "days": [1.5, None]}]
    assert told["name"] == "后坞"


NAME = "表\x1b[2J\x1b]0;title\x07\r\u202e.csv"
"""Clears the screen, names the window, rings, writes over the line, turns what follows."""


@pytest.mark.parametrize("as_json", [False, True])
def test_no_name_of_a_file_steers_the_terminal_that_tells_of_it(capsys, as_json):
    answer({"file": NAME}, [NAME], as_json)
    with pytest.raises(typer.Exit), answering(as_json):
        raise ImportRefused("There is no file {file}", file=NAME)
    told = "".join(capsys.readouterr())
    assert "[2J" in told and not set(told) & set("\x1b\x07\r\u202e")
