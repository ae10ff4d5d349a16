"""What was done with an entry, step by step, and the way back."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.clock import now
from data.desk import gate
from data.desk.terms import Act
from data.errors import DeskRefused
from data.reader import Reader, Writer
from data.scope import keeps_visits
from data.sealing import Sealed
from data.tables import DeskChange, DeskEntry

NAMING = frozenset(c.name for c in DeskEntry.__table__.columns if isinstance(c.type, Sealed))
"""Columns of which nobody is told more than that they changed."""


@dataclass(frozen=True)
class Step:
    """Something that was done with an entry.

    Parameters
    ----------
    changes
        Column -> what it held before and after; of what names persons, nothing but that it changed.
    undone
        It was taken back.
    """

    id: int
    at: dt.datetime
    actor: str
    act: Act
    changes: Mapping[str, tuple[Any, Any]]
    undone: bool


def change(session: Session, writer: Writer, entry: DeskEntry, act: Act, **values: Any) -> None:
    """Write columns of an entry, and keep what they held."""
    before = {name: getattr(entry, name) for name in values}
    for name, value in values.items():
        setattr(entry, name, value)
    changed = {name: (was, values[name]) for name, was in before.items() if was != values[name]}
    note(session, writer, entry, act, changed)


def note(
    session: Session,
    writer: Writer,
    entry: DeskEntry,
    act: Act,
    changed: Mapping[str, tuple[Any, Any]] | None = None,
) -> None:
    """Keep that something was done with an entry."""
    pairs = {name: [_told(was), _told(now_)] for name, (was, now_) in (changed or {}).items()}
    session.add(DeskChange(entry_id=entry.id, at=now(), actor=writer.actor, act=act.value, changes=pairs))
    session.flush()


def latest(session: Session, entry: DeskEntry) -> DeskChange | None:
    """What was done last with an entry, and stands."""
    found: DeskChange | None = session.scalars(gate.changes(entry.id).limit(1)).first()
    return found


def version(session: Session, entry: int) -> int:
    """Grows with everything that is done with an entry, undoing included."""
    steps = select(func.count(), func.count(DeskChange.undone_at)).where(DeskChange.entry_id == entry)
    made, undone = session.execute(steps).one()
    return int(made) + int(undone)


def check_seen(session: Session, entry: DeskEntry, seen: int) -> None:
    """Refuse a change of an entry that is not any more as it was on the page.

    Raises
    ------
    DeskRefused
        Somebody was quicker.
    """
    if version(session, entry.id) != seen:
        raise DeskRefused(
            "Somebody else changed {slip} meanwhile, and nothing of yours was stored: look at it as it is"
            " now",
            slip=entry.slip,
        )


def history(reader: Reader, on: dt.date, township: str, slip: str) -> list[Step]:
    """What was done with an entry, the latest first, with what was taken back; nothing for who may not."""
    if not keeps_visits(reader.scope, township):
        return []
    entry = gate.entries(reader, on, township)
    named = DeskEntry.__table__
    statement = (
        select(*DeskChange.__table__.columns, named.c.desk, named.c.number)
        .join(entry, entry.c.id == DeskChange.entry_id)
        .join(named, named.c.id == entry.c.id)
        .order_by(DeskChange.id.desc())
    )
    with reader.store.read() as connection:
        rows = [row for row in connection.execute(statement) if f"{row.desk}{row.number:03d}" == slip]
    return [
        Step(
            row.id,
            row.at,
            row.actor,
            Act(row.act),
            {
                name: (None, None) if name in NAMING else (pair[0], pair[1])
                for name, pair in row.changes.items()
            },
            row.undone_at is not None,
        )
        for row in rows
    ]


def held_before(step: DeskChange) -> dict[str, Any]:
    """Column -> what it held before a step."""
    return {name: _read(name, pair[0]) for name, pair in step.changes.items()}


def _told(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.datetime | dt.date) else value


def _read(column: str, value: Any) -> Any:
    kind = DeskEntry.__table__.columns[column].type.python_type
    if value is None or kind not in (dt.datetime, dt.date):
        return value
    return kind.fromisoformat(value)
