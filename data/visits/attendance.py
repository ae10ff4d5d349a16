"""Which units come along on a day of visits: deputies at receptions and stops, and what cannot be met."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from sqlalchemy import select

from data.errors import PlanRefused
from data.reader import Reader, Writer
from data.rules import rules
from data.scope import is_office
from data.store import Store
from data.tables import Unit, UnitCategory
from data.terms import Mode, Tier, crosswalks
from data.visits import bookings
from data.visits.cases import hearable
from data.visits.on_record import PlanOnRecord
from data.visits.plans import travel_minutes
from data.visits.saved import save_all
from geo.visits import VisitPlan
from geo.visits.attendance import SLOT, Attendance, AttendanceProblem, Need, attend

SECONDS, LONGER = 2.0, 20.0
"""Most time for the search, and for one that is to be proven."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a unit is wanted.

    Parameters
    ----------
    township, village
        Codes; '' the village: at the reception.
    name
        Of the township and its village, or of the place of reception.
    """

    township: str
    village: str
    name: str


@dataclass(frozen=True, slots=True)
class Along:
    """A deputy of a unit comes along.

    Parameters
    ----------
    deputy
        Which of the unit's, from 1.
    begins, ends
        Minutes after midnight.
    cases, hard
        Of the unit's categories, how many are heard there, and how many of them are hard.
    """

    unit: str
    deputy: int
    place: Place
    begins: float
    ends: float
    cases: int
    hard: int


@dataclass(frozen=True, slots=True)
class Short:
    """A unit is wanted and nobody of it can come; of the same half hour, all places together.

    Parameters
    ----------
    begins, ends
        The half hour, or the hours of the receptions.
    wanted, deputies
        How many townships need the unit then, and how many can come.
    """

    unit: str
    begins: float
    ends: float
    wanted: int
    deputies: int
    places: tuple[Place, ...]
    cases: int
    hard: int

    @property
    def reception(self) -> bool:
        return not self.places[0].village


@dataclass(frozen=True, slots=True)
class Moved:
    """A stop is to begin at another time, or to be left out (NaN), so that a unit can be there."""

    place: Place
    was: float
    begins: float


@dataclass(frozen=True, eq=False)
class UnitsAlong:
    """Who comes along.

    Parameters
    ----------
    along
        By unit, deputy and time.
    short
        What cannot be met, by time.
    without_unit
        Category -> cases that no unit is named for.
    moved
        Stops whose times are to be others than in the plans on record.
    plans
        Township -> its plan with the stops moved; only where they are.
    cases, met
        Cases with a unit, and those of them at which it is there.
    score_lost
        By stops that are left out.
    proven, gap, driving, least_driving
        As of `geo.visits.attendance.Attendance`.
    """

    along: tuple[Along, ...]
    short: tuple[Short, ...]
    without_unit: dict[str, int]
    moved: tuple[Moved, ...]
    plans: dict[str, VisitPlan]
    cases: int
    met: int
    score_lost: float
    proven: bool
    gap: int
    driving: float
    least_driving: bool

    def of(self, unit: str) -> tuple[Along, ...]:
        """Where a unit is."""
        return tuple(each for each in self.along if each.unit == unit)

    @property
    def units(self) -> list[str]:
        """Units that come along."""
        return list(dict.fromkeys(each.unit for each in self.along))


def units_along(reader: Reader, records: Sequence[PlanOnRecord], seconds: float = SECONDS) -> UnitsAlong:
    """Assign deputies to receptions and stops of one day.

    Stops of drafts and proposals may move; what is published stays as it is.

    Parameters
    ----------
    records
        Plans of the day; those whose times are not known are passed over.
    seconds
        Most time for the search.

    Raises
    ------
    PlanRefused
        The scope is not the petition office's; no plan has known times; the day is past; no unit is
        on record.
    """
    if not is_office(reader.scope):
        raise PlanRefused("Only the petition office decides which units come along")
    records = [each for each in records if not any(math.isnan(stop.arrives) for stop in each.plan.stops)]
    if not records:
        raise PlanRefused("No plan is on record for this day: plan the visits first")
    if records[0].day.on < reader.today:
        raise PlanRefused("{day} is past: who comes along is decided before", day=records[0].day.on)
    deputies, in_charge = _units(reader.store)
    if not deputies:
        raise PlanRefused(
            "No unit is on record: enter the units with their categories in the registers first"
        )
    return _Day(reader, records, deputies, in_charge).solve(seconds)


def adopt(writer: Writer, records: Sequence[PlanOnRecord], along: UnitsAlong) -> int:
    """Save the plans whose stops move as drafts with the new times, all or none; how many.

    Raises
    ------
    PlanRefused
        The scope is not the petition office's; the record has changed since one of the plans was saved; or
        somebody saved one meanwhile.
    """
    if not is_office(writer.scope):
        raise PlanRefused("Only the petition office decides which units come along")
    plans = []
    for record in records:
        if record.day.township not in along.plans:
            continue
        if not record.stands or record.now is None:
            raise PlanRefused(
                "The record has changed since the plan of {township} was saved: make a new plan first",
                township=record.day.name,
            )
        seen, mode = None, Mode.ANNOUNCED
        if record.saved is not None:
            seen, mode = record.saved.revision, record.saved.mode
        plans.append((record.now, along.plans[record.day.township], seen, mode))
    save_all(writer, plans)
    return len(plans)


def unit_in_charge(store: Store, category: str) -> str:
    """The unit that is named for a category; '' if none is."""
    return _unit_for(_units(store)[1], category)


class _Day:
    """The problem of a day with the names that go with it."""

    def __init__(
        self,
        reader: Reader,
        records: Sequence[PlanOnRecord],
        deputies: dict[str, int],
        in_charge: dict[str, str],
    ) -> None:
        self._records, self._deputies = records, deputies
        self._units = [*deputies]
        self._places: list[Place] = []
        self._spots = [records[0].day.seat[1:]]
        self._needs: list[Need] = []
        self._without = Counter[str]()
        for at, record in enumerate(records):
            self._add(reader, in_charge, at, record)
        county = rules(reader.store, records[0].day.on)
        longitude, latitude = np.array(self._spots).T
        self._problem = AttendanceProblem(
            visits=tuple((record.day.problem, record.plan) for record in records),
            needs=tuple(self._needs),
            deputies=tuple(deputies.values()),
            travel=travel_minutes(reader.store, county, longitude, latitude)[0],
            loss=county.visits.attendance_loss,
            fixed=frozenset(at for at, record in enumerate(records) if record.public),
        )

    def solve(self, seconds: float) -> UnitsAlong:
        found, problem = attend(self._problem, seconds), self._problem
        numbers = Counter[int]()
        along = []
        for journey in found.journeys:
            numbers[journey.unit] += 1
            for at, begins in zip(journey.needs, journey.begins, strict=True):
                need = problem.needs[at]
                ends = begins + problem.minutes(need)
                place = self._places[need.place - 1]
                unit, deputy = self._units[need.unit], numbers[need.unit]
                along.append(Along(unit, deputy, place, begins, ends, need.cases, need.hard))
        cases, moved = sum(need.cases for need in problem.needs), self._moved(found)
        return UnitsAlong(
            tuple(along),
            self._short(found),
            dict(self._without.most_common()),
            moved,
            {
                record.day.township: plan
                for record, plan in zip(self._records, found.plans, strict=True)
                if any(each.place.township == record.day.township for each in moved)
            },
            cases,
            cases - sum(problem.needs[each.need].cases for each in found.unmet),
            found.score_lost,
            found.proven,
            found.gap,
            found.driving,
            found.least_driving,
        )

    # --- inside

    def _add(self, reader: Reader, in_charge: dict[str, str], at: int, record: PlanOnRecord) -> None:
        """What is wanted at a township's reception and stops."""
        day, code = record.day, record.day.township
        booked = bookings.booked(reader, code, day.on, day.problem.settings)
        self._want(in_charge, at, None, booked, Place(code, "", day.hub[0]), day.hub[1:])
        heard = hearable(reader, code, day.on)
        by_village = dict(list(heard.groupby("village")))
        for stop in record.plan.stops:
            village = day.villages.iloc[stop.village]
            there = by_village.get(village["code"], heard[:0])
            place = Place(code, str(village["code"]), f"{day.name}{village['name']}")
            spot = float(village["longitude"]), float(village["latitude"])
            self._want(in_charge, at, stop.village, there, place, spot)

    def _want(
        self,
        in_charge: dict[str, str],
        at: int,
        village: int | None,
        cases: pd.DataFrame,
        place: Place,
        spot: tuple[float, float],
    ) -> None:
        self._places.append(place)
        self._spots.append(spot)
        counts, hard = Counter[str](), Counter[str]()
        for category, tier in zip(cases["category"], cases["tier"], strict=True):
            unit = _unit_for(in_charge, category)
            if not unit:
                self._without[category] += 1
            counts[unit] += 1
            hard[unit] += tier == Tier.HARD.value
        for nth, unit in enumerate(self._units):
            if counts[unit]:
                self._needs.append(Need(at, village, nth, len(self._places), counts[unit], hard[unit]))

    def _short(self, found: Attendance) -> tuple[Short, ...]:
        """What cannot be met, one entry a unit and half hour, receptions apart."""
        groups: dict[tuple[str, float, float], Short] = {}
        for each in found.unmet:
            need = self._problem.needs[each.need]
            unit, place = self._units[need.unit], self._places[need.place - 1]
            hours = self._problem.visits[need.visit][0].settings
            begins, ends = hours.reception_opens, hours.reception_closes
            if need.village is not None:
                begins = each.begins // SLOT * SLOT
                ends = begins + SLOT
            none = Short(unit, begins, ends, each.wanted, self._deputies[unit], (), 0, 0)
            group = groups.get((unit, begins, ends), none)
            groups[unit, begins, ends] = replace(
                group,
                wanted=max(group.wanted, each.wanted),
                places=(*group.places, place),
                cases=group.cases + need.cases,
                hard=group.hard + need.hard,
            )
        return tuple(sorted(groups.values(), key=lambda each: (each.begins, each.unit)))

    def _moved(self, found: Attendance) -> tuple[Moved, ...]:
        moved = []
        for record, plan in zip(self._records, found.plans, strict=True):
            now = {stop.village: stop for stop in plan.stops}
            for stop in record.plan.stops:
                village, stay = (
                    record.day.villages.iloc[stop.village],
                    record.day.problem.on_site(stop.village),
                )
                begins = now[stop.village].departs - stay if stop.village in now else math.nan
                if not abs(begins - (stop.departs - stay)) < 1:
                    name = f"{record.day.name}{village['name']}"
                    place = Place(record.day.township, str(village["code"]), name)
                    moved.append(Moved(place, stop.departs - stay, begins))
        return tuple(moved)


def _units(store: Store) -> tuple[dict[str, int], dict[str, str]]:
    """Units with their deputies, and the unit of each category: the first that was named for it."""
    with store.read() as connection:
        units = connection.execute(select(Unit.name, Unit.deputies).order_by(Unit.id)).all()
        named = connection.execute(
            select(UnitCategory.category, Unit.name)
            .join(Unit, Unit.id == UnitCategory.unit_id)
            .order_by(UnitCategory.id.desc())
        ).all()
    return {one.name: one.deputies for one in units}, {one.category: one.name for one in named}


def _unit_for(in_charge: dict[str, str], category: str) -> str:
    """The unit of a category, or of what it became in a newer scheme; '' if none is named."""
    became = (new for _, _, becomes in crosswalks() for new in becomes.get(category, ()))
    return next((in_charge[each] for each in (category, *became) if each in in_charge), "")
