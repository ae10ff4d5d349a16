"""Backups of a record on a PostgreSQL server, by its own tools (``pg_dump``, ``pg_restore``)."""

from pathlib import Path

from data.backup.check import Check
from data.backup.folder import Kept
from data.backup.manifest import Kind
from data.backup.restoring import Restored
from data.errors import BackupRefused


def back_up(url: str, folder: Path, kind: Kind) -> Kept:
    raise BackupRefused("A record on a server is backed up with the server's own tools")


def restore(backup: Path, url: str, actor: str) -> Restored:
    raise BackupRefused("A record on a server is backed up with the server's own tools")


def check(url: str) -> Check:
    raise BackupRefused("A record on a server is backed up with the server's own tools")
