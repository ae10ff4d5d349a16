"""Visits of the 15th: what a plan needs to know, keeping it, and reading it back."""

import datetime as dt
import math
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import func, or_, select

from data import divisions
from data import scope as may
from data.errors import PlanRefused
from data.scope import Role, Scope
from data.store import Store, now
from data.succession import comparable
from data.tables import Contract, Hub, Leader, Petition, Visit, VisitStop
from data.terms import Level, Occurrence, Purpose, Status, Tier
from geo.roads import FAR
from geo.travel import estimated_minutes
from geo.visits import DaySettings, VisitPlan, VisitProblem

DAY = 15
"""The visits are on the 15th of each month, immovably (雷打不动)."""


class State(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    HELD = "held"
    RECORDED = "recorded"
    ARCHIVED = "archived"


HAPPENED = (State.HELD.value, State.RECORDED.value, State.ARCHIVED.value)


@dataclass(frozen=True, slots=True)
class ScoreSettings:
    """What makes a visit worth while. Every weight is the county's to set.

    Parameters
    ----------
    simple, general, hard
        Points of an open case by its tier.
    late_month, late_most
        Added factor per 30 days that a case is open, and the greatest factor in all.
    repeat
        Factor of a repeated petition.
    month, months_most
        Points per month since a leader was last in a village that has open cases, and how many months count.
    """

    simple: float = 1.0
    general: float = 2.0
    hard: float = 4.0
    late_month: float = 0.5
    late_most: float = 3.0
    repeat: float = 1.5
    month: float = 0.5
    months_most: float = 12.0


@dataclass(frozen=True, eq=False)
class TownshipDay:
    """A township's problem, with the names that go with it.

    Parameters
    ----------
    leader, post
        Contracted leader on the day.
    villages
        One row a village in the problem's order: code, name, cases, hard, repeats, months (since a leader was
        last there, NaN for never on record), cases_part and months_part (of the score), longitude, latitude.
    seat, hub
        Name, longitude and latitude of where the day starts and ends, and of the place of reception.
    open_cases
        Open, hearable cases of the township, also those placed in none of its villages.
    estimate
        Travel times are estimated, not taken from roads.
    """

    on: dt.date
    township: str
    name: str
    leader_id: int
    leader: str
    post: str
    villages: pd.DataFrame
    seat: tuple[str, float, float]
    hub: tuple[str, float, float]
    open_cases: int
    problem: VisitProblem
    estimate: bool = True


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
        The day is no 15th; the scope does not plan for this township; no leader is contracted to it; a
        place of reception or the villages are missing; a village named is none of the township.
    """
    if on.day != DAY:
        raise PlanRefused("Visits are on the 15th of the month; {day} is not", day=on.isoformat())
    if not _plans_for(scope, township):
        raise PlanRefused("This role does not plan visits to township {code}", code=township)
    townships = divisions.divisions(store, Level.TOWNSHIP, on).set_index("code")
    if township not in townships.index:
        raise PlanRefused("There is no township with code {code}", code=township)
    name = str(townships.loc[township, "name"])
    leader = _leader(store, township, on)
    if leader is None:
        raise PlanRefused("No leader is contracted to {township} on {day}", township=name, day=on.isoformat())
    seat, hub = _hubs(store, township, name)
    cases = _cases(scope, store, township, on, score or ScoreSettings())
    villages = _villages(store, township, on, cases, score or ScoreSettings())
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
    )
    waiting = int(cases["cases"].sum())
    return TownshipDay(on, township, name, *leader, villages, seat, hub, waiting, problem, estimate)


def road_path(store: Store, day: TownshipDay, plan: VisitPlan) -> list[tuple[float, float]]:
    """The road that a plan drives, from the seat and back: longitudes and latitudes; empty without roads."""
    network = None if day.estimate else divisions.road_network(store)
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
    network = divisions.road_network(store)
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
    scope: Scope, store: Store, day: TownshipDay, plan: VisitPlan, actor: str, seen: int | None = None
) -> int:
    """Keep a plan as a draft and return its revision.

    Parameters
    ----------
    seen
        Revision that the planner saw (`saved_revision`), None for no plan yet: if somebody saved another
        one meanwhile, this one is refused and nothing is lost.

    Raises
    ------
    PlanRefused
        The scope does not plan for the township; the visit is published already or has taken place; or
        somebody saved in between.
    """
    if not _plans_for(scope, day.township):
        raise PlanRefused("This role does not plan visits to township {code}", code=day.township)
    with store.write(actor, "save plan", f"{day.on}/{day.township}", stops=len(plan.stops)) as session:
        visit = session.scalar(select(Visit).where(Visit.on == day.on, Visit.township_code == day.township))
        if visit is not None and visit.state != State.DRAFT:
            raise PlanRefused("The visit is published or held already and can no longer be planned")
        if (visit.revision if visit else None) != seen:
            raise PlanRefused("Somebody else saved this plan meanwhile: load it again before you change it")
        if visit is None:
            visit = Visit(on=day.on, township_code=day.township, revision=0)
            session.add(visit)
        visit.leader_id = day.leader_id
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
    if not _plans_for(scope, township):
        return None
    with store.read() as connection:
        return connection.scalar(
            select(Visit.revision).where(Visit.on == on, Visit.township_code == township)
        )


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
                "minutes_short": math.ceil(left.minutes_short),
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
    """Townships that a scope plans for -> name of the contracted leader, None where there is none."""
    codes = divisions.divisions(store, Level.TOWNSHIP, on)["code"]
    found = {code: _leader(store, code, on) for code in codes if _plans_for(scope, code)}
    return {code: leader[1] if leader else None for code, leader in found.items()}


def _plans_for(scope: Scope | None, township: str) -> bool:
    if not isinstance(scope, Scope) or not scope.divisions:
        return False
    if scope.role is Role.OFFICE:
        return True
    return scope.role in (Role.LEADER, Role.TOWNSHIP) and township in scope.divisions


def _leader(store: Store, township: str, on: dt.date) -> tuple[int, str, str] | None:
    statement = (
        select(Leader.id, Leader.name, Leader.post)
        .join(Contract, Contract.leader_id == Leader.id)
        .where(
            Contract.township_code == township,
            Contract.valid_from <= on,
            or_(Contract.valid_to.is_(None), Contract.valid_to > on),
        )
        .order_by(Contract.valid_from.desc())
    )
    with store.read() as connection:
        row = connection.execute(statement).first()
    return (row[0], row[1], row[2]) if row else None


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
    frame = divisions.boundaries(store, Level.VILLAGE, on)
    frame = frame[frame["parent_code"] == township].reset_index(drop=True)
    inside = frame.geometry.representative_point()
    points = divisions.visit_points(store)
    known = frame["code"].isin(points.index).to_numpy()
    for axis, fallback in (("longitude", inside.x), ("latitude", inside.y)):
        frame[axis] = np.where(known, frame["code"].map(points[axis]), fallback)
    cases = cases.reindex(frame["code"])
    for column in ("cases", "hard", "repeats"):
        frame[column] = cases[column].fillna(0).to_numpy(dtype=np.int64)
    frame["cases_part"] = cases["points"].fillna(0.0).to_numpy()
    frame["months"] = frame["code"].map(_months_since(store, on)).astype("float64")
    waited = frame["months"].fillna(score.months_most).clip(upper=score.months_most)
    frame["months_part"] = np.where(frame["cases"] > 0, waited * score.month, 0.0)
    return pd.DataFrame(frame.drop(columns=["geometry", "parent_code", "residents"]))


def _cases(scope: Scope, store: Store, township: str, on: dt.date, score: ScoreSettings) -> pd.DataFrame:
    """Open, hearable cases by village ('' for none): cases, hard, repeats, points.

    Those of former villages and townships are counted under what they became.
    """
    moved = comparable(store, on)
    merged = [old for old, above in moved.townships.items() if above == township]
    gone = [old for old, above in moved.townships.items() if above != township]
    statement = select(Petition.village_code, Petition.filed, Petition.tier, Petition.occurrence).where(
        may.cases(scope),
        or_(Petition.township_code.in_([township, *merged]), Petition.village_code.in_(merged)),
        or_(Petition.village_code.is_(None), Petition.village_code.not_in(gone)),
        Petition.status == Status.OPEN.value,
        Petition.purpose != Purpose.ACCUSATION.value,
        Petition.filed < dt.datetime.combine(on, dt.time()),
    )
    with store.read() as connection:
        rows = connection.execute(statement).all()
    frame = pd.DataFrame.from_records(rows, columns=["village", "filed", "tier", "occurrence"])
    weights = {
        Tier.SIMPLE.value: score.simple,
        Tier.GENERAL.value: score.general,
        Tier.HARD.value: score.hard,
    }
    days = (pd.Timestamp(on) - pd.to_datetime(frame["filed"])).dt.days
    lateness = (1 + score.late_month * days / 30).clip(upper=score.late_most)
    repeats = frame["occurrence"] == Occurrence.REPEAT.value
    frame["points"] = (
        frame["tier"].map(weights).astype(float) * lateness * np.where(repeats, score.repeat, 1.0)
    )
    frame["village"] = frame["village"].replace(moved.villages).fillna("")
    frame["hard"] = frame["tier"] == Tier.HARD.value
    frame["repeats"] = repeats
    return frame.groupby("village").agg(
        cases=("points", "size"), hard=("hard", "sum"), repeats=("repeats", "sum"), points=("points", "sum")
    )


def _months_since(store: Store, on: dt.date) -> dict[str, float]:
    """Months since a leader was last in each village."""
    statement = (
        select(VisitStop.village_code, func.max(Visit.on))
        .join(Visit, Visit.id == VisitStop.visit_id)
        .where(Visit.state.in_(HAPPENED), Visit.on < on)
        .group_by(VisitStop.village_code)
    )
    with store.read() as connection:
        rows = connection.execute(statement).all()
    return {code: (on.year - last.year) * 12.0 + on.month - last.month for code, last in rows}
