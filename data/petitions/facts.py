"""Reads of petitions: the facts that maps and tables count, lists of cases, one village's figures."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from data import scope as may
from data.divisions.succession import comparable, comparable_codes
from data.petitions.categories import told_in_one
from data.scope import Scope
from data.store import Store
from data.tables import Petition
from data.terms import Placement, Purpose, Status

_CODED = (
    "channel",
    "category",
    "purpose",
    "occurrence",
    "tier",
    "status",
    "satisfaction",
    "placement",
    "township_code",
    "village_code",
)


@dataclass(frozen=True, slots=True)
class Filter:
    """What a reader wants to count. None: everything.

    Parameters
    ----------
    first, last
        First and last day of filing, both included.
    category, status, tier, township
        Codes.
    """

    first: dt.date | None = None
    last: dt.date | None = None
    category: str | None = None
    status: str | None = None
    tier: str | None = None
    township: str | None = None


def facts(scope: Scope, store: Store, on: dt.date | None = None) -> pd.DataFrame:
    """Every petition that may be counted, without persons, text or number.

    Petitions of former villages and townships count under the one that they became, so that counts before
    and after a merger compare (`succession.comparable`). A village that was split has no single one:
    its old petitions keep the former code and count for the township, never for a village. Categories are
    those of the newest scheme on record (`data.petitions.categories.told_in_one`).

    Parameters
    ----------
    scope
        Who counts; an empty scope gets an empty frame.
    on
        Day whose villages and townships are counted; None: today.

    Returns
    -------
    DataFrame
        filed, closed (datetime64), the coded columns as categoricals, people (int), by_proxy (bool),
        longitude and latitude (float, NaN where unknown), month (int, months since year 0), matter_id
        (float, NaN: a matter of its own, as far as this scope sees).
    """
    columns = ["filed", "closed", *_CODED, "people", "by_proxy", "longitude", "latitude", "matter_id"]
    columns.append("category_scheme")
    statement = select(*(getattr(Petition, name) for name in columns)).where(may.aggregates(scope))
    with store.read() as connection:
        rows = connection.execute(statement).all()
    frame = pd.DataFrame.from_records(rows, columns=columns)
    frame["matter_id"] = _shared(frame["matter_id"].astype("float64"))
    frame["category"] = told_in_one(frame["category"], frame.pop("category_scheme"))
    for name in _CODED:
        frame[name] = frame[name].astype("category")
    _move_to_successors(frame, store, on or dt.date.today())
    for name in ("filed", "closed"):
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[s]")
    for name in ("longitude", "latitude"):
        frame[name] = frame[name].astype("float64")
    frame["month"] = (frame["filed"].dt.year * 12 + frame["filed"].dt.month - 1).astype("int32")
    return frame


def _shared(matters: pd.Series) -> pd.Series:
    """Matters that at least two of the rows have: that others belong to one, unseen, is not to be told."""
    return matters.where(matters.duplicated(keep=False))


def _move_to_successors(frame: pd.DataFrame, store: Store, on: dt.date) -> None:
    """Put petitions of former divisions under those that they became."""
    moved = comparable(store, on)
    if not moved.townships and not moved.villages:
        return
    village, township = frame["village_code"].cat, frame["township_code"].cat
    own = _mapped(township.categories, moved.townships)[township.codes]
    above = np.array([*map(moved.townships.get, village.categories), None], dtype=object)[village.codes]
    frame["township_code"] = pd.Categorical(np.where(pd.isna(above), own, above))
    frame["village_code"] = pd.Categorical(_mapped(village.categories, moved.villages)[village.codes])


def _mapped(categories: pd.Index, new: dict[str, str]) -> NDArray[np.object_]:
    """New value of each category, and last None, at which the code -1 points."""
    return np.array([*(new.get(value, value) for value in categories), None], dtype=object)


def select_facts(frame: pd.DataFrame, wanted: Filter) -> pd.DataFrame:
    """Rows of `facts` that a filter keeps."""
    return frame[_keeps(frame, wanted)]


def without_accusations(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of `facts` that may be put on a village: no reports and accusations (信访工作条例, art. 30)."""
    return frame[~_equals(frame["purpose"], Purpose.ACCUSATION)]


def count_facts(frame: pd.DataFrame, wanted: Filter) -> int:
    """How many rows of `facts` a filter keeps."""
    return int(np.count_nonzero(_keeps(frame, wanted)))


