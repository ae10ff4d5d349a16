"""Passwords in the hands of those whose they are: the first account, a one-time code, another password."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.accounts import codes, passwords, throttle
from data.accounts.standing import any_account, end_sessions, is_open, is_valid, name_of
from data.clock import now
from data.errors import AccountRefused, SignInRefused
from data.journal.writing import note, quietly
from data.rules import rules
from data.scope import Role
from data.store import Store
from data.tables import Account, Dataset

OWN = "own"
"""In place of an address: who changes a password is signed in already."""


def first_code(store: Store, at: dt.datetime | None = None) -> str | None:
    """A one-time code for the first administrator; None when there is an account. An earlier one holds no
    longer."""
    at = at or now()
    with quietly(store) as session:
        if any_account(session):
            return None
        return codes.issue(session, codes.FIRST, None, code_end(store, at))


def begin(store: Store, code: str, name: str, password: str, at: dt.datetime | None = None) -> int:
    """Exchange a one-time code for a password.

    Parameters
    ----------
    code
        That of the first administrator makes the account; any other is of one that exists.
    name
        The account's name.

    Returns
    -------
    int
        The account. Its sessions have ended.

    Raises
    ------
    SignInRefused
        The code is not, or no longer, one of the account.
    AccountRefused
        The name cannot be one, or the password may not be one (`data.accounts.passwords.check_new`). The code
        still holds.
    """
    at, name = at or now(), name_of(name)
    with quietly(store) as session:
        row = codes.redeem(session, code, at)
        if row is None:
            raise _no_code()
        if row.purpose == codes.FIRST:
            if any_account(session):
                raise _no_code()
            account = Account(
                name=name, display_name=name, post="", role=Role.ADMINISTRATOR.value, valid_from=at.date()
            )
            session.add(account)
            session.flush()
        else:
            account = session.get_one(Account, row.account_id)
            if account.name != name or not is_valid(account, at.date()):
                raise _no_code()
        _set_password(session, account, password)
        note(session, account.name, "password", account.name)
        return account.id


def change_password(
    store: Store, account: int, old: str, new: str, *, keep: str = "", at: dt.datetime | None = None
) -> None:
    """Take another password in place of the present one; all other sessions of the account end.

    Parameters
    ----------
    keep
        Token of the session that goes on.

    Raises
    ------
    SignInRefused
        The present password is another, or one has to wait after wrong ones.
    AccountRefused
        The new one may not be one.
    """
    at = at or now()
    with store.read() as connection, Session(connection) as session:
        known = session.get_one(Account, account)
        name, kept = known.name, known.password_hash
    throttle.attempt(store, name, OWN, at)
    if not passwords.verify(old, kept):
        raise SignInRefused("The present password is another")
    if old == new:
        raise AccountRefused("The new password is the present one")
    with quietly(store) as session:
        row = session.get_one(Account, account)
        if (
            row.password_hash != kept
            or not is_valid(row, at.date())
            or (keep and not is_open(session, account, keep))
        ):
            raise SignInRefused("The present password is another")  # taken away while it was looked at
        throttle.forget(session, name, OWN)
        _set_password(session, row, new, keep=keep)
        note(session, name, "password", name)


def code_end(store: Store, at: dt.datetime) -> dt.datetime:
    """Until when a one-time code holds that is given out at a time."""
    return at + dt.timedelta(hours=rules(store, at.date()).accounts.code_hours)


# --- inside -------------------------------------------------------------------------------------------------


def _no_code() -> SignInRefused:
    return SignInRefused("The one-time code does not belong to this name, was used, or has expired")


def _set_password(session: Session, account: Account, password: str, keep: str = "") -> None:
    county = session.scalars(select(Dataset.county_name))
    passwords.check_new(password, (account.name, account.display_name, *county))
    account.password_hash = passwords.hashed(password)
    account.must_change_password = False
    end_sessions(session, account.id, keep)
    codes.withdraw_of(session, account.id)
