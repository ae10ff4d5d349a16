"""Shares of the categories over the years, and which of them rise: what to question a policy about."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from dateutil.relativedelta import relativedelta
from numpy.typing import NDArray

from data.periods import Period, between
from data.petitions.counts import AnyTally
from data.petitions.facts import Filter
from data.petitions.outside import CountyTally
from data.terms import Counted
from geo.statistics.rates import rate_ratio

LEVEL = 0.95
_CHANCE = 1 - LEVEL


@dataclass(frozen=True)
class Rise:
    """A category in a later period beside an earlier one.

    Parameters
    ----------
    before, after
        Petitions of it.
    share_before, share_after
        Of all petitions of the period.
    ratio, low, high
        Share after over share before, and both ends of its interval (`geo.statistics.rates.rate_ratio`).
    is_clear
        More than chance explains, looked at as one of all the categories (Holm 1979, Scandinavian Journal of
        Statistics 6, 65-70).
    """

    category: str
    before: int
    after: int
    share_before: float
    share_after: float
    ratio: float
    low: float
    high: float
    p: float
    is_clear: bool


def last_whole_month(last: dt.date) -> dt.date:
    """Last day of the last whole month up to a day."""
    following = last + dt.timedelta(days=1)
    return last if following.day == 1 else last.replace(day=1) - dt.timedelta(days=1)


def years(tally: AnyTally, last: dt.date) -> list[tuple[int, Filter]]:
    """The years on record with their petitions, the running one up to its last whole month.

    The first is among them only if the record holds all of it.
    """
    begins, until = tally.first_day, last_whole_month(last)
    if begins is None:
        return []
    first = begins.year if (begins.month, begins.day) <= (1, 31) else begins.year + 1
    return [
        (year, _petitions(dt.date(year, 1, 1), min(dt.date(year, 12, 31), until)))
        for year in range(first, until.year + 1)
    ]


def shares(tally: AnyTally, last: dt.date) -> pd.DataFrame:
    """Petitions of each category and year.

    Returns
    -------
    DataFrame
        Index category, one column a year, float64: NaN where it is not told. The row '' is all of them.
    """
    columns = {}
    for year, wanted in years(tally, last):
        counts = tally.by_category(wanted).astype("float64")
        counts.index = counts.index.astype(str)
        total = tally.total(wanted)
        columns[year] = pd.concat([counts, pd.Series({"": np.nan if total is None else float(total)})])
    frame = pd.DataFrame(columns)
    if not isinstance(tally, CountyTally):
        frame = frame.fillna(0.0)
    return frame


def compared(tally: AnyTally, last: dt.date) -> tuple[Period, Period] | None:
    """The two periods that are compared: twelve whole months and those before them.

    Who is told no single months is told of the last two whole years. None: the record is too short.
    """
    begins, until = tally.first_day, last_whole_month(last)
    if begins is None:
        return None
    if isinstance(tally, CountyTally) and until.month != 12:
        until = dt.date(until.year - 1, 12, 31)
    later = between(until.replace(day=1) - relativedelta(months=11), until)
    earlier = later.earlier(12)
    return (earlier, later) if earlier.first >= begins.replace(day=1) else None


def rises(tally: AnyTally, earlier: Period, later: Period) -> list[Rise]:
    """Categories by how surely their share rose: the lower end of the interval first.

    Given both counts together and the totals of both periods, the later count is binomial; that takes
    petitions as coming one by one, and of the categories that few petitions are of, few are clear.
    """
    asked = [_petitions(period.first, period.last) for period in (earlier, later)]
    wholes = [tally.total(each) for each in asked]
    before, after = (tally.by_category(each) for each in asked)
    if not all(wholes):
        return []
    whole_before, whole_after = (int(each or 0) for each in wholes)
    codes = {str(code) for code in after.index} | {str(code) for code in before.index}
    if isinstance(tally, CountyTally):  # what is not told is not none
        codes = {str(code) for code in after.index} & {str(code) for code in before.index}
    listed = sorted(codes)
    then, now = (
        np.array([float(counts.get(code, 0)) for code in listed], dtype=np.float64)
        for counts in (before, after)
    )
    found = rate_ratio(
        then, np.full(len(listed), whole_before), now, np.full(len(listed), whole_after), LEVEL
    )
    clear = _holm(found.p)
    rows = [
        Rise(
            code,
            int(then[at]),
            int(now[at]),
            then[at] / whole_before,
            now[at] / whole_after,
            float(found.value[at]),
            float(found.low[at]),
            float(found.high[at]),
            float(found.p[at]),
            bool(clear[at]),
        )
        for at, code in enumerate(listed)
    ]
    return sorted(rows, key=lambda one: (-one.low, -one.after, one.category))


def _petitions(first: dt.date, last: dt.date) -> Filter:
    return Filter(first, last, counted=Counted.PETITIONS)


def _holm(p: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which of several tests hold together."""
    order = np.argsort(p, kind="stable")
    limits = _CHANCE / np.arange(len(p), 0, -1)
    holds = np.logical_and.accumulate(p[order] <= limits)
    clear = np.zeros(len(p), dtype=bool)
    clear[order] = holds
    return clear
