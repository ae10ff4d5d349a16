"""A case corrected, withdrawn and brought back, each with its reason and its trace.

Whoever changes a case names the state that they saw: of two clerks the second is told who was quicker, and
nothing is overwritten.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.casework import fields
from data.casework.cases import Case, case_among, check_office
from data.casework.entry import check_number, extend_record
from data.casework.places import NOWHERE, by_hand
from data.clock import now
from data.errors import CaseRefused
from data.petitions import gate, states
from data.petitions.relocation import place_again
from data.reader import Writer
from data.tables import PetitionPersonState, PetitionState
from data.terms import Basis, StateKind, schemes
from data.text import Phrase
from data.units import spellings_in

_PLACED_BY = {"address", "stated_township", "stated_village", "village_code"}
"""Fields that the place of a case hangs on."""


def correct(writer: Writer, number: str, changes: Mapping[str, Any], *, reason: str, seen: int) -> int:
    """Correct fields of a case.

    Parameters
    ----------
    writer
        The petition office's.
    number
        Of the case.
    changes
        Field (`fields.ALL`) -> what it is to hold. A village is a decision: no file and no outline moves the
        case any more. No village: it is placed by the rule again.
    reason
        Why.
    seen
        `Case.version` as the clerk saw it.

    Returns
    -------
    int
        Number of the new state.

    Raises
    ------
    CaseRefused
        The scope may not, there is no such case, it was changed since, no reason is given, nothing would
        change, or a field does not hold what it may.
    """
    with _acting(writer, "correct case", number, reason, seen) as (session, held):
        asked = fields.tidy(changes)
        if asked.get("unit"):
            asked["unit"] = spellings_in(session).official(asked["unit"])
        before = {name: _held(held)[name] for name in asked}
        wanted = {name: value for name, value in asked.items() if value != before[name]}
        if not wanted:
            raise CaseRefused("Nothing would change: the case holds this already")
        fields.check(_held(held) | wanted, max(writer.today, writer.store.dataset().as_of or writer.today))
        _write(session, writer, held, wanted)
        changed = {name: (before[name], value) for name, value in wanted.items()}
        if "category" in wanted and held.scheme != schemes()[-1]:
            changed["category_scheme"] = (held.scheme, schemes()[-1])
        return _keep_state(session, writer, held.id, StateKind.EDIT, reason, changed)


def withdraw(writer: Writer, number: str, *, reason: str, seen: int) -> int:
    """Take a case out of the record: it is counted and shown nowhere, but can be brought back.

    Parameters, result and refusals as of `correct`; refused too where it is withdrawn already.
    """
    with _acting(writer, "withdraw case", number, reason, seen) as (session, held):
        if held.withdrawn_at is not None:
            raise CaseRefused("This case has been withdrawn already")
        gate.change(session, [held.id], withdrawn_at=now())
        return _keep_state(session, writer, held.id, StateKind.WITHDRAWAL, reason, {})


def bring_back(writer: Writer, number: str, *, reason: str, seen: int) -> int:
    """Bring a withdrawn case back as it was.

    Parameters, result and refusals as of `correct`; refused too where it is not withdrawn.
    """
    with _acting(writer, "bring case back", number, reason, seen) as (session, held):
        if held.withdrawn_at is None:
            raise CaseRefused("This case is not withdrawn")
        gate.change(session, [held.id], withdrawn_at=None)
        return _keep_state(session, writer, held.id, StateKind.RETURN, reason, {})


# --- inside -------------------------------------------------------------------------------------------------


@contextmanager
def _acting(
    writer: Writer, action: str, number: str, reason: str, seen: int
) -> Iterator[tuple[Session, Case]]:
    """A transaction on a case as it was seen."""
    check_office(writer)
    if not reason.strip():
        raise CaseRefused("Give a reason: it stands in the history of the case")
    with writer.write(action, writer.store.dataset().county_code) as session:
        petition = gate.register(writer)
        held = case_among(session.connection(), petition, number, personal=True)
        if held is None:
            raise CaseRefused("There is no case with the number {number}", number=number)
        if held.version != seen:
            raise _overtaken(session, held.version)
        yield session, held


def _overtaken(session: Session, version: int) -> CaseRefused:
    """What the second of two clerks is told."""
    if not version:
        raise CaseRefused(
            "This case has been changed since. Nothing of yours was stored: look at it as it is now"
        )
    latest = session.get_one(PetitionState, version)
    personal = session.get(PetitionPersonState, version)
    names = [*latest.changes, *(personal.changes if personal is not None else ())]
    first = fields.ALL.get(names[0]) if names else None
    return CaseRefused(
        "{actor} has changed this case at {at} ({what}; fields: {count}). Nothing of yours was stored: look"
        " at it as it is now, and change it again if need be",
        actor=latest.actor,
        at=f"{latest.at:%Y-%m-%d %H:%M}",
        what=Phrase(first.label if first else StateKind(latest.kind).label),
        count=len(names),
    )


def _held(held: Case) -> dict[str, Any]:
    return {**held.values, **held.person}


def _write(session: Session, writer: Writer, held: Case, wanted: Mapping[str, Any]) -> None:
    """Write what is wanted, and what follows from it."""
    plain = {name: value for name, value in wanted.items() if name in fields.FIELDS}
    if "number" in plain:
        check_number(session, writer, plain["number"])
    if "category" in plain:
        plain["category_scheme"] = schemes()[-1]
    if "village_code" in plain:
        village = plain["village_code"]
        around = _point_code(session, writer, held.id)
        plain |= NOWHERE if village is None else by_hand(writer, village, around)
    if plain:
        gate.change(session, [held.id], **plain)
    if "filed" in plain:
        extend_record(session, plain["filed"].date())
    personal = {name: value for name, value in wanted.items() if name in fields.PERSONAL}
    if personal:
        states.apply(session, {}, {held.id: personal})
    basis = plain.get("basis", held.basis)
    if plain.keys() & _PLACED_BY and basis != Basis.HAND.value:
        only = frozenset([held.id])
        place_again(session, writer.store, on=writer.today, actor=writer.actor, only=only)


def _point_code(session: Session, writer: Writer, petition: int) -> str | None:
    own = gate.register(writer).c
    code: str | None = session.scalar(select(own.point_code).where(own.id == petition))
    return code


def _keep_state(
    session: Session,
    writer: Writer,
    petition: int,
    kind: StateKind,
    reason: str,
    changed: Mapping[str, states.Cell],
) -> int:
    """The trace of an act: fields that name persons stand apart."""
    facts = {name: pair for name, pair in changed.items() if name not in fields.PERSONAL}
    personal = {name: pair for name, pair in changed.items() if name in fields.PERSONAL}
    origin = states.Origin(kind, writer.today, writer.actor, reason=reason.strip())
    persons = {petition: personal} if personal else {}
    state = states.keep(session, origin, {petition: facts}, persons)[petition]
    session.info["detail"] = {"petition": petition, "state": state, "fields": sorted(changed)}
    return state
