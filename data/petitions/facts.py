"""The facts that maps and tables count."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.petitions import counted as rule
from data.petitions.columnar.layout import Column
from data.petitions.columnar.rule import Countable
from data.reader import Reader
from data.rules import rules
from data.terms import Counted, Occurrence, PetitionKind, Purpose

_CODED = ("purpose", "occurrence", "tier", "status", "satisfaction", "placement")
_DAY = 86_400_000_000
"""Microseconds."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What a reader wants to count. None: everything; but of petitions and requests, petitions alone.

    Parameters
    ----------
    first, last
        First and last day of filing, both included.
    category, status, tier, township
        Codes.
    counted
        Petitions, requests of online intake, or both.
    kind
        First or repeated ones, or joint visits.
    """

    first: dt.date | None = None
    last: dt.date | None = None
    category: str | None = None
    status: str | None = None
    tier: str | None = None
    township: str | None = None
    counted: Counted = Counted.PETITIONS
    kind: PetitionKind | None = None

    @property
    def always(self) -> Self:
        """The same whenever it was filed, in the whole county."""
        return replace(self, first=None, last=None, township=None)


def facts(reader: Reader, on: dt.date | None = None, counted: Counted = Counted.BOTH) -> pd.DataFrame:
    """Every petition and request that may be counted row by row, without persons, text or number.

    Of the petition office that is the whole record, of others the cases that they may open.

    Petitions of former villages and townships count under the one that they became, so that counts before
    and after a merger compare (`data.petitions.gate`). Categories are those of the newest scheme on record
    (`data.petitions.categories.told_in_one`).

    Parameters
    ----------
    reader
        Who counts; an empty scope gets an empty frame, and so does the screen. Counts of the county are for
        leaders and the screen in `data.petitions.counts.tally`.
    on
        Day whose villages and townships are counted; None: the reader's.
    counted
        What is read at all; a filter still says what of it is counted.

    Returns
    -------
    DataFrame
        filed, closed (datetime64), the coded columns as categoricals, people (int), by_proxy (bool), joint
        (bool, a joint visit by the county's rules), longitude and latitude (float, NaN where unknown), month
        (int, months since year 0), matter_id (float, NaN: a matter of its own, as far as this scope sees).
    """
    return read_facts(reader, on, counted)


def read_facts(reader: Reader, on: dt.date | None = None, counted: Counted = Counted.BOTH) -> pd.DataFrame:
    """The frame of `facts`."""
    own = Countable.of(reader, on, counted)
    filed, channel, people = own.column("filed"), pd.Series(own.coded("channel")), own.column("people")
    joint_people = rules(reader.store, reader.today).cases.joint_people
    columns = {
        "filed": filed.astype("datetime64[s]"),
        "closed": own.column("closed").astype("datetime64[s]"),
        "channel": channel,
        "category": own.categories(),
        **{name: own.coded(name) for name in _CODED},
        "township_code": own.townships(),
        "village_code": own.villages(),
        "people": people,
        "by_proxy": own.column("by_proxy").view(bool),
        "longitude": own.column("longitude"),
        "latitude": own.column("latitude"),
        "matter_id": _shared(own.column("matter_id")),
        "joint": rule.joint(channel, pd.Series(people, copy=False), joint_people),
        "month": _months(filed),
    }
    return pd.DataFrame(columns, copy=False)


def _shared(matters: Column) -> Column:
    """Matters that at least two of the rows have: that others belong to one, unseen, is not to be told."""
    known = np.flatnonzero(~np.isnan(matters))
    _, place, sizes = np.unique(matters[known], return_inverse=True, return_counts=True)
    shared = known[sizes[place] > 1]
    kept = np.full(len(matters), np.nan)
    kept[shared] = matters[shared]
    return kept


def _months(times: Column) -> Column:
    """Months since year 0, of times that are all known: looked up by the day."""
    days = times.view(np.int64) // _DAY
    first = int(days.min(initial=0))
    every = np.arange(first, int(days.max(initial=0)) + 1).astype("datetime64[D]")
    months = every.astype("datetime64[M]").astype(np.int32) + 1970 * 12
    return np.asarray(months[days - first], dtype=np.int32)


def select_facts(frame: pd.DataFrame, wanted: Filter) -> pd.DataFrame:
    """Rows of `facts` that a filter keeps."""
    return frame[_keeps(frame, wanted)]


def matters_once(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of `facts`, of each matter the first alone: repeated and joint petitions tell of one thing."""
    if "matter_id" not in frame or not frame["matter_id"].notna().any():
        return frame
    ordered = frame.sort_values("filed", kind="stable")
    again = ordered["matter_id"].notna() & ordered.duplicated(["matter_id"])
    return frame.loc[~again.reindex(frame.index)]


def without_accusations(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of `facts` that may be put on a village: no reports and accusations (信访工作条例, art. 30)."""
    return frame[~equals(frame["purpose"], Purpose.ACCUSATION)]


def count_facts(frame: pd.DataFrame, wanted: Filter) -> int:
    """How many rows of `facts` a filter keeps."""
    return int(np.count_nonzero(_keeps(frame, wanted)))


def _keeps(frame: pd.DataFrame, wanted: Filter) -> NDArray[np.bool_]:
    keep = rule.is_counted(frame["channel"], wanted.counted)
    if wanted.kind is PetitionKind.JOINT:
        keep &= frame["joint"].to_numpy()
    elif wanted.kind is not None:
        keep &= equals(frame["occurrence"], Occurrence(wanted.kind.value))
    filed = frame["filed"].to_numpy()
    if wanted.first is not None:
        keep &= filed >= np.datetime64(wanted.first)
    if wanted.last is not None:
        keep &= filed < np.datetime64(wanted.last) + np.timedelta64(1, "D")
    columns = {"category": wanted.category, "status": wanted.status, "tier": wanted.tier}
    for column, value in (columns | {"township_code": wanted.township}).items():
        if value is not None:
            keep &= equals(frame[column], value)
    return keep


def equals(column: pd.Series, value: str) -> NDArray[np.bool_]:
    """Which rows of a categorical column hold a value: one integer comparison a row."""
    place = column.cat.categories.get_indexer(pd.Index([str(value)], dtype=column.cat.categories.dtype))[0]
    if place < 0:
        return np.zeros(len(column), dtype=bool)
    return np.asarray(column.cat.codes.to_numpy() == place, dtype=bool)
