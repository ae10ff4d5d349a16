"""Files on offer: to one browser, once, within minutes, from whichever server of the record is asked.

The token of a link is drawn at random and kept nowhere: the record holds its hash, and the file sealed
(AES-256-GCM) with a key derived from the token itself (HKDF, RFC 5869). So nobody opens a file by the record
alone, nor with the record's key.
"""

import datetime as dt
import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from data.clock import now
from data.errors import StoreRefused
from data.journal.writing import note, quietly
from data.store import Store
from data.tables import Offer

MINUTES = 5
"""How long a file stays on offer."""
LARGEST = 200 << 20
"""Bytes of a file: as many as one that is uploaded may have, whose rows may all be rejected."""
_KEPT = dt.timedelta(minutes=MINUTES)
_NONCE = 12


@dataclass(frozen=True, slots=True)
class File:
    """A file to be handed out."""

    content: bytes
    name: str
    media_type: str


def offer(store: Store, file: File, owner: str, actor: str) -> str:
    """Put a file on offer, and return the token of its link; offers that have ended go.

    Parameters
    ----------
    owner
        Token of the browser that it is for.
    actor
        Who takes it, for the log.

    Raises
    ------
    StoreRefused
        It is larger than `LARGEST`, or the record cannot be written.
    """
    if len(file.content) > LARGEST:
        raise StoreRefused("The file is larger than the {most} MB that are handed out", most=LARGEST >> 20)
    token, at, browser = secrets.token_urlsafe(32), now(), _hash(owner)
    nonce = os.urandom(_NONCE)
    told = file.name.encode() + b"\0" + file.content
    sealed = nonce + _cipher(token).encrypt(nonce, told, browser.encode())
    with quietly(store) as session:
        session.execute(delete(Offer).where(Offer.until <= at))
        session.add(
            Offer(
                token_hash=_hash(token),
                owner_hash=browser,
                actor=actor,
                media_type=file.media_type,
                content=sealed,
                until=at + _KEPT,
            )
        )
    return token


def look_up(store: Store, token: str, owner: str) -> File | None:
    """The file of a token, which stays on offer; None if this browser has none, or its time is over."""
    with store.read() as connection, Session(connection) as session:
        row = session.scalar(select(Offer).where(*_standing(token, owner)))
        return _opened(row, token) if row else None


def take(store: Store, token: str, owner: str) -> File | None:
    """The file of a token, which then ends; it stands in the log.

    Raises
    ------
    StoreRefused
        The log cannot be written; the file stays on offer.
    """
    standing = _standing(token, owner)
    with store.read() as connection:
        if connection.scalar(select(Offer.token_hash).where(*standing)) is None:
            return None  # a guess keeps nobody from writing
    with quietly(store) as session:
        row = session.scalar(select(Offer).where(*standing))
        file = _opened(row, token) if row else None
        if row is None or file is None:
            return None
        digest = hashlib.sha256(file.content).hexdigest()[:16]
        kind, size = Path(file.name).suffix, len(file.content)
        note(session, row.actor, "download", f"file {digest}", kind=kind, bytes=size)
        session.delete(row)
    return file


def _standing(token: str, owner: str) -> tuple[ColumnElement[bool], ...]:
    """One that ends later than any can was made before the clock was set back."""
    at, own = now(), Offer.owner_hash == _hash(owner)
    return Offer.token_hash == _hash(token), own, Offer.until > at, Offer.until <= at + _KEPT


def _opened(row: Offer, token: str) -> File | None:
    """The file of a row; None if somebody changed it."""
    nonce, sealed = row.content[:_NONCE], row.content[_NONCE:]
    try:
        name, _, content = _cipher(token).decrypt(nonce, sealed, row.owner_hash.encode()).partition(b"\0")
    except InvalidTag:
        return None
    return File(content, name.decode(), row.media_type)


def _cipher(token: str) -> AESGCM:
    info = b"pujiang-petition-map 1 offer"
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(token.encode()))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
