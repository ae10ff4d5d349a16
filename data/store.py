"""One database: opened by URL, migrated at start, read and written through transactions."""

import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from data import lineage, sums, unlocking
from data.clock import now
from data.copies import copy_before
from data.errors import NoCounty, StoreRefused
from data.store_refusals import cannot_open, damaged, refusal_of, tell_refusals
from data.tables import AuditEntry, Base, Dataset, SubjectVersion
from data.text import N_

MIGRATIONS = Path(__file__).with_name("migrations")
BUSY_SECONDS = 30
"""How long a step waits for another program's; ``?timeout=`` in the URL says otherwise."""

_EFFECTIVE = os.access in os.supports_effective_ids


class Store:
    """The record behind one URL.

    Parameters
    ----------
    url
        SQLAlchemy URL such as ``sqlite:///var/county.gpkg``. A plain path is taken as an SQLite file.
    create
        Make the file when it is missing; otherwise a missing file is refused.

    Raises
    ------
    StoreRefused
        The file is missing, is no database of ours, is damaged, or was written by a newer program. Whatever
        the database itself refuses later, on any read or write, is a `StoreRefused` too: it is locked, cannot
        be written, is damaged, or its disk is full.

    Notes
    -----
    A file that may not be written here, as on a read-only medium, is read as it stands
    (SQLite, "URI Filenames": ``immutable``). If somebody has it open it is read beside them
    (``mode=ro``), which is impossible where the latest changes still wait in a file beside it
    (SQLite, "Write-Ahead Logging", 5: read-only databases).
    """

    written = False
    """Something was written since the sums of the tables were made."""
    copied: Path | None = None
    """The copy that was made of the record before it was brought up to date; None: it was already."""

    def __init__(self, url: str, *, create: bool = False) -> None:
        self.url = url if "://" in url else f"sqlite:///{url}"
        try:
            path = _file(make_url(self.url))
            self.engine = _engine(make_url(self.url), path, create)
        except (SQLAlchemyError, ImportError) as error:  # no such kind of database, or no driver for it
            raise _unopened(error) from None
        try:
            _check_whole(self.engine, path)
            self.copied = _migrate(self.engine, path)
            _check_sums(self.engine, path)
            unlocking.unlock(self.engine)
        except SQLAlchemyError as error:
            self.close()
            raise _unopened(error) from None
        except StoreRefused:
            self.close()
            raise

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Connection that sees one consistent state."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self, actor: str, action: str, subject: str, **detail: Any) -> Iterator[Session]:
        """Session whose changes are kept together or not at all, logged, and counted as a new version.

        `subject` and `detail` go to the audit log: codes and counts, never personal data. The dictionary
        in ``session.info["detail"]`` may be filled until the end. Which subjects change is seen from the
        tables that are written; where divisions do, so does what their codes count under.
        """
        self.written = True
        with Session(self.engine.execution_options(writes=True)) as session, session.begin():
            session.info["detail"] = detail
            unlocking.follow(session.connection())
            changed: set[str] = set()
            event.listen(session.connection(), "before_cursor_execute", _listener(changed))
            yield session
            session.flush()
            if "divisions" in changed:
                lineage.rewrite(session)
            for name in sorted(changed):
                kept = session.get(SubjectVersion, name) or SubjectVersion(subject_name=name, version=0)
                kept.version += 1
                session.add(kept)
            entry = AuditEntry(
                at=now(),
                actor=actor,
                action=action,
                subject=subject,
                detail=session.info["detail"],
            )
            session.add(entry)
            dataset = session.scalar(select(Dataset))
            if dataset is not None:
                dataset.version += 1

    def dataset(self) -> Dataset:
        """Whose record this is.

        Raises
        ------
        NoCounty
            No county was set up yet.
        """
        with self.read() as connection, Session(connection) as session:
            dataset: Dataset | None = session.scalar(select(Dataset))
            if dataset is None:
                raise NoCounty(N_("The database holds no county yet: run `init` or `demo` first"))
            session.expunge(dataset)
            versions = select(SubjectVersion.subject_name, SubjectVersion.version)
            dataset.versions = dict(session.execute(versions).all())
            return dataset

    def within(self, session: Session) -> "Store":
        """The record as a transaction under way sees it, with all that it has changed so far: to be read."""
        return _Within(self, session)

    def renew_sums(self) -> None:
        """Make the sums of the tables that were written (`data.sums`), so that damage to them is noticed."""
        if self.written and record_file(self.url) is not None:
            with suppress(StoreRefused, sqlite3.Error), self.engine.connect() as connection:
                sums.renew(connection.connection.driver_connection)  # type: ignore[arg-type]
        self.written = False

    def close(self) -> None:
        self.renew_sums()
        self.engine.dispose()


class _Within(Store):
    """A record whose reads see what one transaction has changed."""

    def __init__(self, store: Store, session: Session) -> None:
        self.url, self.engine, self._session = store.url, store.engine, session

    @contextmanager
    def read(self) -> Iterator[Connection]:
        self._session.flush()
        yield self._session.connection()


