"""A day of visits on its way: published, held, recorded, archived.

Only the steps of `ALLOWED`, `BACK` and `LATE` are taken. Whoever acts says which revision was on the page; if
somebody was quicker, the second is told and nothing is lost.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Select, Subquery, and_, func, or_, select
from sqlalchemy.orm import Session

from data import scope as may
from data.clock import now
from data.divisions import reads
from data.errors import PlanRefused
from data.petitions import counted, gate
from data.reader import Reader, Writer
from data.rules import rules
from data.service.contracts import Duty, Trouble, refusal, roster
from data.store import Store
from data.tables import Booking, CaseStep, DeskEntry, Visit, VisitStop
from data.terms import Level, State, Status
from data.units import spellings_in
from data.visits.bookings import check_keeps
from data.visits.plans import village_places
from data.visits.saved import replace_stops
from geo.terms import N_, Term

ALLOWED = {
    (State.DRAFT, State.PUBLISHED),
    (State.PUBLISHED, State.DRAFT),
    (State.PUBLISHED, State.HELD),
    (State.HELD, State.RECORDED),
    (State.RECORDED, State.ARCHIVED),
}
BACK = {(State.RECORDED, State.HELD), (State.ARCHIVED, State.RECORDED)}
"""Steps back at any later day, so that what is recorded can be corrected; each stays in the log."""
LATE = {(State.DRAFT, State.HELD)}
"""Steps taken after the day alone: what took place without a notice is recorded all the same."""


class Outcome(Term):
    """What came of a case that was heard."""

    SETTLED = "settled", N_("settled on the spot")
    """On the spot: the case is closed."""
    PROMISED = "promised", N_("promised")
    """Somebody owes something by a day."""
    EXPLAINED = "explained", N_("explained")
    REFERRED = "referred", N_("referred")


def steps(state: State, on: dt.date, today: dt.date) -> list[State]:
    """States to which a visit can go from one by rule, the day being what it is.

    To hold it before its day is among them: `advance` says from when on.
    """
    pairs = _pairs(on, today)
    past = {State.PUBLISHED: today >= on, State.DRAFT: today > on}
    return [to for to in State if (state, to) in pairs and not past.get(to)]


def advance(
    writer: Writer,
    township: str,
    on: dt.date,
    to: State,
    *,
    seen: int,
) -> int:
    """Take a visit to its next state.

    Parameters
    ----------
    writer
        The petition office's, or the township's.
    to
        The state wanted.
    seen
        Revision that was on the page.

    Returns
    -------
    int
        The new revision.

    Raises
    ------
    PlanRefused
        The scope may not; there is no such visit; the step is not allowed, or not on this day; somebody
        changed the visit meanwhile; or it is to be published, and its leader cannot go: is in two places at
        once, absent, recused or out of office, or another goes by now.
    """
    check_keeps(writer.scope, township)
    with writer.write("visit state", f"{on}/{township}", to=to.value) as session:
        visit = _visit(session, township, on)
        state = State(visit.state)
        if visit.revision != seen:
            raise PlanRefused("Somebody else changed this visit meanwhile: load it again")
        if (state, to) not in _pairs(on, writer.today):
            raise PlanRefused("The visit is not in a state from which this step leads on: load it again")
        if to is State.DRAFT and writer.today > on:
            raise PlanRefused("The day of the visit, {day}, is past: its notice stands", day=on.isoformat())
        if to is State.HELD and writer.today < on:
            raise PlanRefused("A visit is held on its day, {day}, or recorded after it", day=on.isoformat())
        if to is State.PUBLISHED:
            if writer.today >= on:
                raise PlanRefused("A visit is published before its day, {day}", day=on.isoformat())
            _check_goes(session, writer, visit)
        visit.state, visit.revision = to.value, visit.revision + 1
        return visit.revision


def notice_days(store: Store, on: dt.date) -> int:
    """Days that a visit is to be published ahead, by the county's rules of its day."""
    return rules(store, on).visits.notice_days


def leader_day(store: Store, on: dt.date) -> dt.date:
    """The day by which the leaders of a visit are told, by the county's rules of its day."""
    return on - dt.timedelta(days=rules(store, on).visits.leader_days)


def is_late(store: Store, on: dt.date, today: dt.date) -> bool:
    """Whether publishing today gives less notice than `notice_days`."""
    return (on - today).days < notice_days(store, on)


