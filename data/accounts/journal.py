"""Entries of the log that are no change of the county's record: who signed in, who looked at what."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.orm import Session

from data.clock import now
from data.store import Store
from data.tables import AuditEntry


@contextmanager
def quietly(store: Store) -> Iterator[Session]:
    """Session whose changes are kept together or not at all; the record's version stays."""
    with Session(store.engine.execution_options(writes=True)) as session, session.begin():
        yield session


def note(session: Session, actor: str, action: str, subject: str, **detail: Any) -> None:
    """Write an entry of the log within a transaction: codes and counts, never personal data."""
    session.add(AuditEntry(at=now(), actor=actor, action=action, subject=subject, detail=detail))
