"""What the answers to all questions of hot spots have in common: of which land, of which petitions."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.divisions.land import Land
from data.hotspots.arrivals import Late
from data.periods import Period, between
from data.petitions.facts import Filter, equals, matters_once
from data.terms import Occurrence

LISTED = 25
"""Lines of a table at most."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What is counted: matters, each once (`data.petitions.facts.matters_once`).

    Parameters
    ----------
    petitions, matters
        How many petitions the filter keeps, and of how many matters.
    unlinked
        Repeated petitions among them that are linked to no matter, so that each counts as one.
    """

    petitions: int
    matters: int
    unlinked: int


def counted_once(kept: pd.DataFrame) -> tuple[pd.DataFrame, Unit]:
    """Filtered `facts`, of each matter the first, and what that makes of them."""
    once = matters_once(kept)
    repeated = equals(kept["occurrence"], Occurrence.REPEAT) & kept["matter_id"].isna().to_numpy()
    return once, Unit(len(kept), len(once), int(repeated.sum()))


@dataclass(frozen=True, eq=False)
class Answer:
    """Whatever has an entry a village, or is a position of one, is in the order of the land's villages.

    Parameters
    ----------
    land
        The whole county: a village is compared with all others.
    wanted
        Which petitions; its township is where it is looked.
    late
        What of the last days is left out; None: it was not asked.
    """

    land: Land
    wanted: Filter
    late: Late | None = field(default=None, kw_only=True)

    @cached_property
    def inside(self) -> NDArray[np.bool_]:
        """Which villages are looked at."""
        return self.land.inside(self.wanted.township)

    @property
    def period(self) -> Period:
        """From the first to the last day of what is asked of a period.

        Raises
        ------
        ValueError
            The filter has no first or no last day.
        """
        if self.wanted.first is None or self.wanted.last is None:
            raise ValueError("What is said of a period needs its first and last day")
        return between(self.wanted.first, self.wanted.last)

    def in_township(self, township: str | None) -> Self:
        """The same answer looked at in one township; None: in the county."""
        return replace(self, wanted=replace(self.wanted, township=township))
