"""What is shown, printed and told of a day: the plan on record as it was saved, else the best there is.

Page, paper and commands read it here. What is booked, imported or repaired after a plan was saved does not
change it; what has changed since is told beside it, and of another problem no plan is claimed to be the best.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import numpy as np
from sqlalchemy import select

from data.errors import PlanRefused
from data.petitions import gate
from data.reader import Reader
from data.rules import ScoreSettings
from data.scope import plans_for
from data.tables import Booking
from data.terms import State, Status, Tier
from data.visits.codec import codes, fingerprint
from data.visits.plans import TownshipDay, load_day, township_name
from data.visits.saved import SavedPlan, read
from geo.errors import Refused, VisitError
from geo.visits import FIRST_VILLAGE, HUB, SEAT, DaySettings, VisitPlan, check_plan, plan, timetable

_SOME = 0.5  # minutes by which a way must differ to be told
_SOME_POINTS = 0.5  # by which the worth of a village must; the chances of its cases move a little each day


@dataclass(frozen=True, slots=True)
class VillageChange:
    """What became of a village since a plan was saved.

    Parameters
    ----------
    closed, booked, moved
        Cases that counted in it and do no longer: not open, booked for the reception, or placed elsewhere.
    new, hard
        Cases that did not count in it, and how many of them are hard.
    before, after
        What a visit is worth.
    """

    name: str
    closed: int
    booked: int
    moved: int
    new: int
    hard: int
    before: float
    after: float


@dataclass(frozen=True, eq=False)
class ProblemChange:
    """How the problem on record differs from the one that a plan was saved for.

    Parameters
    ----------
    known
        Whether it is known what the plan was saved for; if not, nothing is told of what changed.
    villages
        Those whose cases or worth have changed, by code.
    appeared, gone
        Names of villages that the township has now and had not, and the other way round.
    booked
        Cases booked for the reception, now less then.
    leader
        Who goes now, if it is somebody else; else ''.
    hub, hours, recused
        Whether the place of reception, hours of villages, or the leader's recusals are others.
    travel
        By how many minutes a way between two of its places differs at most.
    score, best, kept
        What the plan reached when it was saved; what the best plan of today's record reaches; and what a day
        with the saved stops in their order is worth by it (NaN: it breaks a rule by now).
    refusal
        Why no plan can be made of today's record; None: one can.
    """

    known: bool = True
    villages: tuple[VillageChange, ...] = ()
    appeared: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    booked: int = 0
    leader: str = ""
    hub: bool = False
    hours: bool = False
    recused: bool = False
    travel: float = 0.0
    score: float = np.nan
    best: float = np.nan
    kept: float = np.nan
    refusal: Refused | None = None


@dataclass(frozen=True, eq=False)
class PlanOnRecord:
    """What is shown, printed and told of a township's day.

    Parameters
    ----------
    day, plan
        As saved, else the best of today's record. Proven only of the record as it stands.
    saved
        None: none is on record, and the plan is a proposal.
    change
        What has changed since it was saved; None: nothing, or it is over.
    now, best
        The day by today's record, and its best plan; None where it is over, or no plan can be made.
    """

    day: TownshipDay
    plan: VisitPlan
    saved: SavedPlan | None = None
    change: ProblemChange | None = None
    now: TownshipDay | None = None
    best: VisitPlan | None = None

    @cached_property
    def stands(self) -> bool:
        """Whether the search would be given the same today as when the plan was saved."""
        if self.saved is None:
            return True
        return self.now is not None and self.saved.fingerprint == fingerprint(self.now.problem)

    @property
    def public(self) -> bool:
        """Whether the visit is published, or was."""
        return self.saved is not None and self.saved.state is not State.DRAFT


class Planner(Protocol):
    """A township's day and its best plan, refused as by `visits.plans.load_day` and `geo.visits.plan`."""

    def __call__(
        self,
        *,
        must: Collection[str] = (),
        must_not: Collection[str] = (),
        weights: ScoreSettings | None = None,
        settings: DaySettings | None = None,
    ) -> tuple[TownshipDay, VisitPlan]: ...


def on_record(
    reader: Reader,
    township: str,
    on: dt.date,
    planner: Planner | None = None,
) -> PlanOnRecord:
    """The plan of a day: the one on record, else the best there is.

    Parameters
    ----------
    planner
        Makes the best plan; None: by `visits.plans.load_day` and `geo.visits.plan`.

    Raises
    ------
    PlanRefused
        The scope does not plan for this township; the day is past and no visit is on record; or, where none
        is saved, as the planner.
    VisitError
        Where none is saved, as the planner.
    """
    if not plans_for(reader.scope, township):
        raise PlanRefused("This role does not plan visits to township {code}", code=township)
    saved = read(reader, township, on)
    if saved is None and on < reader.today:
        raise PlanRefused(
            "No visit to {township} on {day} is on record, and a day that is past is not planned any more",
            township=township_name(reader.store, township, on),
            day=on,
        )
    planner = planner or _planner(reader, township, on)
    if saved is None:
        day, best = planner()
        return PlanOnRecord(day, best, now=day, best=best)
    if saved.took_place or on < reader.today:
        return PlanOnRecord(saved.day, saved.plan, saved)
    problem = saved.day.problem
    try:
        day, best = planner(
            must=codes(problem, problem.must),
            must_not=codes(problem, problem.must_not),
            weights=saved.day.weights,
            settings=problem.settings,
        )
    except (PlanRefused, VisitError) as error:
        change = ProblemChange(known=saved.fingerprint is not None, score=saved.plan.score, refusal=error)
        return PlanOnRecord(saved.day, saved.plan, saved, change)
    record = PlanOnRecord(saved.day, saved.plan, saved, None, day, best)
    made = replace(saved.plan, proven=saved.was_proven and record.stands)
    return replace(record, plan=made, change=_change(reader, saved, day, best, stands=record.stands))


