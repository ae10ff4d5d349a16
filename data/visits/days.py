"""A day of visits on its way: published, held, recorded, archived; and what was promised, to its end.

Only the steps of `ALLOWED` are taken. Whoever acts says which revision was on the page; if somebody was
quicker, the second is told and nothing is lost.
"""

import datetime as dt
from enum import StrEnum
from typing import Any

import pandas as pd
from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from data import scope as may
from data.errors import PlanRefused
from data.scope import Scope
from data.store import Store
from data.tables import Booking, CaseStep, Petition, Visit, VisitStop
from data.terms import Purpose, State, Status
from data.visits.bookings import check_keeps

ALLOWED = {
    (State.DRAFT, State.PUBLISHED),
    (State.PUBLISHED, State.DRAFT),
    (State.PUBLISHED, State.HELD),
    (State.HELD, State.RECORDED),
    (State.RECORDED, State.ARCHIVED),
}
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
        A visit is held on its day or later, and published before it.
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
        if (state, to) not in ALLOWED:
            raise PlanRefused("The visit is not in a state from which this step leads on: load it again")
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
    actor: str,
) -> None:
    """Record what came of a case that was heard on a visit.

    A settled case is closed on that day. A promise needs an owner and a due date, and waits in `promises`
    until it is kept.

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
        petition = session.scalar(
            _heard(scope, visit.id).where(Petition.number == number, Petition.status == Status.OPEN.value)
        )
        if petition is None:
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
            )
        )
        if outcome is Outcome.SETTLED:
            petition.status = Status.CLOSED.value
            petition.closed = max(petition.filed, dt.datetime.combine(on, dt.time(12)))


def to_hear(scope: Scope, store: Store, township: str, on: dt.date) -> pd.DataFrame:
    """Open cases of a visit: number, village, filed, category, tier; of the reception, then as the stops go.

    Without reports and accusations, which are never worked on in the village they concern.
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
    return pd.DataFrame.from_records(rows, columns=columns)


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
        if found is None or found.done is not None:
            raise PlanRefused("There is no promise {number} that waits", number=step)
        found.done = on


# --- inside -------------------------------------------------------------------------------------------


def _visit(session: Session, township: str, on: dt.date) -> Visit:
    visit: Visit | None = session.scalar(select(Visit).where(Visit.on == on, Visit.township_code == township))
    if visit is None:
        raise PlanRefused("No visit of this day is saved: save the plan first")
    return visit


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
