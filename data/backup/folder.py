"""The folder of backups: names, and which of them are there."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from data.backup.manifest import SUFFIX, Kind, Manifest, manifest_path, read_manifest
from data.errors import BackupRefused, StoreRefused

FOLDER = "backups"


@dataclass(frozen=True)
class Kept:
    """A backup that is there.

    Parameters
    ----------
    path
        The file.
    manifest
        What it holds.
    """

    path: Path
    manifest: Manifest


def default_folder(record: Path) -> Path:
    """Where backups go unless somebody says otherwise: beside the record."""
    return record.absolute().parent / FOLDER


def new_path(folder: Path, county: str | None, at: dt.datetime, kind: Kind, suffix: str) -> Path:
    """Where a backup goes that is made now; by name they stand in the order of time."""
    name = f"{county or 'record'}-{at:%Y%m%d-%H%M%S}"
    path, number = folder / f"{name}-{kind.value}{suffix}", 1
    while path.exists() or manifest_path(path).exists():
        number += 1
        path = folder / f"{name}-{kind.value}-{number}{suffix}"
    return path


def kept_backups(folder: Path, county: str | None = None, synthetic: bool | None = None) -> list[Kept]:
    """The backups of a folder that are whole by their size, the newest first.

    Parameters
    ----------
    folder
        One that is missing holds none.
    county
        Only those of this county; None: of all.
    synthetic
        Only those of the demo's record, or only those of a real one; None: of both.
    """
    found = []
    for path in folder.glob(f"*{SUFFIX}") if folder.is_dir() else ():
        try:
            manifest = read_manifest(path)
        except (BackupRefused, OSError):
            continue
        backup = path.with_name(Path(manifest.file).name)
        if manifest_path(backup) != path or not backup.is_file() or backup.stat().st_size != manifest.size:
            continue
        held = manifest.contents
        if county in (None, held.county) and synthetic in (None, held.synthetic):
            found.append(Kept(backup, manifest))
    return sorted(found, key=lambda kept: kept.manifest.at, reverse=True)


def make_folder(folder: Path) -> None:
    """Make a folder for backups that only its owner can look into, where the system knows owners.

    Raises
    ------
    StoreRefused
        It cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        raise StoreRefused("The folder {folder} cannot be made or written", folder=str(folder)) from None
