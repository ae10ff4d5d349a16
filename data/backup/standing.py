"""How it stands with the backups of a record: what its keepers are told, and what they are warned of."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from data.backup.check import Fault
from data.backup.folder import Kept, kept_backups
from data.backup.history import history, keeps_backups, last_runs, sentence
from data.backup.records import folder_of
from data.clock import now
from data.reader import Reader
from data.scope import is_office
from data.store import record_file
from data.tables import BackupRun
from data.text import N_, Sentence
from data.timekeeping import clock_doubt

OLD = dt.timedelta(days=2)
"""A last backup older than this is a warning."""


@dataclass(frozen=True)
class Standing:
    """Backups of a record, for those who look after them.

    Parameters
    ----------
    folder
        Where they go.
    runs
        Those that were begun, the newest first.
    kept
        Those that are there now, the newest first.
    same_disk
        They lie on the disk of the record; None: that cannot be known.
    """

    folder: Path
    runs: list[BackupRun]
    kept: list[Kept]
    same_disk: bool | None


def overview(reader: Reader, folder: Path | None) -> Standing | None:
    """How it stands; None for who does not look after backups."""
    if not keeps_backups(reader.scope):
        return None
    where = folder_of(reader.store.url, folder)
    dataset = reader.store.dataset()
    kept = kept_backups(where, dataset.county_code, dataset.synthetic)
    record = record_file(reader.store.url)
    same = record.stat().st_dev == where.stat().st_dev if record is not None and where.is_dir() else None
    return Standing(where, history(reader), kept, same)


def warnings(reader: Reader, folder: Path | None, at: dt.datetime | None = None) -> list[Sentence]:
    """What the office and the administrator are to know at once; nothing of the demo's record."""
    asked = is_office(reader.scope) or keeps_backups(reader.scope)
    if not asked or reader.store.dataset().synthetic:
        return []
    doubt = clock_doubt(reader.store, at or now())
    own = [doubt] if doubt is not None else []
    return own + list(_warnings(reader, folder_of(reader.store.url, folder), at or now()))


def _warnings(reader: Reader, folder: Path, at: dt.datetime) -> Iterator[Fault]:
    dataset = reader.store.dataset()
    kept = kept_backups(folder, dataset.county_code, dataset.synthetic)
    if not kept:
        yield Fault(N_("There is no backup of this record: have one made, on the page of the backups"))
    elif at - kept[0].manifest.at > OLD:
        days = (at - kept[0].manifest.at).days
        yield Fault(N_("The last backup is {days} days old: look at the page of the backups"), {"days": days})
    runs = [run for run in last_runs(reader.store, 2) if run.ended_at is not None]
    if runs and runs[0].refusal is not None:
        yield sentence(runs[0].refusal)
    for fault in (runs[0].faults or []) if runs else []:
        yield sentence(fault)
