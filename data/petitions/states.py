"""Later states of petitions: written to the tables, kept with their day, and read back."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from data.clock import now
from data.petitions import gate, tags
from data.sealing import Sealed
from data.tables import Base, PetitionPerson, PetitionPersonState, PetitionState
from data.terms import StateKind

Cell = tuple[Any, Any]
"""Before and after."""
PERSONAL = tuple(c.name for c in PetitionPerson.__table__.columns if isinstance(c.type, Sealed))
"""Columns that name persons, or hold their own words."""
AT_ONCE = 500
"""Values in one question to the database."""


@dataclass(frozen=True)
class Origin:
    """What a state came from.

    Parameters
    ----------
    kind
        How it came about.
    as_of
        Day whose state it is.
    actor
        Who acted.
    run_id
        The file; None: a clerk's act.
    reason
        Why, as a clerk says it.
    """

    kind: StateKind
    as_of: dt.date
    actor: str
    run_id: int | None = None
    reason: str | None = None


def keep(
    session: Session,
    origin: Origin,
    facts: Mapping[int, Mapping[str, Cell]],
    persons: Mapping[int, Mapping[str, Cell]],
    also: Iterable[int] = (),
) -> dict[int, int]:
    """Keep later states: petition -> column -> before and after; of facts, and of what names persons.

    `also`: petitions of which no column changes, yet something was done. Gives the state of each petition.
    """
    petitions = sorted({*facts, *persons, *also})
    if not petitions:
        return {}
    last = session.scalar(select(func.max(PetitionState.id))) or 0
    ids = {petition: last + nth for nth, petition in enumerate(petitions, start=1)}
    common = {
        "kind": origin.kind.value,
        "as_of": origin.as_of,
        "actor": origin.actor,
        "import_run_id": origin.run_id,
        "reason": origin.reason,
        "at": now(),
    }
    session.execute(
        insert(PetitionState),
        [
            {"id": state, "petition_id": petition, "changes": _json(facts.get(petition, {})), **common}
            for petition, state in ids.items()
        ],
    )
    if persons:
        session.execute(
            insert(PetitionPersonState),
            [{"state_id": ids[petition], "changes": _json(cells)} for petition, cells in persons.items()],
        )
    return ids


def apply(
    session: Session,
    facts: Mapping[int, Mapping[str, Any]],
    persons: Mapping[int, Mapping[str, Any]],
) -> None:
    """Write values to petitions: petition -> column -> value; of facts, and of what names persons.

    The themes of a petition follow its words (`data.petitions.tags`).
    """
    spoken = {key: tags.found(own["statement"]) for key, own in persons.items() if "statement" in own}
    facts = {**facts, **{key: {**facts.get(key, {}), **own} for key, own in spoken.items()}}
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for petition, values in facts.items():
        alike.setdefault(tuple(values), []).append({"id": petition, **values})
    for rows in alike.values():
        gate.change_each(session, rows)
    _apply_persons(session, persons)


def read(column: str, value: Any) -> Any:
    """A value out of a state's changes as its column holds it."""
    table = "petition_persons" if column in PERSONAL else "petitions"
    kind = Base.metadata.tables[table].columns[column].type.python_type
    if value is None or kind not in (dt.datetime, dt.date):
        return value
    return kind.fromisoformat(value)


# --- inside -------------------------------------------------------------------------------------------------


def _json(cells: Mapping[str, Cell]) -> dict[str, list[Any]]:
    return {name: [_told(was), _told(will)] for name, (was, will) in cells.items()}


def _told(value: Any) -> Any:
    return value.isoformat(sep=" ") if isinstance(value, dt.datetime) else value


def _apply_persons(session: Session, persons: Mapping[int, Mapping[str, Any]]) -> None:
    """Who petitioned stands in a row of its own, which is there only if anything is known."""
    every: Sequence[int] = list(persons)
    for start in range(0, len(every), AT_ONCE):
        part = every[start : start + AT_ONCE]
        columns = [getattr(PetitionPerson, name) for name in ("petition_id", *PERSONAL)]
        rows = session.execute(select(*columns).where(PetitionPerson.petition_id.in_(part))).mappings()
        stored = {row["petition_id"]: dict(row) for row in rows}
        nobody = dict.fromkeys(PERSONAL)
        merged = [{**nobody, **stored.get(one, {}), **persons[one], "petition_id": one} for one in part]
        session.execute(delete(PetitionPerson).where(PetitionPerson.petition_id.in_(part)))
        known = [row for row in merged if any(row[name] for name in PERSONAL)]
        if known:
            session.execute(insert(PetitionPerson), known)


def by_petition(
    cells: Mapping[int, Mapping[str, Cell]], petitions: Mapping[int, int]
) -> dict[int, dict[str, Cell]]:
    """The same by petition instead of by row number."""
    return {petitions[row]: dict(changed) for row, changed in cells.items()}
