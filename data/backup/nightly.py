"""The backup of each night: when it is due, made once whoever asks, and what is left over removed.

A server that was off at the hour makes it up when it runs again.
"""

import datetime as dt
import logging
import time
from dataclasses import dataclass, field
from pathlib import Path

from data import planner
from data.backup.folder import Kept, kept_backups
from data.backup.history import last_good, last_tried
from data.backup.manifest import Kind, manifest_path
from data.backup.records import back_up_store, folder_of
from data.backup.retention import Keep, remove, superfluous
from data.clock import night_is_due, now
from data.copies import UNFINISHED
from data.errors import NoCounty
from data.store import Store
from geo.errors import Refused

ACTOR = "nightly backup"
_LEFT_OVER = 24 * 3600
"""Seconds after which what was cut off is removed."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Night:
    """When and where.

    Parameters
    ----------
    hour
        Of the county's clock, 0 to 23; None: no nightly backups.
    folder
        None: beside the record.
    keep
        How many are kept.
    """

    hour: int | None = 2
    folder: Path | None = None
    keep: Keep = field(default_factory=Keep)


def is_due(night: Night, good: dt.datetime | None, tried: dt.datetime | None, at: dt.datetime) -> bool:
    """Whether the backup of the last night is still to be made (`data.clock.night_is_due`)."""
    return night_is_due(night.hour, good, tried, at)


def run_when_due(store: Store, night: Night, at: dt.datetime | None = None) -> Kept | None:
    """Make the backup of the night if it is due and nobody else is at it, then remove what is not kept.

    Nothing is made of the demo's record, or of one that holds no county yet. What fails is in the record
    (`data.backup.history`), and in the program's log without names; it is tried again in an hour.
    """
    store = store.entire()
    try:
        dataset = store.dataset()
        if dataset.synthetic or not is_due(night, last_good(store), last_tried(store), at or now()):
            return None
        kept = back_up_store(store, night.folder, ACTOR, Kind.NIGHTLY)
        folder = folder_of(store.url, night.folder)
        tidy(folder, dataset.county_code, night.keep, synthetic=dataset.synthetic)
    except NoCounty:
        return None
    except (Refused, OSError) as error:
        _log.warning("the nightly backup failed: %s", error if isinstance(error, Refused) else type(error))
        return None
    _measure(store)
    return kept


def _measure(store: Store) -> None:
    """Tell the planner how the tables of a file are filled; not where another writes: the next night does."""
    if store.on_server:
        return
    try:
        with store.transaction() as connection:
            planner.renew(connection)
    except Refused as error:
        _log.warning("the tables were not measured this night: %s", error)


def tidy(folder: Path, county: str, keep: Keep, synthetic: bool | None = None) -> int:
    """Remove nightly backups that are not kept, and what was cut off a day ago. Gives how many backups.

    Those of another county are left alone; those of the demo's record, or of a real one, as `synthetic` says
    (`data.backup.folder.kept_backups`).
    """
    old = time.time() - _LEFT_OVER
    for path in folder.iterdir():
        unfinished = path.name.startswith(".") and path.suffix == UNFINISHED
        orphan = path.stem.endswith(Kind.NIGHTLY.value) and not manifest_path(path).exists()
        if (unfinished or orphan) and path.stat().st_mtime < old:
            path.unlink(missing_ok=True)
    return remove(superfluous(kept_backups(folder, county, synthetic), keep))
