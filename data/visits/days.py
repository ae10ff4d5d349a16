"""A day of visits on its way: published, held, recorded, archived; and what was promised, to its end.

Only the steps of `ALLOWED` and `LATE` are taken. Whoever acts says which revision was on the page; if
somebody was quicker, the second is told and nothing is lost.
"""

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import pandas as pd
from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from data import scope as may
from data.errors import PlanRefused
from data.scope import Scope
from data.store import Store, now
from data.tables import Booking, CaseStep, Petition, Visit, VisitStop
from data.terms import Purpose, State, Status
from data.visits.bookings import check_keeps
from data.visits.plans import village_places
from data.visits.saved import replace_stops

ALLOWED = {
    (State.DRAFT, State.PUBLISHED),
    (State.PUBLISHED, State.DRAFT),
    (State.PUBLISHED, State.HELD),
    (State.HELD, State.RECORDED),
    (State.RECORDED, State.ARCHIVED),
}
LATE = {(State.DRAFT, State.HELD)}
"""Steps taken after the day alone: what took place without a notice is recorded all the same."""
NOTICE_DAYS = 3
"""Days that a visit is published ahead (practice of Pujiang, press 2017)."""


class Outcome(StrEnum):
    """What came of a case that was heard."""

    SETTLED = "settled"
    """On the spot: the case is closed."""
    PROMISED = "promised"
    """Somebody owes something by a day."""
    EXPLAINED = "explained"
    REFERRED = "referred"


def state_of(scope: Scope, store: Store, township: str, on: dt.date) -> tuple[State, int] | None:
    """State and revision of a visit; None if none is saved, or the scope may not see it."""
    if not may.keeps_visits(scope, township):
        return None
    with store.read() as connection:
        row = connection.execute(
            select(Visit.state, Visit.revision).where(Visit.on == on, Visit.township_code == township)
        ).first()
    return None if row is None else (State(row.state), row.revision)


def steps(state: State, on: dt.date, today: dt.date) -> list[State]:
    """States to which a visit can go from one by rule, the day being what it is.

    To hold it before its day is among them: `advance` says from when on.
    """
    pairs = ALLOWED | LATE if today > on else ALLOWED
    past = {State.PUBLISHED: today >= on, State.DRAFT: today > on}
    return [to for to in State if (state, to) in pairs and not past.get(to)]


def advance(
    scope: Scope,
    store: Store,
    township: str,
    on: dt.date,
    to: State,
    *,
    today: dt.date,
    seen: int,
    actor: str,
) -> int:
    """Take a visit to its next state.

    Parameters
    ----------
    scope
        The petition office's, or the township's.
    to
        The state wanted.
    today
        A visit is held on its day or later, and published before it. A notice is taken back until then.
    seen
        Revision that was on the page.

    Returns
    -------
    int
        The new revision.

    Raises
    ------
    PlanRefused
        The scope may not; there is no such visit; the step is not allowed, or not on this day; or somebody
        changed the visit meanwhile.
    """
    check_keeps(scope, township)
    with store.write(actor, "visit state", f"{on}/{township}", to=to.value) as session:
        visit = _visit(session, township, on)
        state = State(visit.state)
        if visit.revision != seen:
            raise PlanRefused("Somebody else changed this visit meanwhile: load it again")
        if (state, to) not in (ALLOWED | LATE if today > on else ALLOWED):
            raise PlanRefused("The visit is not in a state from which this step leads on: load it again")
        if to is State.DRAFT and today > on:
            raise PlanRefused("The day of the visit, {day}, is past: its notice stands", day=on.isoformat())
        if to is State.HELD and today < on:
            raise PlanRefused("A visit is held on its day, {day}, or recorded after it", day=on.isoformat())
        if to is State.PUBLISHED and today >= on:
            raise PlanRefused("A visit is published before its day, {day}", day=on.isoformat())
        visit.state, visit.revision = to.value, visit.revision + 1
        return visit.revision


def is_late(on: dt.date, today: dt.date) -> bool:
    """Whether publishing today gives less notice than `NOTICE_DAYS`."""
    return (on - today).days < NOTICE_DAYS


