"""Counts of facts: by village, month, category and matter; and the year's load of a place."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Subquery, case, func, select

from data.periods import Period
from data.petitions import counted as rule
from data.petitions import gate
from data.petitions.disclosure import release, sees_county
from data.petitions.facts import Filter, count_facts, equals, read_facts, select_facts, without_accusations
from data.petitions.outside import CountyTally, Totals, own_places
from data.petitions.villages import VillageCounts as VillageCounts
from data.petitions.villages import count_by_village as count_by_village
from data.petitions.villages import count_located as count_located
from data.petitions.villages import positions
from data.reader import Reader
from data.scope import Scope, is_office
from data.terms import Counted, CountUnit, Placement, Purpose, Status


def count_matters(chosen: pd.DataFrame) -> int:
    """How many matters (信访事项) petitions report, of any frame with matter_id and purpose.

    A petition without a matter is one of its own. So is each report or accusation, linked or not: the
    difference of two totals then never tells that an accuser is among those who petitioned in the open.
    """
    matters = chosen["matter_id"].to_numpy(dtype="float64", na_value=np.nan)
    alone = np.isnan(matters) | (chosen["purpose"] == Purpose.ACCUSATION.value).to_numpy(dtype=bool)
    return int(alone.sum()) + np.unique(matters[~alone]).size


class Tally:
    """Petitions that one may look at one by one, counted.

    Parameters
    ----------
    facts
        Rows of `data.petitions.facts`.
    """

    def __init__(self, facts: pd.DataFrame) -> None:
        self.__facts = facts

    @cached_property
    def months(self) -> int:
        """Calendar months in which petitions were filed."""
        return int(self.__facts["month"].nunique())

    @cached_property
    def first_day(self) -> dt.date | None:
        """Day of the first petition; None: there is none."""
        return None if self.__facts.empty else self.__facts["filed"].min().date()

    @property
    def categories(self) -> list[str]:
        """Codes of the categories on record."""
        return [str(code) for code in self.__facts["category"].cat.categories]

    def nearest(self, wanted: Filter) -> Filter:
        """What is told instead of what is wanted: here all of it is."""
        return wanted

    def total(self, wanted: Filter) -> int | None:
        """How many a filter keeps."""
        return count_facts(self.__facts, wanted)

    def totals(self, wanted: Filter) -> Totals:
        """Cases that a filter keeps, the open ones, and their persons."""
        kept = select_facts(self.__facts, wanted)
        is_open = int(np.count_nonzero(equals(kept["status"], Status.OPEN)))
        return Totals(len(kept), is_open, int(kept["people"].sum()))

    def by_village(self, wanted: Filter, villages: pd.Index) -> VillageCounts:
        """Counts of what a filter keeps, as `count_by_village`."""
        return count_by_village(select_facts(self.__facts, wanted), villages)

    def nearest_by_village(self, wanted: Filter, villages: pd.Index) -> VillageCounts:
        """The same: all of it is told as it is asked."""
        return self.by_village(wanted, villages)

    def periods(
        self, wanted: Filter, villages: pd.Index, months: int, unit: CountUnit = CountUnit.CASES
    ) -> NDArray[np.float64]:
        """Counts by village of every period of so many months on record, a row each; one row at least.

        Without reports and accusations, as `count_by_village`.
        """
        kept = without_accusations(select_facts(self.__facts, wanted))
        position = positions(kept["village_code"], villages)
        is_counted = position >= 0
        if unit is CountUnit.GROUPS:
            is_counted &= rule.in_person(kept["channel"])
        month = kept["month"].to_numpy()[is_counted]
        weights = kept["people"].to_numpy()[is_counted] if unit is CountUnit.PERSONS else None
        first = int(self.__facts["month"].min()) if len(self.__facts) else 0
        span = int(self.__facts["month"].max()) - first + 1 if len(self.__facts) else 1
        cell = (month - first) * len(villages) + position[is_counted]
        table = np.bincount(cell, weights, span * len(villages)).reshape(span, len(villages))
        runs = np.lib.stride_tricks.sliding_window_view(table, min(months, span), 0)
        counts: NDArray[np.float64] = runs.sum(axis=-1).astype(np.float64)
        return counts

    def told_period(self, wanted: Filter) -> Period | None:
        """Of which period villages are told where that is not the one asked; here None."""

    def by_township(self, wanted: Filter) -> dict[str, int]:
        """Counts by township."""
        counts = select_facts(self.__facts, wanted)["township_code"].value_counts()
        return {str(code): int(n) for code, n in counts.items() if n}

    def by_category(self, wanted: Filter) -> pd.Series:
        """Petitions that a filter keeps by category, most first; categories without any are left out."""
        counts = select_facts(self.__facts, wanted)["category"].value_counts()
        return counts[counts > 0]

    def by_month(self, wanted: Filter) -> pd.DataFrame:
        """Petitions that a filter keeps by month (`monthly`)."""
        return monthly(select_facts(self.__facts, wanted))


AnyTally = Tally | CountyTally


def tally(reader: Reader, on: dt.date | None = None) -> AnyTally:
    """What a reader may count by place and category.

    The office all, townships and teams what they may open; leaders that and what is told of the county
    outside it, the screen what is told (`data.petitions.disclosure`).
    """
    own = read_facts(reader, on)
    if not sees_county(reader.scope):
        return Tally(own)
    return CountyTally(own, own_places(reader, on), release(reader, on))


def totals(reader: Reader, first: dt.date, last: dt.date, counted: Counted = Counted.PETITIONS) -> Totals:
    """Totals of a period without place or category."""
    if sees_county(reader.scope):
        return tally(reader).totals(Filter(first, last, counted=counted))
    petition = gate.totals(reader)
    is_open = func.coalesce(func.sum(case((petition.c.status == Status.OPEN.value, 1), else_=0)), 0)
    statement = select(func.count(), is_open, func.coalesce(func.sum(petition.c.people), 0)).where(
        petition.c.filed >= dt.datetime.combine(first, dt.time()),
        petition.c.filed < dt.datetime.combine(last, dt.time()) + dt.timedelta(days=1),
        rule.among(petition.c.channel, counted),
    )
    with reader.store.read() as connection:
        return Totals(*connection.execute(statement).one())


def villages_holding(cases: NDArray[np.int64], share: float = 0.5) -> int:
    """The smallest number of villages that together hold a share of the cases; 0 if there are none."""
    total = cases.sum()
    if total == 0:
        return 0
    return int(np.searchsorted(np.cumsum(np.sort(cases)[::-1]), share * total) + 1)


def monthly(chosen: pd.DataFrame, village: str | None = None) -> pd.DataFrame:
    """Petitions filed by calendar month: month (first day), cases. Months without any are there, with 0.

    With `village`, of that village alone and without reports and accusations.
    """
    if village is not None:
        keep = equals(chosen["village_code"], village) & ~equals(chosen["purpose"], Purpose.ACCUSATION)
        chosen = chosen[keep]
    if chosen.empty:
        return pd.DataFrame({"month": pd.to_datetime([]), "cases": []})
    numbers = chosen["month"].to_numpy()
    first = int(numbers.min())
    counts = np.bincount(numbers - first)
    starts = [dt.date((first + i) // 12, (first + i) % 12 + 1, 1) for i in range(counts.size)]
    return pd.DataFrame({"month": pd.to_datetime(starts), "cases": counts})


@dataclass(frozen=True, eq=False)
class Places:
    """Where filtered petitions are, as far as it is known: for the heat.

    Parameters
    ----------
    longitude, latitude
        float64 arrays of the petitions placed to the point, WGS 84 degrees.
    spread
        int64 array, one entry a village: petitions known only to their village.
    """

    longitude: NDArray[np.float64]
    latitude: NDArray[np.float64]
    spread: NDArray[np.int64]


def places(chosen: pd.DataFrame, villages: pd.Index, scope: Scope) -> Places:
    """Places of filtered `facts`, without reports and accusations.

    A point is told only where the scope may see its case; any other counts for its village. A heat of one
    petition would show the house that it came from.
    """
    allowed = without_accusations(chosen)
    at_point = equals(allowed["placement"], Placement.POINT)
    to_point = at_point & _may_open(scope, allowed)
    to_village = allowed[equals(allowed["placement"], Placement.VILLAGE) | (at_point & ~to_point)]
    position = positions(to_village["village_code"], villages)
    return Places(
        longitude=allowed["longitude"].to_numpy()[to_point],
        latitude=allowed["latitude"].to_numpy()[to_point],
        spread=np.bincount(position[position >= 0], minlength=len(villages)),
    )


def _may_open(scope: Scope, frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Which rows of `facts` a scope may see one by one, as far as the place decides."""
    if is_office(scope):
        return np.ones(len(frame), dtype=bool)
    own = frame["township_code"].isin(scope.divisions) | frame["village_code"].isin(scope.divisions)
    return own.to_numpy(dtype=bool)


def filed_in_year(
    reader: Reader, petition: Subquery, place: str, on: dt.date, counted: Counted = Counted.PETITIONS
) -> dict[str, int]:
    """Cases filed in the 365 days before a day, by the code in a column of a table that the gate gave."""
    end = dt.datetime.combine(on, dt.time())
    code = petition.c[place]
    year = (petition.c.filed >= end - dt.timedelta(days=365), petition.c.filed < end)
    counts = rule.among(petition.c.channel, counted)
    statement = select(code, func.count()).where(code.is_not(None), counts, *year).group_by(code)
    with reader.store.read() as connection:
        return {str(row[0]): row[1] for row in connection.execute(statement)}
