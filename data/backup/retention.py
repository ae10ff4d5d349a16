"""Which nightly backups are kept: of each of the last days, weeks and months that have one, the newest."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from data.backup.folder import Kept
from data.backup.manifest import Kind, manifest_path


@dataclass(frozen=True)
class Keep:
    """How many are kept.

    Parameters
    ----------
    days, weeks, months
        Of so many days, weeks and months in which there was a backup, the newest of each.
    """

    days: int = 14
    weeks: int = 8
    months: int = 12


def superfluous(backups: Iterable[Kept], keep: Keep) -> list[Kept]:
    """The nightly backups that no rule keeps; never the newest, and never one that somebody asked for."""
    nightly = [kept for kept in backups if kept.manifest.kind is Kind.NIGHTLY]
    nightly.sort(key=lambda kept: kept.manifest.at, reverse=True)
    wanted = {id(kept) for kept in nightly[:1]}
    periods: tuple[tuple[int, Callable[[dt.datetime], object]], ...] = (
        (keep.days, dt.datetime.date),
        (keep.weeks, lambda at: at.isocalendar()[:2]),
        (keep.months, lambda at: (at.year, at.month)),
    )
    for count, period in periods:
        newest: dict[object, Kept] = {}
        for kept in nightly:
            newest.setdefault(period(kept.manifest.at), kept)
        wanted |= {id(kept) for kept in list(newest.values())[:count]}
    return [kept for kept in nightly if id(kept) not in wanted]


def remove(backups: Iterable[Kept]) -> int:
    """Remove backups, the manifest last, so that what is cut off is no backup. Gives how many."""
    count = 0
    for kept in backups:
        kept.path.unlink(missing_ok=True)
        manifest_path(kept.path).unlink(missing_ok=True)
        count += 1
    return count
