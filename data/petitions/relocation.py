"""Petitions placed again by the one rule, after outlines, divisions or names have changed.

Where a petition lies is derived: from its point and the outlines, from its words and the names. Whoever
changes those places the petitions again in the same transaction, and says how many moved.

- What a person placed stays where it is; only what lies around its point is looked up again.
- What has neither point nor words stays: there is nothing to derive its place from.
- A village that has ended keeps its petitions, which count under what it became (`data.lineage`), until
  their point or their words name a village of today.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Row, Subquery, and_, or_, select, true
from sqlalchemy.orm import Session

from data import frames, lineage
from data.divisions.reads import divisions
from data.errors import StoreRefused
from data.petitions import gate
from data.petitions.placing import Places
from data.reader import Reader, Writer
from data.scope import Role, Scope, is_office
from data.sealing import Sealed
from data.store import Store
from data.terms import Basis, Level, Placement
from data.text import N_
from geo.gazetteer.names import plain_all, village_name, written

CHUNK = 50_000
"""Petitions that are looked at at once."""
_WORDS = ("stated_township", "stated_village", "address")
_PLACED = ("placement", "basis", "village_code", "township_code", "point_code", "named_code")
_WHERE = ("placement", "basis", "village_code", "township_code")
"""Of which by whom it was decided is kept (`placed_by`)."""


@dataclass
class Relocation:
    """What came of placing petitions again.

    Parameters
    ----------
    petitions
        Looked at: those with a point or with words about their place.
    by_hand
        Of which a person has placed; they stay.
    moved
        Which count in another village or township than before.
    other_township
        Of which in another township.
    gained, lost
        Of the moved: those that were in no village and are in one, and the other way round.
    """

    petitions: int = 0
    by_hand: int = 0
    moved: int = 0
    other_township: int = 0
    gained: int = 0
    lost: int = 0

    @property
    def message(self) -> str:
        """The sentence that says it (`data.text.Sentence`)."""
        return N_(
            "{petitions} petitions were placed again: {moved} moved, {other_township} of them to another"
            " township; {gained} came into a village, {lost} are in none any more; {by_hand} placed by hand"
            " stayed"
        )

    @property
    def values(self) -> Mapping[str, object]:
        """What its fields stand for."""
        return self.counts()

    def counts(self) -> dict[str, int]:
        return asdict(self)

    def __iadd__(self, other: "Relocation") -> "Relocation":
        for name, count in other.counts().items():
            setattr(self, name, getattr(self, name) + count)
        return self


def moved_counts(relocation: Relocation | None) -> dict[str, int] | None:
    """Counts of a relocation for a log or an answer; None where nothing had to be placed again."""
    return None if relocation is None else relocation.counts()


def relocate(writer: Writer, dry_run: bool = False) -> Relocation:
    """Place every petition on record again, such as those of a record that an older program kept.

    Parameters
    ----------
    writer
        The petition office's.
    dry_run
        Do everything, keep nothing.

    Raises
    ------
    StoreRefused
        The scope may not.
    """
    if not is_office(writer.scope):
        raise StoreRefused("Only the petition office places petitions again")
    try:
        with writer.write("place again", writer.store.dataset().county_code) as session:
            relocation = place_again(session, writer.store, on=writer.today, actor=writer.actor)
            session.info["detail"] = relocation.counts()
            if dry_run:
                raise _Rehearsed
    except _Rehearsed:
        pass
    return relocation


class _Rehearsed(Exception):
    """Ends a dry run, so that its transaction is rolled back."""


def place_again(
    session: Session,
    store: Store,
    *,
    on: dt.date,
    actor: str,
    naming: str | None = None,
    only: frozenset[int] | None = None,
) -> Relocation:
    """Place petitions again within a transaction that has changed what their places are derived from.

    Parameters
    ----------
    session
        The transaction.
    store
        The record that it changes.
    on
        Day whose divisions hold.
    actor
        Who changed what they are derived from.
    naming
        Only petitions whose words hold this name of a village; None: all.
    only
        Only petitions of these ids; None: all.
    """
    seen = store.within(session)
    session.flush()
    lineage.rewrite(session)
    county = seen.dataset().county_code
    petition = gate.register(Reader(Scope.of(Role.OFFICE, [county], county), seen, on))
    relocation = Relocation()
    if session.scalar(select(petition.c.id).limit(1)) is None:
        return relocation
    places = _Again(Places(seen, on), lineage.moved(session.connection(), on), _townships(seen, on), actor)
    bare = village_name(naming).bare if naming else None
    narrowed = true() if bare is None else _may_hold(petition, bare)
    for rows in _chunks(session, petition, narrowed, only):
        concerned = rows if bare is None else _holding(rows, bare)
        if concerned:
            relocation += places.take(session, _frame(concerned))
    return relocation


# --- inside -------------------------------------------------------------------------------------------------


def _chunks(
    session: Session, petition: Subquery, narrowed: ColumnElement[bool], only: frozenset[int] | None
) -> Iterator[list[Row[Any]]]:
    """What petitions are placed by, and how they are placed as it is stored; some at a time."""
    stored = {"village_code": "stored_village_code", "township_code": "stored_township_code"}
    columns = [petition.c[stored.get(name, name)].label(name) for name in (*_PLACED, "placed_by")]
    derived = or_(*(petition.c[name].is_not(None) for name in ("longitude", *_WORDS)))
    point = (petition.c.longitude, petition.c.latitude)
    statement = select(petition.c.id, *point, *(petition.c[name] for name in _WORDS), *columns)
    statement = statement.where(derived, narrowed).order_by(petition.c.id).limit(CHUNK)
    if only is not None:
        statement = statement.where(petition.c.id.in_(sorted(only)))
    last = -1
    while rows := session.execute(statement.where(petition.c.id > last)).all():
        yield list(rows)
        last = rows[-1].id


def _may_hold(petition: Subquery, name: str) -> ColumnElement[bool]:
    """Condition that the database can answer: some words hold all characters of a name, however written.

    What an address holds it cannot tell: those are read and looked through (`_holding`).
    """
    characters = [written(character) for character in name if not character.isascii()]
    return or_(
        *(
            and_(true(), *(or_(*(petition.c[word].contains(form) for form in forms)) for forms in characters))
            for word in _WORDS
            if not isinstance(petition.c[word].type, Sealed)
        ),
        *(petition.c[word].is_not(None) for word in _WORDS if isinstance(petition.c[word].type, Sealed)),
    )


def _holding(rows: list[Row[Any]], name: str) -> list[Row[Any]]:
    """Those that have a name in their words, however it is written."""
    texts = [" ".join(filter(None, (getattr(row, word) for word in _WORDS))) for row in rows]
    return [row for row, text in zip(rows, plain_all(texts), strict=True) if name in text]


def _frame(rows: list[Row[Any]]) -> pd.DataFrame:
    """Rows as columns; what is missing is None, of a point NaN."""
    columns = dict(zip(rows[0]._fields, zip(*rows, strict=True), strict=True))
    kinds = {"id": "int64", "longitude": "float64", "latitude": "float64"}
    return pd.DataFrame(
        {name: np.array(values, dtype=kinds.get(name, object)) for name, values in columns.items()}
    )


def _townships(store: Store, on: dt.date) -> frozenset[str]:
    return frozenset(divisions(store, Level.TOWNSHIP, on)["code"])


class _Again:
    """The rule on a day, against how petitions were placed before."""

    def __init__(
        self, places: Places, became: lineage.Comparable, townships: frozenset[str], actor: str
    ) -> None:
        self._places, self._became, self._townships, self._actor = places, became, townships, actor

    def take(self, session: Session, before: pd.DataFrame) -> Relocation:
        """Place a chunk again and keep what is otherwise than before."""
        after = self._after(before)
        decided = _differs(before, after, _WHERE)
        after.loc[~decided, "placed_by"] = before.loc[~decided, "placed_by"]
        gate.change_each(session, frames.records(after[decided | _differs(before, after, _PLACED)]))
        return self._counted(before, after)

    def _after(self, before: pd.DataFrame) -> pd.DataFrame:
        stated = {"township": "stated_township", "village": "stated_village", "address": "address"}
        values = before[["longitude", "latitude"]].assign(
            **{name: before[column].fillna("").astype("str") for name, column in stated.items()}
        )
        after = self._places.place(values, self._actor)[[*_PLACED, "placed_by"]].assign(id=before["id"])
        self._keep_former(before, after)
        self._keep_decided(before, after)
        return after

    def _keep_former(self, before: pd.DataFrame, after: pd.DataFrame) -> None:
        """A code that counts as the new one stays, and so does one that ended where nothing new is known."""
        village, township = self._now(before)
        known = before["village_code"].notna()
        same = known & (village == after["village_code"])
        stale = known & ~village.isin(list(self._places.above)) & after["village_code"].isna()
        alone = ~known & after["village_code"].isna() & before["township_code"].notna()
        gone = alone & ~township.isin(self._townships) & after["township_code"].isna()
        same_township = alone & (township == after["township_code"])
        for where, names in (
            (same | same_township, ("village_code", "township_code")),
            (stale | gone, _PLACED),
        ):
            after.loc[where, list(names)] = before.loc[where, list(names)]

    def _keep_decided(self, before: pd.DataFrame, after: pd.DataFrame) -> None:
        """What a person placed stays; whether its point lies there is seen again."""
        by_hand = before["basis"] == Basis.HAND.value
        stay = ["basis", "village_code", "township_code", "placed_by"]
        after.loc[by_hand, stay] = before.loc[by_hand, stay]
        in_village = by_hand & before["village_code"].notna()
        at_point = after["point_code"] == self._now(before)[0]
        after.loc[by_hand & ~in_village, "placement"] = before.loc[by_hand & ~in_village, "placement"]
        after.loc[in_village, "placement"] = np.where(
            at_point[in_village], Placement.POINT.value, Placement.VILLAGE.value
        )

    def _now(self, placed: pd.DataFrame) -> tuple["pd.Series[Any]", "pd.Series[Any]"]:
        """Village and township under which petitions count today."""
        village = placed["village_code"].map(lambda code: self._became.villages.get(code, code))
        above = village.map(lambda code: self._places.above.get(code) or self._became.townships.get(code))
        township = placed["township_code"].map(lambda code: self._became.townships.get(code, code))
        return village, above.where(above.notna(), township)

    def _counted(self, before: pd.DataFrame, after: pd.DataFrame) -> Relocation:
        (old, old_township), (new, new_township) = self._now(before), self._now(after)
        had, has = old.notna(), new.notna()
        other_village = (old != new) & (had | has)
        other_township = (old_township != new_township) & (old_township.notna() | new_township.notna())
        return Relocation(
            petitions=len(before),
            by_hand=int((before["basis"] == Basis.HAND.value).sum()),
            moved=int((other_village | other_township).sum()),
            other_township=int((other_township & old_township.notna() & new_township.notna()).sum()),
            gained=int((~had & has).sum()),
            lost=int((had & ~has).sum()),
        )


def _differs(before: pd.DataFrame, after: pd.DataFrame, names: tuple[str, ...]) -> "pd.Series[bool]":
    """Which petitions have another value in one of some columns; nothing is the same as nothing."""
    old, new = before[list(names)], after[list(names)]
    return ((old != new) & (old.notna() | new.notna())).any(axis=1)
