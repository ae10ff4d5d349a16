"""A record meets its key: when it is opened, and when personal data are first sealed in it."""

import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from data import keys, sealing
from data.clock import now
from data.sealing import OpenKeyring
from data.tables import SealingKey


def begin(connection: Connection, scrubbed: bool) -> OpenKeyring:
    """Make a key for a record that has none and name it there, within a transaction.

    Parameters
    ----------
    connection
        In a transaction, with the table `SealingKey`, which is empty.
    scrubbed
        The record holds no personal data in clear, and its file's free pages hold none.

    Raises
    ------
    KeyRefused
        The key folder cannot be written.
    """
    key = keys.make(now())
    connection.execute(
        insert(SealingKey).values(
            key_id=key.id, check_value=sealing.check_value(key), since=key.made, scrubbed=scrubbed
        )
    )
    keyring = OpenKeyring(key, drawn=True)
    sealing.attach(connection.dialect, keyring)
    return keyring


def follow(connection: Connection) -> None:
    """Within a transaction that writes: seal with the key that the record names now."""
    row: Any = connection.execute(select(SealingKey)).one()
    if row.key_id != sealing.keyring_of(connection.dialect).id:
        sealing.attach(connection.dialect, sealing.keyring_for(row.key_id, row.check_value))


def unlock(engine: Engine) -> None:
    """Let the personal data of a record be read, if its key is here."""
    with engine.connect() as connection:
        row: Any = connection.execute(select(SealingKey)).one()
    if not sealing.has_drawn(engine.dialect, row.key_id):
        sealing.attach(engine.dialect, sealing.keyring_for(row.key_id, row.check_value))
    if not row.scrubbed and engine.dialect.name == "sqlite" and engine.url.query.get("mode") != "ro":
        scrub(engine)


def scrub(engine: Engine) -> None:
    """Have an SQLite file made anew, so that what stood in clear is gone from its free pages and its log too.

    It becomes its owner's alone besides. Where somebody else has it open, or the disk has no room for it,
    whoever opens it next tries again.
    """
    if (name := engine.url.database) and Path(name).is_file():
        with suppress(OSError):  # another's file, or a system that knows no owners
            Path(name).chmod(0o600)
    with engine.connect() as connection, suppress(sqlite3.OperationalError):
        raw: Any = connection.connection.driver_connection
        raw.execute("VACUUM")
        busy, *_ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if not busy:
            raw.execute("UPDATE sealing_key SET scrubbed = 1")
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