def count_matters(chosen: pd.DataFrame) -> int:
    """How many matters (信访事项) petitions report, of any frame with matter_id and purpose.

    A petition without a matter is one of its own. So is each report or accusation, linked or not: the
    difference of two totals then never tells that an accuser is among those who petitioned in the open.
    """
    matters = chosen["matter_id"].to_numpy(dtype="float64", na_value=np.nan)
    alone = np.isnan(matters) | (chosen["purpose"] == Purpose.ACCUSATION.value).to_numpy(dtype=bool)
    return int(alone.sum()) + np.unique(matters[~alone]).size


def _keeps(frame: pd.DataFrame, wanted: Filter) -> NDArray[np.bool_]:
    keep = np.ones(len(frame), dtype=bool)
    filed = frame["filed"].to_numpy()
    if wanted.first is not None:
        keep &= filed >= np.datetime64(wanted.first)
    if wanted.last is not None:
        keep &= filed < np.datetime64(wanted.last) + np.timedelta64(1, "D")
    columns = {"category": wanted.category, "status": wanted.status, "tier": wanted.tier}
    for column, value in (columns | {"township_code": wanted.township}).items():
        if value is not None:
            keep &= _equals(frame[column], value)
    return keep


@dataclass(frozen=True, eq=False)
class VillageCounts:
    """Counts per village, and how much of the whole they rest on.

    Parameters
    ----------
    cases, open
        int64 arrays, one entry a village in the order asked for.
    total
        Petitions that the filter keeps.
    located
        How many of them are placed in a village.
    withheld
        Reports and accusations (检举控告): counted in `total`, never put on a village.
    """

    cases: NDArray[np.int64]
    open: NDArray[np.int64]
    total: int
    located: int
    withheld: int


def count_by_village(chosen: pd.DataFrame, villages: pd.Index) -> VillageCounts:
    """Count filtered `facts` by village.

    Reports and accusations are never mapped below township level (信访工作条例, art. 30).
    """
    accusation = _equals(chosen["purpose"], Purpose.ACCUSATION)
    position = _positions(chosen["village_code"], villages)
    mapped = ~accusation & (position >= 0)
    is_open = _equals(chosen["status"], Status.OPEN)
    return VillageCounts(
        cases=np.bincount(position[mapped], minlength=len(villages)),
        open=np.bincount(position[mapped & is_open], minlength=len(villages)),
        total=len(chosen),
        located=int(mapped.sum()),
        withheld=int(accusation.sum()),
    )


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
        keep = _equals(chosen["village_code"], village) & ~_equals(chosen["purpose"], Purpose.ACCUSATION)
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
    at_point = _equals(allowed["placement"], Placement.POINT)
    to_point = at_point & _may_open(scope, allowed)
    to_village = allowed[_equals(allowed["placement"], Placement.VILLAGE) | (at_point & ~to_point)]
    position = _positions(to_village["village_code"], villages)
    return Places(
        longitude=allowed["longitude"].to_numpy()[to_point],
        latitude=allowed["latitude"].to_numpy()[to_point],
        spread=np.bincount(position[position >= 0], minlength=len(villages)),
    )


