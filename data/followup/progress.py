"""How what is owed by a day stands on another."""

import datetime as dt
from collections.abc import Iterable

from data.rules import rules
from data.store import Store
from data.terms import Progress

URGENCY = {progress: place for place, progress in enumerate(Progress)}
"""In which order they are shown: what is past its day first, what is done last."""


def standing(
    entries: Iterable[tuple[dt.date, dt.date | None, dt.date | None]], on: dt.date, share: float
) -> list[Progress]:
    """How entries stand at the end of a day.

    Parameters
    ----------
    entries
        Of each the day it began, the last day in time, and the day it was done; None: no such day.
    share
        Of the time, after which an entry is soon due (`data.rules.CaseRules.warning_share`).
    """
    return [_of(begun, due, done, on, share) for begun, due, done in entries]


def warning_share(store: Store, on: dt.date) -> float:
    """The share of the time after which something is soon due, by the county's rules."""
    return rules(store, on).cases.warning_share


def _of(begun: dt.date, due: dt.date | None, done: dt.date | None, on: dt.date, share: float) -> Progress:
    if done is not None and done <= on:
        return Progress.DONE
    if due is None:
        return Progress.WAITING
    if on > due:
        return Progress.OVERDUE
    length = (due - begun).days
    return Progress.SOON if length <= 0 or (on - begun).days >= share * length else Progress.WAITING
