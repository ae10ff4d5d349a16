"""Visits of the 15th: what a plan needs to know, keeping it, and reading it back."""

import datetime as dt
import math
from collections.abc import Collection
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import select

from data.divisions import reads
from data.errors import PlanRefused
from data.scope import Scope, plans_for
from data.service.contracts import Duty, Trouble, refusal, roster
from data.store import Store, now
from data.tables import Hub, Visit, VisitStop
from data.terms import Level, Mode, State, Status
from data.visits import bookings
from data.visits.calendar import rule_of, visit_day
from data.visits.cases import ScoreSettings, count_cases, count_excluded, last_seen
from geo.roads import FAR
from geo.roads.estimate import estimated_minutes
from geo.visits import DaySettings, VisitPlan, VisitProblem, check_plan


@dataclass(frozen=True, eq=False)
class TownshipDay:
    """A township's problem, with the names that go with it.

    Parameters
    ----------
    duty
        Who goes, and in whose place; its only trouble may be another township on the same day.
    villages
        One row a village in the problem's order: code, name, cases, hard, repeats, months (since a leader was
        last there, NaN for never on record), cases_part and months_part (of the score), longitude, latitude,
        opens and closes (when people can be met, NaN: all day).
    seat, hub
        Name, longitude and latitude of where the day starts and ends, and of the place of reception.
    open_cases
        Open, hearable cases of the township, also those placed in none of its villages, without the booked.
    excluded
        Cases that are not heard, by why: concluded after re-review, or before a court.
    booked
        Cases booked for the reception: heard there, and not once more in their villages.
    weights
        By which the villages are scored.
    estimate
        Travel times are estimated, not taken from roads.
    """

    on: dt.date
    township: str
    name: str
    duty: Duty
    villages: pd.DataFrame
    seat: tuple[str, float, float]
    hub: tuple[str, float, float]
    open_cases: int
    problem: VisitProblem
    excluded: dict[Status, int]
    booked: int
    weights: ScoreSettings
    estimate: bool = True

    @property
    def leader(self) -> str:
        return self.duty.leader

    @property
    def post(self) -> str:
        return self.duty.post


def load_day(
    scope: Scope,
    store: Store,
    township: str,
    on: dt.date,
    score: ScoreSettings | None = None,
    day: DaySettings | None = None,
    must: Collection[str] = (),
    must_not: Collection[str] = (),
) -> TownshipDay:
    """Everything a plan of one township's day rests on.

    `must` and `must_not` are codes of villages that are visited whatever they are worth, and that are not.

    Only open, hearable cases count: concluded and litigated ones are excluded, and so are reports and
    accusations, which are never worked on in the village they concern.

    Raises
    ------
    PlanRefused
        The day is no day of visits; the scope does not plan for this township; nobody can go there; a
        place of reception or the villages are missing; a village named is none of the township.
    """
    due = visit_day(on.year, on.month, rule_of(store.dataset()))
    if on != due:
        raise PlanRefused("The visits of that month are on {due}; {day} is another day", due=due, day=on)
    if not plans_for(scope, township):
        raise PlanRefused("This role does not plan visits to township {code}", code=township)
    townships = reads.divisions(store, Level.TOWNSHIP, on).set_index("code")
    if township not in townships.index:
        raise PlanRefused("There is no township with code {code}", code=township)
    name = str(townships.loc[township, "name"])
    standing = roster(store)
    duty = standing.duties(townships.index, on)[township]
    if duty.leader_id is None:
        raise refusal(duty.trouble or Trouble.NO_CONTRACT, name, on)
    seat, hub = _hubs(store, township, name)
    score = score or ScoreSettings()
    cases = count_cases(scope, store, township, on, score)
    villages = _villages(store, township, on, cases, score)
    if villages.empty:
        raise PlanRefused("{township} has no villages with boundaries", township=name)
    longitude = np.array([seat[1], hub[1], *villages["longitude"]])
    latitude = np.array([seat[2], hub[2], *villages["latitude"]])
    travel, estimate = _travel(store, longitude, latitude)
    problem = VisitProblem(
        villages=tuple(villages["code"]),
        score=(villages["cases_part"] + villages["months_part"]).to_numpy(dtype=np.float64),
        cases=villages["cases"].to_numpy(dtype=np.int64),
        travel=travel,
        settings=day or DaySettings(),
        must=_positions(villages, must),
        must_not=_positions(villages, must_not),
        recused=frozenset(np.flatnonzero(villages["code"].isin(standing.recused(duty.leader_id))).tolist()),
        opens=villages["opens"].fillna(0.0).to_numpy(dtype=np.float64),
        closes=villages["closes"].fillna(24 * 60.0).to_numpy(dtype=np.float64),
        names=tuple(villages["name"]),
    )
    return TownshipDay(
        on,
        township,
        name,
        duty,
        villages,
        seat,
        hub,
        open_cases=int(cases["cases"].sum()),
        problem=problem,
        excluded=count_excluded(scope, store, township, on),
        booked=len(bookings.booked(scope, store, township, on)),
        weights=score,
        estimate=estimate,
    )