def _may_open(scope: Scope, frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Which rows of `facts` a scope may see one by one, as far as the place decides."""
    if may.is_office(scope):
        return np.ones(len(frame), dtype=bool)
    own = frame["township_code"].isin(scope.divisions) | frame["village_code"].isin(scope.divisions)
    return own.to_numpy(dtype=bool)


def filed_in_year(
    store: Store, allowed: ColumnElement[bool], place: InstrumentedAttribute[str | None], on: dt.date
) -> dict[str, int]:
    """Petitions filed in the 365 days before a day, by the code in a column of `petitions`.

    `allowed` is the condition that a scope sets (`data.scope`).
    """
    end = dt.datetime.combine(on, dt.time())
    statement = (
        select(place, func.count())
        .where(
            allowed, place.is_not(None), Petition.filed >= end - dt.timedelta(days=365), Petition.filed < end
        )
        .group_by(place)
    )
    with store.read() as connection:
        return {str(row[0]): row[1] for row in connection.execute(statement)}


def open_cases(
    scope: Scope, store: Store, village: str, limit: int = 50, on: dt.date | None = None
) -> pd.DataFrame:
    """Open cases of a village, oldest first: number, filed, category, tier, occurrence, people.

    Only cases that the scope may see one by one; reports and accusations never. Those of former villages
    are among them as in `facts`; `on` as there.
    """
    columns = ["number", "filed", "category", "tier", "occurrence", "people"]
    condition = Petition.status == Status.OPEN.value
    found = _one_by_one(scope, store, [village], [condition], [Petition.filed.asc()], limit, on)
    return found[columns]


def cases_of(
    scope: Scope,
    store: Store,
    villages: Sequence[str],
    *,
    category: str | None = None,
    first: dt.date | None = None,
    last: dt.date | None = None,
    limit: int = 200,
    on: dt.date | None = None,
) -> pd.DataFrame:
    """Cases of several villages, newest first, such as those behind a finding.

    Only cases that the scope may see one by one; reports and accusations never. So they may be fewer than
    `facts` counts: a leader counts the county, and opens the cases of the contracted township.

    Parameters
    ----------
    villages
        Codes. Petitions of former villages are among them as in `facts`; a former village stands for the one
        that it became.
    category
        Code as `facts` tells it: of the newest scheme on record.
    first, last
        First and last day of filing, both included.
    limit
        Rows at most.
    on
        As in `facts`.

    Returns
    -------
    DataFrame
        number, filed, village (the code under which it counts), category (as `facts` tells it), status,
        tier, occurrence.
    """
    told = _categories_told(scope, store)
    conditions: list[ColumnElement[bool]] = []
    if category is not None:
        own = [pair for pair, code in told.items() if code == category]
        conditions.append(tuple_(Petition.category, Petition.category_scheme).in_(own))
    if first is not None:
        conditions.append(Petition.filed >= dt.datetime.combine(first, dt.time()))
    if last is not None:
        conditions.append(Petition.filed < dt.datetime.combine(last, dt.time()) + dt.timedelta(days=1))
    newest: list[ColumnElement[Any]] = [Petition.filed.desc(), Petition.id.desc()]
    found = _one_by_one(scope, store, villages, conditions, newest, limit, on)
    pairs = zip(found["category"], found["category_scheme"], strict=True)
    found["category"] = pd.Series([told.get(pair, pair[0]) for pair in pairs], dtype=object)
    return found[["number", "filed", "village", "category", "status", "tier", "occurrence"]]


def _one_by_one(
    scope: Scope,
    store: Store,
    villages: Sequence[str],
    conditions: Sequence[ColumnElement[bool]],
    order: Sequence[ColumnElement[Any]],
    limit: int,
    on: dt.date | None,
) -> pd.DataFrame:
    """Cases of villages that a scope may see one by one, without reports and accusations."""
    columns = ["number", "filed", "village_code", "category", "category_scheme"]
    columns += ["status", "tier", "occurrence", "people"]
    became = comparable_codes(store, on or dt.date.today())
    wanted = {became.get(code, code) for code in villages}
    codes = sorted(wanted | {old for old, new in became.items() if new in wanted})
    statement = (
        select(*(getattr(Petition, name) for name in columns))
        .where(
            may.cases(scope),
            Petition.village_code.in_(codes),
            Petition.purpose != Purpose.ACCUSATION.value,
            *conditions,
        )
        .order_by(*order)
        .limit(limit)
    )
    with store.read() as connection:
        found = pd.DataFrame.from_records(connection.execute(statement).all(), columns=columns)
    found["village"] = found["village_code"].map(lambda code: became.get(code, code)).astype(object)
    return found


def _categories_told(scope: Scope, store: Store) -> dict[tuple[str, str], str]:
    """Category and scheme of petitions -> the category as `facts` tells it to the same scope."""
    columns = ["category", "category_scheme"]
    statement = select(Petition.category, Petition.category_scheme).where(may.aggregates(scope)).distinct()
    with store.read() as connection:
        pairs = pd.DataFrame.from_records(connection.execute(statement).all(), columns=columns)
    told = told_in_one(pairs["category"], pairs["category_scheme"])
    return dict(zip(zip(pairs["category"], pairs["category_scheme"], strict=True), told, strict=True))


def _equals(column: pd.Series, value: str) -> NDArray[np.bool_]:
    """Compare a categorical by its code: one integer comparison a row."""
    place = column.cat.categories.get_indexer(pd.Index([str(value)], dtype=column.cat.categories.dtype))[0]
    if place < 0:
        return np.zeros(len(column), dtype=bool)
    return np.asarray(column.cat.codes.to_numpy() == place, dtype=bool)


def _positions(column: pd.Series, villages: pd.Index) -> NDArray[np.int64]:
    """Position of each row's village in `villages`, -1 where there is none."""
    known = np.append(villages.get_indexer(column.cat.categories), -1)
    found: NDArray[np.int64] = known[column.cat.codes.to_numpy()]
    return found
