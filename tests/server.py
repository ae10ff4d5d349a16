"""A PostgreSQL server for the tests: one a run, that need not survive a power cut.

Its tests are skipped where PostgreSQL 15 with PostGIS is not installed.
"""

import json
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from filelock import FileLock

from data.provision import provide
from data.store import Store
from data.tables import Base

_RELOADED = 0.3
"""Seconds after which a server has read its rules again."""
OWNER, SERVED = "petition_owner", "petition_map"
_SETTINGS = {
    "listen_addresses": "",
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


def programs() -> Path | None:
    """The folder of the server's programs, the newest version's; None: none with PostGIS is installed."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: -float(one.parent.name)):
        version = folder.parent.name
        if (folder / "initdb").exists() and Path(
            f"/usr/share/postgresql/{version}/extension/postgis.control"
        ).exists():
            return folder
    return None


@dataclass(frozen=True)
class Server:
    """A server that runs, reached by a socket in its folder."""

    folder: str

    def url(self, database: str, role: str = SERVED) -> str:
        return f"postgresql+psycopg://{role}@/{database}?host={self.folder}"

    def administer(self, *statements: str, database: str = "postgres") -> None:
        """Have the administrator do something, each statement kept at once."""
        with psycopg.connect(
            host=self.folder, user="postgres", dbname=database, autocommit=True
        ) as connection:
            for statement in statements:
                connection.execute(statement)

    def make(self, database: str, template: str | None = None) -> str:
        """URL of a new database: empty but for roles and PostGIS, or with all that a template holds."""
        url = self.url(database)
        if template is None:
            provide(self.url("postgres", "postgres"), url, self.url(database, OWNER))
        else:
            self.administer(
                f"CREATE DATABASE {database} TEMPLATE {template} STRATEGY file_copy",
                f"GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {SERVED}",
            )
        return url

    @contextmanager
    def asking_passwords(self, role: str) -> Iterator[None]:
        """Have the server ask a role for its password for a while."""
        rules = Path(self.folder) / "data" / "pg_hba.conf"
        before = rules.read_text()
        rules.write_text(f"local all {role} scram-sha-256\n{before}")
        self.administer("SELECT pg_reload_conf()")
        time.sleep(_RELOADED)
        try:
            yield
        finally:
            rules.write_text(before)
            self.administer("SELECT pg_reload_conf()")

    def drop(self, database: str) -> None:
        self.administer(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")


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
        data = json.loads(note.read_text())
        _run("pg_ctl", "-D", f"{data}/data", "-m", "immediate", "stop")
        shutil.rmtree(data, ignore_errors=True)
        note.unlink()


def _start() -> str:
    memory = Path("/dev/shm")  # noqa: S108
    folder = tempfile.mkdtemp(prefix="petition-map-", dir=memory if memory.is_dir() else None)
    if os.geteuid() == 0:
        shutil.chown(folder, *_user())
    _run(
        "initdb",
        "-D",
        f"{folder}/data",
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "-N",
    )
    options = " ".join(f"-c {name}={value or repr('')}" for name, value in _SETTINGS.items())
    _run(
        "pg_ctl", "-D", f"{folder}/data", "-l", f"{folder}/log", "-w", "-o", f"-k {folder} {options}", "start"
    )
    server = Server(folder)
    Store(server.make("template_empty"), create=True, owner=server.url("template_empty", OWNER)).close()
    server.administer(
        f"DELETE FROM spatial_ref_sys WHERE srid <> {4326}", "VACUUM FULL", database="template_empty"
    )
    return folder


def _user() -> tuple[str, str]:
    """Whom an administrator lets the server run as: it refuses to run as one."""
    try:
        pwd.getpwnam("postgres")
        return "postgres", "postgres"
    except KeyError:
        return "nobody", "nogroup"


def _run(program: str, *words: str) -> None:
    folder = programs()
    assert folder is not None
    user, group = _user()
    other = {"user": user, "group": group, "extra_groups": []} if os.geteuid() == 0 else {}
    subprocess.run(
        [folder / program, *words],
        check=True,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **other,
    )
