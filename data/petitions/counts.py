"""Counts of facts: by village, month, category and matter; and the year's load of a place."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Subquery, case, func, select

from data.petitions import counted as rule
from data.petitions import gate
from data.petitions.facts import Filter, count_facts, equals, read_facts, select_facts, without_accusations
from data.reader import Reader
from data.scope import Scope, is_office
from data.terms import Counted, Placement, Purpose, Status


def count_matters(chosen: pd.DataFrame) -> int:
    """How many matters (信访事项) petitions report, of any frame with matter_id and purpose.

    A petition without a matter is one of its own. So is each report or accusation, linked or not: the
    difference of two totals then never tells that an accuser is among those who petitioned in the open.
    """
    matters = chosen["matter_id"].to_numpy(dtype="float64", na_value=np.nan)
    alone = np.isnan(matters) | (chosen["purpose"] == Purpose.ACCUSATION.value).to_numpy(dtype=bool)
    return int(alone.sum()) + np.unique(matters[~alone]).size


@dataclass(frozen=True, eq=False)
class VillageCounts:
    """Counts per village, and how much of the whole they rest on.

    Parameters
    ----------
    cases, open, groups, persons
        int64 arrays, one entry a village in the order asked for: cases (件), those of them that are open,
        visits in person (批), and persons (人次).
    total, groups_total, persons_total
        Cases, visits in person and persons of all that the filter keeps.
    located
        How many of `total` are placed in a village (`count_located`).
    open_total
        How many of `total` are open.
    withheld
        Reports and accusations (检举控告): counted in `total`, never put on a village.
    """

    cases: NDArray[np.int64]
    open: NDArray[np.int64]
    groups: NDArray[np.int64]
    persons: NDArray[np.int64]
    total: int
    groups_total: int
    persons_total: int
    located: int
    open_total: int
    withheld: int


def count_by_village(chosen: pd.DataFrame, villages: pd.Index) -> VillageCounts:
    """Count filtered `facts` by village.

    Reports and accusations are never mapped below township level (信访工作条例, art. 30).
    """
    accusation = equals(chosen["purpose"], Purpose.ACCUSATION)
    position = _positions(chosen["village_code"], villages)
    mapped = ~accusation & (position >= 0)
    is_open = equals(chosen["status"], Status.OPEN)
    in_person, people = rule.in_person(chosen["channel"]), chosen["people"].to_numpy()
    persons = np.bincount(position[mapped], people[mapped], len(villages))
    return VillageCounts(
        cases=np.bincount(position[mapped], minlength=len(villages)),
        open=np.bincount(position[mapped & is_open], minlength=len(villages)),
        groups=np.bincount(position[mapped & in_person], minlength=len(villages)),
        persons=persons.astype(np.int64),
        total=len(chosen),
        groups_total=int(in_person.sum()),
        persons_total=int(people.sum()),
        located=count_located(chosen),
        open_total=int(is_open.sum()),
        withheld=int(accusation.sum()),
    )


def count_located(chosen: pd.DataFrame) -> int:
    """How many rows of `facts` are placed in a village, whether it may be told which or not.

    A report or accusation that is placed is one of them, as it is for the queue of the others
    (`data.repair.queue.located`): what is placed is one figure, whoever shows it.
    """
    return int(np.count_nonzero(chosen["village_code"].cat.codes.to_numpy() >= 0))


class Tally:
    """Petitions that are counted and cannot be looked at one by one.

    Parameters
    ----------
    facts
        Rows of `data.petitions.facts`.
    """

    def __init__(self, facts: pd.DataFrame) -> None:
        self.__facts = facts

    @property
    def months(self) -> int:
        """Calendar months in which petitions were filed."""
        return int(self.__facts["month"].nunique())

    def total(self, wanted: Filter) -> int:
        """How many a filter keeps."""
        return count_facts(self.__facts, wanted)

    def by_village(self, wanted: Filter, villages: pd.Index) -> VillageCounts:
        """Counts of what a filter keeps, as `count_by_village`."""
        return count_by_village(select_facts(self.__facts, wanted), villages)

    def by_category(self, wanted: Filter) -> pd.Series:
        """Petitions that a filter keeps by category, most first; categories without any are left out."""
        counts = select_facts(self.__facts, wanted)["category"].value_counts()
        return counts[counts > 0]


def tally(reader: Reader, on: dt.date | None = None) -> Tally:
    """What a reader may count by place and category (`data.petitions.gate.aggregates`)."""
    return Tally(read_facts(reader, gate.aggregates(reader, on)))


@dataclass(frozen=True, slots=True)
class Totals:
    """Cases filed in a period, how many of them are open, and how many persons they are of."""

    cases: int
    open: int
    persons: int


def totals(reader: Reader, first: dt.date, last: dt.date, counted: Counted = Counted.PETITIONS) -> Totals:
    """Totals of a period without place or category: a screen shows those that the office has."""
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
    position = _positions(to_village["village_code"], villages)
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


def _positions(column: pd.Series, villages: pd.Index) -> NDArray[np.int64]:
    """Position of each row's village in `villages`, -1 where there is none."""
    known = np.append(villages.get_indexer(column.cat.categories), -1)
    found: NDArray[np.int64] = known[column.cat.codes.to_numpy()]
    return found
