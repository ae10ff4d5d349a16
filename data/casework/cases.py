"""One case and what became of it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Subquery, func, select

from data.casework.fields import FIELDS, PERSONAL
from data.errors import CaseRefused
from data.journal import looks
from data.petitions import gate
from data.reader import Reader
from data.scope import is_office
from data.tables import ImportRun, PetitionPerson, PetitionPersonState, PetitionState

ADDRESS = ("address",)
"""Of `FIELDS` what may be where the petitioner lives (`docs/personal-data.md`)."""


@dataclass(frozen=True)
class Case:
    """A case as it stands.

    Parameters
    ----------
    version
        Number of its latest state, 0 before the first: a change names the one that its clerk saw.
    values
        By field (`fields.FIELDS`); the village is the one under which it counts. Without the address where
        the look cannot be logged.
    person
        By field (`fields.PERSONAL`); empty for those who may not see persons, and where the look cannot be
        logged.
    scheme
        Scheme of its category.
    basis
        By what it is placed (`data.terms.Basis`).
    withdrawn_at
        When it was taken out of the record; None: it is in it.
    """

    id: int
    number: str
    version: int
    values: Mapping[str, Any]
    person: Mapping[str, str | None]
    scheme: str
    basis: str
    township_code: str | None
    withdrawn_at: dt.datetime | None


@dataclass(frozen=True)
class State:
    """A later state of a case: what was changed, by whom, why.

    Parameters
    ----------
    kind
        How it came about (`data.terms.StateKind`).
    changes
        Field -> what it held, and what it holds since; with `person` those that name persons.
    file
        Name of the file that told it; None: a clerk's act.
    """

    id: int
    at: dt.datetime
    actor: str
    kind: str
    changes: Mapping[str, tuple[Any, Any]]
    person: Mapping[str, tuple[Any, Any]]
    reason: str | None
    file: str | None


def case(reader: Reader, number: str, *, persons: bool = True) -> Case | None:
    """The case of a number, within what the reader may open; None where there is none.

    The office sees those that were withdrawn as well, and, if it asks for `persons`, who petitioned. A look
    at that, and at the address, where the petitioner may live, is logged; where it cannot be, or was not
    asked for, nothing of them is shown.
    """
    petition = gate.register(reader) if is_office(reader.scope) else gate.cases(reader)
    with reader.store.read() as connection:
        found = case_among(connection, petition, number, personal=persons and reader.scope.personal)
    if found is None:
        return None
    if not persons or not _logged(reader, number, {**found.person, **_of(found.values)}):
        return replace(found, person={}, values={**found.values, **dict.fromkeys(ADDRESS)})
    return found


def case_among(connection: Connection, petition: Subquery, number: str, *, personal: bool) -> Case | None:
    """The same among petitions that the gate gave, on a connection of one's own."""
    more = ("id", "category_scheme", "basis", "township_code", "withdrawn_at")
    columns = [petition.c[name] for name in (*FIELDS, *more)]
    row = connection.execute(select(*columns).where(petition.c.number == number)).mappings().first()
    if row is None:
        return None
    version = connection.scalar(
        select(func.max(PetitionState.id)).where(PetitionState.petition_id == row["id"])
    )
    return Case(
        row["id"],
        number,
        version or 0,
        {name: row[name] for name in FIELDS},
        _person(connection, row["id"]) if personal else {},
        row["category_scheme"],
        row["basis"],
        row["township_code"],
        row["withdrawn_at"],
    )


def history(reader: Reader, number: str, *, persons: bool = True) -> list[State]:
    """What became of a case, the latest first; to see what changed of person and address is a logged look.

    Without `persons` neither is told.

    Raises
    ------
    CaseRefused
        The scope may not see it.
    """
    check_office(reader)
    petition, told = gate.register(reader).c, PetitionPersonState
    statement = (
        select(*PetitionState.__table__.columns, told.changes.label("person"), ImportRun.file_name)
        .join(petition.id.table, petition.id == PetitionState.petition_id)
        .outerjoin(told, told.state_id == PetitionState.id)
        .outerjoin(ImportRun, ImportRun.id == PetitionState.import_run_id)
        .where(petition.number == number)
        .order_by(PetitionState.id.desc())
    )
    with reader.store.read() as connection:
        rows = connection.execute(statement).all()
    personal = {row.id: _pairs(row.person) for row in rows if row.person and reader.scope.personal}
    changes = {row.id: _pairs(row.changes) for row in rows}
    changed = {name: True for pairs in personal.values() for name in pairs}
    changed |= {name: True for pairs in changes.values() for name in _of(pairs)}
    if not persons or not _logged(reader, number, changed):
        personal = {}
        changes = {
            own: {name: pair for name, pair in pairs.items() if name not in ADDRESS}
            for own, pairs in changes.items()
        }
    return [
        State(
            row.id,
            row.at,
            row.actor,
            row.kind,
            changes[row.id],
            personal.get(row.id, {}),
            row.reason,
            row.file_name,
        )
        for row in rows
    ]


def check_office(reader: Reader) -> None:
    """Cases are kept by hand by the petition office alone.

    Raises
    ------
    CaseRefused
        The scope is another.
    """
    if not is_office(reader.scope):
        raise CaseRefused("Only the petition office keeps cases by hand")


def _of(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in ADDRESS if name in values}


def _logged(reader: Reader, number: str, person: Mapping[str, Any]) -> bool:
    return looks.recorded(reader, number, (name for name, value in person.items() if value))


def _person(connection: Connection, petition: int) -> dict[str, str | None]:
    columns = [getattr(PetitionPerson, name) for name in PERSONAL]
    row = connection.execute(select(*columns).where(PetitionPerson.petition_id == petition)).first()
    return dict(zip(PERSONAL, row or [None] * len(PERSONAL), strict=True))


def _pairs(changes: Mapping[str, Any] | None) -> dict[str, tuple[Any, Any]]:
    return {name: (before, after) for name, (before, after) in (changes or {}).items()}