_SUBJECTS = {
    str(mapper.local_table): mapper.class_.version_subject
    for mapper in Base.registry.mappers
    if mapper.class_.version_subject is not None
}
_WRITTEN = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)


def _listener(changed: set[str]) -> Callable[..., None]:
    """Notes the subjects of the tables that statements write, whoever makes them."""

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        written = _WRITTEN.match(statement)
        if written is not None and written[1] in _SUBJECTS:
            changed.add(_SUBJECTS[written[1]])

    return note


def _unopened(error: Exception) -> StoreRefused:
    return StoreRefused("The database cannot be opened: {reason}", reason=type(error).__name__)


def record_file(url: str) -> Path | None:
    """The file of a record by its URL or path; None for one on a server.

    Raises
    ------
    StoreRefused
        It is no address of a database.
    """
    try:
        return _file(make_url(url if "://" in url else f"sqlite:///{url}"))
    except (SQLAlchemyError, ImportError) as error:
        raise _unopened(error) from None


def _file(url: URL) -> Path | None:
    """The file of an SQLite URL; None for a server or memory."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    return Path(str(url.database))


def _engine(url: URL, path: Path | None, create: bool) -> Engine:
    if url.get_backend_name() != "sqlite":
        engine = create_engine(url, pool_pre_ping=True, hide_parameters=True)
        tell_refusals(engine, None)
        return engine
    may_write = path is None or _found(path, create)
    options = {} if "timeout" in url.query else {"timeout": BUSY_SECONDS}
    opened = url if may_write or path is None else _as_it_stands(url, path)
    engine = create_engine(opened, connect_args=options, hide_parameters=True)
    tell_refusals(engine, path)

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, so that DDL is transactional too
        # 64 MiB of cache hold the indices of a million petitions: an import need not read the disk for them
        kept = ("journal_mode=WAL", "synchronous=FULL") if may_write else ()
        for pragma in (*kept, "foreign_keys=ON", "cache_size=-65536"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer takes its lock at once: upgrading a read lock later can fail without waiting.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _found(path: Path, create: bool) -> bool:
    """Whether a file may be written; its folder is made if the file is to be.

    Raises
    ------
    StoreRefused
        The file is missing, or the folder cannot be made.
    """
    try:
        if path.exists():
            return all(os.access(one, os.W_OK, effective_ids=_EFFECTIVE) for one in (path, path.parent))
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)  # its owner's alone, and so is what SQLite makes beside it
            return True
    except OSError:
        raise cannot_open(path) from None
    raise NoCounty(N_("There is no database at {path}"), path=str(path))


def _as_it_stands(url: URL, path: Path) -> URL:
    """The URL of a file that may not be written: nothing is made beside it."""
    log, index = Path(f"{path}-wal"), Path(f"{path}-shm")
    in_use = index.exists() or (log.exists() and log.stat().st_size > 0)
    how = {"mode": "ro"} if in_use else {"mode": "ro", "immutable": "1"}
    return url.set(database=path.absolute().as_uri()).update_query_dict({"uri": "true", **how})


def _check_whole(engine: Engine, path: Path | None) -> None:
    """Refuse a damaged file before it is asked anything: it may answer with fewer rows and no error."""
    if path is None:
        return
    with engine.connect() as connection:
        if connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() != "ok":
            raise damaged(path)


def _check_sums(engine: Engine, path: Path | None) -> None:
    """Refuse a record of which something was changed that this program did not write."""
    if path is None:
        return
    with engine.connect() as connection:
        try:
            whole = sums.hold(connection.connection.driver_connection, path)  # type: ignore[arg-type]
        except sqlite3.Error as error:
            raise refusal_of(error, path) or damaged(path) from None
    if not whole:
        raise StoreRefused(
            "The record {file} is not as this program left it: it is damaged, or was changed by another"
            " program, and its figures cannot be trusted. Put the last backup in its place; if somebody"
            " changed it on purpose, `check --accept` takes it as it is",
            file=path.name,
        )


def _migrate(engine: Engine, path: Path | None) -> Path | None:
    known, copy = revisions(), None
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        others = current is None and inspect(connection).get_table_names()
    if current == known[0]:
        return None
    if path is not None and others:
        raise StoreRefused(
            "The database {file} cannot be opened: it is no record of this program", file=path.name
        )
    if current is not None and current not in known:
        raise StoreRefused("The database was written by a newer version of this program")
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


def _copy_before(engine: Engine, path: Path, revision: str) -> Path:
    """A copy of what is on record, while nobody else may write it."""
    with engine.connect() as connection:
        return copy_before(connection.connection.driver_connection, path, revision)  # type: ignore[arg-type]


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


@cache
def revisions() -> list[str]:
    """Every revision of the tables, the newest first. Read once a process: to open a record is quick."""
    return [one.revision for one in ScriptDirectory.from_config(_config()).walk_revisions()]
