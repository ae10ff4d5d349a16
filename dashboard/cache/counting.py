"""Facts, counts and figures of what a scope may count."""

import datetime as dt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.cache.keys import CASEWORK, FACTS, FIGURES, LAND, LIAISON, TALLY, Key, kept, newest
from dashboard.cache.land import as_of, geography_of
from dashboard.record import store
from data.hubs import sent as hub_sent
from data.periods import Period
from data.petitions import cases, counts, intake
from data.petitions import facts as petitions
from data.petitions import figures as indicators
from data.petitions import indicators as handling
from data.petitions.disclosure import release, sees_county
from data.petitions.facts import Filter
from data.petitions.figures import Figures
from data.petitions.outside import CountyTally, Totals, own_places
from data.petitions.villages import VillageCounts
from data.rules import rules as county_rules
from data.scope import Role, Scope
from data.service import coverage
from data.tables import Dataset
from data.terms import Counted, CountUnit


def facts(scope: Scope, dataset: Dataset) -> pd.DataFrame:
    """`data.petitions.facts` of this version. No persons in it."""
    return facts_of(scope, Key.of(dataset, FACTS))


@newest
@kept(max_entries=20)
def facts_of(scope: Scope, key: Key) -> pd.DataFrame:
    return petitions.facts(key.reader(scope))


def liaison(scope: Scope, dataset: Dataset, counted: Counted | None = None) -> pd.DataFrame:
    """`data.service.coverage.table` of this version, as of today."""
    return _liaison(scope, Key.of(dataset, LIAISON), counted)


@kept(max_entries=40)
def _liaison(scope: Scope, key: Key, counted: Counted | None) -> pd.DataFrame:
    return coverage.table(key.reader(scope), key.on, counted)


def casework(scope: Scope, dataset: Dataset) -> pd.DataFrame:
    """`data.petitions.indicators.facts_of` of petitions, as of today."""
    return _casework(scope, Key.of(dataset, CASEWORK))


@newest
@kept(max_entries=20)
def _casework(scope: Scope, key: Key) -> pd.DataFrame:
    return handling.facts_of(key.reader(scope))


def handled(
    scope: Scope, dataset: Dataset, first: dt.date, last: dt.date, by: handling.Group
) -> pd.DataFrame:
    """`data.petitions.indicators.told` of petitions filed from a first to a last day, as of today."""
    return _handled(scope, Key.of(dataset, CASEWORK), first, last, by)


@kept(max_entries=60)
def _handled(scope: Scope, key: Key, first: dt.date, last: dt.date, by: handling.Group) -> pd.DataFrame:
    days = county_rules(store(), key.on).cases.first_days
    return handling.told(_casework(scope, key), key.on, first, last, by, days)


def cases_behind(
    scope: Scope,
    dataset: Dataset,
    days: tuple[dt.date, dt.date],
    one: handling.Indicator,
    by: handling.Group,
    group: str,
) -> pd.DataFrame:
    """`data.petitions.indicators.cases_behind` a share of petitions, as of today."""
    return _cases_behind(scope, Key.of(dataset, CASEWORK), days, one, by, group)


@kept(max_entries=8)
def _cases_behind(
    scope: Scope,
    key: Key,
    days: tuple[dt.date, dt.date],
    one: handling.Indicator,
    by: handling.Group,
    group: str,
) -> pd.DataFrame:
    return handling.cases_behind(key.reader(scope), *days, one, by, group)


def requests(scope: Scope, dataset: Dataset) -> pd.DataFrame:
    """`data.petitions.intake.requests` of this version."""
    return _requests(scope, Key.of(dataset, FACTS))


@newest
@kept(max_entries=20)
def _requests(scope: Scope, key: Key) -> pd.DataFrame:
    return intake.requests(key.reader(scope))


def newest_scheme(scope: Scope, dataset: Dataset) -> dict[tuple[str, str], str]:
    """`data.petitions.cases.newest_scheme_of` this version."""
    return _newest_scheme(scope, Key.of(dataset, FACTS))


@kept(max_entries=20)
def _newest_scheme(scope: Scope, key: Key) -> dict[tuple[str, str], str]:
    return cases.newest_scheme_of(key.reader(scope))


def by_village(scope: Scope, dataset: Dataset, wanted: Filter) -> VillageCounts:
    """Counts by village under a filter, kept because every period of a length asks for them again."""
    return _by_village(scope, Key.of(dataset, TALLY + LAND), wanted)


@kept(max_entries=200)
def _by_village(scope: Scope, key: Key, wanted: Filter) -> VillageCounts:
    known = tally_of(scope, key.only(TALLY))
    return known.nearest_by_village(wanted, geography_of(key.only(LAND)).codes)


def periods(
    scope: Scope, dataset: Dataset, wanted: Filter, months: int, unit: CountUnit
) -> NDArray[np.float64] | None:
    """`Tally.periods` of the whole county, kept whichever month is looked at; None: not all of it is told."""
    return _periods(scope, Key.of(dataset, TALLY + LAND), wanted.always, months, unit)


@kept(max_entries=100)
def _periods(
    scope: Scope, key: Key, wanted: Filter, months: int, unit: CountUnit
) -> NDArray[np.float64] | None:
    known = tally_of(scope, key.only(TALLY))
    if not isinstance(known, counts.Tally):
        return None
    return known.periods(wanted, geography_of(key.only(LAND)).codes, months, unit)


def by_month(scope: Scope, dataset: Dataset, wanted: Filter) -> pd.DataFrame:
    """Counts by month under a filter, where they are told; kept whichever month is looked at."""
    return _by_month(scope, Key.of(dataset, TALLY), wanted)


@kept(max_entries=100)
def _by_month(scope: Scope, key: Key, wanted: Filter) -> pd.DataFrame:
    return tally_of(scope, key).by_month(wanted)


def tally(scope: Scope, dataset: Dataset) -> counts.AnyTally:
    """What a scope may count: row by row, or as it is told (`data.petitions.disclosure`)."""
    return tally_of(scope, Key.of(dataset, TALLY))


@newest
@kept(max_entries=20)
def tally_of(scope: Scope, key: Key) -> counts.AnyTally:
    own = facts_of(scope, key.only(FACTS))
    if not sees_county(scope):
        return counts.Tally(own)
    who = key.reader(scope)
    county = str(scope.county)
    everything = facts_of(Scope.of(Role.OFFICE, [county], county), key.only(FACTS))
    return CountyTally(own, own_places(who), release(who, rows=everything))


def totals(scope: Scope, dataset: Dataset, chosen: Period, counted: Counted) -> Totals:
    """Totals of a period, as far as they are told."""
    return tally(scope, dataset).totals(Filter(chosen.first, chosen.last, counted=counted))


def figures(scope: Scope, dataset: Dataset) -> Figures:
    """`data.petitions.figures.figures` of this version."""
    return _figures(scope, Key.of(dataset, FIGURES, as_of(dataset)))


@kept(max_entries=20)
def _figures(scope: Scope, key: Key) -> Figures:
    return indicators.figures(key.reader(scope), key.on)


def sent(scope: Scope, dataset: Dataset, chosen: Period) -> pd.DataFrame:
    """`data.hubs.sent.sent` of this version."""
    return _sent(scope, Key.of(dataset, CASEWORK), chosen)


@kept(max_entries=20)
def _sent(scope: Scope, key: Key, chosen: Period) -> pd.DataFrame:
    return hub_sent.sent(key.reader(scope), chosen.first, chosen.last)