def record(
    writer: Writer,
    township: str,
    on: dt.date,
    number: str,
    outcome: Outcome,
    *,
    owner: str | None = None,
    due: dt.date | None = None,
    walk_in: bool = False,
) -> None:
    """Record what came of a case that was heard on a visit.

    A settled case is closed on that day. A promise needs an owner and a due date, and waits in `promises`
    until it is kept.

    Parameters
    ----------
    walk_in
        The case was heard though it was neither booked nor of a village visited: any of the township.

    Raises
    ------
    PlanRefused
        The scope may not; the visit is not being recorded; the case was not to be heard there; or a promise
        has no owner or no due date after the visit.
    """
    check_keeps(writer.scope, township)
    if outcome is Outcome.PROMISED and (not (owner or "").strip() or due is None or due < on):
        raise PlanRefused("A promise needs who owes it and a day by which, not before the visit")
    with writer.write("record case", f"{on}/{township}", outcome=outcome.value) as session:
        visit = _visit(session, township, on)
        if visit.state != State.HELD.value:
            raise PlanRefused("Cases are recorded while the visit is held and not yet recorded")
        case = gate.cases(writer, on, township=township)
        heard = select(case.c.id, case.c.filed) if walk_in else _heard(writer, case, visit)
        petition = session.execute(
            heard.where(case.c.number == number, case.c.status == Status.OPEN.value)
        ).first()
        if petition is None or petition.filed >= _day_after(on):
            raise PlanRefused(
                "This case was not to be heard on the visit, or is closed: {number}", number=number
            )
        promised = outcome is Outcome.PROMISED
        session.add(
            CaseStep(
                petition_id=petition.id,
                at=dt.datetime.combine(on, dt.time(12)),
                kind=outcome.value,
                owner=spellings_in(session).official((owner or "").strip()) or None,
                due=due if promised else None,
                done=None if promised else on,
                visit_id=visit.id,
            )
        )
        if outcome is Outcome.SETTLED:
            closed = max(petition.filed, dt.datetime.combine(on, dt.time(12)))
            gate.change(session, [petition.id], status=Status.CLOSED.value, closed=closed)


def take_back(writer: Writer, step: int) -> None:
    """Take back what was recorded of a case: it stays on record as undone, and what it closed is open again.

    Raises
    ------
    PlanRefused
        The scope may not; there is no such outcome in force; or the visit is not being recorded any more.
    """
    with writer.write("take back outcome", str(step)) as session:
        entry = session.get(CaseStep, step)
        visit = session.get(Visit, entry.visit_id) if entry is not None and entry.visit_id else None
        if entry is None or visit is None or entry.undone_at is not None:
            raise PlanRefused("There is no outcome {number} in force", number=step)
        check_keeps(writer.scope, visit.township_code)
        if visit.state != State.HELD.value:
            raise PlanRefused("Cases are recorded while the visit is held and not yet recorded")
        if session.scalar(select(DeskEntry.id).where(DeskEntry.step_id == step)) is not None:
            raise PlanRefused("This outcome was recorded at the desk: undo or correct it there")
        case = gate.cases(writer, visit.on)
        closed = session.execute(
            select(case.c.filed, case.c.closed).where(
                case.c.id == entry.petition_id, case.c.status == Status.CLOSED.value
            )
        ).first()
        if (
            entry.kind == Outcome.SETTLED.value
            and closed is not None
            and closed.closed == max(closed.filed, entry.at)  # not closed by an import since
        ):
            gate.change(session, [entry.petition_id], status=Status.OPEN.value, closed=None)
        entry.undone_at, entry.undone_by = now(), writer.actor


def correct_stops(writer: Writer, township: str, on: dt.date, villages: Sequence[str]) -> None:
    """Record where the leader was in fact, in order, where it was otherwise than planned.

    The plan stays as it was saved. At which time the leader was where it did not lead to is not known.

    Raises
    ------
    PlanRefused
        The scope may not; the visit is not being recorded; or a village is named twice or is none of the
        township.
    """
    check_keeps(writer.scope, township)
    known = set(village_places(writer.store, township, on)["code"])
    if len(set(villages)) < len(villages) or not set(villages) <= known:
        raise PlanRefused("Name each village of the township once at most, in the order of the stops")
    with writer.write("correct stops", f"{on}/{township}", stops=len(villages)) as session:
        visit = _visit(session, township, on)
        if visit.state != State.HELD.value:
            raise PlanRefused("Cases are recorded while the visit is held and not yet recorded")
        replace_stops(session, visit, villages)


def outcomes(reader: Reader, township: str, on: dt.date) -> pd.DataFrame:
    """What was recorded of a visit, as it was recorded.

    Returns
    -------
    DataFrame
        id, number, village, outcome, owner, due, done. Empty for all who do not keep the visit.
    """
    columns = ["id", "number", "village", "outcome", "owner", "due", "done"]
    if not may.keeps_visits(reader.scope, township):
        return pd.DataFrame(columns=columns)
    case = gate.cases(reader, on)
    step = (CaseStep.kind, CaseStep.owner, CaseStep.due, CaseStep.done)
    statement = (
        select(CaseStep.id, case.c.number, case.c.village_code, *step)
        .join(case, case.c.id == CaseStep.petition_id)
        .join(Visit, Visit.id == CaseStep.visit_id)
        .where(Visit.on == on, Visit.township_code == township, CaseStep.undone_at.is_(None))
        .order_by(CaseStep.id)
    )
    with reader.store.read() as connection:
        return pd.DataFrame.from_records(connection.execute(statement).all(), columns=columns)


