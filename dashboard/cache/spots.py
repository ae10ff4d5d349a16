"""Where it is hot, what is new, what happens now, and what measures did."""

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from dashboard.cache.counting import facts_of
from dashboard.cache.heavy import Ask, heavy
from dashboard.cache.keys import FACTS, FINDINGS, LAND, POLICIES, Key, kept
from dashboard.cache.land import geography_of, looked_at
from dashboard.record import store
from data.divisions.land import Land
from data.hotspots import arrivals, findings
from data.hotspots import heat as warmth
from data.hotspots.arrivals import Completeness
from data.hotspots.findings import FindingState
from data.hotspots.heat import TypicalHeat
from data.petitions import counted as rule
from data.petitions.facts import Filter
from data.policies import register
from data.rules import HotSpotRules
from data.rules import rules as county_rules
from data.scope import Scope
from data.tables import Dataset
from data.terms import Counted

if TYPE_CHECKING:
    from data.hotspots.effects import PolicyEffect
    from data.hotspots.hot import HotSpots
    from data.hotspots.new import NewSpots
    from data.hotspots.now import SpotsNow


def measured(scope: Scope, dataset: Dataset) -> dict[int, "PolicyEffect | None"]:
    """Of each policy on record what its measure did (`data.policies.register.policy_effect`), by its id."""
    return _measured(scope, Key.of(dataset, POLICIES + LAND))


@kept(max_entries=4)
def _measured(scope: Scope, key: Key) -> "dict[int, PolicyEffect | None]":
    own, villages = facts_of(scope, key.only(FACTS)), geography_of(key.only(LAND)).villages
    petitions_alone = own[rule.is_counted(own["channel"], Counted.PETITIONS)]
    county, found = store().dataset().county_code, {}
    for entry in register.policies(key.reader(scope)):
        inside = list(villages["code"][villages["parent_code"] == entry.division])
        where = None if entry.division == county else inside
        found[entry.id] = register.policy_effect(petitions_alone, entry, where, key.on)
    return found


def undecided(scope: Scope, dataset: Dataset) -> pd.DataFrame:
    """Findings that wait for a decision, as a scope is told them; kept, for every filter asks for them."""
    return _undecided(scope, Key.of(dataset, FINDINGS))


@kept(max_entries=20)
def _undecided(scope: Scope, key: Key) -> pd.DataFrame:
    return findings.findings(key.reader(scope), FindingState.NEW, key.on)


def typical_heat(scope: Scope, dataset: Dataset, wanted: Filter, months: int) -> Ask[TypicalHeat]:
    """`data.hotspots.heat.typical_heat` of so many months, kept whichever month and township is looked at."""
    return _typical_heat.ask(scope, dataset, wanted.always, months)


@heavy(FACTS + LAND, most=50)
def _typical_heat(scope: Scope, key: Key, wanted: Filter, months: int) -> TypicalHeat:
    everything = facts_of(scope, key.only(FACTS))
    found = warmth.typical_heat(scope, everything, geography_of(key.only(LAND)), wanted, months)
    found.classes(found.bandwidth)  # what takes long, once for all
    return found


def complete(scope: Scope, dataset: Dataset) -> Completeness:
    """`data.hotspots.arrivals.complete` of what a scope may count."""
    return _complete(scope, Key.of(dataset, FACTS))


@kept(max_entries=20)
def _complete(scope: Scope, key: Key) -> Completeness:
    return arrivals.complete(key.reader(scope))


def _grounds(scope: Scope, key: Key) -> tuple[pd.DataFrame, Land, HotSpotRules, Completeness]:
    """What an answer rests on: the facts, the villages, the rules, how far the record is complete."""
    own = key.only(FACTS)
    everything, known = facts_of(scope, own), looked_at(scope, key.only(LAND))
    return everything, known, county_rules(store(), key.on).hotspots, _complete(scope, own)


def hot(
    scope: Scope, dataset: Dataset, wanted: Filter, near: float = 0.0, *, beside: bool = False
) -> "Ask[HotSpots]":
    """`data.hotspots.hot.hot` of this version, kept whichever township is looked at."""
    everywhere = replace(wanted, township=None)
    county = _hot.ask(scope, dataset, everywhere, near, beside)
    return county.then(lambda answer: answer.in_township(wanted.township))


@heavy(FACTS + LAND, most=100)
def _hot(scope: Scope, key: Key, wanted: Filter, near: float, beside: bool) -> "HotSpots":
    from data.hotspots.hot import hot  # seconds to load, as below

    everything, known, county, whole = _grounds(scope, key)
    return hot(everything, known, wanted, county, whole, near=near, beside=beside)


def new(scope: Scope, dataset: Dataset, wanted: Filter, last: dt.date) -> "Ask[NewSpots]":
    """`data.hotspots.new.new` of this version, kept whichever township is looked at."""
    county = _new.ask(scope, dataset, wanted.always, last)
    return county.then(lambda answer: answer.in_township(wanted.township))


@heavy(FACTS + LAND, most=50)
def _new(scope: Scope, key: Key, wanted: Filter, last: dt.date) -> "NewSpots":
    from data.hotspots.new import new

    everything, known, county, whole = _grounds(scope, key)
    return new(everything, known, wanted, last, county, whole)


def now(scope: Scope, dataset: Dataset, wanted: Filter, last: dt.date) -> "Ask[SpotsNow]":
    """`data.hotspots.now.now` of this version, kept whichever township is looked at."""
    county = _now.ask(scope, dataset, wanted.always, last)
    return county.then(lambda answer: answer.in_township(wanted.township))


@heavy(FACTS + LAND, most=50)
def _now(scope: Scope, key: Key, wanted: Filter, last: dt.date) -> "SpotsNow":
    from data.hotspots.now import now

    everything, known, county, whole = _grounds(scope, key)
    return now(everything, known, wanted, last, county, whole)
