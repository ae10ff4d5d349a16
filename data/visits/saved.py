"""Plans that are saved: they are written and read here alone, and stay what was saved.

A plan is kept with the whole problem that it was made for, and a fingerprint of it: so it is known what it
claims to be the best of.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from data import frames
from data.clock import now
from data.errors import PlanRefused
from data.reader import Reader, Writer
from data.rules import ScoreSettings
from data.scope import plans_for
from data.service.contracts import Duty, Trouble, refusal
from data.store import Store
from data.tables import Division, Leader, Visit, VisitStop
from data.terms import Counted, Level, Mode, State, Status
from data.visits.cases import HAPPENED
from data.visits.plans import TownshipDay, hubs, village_places
from geo.visits import (
    DaySettings,
    LeftOut,
    PlannedStop,
    VisitPlan,
    VisitProblem,
    WhyLeftOut,
    check_plan,
)

_PLACES = 6  # decimals of a figure in a fingerprint


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

    @property
    def took_place(self) -> bool:
        return self.state.value in HAPPENED

    @property
    def planned(self) -> tuple[str, ...]:
        """Codes of the villages of the plan."""
        return tuple(self.day.problem.villages[stop.village] for stop in self.plan.stops)


def fingerprint(problem: VisitProblem) -> str:
    """Digest of everything that the search is given: as long as it stays the same, so does the best plan."""
    villages = range(len(problem.villages))
    given = {
        "villages": problem.villages,
        "score": _figures(problem.score),
        "cases": problem.cases.tolist(),
        "service": _figures([problem.on_site(village) for village in villages]),
        "windows": [_figures(problem.window(village)) for village in villages],
        "travel": [_figures(row) for row in problem.travel],
        "settings": asdict(problem.settings),
        "must": codes(problem, problem.must),
        "must_not": codes(problem, problem.must_not),
        "recused": codes(problem, problem.recused),
    }
    return hashlib.sha256(json.dumps(given, sort_keys=True).encode()).hexdigest()


# --- writing ----------------------------------------------------------------------------------------------


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
    if not plans_for(writer.scope, day.township):
        raise PlanRefused("This role does not plan visits to township {code}", code=day.township)
    if check_plan(day.problem, plan):
        raise PlanRefused("This plan breaks a rule of the day and is not kept: mend it first")
    with writer.write("save plan", f"{day.on}/{day.township}", stops=len(plan.stops)) as session:
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
        visit.plan = {"day": _day_as_saved(day), "plan": _plan_as_saved(day, plan)}
        visit.fingerprint = fingerprint(day.problem)
        visit.saved_at = now()
        visit.saved_by = writer.actor
        session.flush()
        replace_stops(session, visit, [day.problem.villages[stop.village] for stop in plan.stops])
        return visit.revision


def replace_stops(session: Session, visit: Visit, villages: Iterable[str]) -> None:
    """Keep where the leader of a visit goes, or was; with the times of the plan, where it leads there."""
    times = {stop["village"]: stop for stop in visit.plan.get("plan", visit.plan).get("stops", ())}
    for old in session.scalars(select(VisitStop).where(VisitStop.visit_id == visit.id)):
        session.delete(old)
    for position, code in enumerate(villages, 1):
        arrives, departs = (_minutes(times.get(code, {}).get(name)) for name in ("arrives", "departs"))
        session.add(
            VisitStop(
                visit_id=visit.id,
                position=position,
                village_code=code,
                arrives=_known(arrives),
                departs=_known(departs),
            )
        )


def _day_as_saved(day: TownshipDay) -> dict[str, Any]:
    problem = day.problem
    return {
        "name": day.name,
        "duty": asdict(day.duty),
        "villages": _rows(day.villages),
        "seat": day.seat,
        "hub": day.hub,
        "open_cases": day.open_cases,
        "travel": problem.travel.tolist(),
        "settings": asdict(problem.settings),
        "must": codes(problem, problem.must),
        "must_not": codes(problem, problem.must_not),
        "recused": codes(problem, problem.recused),
        "excluded": {status.value: count for status, count in day.excluded.items()},
        "booked": day.booked,
        "heard": _rows(day.heard),
        "weights": asdict(day.weights),
        "estimate": day.estimate,
        "counted": day.counted.value,
    }


def _plan_as_saved(day: TownshipDay, plan: VisitPlan) -> dict[str, Any]:
    villages = day.problem.villages
    return {
        "leaves": plan.leaves,
        "returns": plan.returns,
        "travel_minutes": plan.travel_minutes,
        "score": plan.score,
        "bound": _known(plan.bound),
        "proven": plan.proven,
        "stops": [asdict(stop) | {"village": villages[stop.village]} for stop in plan.stops],
        "left_out": [
            {
                "village": villages[left.village],
                "reason": left.reason.value,
                "minutes_short": _known(left.minutes_short),
                "score_lost": _known(left.score_lost),
            }
            for left in plan.left_out
        ],
    }


# --- reading ----------------------------------------------------------------------------------------------


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
        day = _day(township, on, row.plan["day"])
        made = _plan(day, row.plan["plan"])
    else:
        day, made = _of_earlier_program(reader.store, row, driven)
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


def _day(township: str, on: dt.date, saved: dict[str, Any]) -> TownshipDay:
    villages = _frame(saved["villages"], ["months", "opens", "closes"])
    places = {code: at for at, code in enumerate(villages["code"])}

    def at(codes: Iterable[str]) -> frozenset[int]:
        return frozenset(places[code] for code in codes)

    problem = VisitProblem(
        villages=tuple(villages["code"]),
        score=(villages["cases_part"] + villages["months_part"]).to_numpy(dtype=np.float64),
        cases=villages["cases"].to_numpy(dtype=np.int64),
        travel=np.array(saved["travel"], dtype=np.float64),
        settings=DaySettings(**saved["settings"]),
        must=at(saved["must"]),
        must_not=at(saved["must_not"]),
        recused=at(saved["recused"]),
        opens=villages["opens"].fillna(0.0).to_numpy(dtype=np.float64),
        closes=villages["closes"].fillna(24 * 60.0).to_numpy(dtype=np.float64),
        names=tuple(villages["name"]),
    )
    trouble = saved["duty"]["trouble"]
    return TownshipDay(
        on,
        township,
        saved["name"],
        Duty(**(saved["duty"] | {"trouble": Trouble(trouble) if trouble else None})),
        villages,
        tuple(saved["seat"]),
        tuple(saved["hub"]),
        open_cases=saved["open_cases"],
        problem=problem,
        excluded={Status(status): count for status, count in saved["excluded"].items()},
        booked=saved["booked"],
        heard=pd.DataFrame(saved["heard"], columns=["id", "village", "tier"]),
        weights=ScoreSettings(**saved["weights"]),
        estimate=saved["estimate"],
        counted=Counted(saved.get("counted", Counted.BOTH)),  # as earlier programs did
    )


def _plan(day: TownshipDay, saved: dict[str, Any]) -> VisitPlan:
    places = {code: at for at, code in enumerate(day.problem.villages)}
    return VisitPlan(
        leaves=saved["leaves"],
        returns=saved["returns"],
        stops=tuple(PlannedStop(**(stop | {"village": places[stop["village"]]})) for stop in saved["stops"]),
        left_out=_left_out(places, saved["left_out"]),
        score=saved["score"],
        travel_minutes=saved["travel_minutes"],
        bound=np.inf if saved["bound"] is None else saved["bound"],
        proven=saved["proven"],
    )


def _left_out(places: dict[str, int], saved: Iterable[dict[str, Any]]) -> tuple[LeftOut, ...]:
    return tuple(
        LeftOut(
            places[left["village"]],
            WhyLeftOut(left["reason"]),
            _figure(left.get("minutes_short")),
            _figure(left.get("score_lost")),
        )
        for left in saved
        if left["village"] in places
    )


def _of_earlier_program(store: Store, row: Any, stops: Collection[Any]) -> tuple[TownshipDay, VisitPlan]:
    """A plan without its problem: who, when and where, and what is known of the cases at its stops.

    A stop in a village that the township has no more is not among its stops.
    """
    saved, township, on = row.plan, row.township_code, row.on
    name = saved.get("name") or township_name(store, township, on)
    seat, hub = hubs(store, township, name, on)
    villages = village_places(store, township, on)
    told = {each["village"]: each for each in [*saved.get("stops", ()), *saved.get("left_out", ())]}
    for column in ("hard", "repeats", "months", "cases_part", "months_part"):
        villages[column] = np.nan
    for column in ("cases", "score"):
        villages[column] = [_figure(told.get(code, {}).get(column)) for code in villages["code"]]
    opens, closes = (_minutes(clock) for clock in saved.get("reception", (None, None)))
    score, count = villages.pop("score").to_numpy(), len(villages)
    places = {code: at for at, code in enumerate(villages["code"])}
    problem = VisitProblem(
        villages=tuple(villages["code"]),
        score=score,
        cases=villages["cases"].fillna(0).to_numpy(dtype=np.int64),
        travel=np.full((count + 2, count + 2), np.nan),
        settings=DaySettings(reception_opens=opens, reception_closes=closes),
        names=tuple(villages["name"]),
    )
    day = TownshipDay(
        on,
        township,
        name,
        Duty(
            township,
            row.leader_id,
            row.leader,
            row.post,
            row.portfolio,
            saved.get("instead_of", ""),
        ),
        villages,
        seat,
        (saved.get("hub") or hub[0], *hub[1:]),
        open_cases=None,
        problem=problem,
        excluded={Status(status): count for status, count in saved.get("not_heard", {}).items()},
        booked=saved.get("booked", 0),
        heard=pd.DataFrame(columns=["id", "village", "tier"]),
        weights=ScoreSettings(**saved.get("weights", {})),
        estimate=saved.get("travel") != "roads",
        counted=Counted(saved.get("counted", Counted.BOTH)),
    )
    planned = [(stop.village_code, _figure(stop.arrives), _figure(stop.departs)) for stop in stops]
    if told_stops := saved.get("stops"):  # those on record may be others by now: where the leader was
        planned = [(one["village"], _minutes(one["arrives"]), _minutes(one["departs"])) for one in told_stops]
    made = VisitPlan(
        leaves=_minutes(saved.get("leaves")),
        returns=_minutes(saved.get("returns")),
        stops=tuple(PlannedStop(places[code], *times) for code, *times in planned if code in places),
        left_out=_left_out(places, saved.get("left_out", ())),
        score=_figure(saved.get("score")),
        travel_minutes=_figure(saved.get("travel_minutes")),
    )
    return day, made


def township_name(store: Store, township: str, on: dt.date) -> str:
    """What a township was called on a day; its code, if that is not on record."""
    with store.read() as connection:
        names = connection.execute(
            select(Division.name)
            .where(Division.code == township, Division.level == Level.TOWNSHIP.value)
            .order_by(Division.valid_from <= on, Division.valid_from)
        ).all()
    return str(names[-1].name) if names else township


# --- plain values -----------------------------------------------------------------------------------------


def codes(problem: VisitProblem, villages: Iterable[int]) -> list[str]:
    """Codes of villages given by their positions, ascending."""
    return sorted(problem.villages[village] for village in villages)


def _figures(values: Iterable[float]) -> list[float]:
    return [round(float(value), _PLACES) + 0.0 for value in values]  # + 0.0: -0 is 0


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows in plain values; NaN is None, which JSON has."""
    return frames.records(frame)


def _frame(rows: list[dict[str, Any]], figures: list[str]) -> pd.DataFrame:
    frame = pd.DataFrame.from_records(rows)
    return frame.astype(dict.fromkeys(figures, "float64"))


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _figure(value: float | None) -> float:
    return np.nan if value is None else float(value)


def _minutes(clock: str | float | None) -> float:
    """Minutes after midnight of HH:MM or of themselves; NaN where none are known."""
    if not isinstance(clock, str):
        return _figure(clock)
    hours, minutes = clock.split(":")
    return int(hours) * 60.0 + int(minutes)
