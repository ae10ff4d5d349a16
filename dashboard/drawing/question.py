"""What a reader asks of the map, and the counts that answer it."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard import cache
from data.hotspots.heat import Heat, TypicalHeat, heat
from data.periods import Period
from data.petitions.counts import AnyTally
from data.petitions.facts import Filter, select_facts
from data.petitions.outside import CountyTally
from data.petitions.villages import VillageCounts
from data.scope import Scope
from data.service import coverage
from data.tables import Dataset
from data.terms import CountUnit
from geo.statistics.rates import per_thousand


def unit_of(measure: str) -> CountUnit:
    """In what a measure counts: cases, unless it says otherwise."""
    return CountUnit(measure) if measure in list(CountUnit) else CountUnit.CASES


def in_unit(counts: VillageCounts, unit: CountUnit) -> np.ndarray:
    """Counts by village."""
    return {CountUnit.GROUPS: counts.groups, CountUnit.PERSONS: counts.persons}.get(unit, counts.cases)


def total_in(counts: VillageCounts, unit: CountUnit) -> int | None:
    """Count of all that a filter keeps; None: not told."""
    totals = {CountUnit.GROUPS: counts.groups_total, CountUnit.PERSONS: counts.persons_total}
    return totals.get(unit, counts.total)


@dataclass(frozen=True, eq=False)
class Question:
    """What a reader asks, and the counts that answer it.

    Parameters
    ----------
    typical
        Of `cache.typical_heat`, where a page has it at hand; None: it is asked for where it is needed.
    """

    scope: Scope
    dataset: Dataset
    geography: cache.Geography
    wanted: Filter
    chosen: Period
    counts: VillageCounts
    typical: TypicalHeat | None = None

    @property
    def everything(self) -> pd.DataFrame:
        """All cases that may be opened; the screen has none."""
        return cache.facts(self.scope, self.dataset)

    @cached_property
    def facts(self) -> pd.DataFrame:
        """Those that `wanted` keeps."""
        return select_facts(self.everything, self.wanted)

    @cached_property
    def tally(self) -> AnyTally:
        """What may be counted."""
        return cache.tally(self.scope, self.dataset)

    @cached_property
    def nearest(self) -> Filter:
        """What can be told where not all of it can (`data.petitions.outside.CountyTally.nearest`)."""
        return self.tally.nearest(self.wanted)

    @cached_property
    def tells_part(self) -> bool:
        """Whether not all of it is told to this reader."""
        return isinstance(self.tally, CountyTally) and not self.tally.is_own(self.wanted)

    @cached_property
    def own(self) -> np.ndarray:
        """Villages whose cases may be opened: of them everything is told."""
        return coverage.own(self.scope, self.geography.villages).to_numpy(dtype=bool)

    @cached_property
    def rates(self) -> np.ndarray:
        """Petitions per 1,000 residents by village; NaN where residents are unknown, or it is not told."""
        rates = per_thousand(np.ma.getdata(self.counts.cases), self.geography.residents)
        return np.where(np.ma.getmaskarray(self.counts.cases), np.nan, rates)

    @cached_property
    def compared(self) -> tuple[np.ndarray, np.ndarray]:
        """Petitions and residents of the villages whose cases may be opened, whichever township is looked at.

        What compares a village with the rest needs the rest; residents of villages that are not counted are
        NaN, or they would be taken for villages without petitions.
        """
        everywhere = replace(self.wanted, township=None)
        cases = cache.by_village(self.scope, self.dataset, everywhere).cases
        return np.ma.filled(cases, 0), np.where(self.visible & self.own, self.geography.residents, np.nan)

    @cached_property
    def suppress_below(self) -> int:
        """Counts from 1 up to below this are few."""
        return cache.rules(self.dataset).privacy.suppress_below

    @cached_property
    def few(self) -> np.ndarray:
        """Villages whose rate rests on a few petitions."""
        cases = np.ma.filled(self.counts.cases, 0)
        return (cases > 0) & (cases < self.suppress_below)

    @cached_property
    def visible(self) -> np.ndarray:
        """Which villages the scope counts; the others are left blank, not shown as having none."""
        if self.scope.county is not None:
            return np.ones(len(self.geography.codes), dtype=bool)
        return coverage.visible(self.scope, self.geography.villages).to_numpy()

    def usual(self, unit: CountUnit = CountUnit.CASES) -> NDArray[np.float64]:
        """Cases, visits or persons by village of every period of this length on record, a row each.

        Under the same filter besides period and township, but of every month: sizes and classes then stay
        while the month moves. Where only some periods are told, one row stands for all of them.
        """
        always, codes, months = self.wanted.always, self.geography.codes, self.chosen.months
        kept = cache.periods(self.scope, self.dataset, always, months, unit)
        if kept is not None:
            return kept
        if unit is CountUnit.CASES and isinstance(self.tally, CountyTally):
            return self.tally.usual(always, codes, months)[None, :]
        counts = in_unit(cache.by_village(self.scope, self.dataset, always), unit)
        return np.ma.filled(counts * (months / max(self.tally.months, 1)), np.nan)[None, :]

    def untold(self, measure: str) -> np.ndarray:
        """Villages of which a measure is not told to this reader."""
        if measure in ("smoothed", "ratio", "heat"):
            return ~self.own
        return np.ma.getmaskarray(in_unit(self.counts, unit_of(measure)))

    @cached_property
    def typical_heat(self) -> TypicalHeat:
        """The heat of a period as long as this one, the same for every month."""
        if self.typical is not None:
            return self.typical
        return cache.typical_heat(self.scope, self.dataset, self.wanted, self.chosen.months).answer()


def ask(scope: Scope, dataset: Dataset, wanted: Filter, chosen: Period) -> Question:
    """Count what a filter keeps."""
    geography = cache.geography(dataset)
    counts = cache.by_village(scope, dataset, wanted)
    return Question(scope, dataset, geography, wanted, chosen, counts)


def heat_of(question: Question, bandwidth: float | None = None) -> Heat:
    """`data.hotspots.heat.heat` of what is asked."""
    typical, own = question.typical_heat, question.facts
    return heat(question.scope, own, question.geography, question.wanted, typical, bandwidth)
