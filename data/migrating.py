"""Tables of a record made and brought up to date, in a file or, by the role that owns them, on a server."""

import sqlite3
from contextlib import suppress
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, inspect, make_url
from sqlalchemy.orm import Session

from data import lineage, postgresql
from data.copies import copy_before
from data.errors import NoCounty, StoreRefused
from data.row_security import SEEN, WHOLE
from data.text import N_

MIGRATIONS = Path(__file__).with_name("migrations")
_POSTGIS = {"spatial_ref_sys"}
"""Tables that come with PostGIS."""


def migrate(engine: Engine, path: Path | None) -> Path | None:
    """Bring the tables up to date.

    Parameters
    ----------
    engine
        Connections that may change the tables.
    path
        The file; None: a server's or memory.

    Returns
    -------
    Path or None
        The copy that was made of the file before; None: it was up to date or new, or is no file.

    Raises
    ------
    StoreRefused
        The record is none of this program or of a newer version of it, or may not be written.
    """
    known, copy = revisions(), None
    with engine.connect() as connection:
        current = _current(connection)
    if current == known[0]:
        return None
    if engine.url.query.get("mode") == "ro":
        raise StoreRefused(
            "The record was written by an older version of this program, and cannot be brought up to date"
            " where it may not be written: copy it to a disk that may be"
        )
    config = _config()
    with engine.execution_options(writes=True).begin() as connection:
        config.attributes["connection"] = connection
        if path is not None and MigrationContext.configure(connection).get_current_revision() == current:
            copy = _copy_before(engine, path, known[0]) if current is not None else None
        command.upgrade(config, "head")
    with Session(engine.execution_options(writes=True)) as session, session.begin():
        lineage.rewrite(session)
    if engine.dialect.name == "sqlite":
        # GDAL reads the file's header itself, past the write-ahead log
        with engine.connect() as connection, suppress(sqlite3.Error):
            connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
    return copy


def open_server(engine: Engine, owner: str | None, create: bool) -> None:
    """Open a record on a server under a role that may not see everything, its tables up to date.

    Parameters
    ----------
    engine
        Connections of the role that serves the record.
    owner
        URL of the role that owns the tables; None: they must be up to date.
    create
        The tables may still be to be made.

    Raises
    ------
    StoreRefused
        The role, the database or its tables are none for this program.
    """
    with engine.connect() as connection:
        postgresql.check_order(connection)
        current = _current(connection)
    if current != revisions()[0]:
        if current is None and not create:
            raise NoCounty(N_("There is no database at {path}"), path=engine.url.database)
        if owner is None:
            raise StoreRefused(
                "The tables of the record are to be made or brought up to date by the role that owns them:"
                " the administrator of the machine does so",
                command="init --owner-database URL, PETITION_MAP_OWNER_DATABASE",
            )
        _migrate_as_owner(engine.url, owner)
    with engine.connect() as connection:
        postgresql.check_role(connection)


@cache
def revisions() -> list[str]:
    """Every revision of the tables, the newest first. Read once a process: to open a record is quick."""
    return [one.revision for one in ScriptDirectory.from_config(_config()).walk_revisions()]


def _migrate_as_owner(url: URL, owner: str) -> None:
    owned = make_url(owner)
    if owned.database != url.database:
        raise StoreRefused(
            "The owner's address leads to another database ({owner}) than the record's ({record})",
            owner=str(owned.database),
            record=str(url.database),
        )
    engine = postgresql.engine_of(owned)
    try:
        with engine.connect() as connection:
            postgresql.check_postgis(connection)
        migrate(engine.execution_options(**{SEEN: WHOLE}), None)
    finally:
        engine.dispose()


def _current(connection: Connection) -> str | None:
    """The revision of the tables; None: there are none.

    Raises
    ------
    StoreRefused
        They are those of another program, or of a newer version of this one.
    """
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in revisions():
        raise StoreRefused("The database was written by a newer version of this program")
    if current is None and set(inspect(connection).get_table_names()) - _POSTGIS:
        raise StoreRefused(
            "The database {file} cannot be opened: it is no record of this program",
            file=Path(str(connection.engine.url.database)).name,
        )
    return current


def _copy_before(engine: Engine, path: Path, revision: str) -> Path:
    """A copy of what is on record, while nobody else may write it."""
    with engine.connect() as connection:
        return copy_before(connection.connection.driver_connection, path, revision)  # type: ignore[arg-type]


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
