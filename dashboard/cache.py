"""The only place that uses ``st.cache_*``. Keys hold scope, versions and parameters, never frames.

A cache names the subjects of the record that it reads (`data.tables.SubjectVersion`): what changes another
subject leaves it as it is.

What comes out is shared between sessions and must not be changed by the caller.
"""

import contextlib
import datetime as dt
import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import streamlit as st

from dashboard.drawing.outlines import outlines_script
from dashboard.loading import load
from dashboard.settings import settings
from data.clock import today
from data.divisions import reads
from data.errors import StoreRefused
from data.petitions import counts
from data.petitions import facts as petitions
from data.petitions import figures as indicators
from data.petitions.counts import VillageCounts
from data.petitions.facts import Filter
from data.petitions.figures import Figures
from data.reader import Reader, Writer
from data.rules import Rules, ScoreSettings
from data.rules import rules as county_rules
from data.scope import Role, Scope
from data.store import Store
from data.tables import Dataset
from data.terms import Level
from data.visits import on_record as plans_on_record
from data.visits import plans, years
from data.visits.on_record import PlanOnRecord
from data.visits.plans import TownshipDay
from data.visits.years import TownshipYear
from geo import orienteering
from geo.locate import VillageIndex
from geo.statistics.density import Grid, choose_bandwidth, grid, kernel_surface
from geo.visits import DaySettings, VisitPlan, plan

if TYPE_CHECKING:
    from libpysal.graph import Graph

    from data.hotspots.questions import Untested
    from data.hotspots.surveillance import Signal
    from geo.statistics.emerging import Emerging
    from geo.statistics.hotspots import Spots


@cache
def store() -> Store:
    """The record of this process."""
    return Store(settings().database)


def reader(scope: Scope) -> Reader:
    """Who looks at this record."""
    return Reader.of(scope, store())


def writer(scope: Scope) -> Writer:
    """Who acts on this record: until logins exist, the role."""
    return reader(scope).by(f"role:{scope.role}")


LAND = ("divisions", "roads")
FACTS = ("petitions", "divisions", "rules")
FIGURES = (*FACTS, "instructions")
PLAN = (*FACTS, "roads", "places", "leaders", "visits", "rules")
"""Subjects that outlines, facts, figures and plans read."""


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


def as_of(dataset: Dataset) -> dt.date:
    """Day to which the record is complete."""
    return dataset.as_of or today(dataset)


def rules(dataset: Dataset, on: dt.date | None = None) -> Rules:
    """The county's rules of a day, by default today's (`data.rules.rules`)."""
    return county_rules(store(), on or today(dataset))


@dataclass(frozen=True, eq=False)
class Geography:
    """Divisions of one version of the record, with what is derived from their polygons."""

    villages: gpd.GeoDataFrame
    townships: gpd.GeoDataFrame
    script: str
    digest: str

    @cached_property
    def codes(self) -> pd.Index:
        return pd.Index(self.villages["code"])

    @cached_property
    def residents(self) -> np.ndarray:
        return self.villages["residents"].to_numpy(dtype=float, na_value=np.nan)

    @cached_property
    def township_names(self) -> dict[str, str]:
        return dict(zip(self.townships["code"], self.townships["name"], strict=True))

    @cached_property
    def village_names(self) -> dict[str, str]:
        return dict(zip(self.villages["code"], self.villages["name"], strict=True))

    @cached_property
    def townships_of(self) -> np.ndarray:
        """Name of each village's township, '' where there is none."""
        return self.villages["parent_code"].map(self.township_names).fillna("").to_numpy()

    def inside(self, township: str | None) -> np.ndarray:
        """Which villages are in a township; None: all."""
        if township is None:
            return np.ones(len(self.codes), dtype=bool)
        return (self.villages["parent_code"] == township).to_numpy()

    @cached_property
    def index(self) -> VillageIndex:
        return VillageIndex(self.villages.geometry.to_numpy())

    @cached_property
    def grid(self) -> Grid:
        return grid(self.villages.geometry.to_numpy())

    @cached_property
    def neighbours(self) -> "Graph":
        """Villages that touch."""
        from geo.neighbours import touching  # seconds to load, and only hot spots need it

        return touching(self.villages.geometry.to_numpy())

    @cached_property
    def centres(self) -> np.ndarray:
        """Metres (n, 2)."""
        from geo.neighbours import centres

        return centres(self.villages.geometry.to_numpy())

    def near(self, metres: float) -> "Graph":
        """Villages whose middles are no farther apart; 0: those that touch."""
        from geo.neighbours import within

        if not metres:
            return self.neighbours
        middles = self.villages.geometry.representative_point()
        return within(middles.x, middles.y, metres)

    def untested(self, near: float = 0.0, among: np.ndarray | None = None) -> "Untested | None":
        """`data.hotspots.questions.untested` of villages that are neighbours as of `near`."""
        from data.hotspots.questions import untested

        return untested(self.near(near), self.residents, among)

    def village_at(self, longitude: float, latitude: float) -> str | None:
        """Code of the village at a point in WGS 84 degrees."""
        position = int(self.index.locate(np.array([longitude]), np.array([latitude]))[0])
        return None if position < 0 else str(self.codes[position])


