"""What came of a group of people, recorded, corrected with its trace, and undone.

An outcome is a step of a case (`data.tables.CaseStep`): of the one on record that they came for, while it is
open, else of one that is made of the entry. So what was handed on waits among the promises, and what was
settled on the spot is closed.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.casework import entry as casework
from data.casework import fields, numbers
from data.casework.places import NOWHERE, by_hand
from data.clock import now
from data.desk import gate, trace
from data.desk.queue import check_free
from data.desk.reception import Reception, check_come, moment, reception
from data.desk.terms import Act, DeskOutcome, NotHeard, Place
from data.errors import DeskRefused
from data.petitions import gate as petitions
from data.petitions import states
from data.petitions.relocation import place_again
from data.reader import Writer
from data.scope import is_office
from data.tables import CaseStep, DeskEntry, MatterLink, PetitionState
from data.terms import Channel, Occurrence, Placement, Purpose, Status, Tier
from data.units import spellings_in

LONGEST = 100
LONGEST_NOTE = 2000
"""Characters that an owner and a note may have."""
_OF_AN_OUTCOME = ("state", "outcome", "owner", "due", "why", "note", "step_id", "ended_at")
_ON_RECORD = (DeskOutcome.SETTLED, DeskOutcome.PROMISED, DeskOutcome.REFERRED)
"""Outcomes that change something in a case."""


@dataclass(frozen=True)
class What:
    """What came of it.

    Parameters
    ----------
    owner, due
        Of what is handed on: who owes it, and by which day; of what is referred: to whom.
    why
        Of people whom nobody heard.
    note
        In the desk's own words; sealed.
    """

    outcome: DeskOutcome
    owner: str = ""
    due: dt.date | None = None
    why: NotHeard | None = None
    note: str = ""


def record(writer: Writer, entry: int, what: What, *, seen: int | None = None) -> str:
    """Record what came of it, or correct what is recorded. Gives the number of the case; '': none.

    Parameters
    ----------
    seen
        As of `data.desk.entering.correct`; None: whatever it is by now.

    Raises
    ------
    DeskRefused
        The scope may not; nobody has heard them yet; what is handed on has no owner or no due day from the
        day on; nobody said why they were not heard; their case was closed meanwhile; or the visit is
        recorded.
    """
    with writer.write("desk outcome", str(entry), outcome=what.outcome.value) as session:
        found = gate.own(session, writer, entry)
        at = reception(writer, found.township_code, found.on)
        at.check_open()
        if seen is not None:
            trace.check_seen(session, found, seen)
        return settle(session, writer, at, found, what)


def undo(writer: Writer, entry: int, *, seen: int | None = None) -> Act:
    """Undo what was done last with an entry; it stays in its history as undone. Gives what it was.

    An entry that is undone from its beginning is taken back: it counts nowhere, and its slip is not given
    again.

    Raises
    ------
    DeskRefused
        As `record`; what was recorded has been changed elsewhere since, and would be lost; or their table
        hears others by now.
    """
    with writer.write("desk undo", str(entry)) as session:
        found = gate.own(session, writer, entry)
        at = reception(writer, found.township_code, found.on)
        at.check_open()
        if seen is not None:
            trace.check_seen(session, found, seen)
        step = trace.latest(session, found)
        if step is None:
            raise DeskRefused("There is nothing to undo")
        step.undone_at, step.undone_by = now(), writer.actor
        act = Act(step.act)
        if act in (Act.ENTERED, Act.TAKEN_OVER):
            _take_out(session, writer, found)
            found.withdrawn_at, found.withdrawn_by = now(), writer.actor
            return act
        before = trace.held_before(step)
        if before.get("state") == Place.BEING_HEARD.value:  # their table may hear others by now
            check_free(session, at, found.heard_by)
        if act in (Act.OUTCOME, Act.CHANGED):
            _take_out(session, writer, found)
        for name, value in before.items():
            setattr(found, name, value)
        if act is Act.CHANGED:  # what was recorded before stands again
            _stand(session, writer, at, found)
        session.info["detail"] = {"step": act.value}
        return act


# --- in a transaction of the caller's ----------------------------------------------------------------------


def settle(session: Session, writer: Writer, at: Reception, found: DeskEntry, what: What) -> str:
    """Record or correct an outcome."""
    check_come(found.on, writer.today)
    check(found, what)
    act = Act.CHANGED if found.outcome is not None else Act.OUTCOME
    before = {name: getattr(found, name) for name in _OF_AN_OUTCOME}
    if found.outcome is not None:
        _take_out(session, writer, found)
    heard = what.outcome is not DeskOutcome.NOT_HEARD
    found.outcome = what.outcome.value
    found.owner = spellings_in(session).official(what.owner.strip()) or None
    found.due = what.due if what.outcome is DeskOutcome.PROMISED else None
    found.why = None if heard or what.why is None else what.why.value
    found.note = what.note.strip() or None
    found.state = (Place.HEARD if heard else Place.LEFT).value
    found.ended_at = found.ended_at or moment(found.on, writer.today)
    number = _stand(session, writer, at, found)
    changed = {name: (was, getattr(found, name)) for name, was in before.items()}
    trace.note(
        session, writer, found, act, {name: pair for name, pair in changed.items() if pair[0] != pair[1]}
    )
    return number


def undo_outcome(session: Session, writer: Writer, found: DeskEntry) -> None:
    """Take an entry's outcome out, so that another can stand in its place."""
    _take_out(session, writer, found)
    found.outcome = found.owner = found.due = found.why = found.note = None
    session.flush()


