"""Who may do what, who is signed in, and who did what."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base


class Account(Base):
    """A person who may sign in, or the device of a screen. Never deleted: the log goes on naming it."""

    __tablename__ = "accounts"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    """What is typed to sign in, and stands in the log; lower case, NFKC."""
    display_name: Mapped[str] = mapped_column(String(100))
    post: Mapped[str] = mapped_column(String(100))
    """Post of the person (职务)."""
    role: Mapped[str] = mapped_column(String(16))
    """One of `data.scope.Role`."""
    password_hash: Mapped[str | None] = mapped_column(String(200))
    """Argon2id, in the PHC string format; None: none was chosen yet."""
    key_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    """SHA-256 of the key of a screen's device; None of persons."""
    must_change_password: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]
    """First day on which the account is not valid any more."""
    disabled: Mapped[bool] = mapped_column(default=False)


class AccountDivision(Base):
    """A division whose cases an account sees; none: the whole county."""

    __tablename__ = "account_divisions"
    version_subject = "accounts"
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    division_code: Mapped[str] = mapped_column(String(32), primary_key=True)


class AccountUnit(Base):
    """A unit whose cases an account answers (责任单位)."""

    __tablename__ = "account_units"
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    unit: Mapped[str] = mapped_column(String(100), primary_key=True)


class AccountSession(Base):
    """Somebody who signed in on a device. The record holds no token, only its hash."""

    __tablename__ = "sessions"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    started: Mapped[dt.datetime]
    last_seen: Mapped[dt.datetime]
    device: Mapped[str] = mapped_column(String(100))
    address: Mapped[str] = mapped_column(String(64))
    ended: Mapped[dt.datetime | None]


class SignInAttempt(Base):
    """A wrong password, of a name and from an address; kept for a day."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (Index(None, "name_hash", "at"), Index(None, "address", "at"))
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    name_hash: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(64))


class OneTimeCode(Base):
    """A code that is exchanged for a password, once. The record holds only its hash."""

    __tablename__ = "one_time_codes"
    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[str] = mapped_column(String(16))
    """first: of the first administrator; password: of an account."""
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    expires: Mapped[dt.datetime]


class Offer(Base):
    """A file that waits for the browser it is for (`data.offers`); sealed with what its link alone holds."""

    __tablename__ = "offers"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    owner_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the token of the browser."""
    actor: Mapped[str] = mapped_column(String(100))
    media_type: Mapped[str] = mapped_column(String(100))
    content: Mapped[bytes]
    """Nonce, then the file's name and what is in it, sealed."""
    until: Mapped[dt.datetime]


class AuditEntry(Base):
    """Who did what, when. Never personal data of petitioners."""

    __tablename__ = "audit_log"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(String(100))
    action: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(200))
    detail: Mapped[dict[str, Any]]
