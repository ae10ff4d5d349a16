"""The only place that uses ``st.cache_*``. Keys hold scope, versions and parameters, never frames.

A cache names the subjects of the record that it reads (`data.tables.SubjectVersion`): what changes another
subject leaves it as it is.

What comes out is shared between sessions and must not be changed by the caller.
"""

import contextlib
import datetime as dt
import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from dashboard import visitors
from dashboard.drawing.outlines import outlines
from dashboard.loading import load
from dashboard.record import begin_record as begin_record
from dashboard.record import store
from dashboard.settings import settings
from data.clock import today
from data.divisions import reads
from data.divisions.land import Land, land
from data.errors import StoreRefused
from data.hotspots import findings
from data.hotspots import heat as warmth
from data.hotspots.findings import FindingState
from data.hotspots.heat import TypicalHeat
from data.periods import Period
from data.petitions import counts
from data.petitions import facts as petitions
from data.petitions import figures as indicators
from data.petitions.disclosure import release, sees_county
from data.petitions.facts import Filter
from data.petitions.figures import Figures
from data.petitions.outside import CountyTally, Totals, own_places
from data.petitions.villages import VillageCounts
from data.reader import Reader, Writer
from data.rules import Rules, ScoreSettings
from data.rules import rules as county_rules
from data.scope import Role, Scope, is_office
from data.service import coverage
from data.tables import Dataset
from data.terms import Counted, CountUnit
from data.visits import attendance, plans, years
from data.visits import on_record as plans_on_record
from data.visits.attendance import UnitsAlong
from data.visits.on_record import Planner, PlanOnRecord
from data.visits.plans import TownshipDay
from data.visits.years import TownshipYear
from geo import orienteering
from geo.statistics.density import kernel_surface
from geo.visits import DaySettings, VisitPlan, plan

if TYPE_CHECKING:
    from data.hotspots.hot import HotSpots
    from data.hotspots.new import NewSpots
    from data.hotspots.now import SpotsNow


def reader(scope: Scope) -> Reader:
    """Who looks at this record.

    Raises
    ------
    SignInRefused
        Nobody is signed in any more, or to another scope than that of the page.
    """
    visitors.check(scope)
    return Reader.of(scope, store())


def writer(scope: Scope) -> Writer:
    """Who acts on this record: the account's name stands in the log, where nobody signs in the role.

    Refused as `reader`, by the record as it is now.
    """
    actor = visitors.check(scope, anew=True).actor
    return Reader.of(scope, store()).by(actor or f"role:{scope.role}")


LAND = ("divisions", "roads")
FACTS = ("petitions", "divisions", "rules")
TALLY = (*FACTS, "leaders", "accounts")
FIGURES = (*TALLY, "instructions")
FINDINGS = (*TALLY, "findings")
PLAN = (*FACTS, "roads", "places", "leaders", "visits")
ALONG = (*PLAN, "units")
"""Subjects that outlines, facts, counts, figures, findings and plans read."""


@dataclass(frozen=True)
class Key:
    """What a cache is keyed by: the record, the day, and the versions of the subjects that it reads."""

    database: str
    on: dt.date
    versions: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, dataset: Dataset, subjects: Collection[str], on: dt.date | None = None) -> "Key":
        named = sorted(set(subjects))
        versions = tuple(zip(named, dataset.version_of(*named), strict=True))
        return cls(settings().database, on or today(dataset), versions)

    def only(self, subjects: Collection[str]) -> "Key":
        """The same for a cache that reads fewer subjects."""
        return replace(self, versions=tuple(pair for pair in self.versions if pair[0] in subjects))

    def reader(self, scope: Scope) -> Reader:
        return Reader(scope, store(), self.on)


def _as_text(scope: Scope) -> str:
    return repr((scope.role, sorted(scope.divisions), scope.personal, scope.county, sorted(scope.units)))


kept = partial(st.cache_resource, show_spinner=False, hash_funcs={Key: repr, Filter: repr, Scope: _as_text})
"""Keeps what a function makes; by text, for a page asks a hundred times and Streamlit takes fields apart."""


