"""The gate to petitions: the only place that selects from their table.

Every read starts from one of the functions below. Each gives petitions as a table of its own (a subquery)
that holds what the reader may see and nothing else, whatever is asked of it afterwards:

========== ============================================= =================== ==============================
function   who sees what                                 accusations         for
========== ============================================= =================== ==============================
cases      single cases of the scope's divisions;        never               lists, hearing, promises
           a unit those that it answers; the screen none
queue      single cases, the petition office alone       yes                 repair, matters
register   those and the ones taken out of the record    yes                 states of a case
aggregates what may be counted row by row: the office    the office alone    facts of maps and tables
           all, others the cases that they may open
totals     the same, for totals without place and        the office alone    figures
           category
========== ============================================= =================== ==============================

Nobody but the office gets a row outside the own divisions, to look at or to count: what leaders and the
screen are told of the county is made by `data.petitions.disclosure`.

Reports and accusations (检举控告) are kept from those they may concern (信访工作条例, art. 30): where few are
counted one is recognised, and the accused may be among those who look.

In every such table `village_code` and `township_code` are the divisions under which a petition *counts* on
the day (`data.tables.CountsAs`): its own, what they became, or the township that its village lies in now. Of
a village that was split the petitions keep the former code and count for the township. What is stored is
`stored_village_code` and `stored_township_code`. The scope is applied to what they count under, so that after
a merger the office, the officer of the new township, its leader and its team see the same cases.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    Subquery,
    and_,
    bindparam,
    exists,
    false,
    func,
    insert,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from data.errors import CaseRefused
from data.lineage import Column, counting, holds
from data.reader import Reader
from data.scope import Role, is_office
from data.tables import CountsAs
from data.tables.petitions import Petition
from data.terms import Purpose

NO_ACCUSATION = Petition.purpose != Purpose.ACCUSATION.value


def cases(
    reader: Reader,
    on: dt.date | None = None,
    *,
    villages: Iterable[str] | None = None,
    township: str | None = None,
    ids: Select[tuple[int | None]] | None = None,
) -> Subquery:
    """Cases that may be seen one by one. Never any for the screen, never a report or accusation.

    Parameters
    ----------
    reader
        Who looks.
    on
        Day whose divisions count; None: the reader's.
    villages, township
        Only petitions that count under them, found by index; codes of former ones stand for what they became.
    ids
        Only petitions of these ids, which something else refers to, so that not all that may be seen is read.
    """
    return _table(reader, on, and_(_single(reader, on), NO_ACCUSATION), villages, township, ids=ids)


def queue(reader: Reader, on: dt.date | None = None) -> Subquery:
    """Single cases for the petition office, reports and accusations among them; for others none."""
    allowed = _single(reader, on) if is_office(reader.scope) else false()
    return _table(reader, on, allowed)


def register(reader: Reader, on: dt.date | None = None) -> Subquery:
    """The queue and what was taken out of the record besides: for what becomes of a case."""
    allowed = _single(reader, on) if is_office(reader.scope) else false()
    return _table(reader, on, allowed, withdrawn=True)


def aggregates(reader: Reader, on: dt.date | None = None) -> Subquery:
    """What may be counted row by row: of the office everything, of others the cases that they may open."""
    counted = _single(reader, on)
    return _table(reader, on, counted if is_office(reader.scope) else and_(counted, NO_ACCUSATION))


def totals(reader: Reader, on: dt.date | None = None) -> Subquery:
    """What goes into totals that name neither a place below the scope's own nor a category.

    All but the office's leave reports and accusations out, or the difference to what is counted by place
    would tell them.
    """
    return aggregates(reader, on)


def stored(columns: Sequence[str], first: int, end: int) -> Select[Any]:
    """Columns of the petitions on record with an id from a first one up to, not including, an end.

    As they are stored, whoever may see them, for the columnar snapshot alone: who counts what of it is said
    by `data.petitions.columnar.rule`, as `aggregates` says it.
    """
    own: list[ColumnElement[Any]] = [type_coerce(Petition.__table__.c[name], _AS_STORED) for name in columns]
    of_these = Petition.id >= first, Petition.id < end, Petition.withdrawn_at.is_(None)
    return select(Petition.__table__.c.id, *own).where(*of_these).order_by(Petition.id)


def accuses(petition: Any) -> ColumnElement[bool]:
    """Whether the petition of an id is a report or accusation, for what stands on it and has its own rule."""
    return exists().where(Petition.id == petition, ~NO_ACCUSATION)


def add(session: Session, **values: Any) -> int:
    """Write one petition, entered by hand; its id."""
    key = session.connection().execute(insert(Petition).values(**values)).inserted_primary_key
    return int(key[0]) if key is not None else 0


def change(session: Session, petitions: Iterable[int], **values: Any) -> None:
    """Write columns of petitions that were read through the gate in the same transaction, by their id.

    Raises
    ------
    CaseRefused
        One of them cannot be written: it is gone, or the server lets nobody of this role write it.
    """
    every = list(dict.fromkeys(petitions))
    for start in range(0, len(every), _AT_ONCE):
        part = every[start : start + _AT_ONCE]
        done = session.execute(
            update(Petition)
            .where(Petition.id.in_(part))
            .values(**_hashed(values))
            .execution_options(synchronize_session=False)
        )
        if done.rowcount != len(part):  # type: ignore[attr-defined]
            raise CaseRefused(
                "This case has been changed since. Nothing of yours was stored: look at it as it is now"
            )


def change_each(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """The same, each petition its own values: rows of id and columns, the same columns in all."""
    if rows:
        rows = [_hashed(row) for row in rows]
        columns = [name for name in rows[0] if name != "id"]
        statement = update(Petition).where(Petition.id == bindparam("own"))
        statement = statement.values({name: bindparam(f"new_{name}") for name in columns})
        session.connection().execute(
            statement,
            [{"own": row["id"]} | {f"new_{name}": row[name] for name in columns} for row in rows],
        )


def recode(session: Session, old: str, new: str) -> None:
    """Write another code of a township wherever petitions name it."""
    session.execute(
        update(Petition)
        .where(Petition.township_code == old)
        .values(township_code=new)
        .execution_options(synchronize_session=False)
    )


def stored_under(session: Session, code: str) -> int:
    """How many petitions name a division, whoever may see them: so many stand on it."""
    columns = (Petition.village_code, Petition.township_code, Petition.point_code, Petition.named_code)
    named = select(func.count()).select_from(Petition).where(or_(*(column == code for column in columns)))
    return session.scalar(named) or 0


def counts_under(reader: Reader, codes: Iterable[str], on: dt.date | None = None) -> dict[str, str]:
    """Codes of villages -> the village under which they count on a day; those that stay are among them."""
    wanted = sorted(set(codes))
    day = on or reader.today
    with reader.store.read() as connection:
        became = connection.execute(
            select(CountsAs.code, CountsAs.village).where(CountsAs.code.in_(wanted), *holds(day))
        ).all()
    return dict(zip(wanted, wanted, strict=True)) | {code: village for code, village in became if village}


# --- inside -------------------------------------------------------------------------------------------------

_AS_STORED = NullType()
"""A column as the driver gives it."""
_AT_ONCE = 500  # values in one question to the database
_COUNTED = ("village_code", "township_code")


def _hashed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values with the keyed hash of an address that is among them."""
    own = {"address_hash": values["address"]} if "address" in values else {}
    return {**values, **own}