def road_path(store: Store, day: TownshipDay, plan: VisitPlan) -> list[tuple[float, float]]:
    """The road that a plan drives, from the seat and back: longitudes and latitudes; empty without roads."""
    network = None if day.estimate else reads.road_network(store)
    if network is None:
        return []
    rows = day.villages
    stops = [(rows["longitude"].iloc[s.village], rows["latitude"].iloc[s.village]) for s in plan.stops]
    places = [day.seat[1:], day.hub[1:], *stops, day.seat[1:]]
    return [
        (float(x), float(y))
        for here, there in pairwise(places)
        if here != there
        for x, y in network.path(here, there).coords
    ]


def _travel(
    store: Store, longitude: NDArray[np.float64], latitude: NDArray[np.float64]
) -> tuple[NDArray[np.float64], bool]:
    """Minutes between places, and whether they are an estimate: without roads, or far from any."""
    network = reads.road_network(store)
    points = np.column_stack([longitude, latitude])
    if network is None or (network.snap(points).metres > FAR).any():
        return estimated_minutes(longitude, latitude), True
    return network.minutes(points), False


def _positions(villages: pd.DataFrame, codes: Collection[str]) -> frozenset[int]:
    known = {str(code): at for at, code in enumerate(villages["code"])}
    for code in codes:
        if code not in known:
            raise PlanRefused("{code} is no village of this township", code=code)
    return frozenset(known[code] for code in codes)


