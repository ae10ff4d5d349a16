"""Backups of a record on a PostgreSQL server: the same file as that of any record, so that it needs no tool.

`data.copying` copies all rows into a GeoPackage, as of one moment, and compares their digests. It is checked
and put back as any backup, into a file or, by the same way, into an empty record on a server. The server's
own tools, such as ``pg_dump``, are its administrator's.
"""

import datetime as dt
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from data.backup.check import Check, check_connection
from data.backup.folder import Kept, make_folder, new_path
from data.backup.manifest import Kind, Manifest
from data.backup.restoring import Restored, log_restoration, trusted
from data.clock import now
from data.copies import asking, writing
from data.copying import copy_record
from data.errors import BackupRefused
from data.store import Store


def back_up(
    store: Store,
    folder: Path,
    kind: Kind,
    actor: str,
    at: dt.datetime | None = None,
    against: Manifest | None = None,
) -> tuple[Kept, Check]:
    """Back up a record on a server, as `data.backup.making.back_up` does one in a file, and check it.

    Parameters
    ----------
    against
        Manifest of an earlier backup of it.

    Raises
    ------
    StoreRefused
        The folder cannot be written, or what came over is not what was sent. Then no file is left behind.
    """
    make_folder(folder)
    at = at or now()
    target = new_path(folder, store.dataset().county_code, at, kind, ".gpkg")
    with writing(target) as unfinished:
        check = _copied(store, unfinished, target, actor, against)
        if check.contents is None:
            raise BackupRefused(
                "The copy of {file} is not the same as the backup: is the disk failing?", file=target.name
            )
    manifest = Manifest.of(target, kind, at, check.contents)
    manifest.write(target)
    return Kept(target, manifest), check


def _copied(store: Store, path: Path, named: Path, actor: str | None, against: Manifest | None) -> Check:
    """Copy a record into a new file, row by row, and check that."""
    copy = Store(str(path), create=True)
    try:
        copy_record(store, copy, actor=actor)
    finally:
        copy.close()
    with asking(named), closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        return check_connection(connection, against)


def restore(backup: Path, url: str, actor: str) -> Restored:
    """Put a backup into an empty record on a server; what is there is never replaced.

    Raises
    ------
    BackupRefused
        The backup is refused as by `data.backup.restoring.restore`.
    StoreRefused
        Something is stored in the record already.
    """
    manifest = trusted(backup)
    with tempfile.TemporaryDirectory(dir=backup.parent, prefix=".restore-") as folder:
        source = Store(str(shutil.copy(backup, Path(folder) / backup.name)))
        target = Store(url, create=True)
        try:
            copy_record(source, target, actor=actor)
            log_restoration(target.entire(), actor, manifest)
        finally:
            source.close()
            target.close()
    return Restored(manifest, None)


def check(store: Store, against: Manifest | None = None) -> Check:
    """Check a record on a server: every row is read and compared as one in a file is.

    The structure of the server's own files is the server's to look after.
    """
    with tempfile.TemporaryDirectory(prefix="petition-map-check-") as folder:
        path = Path(folder) / "record.gpkg"
        return _copied(store, path, path, None, against)
