"""Visits of the 15th: what a plan needs to know, and who is to go."""

import datetime as dt
import math
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import select

from data.divisions import reads
from data.errors import PlanRefused
from data.lineage import moved
from data.reader import Reader
from data.rules import Rules, ScoreSettings, rules
from data.scope import plans_for
from data.service.contracts import Duty, Trouble, refusal, roster
from data.store import Store
from data.tables import Division, Hub
from data.terms import Counted, Level, Status
from data.visits import bookings
from data.visits.calendar import day_of_month
from data.visits.cases import count_cases, count_excluded, hearable, last_seen
from data.visits.chances import open_chances
from data.visits.silence import quiet_villages
from data.visits.worth import PARTS, with_worth, worth
from geo.roads import FAR
from geo.roads.estimate import estimated_minutes
from geo.visits import DaySettings, VisitPlan, VisitProblem


@dataclass(frozen=True, eq=False)
class TownshipDay:
    """A township's problem, with the names that go with it.

    Parameters
    ----------
    duty
        Who goes, and in whose place; its only trouble may be another township on the same day.
    villages
        One row a village in the problem's order: code, name, cases (open today), hard, repeats, expected
        (cases that are probably open on the day, new ones included), months (since a leader was last there,
        NaN for never on record), cases_part, months_part and silence_part (of the score; the last is NaN
        where it is not known how much is heard of a village), longitude, latitude, opens and closes (when
        people can be met, NaN: all day). What is not known any more of a plan of long ago is NaN.
    seat, hub
        Name, longitude and latitude of where the day starts and ends, and of the place of reception.
    open_cases
        Open, hearable cases of the township, also those placed in none of its villages, without the booked;
        None: not known any more.
    excluded
        Cases that are not heard, by why: concluded after re-review, or before a court.
    booked
        Cases booked for the reception: heard there, and not once more in their villages.
    heard
        One row a case that can be heard in the villages: id, village ('' for none), tier.
    weights
        By which the villages are scored.
    estimate
        Travel times are estimated, not taken from roads.
    counted
        What its cases are: petitions, requests of online intake, or both.
    """

    on: dt.date
    township: str
    name: str
    duty: Duty
    villages: pd.DataFrame
    seat: tuple[str, float, float]
    hub: tuple[str, float, float]
    open_cases: int | None
    problem: VisitProblem
    excluded: dict[Status, int]
    booked: int
    heard: pd.DataFrame
    weights: ScoreSettings
    estimate: bool = True
    counted: Counted = Counted.PETITIONS

    @property
    def leader(self) -> str:
        return self.duty.leader

    @property
    def post(self) -> str:
        return self.duty.post


def load_day(
    reader: Reader,
    township: str,
    on: dt.date,
    score: ScoreSettings | None = None,
    day: DaySettings | None = None,
    must: Collection[str] = (),
    must_not: Collection[str] = (),
) -> TownshipDay:
    """Everything a plan of one township's day rests on.

    Weights and hours are those given, else the county's rules of that day (`data.rules`).

    `must` and `must_not` are codes of villages that are visited whatever they are worth, and that are not.

    Only open, hearable cases count: concluded and litigated ones are excluded, and so are reports and
    accusations, which are never worked on in the village they concern.

    Raises
    ------
    PlanRefused
        The day is no day of visits; the scope does not plan for this township; nobody can go there; a
        place of reception or the villages are missing; a village named is none of the township.
    """
    county = rules(reader.store, on)
    due = day_of_month(reader.store, on.year, on.month)
    if on != due:
        raise PlanRefused("The visits of that month are on {due}; {day} is another day", due=due, day=on)
    if not plans_for(reader.scope, township):
        raise PlanRefused("This role does not plan visits to township {code}", code=township)
    townships = reads.divisions(reader.store, Level.TOWNSHIP, on).set_index("code")
    if township not in townships.index:
        raise PlanRefused("There is no township with code {code}", code=township)
    name = str(townships.loc[township, "name"])
    standing = roster(reader.store)
    duty = standing.duties(townships.index, on)[township]
    if duty.leader_id is None:
        raise refusal(duty.trouble or Trouble.NO_CONTRACT, name, on)
    seat, hub = hubs(reader.store, township, name, on)
    score = score or county.score
    heard = hearable(reader, township, on)
    hours = day or county.day
    places = village_places(reader.store, township, on)
    if places.empty:
        raise PlanRefused("{township} has no villages with boundaries", township=name)
    cases = count_cases(heard, on, score, open_chances(reader, township, on))
    quiet = quiet_villages(reader, township, on)["quiet"] if score.silence else None
    villages = with_worth(places, cases, last_seen(reader.store, on), quiet, score, hours)
    longitude = np.array([seat[1], hub[1], *villages["longitude"]])
    latitude = np.array([seat[2], hub[2], *villages["latitude"]])
    travel, estimate = travel_minutes(reader.store, county, longitude, latitude)
    problem = VisitProblem(
        villages=tuple(villages["code"]),
        score=worth(villages),
        cases=to_be_heard(villages),
        travel=travel,
        settings=hours,
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
        open_cases=len(heard),
        problem=problem,
        excluded=count_excluded(reader, township, on),
        booked=len(bookings.booked(reader, township, on)),
        heard=heard[["id", "village", "tier"]],
        weights=score,
        estimate=estimate,
        counted=county.visits.counted,
    )


