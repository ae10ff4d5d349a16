"""How an account stands: what it is called, whether it is valid, what it may see, that it is signed out."""

import datetime as dt
import re
import unicodedata

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.accounts.codes import hash_of
from data.clock import now
from data.errors import AccountRefused
from data.scope import Role, Scope
from data.tables import Account, AccountDivision, AccountSession, AccountUnit, Dataset
from data.units import spellings_in

NEED_DIVISIONS = frozenset((Role.LEADER, Role.TOWNSHIP, Role.TEAM))
"""Roles that see nothing without divisions of their own; others without see the county."""

_NAME = re.compile(r"\w[\w.@-]{1,49}")


def name_of(text: str) -> str:
    """Name of an account as the record has it: half-width, lower case.

    Raises
    ------
    AccountRefused
        It is none.
    """
    name = unicodedata.normalize("NFKC", text).strip().casefold()
    if not _NAME.fullmatch(name):
        raise AccountRefused(
            "The name of an account has 2 to 50 letters or figures, beside them only . - _ and @"
        )
    return name


def is_valid(account: Account, on: dt.date) -> bool:
    """Whether an account may be used on a day."""
    return (
        not account.disabled
        and account.valid_from <= on
        and (account.valid_to is None or on < account.valid_to)
    )


def any_account(session: Session) -> bool:
    return session.scalar(select(Account.id).limit(1)) is not None


def is_open(session: Session, account: int, token: str) -> bool:
    """Whether a token is of a session of an account that nobody has ended."""
    row = select(AccountSession.id).where(
        AccountSession.account_id == account,
        AccountSession.ended.is_(None),
        AccountSession.token_hash == hash_of(token),
    )
    return session.scalar(row) is not None


def end_sessions(session: Session, account: int, keep: str = "") -> None:
    """End the sessions of an account, but the one whose token is kept."""
    kept = hash_of(keep)
    for row in session.scalars(
        select(AccountSession).where(
            AccountSession.account_id == account,
            AccountSession.ended.is_(None),
            AccountSession.token_hash != kept,
        )
    ):
        row.ended = now()


def offices(session: Session, on: dt.date) -> list[Scope]:
    """The different scopes of the office's accounts that hold on a day."""
    accounts = session.scalars(select(Account).where(Account.role.in_([Role.OFFICE, Role.CLERK])))
    return list(dict.fromkeys(scope_of(session, each) for each in accounts if is_valid(each, on)))


def _ways(session: Session, account: Account) -> frozenset[str]:
    """Every name of the units of an account, as records may have them."""
    units = session.scalars(select(AccountUnit.unit).where(AccountUnit.account_id == account.id)).all()
    if not units:
        return frozenset()
    return frozenset().union(*map(spellings_in(session).ways, units))


def scope_of(session: Session, account: Account) -> Scope:
    """What an account may see in this record; where no county is set up yet, its role alone."""
    dataset = session.scalar(select(Dataset))
    own = session.scalars(
        select(AccountDivision.division_code).where(AccountDivision.account_id == account.id)
    ).all()
    units = _ways(session, account)
    role = Role(account.role)
    if dataset is None:
        return Scope(role)
    whole = [] if role in NEED_DIVISIONS else [dataset.county_code]
    return Scope.of(role, own or whole, dataset.county_code, units)
