"""Backups of a record by its URL, whatever kind of database it is, noted in the record itself."""

import sqlite3
from contextlib import closing
from pathlib import Path

from data import sums
from data.backup import history, postgres
from data.backup.check import Check, check_record
from data.backup.contents import revision_of, structure_faults
from data.backup.folder import Kept, default_folder, kept_backups
from data.backup.making import back_up
from data.backup.manifest import Kind, Manifest
from data.backup.restoring import Restored, restore
from data.copies import asking, reading
from data.errors import BackupRefused
from data.store import Store, record_file, revisions
from data.store_refusals import damaged
from geo.errors import Refused


def folder_of(url: str, folder: Path | None) -> Path:
    """Where the backups of a record are: the folder that was named, else one beside it."""
    return folder or default_folder(record_file(url) or Path("var/record"))


def back_up_record(url: str, folder: Path | None, actor: str, kind: Kind = Kind.MANUAL) -> Kept:
    """Check a record, back it up, and note both there.

    A record of an older program is backed up as it is; nothing can be noted in it. One of a newer program is
    refused: what is in it cannot be checked.

    Parameters
    ----------
    url
        Of the record.
    folder
        Where to; None: beside the record.
    actor
        Who does it, for the log.
    kind
        Why.

    Raises
    ------
    BackupRefused
        Another backup is under way.
    StoreRefused
        The record is of a newer program; or as `data.backup.making.back_up`.
    """
    path = record_file(url)
    if path is not None:
        with reading(path) as connection:
            revision = revision_of(connection)
        if revision is None or revision in revisions()[1:]:
            return back_up(path, folder_of(url, folder), kind)
    store = Store(url)
    try:
        return back_up_store(store, folder, actor, kind)
    finally:
        store.close()


def back_up_store(store: Store, folder: Path | None, actor: str, kind: Kind = Kind.MANUAL) -> Kept:
    """The same of a record that is open."""
    path, folder, store = record_file(store.url), folder_of(store.url, folder), store.entire()
    run = history.begin(store, actor, kind, folder)
    check = None
    try:
        if path is not None:
            check = check_record_of(store.url, folder)
            kept = back_up(path, folder, kind)
        else:
            newest = _newest_on_server(store, folder)
            kept, check = postgres.back_up(store, folder, kind, actor, against=newest)
    except Refused as error:
        history.end(store, actor, run, error, check)
        raise
    history.end(store, actor, run, kept, check)
    return kept


def restore_record(backup: Path, url: str, actor: str) -> Restored:
    """As `data.backup.restoring.restore`, to a record by its URL."""
    path = record_file(url)
    return postgres.restore(backup, url, actor) if path is None else restore(backup, path, actor)


def check_record_of(url: str, folder: Path | None = None) -> Check:
    """Check a record, against the newest backup of the folder if there is one of it.

    Raises
    ------
    StoreRefused
        It cannot be read at all.
    """
    path, folder = record_file(url), folder_of(url, folder)
    if path is not None:
        return check_record(path, _newest(path, folder))
    store = Store(url)
    try:
        return postgres.check(store, _newest_on_server(store, folder))
    finally:
        store.close()


def accept_record(url: str, actor: str) -> None:
    """Take a record as it is, though this program did not leave it so: somebody changed it on purpose.

    Raises
    ------
    StoreRefused
        It is on a server, its structure is damaged, or it cannot be written.
    """
    path = record_file(url)
    if path is None or not path.is_file():
        raise BackupRefused("There is no file at {path}", path=url)
    with asking(path), closing(sqlite3.connect(path, isolation_level=None)) as connection:
        if structure_faults(connection):
            raise damaged(path)
        sums.accept(connection)
    store = Store(url)
    try:
        with store.write(actor, "accept record", store.dataset().county_code):
            pass
    finally:
        store.close()


def _newest(path: Path, folder: Path) -> Manifest | None:
    """Manifest of the newest backup of a record in a file, which may be of an older program."""
    with reading(path) as connection:
        row = connection.execute("SELECT county_code, synthetic, version FROM dataset").fetchone()
    return _newest_of(folder, row[0], bool(row[1]), row[2]) if row else None


def _newest_on_server(store: Store, folder: Path) -> Manifest | None:
    """The same of a record on a server."""
    dataset = store.dataset()
    return _newest_of(folder, dataset.county_code, dataset.synthetic, dataset.version)


def _newest_of(folder: Path, county: str, synthetic: bool, version: int) -> Manifest | None:
    """That of a county, real or the demo's as it is, no later than what the record holds."""
    kept = (one.manifest for one in kept_backups(folder, county, synthetic))
    return next((manifest for manifest in kept if manifest.contents.version <= version), None)
