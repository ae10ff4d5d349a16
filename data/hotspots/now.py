"""What happens right now? Places whose last weeks brought more than usual."""

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.divisions.land import Land
from data.hotspots import surveillance
from data.hotspots.answer import Answer
from data.hotspots.surveillance import Signal
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
    signals
        Of `surveillance.right_now`, in the whole county; None: too few weeks to say what is usual.
    """

    last: dt.date
    counts: NDArray[np.int64]
    county: HotSpotRules
    signals: list[Signal] | None

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
        own = [one for one in self.signals or [] if self.inside[one.villages].any()]
        return [one for one in own if one.p_value <= self.county.doubtful][:SHOWN]

    @property
    def raised(self) -> list[Signal]:
        """Those of them that chance does not explain."""
        return [one for one in self.shown if one.raised]


def now(facts: pd.DataFrame, land: Land, wanted: Filter, last: dt.date, county: HotSpotRules) -> SpotsNow:
    """What happens as of a day, of what a filter keeps whenever it was filed.

    Parameters
    ----------
    facts
        Of `data.petitions.facts.facts`: there must be some.
    """
    always = replace(wanted, first=None, last=None)
    kept = select_facts(facts, replace(always, township=None))
    counts = surveillance.count_weeks(kept, land.codes, facts["filed"].min().date(), last, county)
    signals = surveillance.right_now(counts, land.centres, last, county)
    return SpotsNow(land, always, last, counts, county, signals)
