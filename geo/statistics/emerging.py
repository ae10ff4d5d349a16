"""What is new, what grows, what is over: one word for the history of hot and cold in each village.

The eight patterns, each hot and cold, are those of Esri's Emerging Hot Spot Analysis (ArcGIS Pro, "How
Emerging Hot Spot Analysis works"), with two choices of our own. Each period is compared with the same period
in the rest of the county, not with the whole record: a month in which all villages have more is no hot spot
of any. And the false discovery rate is held in each period: every pattern but a historical one needs a hot or
cold last period, so that on a record without any pattern the chance of any word at all is about `level`.
"""

from dataclasses import dataclass

import numpy as np
import pymannkendall
from libpysal.graph import Graph
from numpy.typing import ArrayLike, NDArray

from geo.statistics.hotspots import Bools, Floats, Kind, Spots, getis_ord
from geo.terms import N_, Term

FEWEST_PERIODS = 10
"""Below, nothing is said: Esri's space-time cubes ask for as many."""

MOSTLY = 0.9
"""Share of the periods from which a spot has been one all along."""


class Category(Term):
    """The history of a village; codes are stable, words for readers live in catalogs."""

    NONE = "none", N_("nothing unusual")
    INSUFFICIENT = "insufficient", N_("too few data")
    NEW_HOT = "new_hot", N_("hot, new")
    CONSECUTIVE_HOT = "consecutive_hot", N_("hot, lately all along")
    INTENSIFYING_HOT = "intensifying_hot", N_("hot, growing")
    PERSISTENT_HOT = "persistent_hot", N_("hot, lasting")
    DIMINISHING_HOT = "diminishing_hot", N_("hot, shrinking")
    SPORADIC_HOT = "sporadic_hot", N_("hot, on and off")
    OSCILLATING_HOT = "oscillating_hot", N_("hot, changing sides")
    HISTORICAL_HOT = "historical_hot", N_("hot, over")
    NEW_COLD = "new_cold", N_("cold, new")
    CONSECUTIVE_COLD = "consecutive_cold", N_("cold, lately all along")
    INTENSIFYING_COLD = "intensifying_cold", N_("cold, growing")
    PERSISTENT_COLD = "persistent_cold", N_("cold, lasting")
    DIMINISHING_COLD = "diminishing_cold", N_("cold, shrinking")
    SPORADIC_COLD = "sporadic_cold", N_("cold, on and off")
    OSCILLATING_COLD = "oscillating_cold", N_("cold, changing sides")
    HISTORICAL_COLD = "historical_cold", N_("cold, over")

    @property
    def meaning(self) -> str:
        """What the name means, as another key of the catalogs; empty where the name says all."""
        return _MEANINGS.get(self.rpartition("_")[0], "")


_MEANINGS = {
    "new": N_("unusual in the last month, for the first time"),
    "consecutive": N_("unusual in each of the last months, never before"),
    "intensifying": N_("unusual nearly all the time, and more and more so"),
    "persistent": N_("unusual nearly all the time, neither more nor less so"),
    "diminishing": N_("unusual nearly all the time, but less and less so"),
    "sporadic": N_("unusual now, and in some months before"),
    "oscillating": N_("unusual now, and the opposite in some month before"),
    "historical": N_("unusual nearly all the time, but no longer"),
}


@dataclass(frozen=True, eq=False)
class Emerging:
    """A category for each village, and what it rests on.

    Parameters
    ----------
    category
        Codes of `Category`, shape (n,); ``insufficient`` where there are too few periods, the values or
        residents are unknown, or the village has no neighbour.
    spots
        Gi* of each village and period, shape (n, t); each period with the `memory` periods before it.
    trend, trend_p
        Mann-Kendall z of the village's Gi* over the periods, above 0 if it rises, and its two-sided p-value;
        shape (n,), NaN where insufficient and where no period is hot or cold.
    """

    category: NDArray[np.str_]
    spots: Spots
    trend: Floats
    trend_p: Floats


def emerging(
    counts: ArrayLike,
    graph: Graph,
    *,
    residents: ArrayLike | None = None,
    memory: int = 1,
    fewest: int = FEWEST_PERIODS,
    level: float = 0.05,
    permutations: int | None = None,
    seed: int = 0,
) -> Emerging:
    """The space-time pattern of each village.

    Parameters
    ----------
    counts
        Cases by village and period, oldest first, shape (n, t); a village with NaN is unknown. Other values
        are taken if there are no `residents`.
    graph, residents, level, permutations, seed
        As for `geo.statistics.hotspots.getis_ord`; `level` also for the trend.
    memory
        Periods before its own that a period's neighbourhood reaches back (Esri's neighbourhood time step).
        The first periods have fewer before them.
    fewest
        Periods below which every village is ``insufficient``.

    Raises
    ------
    ValueError
        As for `geo.statistics.hotspots.getis_ord`, or counts are not a table of at least one period.

    Notes
    -----
    The trend is that of Mann 1945 and Kendall 1975 on periods that share no months with each other (every
    second one, for a memory of one, counted back from the last): overlapping ones repeat each other, and
    a steady spot would be called growing or shrinking three times as often as `level` says.
    """
    table = np.asarray(counts, dtype=np.float64)
    if table.ndim != 2 or not table.shape[1]:
        raise ValueError(f"Counts have shape {table.shape}: give a row per village, a column per period")
    periods = table.shape[1]
    reach = min(memory, periods - 1)
    totals = np.cumsum(np.pad(table, ((0, 0), (reach + 1, 0))), axis=1)
    spots = getis_ord(
        totals[:, reach + 1 :] - totals[:, :periods],
        graph,
        residents=residents,
        level=level,
        permutations=permutations,
        seed=seed,
    )
    judged = spots.tested.all(axis=1) & (periods >= fewest)
    trend, trend_p = np.full((2, len(table)), np.nan)
    apart = spots.z[:, (periods - 1 - reach) % (reach + 1) + reach :: reach + 1]
    ever = spots.significant.any(axis=1) & (apart.shape[1] > 1)
    for village in np.flatnonzero(judged & ever):
        test = pymannkendall.original_test(apart[village])
        trend[village], trend_p[village] = test.z, test.p
    direction = np.where(trend_p <= level, np.sign(trend), 0)
    hot, cold = spots.kind == Kind.HOT, spots.kind == Kind.COLD
    words = [
        categorise(*history) if known else Category.INSUFFICIENT
        for known, *history in zip(judged, hot, cold, direction, strict=True)
    ]
    return Emerging(np.array(words, dtype=np.str_), spots, trend, trend_p)


def categorise(hot: Bools, cold: Bools, trend: float) -> Category:
    """The pattern of one village.

    Parameters
    ----------
    hot, cold
        In which periods it was a significant hot or cold spot, oldest first, shape (t,).
    trend
        Above 0 if its Gi* rises significantly, below 0 if it falls, else 0.
    """
    for spot, other, growth, name in ((hot, cold, trend, "hot"), (cold, hot, -trend, "cold")):
        pattern = _pattern(spot, other, growth)
        if pattern:
            return Category(f"{pattern}_{name}")
    return Category.NONE


def _pattern(spot: Bools, other: Bools, growth: float) -> str | None:
    mostly = spot.sum() / spot.size >= MOSTLY
    if not spot[-1]:
        return "historical" if mostly else None
    if mostly:
        return "persistent" if growth == 0 else "intensifying" if growth > 0 else "diminishing"
    if other.any():
        return "oscillating"
    before = np.flatnonzero(~spot)[-1] + 1  # periods up to the last run
    if spot[:before].any():
        return "sporadic"
    return "new" if before == spot.size - 1 else "consecutive"
