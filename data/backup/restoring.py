"""A backup is put in the place of a record; the record that was there is kept beside it."""

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, update

from data.backup.check import check_backup, check_connection
from data.backup.manifest import Manifest, read_manifest
from data.clock import now
from data.copies import check_room, flush, flush_folder, free_name, reading, writing
from data.errors import BackupRefused, StoreRefused
from data.store import Store, revisions
from data.tables import AccountSession, BackupRun, Offer
from data.text import N_

_MAGIC = b"SQLite format 3\0"
_SIDES = ("-wal", "-shm", "-journal")


@dataclass(frozen=True)
class Restored:
    """What a restoration came to.

    Parameters
    ----------
    manifest
        Of the backup that is the record now.
    kept
        Where the record that was there is now; None: there was none.
    """

    manifest: Manifest
    kept: Path | None


def restore(backup: Path, record: Path, actor: str) -> Restored:
    """Put a backup in the place of a record, or where there is none.

    The backup itself is left as it is. The act is in the log of the record that is restored, and nobody is
    signed in there any more.

    Parameters
    ----------
    backup
        The file; its manifest lies beside it.
    record
        Where the record is to be.
    actor
        Who does it, for the log.

    Raises
    ------
    BackupRefused
        The backup has no manifest, is damaged, none of this program, of a newer one, or of another county
        than the record, or the demo's where the record is not, or the reverse; or the record is in use. Then
        nothing was changed.
    StoreRefused
        There is no room beside the record.
    """
    manifest = trusted(backup)
    if record.absolute() == backup.absolute():
        raise BackupRefused("A backup cannot be put in its own place: name the record")
    if record.exists():
        _check_county(record, manifest)
    check_room(record.absolute().parent, manifest.size * 2)
    with writing(record) as unfinished:
        shutil.copyfile(backup, unfinished)
        flush(unfinished)
        with reading(unfinished) as copy:
            if check_connection(copy).contents != manifest.contents:
                raise BackupRefused("The copy of {file} is not the same as the backup: is the disk failing?")
        _remove_sides(unfinished)
        kept = _keep(record) if record.exists() else None
        _set_sides_aside(record, kept)
    flush_folder(record.absolute().parent)
    store = Store(str(record))
    try:
        log_restoration(store, actor, manifest)
    finally:
        store.close()
    return Restored(manifest, kept)


def trusted(backup: Path) -> Manifest:
    """The manifest of a backup that is whole and of this program.

    Raises
    ------
    BackupRefused
        It has no manifest, is damaged, or of a newer program.
    """
    manifest = read_manifest(backup)
    if manifest.contents.revision not in revisions():
        raise BackupRefused(
            "The backup {file} was made by a newer version of this program ({program}): install that one",
            file=backup.name,
            program=manifest.program,
        )
    if not check_backup(backup).good:
        raise BackupRefused(
            "The backup {file} is damaged, or was changed after it was made: take another one",
            file=backup.name,
        )
    return manifest


def _check_county(record: Path, manifest: Manifest) -> None:
    """Refuse to put one county's backup over another's record, or the demo's over a real one or the reverse.

    A damaged record may be anybody's.
    """
    row = None
    if not _is_database(record):
        return
    with suppress(StoreRefused), reading(record) as connection:
        row = connection.execute("SELECT county_code, synthetic FROM dataset").fetchone()
    if row is None:
        return
    county, synthetic = row
    if county != manifest.contents.county:
        raise BackupRefused(
            "The record is that of county {county}, the backup that of {other}: put it somewhere else",
            county=county,
            other=manifest.contents.county or "-",
        )
    if bool(synthetic) != manifest.contents.synthetic:
        demo = N_("The record is the demo's, the backup that of a real county: put it somewhere else")
        real = N_("The record is that of a real county, the backup the demo's: put it somewhere else")
        raise BackupRefused(demo if synthetic else real)


def _keep(record: Path) -> Path:
    """Give the record that is there a second name; it goes on under that when the backup takes its own."""
    _check_unused(record)
    kept = free_name(record, f"before-restore-{now():%Y%m%d-%H%M%S}")
    try:
        os.link(record, kept)
    except OSError:  # a disk that knows no second names
        with writing(kept) as unfinished:
            shutil.copyfile(record, unfinished)
    return kept


def _check_unused(record: Path) -> None:
    """Bring the log into the file; only who has it alone may do that (SQLite, "Write-Ahead Logging").

    A damaged file cannot be asked: it is kept as it is, with what lies beside it.
    """
    if not _is_database(record):
        return
    refused = BackupRefused(
        "The record {file} is in use: stop the program, and close QGIS and whatever else has it open",
        file=record.name,
    )
    with closing(sqlite3.connect(record, timeout=1, isolation_level=None)) as connection:
        try:
            mode = connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise refused from None
            return
        except sqlite3.DatabaseError:
            return
        if mode == "wal":
            raise refused


def _is_database(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def _set_sides_aside(record: Path, kept: Path | None) -> None:
    """What waits beside a record belongs to that one: beside another it would be taken for its own."""
    for side in _SIDES:
        beside = Path(f"{record}{side}")
        if beside.exists():
            name = Path(f"{kept}{side}") if kept else free_name(beside, "left-over")
            beside.replace(name)


def _remove_sides(path: Path) -> None:
    for side in _SIDES:
        Path(f"{path}{side}").unlink(missing_ok=True)


def log_restoration(store: Store, actor: str, manifest: Manifest) -> None:
    """Note in a record that it was put back; nobody is signed in to it any more, and no file is on offer."""
    contents = manifest.contents
    with store.write(
        actor,
        "restore backup",
        contents.county or "",
        backup=manifest.file,
        made=manifest.at.isoformat(),
        version=contents.version,
        rows=sum(each.rows for each in contents.tables.values()),
    ) as session:
        # whoever was signed in when the backup was made is not, now; nor is that backup under way
        for row, ended in ((AccountSession, AccountSession.ended), (BackupRun, BackupRun.ended_at)):
            session.execute(
                update(row).where(ended.is_(None)).values({ended: now()}),
                execution_options={"synchronize_session": False},
            )
        session.execute(delete(Offer))
