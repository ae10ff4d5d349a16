"""A throw-away PostgreSQL server: started in a folder of its own, crashed, started again, and gone."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from data import keys
from data.provision import provide
from data.store import Store

OWNER, SERVED = "petition_owner", "petition_map"
"""Roles that own a record and serve it."""
SAFE = {"max_connections": "200", "wal_level": "minimal", "max_wal_senders": "0"}
"""What is answered is on the disk (`fsync` is the default): a crash may lose nothing."""
_ENDS = 30.0
"""Seconds within which a server that was told to end has ended."""


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
    """A server, reached by a socket in its folder."""

    folder: str

    def url(self, database: str, role: str = SERVED) -> str:
        """URL of a database for a role."""
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

    def drop(self, database: str) -> None:
        """Take a database away, whoever uses it."""
        self.administer(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")

    def begin(self, settings: Mapping[str, str]) -> None:
        """Start it, and wait until it answers; what a crash left it makes good before."""
        self._await_end()
        options = " ".join(f"-c {name}={value or repr('')}" for name, value in settings.items())
        words = f"-k {self.folder} -c listen_addresses='' {options}"
        _run("pg_ctl", "-D", f"{self.folder}/data", "-l", f"{self.folder}/log", "-w", "-o", words, "start")

    def crash(self) -> None:
        """Begin to end it as a crash does: every process at once, and nothing written any more (SIGQUIT)."""
        os.kill(int(self._note.read_text().split()[0]), signal.SIGQUIT)

    def remove(self) -> None:
        """Crash it, and leave nothing of it."""
        with suppress(FileNotFoundError, ProcessLookupError):  # it does not run
            self.crash()
            self._await_end()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def _note(self) -> Path:
        return Path(self.folder) / "data" / "postmaster.pid"

    def _await_end(self) -> None:
        end = time.monotonic() + _ENDS
        while self._note.exists() and time.monotonic() < end:
            time.sleep(0.01)


def start(settings: Mapping[str, str], within: Path | None = None) -> Server:
    """Make a server with settings in a new folder, by default one for temporary files, and start it."""
    server = Server(tempfile.mkdtemp(prefix="petition-map-", dir=within))
    if os.geteuid() == 0:
        shutil.chown(server.folder, *_user())
    words = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
    _run("initdb", "-D", f"{server.folder}/data", *words)
    server.begin(settings)
    return server


@contextmanager
def throw_away(database: str) -> Iterator[Server]:
    """A server that loses nothing in a crash, with the tables of an empty record in a database; then gone.

    Keys of what is sealed in it lie in a folder that goes with it.
    """
    with tempfile.TemporaryDirectory(prefix="keys-") as folder:
        os.environ[keys.VARIABLE] = folder
        server = start(SAFE)
        try:
            Store(server.make(database), create=True, owner=server.url(database, OWNER)).close()
            yield server
        finally:
            server.remove()


def _user() -> tuple[str, str]:
    """Whom an administrator lets the server run as: it refuses to run as one."""
    try:
        pwd.getpwnam("postgres")
        return "postgres", "postgres"
    except KeyError:
        return "nobody", "nogroup"


def _run(program: str, *words: str) -> None:
    folder = programs()
    if folder is None:
        raise RuntimeError("PostgreSQL with PostGIS is not installed")
    user, group = _user()
    other: dict[str, Any] = {}
    if os.geteuid() == 0:
        other = {"user": user, "group": group, "extra_groups": []}
    subprocess.run(
        [folder / program, *words],
        check=True,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **other,
    )
