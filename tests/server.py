"""A PostgreSQL server for the tests: one a run, that need not survive a power cut.

Its tests are skipped where PostgreSQL 15 with PostGIS is not installed.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from filelock import FileLock

from data.store import Store
from data.tables import Base
from scripts.reliability import postgresql
from scripts.reliability.postgresql import OWNER, SERVED, programs

__all__ = ["OWNER", "SERVED", "Original", "Server", "programs", "running", "stop"]

_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "shared_buffers": "64MB",
    "max_connections": "200",
    "jit": "off",
}


class Server(postgresql.Server):
    """The same, of a run of the tests."""

    @contextmanager
    def asking_passwords(self, role: str) -> Iterator[None]:
        """Have the server ask a role for its password for a while."""
        rules = Path(self.folder) / "data" / "pg_hba.conf"
        before = rules.read_text()
        rules.write_text(f"local all {role} scram-sha-256\n{before}")
        self._reload()
        try:
            yield
        finally:
            rules.write_text(before)
            self._reload()

    def _reload(self) -> None:
        """Have the server read its rules again, until it has."""
        with psycopg.connect(host=self.folder, user="postgres", dbname="postgres", autocommit=True) as first:
            (before,) = first.execute("SELECT pg_conf_load_time()").fetchone()
            first.execute("SELECT pg_reload_conf()")
        while self._rules_of() == before:
            time.sleep(0.02)

    def _rules_of(self) -> object:
        """When the rules were read that hold for a connection made now."""
        with psycopg.connect(host=self.folder, user="postgres", dbname="postgres") as connection:
            return connection.execute("SELECT pg_conf_load_time()").fetchone()[0]


class Original:
    """What a database holds, kept beside it and brought back after each test."""

    def __init__(self, server: Server, database: str) -> None:
        self._connection = psycopg.connect(
            host=server.folder, user="postgres", dbname=database, autocommit=True
        )
        tables = [table.name for table in Base.metadata.sorted_tables] + ["alembic_version"]
        self._connection.execute("CREATE SCHEMA original")
        for table in tables:
            self._connection.execute(f"CREATE TABLE original.{table} AS TABLE public.{table}")
        held = [
            table
            for table in tables
            if self._connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None
        ]
        ids = self._connection.execute(
            "SELECT sequencename, coalesce(last_value, 1), last_value IS NOT NULL FROM pg_sequences"
            " WHERE schemaname = 'public'"
        ).fetchall()
        self._statements = "; ".join(
            [
                "BEGIN",
                "SET LOCAL session_replication_role = replica",
                *(f"DELETE FROM {table}" for table in tables),
                *(f"INSERT INTO {table} SELECT * FROM original.{table}" for table in held),
                *(f"SELECT setval('{name}', {last}, {used})" for name, last, used in ids),
                "COMMIT",
            ]
        )

    def restore(self) -> None:
        self._connection.execute(self._statements)

    def __enter__(self) -> "Original":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()


def running(folder: Path) -> Server:
    """The server of a run, started by whoever asks first; `folder` is the run's."""
    note = folder / "server.json"
    with FileLock(f"{note}.lock"):
        if not note.exists():
            note.write_text(json.dumps(_start()))
        return Server(json.loads(note.read_text()))


def stop(folder: Path) -> None:
    """Stop the server of a run, if one was started, and leave nothing of it."""
    note = folder / "server.json"
    if note.exists():
        Server(json.loads(note.read_text())).remove()
        note.unlink()


def _start() -> str:
    memory = Path("/dev/shm")  # noqa: S108
    started = postgresql.start(_SETTINGS, memory if memory.is_dir() else None)
    Store(started.make("template_empty"), create=True, owner=started.url("template_empty", OWNER)).close()
    started.administer(
        f"DELETE FROM spatial_ref_sys WHERE srid <> {4326}", "VACUUM FULL", database="template_empty"
    )
    return started.folder