def record(
    scope: Scope,
    store: Store,
    township: str,
    on: dt.date,
    number: str,
    outcome: Outcome,
    *,
    owner: str | None = None,
    due: dt.date | None = None,
    walk_in: bool = False,
    actor: str,
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
    check_keeps(scope, township)
    if outcome is Outcome.PROMISED and (not (owner or "").strip() or due is None or due < on):
        raise PlanRefused("A promise needs who owes it and a day by which, not before the visit")
    with store.write(actor, "record case", f"{on}/{township}", outcome=outcome.value) as session:
        visit = _visit(session, township, on)
        if visit.state != State.HELD.value:
            raise PlanRefused("Cases are recorded while the visit is held and not yet recorded")
        heard = _of_township(scope, township) if walk_in else _heard(scope, visit.id)
        petition = session.scalar(
            heard.where(Petition.number == number, Petition.status == Status.OPEN.value)
        )
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
                owner=(owner or "").strip() or None,
                due=due if promised else None,
                done=None if promised else on,
                visit_id=visit.id,
            )
        )
        if outcome is Outcome.SETTLED:
            petition.status = Status.CLOSED.value
            petition.closed = max(petition.filed, dt.datetime.combine(on, dt.time(12)))


def take_back(scope: Scope, store: Store, step: int, *, actor: str) -> None:
    """Take back what was recorded of a case: it stays on record as undone, and what it closed is open again.

    Raises
    ------
    PlanRefused
        The scope may not; there is no such outcome in force; or the visit is not being recorded any more.
    """
    with store.write(actor, "take back outcome", str(step)) as session:
        entry = session.get(CaseStep, step)
        visit = session.get(Visit, entry.visit_id) if entry is not None and entry.visit_id else None
        if entry is None or visit is None or entry.undone_at is not None:
            raise PlanRefused("There is no outcome {number} in force", number=step)
        check_keeps(scope, visit.township_code)
        if visit.state != State.HELD.value:
            raise PlanRefused("Cases are recorded while the visit is held and not yet recorded")
        petition = session.get(Petition, entry.petition_id)
        if (
            entry.kind == Outcome.SETTLED.value
            and petition is not None
            and petition.status == Status.CLOSED.value
            and petition.closed == max(petition.filed, entry.at)  # not closed by an import since
        ):
            petition.status, petition.closed = Status.OPEN.value, None
        entry.undone_at, entry.undone_by = now(), actor


def correct_stops(
    scope: Scope, store: Store, township: str, on: dt.date, villages: Sequence[str], *, actor: str
) -> None:
    """Record where the leader was in fact, in order, where it was otherwise than planned.

    The plan stays as it was saved. At which time the leader was where it did not lead to is not known.

    Raises
    ------
    PlanRefused
        The scope may not; the visit is not being recorded; or a village is named twice or is none of the
        township.
    """
    check_keeps(scope, township)
    known = set(village_places(store, township, on)["code"])
    if len(set(villages)) < len(villages) or not set(villages) <= known:
        raise PlanRefused("Name each village of the township once at most, in the order of the stops")
    with store.write(actor, "correct stops", f"{on}/{township}", stops=len(villages)) as session:
        visit = _visit(session, township, on)
        if visit.state != State.HELD.value:
            raise PlanRefused("Cases are recorded while the visit is held and not yet recorded")
        replace_stops(session, visit, villages)


def outcomes(scope: Scope, store: Store, township: str, on: dt.date) -> pd.DataFrame:
    """What was recorded of a visit, as it was recorded.

    Returns
    -------
    DataFrame
        id, number, village, outcome, owner, due, done. Empty for all who do not keep the visit.
    """
    columns = ["id", "number", "village", "outcome", "owner", "due", "done"]
    if not may.keeps_visits(scope, township):
        return pd.DataFrame(columns=columns)
    statement = (
        select(
            CaseStep.id,
            Petition.number,
            Petition.village_code,
            CaseStep.kind,
            CaseStep.owner,
            CaseStep.due,
            CaseStep.done,
        )
        .join(Petition, Petition.id == CaseStep.petition_id)
        .join(Visit, Visit.id == CaseStep.visit_id)
        .where(may.cases(scope), Petition.purpose != Purpose.ACCUSATION.value)
        .where(Visit.on == on, Visit.township_code == township, CaseStep.undone_at.is_(None))
        .order_by(CaseStep.id)
    )
    with store.read() as connection:
        return pd.DataFrame.from_records(connection.execute(statement).all(), columns=columns)


