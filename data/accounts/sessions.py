"""Who is signed in: tokens of sessions, what they open, and until when (OWASP ASVS 5.0, chapter 7).

A browser holds a token; the record holds its hash, so that a stolen record signs nobody in. Each look
(`visitor`) reads account and session anew: who was disabled, moved or signed out sees it at the next click.
"""

import datetime as dt
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from data.accounts import codes, passwords, throttle
from data.accounts.devices import described
from data.accounts.standing import is_valid, scope_of
from data.clock import now
from data.errors import SignInRefused, StoreRefused
from data.journal.writing import note, quietly
from data.rules import AccountRules, rules
from data.scope import Role, Scope
from data.store import Store
from data.tables import Account, AccountSession

TOUCHED = dt.timedelta(minutes=1)
"""How often at most the record keeps when a session was last seen."""
KEPT = dt.timedelta(days=90)
"""How long a session that has ended stays on record."""
_PATIENCE = 200
"""Milliseconds for which a look waits to keep when it was: an import may hold the record for minutes."""
_SHORT = 100


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who looks, by a session that is good.

    Parameters
    ----------
    account, session
        Their numbers in the record.
    name
        The account's, for the log.
    display_name
        The person's, for the pages.
    scope
        What may be seen; without divisions where no county is set up yet.
    must_change_password
        Nothing but another password is open.
    """

    account: int
    session: int
    name: str
    display_name: str
    role: Role
    scope: Scope
    must_change_password: bool


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session that has not ended."""

    id: int
    started: dt.datetime
    last_seen: dt.datetime
    device: str
    address: str


def sign_in(
    store: Store,
    name: str,
    password: str,
    *,
    device: str = "",
    address: str = "",
    at: dt.datetime | None = None,
) -> str:
    """Token of a new session.

    Parameters
    ----------
    device
        What the browser says it is, for the list of sessions.
    address
        Network address, by which attempts are slowed down; by default the device stands for it.

    Raises
    ------
    SignInRefused
        The name or the password is wrong (the account is disabled, not yet or no longer valid: the same
        sentence, after about the same time); or one has to wait (`data.accounts.throttle`).
    """
    at, name = at or now(), unicodedata.normalize("NFKC", name).strip().casefold()[:_SHORT]
    address = (address or device)[:64]
    throttle.attempt(store, name, address, at)
    with store.read() as connection, Session(connection) as session:
        known = session.scalar(select(Account).where(Account.name == name))
        kept = known.password_hash if known is not None else None
    right = passwords.verify(password, kept)
    with quietly(store) as session:
        account = session.scalar(select(Account).where(Account.name == name))
        if right and account is not None and account.password_hash == kept and is_valid(account, at.date()):
            throttle.forget(session, name, address)
            if passwords.is_outdated(str(kept)):
                account.password_hash = passwords.hashed(password)
            return _begin(session, account, device, address, at)
        actor = account.name if account is not None else "unknown"
        note(session, actor, "sign-in refused", account.name if account is not None else "account")
    raise SignInRefused("The name or the password is wrong")


def sign_in_known(
    store: Store, name: str, *, device: str = "", address: str = "", at: dt.datetime | None = None
) -> str:
    """Token of a new session of a person whom a sign-on service knows under the name of an account.

    Raises
    ------
    SignInRefused
        There is no such account, it is a screen's, or disabled, not yet or no longer valid.
    """
    at, name = at or now(), unicodedata.normalize("NFKC", name).strip().casefold()[:_SHORT]
    with quietly(store) as session:
        account = session.scalar(select(Account).where(Account.name == name))
        if account is not None and account.role != Role.SCREEN and is_valid(account, at.date()):
            return _begin(session, account, device, address or device, at)
        note(
            session, account.name if account is not None else "unknown", "sign-in refused", "sign-on service"
        )
    raise SignInRefused("The sign-on service knows you, but you have no account here")


def sign_in_screen(
    store: Store, key: str, *, device: str = "", address: str = "", at: dt.datetime | None = None
) -> str:
    """Token of a new session of a screen, by the key of its device.

    Raises
    ------
    SignInRefused
        It is no key, or its screen is disabled, not yet or no longer valid.
    """
    at = at or now()
    with quietly(store) as session:
        hashed = codes.hash_of(codes.bare(key))
        account = session.scalar(select(Account).where(Account.key_hash == hashed))
        if account is not None and account.role == Role.SCREEN and is_valid(account, at.date()):
            return _begin(session, account, device, address or device, at)
    raise SignInRefused("The key is not one of a screen")


