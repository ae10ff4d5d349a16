"""One database: opened by URL, migrated at start, read and written through transactions."""

import datetime as dt
import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from data import lineage, migrating, sums, unlocking
from data.clock import now
from data.errors import NoCounty, StoreRefused
from data.migrating import MIGRATIONS, revisions
from data.postgresql import BUSY_SECONDS, READING, engine_of
from data.row_security import NOBODY, SEEN, WHOLE, Seen
from data.scope import Scope
from data.store_refusals import cannot_open, damaged, refusal_of, tell_refusals
from data.tables import AuditEntry, Base, Dataset, SubjectVersion
from data.text import N_

__all__ = ["BUSY_SECONDS", "MIGRATIONS", "Store", "record_file", "revisions"]

OWNER = "PETITION_MAP_OWNER_DATABASE"
_EFFECTIVE = os.access in os.supports_effective_ids


class Store:
    """The record behind one URL.

    Parameters
    ----------
    url
        SQLAlchemy URL such as ``sqlite:///var/county.gpkg``. A plain path is taken as an SQLite file.
    create
        Make the file when it is missing; otherwise a missing file is refused. On a server: make the tables.
    owner
        URL of the same database for the role that owns the tables, by which they are made and brought up to
        date on a server; None: ``PETITION_MAP_OWNER_DATABASE`` of the environment, if it is set.

    Raises
    ------
    StoreRefused
        The file is missing, is no database of ours, is damaged, or was written by a newer program; the role
        on the server is one that row-level security does not hold for. Whatever the database itself refuses
        later, on any read or write, is a `StoreRefused` too: it is locked, cannot be written, is damaged, or
        its disk is full; the server is away.

    Notes
    -----
    On a PostgreSQL server petitions are seen by who is named alone (`within_scope`, `entire`); in a file
    whoever may read the file sees them, and the gate (`data.petitions.gate`) decides.

    A file that may not be written here, as on a read-only medium, is read as it stands
    (SQLite, "URI Filenames": ``immutable``). If somebody has it open it is read beside them
    (``mode=ro``), which is impossible where the latest changes still wait in a file beside it
    (SQLite, "Write-Ahead Logging", 5: read-only databases).
    """

    written = False
    """Something was written since the sums of the tables were made."""
    copied: Path | None = None
    """The copy that was made of the record before it was brought up to date; None: it was already."""
    under_way = False
    """It is read as a transaction sees it that may still be given up, and for whom that is."""
    seen: Seen = NOBODY
    """Who its transactions are for, as a server is told (`data.row_security`)."""

    def __init__(self, url: str, *, create: bool = False, owner: str | None = None) -> None:
        self.url = url if "://" in url else f"sqlite:///{url}"
        try:
            path = _file(make_url(self.url))
            self.engine = _engine(make_url(self.url), path, create)
        except (SQLAlchemyError, ImportError) as error:  # no such kind of database, or no driver for it
            raise _unopened(error) from None
        try:
            if path is None and self.on_server:
                migrating.open_server(self.engine, owner or os.environ.get(OWNER), create)
            else:
                _check_whole(self.engine, path)
                self.copied = migrating.migrate(self.engine, path)
                _check_sums(self.engine, path)
            unlocking.unlock(self.engine)
        except SQLAlchemyError as error:
            self.close()
            raise _unopened(error) from None
        except StoreRefused:
            self.close()
            raise

    @property
    def on_server(self) -> bool:
        """Whether a PostgreSQL server keeps it, beside whom others read and write it."""
        return self.engine.dialect.name == "postgresql"

    def within_scope(self, scope: Scope, day: dt.date) -> "Store":
        """The same record as a scope sees it on a day; a file leaves that to the gate alone."""
        return _Seen(self, Seen.by(scope, day)) if self.on_server else self

    def entire(self) -> "Store":
        """The same record as imports, commands and the daily run see it: whole, as the petition office."""
        return _Seen(self, WHOLE) if self.on_server else self

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Connection that sees one consistent state, and on a server writes nothing."""
        with self.engine.connect() as connection:
            if self.on_server:
                connection = connection.execution_options(**READING, **{SEEN: self.seen})
            yield connection

    @contextmanager
    def write(self, actor: str, action: str, subject: str, **detail: Any) -> Iterator[Session]:
        """Session whose changes are kept together or not at all, logged, and counted as a new version.

        `subject` and `detail` go to the audit log: codes and counts, never personal data. The dictionary
        in ``session.info["detail"]`` may be filled until the end. Which subjects change is seen from the
        tables that are written; where divisions do, so does what their codes count under.
        """
        self.written = True
        engine = self.engine.execution_options(writes=True, **{SEEN: self.seen})
        with Session(engine) as session, session.begin():
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

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Connection of a writer whose changes are kept together or not at all, past log and versions.

        For what puts a whole record in place.
        """
        self.written = True
        with self.engine.execution_options(writes=True, **{SEEN: self.seen}).begin() as connection:
            yield connection

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
                raise NoCounty(N_("The database holds no county yet: set it up first"), command="init, demo")
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


class _Seen(Store):
    """A record on a server, for somebody."""

    def __init__(self, store: Store, seen: Seen) -> None:
        self.url, self.engine, self.seen = store.url, store.engine, seen

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Seen) and (self.engine, self.seen) == (other.engine, other.seen)

    def __hash__(self) -> int:
        return hash((self.engine, self.seen))


class _Within(Store):
    """A record whose reads see what one transaction has changed, for whom it is for."""

    under_way = True

    def __init__(self, store: Store, session: Session) -> None:
        self.url, self.engine, self.seen, self._session = store.url, store.engine, store.seen, session

    def within_scope(self, scope: Scope, day: dt.date) -> Store:
        return self

    def entire(self) -> Store:
        return self

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
    if url.get_backend_name() == "postgresql":
        return engine_of(url)
    if url.get_backend_name() != "sqlite":
        raise StoreRefused("The database cannot be opened: {reason}", reason=url.get_backend_name())
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
            " program, and its figures cannot be trusted. Put the last backup in its place, or let the"
            " administrator of the machine look at it",
            file=path.name,
            command="restore, check --accept",
        )
