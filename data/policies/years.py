"""Totals of the years and new cases of the court, as the county's own registers have them.

What is counted differs from year to year and is never mixed: a fall is told within one unit alone.
"""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd
from sqlalchemy import select

from data.petitions.disclosure import sees_county
from data.reader import Reader
from data.scope import Role, Scope, is_office
from data.tables import CourtCount, YearTotal
from data.terms import TotalUnit

TOTALS = ["year", "counted_in", "total", "source"]
COURT = ["division", "month", "cases"]


@dataclass(frozen=True)
class Fall:
    """From the greatest total of a unit to the newest one.

    Parameters
    ----------
    share
        Of the greatest total that is gone: 0.9 is nine tenths; 0 where the newest is the greatest.
    """

    counted_in: TotalUnit
    greatest_year: int
    greatest: int
    newest_year: int
    newest: int
    share: float


def year_totals(reader: Reader) -> pd.DataFrame:
    """Totals of the years, of whoever may see the county's figures, the oldest first.

    Returns
    -------
    DataFrame
        year, counted_in (`TotalUnit`), total, source.
    """
    if not _sees_county(reader.scope):
        return pd.DataFrame(columns=TOTALS)
    statement = select(YearTotal.year, YearTotal.counted_in, YearTotal.total, YearTotal.source)
    with reader.store.read() as connection:
        rows = connection.execute(statement.order_by(YearTotal.year, YearTotal.id)).all()
    frame = pd.DataFrame.from_records(rows, columns=TOTALS)
    frame["counted_in"] = [TotalUnit(code) for code in frame["counted_in"]]
    return frame


def fall(totals: pd.DataFrame, counted_in: TotalUnit, running: int) -> Fall | None:
    """From the greatest year of a unit to its newest; None: there are not two years of it.

    Parameters
    ----------
    running
        The year that is not over: its total is not whole, and compared with none.
    """
    over = (totals["counted_in"] == counted_in) & (totals["year"] < running)
    own = totals[over].sort_values("year")
    if len(own) < 2:
        return None
    most, last = own.iloc[int(own["total"].to_numpy().argmax())], own.iloc[-1]
    share = 1.0 - last["total"] / most["total"] if most["total"] else 0.0
    years = int(most["year"]), int(last["year"])
    return Fall(counted_in, years[0], int(most["total"]), years[1], int(last["total"]), float(share))


def court_cases(reader: Reader, first: dt.date | None = None, last: dt.date | None = None) -> pd.DataFrame:
    """New cases of the court by division and month, from a first to a last month.

    Whoever sees the county's figures sees all of them, a township its own. A month that is not in the
    register is not known, and no row of it is here.

    Returns
    -------
    DataFrame
        division (a township, or the county for those of none), month (first day), cases.
    """
    statement = select(CourtCount.division_code, CourtCount.month, CourtCount.cases)
    if not _sees_county(reader.scope):
        own = reader.scope.divisions if reader.scope.role is Role.TOWNSHIP else ()
        statement = statement.where(CourtCount.division_code.in_(sorted(own)))
    if first is not None:
        statement = statement.where(CourtCount.month >= first)
    if last is not None:
        statement = statement.where(CourtCount.month <= last)
    with reader.store.read() as connection:
        rows = connection.execute(statement.order_by(CourtCount.month, CourtCount.division_code)).all()
    return pd.DataFrame.from_records(rows, columns=COURT)


def _sees_county(scope: Scope) -> bool:
    return is_office(scope) or (scope.role is Role.LEADER and sees_county(scope))


class CourtSum(NamedTuple):
    """New cases of the court over some months, and how many of the months are on record."""

    cases: int
    months: int


def court_by_division(court: pd.DataFrame, first: dt.date, last: dt.date) -> dict[str, CourtSum]:
    """Sums of `court_cases` by division over months, the greatest first."""
    inside = court[(court["month"] >= first) & (court["month"] <= last)].groupby("division")["cases"]
    sums = {str(code): CourtSum(int(cases.sum()), len(cases)) for code, cases in inside}
    return dict(sorted(sums.items(), key=lambda each: -each[1].cases))


def court_by_month(court: pd.DataFrame) -> pd.Series:
    """Cases of all divisions by month; months that only some have in the register are NaN."""
    months = court.groupby("month")["cases"].agg(["sum", "count"])
    return months["sum"].astype("float64").where(months["count"] == months["count"].max())
