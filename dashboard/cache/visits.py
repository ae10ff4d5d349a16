"""Plans of the coming days and years, units that come along, and what visits did."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard.cache.heavy import Ask, heavy
from dashboard.cache.keys import ALONG, FACTS, PLAN, Key, kept
from dashboard.record import store
from data.errors import PlanRefused
from data.rules import ScoreSettings
from data.rules import rules as county_rules
from data.scope import Scope
from data.tables import Dataset
from data.visits import attendance, chances, effect, plans, saved, years
from data.visits import on_record as plans_on_record
from data.visits.attendance import UnitsAlong
from data.visits.effect import VisitEffect
from data.visits.on_record import Planner, PlanOnRecord
from data.visits.plans import TownshipDay
from data.visits.years import TownshipYear
from geo.errors import Refused, VisitError
from geo.progress import step
from geo.terms import N_
from geo.visits import DaySettings, VisitPlan, plan


def reliability(scope: Scope, dataset: Dataset, days: tuple[dt.date, ...]) -> pd.DataFrame:
    """`data.visits.chances.reliability` of days of visits."""
    return _reliability(scope, Key.of(dataset, FACTS), days)


@kept(max_entries=4)
def _reliability(scope: Scope, key: Key, days: tuple[dt.date, ...]) -> pd.DataFrame:
    return chances.reliability(key.reader(scope), days)


def planned(
    scope: Scope,
    dataset: Dataset,
    township: str,
    on: dt.date,
    must: Collection[str] = (),
    must_not: Collection[str] = (),
    weights: ScoreSettings | None = None,
    hours: DaySettings | None = None,
) -> tuple[TownshipDay, VisitPlan]:
    """A township's day and its best plan; refused as by `visits.plans.load_day`, `geo.visits.plan`."""
    planner = _planner(scope, Key.of(dataset, PLAN), township, on)
    return planner(must=must, must_not=must_not, weights=weights, settings=hours)


def _planner(scope: Scope, key: Key, township: str, on: dt.date) -> Planner:
    """Makes plans, or finds those made; what is not said is as the rules of the day have it."""

    def planner(
        *,
        must: Collection[str] = (),
        must_not: Collection[str] = (),
        weights: ScoreSettings | None = None,
        settings: DaySettings | None = None,
    ) -> tuple[TownshipDay, VisitPlan]:
        locks = tuple(sorted(must)), tuple(sorted(must_not))
        county = county_rules(store(), on)
        return _planned(scope, key, township, on, *locks, weights or county.score, settings or county.day)

    return planner


@kept(max_entries=60)
def _planned(
    scope: Scope,
    key: Key,
    township: str,
    on: dt.date,
    must: tuple[str, ...],
    must_not: tuple[str, ...],
    weights: ScoreSettings,
    hours: DaySettings,
) -> tuple[TownshipDay, VisitPlan]:
    day = plans.load_day(key.reader(scope), township, on, weights, hours, must, must_not)
    return day, plan(day.problem)


def on_record(scope: Scope, dataset: Dataset, township: str, on: dt.date) -> PlanOnRecord:
    """`data.visits.on_record.on_record` of this version, and refused as that."""
    return _on_record(scope, Key.of(dataset, PLAN), township, on)


@kept(max_entries=200)
def _on_record(scope: Scope, key: Key, township: str, on: dt.date) -> PlanOnRecord:
    planner = _planner(scope, key, township, on)
    return plans_on_record.on_record(key.reader(scope), township, on, planner)


@dataclass(frozen=True, eq=False)
class PlansOfDay:
    """The plans of a day that a scope plans for.

    Parameters
    ----------
    records
        By township, in their order.
    refused
        Why another township has none.
    """

    records: dict[str, PlanOnRecord]
    refused: dict[str, Refused]


def plans_of_day(scope: Scope, dataset: Dataset, on: dt.date) -> Ask[PlansOfDay]:
    """`on_record` of all townships with visits on a day."""
    return _plans_of_day.ask(scope, dataset, on)


@heavy(PLAN, most=20)
def _plans_of_day(scope: Scope, key: Key, on: dt.date) -> PlansOfDay:
    reader = key.reader(scope)
    townships = saved.townships_of(reader, on)
    records: dict[str, PlanOnRecord] = {}
    refused: dict[str, Refused] = {}
    for done, township in enumerate(townships):
        step(N_("{done} of {whole} townships planned"), done, len(townships))
        try:
            records[township] = _on_record(scope, key, township, on)
        except (PlanRefused, VisitError) as error:
            refused[township] = error.with_traceback(None)
    return PlansOfDay(records, refused)


def units_along(
    scope: Scope, dataset: Dataset, records: Sequence[PlanOnRecord], seconds: float
) -> UnitsAlong:
    """`data.visits.attendance.units_along` of this version, and refused as that."""
    townships = tuple(record.day.township for record in records)
    return _units_along(scope, Key.of(dataset, ALONG), townships, records[0].day.on, seconds)


@kept(max_entries=10)
def _units_along(
    scope: Scope, key: Key, townships: tuple[str, ...], on: dt.date, seconds: float
) -> UnitsAlong:
    records = [_on_record(scope, key.only(PLAN), township, on) for township in townships]
    return attendance.units_along(key.reader(scope), records, seconds)


def township_year(scope: Scope, dataset: Dataset, township: str) -> TownshipYear:
    """The plan of a township's year; refused as by `data.visits.years.plan_township_year`."""
    return _township_year(scope, Key.of(dataset, PLAN), township)


@kept(max_entries=60)
def _township_year(scope: Scope, key: Key, township: str) -> TownshipYear:
    return years.plan_township_year(key.reader(scope), township)


def visit_effect(scope: Scope, dataset: Dataset) -> VisitEffect:
    """`data.visits.effect.visit_effect` of this version, and refused as that."""
    return _visit_effect(scope, Key.of(dataset, PLAN))


@kept(max_entries=10)
def _visit_effect(scope: Scope, key: Key) -> VisitEffect:
    return effect.visit_effect(key.reader(scope))