def geography(dataset: Dataset) -> Geography:
    """Divisions as of the record's day."""
    return _geography(Key.of(dataset, LAND))


def warm() -> None:
    """Make what the first reader would otherwise wait for; a record without a county has nothing to make."""
    with contextlib.suppress(StoreRefused):
        found = geography(store().dataset())
        if not found.villages.empty:
            found.village_at(0.0, 0.0)
            kernel_surface([], [], found.grid, found.grid.cell)
            orienteering.warm()
            for name in ("data.hotspots.questions", "data.hotspots.surveillance"):
                load(name)
            load("geo.statistics.scan").warm()
            found.neighbours  # noqa: B018 it is kept


@st.cache_resource(show_spinner=False, max_entries=2)
def _geography(key: Key) -> Geography:
    villages = reads.boundaries(store(), Level.VILLAGE, key.on)
    townships = reads.boundaries(store(), Level.TOWNSHIP, key.on)
    script = outlines_script(villages, townships, reads.roads(store()))
    digest = hashlib.sha256(script.encode()).hexdigest()[:16]
    return Geography(villages, townships, script, digest)


def facts(scope: Scope, dataset: Dataset) -> pd.DataFrame:
    """`data.petitions.facts` of this version. No persons in it."""
    return _facts(scope, Key.of(dataset, FACTS))


@st.cache_resource(show_spinner=False, max_entries=20)
def _facts(scope: Scope, key: Key) -> pd.DataFrame:
    return petitions.facts(key.reader(scope))


def by_village(scope: Scope, dataset: Dataset, wanted: Filter) -> VillageCounts:
    """Counts of `facts` under a filter, kept because every period of a length asks for them again."""
    return _by_village(scope, Key.of(dataset, FACTS + LAND), wanted)


@st.cache_resource(show_spinner=False, max_entries=200)
def _by_village(scope: Scope, key: Key, wanted: Filter) -> VillageCounts:
    return _tally(scope, key.only(FACTS)).by_village(wanted, _geography(key.only(LAND)).codes)


def tally(scope: Scope, dataset: Dataset) -> counts.Tally:
    """What a scope may count without looking at petitions one by one."""
    return _tally(scope, Key.of(dataset, FACTS))


@st.cache_resource(show_spinner=False, max_entries=20)
def _tally(scope: Scope, key: Key) -> counts.Tally:
    if scope.role is Role.SCREEN:
        return counts.tally(key.reader(scope))
    return counts.Tally(_facts(scope, key))


@dataclass(frozen=True, eq=False)
class TypicalHeat:
    """A period like any other of the record: which bandwidth fits it, in metres, and its heat under one."""

    where: counts.Places
    grid: Grid

    @cached_property
    def bandwidth(self) -> float:
        return choose_bandwidth(self.where.longitude, self.where.latitude, self.grid)

    @cached_property
    def _surfaces(self) -> dict[float, np.ndarray]:
        return {}

    def surface(self, bandwidth: float) -> np.ndarray:
        """Petitions per square kilometre."""
        if bandwidth not in self._surfaces:
            where = self.where
            self._surfaces[bandwidth] = kernel_surface(
                where.longitude, where.latitude, self.grid, bandwidth, where.spread
            )
        return self._surfaces[bandwidth]


def typical_heat(scope: Scope, dataset: Dataset, wanted: Filter, one_in: int) -> TypicalHeat:
    """Of what a filter keeps, one petition in so many, evenly over the record.

    It is the same whichever month is looked at, and so are the classes and the bandwidth made from it.
    """
    return _typical_heat(scope, Key.of(dataset, FACTS + LAND), wanted, one_in)


@st.cache_resource(show_spinner=False, max_entries=100)
def _typical_heat(scope: Scope, key: Key, wanted: Filter, one_in: int) -> TypicalHeat:
    land = _geography(key.only(LAND))
    kept = petitions.select_facts(_facts(scope, key.only(FACTS)), wanted)
    every = kept.sort_values("filed", kind="stable").iloc[::one_in]
    return TypicalHeat(counts.places(every, land.codes, scope), land.grid)