def check(found: DeskEntry, what: What) -> None:
    """Check an outcome against its entry.

    Raises
    ------
    DeskRefused
        As of `record`.
    """
    if len(what.owner.strip()) > LONGEST or len(what.note.strip()) > LONGEST_NOTE:
        raise DeskRefused(
            "Who owes it takes {limit} characters at most, a note {most}", limit=LONGEST, most=LONGEST_NOTE
        )
    if what.outcome is DeskOutcome.NOT_HEARD:
        if what.why is None or (what.why is NotHeard.OTHER and not what.note.strip()):
            raise DeskRefused("Say why nobody heard {slip}; another reason needs a note", slip=found.slip)
        return
    if found.called_at is None:
        raise DeskRefused(
            "Nobody has heard {slip} yet: call them to a table first, or record that they were not heard,"
            " and why",
            slip=found.slip,
        )
    if what.outcome is DeskOutcome.PROMISED and what.due is None:
        raise DeskRefused("What is handed on needs a day by which it is done")
    if what.outcome is DeskOutcome.PROMISED and what.due is not None and what.due < found.on:
        raise DeskRefused("{due} lies before the day of the visit, {day}", due=what.due, day=found.on)
    if what.outcome in (DeskOutcome.PROMISED, DeskOutcome.REFERRED) and not what.owner.strip():
        raise DeskRefused("Name the unit or officer to whom it goes")


# --- inside -------------------------------------------------------------------------------------------------


def _stand(session: Session, writer: Writer, at: Reception, found: DeskEntry) -> str:
    """Let the outcome that an entry holds stand in its case; the number of that."""
    outcome = DeskOutcome(found.outcome or "")
    if outcome is DeskOutcome.NOT_HEARD:
        return ""
    case, number = _case(session, writer, at, found, outcome)
    if case is None:
        return number
    filed, closes = case[1], outcome is DeskOutcome.SETTLED
    when = max(filed, found.ended_at or moment(found.on, writer.today))
    step = CaseStep(
        petition_id=case[0],
        at=when,
        kind=outcome.value,
        owner=found.owner,
        due=found.due,
        done=None if outcome is DeskOutcome.PROMISED else found.on,
        visit_id=at.visit_id,
    )
    session.add(step)
    session.flush()
    found.step_id = step.id
    if closes:
        petitions.change(session, [case[0]], status=Status.CLOSED.value, closed=when)
    return number


def _case(
    session: Session, writer: Writer, at: Reception, found: DeskEntry, outcome: DeskOutcome
) -> tuple[tuple[int, dt.datetime] | None, str]:
    """The open case of an entry, id and when it was filed, and its number; made where there is none yet."""
    if found.made_id is not None:
        return _brought_back(session, writer, at, found)
    if found.petition_id is None or found.repeats:
        return _made(session, writer, at, found)
    case = petitions.cases(writer, found.on)
    row = session.execute(
        select(case.c.number, case.c.status, case.c.filed, case.c.closed).where(
            case.c.id == found.petition_id
        )
    ).first()
    if row is None:
        raise DeskRefused(
            "The case of {slip} is not among those of the township any more: take them down without it, as a"
            " matter of their own",
            slip=found.slip,
        )
    status = Status(row.status)
    if status is Status.OPEN:
        return (found.petition_id, row.filed), row.number
    if outcome not in _ON_RECORD:
        return None, row.number  # explained once more: nothing changes in the case
    if status is Status.CLOSED:
        raise DeskRefused(
            "The case {number} of {slip} was closed meanwhile, on {day}: take them down as a matter of their"
            " own, which repeats it, or record that it was explained",
            number=row.number,
            slip=found.slip,
            day=row.closed.date() if row.closed else "—",
        )
    raise DeskRefused(
        "The case {number} of {slip} is concluded or before a court: record that it was explained, or why"
        " they were not heard",
        number=row.number,
        slip=found.slip,
    )


