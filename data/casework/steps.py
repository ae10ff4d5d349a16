"""Steps of a case: those that came about by files and visits, and those that somebody writes down by hand.

An extension, a hearing, a review and their answers are steps as well: the clocks of the case count them
(`data.petitions.deadlines`).
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Subquery, select
from sqlalchemy.orm import Session

from data.clock import now
from data.errors import CaseRefused
from data.journal import looks
from data.petitions import gate
from data.reader import Reader, Writer
from data.rules import rules
from data.scope import Role, Scope, is_office
from data.tables import CaseStep, Visit
from data.terms import StepKind
from data.text import N_, Phrase
from data.units import spellings_in

BY_HAND = tuple(
    kind for kind in StepKind if kind not in (StepKind.ACCEPTED, StepKind.FORWARDED, StepKind.CLOSED)
)
"""Kinds that are written down by hand; the others are fields of the case."""
PARTIES = (
    StepKind.COMMUNITY,
    StepKind.SOCIAL_WORKER,
    StepKind.ASSOCIATION,
    StepKind.JUDGE,
    StepKind.LAWYER,
)
"""Those that say who took part: the three of 三社, the judge's studio, the lawyers' room."""
WITH_DAYS = (StepKind.EXTENSION, StepKind.HEARING)
LONGEST: Mapping[str, int] = {"owner": 100, "note": 500}
MOST_DAYS = 90
"""Days that a hearing may take."""
_WRITES = (Role.TOWNSHIP, Role.UNIT)
_ANSWERED = {
    StepKind.REVIEW_ANSWERED: StepKind.REVIEW_ASKED,
    StepKind.REREVIEW_ASKED: StepKind.REVIEW_ANSWERED,
    StepKind.REREVIEW_ANSWERED: StepKind.REREVIEW_ASKED,
}
"""Step -> the one that goes before it."""


@dataclass(frozen=True)
class NewStep:
    """What is written down.

    Parameters
    ----------
    days
        Days granted, or of a hearing; of other kinds None.
    owner
        Who took the step.
    note
        Sealed.
    """

    kind: StepKind
    on: dt.date
    days: int | None = None
    owner: str = ""
    note: str = ""


@dataclass(frozen=True)
class TakenStep:
    """A step in force.

    Parameters
    ----------
    kind
        Code: a `StepKind`, or what came of a reception (`data.visits.days.Outcome`).
    visit
        Day of the visit on which it came about.
    noted
        There is a note, which `note` gives to whoever may see persons.
    entered_by
        Who wrote it down; None: it came about otherwise, and is not taken back here.
    """

    id: int
    on: dt.date
    kind: str
    owner: str | None
    due: dt.date | None
    done: dt.date | None
    days: int | None
    visit: dt.date | None
    noted: bool
    entered_by: str | None


def taken_steps(reader: Reader, number: str) -> list[TakenStep]:
    """Steps of a case that a reader may open, the first on top; those that were undone are left out."""
    case = _cases(reader)
    statement = (
        select(
            *(CaseStep.id, CaseStep.at, CaseStep.kind, CaseStep.owner, CaseStep.due, CaseStep.done),
            *(CaseStep.days, CaseStep.entered_by, CaseStep.note.is_not(None).label("noted")),
            Visit.on.label("visit"),
        )
        .join(case, case.c.id == CaseStep.petition_id)
        .outerjoin(Visit, Visit.id == CaseStep.visit_id)
        .where(case.c.number == number, CaseStep.undone_at.is_(None))
        .order_by(CaseStep.at, CaseStep.id)
    )
    with reader.store.read() as connection:
        rows = connection.execute(statement).all()
    return [
        TakenStep(
            row.id,
            row.at.date(),
            row.kind,
            row.owner,
            row.due,
            row.done,
            row.days,
            row.visit,
            bool(row.noted),
            row.entered_by,
        )
        for row in rows
    ]


def notes(reader: Reader, number: str) -> dict[int, str]:
    """Notes of the steps of a case by step, for who may see persons; the look is logged."""
    if not reader.scope.personal:
        return {}
    case = _cases(reader)
    statement = (
        select(CaseStep.id, CaseStep.note)
        .join(case, case.c.id == CaseStep.petition_id)
        .where(case.c.number == number, CaseStep.undone_at.is_(None), CaseStep.note.is_not(None))
    )
    with reader.store.read() as connection:
        told = {row.id: row.note for row in connection.execute(statement)}
    return told if told and looks.recorded(reader, number, ["note"]) else {}


def take(writer: Writer, number: str, step: NewStep) -> int:
    """Write down a step of a case; its id.

    Raises
    ------
    CaseRefused
        The scope writes nothing about the case, or there is no such one; the kind is none that is written by
        hand; the day lies before the case or is to come; days are missing, too many or not of this kind; what
        goes before the step is not on record, or the same is already; or a text is too long.
    """
    if not writes(writer.scope):
        raise CaseRefused("Only the petition office, the township and the unit write down steps of a case")
    owner, note = step.owner.strip(), step.note.strip()
    for text, name, label in ((owner, "owner", N_("Who took the step")), (note, "note", N_("Note"))):
        if len(text) > LONGEST[name]:
            raise CaseRefused(
                "{column} is longer than {limit} characters", column=Phrase(label), limit=LONGEST[name]
            )
    if step.kind not in BY_HAND:
        raise CaseRefused("This step is a field of the case: correct it there")
    _check_days(writer, step)
    with writer.write("take step", writer.store.dataset().county_code) as session:
        case = _cases(writer).c
        own = session.execute(select(case.id, case.filed).where(case.number == number)).first()
        if own is None:
            raise CaseRefused("There is no case with the number {number}", number=number)
        if not own.filed.date() <= step.on <= writer.today:
            raise CaseRefused(
                "A step is taken on a day from {first} to {last}",
                first=own.filed.date(),
                last=writer.today,
            )
        _check_order(session, own.id, step)
        taken = CaseStep(
            petition_id=own.id,
            at=dt.datetime.combine(step.on, dt.time(12)),
            kind=step.kind.value,
            owner=spellings_in(session).official(owner) or None,
            done=step.on,
            days=step.days,
            note=note or None,
            entered_at=now(),
            entered_by=writer.actor,
        )
        session.add(taken)
        session.flush()
        session.info["detail"] = {"petition": own.id, "step": taken.id}
        return taken.id


def undo(writer: Writer, step: int) -> None:
    """Take back a step that was written down by hand; it stays on record as undone.

    Raises
    ------
    CaseRefused
        The scope may not, there is no such step in force, or it was not written down by hand, or not by who
        takes it back; the office takes back any. Or a step that answers it is in force.
    """
    if not writes(writer.scope):
        raise CaseRefused("Only the petition office, the township and the unit write down steps of a case")
    with writer.write("undo step", writer.store.dataset().county_code) as session:
        case = _cases(writer).c
        own = session.scalar(
            select(CaseStep).where(
                CaseStep.id == step,
                CaseStep.undone_at.is_(None),
                CaseStep.entered_at.is_not(None),
                CaseStep.petition_id.in_(select(case.id)),
            )
        )
        if own is None or not may_undo(writer, own.entered_by):
            raise CaseRefused("There is no step {number} that was written down by hand", number=step)
        _check_last(session, own)
        own.undone_at, own.undone_by = now(), writer.actor
        session.info["detail"] = {"petition": own.petition_id, "step": own.id}


def may_undo(writer: Writer, entered_by: str | None) -> bool:
    """Whether somebody may take back a step that was written down by hand."""
    return entered_by is not None and (is_office(writer.scope) or entered_by == writer.actor)


def writes(scope: Scope) -> bool:
    """Whether a scope writes down steps of the cases that it may open."""
    return is_office(scope) or scope.role in _WRITES


# --- inside ------------------------------------------------------------------------------------------------


def _cases(reader: Reader) -> Subquery:
    return gate.queue(reader) if is_office(reader.scope) else gate.cases(reader)


def _check_days(writer: Writer, step: NewStep) -> None:
    most = MOST_DAYS
    if step.kind is StepKind.EXTENSION:
        most = rules(writer.store, writer.today).cases.extension_days
    if step.kind in WITH_DAYS and not 1 <= (step.days or 0) <= most:
        raise CaseRefused("Say how many days, from 1 to {most}", most=most)
    if step.kind not in WITH_DAYS and step.days is not None:
        raise CaseRefused("Days are said of an extension or a hearing alone")


def _check_order(session: Session, petition: int, step: NewStep) -> None:
    """A review is asked for once and answered once, an extension granted once, each after what it follows."""
    taken = select(CaseStep.at).where(CaseStep.petition_id == petition, CaseStep.undone_at.is_(None))
    once = {*_ANSWERED, *_ANSWERED.values(), StepKind.EXTENSION}
    if step.kind in once and session.scalar(taken.where(CaseStep.kind == step.kind.value)) is not None:
        raise CaseRefused("{step} is on record already", step=Phrase(step.kind.label))
    before = _ANSWERED.get(step.kind)
    if before is not None:
        at = session.scalar(taken.where(CaseStep.kind == before.value))
        if at is None or at.date() > step.on:
            raise CaseRefused(
                "{step}: first write down, not after it: {before}",
                step=Phrase(step.kind.label),
                before=Phrase(before.label),
            )


def _check_last(session: Session, step: CaseStep) -> None:
    """A review that was answered, or led to a re-review, is taken back from its end."""
    after = next((kind for kind, before in _ANSWERED.items() if before.value == step.kind), None)
    if after is None:
        return
    follows = select(CaseStep.id).where(
        CaseStep.petition_id == step.petition_id, CaseStep.kind == after.value, CaseStep.undone_at.is_(None)
    )
    if session.scalar(follows) is not None:
        raise CaseRefused("{step} follows it: take that back first", step=Phrase(after.label))