def check_one_place(days: Iterable[TownshipDay]) -> None:
    """Refuse days of which one leader would be in two townships at the same hours.

    Raises
    ------
    PlanRefused
        With the leader and the townships.
    """
    going: dict[int | None, list[str]] = {}
    for day in days:
        going.setdefault(day.duty.leader_id, []).append(day.name)
        if len(going[day.duty.leader_id]) > 1:
            township, other = going[day.duty.leader_id]
            raise PlanRefused(
                "{leader} cannot be in {township} and in {other} on the same day: name a substitute first",
                leader=day.leader,
                township=township,
                other=other,
            )


def road_path(store: Store, day: TownshipDay, plan: VisitPlan) -> list[tuple[float, float]]:
    """The road that a plan drives, from the seat and back: longitudes and latitudes; empty without roads."""
    network = None if day.estimate else reads.road_network(store, rules(store, day.on).speeds)
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


def travel_minutes(
    store: Store, county: Rules, longitude: NDArray[np.float64], latitude: NDArray[np.float64]
) -> tuple[NDArray[np.float64], bool]:
    """Minutes between places, and whether they are an estimate: without roads, or far from any."""
    network = reads.road_network(store, county.speeds)
    points = np.column_stack([longitude, latitude])
    if network is None or (network.snap(points).metres > FAR).any():
        minutes = estimated_minutes(
            longitude, latitude, detour=county.estimate.detour, speed=county.estimate.speed
        )
        return minutes, True
    return network.minutes(points), False


def to_be_heard(villages: pd.DataFrame) -> NDArray[np.int64]:
    """For how many cases a stop in each village has time: those expected, to the nearest whole.

    To the next whole each stop would take longer than it does on average, and the day reach fewer villages.
    """
    whole: NDArray[np.int64] = np.rint(villages["expected"].to_numpy(dtype=np.float64)).astype(np.int64)
    return whole


def _positions(villages: pd.DataFrame, codes: Collection[str]) -> frozenset[int]:
    known = {str(code): at for at, code in enumerate(villages["code"])}
    for code in codes:
        if code not in known:
            raise PlanRefused("{code} is no village of this township", code=code)
    return frozenset(known[code] for code in codes)


def as_record(day: TownshipDay, plan: VisitPlan) -> dict[str, Any]:
    """A plan in plain values for a machine, times as HH:MM; None: not known."""
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
        "bound": rounded(plan.bound),
        "instead_of": day.duty.instead_of,
        "counted": day.counted.value,
        "booked": day.booked,
        "not_heard": {status.value: count for status, count in day.excluded.items()},
        "weights": asdict(day.weights),
        "must": sorted(day.problem.villages[at] for at in day.problem.must),
        "must_not": sorted(day.problem.villages[at] for at in day.problem.must_not),
        "leaves": None if math.isnan(plan.leaves) else clock(plan.leaves),
        "reception": [
            None if math.isnan(hour) else clock(hour)
            for hour in (day.problem.settings.reception_opens, day.problem.settings.reception_closes)
        ],
        "stops": [
            {
                "village": rows["code"].iloc[stop.village],
                "name": rows["name"].iloc[stop.village],
                "arrives": None if math.isnan(stop.arrives) else clock(stop.arrives),
                "departs": None if math.isnan(stop.departs) else clock(stop.departs),
                "waits": rounded(day.problem.waits(stop), 0),
                "cases": rounded(rows["cases"].iloc[stop.village], 0),
                "expected": rounded(rows["expected"].iloc[stop.village], 1),
                "score": rounded(day.problem.score[stop.village]),
                "parts": _parts(rows.iloc[stop.village]),
            }
            for stop in plan.stops
        ],
        "returns": None if math.isnan(plan.returns) else clock(plan.returns),
        "travel_minutes": rounded(plan.travel_minutes, 0),
        "score": rounded(plan.score),
        "left_out": [
            {
                "village": rows["code"].iloc[left.village],
                "name": rows["name"].iloc[left.village],
                "reason": left.reason,
                "minutes_short": None if math.isnan(left.minutes_short) else math.ceil(left.minutes_short),
                "score_lost": rounded(left.score_lost),
                "score": rounded(day.problem.score[left.village]),
                "parts": _parts(rows.iloc[left.village]),
            }
            for left in plan.left_out
        ],
    }


