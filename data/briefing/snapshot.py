"""What a meeting is told of a month, in one state of the record.

It counts under the scope of the screen: aggregates only, reports and accusations never, and only what singles
out nobody (`data.petitions.disclosure`). Slides, report, workbook and command print it and count nothing
themselves, so that they cannot differ; the wall asks the same functions of the same scope.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from data.briefing.agenda import Item, agenda
from data.briefing.standing import Standing, standing
from data.clock import now
from data.divisions import reads
from data.errors import BriefingRefused
from data.periods import Period, between, period
from data.petitions import trends
from data.petitions.counts import tally
from data.petitions.facts import Filter
from data.petitions.figures import Figures, figures
from data.petitions.outside import CountyTally, Totals, month_start
from data.petitions.trends import Against, Trend
from data.petitions.villages import VillageCounts
from data.reader import Reader
from data.rules import rules
from data.scope import Role, Scope
from data.store import Store
from data.terms import Counted, Level

MONTHS = 24
"""Of the line of months: the last twelve beside the twelve before."""


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A month as a meeting is told of it. None, NaN or left out: not told.

    Parameters
    ----------
    county
        Name of the county.
    month
        The month, cut at the last day of the record.
    as_of, made
        Last day of the record; when the snapshot was made.
    least
        The least count that is told.
    totals
        Cases, open cases and persons of the month.
    trends
        The month's cases beside the month before and a year before, where it is over.
    monthly
        Columns month (first day) and cases, of the last `MONTHS` months.
    told
        The period of which places and categories are told: whole blocks.
    told_totals
        Cases, open cases and persons of it.
    categories, townships
        Code -> cases of `told`, most first.
    names
        Code -> name of each township and village.
    villages, counts
        Codes, and the counts of them in `told`.
    usual
        Counts of all periods of a length, by which circles have their size.
    figures
        How cases were handled.
    agenda
        What the meeting is to decide.
    standing
        How alerts, visits and teams stand on the day of the meeting.
    """

    county: str
    synthetic: bool
    month: Period
    as_of: dt.date
    made: dt.datetime
    least: int
    totals: Totals
    trends: Mapping[Against, Trend]
    monthly: pd.DataFrame
    told: Period
    told_totals: Totals
    categories: Mapping[str, int]
    townships: Mapping[str, int]
    names: Mapping[str, str]
    villages: pd.Index
    counts: VillageCounts
    usual: pd.Series
    figures: Figures
    agenda: tuple[Item, ...]
    standing: Standing


def screen(store: Store, on: dt.date) -> Reader:
    """Who a meeting is: the scope of its screen, on a day."""
    county = store.dataset().county_code
    return Reader(Scope.of(Role.SCREEN, [county], county), store, on)


def snapshot(store: Store, month: str, on: dt.date) -> Snapshot:
    """Count a month.

    Parameters
    ----------
    month
        Such as ``2026-11``.
    on
        The day on which the meeting is told.

    Raises
    ------
    BriefingRefused
        It is no month, or the record has nothing of it.
    """
    dataset, reader = store.dataset(), screen(store, on)
    as_of = dataset.as_of or on
    county = tally(reader)
    if not isinstance(county, CountyTally):
        raise TypeError("The screen is told of its county")
    chosen = _chosen(month, as_of)
    if chosen.last < month_start(county.release.first) or chosen.first > as_of:
        raise BriefingRefused("The record has nothing of {month}", month=month)
    wanted = Filter(chosen.first, chosen.last)
    year = period(month, 12, chosen.last)
    near = county.nearest(Filter(year.first, year.last))
    told = chosen if near.first is None or near.last is None else between(near.first, near.last)
    of_told = Filter(told.first, told.last)
    listed = reads.divisions(store, Level.VILLAGE, on)
    codes = pd.Index(listed["code"])
    townships = reads.divisions(store, Level.TOWNSHIP, on)
    line = period(month, MONTHS, chosen.last)
    return Snapshot(
        county=dataset.county_name,
        synthetic=dataset.synthetic,
        month=chosen,
        as_of=as_of,
        made=now(),
        least=county.release.k,
        totals=county.totals(wanted),
        trends=changes(county, wanted, chosen, rules(store, on).hotspots.level),
        monthly=_monthly(county, line),
        told=told,
        told_totals=county.totals(of_told),
        categories={str(code): int(n) for code, n in county.by_category(of_told).items()},
        townships=dict(sorted(county.by_township(of_told).items(), key=lambda each: -each[1])),
        names={
            code: name
            for each in (townships, listed)
            for code, name in zip(each["code"], each["name"], strict=True)
        },
        villages=codes,
        counts=county.by_village(of_told, codes),
        usual=pd.Series(county.usual(of_told, codes, told.months)),
        figures=figures(reader, on, Counted.PETITIONS),
        agenda=agenda(store, county.release.k, on),
        standing=standing(store, on),
    )


def _chosen(month: str, as_of: dt.date) -> Period:
    try:
        return period(month, 1, as_of)
    except ValueError as error:
        raise BriefingRefused("{month} is no month: write it as 2026-11", month=month) from error


def _monthly(county: CountyTally, line: Period) -> pd.DataFrame:
    """All months of a line; those before the record are not told, and move none beside another's."""
    told = county.by_month(Filter(line.first, line.last)).set_index("month")
    every = pd.date_range(line.first, periods=line.months, freq="MS", name="month")
    return told.reindex(every).reset_index()


def changes(county: CountyTally, wanted: Filter, month: Period, level: float) -> dict[Against, Trend]:
    """How a month that is over compares with the one before and the one a year before.

    Parts of a month are not told, so one that is not over is compared with none.

    Parameters
    ----------
    level
        Chance of a false alarm (`data.petitions.trends.trend`).
    """
    if not month.complete:
        return {}
    return trends.changes(county.total, wanted, month, county.first_day, level)
