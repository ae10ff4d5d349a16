"""Wrong passwords are slowed down; nobody is locked out by others for good (OWASP ASVS 5.0, 6.3.1).

After some wrong passwords of a name the next is looked at only after a wait, which doubles up to the
longest (`data.rules.AccountRules`). At an address from which the account was signed in to before, only the
wrong ones of that address count, so that strangers cannot keep an official waiting. An address that tries
many names waits as well. A one-time code is never slowed down: it cannot be guessed.
"""

import datetime as dt

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from data.accounts.codes import hash_of
from data.errors import SignInRefused
from data.journal.writing import quietly
from data.rules import rules
from data.store import Store
from data.tables import Account, AccountSession, SignInAttempt

KEPT = dt.timedelta(days=1)
"""How long a wrong password counts."""
_DIGITS = 8
OF_AN_ADDRESS = 10
"""How many times as many an address may try as a name, for many people may share it."""


def attempt(store: Store, name: str, address: str, at: dt.datetime) -> None:
    """Count an attempt before its password is looked at, so that many at once are as slow as one by one.

    Raises
    ------
    SignInRefused
        One has to wait.
    """
    limits = rules(store, at.date()).accounts
    with quietly(store) as session:
        session.execute(delete(SignInAttempt).where(SignInAttempt.at < at - KEPT))
        own = [SignInAttempt.name_hash == key_of(name)]
        if address and _is_known(session, name, address):
            own.append(SignInAttempt.address == address)
        wait = _wait(session, at, own, limits.attempts, limits.longest_wait)
        if address:
            many = limits.attempts * OF_AN_ADDRESS
            same = [SignInAttempt.address == address]
            wait = max(wait, _wait(session, at, same, many, limits.longest_wait))
        if wait > 0:
            raise SignInRefused("Too many wrong passwords: try again in {n} seconds", n=wait)
        session.add(SignInAttempt(at=at, name_hash=key_of(name), address=address))


def forget(session: Session, name: str, address: str) -> None:
    """The right password was given: wrong ones of the name at the address count no longer."""
    session.execute(
        delete(SignInAttempt).where(SignInAttempt.name_hash == key_of(name), SignInAttempt.address == address)
    )


def key_of(name: str) -> str:
    """Under what attempts of a name are counted: too short to tell a name from others, for somebody may have
    typed a password in its place."""
    return hash_of(name)[:_DIGITS]


def _wait(
    session: Session, at: dt.datetime, which: list[ColumnElement[bool]], free: int, longest: int
) -> int:
    """Seconds until the next password is looked at."""
    number, last = session.execute(
        select(func.count(), func.max(SignInAttempt.at)).where(*which, SignInAttempt.at <= at)
    ).one()
    if number < free:
        return 0
    wait: int = min(2 ** min(number - free, 20), longest)
    return max(0, wait - int((at - last) / dt.timedelta(seconds=1)))


def _is_known(session: Session, name: str, address: str) -> bool:
    """Whether an account was signed in to from an address before."""
    known = (
        select(AccountSession.id)
        .join(Account, Account.id == AccountSession.account_id)
        .where(Account.name == name, AccountSession.address == address)
    )
    return session.scalar(known.limit(1)) is not None
