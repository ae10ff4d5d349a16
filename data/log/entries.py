"""The log read and filtered. For the head of the petition office alone."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, or_, select

from data.petitions import gate
from data.reader import Reader
from data.scope import is_head
from data.tables import AuditEntry


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries; what is None is not asked for.

    Parameters
    ----------
    first, last
        First and last day, both included.
    number
        Number of a petition: entries that are about it, as far as they name it.
    """

    actor: str | None = None
    action: str | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the log."""

    id: int
    at: dt.datetime
    actor: str
    action: str
    subject: str
    detail: Mapping[str, Any]


def entries(reader: Reader, wanted: Wanted = Wanted(), *, limit: int = 50, offset: int = 0) -> list[Entry]:
    """Entries, the latest first; none for others than the head."""
    if not is_head(reader.scope):
        return []
    statement = select(AuditEntry).where(*_conditions(reader, wanted)).order_by(AuditEntry.id.desc())
    with reader.store.read() as connection:
        rows = connection.execute(statement.limit(limit).offset(offset)).all()
    return [Entry(row.id, row.at, row.actor, row.action, row.subject, row.detail or {}) for row in rows]


def number_of_entries(reader: Reader, wanted: Wanted = Wanted()) -> int:
    """How many entries there are; 0 for others than the head."""
    if not is_head(reader.scope):
        return 0
    statement = select(func.count()).select_from(AuditEntry).where(*_conditions(reader, wanted))
    with reader.store.read() as connection:
        return connection.scalar(statement) or 0


def actors(reader: Reader) -> list[str]:
    """Everybody who stands in the log, by name; nobody for others than the head."""
    return _each(reader, AuditEntry.actor)


def actions(reader: Reader) -> list[str]:
    """Every action that stands in the log; none for others than the head."""
    return _each(reader, AuditEntry.action)


# --- inside -------------------------------------------------------------------------------------------------


def _each(reader: Reader, column: Any) -> list[str]:
    if not is_head(reader.scope):
        return []
    with reader.store.read() as connection:
        return list(connection.scalars(select(column).distinct().order_by(column)))


def _conditions(reader: Reader, wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.actor is not None:
        conditions.append(AuditEntry.actor == wanted.actor)
    if wanted.action is not None:
        conditions.append(AuditEntry.action == wanted.action)
    if wanted.first is not None:
        conditions.append(AuditEntry.at >= dt.datetime.combine(wanted.first, dt.time()))
    if wanted.last is not None:
        conditions.append(AuditEntry.at < dt.datetime.combine(wanted.last, dt.time()) + dt.timedelta(days=1))
    if wanted.number is not None:
        conditions.append(_about(reader, wanted.number))
    return conditions


def _about(reader: Reader, number: str) -> ColumnElement[bool]:
    """Entries that name a petition: by its number as their subject or in a list of theirs, or by its id."""
    listed = cast(AuditEntry.detail, String).contains(json.dumps(number), autoescape=True)
    ways: list[ColumnElement[bool]] = [AuditEntry.subject == number, listed]
    petition = gate.register(reader).c
    with reader.store.read() as connection:
        own = connection.scalar(select(petition.id).where(petition.number == number))
    if own is not None:
        ways.append(AuditEntry.detail["petition"].as_integer() == own)
    return or_(*ways)
