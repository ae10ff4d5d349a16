"""The stream of online intake (民情暖哨): requests of a day, and how those of a period were closed and rated.

Requests are counted here and never petitions; another department answers them.
"""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sqlalchemy import select

from data.frames import frame_of
from data.petitions import counted as rule
from data.petitions import gate
from data.petitions.categories import told_in_one
from data.reader import Reader
from data.terms import Counted, Satisfaction, Status

_COLUMNS = ("number", "filed", "closed", "status", "satisfaction", "placement", "category", "category_scheme")
_PLACE = ("township_code", "village_code")


@dataclass(frozen=True)
class IntakeFigures:
    """Requests filed in a period, as they stand today.

    Parameters
    ----------
    closed
        Closed ones, on a day that is known or not.
    rated, satisfied
        Of the closed ones those whose sender gave an opinion, and the satisfied ones of these.
    unplaced
        In no village.
    """

    count: int
    closed: int
    rated: int
    satisfied: int
    unplaced: int


def requests(reader: Reader) -> pd.DataFrame:
    """Requests that a reader may see one by one, the newest first; reports and accusations never.

    Returns
    -------
    DataFrame
        number, filed, closed, status, satisfaction, placement, category, township, village.
    """
    case = gate.cases(reader)
    asked = select(*(case.c[name] for name in (*_COLUMNS, *_PLACE)))
    asked = asked.where(rule.among(case.c.channel, Counted.REQUESTS))
    with reader.store.read() as connection:
        frame = frame_of(connection.execute(asked).all(), (*_COLUMNS, *_PLACE))
    for name in ("filed", "closed"):
        frame[name] = pd.to_datetime(frame[name])
    frame["category"] = told_in_one(frame["category"], frame.pop("category_scheme"))
    frame = frame.rename(columns={"township_code": "township", "village_code": "village"})
    return frame.sort_values(["filed", "number"], ascending=False, ignore_index=True)


def of_days(rows: pd.DataFrame, first: dt.date, last: dt.date) -> pd.DataFrame:
    """Those filed from a first to a last day, both included."""
    filed = rows["filed"].to_numpy()
    until = np.datetime64(last) + np.timedelta64(1, "D")
    return rows[(filed >= np.datetime64(first)) & (filed < until)]


def intake_figures(rows: pd.DataFrame) -> IntakeFigures:
    """Of rows of `requests`."""
    closed = rows["closed"].notna() | (rows["status"] == Status.CLOSED.value)
    rated = closed & rows["satisfaction"].notna()
    return IntakeFigures(
        len(rows),
        int(closed.sum()),
        int(rated.sum()),
        int((rated & (rows["satisfaction"] == Satisfaction.SATISFIED.value)).sum()),
        int(rows["village"].isna().sum()),
    )


def by_day(rows: pd.DataFrame, first: dt.date, last: dt.date) -> pd.Series:
    """How many each day brought, from a first to a last one; days without any are there with 0."""
    days = pd.date_range(first, last, freq="D")
    counts = rows["filed"].dt.normalize().value_counts()
    return pd.Series(counts.reindex(days, fill_value=0).to_numpy(dtype=np.int64), index=days)
