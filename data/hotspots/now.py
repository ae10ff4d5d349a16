"""What happens right now? Places whose last weeks brought more than usual."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.divisions.land import Land
from data.hotspots import surveillance
from data.hotspots.answer import Answer, Unit, counted_once
from data.hotspots.arrivals import Completeness, leave_out
from data.hotspots.surveillance import Signal, Watch
from data.petitions.facts import Filter, select_facts
from data.rules import HotSpotRules

SHOWN = 5
"""Places shown at most."""


@dataclass(frozen=True, eq=False)
class SpotsNow(Answer):
    """What happens right now, as of a day.

    Parameters
    ----------
    last
        Day with which the last week ends.
    counts
        Petitions by village and week (n, t) of the whole county, whichever township is looked at.
    county
        The county's rules: of how many weeks, and how doubtful a signal may be that is shown.
    watch
        Of `surveillance.right_now`, in the whole county; None: too few weeks to say what is usual.
    unit
        What is counted.
    """

    last: dt.date
    counts: NDArray[np.int64]
    county: HotSpotRules
    watch: Watch | None
    unit: Unit

    @property
    def weeks(self) -> int:
        """Weeks looked at."""
        return int(self.counts.shape[1])

    @property
    def total(self) -> int:
        """Petitions of all weeks placed in a village where it is looked."""
        return int(self.counts[self.inside].sum())

    @cached_property
    def shown(self) -> list[Signal]:
        """Signals where it is looked, the least likely by chance first, with such as may be chance."""
        signals = self.watch.signals if self.watch else []
        own = [one for one in signals if self.inside[one.villages].any()]
        return [one for one in own if one.p_value <= self.county.doubtful][:SHOWN]

    @property
    def tested(self) -> int:
        """Villages looked at of which something could be said."""
        return int((self.inside & self.watch.tested).sum()) if self.watch else 0

    @property
    def began_late(self) -> dict[str, dt.date]:
        """Townships looked at that are on record later than the first week: name -> first day."""
        return self._ends(lambda known: int(np.argmax(known)), lambda at: at > 0, 0)

    @property
    def not_yet(self) -> dict[str, dt.date]:
        """Townships looked at with too little of the last weeks on record: name -> last day counted."""
        newest = self.weeks - 1
        return self._ends(lambda known: newest - int(np.argmax(known[::-1])), lambda at: at < newest, 7)

    def _ends(
        self, place: Callable[[NDArray[np.bool_]], int], kept: Callable[[int], bool], days: int
    ) -> dict[str, dt.date]:
        """Of townships, the day with which a week begins (`days` 0) or after which it is over."""
        told = {}
        start = self.last - dt.timedelta(days=7 * self.weeks - 1)
        for name in dict.fromkeys(self.land.townships_of[self.inside]):
            known = self.watch.known[self.inside & (self.land.townships_of == name)] if self.watch else None
            if known is None or not known.any():
                continue
            if kept(at := place(known.any(axis=0))):
                told[name] = start + dt.timedelta(days=7 * at + max(days - 1, 0))
        return told

    @property
    def raised(self) -> list[Signal]:
        """Those of them that chance does not explain."""
        return [one for one in self.shown if one.raised]


def now(
    facts: pd.DataFrame,
    land: Land,
    wanted: Filter,
    last: dt.date,
    county: HotSpotRules,
    known: Completeness | None = None,
) -> SpotsNow:
    """What happens as of a day, of what a filter keeps whenever it was filed.

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
    counts = surveillance.count_weeks(kept, land.codes, facts["filed"].min().date(), last, county)
    watch = surveillance.watch(facts, always, counts, land, last, county, known)
    return SpotsNow(land, always, last, counts, county, watch, unit, late=late)
