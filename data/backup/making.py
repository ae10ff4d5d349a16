"""A backup is made: of one moment, checked, and only then given its name."""

import datetime as dt
import errno
import sqlite3
from pathlib import Path

from data.backup.check import check_connection
from data.backup.contents import Contents, revision_of
from data.backup.folder import Kept, make_folder, new_path
from data.backup.manifest import Kind, Manifest
from data.clock import now
from data.copies import copying, reading
from data.errors import BackupRefused


def back_up(record: Path, folder: Path, kind: Kind = Kind.MANUAL, at: dt.datetime | None = None) -> Kept:
    """Back up an SQLite record that may be in use, as it is; it is not brought up to date.

    Parameters
    ----------
    record
        Its file.
    folder
        Where to; it is made if it is missing.
    kind
        Why.
    at
        When; None: now.

    Raises
    ------
    StoreRefused
        The record cannot be read or is damaged, there is no room, or the folder may not be written to.
        Then no file is left behind, and no earlier backup is touched.
    """
    make_folder(folder)
    try:
        return _made(record, folder, kind, at or now())
    except OSError as error:
        raise BackupRefused(
            "The backup cannot be written to {folder} ({reason}): see that the disk is there, has room and"
            " may be written to. Earlier backups were kept",
            folder=str(folder),
            reason=errno.errorcode.get(error.errno or 0, type(error).__name__),
        ) from None


def _made(record: Path, folder: Path, kind: Kind, at: dt.datetime) -> Kept:
    with reading(record) as source:
        if revision_of(source) is None:
            raise BackupRefused("{file} is no record of this program", file=record.name)
        county = source.execute("SELECT county_code FROM dataset").fetchone()
        target = new_path(folder, county and county[0], at, kind, record.suffix or ".gpkg")
        with copying(source, record, target) as copy:
            held = _checked(copy)
    manifest = Manifest.of(target, kind, at, held)
    manifest.write(target)  # killed before it, there is a file without one, which is no backup
    return Kept(target, manifest)


def _checked(copy: sqlite3.Connection) -> Contents:
    """What a copy holds; rows that refer to nothing are backed up as they are."""
    check = check_connection(copy)
    if check.contents is None:
        raise BackupRefused("The record is damaged: no backup was made of it, and earlier ones were kept")
    return check.contents
