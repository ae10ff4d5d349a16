"""Accounts: who may sign in, and who is signed in. Nobody types a password here: a code is given out."""

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from data.errors import AccountRefused
from data.scope import Role
from data.store import Store
from data.text import N_, in_both
from scripts.commands.terminal import (
    DEFAULT_DATABASE,
    AsJson,
    Database,
    actor,
    answer,
    answering,
    labelled,
    opened,
)

if TYPE_CHECKING:
    from data.accounts.accounts import Entry
    from data.accounts.sessions import OpenSession


class Act(StrEnum):
    LIST = "list"
    ADD = "add"
    DISABLE = "disable"
    ENABLE = "enable"
    MOVE = "move"
    RESET = "reset"
    SESSIONS = "sessions"
    END_SESSION = "end-session"
    FIRST_CODE = "first-code"


def accounts(
    act: Annotated[Act, typer.Argument(help=in_both("what to do; default: list the accounts"))] = Act.LIST,
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help=in_both("name of the account, or number of the session")),
    ] = None,
    role: Annotated[Role | None, typer.Option(help=in_both("role of the account"))] = None,
    division: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE", help=in_both("division that it sees; may be repeated")),
    ] = None,
    unit: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help=in_both("unit whose cases it answers; may be repeated")),
    ] = None,
    display: Annotated[str, typer.Option(metavar="NAME", help=in_both("name of the person"))] = "",
    post: Annotated[str, typer.Option(help=in_both("post of the person"))] = "",
    valid_from: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help=in_both("first day on which it is valid; default: today")),
    ] = None,
    valid_to: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help=in_both("first day on which it is valid no longer")),
    ] = None,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Accounts: list, add, move, disable; one-time codes; who is signed in."""
    from data.accounts import accounts as kept  # slow to load: not for --help

    with answering(as_json), opened(database, create=act is Act.FIRST_CODE) as store:
        keeper, code = kept.keeper(store, actor()), None
        match act:
            case Act.FIRST_CODE:
                code = kept.first_code(store)
                if code is None:
                    raise AccountRefused("There are accounts already: an administrator makes further ones")
            case Act.ADD:
                if role is None:
                    raise AccountRefused("Say which role the account has: --role")
                code = kept.add(
                    keeper,
                    _given(name),
                    role,
                    display_name=display,
                    post=post,
                    divisions=division or (),
                    units=unit or (),
                    valid_from=valid_from.date() if valid_from else None,
                    valid_to=valid_to.date() if valid_to else None,
                )
            case Act.MOVE:
                kept.move(keeper, _given(name), role=role, divisions=division or (), units=unit or ())
            case Act.RESET:
                code = kept.reset(keeper, _given(name))
            case Act.DISABLE:
                kept.disable(keeper, _given(name))
            case Act.ENABLE:
                kept.enable(keeper, _given(name))
            case Act.END_SESSION:
                if not (given := _given(name)).isdecimal():
                    raise AccountRefused("There is no session {number}", number=given)
                kept.end_session(keeper, int(given))
        listed = kept.listed(keeper)
        signed_in = _signed_in(store, listed, name) if act is Act.SESSIONS else []
        unnamed = kept.unnamed(keeper, (unit for entry in listed for unit in entry.units))
        result = {
            "act": act.value,
            "code": code,
            "accounts": [_values(entry) for entry in listed],
            "sessions": [_session(entry, one) for entry, one in signed_in],
            "units_without_cases": unnamed,
        }
        lines = [_line(entry) for entry in listed]
        if act is Act.SESSIONS:
            lines = [_session_line(entry, one) for entry, one in signed_in]
            lines = lines or [in_both("Nobody is signed in.")]
        if unnamed:
            lines.append(in_both(kept.UNNAMED, "\n", units=", ".join(unnamed)))
        if code is not None:
            lines.insert(0, labelled(N_("One-time code or key, shown only now"), code))
        answer(result, lines or [in_both("There are no accounts yet.")], as_json)


def _given(name: str | None) -> str:
    if not name:
        raise AccountRefused("Say which account: its name stands behind what is to be done")
    return name


def _signed_in(store: Store, listed: list["Entry"], name: str | None) -> list[tuple["Entry", "OpenSession"]]:
    from data.accounts import sessions
    from data.accounts.standing import name_of

    wanted = [entry for entry in listed if name is None or entry.name == name_of(name)]
    if name is not None and not wanted:
        raise AccountRefused("There is no account {name}", name=name_of(name))
    return [(entry, one) for entry in wanted for one in sessions.of_account(store, entry.id)]


def _values(entry: "Entry") -> dict[str, Any]:
    return {
        "name": entry.name,
        "display_name": entry.display_name,
        "post": entry.post,
        "role": entry.role.value,
        "divisions": list(entry.divisions),
        "units": list(entry.units),
        "valid_from": entry.valid_from.isoformat(),
        "valid_to": entry.valid_to.isoformat() if entry.valid_to else None,
        "disabled": entry.disabled,
        "has_password": entry.has_password,
        "must_change_password": entry.must_change_password,
    }


def _session(entry: "Entry", one: "OpenSession") -> dict[str, Any]:
    return {
        "session": one.id,
        "name": entry.name,
        "started": one.started.isoformat(),
        "last_seen": one.last_seen.isoformat(),
        "device": one.device,
        "address": one.address,
    }


def _line(entry: "Entry") -> str:
    where = ", ".join((*entry.divisions, *entry.units))
    until = f" – {entry.valid_to}" if entry.valid_to else ""
    line = f"{entry.name}  {entry.display_name}  {entry.role}  {where}  {entry.valid_from}{until}"
    return f"{line}  {in_both('disabled')}" if entry.disabled else line


def _session_line(entry: "Entry", one: "OpenSession") -> str:
    return f"{one.id}  {entry.name}  {one.started}  {one.last_seen}  {one.device}  {one.address}"
