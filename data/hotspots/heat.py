"""How much is where? Heat, under a bandwidth that is stated and can be moved."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.divisions.land import Land
from data.hotspots.answer import Answer
from data.petitions.counts import Places, places
from data.petitions.facts import Filter, select_facts
from data.petitions.villages import VillageCounts, count_by_village
from data.scope import Scope
from geo.statistics.density import Grid, choose_bandwidth, kernel_surface
from geo.statistics.rates import breaks, per_thousand

LEAST = 0.05
"""Petitions per square kilometre below which a village is not listed."""

CLASSES = 5


@dataclass(frozen=True, eq=False)
class TypicalHeat:
    """A period like any other of the record, so that classes and bandwidth stay while the month moves.

    Parameters
    ----------
    where
        One petition in so many, evenly over the record.
    grid
        Of the county.
    """

    where: Places
    grid: Grid

    @cached_property
    def bandwidth(self) -> float:
        """Metres: which bandwidth fits such periods best."""
        return choose_bandwidth(self.where.longitude, self.where.latitude, self.grid)

    @cached_property
    def _bounds(self) -> dict[float, tuple[float, ...]]:
        return {}

    def classes(self, bandwidth: float) -> tuple[float, ...]:
        """Lower bounds of the classes under a bandwidth, petitions per square kilometre."""
        if bandwidth not in self._bounds:
            self._bounds[bandwidth] = heat_classes(_surface(self.where, self.grid, bandwidth))
        return self._bounds[bandwidth]


@dataclass(frozen=True, eq=False)
class Heat(Answer):
    """The heat of a period.

    Parameters
    ----------
    counts
        Petitions by village.
    bandwidth
        Metres: standard deviation of the kernel.
    surface
        Petitions per square kilometre on the land's grid.
    typical
        What classes and the automatic bandwidth are made from.
    """

    counts: VillageCounts
    bandwidth: float
    surface: NDArray[np.float32]
    typical: TypicalHeat

    @property
    def cases(self) -> NDArray[np.int64]:
        """Petitions by village."""
        return self.counts.cases

    @cached_property
    def classes(self) -> tuple[float, ...]:
        """Lower bounds of the classes, petitions per square kilometre."""
        return self.typical.classes(self.bandwidth)

    @cached_property
    def rates(self) -> NDArray[np.float64]:
        """Petitions per 1,000 residents by village; NaN where the residents are unknown."""
        return per_thousand(self.cases, self.land.residents)

    @property
    def peak(self) -> float:
        """Petitions per square kilometre where they are densest."""
        return float(self.surface.max())

    @property
    def densest(self) -> int | None:
        """Position of the village with the peak; None: there is no heat anywhere."""
        at = int(self.land.grid.areas.ravel()[int(np.argmax(self.surface))])
        return at if self.peak > 0 and at >= 0 else None

    @cached_property
    def peaks(self) -> NDArray[np.float64]:
        """The greatest heat in each village, petitions per square kilometre."""
        highest, grid = np.zeros(len(self.land.codes)), self.land.grid
        np.maximum.at(highest, grid.areas[grid.inside], self.surface[grid.inside])
        return highest

    @cached_property
    def listed(self) -> NDArray[np.int64]:
        """Positions of the villages that are told, the densest first."""
        order = np.argsort(-self.peaks, kind="stable")
        return order[self.peaks[order] >= LEAST]


def heat_classes(surface: NDArray[np.float32]) -> tuple[float, ...]:
    """Lower bounds of the classes, by the surface of a period like any other."""
    bounds = breaks(surface, classes=CLASSES)
    return bounds[0] / 2, *bounds


def typical_heat(scope: Scope, facts: pd.DataFrame, land: Land, wanted: Filter, months: int) -> TypicalHeat:
    """Of a period of so many months, whichever they are, under a filter as it is always.

    Parameters
    ----------
    scope, facts
        As for `heat`.
    """
    every = max(round(max(facts["month"].nunique(), 1) / months), 1)
    kept = select_facts(facts, wanted.always).sort_values("filed", kind="stable").iloc[::every]
    return TypicalHeat(places(kept, land.codes, scope), land.grid)


def heat(
    scope: Scope,
    facts: pd.DataFrame,
    land: Land,
    wanted: Filter,
    typical: TypicalHeat,
    bandwidth: float | None = None,
) -> Heat:
    """The heat of what a filter keeps.

    Parameters
    ----------
    scope
        Of the facts: whose petitions it may see to the point (`data.petitions.counts.places`).
    facts
        Of `data.petitions.facts.facts`.
    typical
        Of `typical_heat`.
    bandwidth
        Metres; None: the one that fits such periods best.
    """
    kept, metres = select_facts(facts, wanted), bandwidth or typical.bandwidth
    where = places(kept, land.codes, scope)
    surface = _surface(where, land.grid, metres)
    return Heat(land, wanted, count_by_village(kept, land.codes), metres, surface, typical)


def _surface(where: Places, grid: Grid, bandwidth: float) -> NDArray[np.float32]:
    return kernel_surface(where.longitude, where.latitude, grid, bandwidth, where.spread)