def to_hear(scope: Scope, store: Store, township: str, on: dt.date) -> pd.DataFrame:
    """Open cases of a visit: number, village, filed, category, tier; of the reception, then as the stops go.

    Without reports and accusations, which are never worked on in the village they concern, and without what
    was filed after the day.
    """
    columns = ["number", "village", "filed", "category", "tier"]
    with store.read() as connection:
        visit = connection.scalar(select(Visit.id).where(Visit.on == on, Visit.township_code == township))
        if visit is None or not may.keeps_visits(scope, township):
            return pd.DataFrame(columns=columns)
        statement = _heard(scope, visit).where(Petition.status == Status.OPEN.value)
        rows = connection.execute(
            statement.with_only_columns(
                Petition.number, Petition.village_code, Petition.filed, Petition.category, Petition.tier
            ).order_by(func.coalesce(VisitStop.position, 0), Petition.filed)
        ).all()
    frame = pd.DataFrame.from_records(rows, columns=columns)
    return frame[pd.to_datetime(frame["filed"]) < _day_after(on)].reset_index(drop=True)


def promises(scope: Scope, store: Store, on: dt.date) -> pd.DataFrame:
    """Promises not kept yet, the longest overdue first: id, number, township, village, owner, due, days.

    `days` are those past the due date on a day; negative while there is time.
    """
    columns = ["id", "number", "township", "village", "owner", "due"]
    statement = (
        select(
            CaseStep.id,
            Petition.number,
            Petition.township_code,
            Petition.village_code,
            CaseStep.owner,
            CaseStep.due,
        )
        .join(Petition, Petition.id == CaseStep.petition_id)
        .where(
            may.cases(scope),
            Petition.purpose != Purpose.ACCUSATION.value,
            CaseStep.kind == Outcome.PROMISED.value,
            CaseStep.done.is_(None),
            CaseStep.due.is_not(None),
            CaseStep.undone_at.is_(None),
        )
        .order_by(CaseStep.due, CaseStep.id)
    )
    with store.read() as connection:
        frame = pd.DataFrame.from_records(connection.execute(statement).all(), columns=columns)
    frame["days"] = [(on - due).days for due in frame["due"]]
    return frame


def keep_promise(scope: Scope, store: Store, step: int, *, on: dt.date, actor: str) -> None:
    """Mark a promise as kept.

    Raises
    ------
    PlanRefused
        The scope sees no such promise, or it is kept already.
    """
    with store.write(actor, "keep promise", str(step)) as session:
        found = session.scalar(
            select(CaseStep)
            .join(Petition, Petition.id == CaseStep.petition_id)
            .where(may.cases(scope), CaseStep.id == step, CaseStep.kind == Outcome.PROMISED.value)
        )
        if found is None or found.done is not None or found.undone_at is not None:
            raise PlanRefused("There is no promise {number} that waits", number=step)
        found.done = on


# --- inside -------------------------------------------------------------------------------------------


def _visit(session: Session, township: str, on: dt.date) -> Visit:
    visit: Visit | None = session.scalar(select(Visit).where(Visit.on == on, Visit.township_code == township))
    if visit is None:
        raise PlanRefused("No visit of this day is saved: save the plan first")
    return visit


def _day_after(on: dt.date) -> dt.datetime:
    return dt.datetime.combine(on, dt.time()) + dt.timedelta(days=1)


def _of_township(scope: Scope, township: str) -> Select[Any]:
    """Petitions of a township that the scope may see, without reports and accusations."""
    return select(Petition).where(
        may.cases(scope),
        Petition.township_code == township,
        Petition.purpose != Purpose.ACCUSATION.value,
    )


def _heard(scope: Scope, visit: int) -> Select[Any]:
    """Petitions booked for a visit's reception, and those of its villages; all that the scope may see."""
    booked = (
        select(Booking.petition_id)
        .join(Visit, and_(Visit.on == Booking.on, Visit.township_code == Booking.township_code))
        .where(Visit.id == visit, Booking.cancelled_at.is_(None))
    )
    stop = and_(VisitStop.village_code == Petition.village_code, VisitStop.visit_id == visit)
    return (
        select(Petition)
        .outerjoin(VisitStop, stop)
        .where(
            may.cases(scope),
            Petition.purpose != Purpose.ACCUSATION.value,
            or_(VisitStop.id.is_not(None), Petition.id.in_(booked)),
        )
    )