def _made(
    session: Session, writer: Writer, at: Reception, found: DeskEntry
) -> tuple[tuple[int, dt.datetime], str]:
    """A case of its own, as the desk wrote it down."""
    filed, values, person = _told(writer, at, found)
    number = numbers.of_slip(found.township_code, found.on, found.slip)
    own = casework.add(session, writer.store.dataset(), number, values, person)
    _place(session, writer, found, own)
    casework.extend_record(session, filed.date())
    found.made_id = own
    return (own, filed), number


def _told(
    writer: Writer, at: Reception, found: DeskEntry
) -> tuple[dt.datetime, dict[str, Any], dict[str, Any]]:
    """When an entry's case was filed, its columns, and who petitioned in which words."""
    filed = found.arrived_at or moment(found.on, writer.today)
    values = fields.tidy(
        {
            "filed": filed,
            "channel": Channel.VISIT.value,
            "category": found.category,
            "address": found.address or "",
            "people": found.people,
            "purpose": Purpose.CLAIM.value,
            "occurrence": (Occurrence.REPEAT if found.repeats else Occurrence.FIRST).value,
            "tier": Tier.GENERAL.value,
        }
    ) | {"status": Status.OPEN.value}
    person = fields.tidy(
        {"name": found.name or "", "phone": found.phone or "", "statement": found.words or ""}
    )
    fields.check(values | person, max(writer.today, writer.store.dataset().as_of or writer.today))
    return filed, values | _placed(writer, at, found), person


def _place(session: Session, writer: Writer, found: DeskEntry, own: int) -> None:
    """Let the rule place a case of which nothing but an address is known."""
    if found.village_code is None and found.address and is_office(writer.scope):
        only = frozenset([own])
        place_again(session, writer.store, on=writer.today, actor=writer.actor, only=only)


def _placed(writer: Writer, at: Reception, found: DeskEntry) -> dict[str, object]:
    """Where the problem is: in the village named, else in the township that received them."""
    if found.village_code is not None:
        return by_hand(writer, found.village_code)
    stated = {} if found.address else {"stated_township": at.name}
    return {
        **NOWHERE,
        "placement": Placement.TOWNSHIP.value,
        "township_code": found.township_code,
        **stated,
    }


def _brought_back(
    session: Session, writer: Writer, at: Reception, found: DeskEntry
) -> tuple[tuple[int, dt.datetime], str]:
    """The case that was made of an entry before its outcome was taken back."""
    own, case = found.made_id or 0, petitions.cases(writer, found.on)
    sought = select(case.c.number, case.c.filed, case.c.status).where(case.c.id == own)
    row = session.execute(sought).first()
    if row is None:  # it was taken out with its outcome; the entry may have been corrected since
        _, values, person = _told(writer, at, found)
        petitions.change(session, [own], withdrawn_at=None, closed=None, **values)
        if writer.scope.personal and any(person.values()):  # a township reads none, and so replaces none
            states.apply(session, {}, {own: person})
        _place(session, writer, found, own)
        row = session.execute(sought).first()
    if row is None or row.status != Status.OPEN.value:
        raise DeskRefused(
            "The case that was made of {slip} was closed or moved meanwhile: correct it there",
            slip=found.slip,
        )
    return (own, row.filed), row.number


def _take_out(session: Session, writer: Writer, found: DeskEntry) -> None:
    """Take what an outcome did out of its case: the step stays as undone, what it closed is open again."""
    step = session.get(CaseStep, found.step_id) if found.step_id is not None else None
    if step is None:
        return
    if step.undone_at is not None or (step.kind == DeskOutcome.PROMISED.value and step.done is not None):
        raise DeskRefused(
            "What was recorded of {slip} has gone on since: what was handed on is marked as kept, or was"
            " taken back on the page of the visit",
            slip=found.slip,
        )
    case = petitions.cases(writer, found.on)
    row = session.execute(select(case.c.status, case.c.closed).where(case.c.id == step.petition_id)).first()
    if (
        step.kind == DeskOutcome.SETTLED.value
        and row is not None
        and row.status == Status.CLOSED.value
        and row.closed == step.at  # not closed by an import since
    ):
        petitions.change(session, [step.petition_id], status=Status.OPEN.value, closed=None)
    step.undone_at, step.undone_by = now(), writer.actor
    found.step_id = None
    session.flush()
    if found.made_id == step.petition_id and not _stands_elsewhere(session, step.petition_id):
        petitions.change(session, [step.petition_id], withdrawn_at=now())


def _stands_elsewhere(session: Session, petition: int) -> bool:
    """Whether anything but the desk has taken a case up that it made."""
    counts = (
        select(func.count()).where(CaseStep.petition_id == petition, CaseStep.undone_at.is_(None)),
        select(func.count()).where(PetitionState.petition_id == petition),
        select(func.count()).where(MatterLink.petition_id == petition, MatterLink.undone_at.is_(None)),
    )
    return any(session.scalar(each) for each in counts)
