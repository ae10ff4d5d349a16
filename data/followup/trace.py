"""What an entry held before it was changed: kept with who changed it, and read by the office."""

import datetime as dt
from typing import Any, NamedTuple

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from data.clock import now
from data.reader import Reader
from data.scope import is_office
from data.tables import Base, FollowupChange


class Changed(NamedTuple):
    """One change of an entry: column -> what it held before and after."""

    at: dt.datetime
    actor: str
    changes: dict[str, tuple[Any, Any]]


def change(session: Session, actor: str, row: Any, values: dict[str, Any]) -> list[str]:
    """Bring an entry to new values and keep what it held; names of the columns that changed."""
    held = {name: getattr(row, name) for name in values}
    changed = {name: (held[name], value) for name, value in values.items() if held[name] != value}
    if not changed:
        return []
    for name, value in values.items():
        setattr(row, name, value)
    cells = {name: [_told(before), _told(after)] for name, (before, after) in changed.items()}
    own = {"register": row.__tablename__, "row_id": row.id, "at": now(), "actor": actor}
    # without its id given back: whoever changes an entry may not read what it held
    session.execute(insert(FollowupChange).inline().values(**own, changes=cells))
    return sorted(changed)


def forget(session: Session, table: type[Base], entry: int) -> None:
    """Take the history of an entry that is removed, so that the next of its identity has its own."""
    own = (FollowupChange.register == table.__tablename__, FollowupChange.row_id == entry)
    session.execute(delete(FollowupChange).where(*own))


def changes(reader: Reader, table: type[Base], entry: int) -> list[Changed]:
    """What became of an entry, the latest first; for the office alone."""
    if not is_office(reader.scope):
        return []
    own = (FollowupChange.register == table.__tablename__, FollowupChange.row_id == entry)
    with reader.store.read() as connection:
        rows = connection.execute(
            select(FollowupChange.at, FollowupChange.actor, FollowupChange.changes)
            .where(*own)
            .order_by(FollowupChange.id.desc())
        ).all()
    return [
        Changed(row.at, row.actor, {name: (pair[0], pair[1]) for name, pair in row.changes.items()})
        for row in rows
    ]


def _told(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
