"""What stands beside a backup: of which record it is, and what must be in it. No personal data.

``330726-20261129-0230-nightly.gpkg`` has ``330726-20261129-0230-nightly.json``.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from data import VERSION
from data.backup.contents import Contents
from data.copies import writing
from data.errors import BackupRefused
from data.text import N_
from geo.terms import Term

SUFFIX = ".json"
_LARGEST = 1 << 20
_BLOCK = 1 << 20


class Kind(Term):
    """Why a backup was made. Only nightly ones are ever removed by the program."""

    NIGHTLY = "nightly", N_("of the night")
    MANUAL = "manual", N_("asked for")


@dataclass(frozen=True)
class Manifest:
    """What a backup holds.

    Parameters
    ----------
    file
        Name of the backup, in the same folder.
    at
        When it was made.
    kind
        Why it was made.
    program
        Version of the program that made it.
    size, sha256
        Of the file.
    contents
        What is in it.
    """

    file: str
    at: dt.datetime
    kind: Kind
    program: str
    size: int
    sha256: str
    contents: Contents
    format: Literal["petition-map-backup/1"] = "petition-map-backup/1"

    @classmethod
    def of(cls, path: Path, kind: Kind, at: dt.datetime, contents: Contents) -> "Manifest":
        """The manifest of a backup that is there."""
        return cls(path.name, at, kind, VERSION, path.stat().st_size, file_digest(path), contents)

    def write(self, beside: Path) -> None:
        """Write it beside the backup, whole or not at all."""
        with writing(manifest_path(beside)) as unfinished:
            unfinished.write_bytes(_MANIFESTS.dump_json(self, indent=1) + b"\n")


_MANIFESTS = TypeAdapter(Manifest)


def manifest_path(backup: Path) -> Path:
    """Where the manifest of a backup stands."""
    return backup.with_suffix(SUFFIX)


def read_manifest(backup: Path) -> Manifest:
    """The manifest beside a backup.

    Raises
    ------
    BackupRefused
        There is none, or it is none of this program.
    """
    path = manifest_path(backup)
    if not path.is_file():
        raise BackupRefused(
            "{file} has no manifest beside it ({manifest}): a backup is both files, copy them together",
            file=backup.name,
            manifest=path.name,
        )
    try:
        if path.stat().st_size > _LARGEST:
            raise ValueError
        return _MANIFESTS.validate_json(path.read_bytes())
    except (ValidationError, ValueError):
        raise BackupRefused("{file} is no manifest of a backup of this program", file=path.name) from None


def file_digest(path: Path) -> str:
    """SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
