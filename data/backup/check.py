"""Is a record, or a backup, what it should be?

What is noticed: faults of the file's structure; rows that refer to nothing; and, against a backup, any other
byte in a table to which nothing was written since: a digit turned by a failing disk is no fault of the
structure, and only the fingerprints of before can tell it.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from data import sums
from data.backup import contents
from data.backup.contents import LOG, Contents, read_contents
from data.backup.manifest import Manifest, file_digest, read_manifest
from data.copies import reading
from data.migrating import revisions
from data.tables import Base, Dataset
from data.text import N_


@dataclass(frozen=True)
class Fault:
    """What is wrong, as a sentence of the catalog."""

    message: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Check:
    """What a check came to.

    Parameters
    ----------
    contents
        What is in the record; None: that could not be read.
    faults
        What is wrong; empty: nothing that can be noticed.
    against
        Name of the backup that it was compared with; None: with none.
    """

    contents: Contents | None
    faults: list[Fault]
    against: str | None = None

    @property
    def good(self) -> bool:
        return not self.faults


_SUBJECTS = {
    str(mapper.local_table): mapper.class_.version_subject
    for mapper in Base.registry.mappers
    if mapper.class_.version_subject not in (None, Dataset.version_subject)  # that one counts the changes
}


def check_record(path: Path, against: Manifest | None = None) -> Check:
    """Check a record in use; it is not brought up to date.

    Parameters
    ----------
    path
        Its file.
    against
        Manifest of an earlier backup of it.

    Raises
    ------
    StoreRefused
        It cannot be read at all.
    """
    with reading(path) as connection:
        return check_connection(connection, against)


def check_connection(connection: sqlite3.Connection, against: Manifest | None = None) -> Check:
    """The same of an open record."""
    if count := contents.structure_faults(connection):
        message = N_("The structure of the file is damaged ({count} faults): its figures cannot be trusted")
        return Check(None, [Fault(message, {"count": count})])
    held = read_contents(connection)
    faults = [
        Fault(
            N_("{count} rows of the table {table} refer to rows that are not there"),
            {"count": count, "table": table},
        )
        for table, count in contents.orphans(connection).items()
    ]
    if held.revision is None:
        faults.append(Fault(N_("It is no record of this program")))
    elif held.revision not in revisions():
        faults.append(Fault(N_("The database was written by a newer version of this program")))
    elif not contents.has_header(connection):
        faults.append(Fault(N_("The header of the file is not that of a GeoPackage")))
    faults += [
        Fault(
            N_("The table {table} is not as this program left it: it is damaged, or somebody changed it"),
            {"table": table},
        )
        for table in sums.broken(connection)
    ]
    if held.log < held.version:
        message = N_("{version} changes were counted, but the log has only {log} entries")
        faults.append(Fault(message, {"version": held.version, "log": held.log}))
    if against is not None:
        faults += _differences(connection, held, against.contents)
    return Check(held, faults, against.file if against else None)


def check_backup(path: Path) -> Check:
    """Check a backup against its manifest, byte by byte and row by row.

    Raises
    ------
    BackupRefused
        There is no manifest.
    StoreRefused
        The file is missing.
    """
    manifest = read_manifest(path)
    changed = Fault(N_("The file is not as it was made: it is damaged, or somebody has changed it"))
    if not path.is_file() or path.stat().st_size != manifest.size or file_digest(path) != manifest.sha256:
        return Check(None, [changed], manifest.file)
    with reading(path) as connection:
        check = check_connection(connection)
    if check.good and check.contents != manifest.contents:
        return Check(check.contents, [changed], manifest.file)
    return Check(check.contents, check.faults, manifest.file)


def _differences(connection: sqlite3.Connection, held: Contents, then: Contents) -> list[Fault]:
    """What is otherwise in tables to which nothing was written since a backup."""
    own = (held.county, held.synthetic, held.revision)
    if own != (then.county, then.synthetic, then.revision):
        return []  # of another record, or of another program: nothing can be said
    faults = []
    if LOG in then.tables and contents.table_sum(connection, LOG, then.log) != then.tables[LOG]:
        message = N_("Entries of the log are not as they were in the backup: none is ever changed")
        faults.append(Fault(message))
    for table, sum_then in then.tables.items():
        subject = _SUBJECTS.get(table)
        still = subject is not None and held.subjects.get(subject) == then.subjects.get(subject)
        if still and held.tables.get(table) != sum_then:
            message = N_(
                "The table {table} is not as it was in the backup, yet nothing was written to it since"
            )
            faults.append(Fault(message, {"table": table}))
    return faults
