"""What is new? Villages that are unusual now and were not all along."""

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.divisions.land import Land
from data.hotspots import questions
from data.hotspots.answer import Answer, Unit, counted_once
from data.hotspots.arrivals import Completeness, leave_out
from data.hotspots.questions import Untested
from data.hotspots.surveillance import Watch, count_weeks, watch
from data.petitions.facts import Filter, select_facts
from data.rules import HotSpotRules
from geo.statistics.emerging import Category, Emerging

LATELY = 3
"""Months by whose petitions the villages are ordered, and in which what is new has risen."""

QUARTER = 13
"""The same in weeks."""


@dataclass(frozen=True, eq=False)
class NewSpots(Answer):
    """What is new up to a day.

    Parameters
    ----------
    last
        Day with which the last month ends.
    counts, history
        Petitions by village and month (n, t), and what is new in each village, of the whole county whichever
        township is looked at.
    watch
        What rose within the last quarter above its own past (`surveillance.watch`); None: nothing was
        asked, for no village is hot now and was not all along, or there are too few weeks.
    unit
        What is counted.
    """

    last: dt.date
    counts: NDArray[np.int64]
    history: Emerging
    watch: Watch | None
    unit: Unit

    @property
    def months(self) -> int:
        """Months looked at."""
        return int(self.counts.shape[1])

    @property
    def total(self) -> int:
        """Petitions of all months placed in a village where it is looked."""
        return int(self.counts[self.inside].sum())

    @cached_property
    def new(self) -> NDArray[np.bool_]:
        """Which villages are new where it is looked: hot now, not before, risen above their own past."""
        return self.unlike_before & self.risen

    @cached_property
    def unlike_before(self) -> NDArray[np.bool_]:
        """Which are hot now and were not all along where it is looked; that they changed may be chance."""
        return questions.is_new(self.history) & self.inside

    @cached_property
    def risen(self) -> NDArray[np.bool_]:
        """Which villages are part of a rise above their own past that chance does not explain."""
        rise = np.zeros(len(self.counts), dtype=bool)
        for signal in self.watch.signals if self.watch else []:
            if signal.raised:
                rise[signal.villages] = True
        return rise

    @cached_property
    def unusual(self) -> NDArray[np.int64]:
        """Positions of villages where it is looked that are unusual or were; most petitions lately first."""
        usual = [Category.NONE.value, Category.INSUFFICIENT.value]
        told = np.flatnonzero(~np.isin(self.history.category, usual) & self.inside)
        return told[np.argsort(-self.counts[told, -LATELY:].sum(axis=1), kind="stable")]

    @cached_property
    def untested(self) -> Untested | None:
        """Why nothing could be tested where it is looked."""
        return questions.untested(self.land.neighbours, self.land.residents, self.inside)

    @property
    def tested(self) -> int:
        """Villages looked at of which something could be said."""
        return int((self.inside & (self.history.category != Category.INSUFFICIENT.value)).sum())

    @property
    def too_short(self) -> bool:
        """Whether the record has too few months to say what is new."""
        return bool((self.history.category == Category.INSUFFICIENT.value).all())


def new(
    facts: pd.DataFrame,
    land: Land,
    wanted: Filter,
    last: dt.date,
    county: HotSpotRules,
    known: Completeness | None = None,
) -> NewSpots:
    """What is new up to a day, of what a filter keeps whenever it was filed.

    Parameters
    ----------
    facts
        Of `data.petitions.facts.facts`: there must be some.
    known
        How far the record is complete; the days after are left out.
    """
    always = replace(wanted, first=None, last=None)
    until, late = leave_out(known, replace(always, last=last))
    last = until.last or last
    kept, unit = counted_once(select_facts(facts, replace(always, township=None)))
    months = questions.months_on_record(facts["filed"].min().date(), last, county.months)
    counts = questions.count_months(kept, land.codes, last, months)
    history = questions.history(counts, land.neighbours, land.residents, county.level)
    risen = None
    if questions.is_new(history).any():
        weeks = count_weeks(kept, land.codes, facts["filed"].min().date(), last, county)
        quarter = replace(county, longest_weeks=QUARTER)
        risen = watch(facts, always, weeks, land, last, quarter, known)
    return NewSpots(land, always, last, counts, history, risen, unit, late=late)
