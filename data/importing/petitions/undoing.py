"""An import is undone as a whole, as long as nothing stands on it."""

from collections.abc import Iterator

from sqlalchemy import Select, String, and_, cast, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from data.clock import now
from data.errors import ImportRefused
from data.importing.petitions.importer import extend_record
from data.importing.report import Notice
from data.petitions import states
from data.reader import Reader, Writer
from data.scope import is_office
from data.tables import (
    Booking,
    CaseStep,
    ImportRun,
    Instruction,
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
        The scope is not the petition office's, there is no such import, or something stands on it
        (`standing`).
    """
    with writer.write("undo import", str(run)) as session:
        row = _run(writer, session, run)
        for notice in _standing(session, row):
            raise ImportRefused(notice.message, **notice.values)
        restored = _restore(session, run)
        removed = _remove(session, run)
        session.execute(delete(PetitionSighting).where(PetitionSighting.import_run_id == run))
        row.undone_at, row.undone_by = now(), writer.actor
        session.flush()
        _stand_as_of(session, restored)
        extend_record(session, from_newest=True)
        counts = {"removed": removed, "restored": len(restored)}
        session.info["detail"] = counts
        return counts


def standing(reader: Reader, run: int) -> list[Notice]:
    """What stands on an import and has to be undone before it; nothing: it can be undone.

    Raises
    ------
    ImportRefused
        As `undo`.
    """
    with Session(reader.store.engine) as session:
        return list(_standing(session, _run(reader, session, run)))


def imports(reader: Reader, limit: int = 20) -> list[ImportRun]:
    """The latest imports of petitions, the newest first; none for who is not the office."""
    if not is_office(reader.scope):
        return []
    with Session(reader.store.engine) as session:
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
    by_hand = and_(
        PetitionState.import_run_id.is_(None),
        or_(
            PetitionState.petition_id.in_(brought),
            and_(PetitionState.petition_id.in_(changed), PetitionState.id > last),
        ),
    )
    renumbered = and_(
        PetitionState.import_run_id == run.id, PetitionState.kind == StateKind.RENUMBERING.value
    )
    kept = cast(PetitionState.changes, String)
    placed = changed.where(or_(kept.contains('"village_code"'), kept.contains('"placement"')))
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
    )
    for message, statement in acts:
        count = session.scalar(select(func.count()).select_from(statement.distinct().subquery())) or 0
        if count:
            yield Notice(message, {"count": count})


def _restore(session: Session, run: int) -> list[int]:
    """Write back what was before; the petitions that were changed."""
    rows = session.execute(
        select(PetitionState.petition_id, PetitionState.changes, PetitionPersonState.changes)
        .outerjoin(PetitionPersonState, PetitionPersonState.state_id == PetitionState.id)
        .where(PetitionState.import_run_id == run, PetitionState.kind == StateKind.FILE.value)
    ).all()
    facts, persons = {}, {}
    for petition, changes, personal in rows:
        before = {name: states.read(name, was) for name, (was, _) in changes.items()}
        facts[petition] = {**before, "digest": ""}  # so that the same file changes it again
        if personal:
            persons[petition] = {name: was for name, (was, _) in personal.items()}
    states.apply(session, facts, persons)
    own = select(PetitionState.id).where(PetitionState.import_run_id == run)
    session.execute(delete(PetitionPersonState).where(PetitionPersonState.state_id.in_(own)))
    session.execute(delete(PetitionState).where(PetitionState.import_run_id == run))
    touched = select(PetitionSighting.petition_id).where(PetitionSighting.import_run_id == run)
    return list(session.scalars(touched.where(PetitionSighting.petition_id.not_in(_brought(run)))))


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
