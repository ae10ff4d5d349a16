"""Entries of the log that are no change of the county's record: who signed in, who looked at what."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from data.clock import now
from data.store import Store
from data.tables import AuditEntry

_APART = {"writes": True, "apart": True}
"""Options of a transaction that waits for no step of the county's record, where a server keeps it."""


@contextmanager
def quietly(store: Store, patience: int | None = None) -> Iterator[Session]:
    """Session whose changes are kept together or not at all; the record's version stays.

    Parameters
    ----------
    patience
        Milliseconds to wait where another program writes, as an import may for minutes; None: as long as any
        step does.

    Raises
    ------
    StoreRefused
        The record cannot be written, or not within that time.
    """
    with (
        store.engine.execution_options(**_APART, patience=patience, seen=store.seen).connect() as connection,
        _waiting(connection, patience),
        Session(connection) as session,
        session.begin(),
    ):
        yield session


def note(session: Session, actor: str, action: str, subject: str, **detail: Any) -> None:
    """Write an entry of the log within a transaction: codes and counts, never personal data."""
    session.add(AuditEntry(at=now(), actor=actor, action=action, subject=subject, detail=detail))


@contextmanager
def _waiting(connection: Connection, patience: int | None) -> Iterator[None]:
    raw = connection.connection.driver_connection
    if patience is None or connection.dialect.name != "sqlite" or raw is None:
        yield
        return
    (before,) = raw.execute("PRAGMA busy_timeout").fetchone()
    raw.execute(f"PRAGMA busy_timeout={patience}")
    try:
        yield
    finally:
        raw.execute(f"PRAGMA busy_timeout={before}")
