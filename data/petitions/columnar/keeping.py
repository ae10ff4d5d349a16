"""The snapshot of a record as it is now: that of the file beside it, with what was written since."""

import threading
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from weakref import WeakKeyDictionary

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import Connection, Engine

from data.machine import read_settings
from data.petitions.columnar import file, taking
from data.petitions.columnar.layout import Snapshot, put_together
from data.store import Store, record_file

BEHIND = 64
"""Blocks that may have changed since the file was written before it is written anew."""


class SnapshotSettings(BaseSettings):
    """Where the snapshot of a record on a server lies (``PETITION_MAP_SNAPSHOT_FOLDER``)."""

    model_config = SettingsConfigDict(env_prefix="PETITION_MAP_", frozen=True)

    snapshot_folder: Path | None = Field(
        None,
        description="Folder for the snapshot of a record on a server. Unset: it is kept in memory alone.",
    )


def snapshot(store: Store, connection: Connection) -> Snapshot:
    """The snapshot of a record as a connection of `Store.entire` sees it, with all that a transaction under
    way has changed so far.

    It is read block by block: one whose mark is known is taken from the snapshot before or from its file,
    the others from the record. The file is written where it is far behind, and by `catch_up`. What a
    transaction sees, on a server the rows of one reader, is kept for nobody else.
    """
    kept = _kept_of(store.engine)
    marks = taking.marks(connection)
    with kept.lock:
        if kept.snapshot is None:
            kept.snapshot = _loaded(store)
            kept.written = _marks_of(kept.snapshot)
        changed = _brought(kept.snapshot, marks, connection)
        if changed is None:
            return kept.snapshot  # type: ignore[return-value]
        if store.under_way:
            return changed
        kept.snapshot = changed
        if len(marks.items() ^ kept.written.items()) > BEHIND:
            _write(store, kept)
        return kept.snapshot


def catch_up(store: Store) -> bool:
    """Bring the file up to date with the record; whether it is now."""
    with store.entire().read() as connection:
        snapshot(store, connection)
    kept = _kept_of(store.engine)
    with kept.lock:
        return kept.snapshot is None or _marks_of(kept.snapshot) == kept.written or _write(store, kept)


def place(store: Store) -> Path | None:
    """The file of the snapshot of a record; None: it has none.

    It lies beside the record's own, or in the folder that is set for one on a server.
    """
    own = record_file(store.url)
    if own is not None:
        return own.with_name(f"{own.name}-snapshot.arrow")
    folder = read_settings(SnapshotSettings).snapshot_folder
    if folder is None or not store.on_server:
        return None
    address = store.engine.url.set(password=None).render_as_string()
    return folder / f"{sha256(address.encode()).hexdigest()[:16]}-snapshot.arrow"


# --- inside -------------------------------------------------------------------------------------------------


@dataclass
class _Kept:
    """What this process has of a record."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    snapshot: Snapshot | None = None
    written: dict[int, str] = field(default_factory=dict)
    """Marks of the blocks in the file as this process last saw or wrote it."""


_kept: WeakKeyDictionary[Engine, _Kept] = WeakKeyDictionary()
_first = threading.Lock()


def _kept_of(engine: Engine) -> _Kept:
    with _first:
        return _kept.setdefault(engine, _Kept())


def _marks_of(known: Snapshot | None) -> dict[int, str]:
    return {block.number: block.mark for block in known.blocks} if known else {}


def _brought(known: Snapshot | None, marks: dict[int, str], connection: Connection) -> Snapshot | None:
    """A snapshot brought up to date; None: it is."""
    before = _marks_of(known)
    if known is not None and before == marks:
        return None
    again = [number for number, mark in marks.items() if before.get(number) != mark]
    return put_together(known, marks, taking.rows(connection, again), again)


def _loaded(store: Store) -> Snapshot | None:
    path = place(store)
    return file.load(path) if path is not None else None


def _write(store: Store, kept: _Kept) -> bool:
    """Write the file, and go on with what lies in it: its pages are shared, those of this process are not."""
    path = place(store)
    if path is None or kept.snapshot is None or not file.save(kept.snapshot, path):
        return False
    kept.written = _marks_of(kept.snapshot)
    kept.snapshot = file.load(path) or kept.snapshot
    return True
