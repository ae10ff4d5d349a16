"""The gate's rule as a filter on the snapshot: what may be counted row by row, and under what it counts.

It says of columns what `data.petitions.gate.aggregates` says in SQL; tests hold the two to the same rows.
Codes are looked up once for each value of a column, rows take what was found by its place.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from data.lineage import holds
from data.petitions.categories import told_in_one
from data.petitions.columnar.keeping import snapshot
from data.petitions.columnar.layout import Column, Snapshot, smallest
from data.reader import Reader
from data.scope import Role, Scope, is_office
from data.tables import CountsAs
from data.terms import Channel, Counted, Purpose

Bools = NDArray[np.bool_]


class Under(NamedTuple):
    """Village and township under which a code counts; None: under none that is known."""

    village: str | None
    township: str | None


Counting = dict[str, Under]
"""Code -> what it counts under on a day; codes that are missing stand for themselves."""
_NOTHING = Under(None, None)
_ACCUSES = Purpose.ACCUSATION.value.__eq__


@dataclass(frozen=True, eq=False)
class Countable:
    """The rows of a snapshot that somebody may count one by one, and under what they count on a day.

    Parameters
    ----------
    known
        The snapshot.
    under
        What codes count under.
    rows
        Which of its rows, (n,); None: all of them.
    """

    known: Snapshot
    under: Counting
    rows: Bools | None

    @classmethod
    def of(
        cls,
        reader: Reader,
        on: dt.date | None = None,
        counted: Counted = Counted.BOTH,
        *,
        accusations: bool = True,
    ) -> "Countable":
        """What a reader may count: petitions, requests, or both; as `data.petitions.gate.aggregates`.

        `accusations`: False: without reports and accusations, as `data.petitions.gate.cases`.
        """
        store = reader.store.entire()
        with store.read() as connection:
            known = snapshot(store, connection)
            under = counting(connection, on or reader.today)
        rows = countable(reader.scope, known, under)
        if counted is not Counted.BOTH:
            is_request = _where(known, "channel", lambda channel: channel == Channel.REQUEST.value)
            rows &= is_request if counted is Counted.REQUESTS else ~is_request
        if not accusations:
            rows &= ~_where(known, "purpose", _ACCUSES)
        return cls(known, under, None if rows.all() else rows)

    def column(self, name: str) -> Column:
        """A column as it is stored; it may lie in the snapshot itself and is never written to."""
        whole = self.known.columns[name]
        return whole if self.rows is None else whole[self.rows]

    def __len__(self) -> int:
        return len(self.column("filed"))

    def holds(self, name: str, value: str) -> Bools:
        """Which rows hold a value in a coded column."""
        own = self.known.values[name]
        place = own.index(value) if value in own else len(own)  # no place that any row has
        return np.asarray(self.column(name) == place, dtype=bool)

    def coded(self, name: str) -> pd.Categorical:
        """A coded column, of the values that occur."""
        return categorical(self.column(name), self.known.values[name])

    def category_pairs(self) -> pd.DataFrame:
        """Categories that occur, each with its scheme: category, category_scheme."""
        return self._pairs(np.flatnonzero(np.bincount(self._pair_of_rows(), minlength=1)))

    def categories(self) -> pd.Categorical:
        """Categories of the newest scheme on record (`data.petitions.categories.told_in_one`)."""
        pairs = self._pair_of_rows()
        found = np.flatnonzero(np.bincount(pairs, minlength=1))
        own = self._pairs(found)
        told = told_in_one(own["category"], own["category_scheme"])
        if len(self.known.values["category_scheme"]) == 1:
            names = list(self.known.values["category"])
            for pair, name in zip(found.tolist(), told, strict=True):
                names[pair] = name
            return categorical(self.column("category"), names)
        place = np.zeros(int(found.max(initial=0)) + 1, dtype=np.int32)
        place[found] = np.arange(len(found))
        return categorical(place[pairs], list(told))

    def _pair_of_rows(self) -> Column:
        width = np.int32(max(len(self.known.values["category_scheme"]), 1))
        pair: Column = self.column("category").astype(np.int32) * width + self.column("category_scheme")
        return pair

    def _pairs(self, found: Column) -> pd.DataFrame:
        width = max(len(self.known.values["category_scheme"]), 1)
        places = {"category": found // width, "category_scheme": found % width}
        return pd.DataFrame(
            {
                name: pd.Series([self.known.values[name][place] for place in own.tolist()], dtype=object)
                for name, own in places.items()
            }
        )

    def villages(self) -> pd.Categorical:
        """The village under which each row counts."""
        codes = [self.under.get(code, _NOTHING).village or code for code in self.known.values["village_code"]]
        return categorical(self.column("village_code"), codes)

    def townships(self) -> pd.Categorical:
        """The township under which each row counts: that of its village, or of what is stored."""
        by_village = [self.under.get(code, _NOTHING).township for code in self.known.values["village_code"]]
        own = self.known.values["township_code"]
        stored = [self.under.get(code, _NOTHING).township or code for code in own]
        names = sorted({*filter(None, by_village), *stored})
        place = {name: at for at, name in enumerate(names)}
        kind = smallest(len(names))
        decided = np.array([*(-1 if name is None else place[name] for name in by_village), -1], dtype=kind)
        otherwise = np.array([*(place[name] for name in stored), -1], dtype=kind)
        found = decided[self.column("village_code")]
        found = np.where(found >= 0, found, otherwise[self.column("township_code")])
        return categorical(found, names)


def counting(connection: Connection, on: dt.date) -> Counting:
    """Under what codes count on a day (`data.tables.CountsAs`)."""
    found = select(CountsAs.code, CountsAs.village, CountsAs.township).where(*holds(on))
    return {code: Under(village, township) for code, village, township in connection.execute(found)}


def countable(scope: Scope, known: Snapshot, under: Counting) -> Bools:
    """Which rows a scope may count one by one, (n,)."""
    if scope.role is Role.UNIT:
        allowed = _where(known, "unit", scope.units.__contains__)
    elif scope.role in (None, Role.SCREEN, Role.ADMINISTRATOR) or not scope.divisions:
        return np.zeros(len(known), dtype=bool)
    else:
        allowed = _inside(scope.divisions, known, under)
    if not is_office(scope):
        allowed &= ~_where(known, "purpose", _ACCUSES)
    return allowed


def categorical(places: Column, values: Sequence[str]) -> pd.Categorical:
    """Places in a list of values (-1: none), as a categorical of those that occur, in order."""
    occur = np.flatnonzero(_counts(places, len(values))).tolist()
    names = sorted({values[place] for place in occur})
    categories = pd.Index(names, dtype="str")
    if names != list(values):
        at = {name: place for place, name in enumerate(names)}
        translated = np.full(len(values) + 1, -1, dtype=smallest(len(names)))
        translated[occur] = [at[values[place]] for place in occur]
        places = translated[places]
    return pd.Categorical.from_codes(places, categories, validate=False)


# --- inside -------------------------------------------------------------------------------------------------


def _counts(places: Column, width: int) -> NDArray[np.int64]:
    """How often each place of a list occurs."""
    return np.bincount(places + np.int32(1), minlength=width + 1)[1:]


def _where(known: Snapshot, name: str, holds: Callable[[str], bool], missing: bool = False) -> Bools:
    """Rows whose value in a coded column is one that holds; `missing`: of rows without a value."""
    table = np.array([*(holds(value) for value in known.values[name]), missing], dtype=bool)
    return table[known.columns[name]]


def _inside(codes: Iterable[str], known: Snapshot, under: Counting) -> Bools:
    """Rows that count under one of some counties, townships or villages."""
    wanted = frozenset(codes)

    def village_in(code: str) -> bool:
        own = under.get(code, _NOTHING).village
        return code in wanted if own is None else own in wanted

    def township_in(code: str) -> bool:
        own = under.get(code, _NOTHING).township
        return code in wanted if own is None else own in wanted

    def village_lies_in(code: str) -> bool:
        return under.get(code, _NOTHING).township in wanted

    def undecided(code: str) -> bool:
        return under.get(code, _NOTHING).township is None

    township = _where(known, "township_code", township_in)
    township &= _where(known, "village_code", undecided, missing=True)
    township |= _where(known, "village_code", village_lies_in)
    return (
        _where(known, "county_code", wanted.__contains__)
        | township
        | _where(known, "village_code", village_in)
    )
