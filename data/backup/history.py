"""Backups in the record itself: which were begun, by whom, and what came of each."""

import datetime as dt
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.backup.check import Check, Fault
from data.backup.folder import Kept
from data.backup.manifest import Kind
from data.clock import now
from data.errors import BackupRefused
from data.reader import Reader
from data.scope import Scope, is_administrator, is_head
from data.store import Store
from data.tables import BackupRun
from geo.errors import Refused

UNDER_WAY = dt.timedelta(hours=2)
"""So long a backup that has not ended is taken to be under way; after that it was cut off."""


def keeps_backups(scope: Scope | None) -> bool:
    """Whether a scope is that of the head of the petition office or of an administrator."""
    return is_head(scope) or is_administrator(scope)


def begin(store: Store, actor: str, kind: Kind, folder: Path, at: dt.datetime | None = None) -> int:
    """Note that a backup begins, which is also how two programs do not both make it. Gives its id.

    Raises
    ------
    BackupRefused
        Another one is under way.
    """
    at = at or now()
    with store.write(actor, "begin backup", kind.value) as session:
        under_way = select(BackupRun.id).where(
            BackupRun.ended_at.is_(None), BackupRun.begun_at > at - UNDER_WAY, BackupRun.begun_at <= at
        )
        if session.scalar(under_way.limit(1)) is not None:
            raise BackupRefused("A backup is under way already: wait until it is made")
        run = BackupRun(begun_at=at, actor=actor, kind=kind.value, folder=str(folder))
        session.add(run)
        session.flush()
        return run.id


def end(store: Store, actor: str, run: int, outcome: Kept | Refused, check: Check | None = None) -> None:
    """Note what came of a backup, and of the check before it."""
    good = isinstance(outcome, Kept)
    action = "end backup" if good else "backup failed"
    with store.write(actor, action, str(run)) as session:
        row = session.get_one(BackupRun, run)
        row.ended_at = now()
        if isinstance(outcome, Kept):
            row.file, row.size = outcome.path.name, outcome.manifest.size
        else:
            row.refusal = _kept_sentence(outcome)
        row.faults = None if check is None else [_kept_sentence(fault) for fault in check.faults]
        session.info["detail"] = {"faults": len(check.faults) if check else None}


def history(reader: Reader, limit: int = 100) -> list[BackupRun]:
    """The latest backups that were begun, the newest first; none for who does not look after them."""
    return last_runs(reader.store, limit) if keeps_backups(reader.scope) else []


def last_runs(store: Store, limit: int = 100) -> list[BackupRun]:
    """The same, for the program itself."""
    with store.read() as connection, Session(connection) as session:
        runs = list(session.scalars(select(BackupRun).order_by(BackupRun.id.desc()).limit(limit)))
        session.expunge_all()
        return runs


def last_good(store: Store) -> dt.datetime | None:
    """When the last backup was begun that was made; None: none ever."""
    with store.read() as connection:
        made = select(BackupRun.begun_at).where(BackupRun.file.is_not(None))
        found: dt.datetime | None = connection.scalar(made.order_by(BackupRun.begun_at.desc()).limit(1))
        return found


def last_tried(store: Store) -> dt.datetime | None:
    """When the last backup was begun at all; None: none ever."""
    with store.read() as connection:
        found: dt.datetime | None = connection.scalar(select(func.max(BackupRun.begun_at)))
        return found


def sentence(kept: dict[str, object]) -> Fault:
    """A sentence that was kept."""
    values = kept["values"]
    return Fault(str(kept["message"]), dict(values) if isinstance(values, dict) else {})


def _kept_sentence(said: Refused | Fault) -> dict[str, object]:
    plain = {
        name: value if isinstance(value, int | float) else str(value) for name, value in said.values.items()
    }
    return {"message": said.message, "values": plain}
