"""A copy of an SQLite file that is in use: whole and checked, or none at all.

Source of the way: SQLite, "Using the SQLite Online Backup API". A copy by the file system alone lacks what
waits in the write-ahead log.
"""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from data.errors import StoreRefused
from data.store_refusals import cannot_open, damaged, refusal_of

ROOM = 16 << 20
"""Bytes that must stay free on a disk beside what is copied to it."""
WAIT = 30
"""Seconds to wait for another program that writes."""
UNFINISHED = ".part"


@contextmanager
def asking(path: Path) -> Iterator[None]:
    """Turn what SQLite refuses of a file into its sentence."""
    try:
        yield
    except sqlite3.Error as error:
        raise refusal_of(error, path) or damaged(path) from None


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that sees one state of a record and brings nothing up to date.

    Raises
    ------
    StoreRefused
        The file is missing, or is no database that can be read.
    """
    if not path.is_file():
        raise StoreRefused("There is no file at {path}", path=str(path))
    with asking(path), closing(_opened(path)) as connection:
        connection.execute("BEGIN")
        yield connection


def _opened(path: Path) -> sqlite3.Connection:
    """As little is made beside a file as its place allows (SQLite, "Write-Ahead Logging", 5)."""
    for how in ("mode=rw", "mode=ro", "mode=ro&immutable=1"):
        if how.endswith("1") and Path(f"{path}-wal").exists():
            raise cannot_open(path)
        address = f"{path.absolute().as_uri()}?{how}"
        connection = sqlite3.connect(address, uri=True, timeout=WAIT, isolation_level=None)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError as error:
            connection.close()
            if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
                raise
        except sqlite3.Error:
            connection.close()
            raise
        else:
            return connection
    raise cannot_open(path)


@contextmanager
def copying(source: sqlite3.Connection, record: Path, target: Path) -> Iterator[sqlite3.Connection]:
    """Copy a record into a file that appears under its name only when all is well.

    Parameters
    ----------
    source, record
        Open on the record, and its file; others may write it meanwhile, and the copy is of one moment.
    target
        Where to; what is there is replaced. Only its owner may read it (where the system knows owners).

    Yields
    ------
    Connection
        Open on the copy, to be looked at before it is kept. Whatever is raised meanwhile leaves no file.

    Raises
    ------
    StoreRefused
        There is no room, the record is damaged, or the place may not be written.
    """
    check_room(target.parent, size_of(source))
    with writing(target) as unfinished:
        with asking(record), closing(sqlite3.connect(unfinished, isolation_level=None)) as copy:
            copy.execute("PRAGMA synchronous=OFF")  # it is written through as a whole, below
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
            if copy.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
                raise damaged(record)
            yield copy
        for name in (f"{unfinished}-wal", f"{unfinished}-shm", f"{unfinished}-journal"):
            Path(name).unlink(missing_ok=True)


@contextmanager
def writing(target: Path) -> Iterator[Path]:
    """A file beside `target` that takes its name once it is written through to the disk, or is removed."""
    handle, name = tempfile.mkstemp(UNFINISHED, f".{target.stem}-", target.parent)
    os.close(handle)
    unfinished = Path(name)
    try:
        yield unfinished
        flush(unfinished)
        unfinished.replace(target)
        flush_folder(target.parent)
    finally:
        unfinished.unlink(missing_ok=True)


def check_room(folder: Path, size: int) -> None:
    """Refuse a folder whose disk has no room for so many bytes.

    Raises
    ------
    StoreRefused
        It has not, or it is no folder.
    """
    if not folder.is_dir():
        raise StoreRefused("There is no folder {folder}", folder=str(folder))
    free = shutil.disk_usage(folder).free
    if free < size + ROOM:
        raise StoreRefused(
            "No copy of the record can be made in {folder}: {free} MB are free, {needed} MB are needed."
            " Make room, then try again; nothing was changed",
            folder=str(folder),
            free=free >> 20,
            needed=((size + ROOM) >> 20) + 1,
        )


def size_of(connection: sqlite3.Connection) -> int:
    """Bytes of a record without its log."""
    pages = int(connection.execute("PRAGMA page_count").fetchone()[0])
    return pages * int(connection.execute("PRAGMA page_size").fetchone()[0])


def flush(path: Path) -> None:
    """Have the system write a file through to its disk."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """The same for the names in a folder, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def copy_before(source: sqlite3.Connection, path: Path, revision: str) -> Path:
    """Copy a record beside itself before it is brought up to a revision of the tables; kept for good.

    Returns
    -------
    Path
        ``name.before-0012.gpkg``, with a number behind it where there is one already.
    """
    target = free_name(path, f"before-{revision}")
    with copying(source, path, target):
        pass
    return target


def free_name(path: Path, about: str) -> Path:
    """A name beside a record that no file has yet."""
    target, number = path.with_name(f"{path.stem}.{about}{path.suffix}"), 1
    while target.exists():
        number += 1
        target = path.with_name(f"{path.stem}.{about}-{number}{path.suffix}")
    return target
