"""What became of requests, told to the program that sent them: of its own alone, and nothing of persons."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from data.accounts.sources import Source
from data.clock import now, today
from data.divisions import reads
from data.petitions import gate
from data.reader import Reader
from data.scope import Role, Scope, is_office
from data.store import Store
from data.tables import IntakeRequest, IntakeSource
from data.terms import IntakeState, Level, Status

MOST = 1_000
DAYS = 90
"""Requests and days that are told at once, as the standard has it."""


@dataclass(frozen=True)
class Wanted:
    """Which requests are asked for: by number, or by category, time and whether they are closed."""

    numbers: Collection[str] = ()
    categories: Collection[str] = ()
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    is_open: bool | None = None


@dataclass(frozen=True)
class Followed:
    """A request as its sender is told of it.

    Parameters
    ----------
    unit
        Who handles it; '' where nobody does yet.
    place
        Township, as it was placed; '' where it was in none.
    """

    number: str
    category: str
    received: dt.datetime
    updated: dt.datetime
    state: IntakeState
    is_open: bool
    unit: str
    place: str


@dataclass(frozen=True)
class Stream:
    """Requests by how far they are, of the last days: for the office."""

    source: str
    waiting: int
    taken: int
    taken_back: int
    refused: int


def follow(store: Store, source: Source, wanted: Wanted) -> list[Followed]:
    """Requests of a source, the newest first, at most `MOST`, by default of `DAYS` days."""
    whole = store.entire()
    own = [IntakeRequest.source_id == source.id]
    if wanted.numbers:
        own.append(IntakeRequest.number.in_(sorted(wanted.numbers)[:MOST]))
    else:
        until = wanted.until or now()
        since = wanted.since or until - dt.timedelta(days=DAYS)
        own += [IntakeRequest.received >= since, IntakeRequest.received <= until]
    if wanted.categories:
        own.append(IntakeRequest.category.in_(sorted(wanted.categories)))
    with whole.read() as connection, Session(connection) as session:
        columns = (IntakeRequest.number, IntakeRequest.category, IntakeRequest.received, IntakeRequest.state)
        asked = select(*columns).where(*own).order_by(IntakeRequest.id.desc()).limit(MOST)
        rows = session.execute(asked).all()
    numbers = [row.number for row in rows]
    reader = Reader(_office(whole), whole, today())
    cases, on_record = _cases(reader, numbers), _on_record(reader, numbers)
    told = [_followed(row, cases.get(row.number), row.number in on_record) for row in rows]
    return [one for one in told if wanted.is_open in (None, one.is_open)]


def stream(reader: Reader) -> list[Stream]:
    """How far the requests of each source are, of the last `DAYS` days; of others than the office nothing."""
    if not is_office(reader.scope):
        return []
    since = dt.datetime.combine(reader.today, dt.time()) - dt.timedelta(days=DAYS)
    on_record = exists().where(gate.register(reader).c.number == IntakeRequest.number)
    with reader.store.read() as connection:
        rows = connection.execute(
            select(IntakeSource.name, IntakeRequest.state, on_record)
            .join(IntakeSource, IntakeSource.id == IntakeRequest.source_id)
            .where(IntakeRequest.received >= since)
        ).all()
    found: dict[str, list[IntakeState]] = {}
    for name, state, stands in rows:
        found.setdefault(name, []).append(_reached(state, stands))
    states = (IntakeState.WAITING, IntakeState.TAKEN, IntakeState.TAKEN_BACK, IntakeState.REFUSED)
    return [Stream(name, *map(own.count, states)) for name, own in sorted(found.items())]


def refusals(reader: Reader) -> list[tuple[str, dt.datetime, str]]:
    """Number, day and reason of requests that the record refused, the newest first; for the office alone."""
    if not is_office(reader.scope):
        return []
    refused = IntakeRequest.state == IntakeState.REFUSED.value
    columns = (IntakeRequest.number, IntakeRequest.received, IntakeRequest.reason)
    with reader.store.read() as connection, Session(connection) as session:
        rows = session.execute(select(*columns).where(refused).order_by(IntakeRequest.id.desc()).limit(MOST))
        return [(number, received, reason or "") for number, received, reason in rows]


def _office(store: Store) -> Scope:
    county = store.dataset().county_code
    return Scope.of(Role.OFFICE, [county], county)


def _on_record(reader: Reader, numbers: Collection[str]) -> set[str]:
    """Which of them stand in the record, of whatever purpose; none of an import that was taken back."""
    case = gate.register(reader)
    with reader.store.read() as connection:
        return set(connection.scalars(select(case.c.number).where(case.c.number.in_(sorted(numbers)))))


def _cases(reader: Reader, numbers: Collection[str]) -> dict[str, dict[str, Any]]:
    """Of each case that may be opened how it stands: never of a report or accusation."""
    case = gate.cases(reader)
    names = ("number", "status", "unit", "township_code", "accepted", "answered", "closed")
    columns = [case.c[name] for name in names]
    with reader.store.read() as connection:
        rows = connection.execute(select(*columns).where(case.c.number.in_(sorted(numbers)))).mappings().all()
    townships = reads.divisions(reader.store, Level.TOWNSHIP, reader.today)
    called = dict(zip(townships["code"], townships["name"], strict=True))
    return {row["number"]: {**row, "place": called.get(row["township_code"], "")} for row in rows}


def _reached(state: str, on_record: bool) -> IntakeState:
    """How far a request is: what was taken in may have gone with its import."""
    reached = IntakeState(state)
    return IntakeState.TAKEN_BACK if reached is IntakeState.TAKEN and not on_record else reached


def _followed(row: Any, case: dict[str, Any] | None, on_record: bool) -> Followed:
    number, category, received, state = row
    reached = _reached(state, on_record)
    is_open, unit, place, updated = reached is not IntakeState.REFUSED, "", "", received
    if case is not None:
        is_open = case["status"] in (Status.OPEN.value, Status.OTHER.value)
        unit, place = str(case["unit"] or ""), str(case["place"])
        days = [case[name] for name in ("accepted", "answered", "closed")]
        updated = max([received, *(day for day in days if isinstance(day, dt.datetime))])
    return Followed(number, category, received, updated, reached, is_open, unit, place)
