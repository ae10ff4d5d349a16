"""Lineage of divisions: which edition became which, and under which division each code counts on a day.

Only what a person has confirmed counts, and an edition that another of the same code and name follows. What
counts under what is kept in `data.tables.CountsAs`, from which petitions are read; it is written anew in
every transaction that changes divisions or their successors (`data.store`).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import count, pairwise
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    insert,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.tables import CountsAs, Division, DivisionSuccessor
from data.terms import Level
from geo.gazetteer.names import village_name


def core_name(name: str) -> str:
    """Name of a village by which it is the same however its committee is written: 前于村委会 is 前于."""
    bare = village_name(name).bare
    return bare.rstrip("村") or bare


class Comparable(NamedTuple):
    """Former codes -> the one code under which their petitions count on a day.

    Parameters
    ----------
    villages
        Former villages that went wholly into one village.
    townships
        Former townships that went wholly into one, and former villages all of whose parts lie in one.
    """

    villages: dict[str, str]
    townships: dict[str, str]


_OF_OLD = "-"


def former_code(code: str, on: dt.date, taken: Collection[str] = ()) -> str:
    """Code of its own for a village whose code another one has from a day on: the year behind it."""
    own = f"{code}{_OF_OLD}{on.year}"
    further = (f"{own}{_OF_OLD}{n}" for n in count(2))
    return own if own not in taken else next(one for one in further if one not in taken)


def reused(codes: Iterable[str]) -> frozenset[str]:
    """Of all codes on record those that another village had before."""
    return frozenset(code.partition(_OF_OLD)[0] for code in codes if _OF_OLD in code)


class Counted(NamedTuple):
    """Under which village and township a code counts; None: under none, so that the code stays as it is."""

    village: str | None
    township: str | None


def rewrite(session: Session) -> None:
    """Write anew under what every code counts, from each day on which a division began or ended."""
    history = History(session.connection())
    rows: list[dict[str, Any]] = []
    standing: dict[str, tuple[Counted, dt.date]] = {}
    days = sorted({day for one in history.editions for day in (one.valid_from, one.valid_to) if day})
    for day in days:
        today = counted(history, day)
        for code in standing.keys() | today.keys():
            before, now = standing.get(code), today.get(code)
            if before is not None and before[0] != now:
                rows.append(_row(code, *before, until=day))
                del standing[code]
            if now is not None and (before is None or before[0] != now):
                standing[code] = now, day
    rows += [_row(code, *before, until=None) for code, before in standing.items()]
    session.execute(delete(CountsAs))
    if rows:
        session.execute(insert(CountsAs), rows)


def _row(code: str, now: Counted, since: dt.date, until: dt.date | None) -> dict[str, Any]:
    return {"code": code, "since": since, "until": until, **now._asdict()}


def counted(history: "History", on: dt.date) -> dict[str, Counted]:
    """Under what the code of every township and village on record counts on a day.

    A code that holds on the day keeps its petitions, whatever it was given up for and taken up again; a
    village counts for the township that it lies in now. A former village went wholly into one, or has no
    single village: its petitions then count for the township alone, if all its parts lie in one.
    """
    valid = history.valid(on)
    townships = {code for code, one in valid.items() if one.level == Level.TOWNSHIP.value}
    under: dict[str, Counted] = {}
    for code, one in valid.items():
        if one.level == Level.VILLAGE.value:
            under[code] = Counted(code, one.parent_code if one.parent_code in townships else None)
        elif one.level == Level.TOWNSHIP.value:
            under[code] = Counted(None, code)
    for code, last in history.former(on).items():
        ends, whole = history.ends(last.id, on)
        if not (ends and whole) or last.level == Level.COUNTY.value:
            continue
        village = None
        if last.level == Level.VILLAGE.value:
            village = next(iter(ends)) if len(ends) == 1 else None
            ends = {valid[end].parent_code for end in ends}
        township = next(iter(ends)) if len(ends) == 1 and ends <= townships else None
        if village or township:
            under[code] = Counted(village, township)
    return under


Column = InstrumentedAttribute[str] | InstrumentedAttribute[str | None]
"""A column of codes."""


DAY = "counting_day"
"""How the parameter of a statement begins that holds the day by which codes count."""


def holds(on: dt.date) -> tuple[ColumnElement[bool], ...]:
    """Conditions on `CountsAs`: what is so on a day."""
    day = bindparam(DAY, on, Date, unique=True)
    return CountsAs.since <= day, or_(CountsAs.until.is_(None), CountsAs.until > day)


def counting(under: Column, codes: Iterable[str] | None, on: dt.date) -> Select[Any]:
    """Codes that count under some villages (`CountsAs.village`) or townships; None: under any at all."""
    among = under.is_not(None) if codes is None else under.in_(sorted(codes))
    return select(CountsAs.code).where(among, *holds(on))


def counts_in(column: Column, under: Column, codes: Iterable[str], on: dt.date) -> ColumnElement[bool]:
    """Condition: a code counts under some villages or townships, or is one of them and nobody knows it."""
    wanted = sorted(codes)
    unknown = and_(column.in_(wanted), column.not_in(counting(under, None, on)))
    return or_(column.in_(counting(under, wanted, on)), unknown)


def moved(connection: Connection, on: dt.date) -> Comparable:
    """Codes that count under another on a day, as `data.tables.CountsAs` has them."""
    became = Comparable({}, {})
    for code, village, township in connection.execute(
        select(CountsAs.code, CountsAs.village, CountsAs.township).where(*holds(on))
    ):
        if village == code or (village is None and township == code):
            continue
        if village is not None:
            became.villages[code] = village
        if township is not None:
            became.townships[code] = township
    return became


class History:
    """Editions that held for at least a day, and what each became.

    Parameters
    ----------
    connection
        Connection to the record; read once.

    Attributes
    ----------
    editions
        Rows of `Division`, by code and first day.
    onward
        Edition -> its successors: confirmed, or the next edition of the same code and name.
    settled
        Editions of which it is known what they became.
    """

    def __init__(self, connection: Connection) -> None:
        held = or_(Division.valid_to.is_(None), Division.valid_to > Division.valid_from)
        statement = select(Division.__table__).where(held).order_by(Division.code, Division.valid_from)
        self.editions = connection.execute(statement).all()
        links = connection.execute(
            select(DivisionSuccessor.division_id, DivisionSuccessor.successor_id).where(
                DivisionSuccessor.confirmed_at.is_not(None)
            )
        ).all()
        self._of = {one.id: one for one in self.editions}
        self.onward: defaultdict[int, set[int]] = defaultdict(set)
        for old, new in links:
            self.onward[old].add(new)
        for before, after in pairwise(self.editions):
            if _continues(before, after):
                self.onward[before.id].add(after.id)
        self.settled = frozenset(self.onward)

    def unsettled(self) -> list[Row[Any]]:
        """Townships and villages that ended, and nobody has said what they became."""
        return [
            one
            for one in self.editions
            if one.valid_to is not None and one.level != Level.COUNTY.value and one.id not in self.settled
        ]

    def valid(self, on: dt.date) -> dict[str, Row[Any]]:
        """Editions valid on a day, by code."""
        return {one.code: one for one in self.editions if _holds(one, on)}

    def former(self, on: dt.date) -> dict[str, Row[Any]]:
        """Last edition of each code that no longer holds on a day."""
        valid = self.valid(on)
        ended = {one.code: one for one in self.editions if one.valid_to is not None and one.valid_to <= on}
        return {code: last for code, last in ended.items() if code not in valid}

    def ends(self, edition: int, on: dt.date) -> tuple[set[str], bool]:
        """Codes valid on a day to which an edition leads, and whether every branch leads to one."""
        found: set[str] = set()
        whole, seen, waiting = True, {edition}, [edition]
        while waiting:
            onward = self.onward.get(waiting.pop(), set())
            whole = whole and bool(onward)
            for following in onward - seen:
                seen.add(following)
                after = self._of.get(following)
                if after is not None and _holds(after, on):
                    found.add(after.code)
                else:
                    waiting.append(following)
        return found, whole


def _holds(edition: Row[Any], on: dt.date) -> bool:
    return bool(edition.valid_from <= on and (edition.valid_to is None or edition.valid_to > on))


def _continues(old: Row[Any], new: Row[Any]) -> bool:
    """Whether the next row is the same division, only in another edition."""
    if old.code != new.code or old.level != new.level or old.valid_to is None:
        return False
    return old.name == new.name or core_name(old.name) == core_name(new.name)
