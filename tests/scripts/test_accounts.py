"""Accounts on the command line: nobody types a password there, a one-time code is printed."""

import datetime as dt
import json
import sys

import pytest
from typer.testing import CliRunner

from data.accounts import accounts, sessions
from data.errors import SignInRefused
from data.scope import Role
from data.store import Store
from scripts.__main__ import app
from tests.county import petition
from tests.data.accounts.conftest import PASSWORD, quick  # noqa: F401
from tests.roles import UNIT_NAME


@pytest.fixture
def run(store):
    """Function that runs `accounts`: exit code, what is told as JSON, stderr."""

    def command(*words):
        result = CliRunner().invoke(app, ["accounts", *words, "--database", store.url, "--json"])
        return result.exit_code, json.loads(result.stdout), result.stderr

    return command


def test_the_first_administrator_of_a_new_record(tmp_path):
    url = str(tmp_path / "new.gpkg")
    told = json.loads(CliRunner().invoke(app, ["accounts", "first-code", "--database", url, "--json"]).stdout)
    store = Store(url)
    accounts.begin(store, told["code"], "admin", PASSWORD)
    store.close()
    again = CliRunner().invoke(app, ["accounts", "first-code", "--database", url])
    assert again.exit_code == 2 and "已有账号" in again.stderr


def test_an_account_from_its_code_to_its_end(run, store):
    _, told, _ = run("add", "Li", "--role", "township", "--division", "990001001", "--display", "李四")
    assert told["accounts"] == [
        {
            "name": "li",
            "display_name": "李四",
            "post": "",
            "role": "township",
            "divisions": ["990001001"],
            "units": [],
            "valid_from": dt.date.today().isoformat(),
            "valid_to": None,
            "disabled": False,
            "has_password": False,
            "must_change_password": False,
        }
    ]
    accounts.begin(store, told["code"], "li", PASSWORD)
    token = sessions.sign_in(store, "li", PASSWORD, device="Firefox", address="10.0.0.7")
    run("move", "li", "--role", "unit", "--unit", UNIT_NAME)
    assert sessions.visitor(store, token).scope.units == {UNIT_NAME}
    (signed_in,) = run("sessions")[1]["sessions"]
    assert (signed_in["name"], signed_in["device"]) == ("li", "Firefox")
    run("end-session", str(signed_in["session"]))
    assert sessions.visitor(store, token) is None and run("sessions", "li")[1]["sessions"] == []
    token = sessions.sign_in(store, "li", PASSWORD)
    run("disable", "li")
    assert sessions.visitor(store, token) is None
    run("enable", "li")
    code = run("reset", "li")[1]["code"]
    with pytest.raises(SignInRefused):
        sessions.sign_in(store, "li", PASSWORD)
    accounts.begin(store, code, "li", PASSWORD)
    assert sessions.sign_in(store, "li", PASSWORD)


def test_a_unit_that_no_case_names_is_told_and_its_account_is_made(run, store):
    with store.write("test", "add", "x") as session:
        session.add(petition("A1", None, unit=UNIT_NAME))
    code, told, _ = run("add", "li", "--role", "unit", "--unit", UNIT_NAME, "--unit", "测试县自然资源")
    assert code == 0 and told["units_without_cases"] == ["测试县自然资源"]
    said = CliRunner().invoke(app, ["accounts", "--database", store.url]).stdout
    assert "没有信访件写明责任单位“测试县自然资源”" in said and "No case on record names" in said
    assert run("move", "li", "--role", "unit", "--unit", UNIT_NAME)[1]["units_without_cases"] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["add", "li"], "--role"),
        (["add", "--role", "clerk"], "请写明账号"),
        (["add", "li", "--role", "team"], "须填所辖区划代码"),
        (["add", "li", "--role", "team", "--division", "999"], "没有代码为 999 的区划"),
        (["disable", "li"], "没有账号“li”"),
        (["sessions", "li"], "没有账号“li”"),
        (["end-session", "7"], "没有会话 7"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(run, words, said):
    code, told, refusal = run(*words)
    assert code == 2 and said in refusal and said in told["error"]["zh"]


def test_a_screens_key_is_printed_once_and_in_no_list(run, store):
    key = run("add", "wall", "--role", "screen")[1]["code"]
    assert sessions.visitor(store, sessions.sign_in_screen(store, key)).role is Role.SCREEN
    assert key not in json.dumps(run("list")[1]) and sys.argv[0] not in key
