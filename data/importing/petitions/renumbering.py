"""A case whose number was corrected: the petition on record takes the new one, and all else stays with it."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
from sqlalchemy import delete, func, select, true, update
from sqlalchemy.orm import Session

from data.errors import ImportRefused
from data.importing.petitions.absence import Absence
from data.importing.petitions.changes import COLUMNS, WHERE
from data.importing.petitions.columns import DEFAULTS
from data.importing.petitions.recorded import COURSE, FACTS, PLACEMENT, contents, held_fields
from data.petitions import states
from data.petitions.states import Cell
from data.reader import Reader, Writer
from data.scope import is_office
from data.tables import (
    Booking,
    CaseStep,
    ImportRun,
    Instruction,
    LedCase,
    MatterLink,
    PetitionPerson,
    PetitionSighting,
    PetitionState,
    RepairedPetition,
)
from data.tables.petitions import Petition
from data.terms import Basis, StateKind, Status

_STANDING = (Booking, CaseStep, Instruction, LedCase, MatterLink, RepairedPetition)
_RUNS = 6  # imports among which corrected numbers are looked for


def proposals(reader: Reader) -> list[tuple[str, str]]:
    """Number on record and number of a later file, of what may be one case (`absence.Absence`).

    The latest `_RUNS` imports are looked at: what was not decided under one file is asked under the next.
    """
    if not is_office(reader.scope):
        return []
    pairs: dict[tuple[str, str], None] = {}
    with reader.store.read() as connection, Session(connection) as session:
        runs = select(ImportRun).where(ImportRun.undone_at.is_(None)).order_by(ImportRun.id.desc())
        for run in session.scalars(runs.limit(_RUNS)):
            sighted = select(PetitionSighting.petition_id).where(PetitionSighting.import_run_id == run.id)
            first = session.scalar(select(func.min(Petition.filed)).where(Petition.id.in_(sighted)))
            if first is not None:
                last = run.as_of or reader.today
                pairs |= dict.fromkeys(Absence(session, run.id, first.date(), last).renumbered())
    return list(pairs)


def confirm(writer: Writer, former: str, number: str) -> None:
    """`confirm_all` of one pair."""
    confirm_all(writer, [(former, number)])


def confirm_all(writer: Writer, pairs: Iterable[tuple[str, str]]) -> None:
    """Let petitions on record take the numbers of those that later files brought as new; all or none.

    Whatever was decided of a petition stays with it; how the case stands by the later file is taken over, as
    far as the file has a column for it. The rest comes with the next file under the new number.

    Raises
    ------
    ImportRefused
        The scope is not the petition office's; a number is not on record, or both are one; the two are of
        another day or person, or the number's file is the older one; or something was decided already under
        the new number.
    """
    if not is_office(writer.scope):
        raise ImportRefused("Only the petition office imports")
    with writer.write("correct number", writer.store.dataset().county_code) as session:
        held = held_fields(session)
        for former, number in pairs:
            _confirm(session, writer, former, number, held)


# --- inside -------------------------------------------------------------------------------------------------


def _confirm(
    session: Session, writer: Writer, former: str, number: str, held: Mapping[int, frozenset[str]]
) -> None:
    old, new = (_petition(session, wanted) for wanted in (former, number))
    _check_free(session, new.id, number)
    was, will = (contents(session, [petition.id]).iloc[0] for petition in (old, new))
    _check_same(old, new, was, will)
    as_of, run = new.as_of or writer.today, session.get(ImportRun, new.import_run_id or 0)
    facts = _differences(was, will, run, held.get(old.id, frozenset()))
    facts["number"] = (former, number)
    kept, gone = old.id, new.id
    _merge(session, kept, gone)
    origin = states.Origin(StateKind.RENUMBERING, as_of, writer.actor, run.id if run else None)
    states.keep(session, origin, {kept: facts}, {})
    written = {name: value for name, (_, value) in facts.items()}
    states.apply(session, {kept: {**written, "as_of": as_of, "digest": ""}}, {})


def _petition(session: Session, number: str) -> Petition:
    petition = session.scalar(select(Petition).where(Petition.number == number))
    if petition is None:
        raise ImportRefused("There is no petition {number}", number=number)
    return petition


def _check_free(session: Session, petition: int, number: str) -> None:
    """Nothing but files has told of it."""
    by_hand = PetitionState.kind.not_in((StateKind.FILE.value, StateKind.OLDER.value))
    for table, condition in (*((table, true()) for table in _STANDING), (PetitionState, by_hand)):
        stands = select(func.count()).select_from(table).where(table.petition_id == petition, condition)
        if session.scalar(stands):
            raise ImportRefused(
                "Something was decided or changed under the number {number} already; undo that first",
                number=number,
            )


def _check_same(old: Petition, new: Petition, was: "pd.Series[Any]", will: "pd.Series[Any]") -> None:
    """They may be one case: of one day and no two people, and the number's file is not the older."""
    two_people = any(
        was[name] and will[name] and was[name] != will[name] for name in ("name", "id_number", "statement")
    )
    if old.id == new.id or old.filed.date() != new.filed.date() or two_people:
        raise ImportRefused(
            "{former} and {number} are not of one day, one person and the same words",
            former=old.number,
            number=new.number,
        )
    if old.as_of is not None and new.as_of is not None and new.as_of < old.as_of:
        raise ImportRefused(
            "{number} stands in an older file than {former}: give the two the other way round",
            former=old.number,
            number=new.number,
        )


def _differences(
    old: "pd.Series[Any]", new: "pd.Series[Any]", run: ImportRun | None, held: frozenset[str]
) -> dict[str, Cell]:
    """What the later file says otherwise, where it has a column for it, no default stands there, and neither
    a clerk's correction nor a clerk's placing is against it.
    """
    has = set(run.fields or ()) if run is not None else set()
    tells = {COLUMNS.get(name, name) for name in has} | (set(COURSE) if has & {"status", "closed"} else set())
    if "category" in has:
        tells |= {"category_scheme"}
    if tells & set(WHERE) and old["basis"] != Basis.HAND.value:
        tells |= set(PLACEMENT)
    reopened = new["status"] == Status.OPEN.value and "status" in has
    facts = {}
    for name in (*FACTS, *PLACEMENT):
        ends = reopened and name in ("closed", "satisfaction")
        said = new[name] is not None and DEFAULTS.get(name) != str(new[name]) and new[name] is not False
        if name in tells - held and (said or ends) and old[name] != new[name]:
            facts[name] = (old[name], new[name])
    return facts


def _merge(session: Session, old: int, new: int) -> None:
    """The files that told of the new number told of the petition; the row under that number goes."""
    seen = select(PetitionSighting.import_run_id).where(PetitionSighting.petition_id == old)
    session.execute(
        update(PetitionSighting)
        .where(PetitionSighting.petition_id == new, PetitionSighting.import_run_id.not_in(seen))
        .values(petition_id=old)
        .execution_options(synchronize_session=False)
    )
    session.execute(delete(PetitionSighting).where(PetitionSighting.petition_id == new))
    session.execute(
        update(PetitionState)
        .where(PetitionState.petition_id == new)
        .values(petition_id=old)
        .execution_options(synchronize_session=False)
    )
    session.execute(delete(PetitionPerson).where(PetitionPerson.petition_id == new))
    session.execute(delete(Petition).where(Petition.id == new))
    session.expire_all()