def save(
    scope: Scope,
    store: Store,
    day: TownshipDay,
    plan: VisitPlan,
    actor: str,
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
    if not plans_for(scope, day.township):
        raise PlanRefused("This role does not plan visits to township {code}", code=day.township)
    if check_plan(day.problem, plan):
        raise PlanRefused("This plan breaks a rule of the day and is not kept: mend it first")
    with store.write(actor, "save plan", f"{day.on}/{day.township}", stops=len(plan.stops)) as session:
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
        visit.plan = as_record(day, plan)
        visit.saved_at = now()
        visit.saved_by = actor
        session.flush()
        for old in session.scalars(select(VisitStop).where(VisitStop.visit_id == visit.id)):
            session.delete(old)
        for position, stop in enumerate(plan.stops, 1):
            session.add(
                VisitStop(
                    visit_id=visit.id,
                    position=position,
                    village_code=day.problem.villages[stop.village],
                    arrives=stop.arrives,
                    departs=stop.departs,
                )
            )
        return visit.revision


def saved_revision(scope: Scope, store: Store, township: str, on: dt.date) -> int | None:
    """Revision of the saved plan, None if there is none or the scope may not see it."""
    if not plans_for(scope, township):
        return None
    with store.read() as connection:
        return connection.scalar(
            select(Visit.revision).where(Visit.on == on, Visit.township_code == township)
        )


def saved_mode(scope: Scope, store: Store, township: str, on: dt.date) -> Mode:
    """How the leader goes down by the saved plan; announced if there is none, or the scope may not see it."""
    if not plans_for(scope, township):
        return Mode.ANNOUNCED
    with store.read() as connection:
        mode = connection.scalar(select(Visit.mode).where(Visit.on == on, Visit.township_code == township))
    return Mode(mode) if mode else Mode.ANNOUNCED


def as_record(day: TownshipDay, plan: VisitPlan) -> dict[str, Any]:
    """A plan in plain values, times as HH:MM: what is kept, and what the command prints."""
    rows = day.villages
    return {
        "date": day.on.isoformat(),
        "township": day.township,
        "name": day.name,
        "leader": day.leader,
        "post": day.post,
        "hub": day.hub[0],
        "travel": "estimate" if day.estimate else "roads",
        "proven": plan.proven,
        "bound": round(plan.bound, 2),
        "instead_of": day.duty.instead_of,
        "booked": day.booked,
        "not_heard": {status.value: count for status, count in day.excluded.items()},
        "weights": asdict(day.weights),
        "must": sorted(day.problem.villages[at] for at in day.problem.must),
        "must_not": sorted(day.problem.villages[at] for at in day.problem.must_not),
        "leaves": clock(plan.leaves),
        "reception": [
            clock(day.problem.settings.reception_opens),
            clock(day.problem.settings.reception_closes),
        ],
        "stops": [
            {
                "village": rows["code"].iloc[stop.village],
                "name": rows["name"].iloc[stop.village],
                "arrives": clock(stop.arrives),
                "departs": clock(stop.departs),
                "cases": int(rows["cases"].iloc[stop.village]),
                "score": round(float(day.problem.score[stop.village]), 2),
            }
            for stop in plan.stops
        ],
        "returns": clock(plan.returns),
        "travel_minutes": round(plan.travel_minutes),
        "score": round(plan.score, 2),
        "left_out": [
            {
                "village": rows["code"].iloc[left.village],
                "name": rows["name"].iloc[left.village],
                "reason": left.reason,
                "minutes_short": None if math.isnan(left.minutes_short) else math.ceil(left.minutes_short),
                "score_lost": None if math.isnan(left.score_lost) else round(left.score_lost, 2),
                "score": round(float(day.problem.score[left.village]), 2),
            }
            for left in plan.left_out
        ],
    }


def clock(minutes: float) -> str:
    """Minutes after midnight as HH:MM, to the nearest minute."""
    whole = round(minutes)
    return f"{whole // 60:02d}:{whole % 60:02d}"


def contracted(scope: Scope, store: Store, on: dt.date) -> dict[str, str | None]:
    """Townships that a scope plans for -> name of who goes there on a day, None where nobody can."""
    codes = reads.divisions(store, Level.TOWNSHIP, on)["code"]
    duties = roster(store).duties(codes, on)
    return {code: duty.leader or None for code, duty in duties.items() if plans_for(scope, code)}


def _hubs(
    store: Store, township: str, name: str
) -> tuple[tuple[str, float, float], tuple[str, float, float]]:
    """Where the day starts (the county's hub, else the township's own), and where people are received."""
    county = store.dataset().county_code
    with store.read() as connection:
        rows = connection.execute(
            select(Hub.division_code, Hub.name, Hub.geometry).where(Hub.division_code.in_([county, township]))
        ).all()
    found = {code: (title, point.x, point.y) for code, title, point in rows}
    if township not in found:
        raise PlanRefused("{township} has no place of reception (hub) on record", township=name)
    return found.get(county, found[township]), found[township]


def _villages(
    store: Store, township: str, on: dt.date, cases: pd.DataFrame, score: ScoreSettings
) -> pd.DataFrame:
    frame = reads.boundaries(store, Level.VILLAGE, on)
    frame = frame[frame["parent_code"] == township].reset_index(drop=True)
    inside = frame.geometry.representative_point()
    points = reads.visit_points(store)
    known = frame["code"].isin(points.index).to_numpy()
    for axis, fallback in (("longitude", inside.x), ("latitude", inside.y)):
        frame[axis] = np.where(known, frame["code"].map(points[axis]), fallback)
    for hour in ("opens", "closes"):
        frame[hour] = frame["code"].map(points[hour]).astype("float64")
    cases = cases.reindex(frame["code"])
    seen = {code: months for code, (_, months) in last_seen(store, on).items()}
    for column in ("cases", "hard", "repeats"):
        frame[column] = cases[column].fillna(0).to_numpy(dtype=np.int64)
    frame["cases_part"] = cases["points"].fillna(0.0).to_numpy()
    frame["months"] = frame["code"].map(seen).astype("float64")
    waited = frame["months"].fillna(score.months_most).clip(upper=score.months_most)
    frame["months_part"] = np.where(frame["cases"] > 0, waited * score.month, 0.0)
    return pd.DataFrame(frame.drop(columns=["geometry", "parent_code", "residents"]))