def visitor(store: Store, token: str, at: dt.datetime | None = None, *, touch: bool = True) -> Visitor | None:
    """Who looks by a token; None if it is none, its session has ended, or its account may not be used.

    Parameters
    ----------
    touch
        Keep that the session was seen; no, where nobody did anything, but a page asks by itself.
    """
    if not token:
        return None
    at = at or now()
    with store.read() as connection, Session(connection) as session:
        row = session.scalar(
            select(AccountSession).where(
                AccountSession.token_hash == codes.hash_of(token), AccountSession.ended.is_(None)
            )
        )
        if row is None:
            return None
        account = session.get_one(Account, row.account_id)
        good = is_valid(account, at.date())
        if good and _is_open(row, account, rules(store, at.date()).accounts, at):
            who = Visitor(
                account.id,
                row.id,
                account.name,
                account.display_name,
                Role(account.role),
                scope_of(session, account),
                account.must_change_password,
            )
            stale, key = at - row.last_seen >= TOUCHED, row.id
        else:
            who, stale, key = None, True, row.id
    if stale and touch:
        _touch(store, key, **({"last_seen": at} if who is not None else {"ended": at}))
    return who


def sign_out(store: Store, token: str) -> None:
    """End the session of a token; nothing happens if it is none."""
    with quietly(store) as session:
        row = session.scalar(
            select(AccountSession).where(
                AccountSession.token_hash == codes.hash_of(token), AccountSession.ended.is_(None)
            )
        )
        if row is not None:
            row.ended = now()
            account = session.get_one(Account, row.account_id)
            note(session, account.name, "sign-out", account.name, session_id=row.id)


def of_account(store: Store, account: int, at: dt.datetime | None = None) -> list[OpenSession]:
    """Sessions of an account that have not ended, the one last seen first."""
    at = at or now()
    limits = rules(store, at.date()).accounts
    with store.read() as connection, Session(connection) as session:
        known = session.get(Account, account)
        rows = session.scalars(
            select(AccountSession)
            .where(AccountSession.account_id == account, AccountSession.ended.is_(None))
            .order_by(AccountSession.last_seen.desc(), AccountSession.id.desc())
        )
        return [
            OpenSession(row.id, row.started, row.last_seen, row.device, row.address)
            for row in rows
            if known is not None and _is_open(row, known, limits, at)
        ]


def end(store: Store, session_id: int, actor: str, *, account: int | None = None) -> bool:
    """End a session from elsewhere.

    Parameters
    ----------
    account
        Only if it is one of this account, for people who end their own.

    Returns
    -------
    bool
        Whether there was such a session.
    """
    with quietly(store) as session:
        row = session.get(AccountSession, session_id)
        if row is None or row.ended is not None or account not in (None, row.account_id):
            return False
        row.ended = now()
        name = session.get_one(Account, row.account_id).name
        note(session, actor, "session ended", name, session_id=row.id)
        return True


# --- inside -------------------------------------------------------------------------------------------------


def _begin(session: Session, account: Account, device: str, address: str, at: dt.datetime) -> str:
    token = codes.token()
    session.execute(delete(AccountSession).where(AccountSession.ended < at - KEPT))
    row = AccountSession(
        token_hash=codes.hash_of(token),
        account_id=account.id,
        started=at,
        last_seen=at,
        device=described(device),
        address=address[:64],
    )
    session.add(row)
    session.flush()
    note(session, account.name, "sign-in", account.name, session_id=row.id)
    return token


def _is_open(row: AccountSession, account: Account, limits: AccountRules, at: dt.datetime) -> bool:
    """Whether a session is within its limits. One from the future is not: a clock was set back."""
    if row.started > at + TOUCHED:
        return False
    if account.role == Role.SCREEN:
        return at - row.started < dt.timedelta(days=limits.screen_days)
    return at - row.started < dt.timedelta(hours=limits.absolute_hours) and at - row.last_seen < dt.timedelta(
        minutes=limits.idle_minutes
    )


def _touch(store: Store, session_id: int, **values: Any) -> None:
    """Keep when a session was seen or that it has ended, if the record can be written just now."""
    statement = update(AccountSession).where(AccountSession.id == session_id).values(**values)
    with suppress(StoreRefused), quietly(store, _PATIENCE) as session:
        session.execute(statement)