def unusual(
    scope: Scope, dataset: Dataset, wanted: Filter, near: float = 0.0, *, beside: bool = False
) -> tuple["Spots", np.ndarray]:
    """Hot and cold villages of what a filter keeps, and the petitions by village.

    `near`: neighbours as of `Geography.near`; `beside`: compared with them, not taken together with them.
    """
    return _unusual(scope, Key.of(dataset, FACTS + LAND), wanted, near, beside)


@st.cache_resource(show_spinner=False, max_entries=200)
def _unusual(scope: Scope, key: Key, wanted: Filter, near: float, beside: bool) -> tuple["Spots", np.ndarray]:
    from data.hotspots import questions  # seconds to load, as below

    cases = _by_village(scope, key, wanted).cases
    land = _geography(key.only(LAND))
    test = questions.like_neighbours if beside else questions.more_than_expected
    level = county_rules(store(), key.on).hotspots.level
    return test(cases, land.near(near), land.residents, level), cases


def history(scope: Scope, dataset: Dataset, wanted: Filter, last: dt.date) -> tuple["Emerging", np.ndarray]:
    """What is new in each village up to a day, and the petitions by village and month."""
    kept = replace(wanted, first=None, last=None)
    return _history(scope, Key.of(dataset, FACTS + LAND), last, kept)


@st.cache_resource(show_spinner=False, max_entries=100)
def _history(scope: Scope, key: Key, last: dt.date, wanted: Filter) -> tuple["Emerging", np.ndarray]:
    from data.hotspots import questions

    everything = _facts(scope, key.only(FACTS))
    county = county_rules(store(), key.on).hotspots
    months = questions.months_on_record(everything["filed"].min().date(), last, county.months)
    land = _geography(key.only(LAND))
    kept = petitions.select_facts(everything, wanted)
    counts = questions.count_months(kept, land.codes, last, months)
    return questions.history(counts, land.neighbours, land.residents, county.level), counts


def right_now(
    scope: Scope, dataset: Dataset, wanted: Filter, last: dt.date
) -> tuple[list["Signal"] | None, np.ndarray]:
    """`data.hotspots.surveillance.right_now` as of a day, and the petitions by village and week."""
    kept = replace(wanted, first=None, last=None)
    return _right_now(scope, Key.of(dataset, FACTS + LAND), last, kept)


@st.cache_resource(show_spinner=False, max_entries=100)
def _right_now(
    scope: Scope, key: Key, last: dt.date, wanted: Filter
) -> tuple[list["Signal"] | None, np.ndarray]:
    from data.hotspots import surveillance

    everything = _facts(scope, key.only(FACTS))
    first = everything["filed"].min().date()
    land = _geography(key.only(LAND))
    kept = petitions.select_facts(everything, wanted)
    county = county_rules(store(), key.on).hotspots
    counts = surveillance.count_weeks(kept, land.codes, first, last, county)
    return surveillance.right_now(counts, land.centres, last, county), counts


def figures(scope: Scope, dataset: Dataset) -> Figures:
    """`data.petitions.figures.figures` of this version."""
    return _figures(scope, Key.of(dataset, FIGURES, as_of(dataset)))


@st.cache_resource(show_spinner=False, max_entries=20)
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
    locks = tuple(sorted(must)), tuple(sorted(must_not))
    county = rules(dataset, on)
    asked = (*locks, weights or county.score, hours or county.day)
    return _planned(scope, Key.of(dataset, PLAN), township, on, *asked)


@st.cache_resource(show_spinner=False, max_entries=60)
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


@st.cache_resource(show_spinner=False, max_entries=200)
def _on_record(scope: Scope, key: Key, township: str, on: dt.date) -> PlanOnRecord:
    def planner(
        *,
        must: Collection[str] = (),
        must_not: Collection[str] = (),
        weights: ScoreSettings | None = None,
        settings: DaySettings | None = None,
    ) -> tuple[TownshipDay, VisitPlan]:
        locks = tuple(sorted(must)), tuple(sorted(must_not))
        county = county_rules(store(), on)
        asked = (*locks, weights or county.score, settings or county.day)
        return _planned(scope, key, township, on, *asked)

    return plans_on_record.on_record(key.reader(scope), township, on, planner)


def township_year(scope: Scope, dataset: Dataset, township: str) -> TownshipYear:
    """The plan of a township's year; refused as by `data.visits.years.plan_township_year`."""
    return _township_year(scope, Key.of(dataset, PLAN), township)


@st.cache_resource(show_spinner=False, max_entries=60)
def _township_year(scope: Scope, key: Key, township: str) -> TownshipYear:
    return years.plan_township_year(key.reader(scope), township)
