"""Sums of the tables in the record itself, by which a bit that a disk has turned is noticed at opening.

SQLite finds what is wrong with the structure of a file. A digit inside a cell is no fault of the structure:
only a sum of what was written can tell it. Each table has its sum as of a version of its subject
(`data.tables.SubjectVersion`): when the record is closed, those of what was written are made anew, and when
it is opened, those whose subject has not changed since must still hold. A program that was killed leaves sums
of an earlier version behind, which say nothing until the next closing.
"""

import hashlib
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from data.tables import Base, Dataset, SubjectVersion

_AT_ONCE = 5000  # rows
_PATIENCE = 2000  # milliseconds: who closes a record does not wait for long
_SUBJECTS: dict[str, str] = {
    str(mapper.local_table): mapper.class_.version_subject
    for mapper in Base.registry.mappers
    if mapper.class_.version_subject is not None
}
_BY_THE_RECORD = (Dataset.__tablename__, SubjectVersion.__tablename__)
"""Tables that every change touches."""
_SCHEMA = "sqlite_master"
_seen: dict[Path, tuple[int, ...]] = {}
"""File -> how it looked when its sums were last seen to hold in this process."""


def hold(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether every sum that still says something is that of its table.

    Parameters
    ----------
    connection
        Open on the record.
    path
        The file: while it looks as it did when it was last looked through, it is not again.

    Raises
    ------
    sqlite3.Error
        It cannot be read.
    """
    look = _look(path)
    if _seen.get(path) == look:
        return True
    if broken(connection):
        return False
    _seen[path] = look
    return True


def broken(connection: sqlite3.Connection) -> list[str]:
    """Tables that are not as their sums say; of an older program's record nothing is known."""
    with _one_state(connection):
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'table_sums'").fetchone():
            return []
        kept = _kept(connection)
        return [
            table
            for table, version in _versions(connection).items()
            if kept.get(table, ("", ""))[0] == version and kept[table][1] != _sum(connection, table)
        ]


def renew(connection: sqlite3.Connection) -> None:
    """Make the sums of what was written since they were made.

    What somebody writes meanwhile has another version, of which these sums say nothing.
    """
    with _one_state(connection):
        kept = _kept(connection)
        changed = [
            (table, version, _sum(connection, table))
            for table, version in _versions(connection).items()
            if kept.get(table, ("", ""))[0] != version
        ]
    if not changed:
        return
    patience = connection.execute("PRAGMA busy_timeout").fetchone()[0]
    connection.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT OR REPLACE INTO table_sums VALUES (?, ?, ?)", changed)
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.execute(f"PRAGMA busy_timeout = {patience}")


def accept(connection: sqlite3.Connection) -> None:
    """Take what is in the tables for right, whatever their sums say."""
    _seen.clear()
    connection.execute("DELETE FROM table_sums")
    renew(connection)


# --- inside -------------------------------------------------------------------------------------------------


@contextmanager
def _one_state(connection: sqlite3.Connection) -> Iterator[None]:
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")


def _look(path: Path) -> tuple[int, ...]:
    look: list[int] = []
    for each in (path, Path(f"{path}-wal")):
        with suppress(OSError):
            found = each.stat()
            if found.st_size:
                look += [found.st_ino, found.st_size, found.st_mtime_ns]
    return tuple(look)


def _kept(connection: sqlite3.Connection) -> dict[str, tuple[str, str]]:
    rows = connection.execute("SELECT table_name, version, sha256 FROM table_sums")
    return {table: (version, sha256) for table, version, sha256 in rows}


def _versions(connection: sqlite3.Connection) -> dict[str, str]:
    """Table -> the version of what is in it, with the revision of the tables; empty without a county."""
    revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    row = connection.execute("SELECT version FROM dataset").fetchone()
    if row is None:
        return {}
    subjects = dict(connection.execute("SELECT subject_name, version FROM subject_versions").fetchall())
    versions = {table: f"{revision}:{subjects.get(subject, 0)}" for table, subject in _SUBJECTS.items()}
    return versions | dict.fromkeys(_BY_THE_RECORD, f"{revision}:{row[0]}") | {_SCHEMA: str(revision)}


def _sum(connection: sqlite3.Connection, table: str) -> str:
    digest = hashlib.sha256()
    if table == _SCHEMA:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
        own = [row for row in rows if row[0].removeprefix("ix_").startswith(tuple(Base.metadata.tables))]
        digest.update(repr(own).encode())
        return digest.hexdigest()
    columns = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
    figures = [name for _, name, kind, *_ in columns if kind in ("FLOAT", "DOUBLE", "REAL")]
    texts = [
        f'hex("{name}")' if kind == "BLOB" else f'"{name}"'
        for _, name, kind, *_ in columns
        if name not in figures
    ]
    keys = ", ".join(f'"{name}"' for _, name, *_, key in sorted(columns, key=lambda each: each[-1]) if key)
    rowid = Base.metadata.tables[table].dialect_options["sqlite"]["with_rowid"]
    for where in _parts(connection, table) if rowid else ["1"]:
        # made to text by SQLite itself, which takes a third of the time that Python would
        whole = connection.execute(
            f"SELECT json_group_array(row) FROM (SELECT json_array({', '.join(texts)}) AS row"  # noqa: S608 own
            f' FROM "{table}" WHERE {where} ORDER BY {keys})'
        ).fetchone()[0]
        digest.update(whole.encode())
        if figures:  # how they are written as text is another matter from one SQLite to the next
            names = ", ".join(f'"{name}"' for name in figures)
            for row in connection.execute(f'SELECT {names} FROM "{table}" WHERE {where} ORDER BY {keys}'):  # noqa: S608
                digest.update(struct.pack(f"{len(row)}d", *(-1e300 if one is None else one for one in row)))
    return digest.hexdigest()


def _parts(connection: sqlite3.Connection, table: str) -> Iterator[str]:
    last = connection.execute(f'SELECT coalesce(max(rowid), 0) FROM "{table}"').fetchone()[0]  # noqa: S608 own
    for first in range(0, last + 1, _AT_ONCE):
        yield f"rowid >= {first} AND rowid < {first + _AT_ONCE}"
