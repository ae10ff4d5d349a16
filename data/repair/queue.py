"""The repair queue: petitions in no village, with the candidates for each.

Petitions that say the same in the same words, and whose points lie in the same village, are one entry: one
decision places them all. A person may also find that no village can be known: that is a decision too.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import pandas as pd
from sqlalchemy import ColumnElement, and_, case, false, func, select

from data import scope as may
from data.divisions.reading import Named, WordReader
from data.scope import Role, Scope
from data.store import Store
from data.tables import Petition
from data.terms import Basis
from geo.gazetteer.names import plain

WORDS = ("stated_township", "stated_village", "address")
_SAME = ("basis", *WORDS, "point_code", "named_code")
_ALONE = case((and_(*(getattr(Petition, name).is_(None) for name in WORDS)), Petition.id), else_=0)
"""Petitions without words about a place have nothing in common: each is an entry, at the end."""
_NAME = re.compile(r"[\u4e00-\u9fff]{2,12}(?![\u4e00-\u9fff])")


class Located(NamedTuple):
    """How many petitions are in a village, of how many; and how it is with the others.

    Parameters
    ----------
    conflicts, unplaced
        In the queue.
    aside
        Of which a person found that no village can be known.
    """

    located: int
    total: int
    conflicts: int
    unplaced: int
    aside: int


@dataclass(frozen=True)
class Entry:
    """Petitions in no village that one decision can place.

    Parameters
    ----------
    petitions
        How many they are.
    number
        Of the oldest of them.
    filed
        When the oldest was filed.
    basis
        ``conflict``, or by what no more than a township is known.
    township, village, address
        What the file says, None where it says nothing.
    point_code, named_code
        Village around the point; village or township that the words name.
    longitude, latitude
        Point of the oldest, WGS 84 degrees, or None.
    candidates
        Codes of villages that may be meant, likeliest first.
    """

    petitions: int
    number: str
    filed: dt.datetime
    basis: str
    township: str | None
    village: str | None
    address: str | None
    point_code: str | None
    named_code: str | None
    longitude: float | None
    latitude: float | None
    candidates: tuple[str, ...]


def located(scope: Scope, store: Store) -> Located:
    """Count what is placed. Nothing for those who do not see the office's cases."""
    here = func.count(Petition.village_code)
    conflicts, aside = (
        func.coalesce(func.sum(case((Petition.basis == basis.value, 1), else_=0)), 0)
        for basis in (Basis.CONFLICT, Basis.HAND)
    )
    by_hand = func.count(case((Petition.basis == Basis.HAND.value, Petition.village_code)))
    with store.read() as connection:
        placed, total, disputed, hand, in_village = connection.execute(
            select(here, func.count(), conflicts, aside, by_hand).where(office(scope))
        ).one()
    left = hand - in_village
    return Located(placed, total, disputed, total - placed - disputed - left, left)


def queue(
    scope: Scope, store: Store, on: dt.date, *, conflicts: bool | None = None, limit: int = 50, skip: int = 0
) -> list[Entry]:
    """Entries, conflicts first, then those that concern most petitions.

    Parameters
    ----------
    scope
        The petition office's; others get nothing.
    store
        The record.
    on
        Day on which the candidates are valid.
    conflicts
        Only conflicts, or only what is not in conflict; None: both.
    limit, skip
        How many entries, and how many before them are left out.
    """
    columns = [*(getattr(Petition, name) for name in _SAME), _ALONE]
    oldest = func.min(Petition.filed)
    first = case((Petition.basis == Basis.CONFLICT.value, 0), else_=1)
    statement = (
        select(
            func.count().label("petitions"),
            oldest.label("filed"),
            func.min(Petition.id).label("id"),
            *columns,
        )
        .where(waiting(scope), *_either(conflicts))
        .group_by(*columns)
        .order_by(first, _ALONE, func.count().desc(), oldest, func.min(Petition.id))
        .limit(limit)
        .offset(skip)
    )
    with store.read() as connection:
        groups = connection.execute(statement).all()
        ids = [group.id for group in groups]
        single = (Petition.id, Petition.number, Petition.longitude, Petition.latitude)
        ones = {row.id: row for row in connection.execute(select(*single).where(Petition.id.in_(ids)))}
    candidates = _candidates(store, on, groups)
    return [
        Entry(
            group.petitions,
            ones[group.id].number,
            group.filed,
            group.basis,
            group.stated_township,
            group.stated_village,
            group.address,
            group.point_code,
            group.named_code,
            ones[group.id].longitude,
            ones[group.id].latitude,
            codes,
        )
        for group, codes in zip(groups, candidates, strict=True)
    ]


def proposed_name(entry: Entry, known: Iterable[str]) -> str:
    """The name that the choice could teach: what an entry says besides `known` names and numbers; or ''.

    Parameters
    ----------
    entry
        As `queue` gave it.
    known
        Names of the county and its townships.
    """
    for words in (entry.village, entry.address):
        text = plain(words or "")
        for name in sorted(known, key=len, reverse=True):
            text = text.split(name)[-1]
        found = _NAME.match(text.strip())
        if found:
            return found[0]
    return ""


# --- conditions and words, for `data.repair.decisions` too ------------------------------------------------


def office(scope: Scope) -> ColumnElement[bool]:
    """Condition on `petitions`: only the office repairs; everybody else has no queue."""
    return may.cases(scope) if isinstance(scope, Scope) and scope.role is Role.OFFICE else false()


def waiting(scope: Scope) -> ColumnElement[bool]:
    """Condition on `petitions`: those that are in no village and that nobody has set aside."""
    return and_(office(scope), Petition.village_code.is_(None), Petition.basis != Basis.HAND.value)


def same_words(entry: Entry) -> Iterable[ColumnElement[bool]]:
    """Conditions on `petitions` that an entry's petitions share."""
    told = asdict(entry)
    told |= {"stated_township": entry.township, "stated_village": entry.village}
    for name in _SAME:
        column = getattr(Petition, name)
        yield column.is_(None) if told[name] is None else column == told[name]
    if not (entry.township or entry.village or entry.address):
        yield Petition.number == entry.number


def read_again(store: Store, on: dt.date, rows: Sequence[Any]) -> Named:
    """What the words of waiting petitions name on a day."""
    words = pd.DataFrame(
        {
            "township": [row.stated_township or "" for row in rows],
            "village": [row.stated_village or "" for row in rows],
            "address": [row.address or "" for row in rows],
        },
        dtype="str",
    )
    return WordReader(store, on).read(words)


def _either(conflicts: bool | None) -> Sequence[ColumnElement[bool]]:
    if conflicts is None:
        return ()
    is_conflict = Petition.basis == Basis.CONFLICT.value
    return (is_conflict if conflicts else ~is_conflict,)


def _candidates(store: Store, on: dt.date, groups: Sequence[Any]) -> list[tuple[str, ...]]:
    """Villages that may be meant: what the words name or may name, and what lies around the point."""
    if not groups:
        return []
    named = read_again(store, on, groups)
    found = []
    for group, sure, some in zip(groups, named.village, named.candidates, strict=True):
        codes = (sure, *some, group.point_code)
        found.append(tuple(dict.fromkeys(code for code in codes if code is not None)))
    return found