def as_of(dataset: Dataset) -> dt.date:
    """Day to which the record is complete."""
    return dataset.as_of or today(dataset)


def rules(dataset: Dataset, on: dt.date | None = None) -> Rules:
    """The county's rules of a day, by default today's (`data.rules.rules`)."""
    return county_rules(store(), on or today(dataset))


@dataclass(frozen=True, eq=False)
class Geography(Land):
    """The land of one version of the record, with what is drawn of it: its outlines and their fingerprint."""

    outlines: str
    digest: str


def geography(dataset: Dataset) -> Geography:
    """Divisions as of the record's day."""
    return _geography(Key.of(dataset, LAND))


def warm() -> None:
    """Make what the first reader would otherwise wait for; a record without a county has nothing to make."""
    with contextlib.suppress(StoreRefused):
        found = geography(store().dataset())
        if not found.villages.empty:
            kernel_surface([], [], found.grid, found.grid.cell)
            orienteering.warm()
            load("data.hotspots.words")
            load("geo.statistics.scan").warm()
            found.neighbours  # noqa: B018 it is kept


@kept(max_entries=2)
def _geography(key: Key) -> Geography:
    known = land(store(), key.on)
    lines = outlines(known.villages, known.townships, reads.roads(store()))
    digest = hashlib.sha256(lines.encode()).hexdigest()[:16]
    return Geography(known.villages, known.townships, lines, digest)


def _looked_at(scope: Scope, key: Key) -> Land:
    """The land of the cases that a scope may open: hot spots are looked for where all is told."""
    return _geography(key) if is_office(scope) else _part(scope, key)


@kept(max_entries=20)
def _part(scope: Scope, key: Key) -> Land:
    known = _geography(key)
    own = coverage.own(scope, known.villages).to_numpy(dtype=bool)
    return Land(known.villages, known.townships, part=own)


def facts(scope: Scope, dataset: Dataset) -> pd.DataFrame:
    """`data.petitions.facts` of this version. No persons in it."""
    return _facts(scope, Key.of(dataset, FACTS))


@kept(max_entries=20)
def _facts(scope: Scope, key: Key) -> pd.DataFrame:
    return petitions.facts(key.reader(scope))


def by_village(scope: Scope, dataset: Dataset, wanted: Filter) -> VillageCounts:
    """Counts by village under a filter, kept because every period of a length asks for them again."""
    return _by_village(scope, Key.of(dataset, TALLY + LAND), wanted)


@kept(max_entries=200)
def _by_village(scope: Scope, key: Key, wanted: Filter) -> VillageCounts:
    known = _tally(scope, key.only(TALLY))
    return known.nearest_by_village(wanted, _geography(key.only(LAND)).codes)


def periods(
    scope: Scope, dataset: Dataset, wanted: Filter, months: int, unit: CountUnit
) -> NDArray[np.float64] | None:
    """`Tally.periods` of the whole county, kept whichever month is looked at; None: not all of it is told."""
    return _periods(scope, Key.of(dataset, TALLY + LAND), wanted.always, months, unit)


@kept(max_entries=100)
def _periods(
    scope: Scope, key: Key, wanted: Filter, months: int, unit: CountUnit
) -> NDArray[np.float64] | None:
    known = _tally(scope, key.only(TALLY))
    if not isinstance(known, counts.Tally):
        return None
    return known.periods(wanted, _geography(key.only(LAND)).codes, months, unit)


def by_month(scope: Scope, dataset: Dataset, wanted: Filter) -> pd.DataFrame:
    """Counts by month under a filter, where they are told; kept whichever month is looked at."""
    return _by_month(scope, Key.of(dataset, TALLY), wanted)


@kept(max_entries=100)
def _by_month(scope: Scope, key: Key, wanted: Filter) -> pd.DataFrame:
    return _tally(scope, key).by_month(wanted)


def tally(scope: Scope, dataset: Dataset) -> counts.AnyTally:
    """What a scope may count: row by row, or as it is told (`data.petitions.disclosure`)."""
    return _tally(scope, Key.of(dataset, TALLY))


