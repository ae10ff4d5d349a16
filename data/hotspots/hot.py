"""Where is more than the residents explain? What may be chance is not claimed."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from libpysal.graph import Graph
from numpy.typing import NDArray

from data.divisions.land import Land
from data.hotspots import questions
from data.hotspots.answer import Answer, Unit, counted_once
from data.hotspots.arrivals import Completeness, leave_out
from data.hotspots.questions import Place, Untested
from data.petitions.facts import Filter, select_facts
from data.petitions.villages import VillageCounts, count_by_village
from data.rules import HotSpotRules
from geo.statistics.hotspots import Kind, Spots

SURE = 0.01
"""Adjusted p-value up to which a spot is told as sure."""


@dataclass(frozen=True, eq=False)
class HotSpots(Answer):
    """Hot villages of a period.

    Parameters
    ----------
    near
        Metres to the farthest neighbour; 0: villages that touch.
    beside
        Compared with the neighbours (local Moran), not taken together with them (Gi*).
    graph
        Who is whose neighbour.
    counts, spots
        Matters by village, and what the test says, of the whole county whichever township is looked at.
    unit
        What is counted.
    """

    near: float
    beside: bool
    graph: Graph
    counts: VillageCounts
    spots: Spots
    unit: Unit

    @property
    def cases(self) -> NDArray[np.int64]:
        """Petitions by village."""
        return self.counts.cases

    @property
    def total(self) -> int:
        """Petitions placed in a village where it is looked."""
        return int(self.cases[self.inside].sum())

    @cached_property
    def hot(self) -> NDArray[np.bool_]:
        """Which villages are hot, in the whole county (`questions.is_hot`)."""
        return questions.is_hot(self.spots, self.cases, self.land.residents)

    @cached_property
    def places(self) -> list[Place]:
        """Hot villages where it is looked, those that are neighbours together."""
        hot, land = self.hot & self.inside, self.land
        return questions.hot_places(hot, self.cases, land.residents, self.spots.q, self.graph)

    @cached_property
    def unlike_chance(self) -> NDArray[np.int64]:
        """Positions of villages that the test marks where it is looked: many before few, the surest first."""
        marked = np.flatnonzero(self.spots.significant & self.inside)
        few = np.isin(self.spots.kind[marked], [Kind.COLD, Kind.LOW_LOW, Kind.LOW_HIGH])
        return np.asarray(marked[np.lexsort((self.spots.q[marked], few))])

    @cached_property
    def untested(self) -> Untested | None:
        """Why nothing could be tested where it is looked."""
        graph = self.graph if self.beside else None
        return questions.untested(graph, self.land.residents, self.inside)

    @property
    def tested(self) -> int:
        """Villages looked at of which something could be said."""
        return int((self.inside & self.spots.tested).sum())

    @property
    def not_tested(self) -> int:
        """Villages looked at of which nothing is said."""
        return int((self.inside & ~self.spots.tested).sum())

    @property
    def unknown(self) -> int:
        """Those of them whose residents are not known."""
        return int((self.inside & ~(np.nan_to_num(self.land.residents) > 0)).sum())

    @property
    def by_themselves(self) -> int:
        """Villages tested by themselves alone, for they have no neighbour that could be."""
        return 0 if self.beside else int((self.inside & self.spots.tested & np.isnan(self.spots.z)).sum())


def hot(
    facts: pd.DataFrame,
    land: Land,
    wanted: Filter,
    county: HotSpotRules,
    known: Completeness | None = None,
    *,
    near: float = 0.0,
    beside: bool = False,
) -> HotSpots:
    """Hot villages of what a filter keeps.

    Parameters
    ----------
    facts
        Of `data.petitions.facts.facts`.
    county
        The county's rules.
    known
        How far the record is complete; the days after are left out.
    near, beside
        Of `HotSpots`.
    """
    counted, late = leave_out(known, wanted)
    kept = select_facts(facts, replace(counted, township=None))
    once, unit = counted_once(kept)
    counts = count_by_village(once, land.codes)
    graph = land.near(near)
    test = questions.like_neighbours if beside else questions.more_than_expected
    spots = test(counts.cases, graph, land.residents, county.level)
    return HotSpots(land, wanted, near, beside, graph, counts, spots, unit, late=late)