def to_hear(reader: Reader, township: str, on: dt.date) -> pd.DataFrame:
    """Open cases of a visit: number, village, filed, category, tier; of the reception, then as the stops go.

    Without reports and accusations, which are never worked on in the village they concern, and without what
    was filed after the day.
    """
    columns = ["number", "village", "filed", "category", "tier"]
    with reader.store.read() as connection:
        visit = connection.execute(
            select(Visit.id, Visit.on).where(Visit.on == on, Visit.township_code == township)
        ).first()
        if visit is None or not may.keeps_visits(reader.scope, township):
            return pd.DataFrame(columns=columns)
        case = gate.cases(reader, on, township=township)
        shown = (case.c.number, case.c.village_code, case.c.filed, case.c.category, case.c.tier)
        rows = connection.execute(
            _heard(reader, case, visit)
            .with_only_columns(*shown)
            .where(case.c.status == Status.OPEN.value)
            .order_by(func.coalesce(VisitStop.position, 0), case.c.filed, case.c.id)
        ).all()
    frame = pd.DataFrame.from_records(rows, columns=columns)
    return frame[pd.to_datetime(frame["filed"]) < _day_after(on)].reset_index(drop=True)


# --- inside -------------------------------------------------------------------------------------------


def _pairs(on: dt.date, today: dt.date) -> set[tuple[State, State]]:
    """Steps from one state to another by rule, the day being what it is."""
    return ALLOWED | BACK | LATE if today > on else ALLOWED | BACK


def _check_goes(session: Session, writer: Writer, visit: Visit) -> None:
    """Refuse to publish a visit whose leader cannot be there: nobody is in two places at one hour."""
    townships = reads.divisions(writer.store, Level.TOWNSHIP, visit.on).set_index("code")["name"]
    standing = roster(writer.store)
    duties = standing.duties([*townships.index], visit.on)
    name = str(townships.get(visit.township_code, visit.township_code))
    duty = duties.get(visit.township_code, Duty(visit.township_code, trouble=Trouble.NO_CONTRACT))
    if duty.leader_id != visit.leader_id and duty.leader_id is not None:
        raise PlanRefused(
            "{now} goes to {township} by now, and the plan was saved for {then}: plan it anew, and save it",
            now=duty.leader,
            township=name,
            then=standing.leaders[visit.leader_id].name,
        )
    other = session.scalar(
        select(Visit.township_code).where(
            Visit.on == visit.on,
            Visit.leader_id == visit.leader_id,
            Visit.id != visit.id,
            Visit.state != State.DRAFT.value,
        )
    )
    if other is not None:
        raise PlanRefused(
            "{leader} cannot be in {township} and in {other} on the same day: name a substitute first",
            leader=standing.leaders[visit.leader_id].name,
            township=name,
            other=str(townships.get(other, other)),
        )
    if duty.trouble is not None and duty.trouble is not Trouble.ELSEWHERE:
        raise refusal(duty.trouble, name, visit.on)


def _visit(session: Session, township: str, on: dt.date) -> Visit:
    visit: Visit | None = session.scalar(select(Visit).where(Visit.on == on, Visit.township_code == township))
    if visit is None:
        raise PlanRefused("No visit of this day is saved: save the plan first")
    return visit


def _day_after(on: dt.date) -> dt.datetime:
    return dt.datetime.combine(on, dt.time()) + dt.timedelta(days=1)


def _heard(reader: Reader, case: Subquery, visit: Any) -> Select[Any]:
    """Cases booked for a visit's reception, and those of its villages that it is for: id and filed."""
    booked = (
        select(Booking.petition_id)
        .join(Visit, and_(Visit.on == Booking.on, Visit.township_code == Booking.township_code))
        .where(Visit.id == visit.id, Booking.cancelled_at.is_(None))
    )
    goes_for = counted.among(case.c.channel, rules(reader.store, visit.on).visits.counted)
    stop = and_(VisitStop.village_code == case.c.village_code, VisitStop.visit_id == visit.id, goes_for)
    return (
        select(case.c.id, case.c.filed)
        .outerjoin(VisitStop, stop)
        .where(or_(VisitStop.id.is_not(None), case.c.id.in_(booked)))
    )
