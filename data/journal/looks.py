"""Each look at personal fields stands in the log: who, which petition, which fields; never their values."""

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import select

from data.clock import now
from data.errors import StoreRefused
from data.journal.writing import note, quietly
from data.reader import Reader
from data.tables import AuditEntry

LOOK = "look at persons"
"""Action under which looks stand in the log."""
_PATIENCE = 2000


def recorded(reader: Reader, number: str, fields: Iterable[str]) -> bool:
    """Write a look at personal fields of a petition into the log, once a day for each person and petition.

    Parameters
    ----------
    reader
        Who looks; a `Writer` by its actor, another by the role.
    number
        Of the petition.
    fields
        Names of the personal fields that are shown.

    Returns
    -------
    bool
        False: the log cannot be written just now, so nothing may be shown.
    """
    names = sorted(set(fields))
    if not names:
        return True
    at, actor = now(), actor_of(reader)
    today = select(AuditEntry.detail).where(
        AuditEntry.at >= dt.datetime.combine(at.date(), dt.time()),
        AuditEntry.actor == actor,
        AuditEntry.action == LOOK,
        AuditEntry.subject == number,
    )
    with reader.store.read() as connection:
        seen = {name for detail in connection.scalars(today) for name in detail.get("fields", ())}
    if seen >= set(names):
        return True
    try:
        with quietly(reader.store, _PATIENCE) as session:
            note(session, actor, LOOK, number, fields=names)
    except StoreRefused:
        return False
    return True


def actor_of(reader: Reader) -> str:
    """Under which name somebody stands in the log."""
    return str(getattr(reader, "actor", f"role:{reader.scope.role}"))
