"""Programs that may send requests of online intake: each by a key of its own, shown once and revocable."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.accounts import codes
from data.clock import now
from data.errors import AccountRefused
from data.reader import Reader, Writer
from data.scope import is_administrator
from data.store import Store
from data.tables import IntakeRequest, IntakeSource
from data.text.printable import printable


@dataclass(frozen=True, slots=True)
class Source:
    """A source as the list of sources has it.

    Parameters
    ----------
    requests
        Accepted from it so far.
    """

    id: int
    name: str
    made_at: dt.datetime
    revoked_at: dt.datetime | None
    requests: int


def add_source(writer: Writer, name: str) -> str:
    """Let a program send requests.

    Returns
    -------
    str
        Its key, which stands nowhere else.

    Raises
    ------
    AccountRefused
        The scope is no administrator's, the name is empty or too long, or there is such a source.
    """
    _check(writer)
    name = " ".join(printable(name).split())
    longest = IntakeSource.name.type.length
    if not name or len(name) > longest:
        raise AccountRefused("The name of a source has 1 to {n} characters", n=longest)
    key = codes.token()
    with writer.write("add source", name) as session:
        if session.scalar(select(IntakeSource.id).where(IntakeSource.name == name)) is not None:
            raise AccountRefused("There is a source {name} already", name=name)
        own = {"key_hash": codes.hash_of(key), "made_at": now(), "made_by": writer.actor}
        session.add(IntakeSource(name=name, **own))
    return key


def revoke_source(writer: Writer, name: str) -> None:
    """End the key of a source; what it has sent stays.

    Raises
    ------
    AccountRefused
        The scope is no administrator's, or there is no such source with a key in use.
    """
    _check(writer)
    with writer.write("revoke source", name) as session:
        source = session.scalar(select(IntakeSource).where(IntakeSource.name == name))
        if source is None or source.revoked_at is not None:
            raise AccountRefused("There is no source {name} whose key is in use", name=name)
        source.revoked_at, source.revoked_by = now(), writer.actor


def sources(reader: Reader) -> list[Source]:
    """Every source by name; nothing for others than administrators."""
    if not is_administrator(reader.scope):
        return []
    sent = select(IntakeRequest.source_id, func.count()).group_by(IntakeRequest.source_id)
    with reader.store.entire().read() as connection, Session(connection) as session:
        counts = dict(session.execute(sent).all())
        listed = session.scalars(select(IntakeSource).order_by(IntakeSource.name)).all()
        return [
            Source(one.id, one.name, one.made_at, one.revoked_at, counts.get(one.id, 0)) for one in listed
        ]


def source_of(store: Store, key: str) -> Source | None:
    """The source whose key in use this is."""
    with store.read() as connection, Session(connection) as session:
        own = IntakeSource.key_hash == codes.hash_of(key), IntakeSource.revoked_at.is_(None)
        one = session.scalar(select(IntakeSource).where(*own))
        return Source(one.id, one.name, one.made_at, one.revoked_at, 0) if one else None


def any_source(store: Store) -> bool:
    """Whether any program may send requests at all."""
    with store.read() as connection:
        used = select(IntakeSource.id).where(IntakeSource.revoked_at.is_(None)).limit(1)
        return connection.scalar(used) is not None


def _check(writer: Writer) -> None:
    if not is_administrator(writer.scope):
        raise AccountRefused("Only an administrator keeps accounts")
