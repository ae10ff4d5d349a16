"""Up to which day the record is complete: what is filed last comes with later files."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np
import pandas as pd
from sqlalchemy import func, select

from data.petitions import counted as rule
from data.petitions import gate
from data.petitions.facts import Filter
from data.reader import Reader
from data.tables import ImportRun
from data.terms import Counted
from geo.statistics.delay import ENOUGH, FEWEST_CASES, LOOKED_BACK, OLDEST, delay


@dataclass(frozen=True)
class Completeness:
    """Up to which day enough is on record.

    Parameters
    ----------
    newest
        Day of the newest file; None: none brought any petition, or petitions are written down by hand too, so
        that the record goes on after its files.
    whole
        Last day of which enough is on record; None: the files do not tell it.
    towns
        The same of townships that are later than the county: code -> last day.
    share
        Of what was filed on the day after, the share on record; NaN where not told.
    files
        By how many files it was told, or that were too few.
    """

    newest: dt.date | None = None
    whole: dt.date | None = None
    towns: Mapping[str, dt.date] = field(default_factory=lambda: MappingProxyType({}))
    share: float = float("nan")
    files: int = 0

    @property
    def until(self) -> dt.date | None:
        """Last day that counts; None: every one."""
        return self.whole or self.newest


@dataclass(frozen=True)
class Late:
    """What of the days asked about is left out.

    Parameters
    ----------
    known
        What the record tells of its last days.
    first, last
        First and last day that is left out; None: none is.
    looked_at
        Whether what is asked lies in the last days at all.
    kept
        All that is asked lies in days of which too little is on record: they are told as they are.
    """

    known: Completeness
    first: dt.date | None = None
    last: dt.date | None = None
    looked_at: bool = True
    kept: bool = False


def complete(reader: Reader) -> Completeness:
    """How far the record is complete, of the petitions that a reader may count (`gate.aggregates`).

    Online requests come at once and say nothing of it.
    """
    runs = select(ImportRun.id, ImportRun.as_of, ImportRun.at).where(ImportRun.undone_at.is_(None))
    petition = gate.aggregates(reader)
    with reader.store.read() as connection:
        file_of = {run: as_of or at.date() for run, as_of, at in connection.execute(runs)}
        if not file_of:
            return Completeness()
        since = max(file_of.values()) - dt.timedelta(days=LOOKED_BACK + OLDEST)
        day = func.date(petition.c.filed)
        columns = day, petition.c.township_code, petition.c.import_run_id
        rows = connection.execute(
            select(*columns, func.count())
            .where(petition.c.filed >= since, rule.among(petition.c.channel, Counted.PETITIONS))
            .group_by(*columns)
        ).all()
    came = pd.DataFrame.from_records(rows, columns=["filed", "township", "run", "cases"])
    came["arrived"] = pd.to_datetime(came["run"].map(file_of))
    return of_days(came, list(file_of.values()))


def of_days(came: pd.DataFrame, files: list[dt.date]) -> Completeness:
    """How far a record is complete.

    Parameters
    ----------
    came
        Day of filing, township, day of the file that brought it (missing: none did) and cases: filed,
        township, arrived, cases.
    files
        Day of each file.
    """
    filed, arrived = _numbers(came["filed"]), _numbers(came["arrived"])
    cases = came["cases"].to_numpy(dtype=np.int64)
    days = _numbers(pd.Series(files))
    told = delay(filed, arrived, cases, days)
    newest = max(files)
    goes_on = bool((filed[arrived < 0] > days.max()).any()) if not told.share.size else told.by_hand >= ENOUGH
    known = Completeness(None if goes_on else newest, files=told.files or len(set(files)))
    if not told.share.size:
        return known
    county = _day(newest, told.incomplete) if told.incomplete or not goes_on else None
    if county is None:
        return known
    towns, share = {}, told.share[told.incomplete - 1] if told.incomplete else told.by_hand
    for town in came["township"].dropna().unique():
        of = came["township"].to_numpy() == town
        own = delay(filed[of], arrived[of], cases[of], days)
        if own.cases >= FEWEST_CASES and own.incomplete > told.incomplete:
            towns[str(town)] = _day(newest, own.incomplete)
    return replace(known, whole=county, towns=MappingProxyType(towns), share=float(share))


def leave_out(known: Completeness | None, wanted: Filter) -> tuple[Filter, Late | None]:
    """A filter without the days of which too little is on record, and which they are."""
    if known is None or wanted.last is None or wanted.counted is Counted.REQUESTS:
        return wanted, None
    until = known.until
    if until is None or until >= wanted.last:
        newest = known.newest or wanted.last
        return wanted, Late(known, looked_at=wanted.last > newest - dt.timedelta(days=OLDEST))
    if wanted.first is not None and until < wanted.first:
        return wanted, Late(known, until + dt.timedelta(days=1), wanted.last, kept=True)
    return replace(wanted, last=until), Late(known, until + dt.timedelta(days=1), wanted.last)


def _numbers(days: pd.Series) -> np.ndarray:
    """Days by number; -1 for none."""
    found = pd.to_datetime(days).to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(found), -1, found.astype(np.int64))


def _day(newest: dt.date, incomplete: int) -> dt.date:
    return newest - dt.timedelta(days=incomplete)
