"""What is in a record, table by table: rows and a fingerprint, by which two records can be compared.

Read past the program's own tables and types, as it lies in the file: a record of an older or a newer program
is read as well, and nothing is brought up to date.
"""

import datetime as dt
import hashlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from data.geopackage import APPLICATION_ID

_AT_ONCE = 1000
LOG = "audit_log"
"""The one table to which rows are only ever added."""


@dataclass(frozen=True)
class TableSum:
    """Rows of a table, and the SHA-256 of all that is in them, in the order of their keys."""

    rows: int
    sha256: str


@dataclass(frozen=True)
class Contents:
    """What a record holds.

    Parameters
    ----------
    revision
        Of the tables; None: it is no record of this program.
    county
        Code; None: no county is set up.
    synthetic
        It is the demo's.
    as_of
        Day to which it is complete.
    version
        How many changes were counted.
    subjects
        Subject -> how often it has changed.
    tables
        Table -> its sum.
    """

    revision: str | None
    county: str | None
    synthetic: bool
    as_of: dt.date | None
    version: int
    subjects: dict[str, int]
    tables: dict[str, TableSum]

    @property
    def log(self) -> int:
        """Entries of the log."""
        return self.tables[LOG].rows if LOG in self.tables else 0


def read_contents(connection: sqlite3.Connection) -> Contents:
    """What a record holds, as one state.

    Raises
    ------
    sqlite3.Error
        It cannot be read.
    """
    tables = {name: table_sum(connection, name) for name in table_names(connection)}
    county, synthetic, as_of, version = _dataset(connection, tables)
    subjects = (
        dict(connection.execute("SELECT subject_name, version FROM subject_versions").fetchall())
        if "subject_versions" in tables
        else {}
    )
    return Contents(revision_of(connection), county, synthetic, as_of, version, subjects, tables)


def revision_of(connection: sqlite3.Connection) -> str | None:
    """Revision of the tables; None where this program made none."""
    if "alembic_version" not in table_names(connection):
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else None


def table_names(connection: sqlite3.Connection) -> list[str]:
    """Tables in which something is kept; SQLite's own are left out."""
    rows = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        " ORDER BY name"
    )
    return [name for (name,) in rows]


def table_sum(connection: sqlite3.Connection, table: str, first: int | None = None) -> TableSum:
    """The sum of a table, or of its `first` rows alone."""
    rows, digest = 0, hashlib.sha256()
    for part in _rows(connection, table, first):
        rows += len(part)
        for row in part:
            digest.update(json.dumps(row, separators=(",", ":"), default=bytes.hex).encode())
            digest.update(b"\n")
    return TableSum(rows, digest.hexdigest())


def has_header(connection: sqlite3.Connection) -> bool:
    """Whether the file says that it is a GeoPackage, as QGIS asks it."""
    return bool(connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID)


def orphans(connection: sqlite3.Connection) -> dict[str, int]:
    """Table -> rows that refer to rows that are not there."""
    counts: dict[str, int] = {}
    for table, *_ in connection.execute("PRAGMA foreign_key_check"):
        counts[str(table)] = counts.get(str(table), 0) + 1
    return counts


def structure_faults(connection: sqlite3.Connection) -> int:
    """How many faults SQLite finds in the file's own structure; it stops counting at a hundred."""
    found = [row[0] for row in connection.execute("PRAGMA integrity_check(100)")]
    return 0 if found == ["ok"] else len(found)


def _rows(
    connection: sqlite3.Connection, table: str, first: int | None
) -> Iterator[list[tuple[object, ...]]]:
    quoted = _quoted(table)
    columns = connection.execute(f"PRAGMA table_info({quoted})").fetchall()
    keys = sorted((position, name) for _, name, *_, position in columns if position)
    order = ", ".join(_quoted(name) for _, name in keys) or "rowid"
    names = ", ".join(_quoted(name) for _, name, *_ in columns)
    limit = "" if first is None else f" LIMIT {int(first)}"
    cursor = connection.execute(f"SELECT {names} FROM {quoted} ORDER BY {order}{limit}")  # noqa: S608 own names
    while part := cursor.fetchmany(_AT_ONCE):
        yield part


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _dataset(
    connection: sqlite3.Connection, tables: dict[str, TableSum]
) -> tuple[str | None, bool, dt.date | None, int]:
    row = None
    if "dataset" in tables:
        asked = "SELECT county_code, synthetic, as_of, version FROM dataset"
        row = connection.execute(asked).fetchone()
    if row is None:
        return None, False, None, 0
    county, synthetic, as_of, version = row
    return str(county), bool(synthetic), as_of and dt.date.fromisoformat(as_of), int(version)
