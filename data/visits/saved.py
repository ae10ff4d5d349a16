"""Plans that are saved: they are written and read here alone, and stay what was saved.

A plan is kept with the whole problem that it was made for, and a fingerprint of it: so it is known what it
claims to be the best of.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.clock import now
from data.errors import PlanRefused
from data.reader import Reader, Writer
from data.scope import plans_for
from data.service.contracts import Trouble, refusal
from data.store import Store
from data.tables import Leader, Visit, VisitStop
from data.terms import Mode, State
from data.visits import earlier_plans
from data.visits.cases import HAPPENED
from data.visits.codec import dump_day, dump_plan, fingerprint, known, minutes, parse_day, parse_plan
from data.visits.plans import TownshipDay, contracted
from geo.visits import (
    VisitPlan,
    check_plan,
)
from geo.visits.margins import margins


@dataclass(frozen=True, eq=False)
class SavedPlan:
    """A plan on record.

    Parameters
    ----------
    day
        The township's day as it was known when the plan was saved.
    plan
        Never proven by itself: see `data.visits.on_record`.
    was_proven
        Whether it was proven to be the best of the problem it was saved for.
    fingerprint
        Of that problem; None: not known, for the plan was saved by an earlier program.
    driven
        Codes of the villages where the leader goes, or was: the plan's, until others are recorded.
    margins
        Code of a stop -> how much less the best day without it reached (`geo.visits.margins`); None: not
        known, for the plan was saved by an earlier program.
    """

    day: TownshipDay
    plan: VisitPlan
    was_proven: bool
    fingerprint: str | None
    state: State
    revision: int
    mode: Mode
    saved_at: dt.datetime
    saved_by: str
    driven: tuple[str, ...]
    margins: dict[str, float] | None = None

    @property
    def took_place(self) -> bool:
        return self.state.value in HAPPENED

    @property
    def planned(self) -> tuple[str, ...]:
        """Codes of the villages of the plan."""
        return tuple(self.day.problem.villages[stop.village] for stop in self.plan.stops)


def save(
    writer: Writer,
    day: TownshipDay,
    plan: VisitPlan,
    seen: int | None = None,
    mode: Mode = Mode.ANNOUNCED,
) -> int:
    """Keep a plan as a draft and return its revision.

    Parameters
    ----------
    seen
        Revision that the planner saw (`saved_revision`), None for no plan yet: if somebody saved another
        one meanwhile, this one is refused and nothing is lost.
    mode
        How the leader goes down.

    Raises
    ------
    PlanRefused
        The scope does not plan for the township; the plan breaks a rule of the day (`geo.visits.check_plan`);
        the visit is published already or has taken place; or somebody saved in between.
    """
    _check(writer, day, plan)
    just = _margins(day, plan)
    with writer.write("save plan", f"{day.on}/{day.township}", stops=len(plan.stops)) as session:
        return _keep(session, writer, day, plan, just, seen, mode)


def save_all(writer: Writer, plans: Sequence[tuple[TownshipDay, VisitPlan, int | None, Mode]]) -> None:
    """Keep plans of one day as drafts, all or none: each with its day, revision seen and mode as of `save`.

    Raises
    ------
    PlanRefused
        As of `save`, for any of them.
    """
    for day, plan, _, _ in plans:
        _check(writer, day, plan)
    if plans:
        just = [_margins(day, plan) for day, plan, _, _ in plans]
        with writer.write("save plan", str(plans[0][0].on), plans=len(plans)) as session:
            for (day, plan, seen, mode), its in zip(plans, just, strict=True):
                _keep(session, writer, day, plan, its, seen, mode)


def replace_stops(session: Session, visit: Visit, villages: Iterable[str]) -> None:
    """Keep where the leader of a visit goes, or was; with the times of the plan, where it leads there."""
    times = {stop["village"]: stop for stop in visit.plan.get("plan", visit.plan).get("stops", ())}
    for old in session.scalars(select(VisitStop).where(VisitStop.visit_id == visit.id)):
        session.delete(old)
    for position, code in enumerate(villages, 1):
        arrives, departs = (minutes(times.get(code, {}).get(name)) for name in ("arrives", "departs"))
        session.add(
            VisitStop(
                visit_id=visit.id,
                position=position,
                village_code=code,
                arrives=known(arrives),
                departs=known(departs),
            )
        )


def read(reader: Reader, township: str, on: dt.date) -> SavedPlan | None:
    """The plan on record of a day, as it was saved; None if there is none, or the scope may not see it.

    Of a plan that an earlier program saved, what it did not keep is not known: it is NaN, or None.

    Raises
    ------
    PlanRefused
        A plan of an earlier program cannot be shown, for the township has no place of reception any more.
    """
    if not plans_for(reader.scope, township):
        return None
    with reader.store.read() as connection:
        row = connection.execute(
            select(Visit.__table__, Leader.name.label("leader"), Leader.post, Leader.portfolio)
            .join(Leader, Leader.id == Visit.leader_id)
            .where(Visit.on == on, Visit.township_code == township)
        ).first()
        if row is None:
            return None
        driven = connection.execute(
            select(VisitStop.village_code, VisitStop.arrives, VisitStop.departs)
            .where(VisitStop.visit_id == row.id)
            .order_by(VisitStop.position)
        ).all()
    if "day" in row.plan:
        day = parse_day(township, on, row.plan["day"])
        made = parse_plan(day, row.plan["plan"])
    else:
        day, made = earlier_plans.load(reader.store, row, driven)
    return SavedPlan(
        day=day,
        plan=replace(made, proven=False),
        was_proven=made.proven and row.fingerprint is not None,
        fingerprint=row.fingerprint,
        state=State(row.state),
        revision=row.revision,
        mode=Mode(row.mode),
        saved_at=row.saved_at,
        saved_by=row.saved_by,
        driven=tuple(stop.village_code for stop in driven),
        margins=row.plan.get("margins"),
    )


def saved_revision(reader: Reader, township: str, on: dt.date) -> int | None:
    """Revision of the saved plan, None if there is none or the scope may not see it."""
    if not plans_for(reader.scope, township):
        return None
    with reader.store.read() as connection:
        return connection.scalar(
            select(Visit.revision).where(Visit.on == on, Visit.township_code == township)
        )


def townships_by_day(reader: Reader) -> dict[dt.date, list[str]]:
    """Days with visits on record, each with its townships that the scope plans for; ascending."""
    days: dict[dt.date, list[str]] = {}
    with reader.store.read() as connection:
        for on, township in connection.execute(
            select(Visit.on, Visit.township_code).order_by(Visit.on, Visit.township_code)
        ):
            if plans_for(reader.scope, township):
                days.setdefault(on, []).append(township)
    return days


def townships_of(reader: Reader, on: dt.date) -> list[str]:
    """Townships that the scope plans for on a day, or of which a visit is on record then."""
    return list(dict.fromkeys([*townships_by_day(reader).get(on, []), *contracted(reader, on)]))


def unpublished(reader: Reader, on: dt.date) -> list[str]:
    """Townships that the scope plans for and of which the visit of a day is not published."""
    states = select(Visit.township_code, Visit.state).where(Visit.on == on)
    with reader.store.read() as connection:
        known = {code: State(state) for code, state in connection.execute(states)}
    return [code for code in contracted(reader, on) if known.get(code, State.DRAFT) is State.DRAFT]


def published_townships(reader: Reader, on: dt.date) -> frozenset[str]:
    """Townships that the scope plans for and of which the visit of a day is published."""
    return frozenset(contracted(reader, on)) - frozenset(unpublished(reader, on))


def stops_by_day(store: Store, township: str, days: Collection[dt.date]) -> dict[dt.date, list[str]]:
    """Codes of the villages of each plan on record for some days."""
    statement = (
        select(Visit.on, VisitStop.village_code)
        .outerjoin(VisitStop, VisitStop.visit_id == Visit.id)
        .where(Visit.township_code == township, Visit.on.in_(days))
        .order_by(Visit.on, VisitStop.position)
    )
    stops: dict[dt.date, list[str]] = {}
    with store.read() as connection:
        for on, code in connection.execute(statement):
            stops.setdefault(on, []).extend([] if code is None else [code])
    return stops


# --- inside -----------------------------------------------------------------------------------------------


def _check(writer: Writer, day: TownshipDay, plan: VisitPlan) -> None:
    if not plans_for(writer.scope, day.township):
        raise PlanRefused("This role does not plan visits to township {code}", code=day.township)
    if check_plan(day.problem, plan):
        raise PlanRefused("This plan breaks a rule of the day and is not kept: mend it first")


def _margins(day: TownshipDay, plan: VisitPlan) -> dict[str, float]:
    return {day.problem.villages[stop]: lost for stop, lost in margins(day.problem, plan).items()}


def _keep(
    session: Session,
    writer: Writer,
    day: TownshipDay,
    plan: VisitPlan,
    just: dict[str, float],
    seen: int | None,
    mode: Mode,
) -> int:
    visit = session.scalar(select(Visit).where(Visit.on == day.on, Visit.township_code == day.township))
    if visit is not None and visit.state != State.DRAFT:
        raise PlanRefused("The visit is published or held already and can no longer be planned")
    if (visit.revision if visit else None) != seen:
        raise PlanRefused("Somebody else saved this plan meanwhile: load it again before you change it")
    leader = day.duty.leader_id
    if leader is None:
        raise refusal(day.duty.trouble or Trouble.NO_CONTRACT, day.name, day.on)
    if visit is None:
        visit = Visit(on=day.on, township_code=day.township, revision=0)
        session.add(visit)
    visit.leader_id, visit.mode = leader, mode.value
    visit.state = State.DRAFT.value
    visit.revision += 1
    visit.plan = {"day": dump_day(day), "plan": dump_plan(day, plan), "margins": just}
    visit.fingerprint = fingerprint(day.problem)
    visit.saved_at = now()
    visit.saved_by = writer.actor
    session.flush()
    replace_stops(session, visit, [day.problem.villages[stop.village] for stop in plan.stops])
    return visit.revision