def _table(
    reader: Reader,
    on: dt.date | None,
    allowed: ColumnElement[bool],
    of_villages: Iterable[str] | None = None,
    of_township: str | None = None,
    withdrawn: bool = False,
    ids: Select[tuple[int | None]] | None = None,
) -> Subquery:
    day = on or reader.today
    columns = [column for column in Petition.__table__.columns if column.name not in _COUNTED]
    village = func.coalesce(_looked_up(CountsAs.village, Petition.village_code, day), Petition.village_code)
    township = func.coalesce(
        _looked_up(CountsAs.township, Petition.village_code, day),
        _looked_up(CountsAs.township, Petition.township_code, day),
        Petition.township_code,
    )
    statement = select(
        *columns,
        village.label("village_code"),
        township.label("township_code"),
        Petition.village_code.label("stored_village_code"),
        Petition.township_code.label("stored_township_code"),
    ).where(allowed)
    if not withdrawn:
        statement = statement.where(Petition.withdrawn_at.is_(None))
    if of_villages is not None:
        now = set(counts_under(reader, of_villages, day).values())
        statement = statement.where(_in_villages(reader, now, day))
    if of_township is not None:
        statement = statement.where(_in_townships(reader, [of_township], day))
    if ids is not None:
        statement = statement.where(Petition.id.in_(ids))
    return statement.subquery("petition")


