"""A case whose number was corrected: the petition on record takes the new one, and all else stays with it."""

from typing import Any

import pandas as pd
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from data.errors import ImportRefused
from data.importing.petitions.absence import Absence
from data.importing.petitions.recorded import FACTS, PLACEMENT, contents
from data.petitions import states
from data.petitions.states import PERSONAL, Cell
from data.reader import Reader, Writer
from data.scope import is_office
from data.tables import (
    Booking,
    CaseStep,
    ImportRun,
    Instruction,
    MatterLink,
    PetitionPerson,
    PetitionSighting,
    PetitionState,
    RepairedPetition,
)
from data.tables.petitions import Petition
from data.terms import Basis, StateKind, Status

_STANDING = (Booking, CaseStep, Instruction, MatterLink, RepairedPetition, PetitionState)


def proposals(reader: Reader) -> list[tuple[str, str]]:
    """Number on record and number of the latest file, of what may be one case (`absence.Absence`)."""
    if not is_office(reader.scope):
        return []
    with Session(reader.store.engine) as session:
        run = session.scalar(select(func.max(ImportRun.id)).where(ImportRun.undone_at.is_(None)))
        sighted = select(PetitionSighting.petition_id).where(PetitionSighting.import_run_id == run)
        first = session.scalar(select(func.min(Petition.filed)).where(Petition.id.in_(sighted)))
        if run is None or first is None:
            return []
        last = session.get_one(ImportRun, run).as_of or reader.today
        return Absence(session, run, first.date(), last).renumbered()


def confirm(writer: Writer, former: str, number: str) -> None:
    """Let a petition on record take the number of one that a later file brought as new.

    Whatever was decided of it stays with it; what the later file says of it is taken over.

    Raises
    ------
    ImportRefused
        The scope is not the petition office's, a number is not on record, or something was decided already
        under the new number.
    """
    if not is_office(writer.scope):
        raise ImportRefused("Only the petition office imports")
    with writer.write("correct number", writer.store.dataset().county_code) as session:
        ids = dict(
            session.execute(
                select(Petition.number, Petition.id).where(Petition.number.in_([former, number]))
            ).all()
        )
        for wanted in (former, number):
            if wanted not in ids:
                raise ImportRefused("There is no petition {number}", number=wanted)
        old, new = ids[former], ids[number]
        _check_free(session, new, number)
        was, will = (contents(session, [petition]).iloc[0] for petition in (old, new))
        facts, persons = _differences(was, will)
        row = session.get_one(Petition, new)
        as_of, run = row.as_of or writer.today, row.import_run_id
        _merge(session, old, new)
        facts["number"] = (former, number)
        origin = states.Origin(StateKind.RENUMBERING, as_of, writer.actor, run)
        states.keep(session, origin, {old: facts}, {old: persons} if persons else {})
        told = {name: will for name, (_, will) in persons.items()}
        states.apply(
            session,
            {old: {name: will for name, (_, will) in facts.items()} | {"as_of": as_of, "digest": ""}},
            {old: told} if told else {},
        )


# --- inside -------------------------------------------------------------------------------------------------


def _check_free(session: Session, petition: int, number: str) -> None:
    for table in _STANDING:
        if session.scalar(select(func.count()).select_from(table).where(table.petition_id == petition)):
            raise ImportRefused(
                "Something was decided or changed under the number {number} already; undo that first",
                number=number,
            )


def _differences(old: "pd.Series[Any]", new: "pd.Series[Any]") -> tuple[dict[str, Cell], dict[str, Cell]]:
    """What the later file says otherwise; a person's placing stays."""
    placed = () if old["basis"] == Basis.HAND.value else PLACEMENT
    facts = {name: (old[name], new[name]) for name in (*FACTS, *placed) if _other(name, old, new)}
    persons = {name: (old[name], new[name]) for name in PERSONAL if _other(name, old, new)}
    return facts, persons


def _other(name: str, old: "pd.Series[Any]", new: "pd.Series[Any]") -> bool:
    """Whether the later file says otherwise: by nothing too, of the end of a case that is open again."""
    reopened = name in ("closed", "satisfaction") and new["status"] == Status.OPEN.value
    return bool((new[name] is not None or reopened) and old[name] != new[name])


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
    session.execute(delete(PetitionPerson).where(PetitionPerson.petition_id == new))
    session.execute(delete(Petition).where(Petition.id == new))
    session.expire_all()
