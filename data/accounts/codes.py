"""Tokens and codes: drawn at random, given out once, kept as hashes.

They are drawn with 80 bits or more, so that a plain hash cannot be reversed by guessing (OWASP ASVS 5.0,
7.2.3 and 11.5.1); passwords, which people choose, are kept otherwise (`data.accounts.passwords`).
"""

import datetime as dt
import hashlib
import secrets

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from data.tables import OneTimeCode

FIRST = "first"
"""Purpose of the code by which the first administrator's account is made."""
PASSWORD = "password"  # noqa: S105
"""Purpose of a code that is exchanged for the password of an account."""

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is taken for another
_GROUPS, _LETTERS_OF_GROUP = 4, 5


def hash_of(secret: str) -> str:
    """SHA-256 of a token, a code or a key, as the record keeps it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def token() -> str:
    """A new token of a session: 256 bits, fit for a cookie."""
    return secrets.token_urlsafe(32)


def readable() -> str:
    """A new code that can be read out and typed: four groups of five letters and figures, 99 bits."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_LETTERS_OF_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def bare(code: str) -> str:
    """A code as it is hashed, however it was typed: capitals, nothing between them."""
    return "".join(letter for letter in code.upper() if letter in _LETTERS)


def issue(session: Session, purpose: str, account: int | None, expires: dt.datetime) -> str:
    """A new code for a purpose; those given out before for it hold no longer."""
    _withdraw(session, purpose, account)
    code = readable()
    session.add(
        OneTimeCode(code_hash=hash_of(bare(code)), purpose=purpose, account_id=account, expires=expires)
    )
    return code


def redeem(session: Session, code: str, at: dt.datetime) -> OneTimeCode | None:
    """The code that holds at a time, taken out of the record; None if there is none."""
    row = session.scalar(select(OneTimeCode).where(OneTimeCode.code_hash == hash_of(bare(code))))
    if row is None or row.expires <= at:
        return None
    session.delete(row)
    session.flush()
    return row


def withdraw_of(session: Session, account: int) -> None:
    """Codes of an account hold no longer."""
    _withdraw(session, PASSWORD, account)


def _withdraw(session: Session, purpose: str, account: int | None) -> None:
    same = OneTimeCode.account_id.is_(None) if account is None else OneTimeCode.account_id == account
    session.execute(delete(OneTimeCode).where(OneTimeCode.purpose == purpose, same))