def _single(reader: Reader, on: dt.date | None) -> ColumnElement[bool]:
    scope = reader.scope
    if scope.role is Role.UNIT:
        return _answered_by(scope.units)
    if scope.role in (None, Role.SCREEN, Role.ADMINISTRATOR) or not scope.divisions:
        return false()
    return _inside(reader, scope.divisions, on or reader.today)


def _answered_by(units: Iterable[str]) -> ColumnElement[bool]:
    return Petition.unit.in_(sorted(units))


def _inside(reader: Reader, codes: Iterable[str], on: dt.date) -> ColumnElement[bool]:
    """Petitions that count under one of some counties, townships or villages.

    What counts under them is looked up first, for a condition of codes alone can be answered by the indices
    of villages and townships; every petition is of the one county of the record, so its code is compared
    only where the county itself may be seen.
    """
    wanted = set(codes)
    county = {reader.scope.county} & wanted
    terms: list[ColumnElement[bool]] = [Petition.county_code.in_(sorted(county))] if county else []
    if rest := wanted - county:
        under = _under(reader, rest, on)
        if unknown := rest - under.known:
            terms.append(Petition.county_code.in_(sorted(unknown)))
        terms += _of_villages(under.within | under.villages)
        terms += _undecided(under.townships, on)
    return or_(false(), *terms)


def _in_villages(reader: Reader, codes: Iterable[str], on: dt.date) -> ColumnElement[bool]:
    return or_(false(), *_of_villages(_under(reader, set(codes), on).villages))


def _in_townships(reader: Reader, codes: Iterable[str], on: dt.date) -> ColumnElement[bool]:
    """A village decides where it says something, else the township that is stored."""
    under = _under(reader, set(codes), on)
    return or_(false(), *_of_villages(under.within), *_undecided(under.townships, on))


def _of_villages(codes: set[str]) -> list[ColumnElement[bool]]:
    return [Petition.village_code.in_(sorted(codes))] if codes else []


def _undecided(townships: set[str], on: dt.date) -> list[ColumnElement[bool]]:
    """Petitions of which the township decides: their village says nothing."""
    silent = Petition.village_code.not_in(counting(CountsAs.township, None, on))
    undecided = or_(Petition.village_code.is_(None), silent)
    return [and_(Petition.township_code.in_(sorted(townships)), undecided)] if townships else []


class _Under(NamedTuple):
    """Codes that count under some divisions on a day."""

    villages: set[str]
    """Under villages; a division that is none is among them."""
    townships: set[str]
    """Under townships, and no village themselves; a division of none is among them."""
    within: set[str]
    """Under townships, villages and all."""
    known: set[str]
    """Of the divisions those that are villages or townships."""


def _under(reader: Reader, divisions: set[str], on: dt.date) -> _Under:
    among = (column.in_(sorted(divisions)) for column in (CountsAs.code, CountsAs.village, CountsAs.township))
    statement = select(CountsAs.code, CountsAs.village, CountsAs.township).where(or_(*among), *holds(on))
    with reader.store.read() as connection:
        rows = connection.execute(statement).all()
    known = {row.code for row in rows} & divisions
    villages = {row.code for row in rows if row.village in divisions}
    within = {row.code for row in rows if row.township in divisions}
    townships = {row.code for row in rows if row.township in divisions and row.village is None}
    return _Under(
        villages | (divisions - {row.code for row in rows if row.village}),
        townships | (divisions - {row.code for row in rows if row.township}),
        within,
        known,
    )


def _looked_up(wanted: Column, code: Column, on: dt.date) -> ScalarSelect[Any]:
    """What a stored code counts under; evaluated only where it is asked for."""
    statement = select(wanted).where(CountsAs.code == code, *holds(on))
    return statement.correlate(Petition).scalar_subquery()