def _parts(village: pd.Series) -> dict[str, float | int | None]:
    """What a score is made of."""
    return {part.removesuffix("_part"): rounded(village[part]) for part in PARTS}


def rounded(value: float, digits: int = 2) -> float | int | None:
    """A figure for a machine, whole without digits; None: not known, or without end."""
    if not math.isfinite(value):
        return None
    return round(float(value), digits) if digits else round(float(value))


def clock(minutes: float) -> str:
    """Minutes after midnight as HH:MM, to the nearest minute; a dash where they are not known."""
    if math.isnan(minutes):
        return "—"
    whole = round(minutes)
    return f"{whole // 60:02d}:{whole % 60:02d}"


def span(begins: float, ends: float) -> str:
    """From when to when, as HH:MM–HH:MM; a dash where it is not known."""
    return "—" if math.isnan(begins) else f"{clock(begins)}–{clock(ends)}"


def contracted(reader: Reader, on: dt.date) -> dict[str, str | None]:
    """Townships that a scope plans for -> name of who goes there on a day, None where nobody can."""
    codes = reads.divisions(reader.store, Level.TOWNSHIP, on)["code"]
    duties = roster(reader.store).duties(codes, on)
    return {code: duty.leader or None for code, duty in duties.items() if plans_for(reader.scope, code)}


def township_name(store: Store, township: str, on: dt.date) -> str:
    """What a township was called on a day; its code, if that is not on record."""
    with store.read() as connection:
        names = connection.execute(
            select(Division.name)
            .where(Division.code == township, Division.level == Level.TOWNSHIP.value)
            .order_by(Division.valid_from <= on, Division.valid_from)
        ).all()
    return str(names[-1].name) if names else township


def hubs(
    store: Store, township: str, name: str, on: dt.date
) -> tuple[tuple[str, float, float], tuple[str, float, float]]:
    """Where the day starts (the county's hub, else the township's own), and where people are received.

    A township has its own hub, else that of one that went into it.
    """
    county = store.dataset().county_code
    with store.read() as connection:
        former = {old for old, new in moved(connection, on).townships.items() if new == township}
        rows = connection.execute(
            select(Hub.division_code, Hub.name, Hub.geometry)
            .where(Hub.division_code.in_([county, township, *former]))
            .order_by(Hub.id)
        ).all()
    places = {code: (title, point.x, point.y) for code, title, point in rows}
    own = places.get(township, next((places[code] for code in places if code != county), None))
    if own is None:
        raise PlanRefused(
            "{township} has no place of reception ({word}) on record",
            township=name,
            word=rules(store, on).words.centre,
        )
    return places.get(county, own), own


def village_places(store: Store, township: str, on: dt.date) -> pd.DataFrame:
    """Villages of a township on a day, and where and when people can be met there.

    Returns
    -------
    DataFrame
        code, name, longitude and latitude (of the visit point, else inside the village), opens, closes.
    """
    frame = reads.boundaries(store, Level.VILLAGE, on)
    frame = frame[frame["parent_code"] == township].reset_index(drop=True)
    frame["name"] = frame["short"]
    inside = frame.geometry.representative_point()
    points = reads.visit_points(store, on)
    known = frame["code"].isin(points.index).to_numpy()
    for axis, fallback in (("longitude", inside.x), ("latitude", inside.y)):
        frame[axis] = np.where(known, frame["code"].map(points[axis]), fallback)
    for hour in ("opens", "closes"):
        frame[hour] = frame["code"].map(points[hour]).astype("float64")
    return pd.DataFrame(frame.drop(columns=["geometry", "parent_code", "residents", "short"]))