# --- inside -----------------------------------------------------------------------------------------------


def _change(
    reader: Reader, saved: SavedPlan, day: TownshipDay, best: VisitPlan, *, stands: bool
) -> ProblemChange | None:
    """What is otherwise on record than when a plan was saved; None: nothing."""
    then, problem = saved.day.problem, day.problem
    leader = "" if saved.day.duty.leader_id == day.duty.leader_id else day.leader
    hub = saved.day.hub != day.hub
    booked = day.booked - saved.day.booked
    if saved.fingerprint is None:
        return ProblemChange(known=False, leader=leader, score=saved.plan.score, best=best.score)
    was, has = _by_code(saved.day), _by_code(day)
    both = [code for code in problem.villages if code in was]
    at_then = [SEAT, HUB, *(FIRST_VILLAGE + was[code] for code in both)]
    at_now = [SEAT, HUB, *(FIRST_VILLAGE + has[code] for code in both)]
    travel = np.abs(then.travel[np.ix_(at_then, at_then)] - problem.travel[np.ix_(at_now, at_now)]).max()
    villages = _village_changes(reader, saved.day, day)
    if stands and not (leader or hub or booked or villages):
        return None
    return ProblemChange(
        villages=villages,
        appeared=tuple(problem.names[at] for code, at in has.items() if code not in was),
        gone=tuple(then.names[at] for code, at in was.items() if code not in has),
        booked=booked,
        leader=leader,
        hub=hub,
        hours=any(then.window(was[code]) != problem.window(has[code]) for code in both),
        recused=codes(then, then.recused) != codes(problem, problem.recused),
        travel=float(travel) if travel >= _SOME else 0.0,
        score=saved.plan.score,
        best=best.score,
        kept=_worth(day, saved.planned),
    )


def _village_changes(reader: Reader, then: TownshipDay, day: TownshipDay) -> tuple[VillageChange, ...]:
    before, after = (frame.set_index("id")["village"] for frame in (then.heard, day.heard))
    closed, booked = _heard_no_more(reader, [case for case in before.index if case not in after], day)
    hard = set(day.heard["id"][day.heard["tier"] == Tier.HARD.value])
    was, has = _by_code(then), _by_code(day)
    changes = []
    for code in (code for code in day.problem.villages if code in was):
        here = set(before.index[before == code])
        left, new = here - set(after.index[after == code]), set(after.index[after == code]) - here
        change = VillageChange(
            day.problem.names[has[code]],
            closed=len(left & closed),
            booked=len(left & booked),
            moved=len(left - closed - booked),
            new=len(new),
            hard=len(new & hard),
            before=float(then.problem.score[was[code]]),
            after=float(day.problem.score[has[code]]),
        )
        if left or new or abs(change.after - change.before) >= _SOME_POINTS:
            changes.append(change)
    return tuple(changes)


def _heard_no_more(reader: Reader, cases: list[int], day: TownshipDay) -> tuple[set[int], set[int]]:
    """Which of some cases are not open any more, and which are booked for the reception of the day."""
    with reader.store.read() as connection:
        case = gate.cases(reader, day.on)
        status = connection.execute(select(case.c.id, case.c.status).where(case.c.id.in_(cases))).all()
        booked = connection.scalars(
            select(Booking.petition_id).where(
                Booking.on == day.on, Booking.cancelled_at.is_(None), Booking.petition_id.in_(cases)
            )
        ).all()
    closed = {case for case, now in status if now != Status.OPEN.value}
    return closed, set(booked) - closed


def _worth(day: TownshipDay, villages: Collection[str]) -> float:
    """What a day with stops is worth; NaN if it breaks a rule."""
    places = _by_code(day)
    if any(code not in places for code in villages):
        return np.nan
    driven = timetable(day.problem, [places[code] for code in villages])
    return np.nan if check_plan(day.problem, driven) else driven.score


def _planner(reader: Reader, township: str, on: dt.date) -> Planner:
    def planned(
        *,
        must: Collection[str] = (),
        must_not: Collection[str] = (),
        weights: ScoreSettings | None = None,
        settings: DaySettings | None = None,
    ) -> tuple[TownshipDay, VisitPlan]:
        day = load_day(reader, township, on, weights, settings, must, must_not)
        return day, plan(day.problem)

    return planned


def _by_code(day: TownshipDay) -> dict[str, int]:
    return {code: at for at, code in enumerate(day.problem.villages)}
