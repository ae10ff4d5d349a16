"""One database: opened by URL, migrated at start, read and written through transactions."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from data.errors import StoreRefused
from data.tables import AuditEntry, Dataset

MIGRATIONS = Path(__file__).with_name("migrations")
BUSY_SECONDS = 30


def now() -> dt.datetime:
    """The time that the record keeps: the county's own, to the second."""
    return dt.datetime.now().replace(microsecond=0)


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
        The file is missing, is no database of ours, or was written by a newer program.
    """

    def __init__(self, url: str, *, create: bool = False) -> None:
        self.url = url if "://" in url else f"sqlite:///{url}"
        self.engine = _engine(self.url, create)
        try:
            _migrate(self.engine)
        except SQLAlchemyError as error:
            raise StoreRefused(
                "The database cannot be opened: {reason}", reason=type(error).__name__
            ) from error

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Connection that sees one consistent state."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self, actor: str, action: str, subject: str, **detail: Any) -> Iterator[Session]:
        """Session whose changes are kept together or not at all, logged, and counted as a new version.

        `subject` and `detail` go to the audit log: codes and counts, never personal data. The dictionary
        in ``session.info["detail"]`` may be filled until the end.
        """
        with Session(self.engine.execution_options(writes=True)) as session, session.begin():
            session.info["detail"] = detail
            yield session
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
        StoreRefused
            No county was set up yet.
        """
        with Session(self.engine) as session:
            dataset: Dataset | None = session.scalar(select(Dataset))
            if dataset is None:
                raise StoreRefused("The database holds no county yet: run `init` or `demo` first")
            session.expunge(dataset)
            return dataset

    def close(self) -> None:
        self.engine.dispose()


def _engine(url: str, create: bool) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:":
        path = Path(parsed.database)
        if not path.exists():
            if not create:
                raise StoreRefused("There is no database at {path}", path=str(path))
            path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, so that DDL is transactional too
        # 64 MiB of cache hold the indices of a million petitions: an import need not read the disk for them
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-65536"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer takes its lock at once: upgrading a read lock later can fail without waiting.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _migrate(engine: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    head = ScriptDirectory.from_config(config).get_current_head()
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        known = {revision.revision for revision in ScriptDirectory.from_config(config).walk_revisions()}
    if current == head:
        return
    if current is not None and current not in known:
        raise StoreRefused("The database was written by a newer version of this program")
    with engine.execution_options(writes=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:  # GDAL reads the file's header itself, past the write-ahead log
            connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
