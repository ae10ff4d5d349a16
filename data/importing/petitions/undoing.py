"""An import is undone as a whole, as long as nothing stands on it."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Select, and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from data.clock import now
from data.errors import ImportRefused
from data.importing.petitions.changes import WHERE
from data.importing.petitions.importer import extend_record
from data.importing.report import Notice
from data.petitions import states
from data.petitions.relocation import place_again
from data.reader import Reader, Writer
from data.scope import is_head, is_office
from data.tables import (
    Booking,
    CaseStep,
    ImportRun,
    Instruction,
    LedCase,
    MatterLink,
    PetitionPerson,
    PetitionPersonState,
    PetitionSighting,
    PetitionState,
    Repair,
    RepairedPetition,
)
from data.tables.petitions import Petition
from data.terms import StateKind
from data.text import N_


def undo(writer: Writer, run: int) -> dict[str, int]:
    """Take an import back: what it brought goes, what it changed is as it was before.

    Returns
    -------
    dict
        removed, restored: petitions.

    Raises
    ------
    ImportRefused
        The scope is not the head's of the petition office, there is no such import, or something stands on
        it (`standing`).
    """
    if not is_head(writer.scope):
        raise ImportRefused("Only the head of the petition office takes an import back")
    with writer.write("undo import", str(run)) as session:
        row = _run(writer, session, run)
        for notice in _standing(session, row):
            raise ImportRefused(notice.message, **notice.values)
        restored = _restore(session, writer, run)
        told = _told_of(session, run)
        removed = _remove(session, run)
        session.execute(delete(PetitionSighting).where(PetitionSighting.import_run_id == run))
        placed = frozenset(one for one, cells in restored.items() if not set(WHERE).isdisjoint(cells))
        if placed:  # by the outlines and names of today, which may be others than before the file
            session.flush()
            place_again(session, writer.store, on=writer.today, actor=writer.actor, only=placed)
        row.undone_at, row.undone_by = now(), writer.actor
        session.flush()
        _stand_as_of(session, told)
        extend_record(session, from_newest=True)
        counts = {"removed": removed, "restored": len(restored)}
        session.info["detail"] = counts
        return counts


def standing(reader: Reader, run: int) -> list[Notice]:
    """What stands on an import and has to be undone before it; nothing: it can be undone.

    Raises
    ------
    ImportRefused
        The scope is not the petition office's, or there is no such import.
    """
    with reader.store.read() as connection, Session(connection) as session:
        return list(_standing(session, _run(reader, session, run)))


def imports(reader: Reader, limit: int = 20) -> list[ImportRun]:
    """The latest imports of petitions, the newest first; none for who is not the office."""
    if not is_office(reader.scope):
        return []
    with reader.store.read() as connection, Session(connection) as session:
        runs = list(session.scalars(select(ImportRun).order_by(ImportRun.id.desc()).limit(limit)))
        session.expunge_all()
        return runs


# --- inside -------------------------------------------------------------------------------------------------


def _run(reader: Reader, session: Session, run: int) -> ImportRun:
    if not is_office(reader.scope):
        raise ImportRefused("Only the petition office imports")
    row = session.get(ImportRun, run)
    if row is None:
        raise ImportRefused("There is no import {number}", number=run)
    if row.undone_at is not None:
        raise ImportRefused("Import {number} is undone already", number=run)
    return row


def _standing(session: Session, run: ImportRun) -> Iterator[Notice]:
    """Later files first, for what they tell hides the rest."""
    brought = select(Petition.id).where(Petition.import_run_id == run.id)
    touched = select(PetitionSighting.petition_id).where(PetitionSighting.import_run_id == run.id)
    changed = select(PetitionState.petition_id).where(
        PetitionState.import_run_id == run.id, PetitionState.kind == StateKind.FILE.value
    )
    later = exists().where(
        PetitionSighting.import_run_id == ImportRun.id,
        or_(PetitionSighting.petition_id.in_(touched), PetitionSighting.petition_id.in_(brought)),
    )
    files = session.execute(
        select(ImportRun.id, ImportRun.file_name)
        .where(ImportRun.id > run.id, ImportRun.undone_at.is_(None), later)
        .order_by(ImportRun.id.desc())
    ).all()
    if files:
        message = N_("Later imports tell of the same petitions: undo number {number} ({file}) first")
        yield Notice(message, {"number": files[0].id, "file": files[0].file_name})
    last = select(func.max(PetitionState.id)).where(PetitionState.import_run_id == run.id).scalar_subquery()
    away = select(Petition.id).where(Petition.withdrawn_at.is_not(None))
    kinds = (StateKind.EDIT.value, StateKind.RENUMBERING.value, StateKind.WORD.value)
    withdrawn = and_(PetitionState.kind == StateKind.WITHDRAWAL.value, PetitionState.petition_id.in_(away))
    by_hand = and_(
        PetitionState.import_run_id.is_(None),
        or_(PetitionState.kind.in_(kinds), withdrawn),
        or_(
            and_(PetitionState.petition_id.in_(brought), PetitionState.kind != StateKind.WORD.value),
            and_(PetitionState.petition_id.in_(changed), PetitionState.id > last),
        ),
    )
    renumbered = and_(
        PetitionState.import_run_id == run.id, PetitionState.kind == StateKind.RENUMBERING.value
    )
    placed = _placed_by(session, run.id)
    acts = (
        (
            N_("{count} petitions of it were corrected, withdrawn or explained by hand since"),
            select(PetitionState.petition_id).where(or_(by_hand, renumbered)),
        ),
        (
            N_("{count} petitions of it were placed by hand since"),
            select(RepairedPetition.petition_id)
            .join(Repair)
            .where(
                Repair.undone_at.is_(None),  # what is placed by hand no file places: it came after
                or_(RepairedPetition.petition_id.in_(brought), RepairedPetition.petition_id.in_(placed)),
            ),
        ),
        (
            N_("{count} petitions of it are linked to matters"),
            select(MatterLink.petition_id).where(
                MatterLink.undone_at.is_(None), MatterLink.petition_id.in_(brought)
            ),
        ),
        (
            N_("{count} petitions of it are booked for a reception"),
            select(Booking.petition_id).where(
                Booking.cancelled_at.is_(None), Booking.petition_id.in_(brought)
            ),
        ),
        (
            N_("{count} petitions of it have outcomes or promises on record"),
            select(CaseStep.petition_id).where(
                CaseStep.undone_at.is_(None), CaseStep.petition_id.in_(brought)
            ),
        ),
        (
            N_("{count} petitions of it have instructions of leaders"),
            select(Instruction.petition_id).where(Instruction.petition_id.in_(brought)),
        ),
        (
            N_("{count} petitions of it are contracted to leaders"),
            select(LedCase.petition_id).where(LedCase.petition_id.in_(brought)),
        ),
    )
    for message, statement in acts:
        count = session.scalar(select(func.count()).select_from(statement.distinct().subquery())) or 0
        if count:
            yield Notice(message, {"count": count})


def _placed_by(session: Session, run: int) -> list[int]:
    """Petitions that an import placed otherwise than before, of those that a person has placed."""
    rows = session.execute(
        select(PetitionState.petition_id, PetitionState.changes)
        .join(RepairedPetition, RepairedPetition.petition_id == PetitionState.petition_id)
        .join(Repair)
        .where(
            Repair.undone_at.is_(None),
            PetitionState.import_run_id == run,
            PetitionState.kind == StateKind.FILE.value,
        )
    )
    return sorted({petition for petition, changes in rows if changes.keys() & {"village_code", "placement"}})


def _restore(session: Session, writer: Writer, run: int) -> dict[int, dict[str, states.Cell]]:
    """Write back what was before, as a state of its own; what became of the facts of each petition."""
    rows = session.execute(
        select(PetitionState.petition_id, PetitionState.changes, PetitionPersonState.changes)
        .outerjoin(PetitionPersonState, PetitionPersonState.state_id == PetitionState.id)
        .where(PetitionState.import_run_id == run, PetitionState.kind == StateKind.FILE.value)
    ).all()
    facts = {petition: _back(changes) for petition, changes, _ in rows}
    persons = {petition: _back(personal) for petition, _, personal in rows if personal}
    origin = states.Origin(StateKind.UNDONE, writer.today, writer.actor, run)
    states.keep(session, origin, facts, persons)
    # without a fingerprint, so that the same file changes it again
    written = {petition: {**_values(cells), "digest": ""} for petition, cells in facts.items()}
    states.apply(session, written, {petition: _values(cells) for petition, cells in persons.items()})
    return facts


def _back(changes: Mapping[str, list[Any]]) -> dict[str, states.Cell]:
    """Changes the other way round."""
    return {name: (states.read(name, will), states.read(name, was)) for name, (was, will) in changes.items()}


def _values(cells: Mapping[str, states.Cell]) -> dict[str, Any]:
    return {name: will for name, (_, will) in cells.items()}


def _told_of(session: Session, run: int) -> list[int]:
    """Petitions of earlier files of which the import told."""
    told = select(PetitionSighting.petition_id).where(
        PetitionSighting.import_run_id == run, PetitionSighting.petition_id.not_in(_brought(run))
    )
    return list(session.scalars(told))


def _brought(run: int) -> Select[int]:
    return select(Petition.id).where(Petition.import_run_id == run)


def _remove(session: Session, run: int) -> int:
    """Remove what the import brought, and what was undone of it since."""
    brought = _brought(run)
    session.execute(delete(PetitionSighting).where(PetitionSighting.petition_id.in_(brought)))
    told = select(PetitionState.id).where(PetitionState.petition_id.in_(brought))
    session.execute(delete(PetitionPersonState).where(PetitionPersonState.state_id.in_(told)))
    for table in (PetitionState, RepairedPetition, MatterLink, Booking, CaseStep, PetitionPerson):
        session.execute(
            delete(table).where(table.petition_id.in_(brought)).execution_options(synchronize_session=False)
        )
    count = session.scalar(select(func.count()).select_from(brought.subquery())) or 0
    gone = delete(Petition).where(Petition.import_run_id == run)
    session.execute(gone.execution_options(synchronize_session=False))
    return count


def _stand_as_of(session: Session, petitions: list[int]) -> None:
    """Petitions stand as of the newest file that is left."""
    newest = (
        select(func.max(ImportRun.as_of))
        .join(PetitionSighting, PetitionSighting.import_run_id == ImportRun.id)
        .where(PetitionSighting.petition_id == Petition.id, ImportRun.undone_at.is_(None))
        .scalar_subquery()
    )
    for start in range(0, len(petitions), states.AT_ONCE):
        part = petitions[start : start + states.AT_ONCE]
        session.execute(
            update(Petition)
            .where(Petition.id.in_(part))
            .values(as_of=newest)
            .execution_options(synchronize_session=False)
        )
