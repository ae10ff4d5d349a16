"""The county counted by those who see its aggregates: their own cases as they are, the rest as it is told."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.divisions import reads
from data.periods import Period, between
from data.petitions.disclosure import Block, Release
from data.petitions.facts import Filter, select_facts
from data.petitions.margins import JOINT
from data.petitions.villages import Counts, VillageCounts, count_by_village
from data.reader import Reader
from data.scope import Role
from data.terms import Channel, Counted, Level, PetitionKind, Status

Figure = Callable[[Release, Counted, int, int], tuple[int, int | None]]
"""From a month up to another: the last month of the part that is told as a whole, and how many; None: not."""


@dataclass(frozen=True, slots=True)
class Totals:
    """Cases filed in a period, how many are open, and of how many persons they are; None: not told."""

    cases: int | None
    open: int | None
    persons: int | None


@dataclass(frozen=True)
class OwnPlaces:
    """Townships and villages whose cases one may open."""

    townships: frozenset[str] = frozenset()
    villages: frozenset[str] = frozenset()


def own_places(reader: Reader, on: dt.date | None = None) -> OwnPlaces:
    """Of a leader the contracted townships and their villages; of the screen none."""
    if reader.scope.role is not Role.LEADER:
        return OwnPlaces()
    divisions = reader.scope.divisions
    listed = reads.divisions(reader.store, Level.VILLAGE, on or reader.today)
    own = listed["code"].isin(divisions) | listed["parent_code"].isin(divisions)
    return OwnPlaces(divisions, frozenset(listed["code"][own]) | divisions)


class CountyTally:
    """Counts of a county for those who may not open all its cases.

    What is not told is None, masked or left out, never zero. An answer is of exactly what is asked; `nearest`
    says what can be asked instead.

    Parameters
    ----------
    own
        Rows of `data.petitions.facts` that may be opened, without reports and accusations.
    places
        Where these are from.
    release
        What is told of the county, these among it.
    """

    def __init__(self, own: pd.DataFrame, places: OwnPlaces, release: Release) -> None:
        self.__own = own
        self.places = places
        self.release = release

    @property
    def months(self) -> int:
        """Calendar months of the record."""
        told = self.release
        return max(month_of(told.last_day) - told.first + 1, 0) if told.blocks else 0

    @property
    def first_day(self) -> dt.date | None:
        """First day of the month in which the record begins; None: nothing is told."""
        return month_start(self.release.first) if self.release.blocks else None

    @property
    def categories(self) -> list[str]:
        """Codes of the categories that are told, or that the own cases have."""
        told = {code for block in self.release.blocks for code in block.margins.get("category", {})}
        return sorted(told | set(self.__own["category"].unique()))

    def is_own(self, wanted: Filter) -> bool:
        """Whether a filter is of the own cases alone."""
        return wanted.township is not None and wanted.township in self.places.townships

    def nearest(self, wanted: Filter) -> Filter:
        """The same of the period of which distributions are told: whole blocks (`data.petitions.disclosure`).

        Those inside the period, where they are half of it at least; else the one that shares most with it.
        """
        if self.is_own(wanted):
            return wanted
        low, high = self._span(wanted, strict=False)
        blocks = {(block.first, block.last) for block in self._of(wanted.counted)}
        inside = sorted(each for each in blocks if low <= each[0] and each[1] <= high)
        if sum(last - first + 1 for first, last in inside) * 2 < high - low + 1 and blocks:
            shared = {each: min(each[1], high) - max(each[0], low) for each in blocks}
            inside = [max(sorted(blocks), key=lambda each: (shared[each], each))]
        if not inside:
            return wanted
        return replace(wanted, first=month_start(inside[0][0]), last=month_end(inside[-1][1]))

    def total(self, wanted: Filter) -> int | None:
        """How many a filter keeps; None: that is not told."""
        if self.is_own(wanted):
            return len(select_facts(self.__own, wanted))
        conditions = _conditions(wanted)
        if not conditions:
            return self._sum(wanted, _cases)
        return self._value(wanted, *conditions[0]) if len(conditions) == 1 else None

    def totals(self, wanted: Filter) -> Totals:
        """Cases that a filter keeps, the open ones, and their persons, each as far as it is told."""
        if self.is_own(wanted):
            kept = select_facts(self.__own, wanted)
            return Totals(len(kept), int((kept["status"] == Status.OPEN).sum()), int(kept["people"].sum()))
        if _conditions(wanted):
            return Totals(self.total(wanted), None, None)
        is_open = self._value(wanted, "status", Status.OPEN.value)
        return Totals(self.total(wanted), is_open, self._sum(wanted, _persons))

    def by_village(self, wanted: Filter, villages: pd.Index) -> VillageCounts:
        """Counts by village: of the own as they are, of others as they are told of exactly this period."""
        own = count_by_village(select_facts(self.__own, wanted), villages)
        mine = np.asarray(villages.isin(list(self.places.villages)), dtype=bool)
        if self.is_own(wanted):
            return own
        told = {} if _conditions(replace(wanted, township=None)) else self._margin(wanted, "village")
        outside = villages.map(told).to_numpy(dtype=float, na_value=np.nan)
        if wanted.township is not None:
            elsewhere = villages.map(self.release.villages) != wanted.township
            outside = np.where(elsewhere, 0.0, outside)
        known = ~np.isnan(outside)
        cases = np.where(mine | ~known, own.cases, np.nan_to_num(outside).astype(np.int64))
        whole = self.totals(wanted)
        groups = None if _conditions(wanted) else self._groups(wanted)
        return VillageCounts(
            cases=_masked(cases, mine | known),
            open=_masked(own.open, mine),
            groups=_masked(own.groups, mine),
            persons=_masked(own.persons, mine),
            total=whole.cases,
            groups_total=groups,
            persons_total=whole.persons,
            located=None,
            open_total=whole.open,
            withheld=0,
        )

    def nearest_by_village(self, wanted: Filter, villages: pd.Index) -> VillageCounts:
        """The own and the totals as asked; other villages as they are told of the `nearest` period."""
        asked = self.by_village(wanted, villages)
        near = self.nearest(wanted)
        if near == wanted:
            return asked
        told = self.by_village(near, villages).cases
        mine = villages.isin(list(self.places.villages))
        mixed = np.where(mine, np.ma.getdata(asked.cases), np.ma.getdata(told))
        return replace(asked, cases=_masked(mixed, mine | ~np.ma.getmaskarray(told)))

    def usual(self, wanted: Filter, villages: pd.Index, months: int) -> NDArray[np.float64]:
        """Cases by village of a period like any other of so many months, where they are told."""
        near = self.nearest(wanted)
        period = self.told_period(wanted)
        cases = self.by_village(near, villages).cases
        return np.ma.filled(cases.astype(float), np.nan) * months / (period.months if period else 1)

    def by_township(self, wanted: Filter) -> dict[str, int]:
        """Counts by township, of those that are told."""
        if wanted.township is not None:
            total = self.total(wanted)
            return {} if total is None else {wanted.township: total}
        told = self._margin(wanted, "township") if not _conditions(wanted) else {}
        own = [code for code in sorted(self.places.townships) if code in set(self.release.villages.values())]
        return told | {code: len(select_facts(self.__own, replace(wanted, township=code))) for code in own}

    def by_category(self, wanted: Filter) -> pd.Series:
        """Counts by category, of those that are told, most first."""
        if self.is_own(wanted):
            counts = select_facts(self.__own, wanted)["category"].value_counts()
            return counts[counts > 0]
        told = self._margin(wanted, "category") if not _conditions(wanted) else {}
        return pd.Series(told, dtype="int64").sort_values(ascending=False, kind="stable")

    def by_month(self, wanted: Filter) -> pd.DataFrame:
        """Counts by month (first day): month, cases; NaN where a month is not told."""
        low, high = self._span(wanted, strict=False)
        starts = [month_start(month) for month in range(low, high + 1)]
        cases = [self.total(_within(wanted, day)) for day in starts]
        return pd.DataFrame({"month": pd.to_datetime(starts), "cases": pd.Series(cases, dtype="float64")})

    def told_period(self, wanted: Filter) -> Period | None:
        """The period of `nearest`; None: no distribution is told."""
        near = self.nearest(wanted)
        return between(near.first, near.last) if near.first and near.last else None

    # --- inside ---------------------------------------------------------------------------------------------

    def _of(self, counted: Counted) -> list[Block]:
        return [block for block in self.release.blocks if counted in (Counted.BOTH, block.counted)]

    def _span(self, wanted: Filter, *, strict: bool = True) -> tuple[int, int]:
        """First and last month of a filter, as far as there is a record.

        Raises
        ------
        LookupError
            Strictly: it begins or ends within a month that is not cut by the record's own end.
        """
        told = self.release
        newest = max(month_of(told.last_day), told.last)
        low = told.first if wanted.first is None else max(month_of(wanted.first), told.first)
        high = newest if wanted.last is None else min(month_of(wanted.last), newest)
        if strict and wanted.first and wanted.first > month_start(told.first) and wanted.first.day != 1:
            raise LookupError
        if strict and wanted.last and wanted.last < told.last_day and wanted.last != month_end(high):
            raise LookupError
        return low, high

    def _blocks(self, wanted: Filter) -> list[Block] | None:
        """The blocks that make up a period exactly; None: none do."""
        try:
            low, high = self._span(wanted)
        except LookupError:
            return None
        blocks: list[Block] = []
        for what in _kinds(wanted.counted):
            own = [block for block in self._of(what) if low <= block.first and block.last <= high]
            if not own or sum(block.last - block.first + 1 for block in own) != high - low + 1:
                return None
            blocks += own
        return blocks

    def _margin(self, wanted: Filter, dimension: str) -> dict[str, int]:
        """Values that are told in every block of a period, with their sums."""
        blocks = self._blocks(wanted)
        if not blocks:
            return {}
        margins = [block.margins.get(dimension, {}) for block in blocks]
        common = set.intersection(*(set(margin) for margin in margins))
        return {value: sum(margin[value] for margin in margins) for value in sorted(common)}

    def _value(self, wanted: Filter, dimension: str, value: str) -> int | None:
        if dimension == "channel" and wanted.counted is not Counted.PETITIONS:
            if wanted.counted is Counted.REQUESTS:
                return 0  # a request is no visit
            wanted = replace(wanted, counted=Counted.PETITIONS)
        return self._margin(wanted, dimension).get(value)

    def _groups(self, wanted: Filter) -> int | None:
        parts = [self._value(wanted, "channel", each) for each in (Channel.VISIT.value, JOINT)]
        return None if None in parts else sum(part for part in parts if part is not None)

    def _sum(self, wanted: Filter, figure: Figure) -> int | None:
        """Sum of a figure of months over a period; None: one of them is not told."""
        try:
            low, high = self._span(wanted)
        except LookupError:
            return None
        total = 0
        for what in _kinds(wanted.counted):
            month = low
            while month <= high:
                end, part = figure(self.release, what, month, high)
                if part is None:
                    return None
                total, month = total + part, end + 1
        return total


def month_of(day: dt.date) -> int:
    """Months since year 0, as `data.petitions.facts` counts them."""
    return day.year * 12 + day.month - 1


def month_start(month: int) -> dt.date:
    """First day of a month that is counted since year 0."""
    return dt.date(month // 12, month % 12 + 1, 1)


def month_end(month: int) -> dt.date:
    """Last day of it."""
    return month_start(month + 1) - dt.timedelta(days=1)


# --- inside -------------------------------------------------------------------------------------------------


def _within(wanted: Filter, start: dt.date) -> Filter:
    """A filter in a month of its period."""
    end = month_end(month_of(start))
    first, last = max(wanted.first or start, start), min(wanted.last or end, end)
    return replace(wanted, first=first, last=last)


def _kinds(counted: Counted) -> tuple[Counted, ...]:
    return (Counted.PETITIONS, Counted.REQUESTS) if counted is Counted.BOTH else (counted,)


def _conditions(wanted: Filter) -> list[tuple[str, str]]:
    """Dimension and value of each condition besides the period."""
    asked = {name: getattr(wanted, name) for name in ("township", "category", "status", "tier")}
    asked["channel"] = JOINT if wanted.kind is PetitionKind.JOINT else None
    asked["occurrence"] = None if wanted.kind in (None, PetitionKind.JOINT) else wanted.kind.value
    return [(name, str(value)) for name, value in asked.items() if value is not None]


def _cases(told: Release, what: Counted, month: int, high: int) -> tuple[int, int | None]:
    """Cases of the longest part of a period from a month on that is told as a whole, and its last month."""
    if month > told.last:
        return month, told.running.get(what)
    block = _block_of(told, what, month)
    if block is not None and block.first == month and block.last <= high:
        return block.last, block.total
    return month, None if block is None else block.margins["month"].get(str(month))


def _persons(told: Release, what: Counted, month: int, _high: int) -> tuple[int, int | None]:
    """The same of persons, month by month."""
    block = _block_of(told, what, month)
    if month > told.last:
        return month, told.running_persons.get(what)
    return month, None if block is None else block.persons.get(month)


def _block_of(told: Release, what: Counted, month: int) -> Block | None:
    own = (block for block in told.blocks if block.counted is what and block.first <= month <= block.last)
    return next(own, None)


def _masked(values: NDArray[np.int64], told: NDArray[np.bool_]) -> Counts:
    """Values of which some are not told."""
    return values if told.all() else np.ma.masked_array(np.where(told, values, 0), ~told)
