"""Where one or two places more help most, by looking at every choice: exact, for counties are small.

Maximal covering (Church & ReVelle 1974), and among equals the p-median (Hakimi 1964)."""

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MOST_SITES = 2
"""Choices grow with the power of the sites: two of 300 are 44,850."""


@dataclass(frozen=True)
class Siting:
    """The best choice of sites.

    Parameters
    ----------
    sites
        Positions among the candidates, ascending; empty: there are none.
    gained
        Weight that comes within the limit and was not before.
    before, after
        Sum of weight x minutes to the nearest place; inf where something has no place at all.
    """

    sites: tuple[int, ...]
    gained: float
    before: float
    after: float


def best_sites(nearest: Floats, minutes: Floats, weights: Floats, limit: float, sites: int = 1) -> Siting:
    """The sites that bring most weight within a limit; of those equal in that the least sum of minutes.

    Parameters
    ----------
    nearest : ndarray, shape (n,)
        Minutes to the nearest place that there is; inf: there is none.
    minutes : ndarray, shape (n, m)
        Minutes to each candidate; inf: no way.
    weights : ndarray, shape (n,)
        What each counts, not negative.
    limit
        Minutes that are near enough.
    sites
        How many are added, at most `MOST_SITES`; fewer where there are fewer candidates.

    Returns
    -------
    Siting
        Exact: every choice is looked at. Of equals the first in the order of the candidates.
    """
    if not 1 <= sites <= MOST_SITES:
        raise ValueError(f"one to {MOST_SITES} sites, not {sites}")
    near = nearest <= limit
    before = _total(nearest[:, None], weights)[0]
    count = minutes.shape[1]
    best = Siting((), 0.0, float(before), float(before))
    for first in itertools.combinations(range(count), min(sites, count) - 1) if count else ():
        start = first[-1] + 1 if first else 0
        reached = np.minimum(nearest, minutes[:, list(first)].min(axis=1, initial=np.inf))
        each = np.minimum(reached[:, None], minutes[:, start:])
        if not each.shape[1]:
            continue
        gained = ((each <= limit) & ~near[:, None]).T.astype(np.float64) @ weights
        after = _total(each, weights)
        at = int(np.lexsort((after, -gained))[0])
        if not best.sites or (-gained[at], after[at]) < (-best.gained, best.after):
            best = Siting((*first, start + at), float(gained[at]), float(before), float(after[at]))
    return best


def _total(minutes: Floats, weights: Floats) -> Floats:
    """Weight x minutes by column; what weighs nothing costs nothing, however far it is."""
    counted = weights > 0
    total: Floats = weights[counted] @ minutes[counted]
    return total