@kept(max_entries=20)
def _tally(scope: Scope, key: Key) -> counts.AnyTally:
    own = _facts(scope, key.only(FACTS))
    if not sees_county(scope):
        return counts.Tally(own)
    who = key.reader(scope)
    county = str(scope.county)
    everything = _facts(Scope.of(Role.OFFICE, [county], county), key.only(FACTS))
    return CountyTally(own, own_places(who), release(who, rows=everything))


def totals(scope: Scope, dataset: Dataset, chosen: Period, counted: Counted) -> Totals:
    """Totals of a period, as far as they are told."""
    return tally(scope, dataset).totals(Filter(chosen.first, chosen.last, counted=counted))


def undecided(scope: Scope, dataset: Dataset) -> pd.DataFrame:
    """Findings that wait for a decision, as a scope is told them; kept, for every filter asks for them."""
    return _undecided(scope, Key.of(dataset, FINDINGS))


@kept(max_entries=20)
def _undecided(scope: Scope, key: Key) -> pd.DataFrame:
    return findings.findings(key.reader(scope), FindingState.NEW, key.on)


def typical_heat(scope: Scope, dataset: Dataset, wanted: Filter, months: int) -> TypicalHeat:
    """`data.hotspots.heat.typical_heat` of so many months, kept whichever month and township is looked at."""
    return _typical_heat(scope, Key.of(dataset, FACTS + LAND), wanted.always, months)


@kept(max_entries=100)
def _typical_heat(scope: Scope, key: Key, wanted: Filter, months: int) -> TypicalHeat:
    everything = _facts(scope, key.only(FACTS))
    return warmth.typical_heat(scope, everything, _geography(key.only(LAND)), wanted, months)


def hot(
    scope: Scope, dataset: Dataset, wanted: Filter, near: float = 0.0, *, beside: bool = False
) -> "HotSpots":
    """`data.hotspots.hot.hot` of this version, kept whichever township is looked at."""
    everywhere = replace(wanted, township=None)
    county = _hot(scope, Key.of(dataset, FACTS + LAND), everywhere, near, beside)
    return county.in_township(wanted.township)


@kept(max_entries=200)
def _hot(scope: Scope, key: Key, wanted: Filter, near: float, beside: bool) -> "HotSpots":
    from data.hotspots.hot import hot  # seconds to load, as below

    county = county_rules(store(), key.on).hotspots
    everything, known = _facts(scope, key.only(FACTS)), _looked_at(scope, key.only(LAND))
    return hot(everything, known, wanted, county, near=near, beside=beside)


def new(scope: Scope, dataset: Dataset, wanted: Filter, last: dt.date) -> "NewSpots":
    """`data.hotspots.new.new` of this version, kept whichever township is looked at."""
    county = _new(scope, Key.of(dataset, FACTS + LAND), wanted.always, last)
    return county.in_township(wanted.township)


@kept(max_entries=100)
def _new(scope: Scope, key: Key, wanted: Filter, last: dt.date) -> "NewSpots":
    from data.hotspots.new import new

    county = county_rules(store(), key.on).hotspots
    return new(_facts(scope, key.only(FACTS)), _looked_at(scope, key.only(LAND)), wanted, last, county)


def now(scope: Scope, dataset: Dataset, wanted: Filter, last: dt.date) -> "SpotsNow":
    """`data.hotspots.now.now` of this version, kept whichever township is looked at."""
    county = _now(scope, Key.of(dataset, FACTS + LAND), wanted.always, last)
    return county.in_township(wanted.township)


@kept(max_entries=100)
def _now(scope: Scope, key: Key, wanted: Filter, last: dt.date) -> "SpotsNow":
    from data.hotspots.now import now

    county = county_rules(store(), key.on).hotspots
    return now(_facts(scope, key.only(FACTS)), _looked_at(scope, key.only(LAND)), wanted, last, county)


def figures(scope: Scope, dataset: Dataset) -> Figures:
    """`data.petitions.figures.figures` of this version."""
    return _figures(scope, Key.of(dataset, FIGURES, as_of(dataset)))


@kept(max_entries=20)
def _figures(scope: Scope, key: Key) -> Figures:
    return indicators.figures(key.reader(scope), key.on)


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
