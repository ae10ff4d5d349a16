"""Accounts: who may sign in, in which role, for which divisions or units, and from when to when.

Nothing is deleted, for the log goes on naming who acted; an account is disabled. Whatever is changed here
holds at the next look of `data.accounts.sessions.visitor`, which reads it anew each time.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from data.accounts import codes, sessions
from data.accounts.credentials import begin, change_password, code_end, first_code
from data.accounts.standing import NEED_DIVISIONS, end_sessions, name_of
from data.clock import now
from data.errors import AccountRefused
from data.petitions import gate
from data.reader import Reader, Writer
from data.scope import Role, Scope, is_administrator
from data.store import Store
from data.tables import Account, AccountDivision, AccountUnit, Dataset, Division
from data.text import N_
from data.units import spellings, spellings_in

__all__ = [
    "UNNAMED",
    "Entry",
    "add",
    "begin",
    "change",
    "change_password",
    "disable",
    "enable",
    "end_session",
    "first_code",
    "keeper",
    "listed",
    "move",
    "name_of",
    "reset",
    "unnamed",
]

UNNAMED = N_(
    "No case on record names {units}: an account of it sees nothing. Write the unit as the petitions have it"
)
"""What is said of units that `unnamed` finds."""
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """An account as the list of accounts has it."""

    id: int
    name: str
    display_name: str
    post: str
    role: Role
    divisions: tuple[str, ...]
    units: tuple[str, ...]
    valid_from: dt.date
    valid_to: dt.date | None
    disabled: bool
    has_password: bool
    is_set_up: bool
    """It has a password, or a key."""
    must_change_password: bool


def keeper(store: Store, actor: str) -> Writer:
    """An administrator at the command line of the machine that holds the record, which may hold no county."""
    return Writer(Scope(Role.ADMINISTRATOR), store, now().date(), actor)


def listed(reader: Reader) -> list[Entry]:
    """Every account by name; nothing for others than administrators."""
    if not is_administrator(reader.scope):
        return []
    with reader.store.read() as connection, Session(connection) as session:
        divisions = _of_each(session, AccountDivision.account_id, AccountDivision.division_code)
        units = _of_each(session, AccountUnit.account_id, AccountUnit.unit)
        return [
            Entry(
                row.id,
                row.name,
                row.display_name,
                row.post,
                Role(row.role),
                tuple(divisions.get(row.id, ())),
                tuple(units.get(row.id, ())),
                row.valid_from,
                row.valid_to,
                row.disabled,
                row.password_hash is not None,
                (row.password_hash or row.key_hash) is not None,
                row.must_change_password,
            )
            for row in session.scalars(select(Account).order_by(Account.name))
        ]


def unnamed(reader: Reader, units: Iterable[str]) -> list[str]:
    """Of some units those that no case on record names, so that their accounts see none.

    Nothing for others than administrators.
    """
    asked = frozenset(units)
    if not asked or not is_administrator(reader.scope):
        return []
    spelt = spellings(reader.store)
    ways = {unit: spelt.ways(unit) for unit in asked}
    every = frozenset().union(*ways.values())
    answering = Reader(Scope(Role.UNIT, units=every), reader.store, reader.today)
    case = gate.cases(answering)
    with answering.store.read() as connection:
        named = set(connection.scalars(select(case.c.unit).distinct()))
    return sorted(unit for unit, own in ways.items() if not own & named)


def add(
    writer: Writer,
    name: str,
    role: Role,
    *,
    display_name: str = "",
    post: str = "",
    divisions: Iterable[str] = (),
    units: Iterable[str] = (),
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
) -> str:
    """Make an account.

    Returns
    -------
    str
        What is shown once and handed over: a one-time code, which the person exchanges for a password
        (`begin`), or of a screen the key of its device (`data.accounts.sessions.sign_in_screen`).

    Raises
    ------
    AccountRefused
        The scope keeps no accounts; the name is taken or none; the role needs divisions or units and has
        none; there is no such division; or the days are in the wrong order.
    """
    _check_keeper(writer)
    name = name_of(name)
    role, divisions, units = Role(role), _codes(divisions), _codes(units)
    with writer.write("account", name, role=role.value, divisions=divisions, units=units) as session:
        if session.scalar(select(Account.id).where(Account.name == name)) is not None:
            raise AccountRefused("There is an account {name} already", name=name)
        account = Account(
            name=name,
            display_name=display_name.strip()[:_LONGEST] or name,
            post=post.strip()[:_LONGEST],
            role=role.value,
            password_hash=None,
            key_hash=None,
            valid_from=valid_from or writer.today,
            valid_to=valid_to,
        )
        _check_days(account)
        session.add(account)
        session.flush()
        _grant(session, account, role, divisions, units)
        return _secret(session, writer, account)


def change(
    writer: Writer,
    name: str,
    *,
    display_name: str | None = None,
    post: str | None = None,
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
    without_end: bool = False,
    must_change_password: bool | None = None,
) -> None:
    """Change what is said of an account, its validity, or that its password is to be changed.

    Raises
    ------
    AccountRefused
        The scope keeps no accounts, there is no such account, the days are in the wrong order, or nobody
        would be left who keeps accounts.
    """
    _check_keeper(writer)
    with writer.write("account changed", name_of(name)) as session:
        account = _account(session, name)
        if display_name is not None:
            account.display_name = display_name.strip()[:_LONGEST] or account.name
        if post is not None:
            account.post = post.strip()[:_LONGEST]
        account.valid_from = valid_from or account.valid_from
        account.valid_to = None if without_end else valid_to or account.valid_to
        if must_change_password is not None:
            account.must_change_password = must_change_password
        _check_days(account)
        _check_kept(session, writer, account.role)
        session.info["detail"] = {
            "valid_from": account.valid_from.isoformat(),
            "valid_to": account.valid_to.isoformat() if account.valid_to else None,
            "must_change_password": account.must_change_password,
        }


def move(
    writer: Writer,
    name: str,
    *,
    role: Role | None = None,
    divisions: Iterable[str] = (),
    units: Iterable[str] = (),
) -> None:
    """Give an account another role, other divisions or other units instead of those that it has.

    Raises
    ------
    AccountRefused
        As `add`; a person cannot become a screen nor a screen a person; or nobody would be left who keeps
        accounts.
    """
    _check_keeper(writer)
    divisions, units = _codes(divisions), _codes(units)
    with writer.write("account moved", name_of(name), divisions=divisions, units=units) as session:
        account = _account(session, name)
        before, after = Role(account.role), Role(role or account.role)
        if (before is Role.SCREEN) != (after is Role.SCREEN):
            raise AccountRefused("A screen is a device: make an account of its own for it")
        account.role = after.value
        _grant(session, account, after, divisions, units)
        _check_kept(session, writer, before)
        session.info["detail"] |= {"before": before.value, "role": after.value}


def disable(writer: Writer, name: str) -> None:
    """Nobody signs in by an account any more; its sessions end.

    Raises
    ------
    AccountRefused
        The scope keeps no accounts, there is no such account, or nobody would be left who keeps accounts.
    """
    _check_keeper(writer)
    with writer.write("account disabled", name_of(name)) as session:
        account = _account(session, name)
        account.disabled = True
        end_sessions(session, account.id)
        codes.withdraw_of(session, account.id)
        _check_kept(session, writer, account.role)


def enable(writer: Writer, name: str) -> None:
    """An account that was disabled is there again.

    Raises
    ------
    AccountRefused
        The scope keeps no accounts, or there is no such account.
    """
    _check_keeper(writer)
    with writer.write("account enabled", name_of(name)) as session:
        _account(session, name).disabled = False


def end_session(writer: Writer, session_id: int) -> None:
    """End a session of anybody.

    Raises
    ------
    AccountRefused
        The scope keeps no accounts, or there is no such session.
    """
    _check_keeper(writer)
    if not sessions.end(writer.store, session_id, writer.actor):
        raise AccountRefused("There is no session {number}", number=session_id)


def reset(writer: Writer, name: str) -> str:
    """Take the password of an account away, and end its sessions; the one-time code for a new one.

    Of a screen: another key of its device.

    Raises
    ------
    AccountRefused
        The scope keeps no accounts, or there is no such account.
    """
    _check_keeper(writer)
    with writer.write("password reset", name_of(name)) as session:
        account = _account(session, name)
        account.password_hash = None
        account.must_change_password = False
        end_sessions(session, account.id)
        return _secret(session, writer, account)


# --- inside -------------------------------------------------------------------------------------------------


def _check_keeper(writer: Writer) -> None:
    if not is_administrator(writer.scope):
        raise AccountRefused("Only an administrator keeps accounts")


def _account(session: Session, name: str) -> Account:
    account = session.scalar(select(Account).where(Account.name == name_of(name)))
    if account is None:
        raise AccountRefused("There is no account {name}", name=name_of(name))
    return account


def _codes(values: Iterable[str]) -> list[str]:
    return sorted({value.strip() for value in values if value.strip()})


def _grant(session: Session, account: Account, role: Role, divisions: list[str], units: list[str]) -> None:
    if role in NEED_DIVISIONS and not divisions:
        raise AccountRefused("An account of a leader, a township or a team needs the codes of its divisions")
    if role is Role.UNIT and not units:
        raise AccountRefused("An account of a unit needs the name of the unit, as petitions name it")
    if (divisions and role in (Role.UNIT, Role.ADMINISTRATOR)) or (units and role is not Role.UNIT):
        raise AccountRefused(
            "Only an account of a unit has units, and it has no divisions; nor has an administrator"
        )
    known = set(session.scalars(select(Division.code).where(Division.code.in_(divisions))))
    known |= set(session.scalars(select(Dataset.county_code)))
    for code in divisions:
        if code not in known:
            raise AccountRefused("There is no division {code}", code=code)
    for table in (AccountDivision, AccountUnit):
        session.execute(delete(table).where(table.account_id == account.id))
    session.add_all(AccountDivision(account_id=account.id, division_code=code) for code in divisions)
    own = dict.fromkeys(map(spellings_in(session).official, units))
    session.add_all(AccountUnit(account_id=account.id, unit=unit) for unit in own)


def _check_days(account: Account) -> None:
    if account.valid_to is not None and account.valid_to <= account.valid_from:
        raise AccountRefused("The account would end before it begins")


def _check_kept(session: Session, writer: Writer, before: str) -> None:
    """Refuse a change of an administrator after which nobody keeps accounts any more."""
    if before != Role.ADMINISTRATOR:
        return
    session.flush()
    left = session.scalar(
        select(func.count())
        .select_from(Account)
        .where(
            Account.role == Role.ADMINISTRATOR.value,
            Account.disabled.is_(False),
            or_(Account.valid_to.is_(None), Account.valid_to > writer.today),
        )
    )
    if not left:
        raise AccountRefused("Nobody would be left who keeps accounts: make another administrator first")


def _secret(session: Session, writer: Writer, account: Account) -> str:
    """A one-time code, or the key of a screen's device."""
    if account.role == Role.SCREEN.value:
        key = codes.readable()
        account.key_hash = codes.hash_of(codes.bare(key))
        return key
    return codes.issue(session, codes.PASSWORD, account.id, code_end(writer.store, now()))


def _of_each(session: Session, key: Any, value: Any) -> dict[int, list[str]]:
    values: dict[int, list[str]] = {}
    for account, one in session.execute(select(key, value).order_by(value)):
        values.setdefault(account, []).append(one)
    return values
