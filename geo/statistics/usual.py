"""What is usual of each place and period: the place's own rate, the county's periods, the season by place.

A place is on record from a first period to a last one. What lies before and after is not known, and no zero:
towns join a record late, and what was told them in the last days arrives later.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Bools = NDArray[np.bool_]

YEAR = 365.25 / 7
"""Weeks."""

_NOT_YET = 0.05  # chance of a town's silence at the end of the record, from which on it is not on record yet
_NOT_BEFORE = 1e-3  # the same of its silence at the beginning
_PLACE_SILENT = 1e-4  # the same of a single place's before its first case
_SEASONS = 70  # periods of a week, from which on a season by place can be told
_ROUNDS = 4
_PRIOR = 1.0  # case that every place is taken to have had at the mean rate, so that none has a rate of 0
_STEADY = 10.0  # expected cases by which a place's dispersion is drawn to that of all
_BLOCK = 8  # periods whose sums tell how far seasons are chance


@dataclass(frozen=True, eq=False)
class Usual:
    """What is usual, told from the periods before the newest.

    Parameters
    ----------
    base
        What is expected of a place in a period for each unit of its rate, (n, t): the county's period and
        the season of the place; 0 where it is not on record.
    rate
        Of each place, (n,).
    dispersion
        Variance of all places' counts over their mean, 1 at least.
    seasonal
        Whether a season by place was told.
    """

    base: Floats
    rate: Floats
    dispersion: float
    seasonal: bool

    @property
    def expected(self) -> Floats:
        """(n, t)."""
        return self.rate[:, None] * self.base


def on_record(counts: Integers, towns: Integers, newest: int) -> Bools:
    """Which places are on record in which periods, (n, t).

    A town is, from its first case to its last one, where its silence before or after is unlike chance at its
    own rate and dispersion; the periods at either end, which may be on record in part, are left out with
    it. So is the time before the first case of a place alone, if that was before the `newest` periods and as
    many again: what begins later may be what is looked for.

    Parameters
    ----------
    counts
        (n, t), oldest first.
    towns
        Town of each place, by number (n,).
    """
    known, periods = np.ones(counts.shape, dtype=bool), counts.shape[1]
    for town in np.unique(towns):
        own = towns == town
        first, last, rate = _span(counts[own].sum(axis=0))
        if first and np.exp(-rate * first) < _NOT_BEFORE:
            known[own, : first + 1] = False
        if np.exp(-rate * (periods - 1 - last)) < _NOT_YET:
            known[own, last:] = False
    for place in np.flatnonzero(counts.any(axis=1)):
        first, _last, rate = _span(counts[place], to_the_end=True)
        silent = first - int(np.argmax(known[place]))
        if first <= periods - 2 * newest and np.exp(-rate * silent) < _PLACE_SILENT:
            known[place, : first + 1] = False
    return known


def _span(series: Integers, *, to_the_end: bool = False) -> tuple[int, int, float]:
    """First and last period with a case, and the rate between them over its dispersion."""
    some = np.flatnonzero(series)
    if not some.size:
        return 0, series.size - 1, 0.0
    first, last = int(some[0]), int(some[-1])
    own = series[first:] if to_the_end else series[first : last + 1]
    mean = float(own.mean())
    return first, last, mean / max(1.0, float(own.var()) / mean)


def usual(counts: Integers, known: Bools, past: int, groups: Sequence[Integers] = ()) -> Usual:
    """What is usual of weeks, told from the first `past` of them; the county's volume from each.

    Parameters
    ----------
    counts, known
        Cases (n, t), oldest first, and whether the place is on record then.
    past
        Weeks from which rates and seasons are told.
    groups
        Of each place, by number (n,): those that have a season in common, the coarsest first.

    Notes
    -----
    Rates and the county's weeks are fitted by turns, so that the margins agree where there is a record
    (Deming and Stephan 1940, Annals of Mathematical Statistics 11, 427-444). The season of a group is a
    yearly wave on what is left, drawn to none by how far such waves differ more than chance brings about
    (empirical Bayes); in the end every place may have its own. Below 70 weeks no season is told.
    """
    cases = np.where(known, counts, 0).astype(np.float64)
    seasonal = past >= _SEASONS
    season: Floats = np.where(known, 1.0, 0.0)
    rate: Floats = cases.sum(axis=1)
    week: Floats = np.ones(counts.shape[1])
    angle: Floats = np.linspace(0.0, 2 * np.pi * counts.shape[1] / YEAR, counts.shape[1], endpoint=False)
    for _ in range(_ROUNDS if seasonal else 1):
        rate, week = _margins(cases, season, rate, past)
        if not seasonal:
            break
        for group in (*groups, np.arange(len(cases), dtype=np.int64)):
            season = season * _season(cases, rate[:, None] * week * season, group, angle, past)
    rate, week = _margins(cases, season, rate, past)
    base = week * season
    left = cases[:, :past] - rate[:, None] * base[:, :past]
    dispersion = float((left**2).sum() / max((rate[:, None] * base[:, :past]).sum(), 1e-9))
    return Usual(base, rate, max(1.0, dispersion), seasonal)


def _margins(cases: Floats, season: Floats, rate: Floats, past: int) -> tuple[Floats, Floats]:
    mean = max(cases[:, :past].sum() / len(cases), 1e-9)
    week = np.ones(cases.shape[1])
    rate = np.maximum(rate, 1e-9)
    for _ in range(5):
        volume = rate @ season
        week = np.divide(cases.sum(axis=0), volume, out=np.zeros_like(volume), where=volume > 0)
        reach = season[:, :past] @ week[:past]
        rate = (cases[:, :past].sum(axis=1) + _PRIOR) / (reach + _PRIOR / mean * max(week[:past].sum(), 1e-9))
    return rate, week


def _season(cases: Floats, expected: Floats, group: Integers, angle: Floats, past: int) -> Floats:
    """Factors (n, t) of the yearly wave of each group, shrunk."""
    groups = int(group.max()) + 1
    wide = (groups, past)
    seen, usually = np.zeros(wide), np.zeros(wide)
    np.add.at(seen, group, cases[:, :past])
    np.add.at(usually, group, expected[:, :past])
    left = seen - usually
    whole = past // _BLOCK * _BLOCK
    blocks = left[:, -whole:].reshape(groups, -1, _BLOCK).sum(axis=2)
    noise = max(1.0, float((blocks**2).sum() / max(usually[:, -whole:].sum(), 1e-9)))
    waves = np.stack([np.cos(angle), np.sin(angle)])
    reach = np.maximum(usually @ (waves[:, :past] ** 2).T, 1e-9)
    size, error = left @ waves[:, :past].T / reach, noise / reach
    chance = noise * np.sqrt(2 * size.size)  # standard error of the sum below where there is no season
    spread = max(0.0, float((reach * (size**2 - error)).sum() - chance) / float(reach.sum()))
    size *= spread / (spread + error)
    factors: Floats = np.clip(1 + size @ waves, 0.2, 5.0)[group]
    return factors
