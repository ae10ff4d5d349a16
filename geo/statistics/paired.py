"""What one side of pairs has more than the other, with an interval that assumes nothing but symmetry."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

_EVERY = 13  # up to so many groups all sets of them are looked at
_DRAWS = 9999
_AT_ONCE = 1 << 20  # figures in memory


@dataclass(frozen=True, slots=True)
class PairedDifference:
    """Mean of the differences of pairs.

    Parameters
    ----------
    mean, low, high
        With both ends of its interval; infinite where there are too few groups for one.
    p
        Two-sided: how often chance alone would bring a mean as far from 0.
    pairs, groups
        What it rests on.
    """

    mean: float
    low: float
    high: float
    p: float
    pairs: int
    groups: int


def paired_difference(
    differences: ArrayLike, groups: ArrayLike, level: float = 0.95, seed: int = 0
) -> PairedDifference:
    """Mean difference, by turning the signs of whole groups.

    If neither side has more, a group's differences are as likely as their negatives; the interval holds the
    values that this test would not refuse. They lie between two of the ordered means over random sets of
    groups (Hartigan 1969, JASA 64, 1303-1317), so that it is exact whatever the differences' distribution,
    while they are symmetric.

    Parameters
    ----------
    differences
        (n,) one a pair, at least one.
    groups
        (n,) pairs with the same value may depend on each other, such as those of one township.
    level
        Confidence of the interval.
    seed
        Of the sets, where there are too many to look at all.

    Raises
    ------
    ValueError
        There is no pair, the arrays differ in length, or a difference is not finite.
    """
    values = np.asarray(differences, dtype=np.float64)
    names, group = np.unique(np.asarray(groups), return_inverse=True)
    if values.shape != group.shape or values.ndim != 1 or not values.size:
        raise ValueError("Differences and groups of pairs are not of one length, or there are none")
    if not np.isfinite(values).all():
        raise ValueError("A difference of a pair is not known")
    count = len(names)
    sums, sizes = (np.bincount(group, of, count).astype(np.float64) for of in (values, np.ones_like(values)))
    means = np.sort(_means(sums, sizes, seed))
    least = int(np.floor((1.0 - level) / 2.0 * (len(means) + 1)))
    low, high = (float(means[least - 1]), float(means[-least])) if least else (-np.inf, np.inf)
    rounding = 1e-12 * max(1.0, float(np.abs(values).max()))
    under, over = (float(1 + side.sum()) for side in (means <= rounding, means >= -rounding))
    p = min(1.0, 2.0 * min(under, over) / (len(means) + 1))
    return PairedDifference(float(values.mean()), low, high, p, len(values), count)


def _means(sums: NDArray[np.float64], sizes: NDArray[np.float64], seed: int) -> NDArray[np.float64]:
    """Means over sets of groups: over all but the empty one, or over random ones."""
    count = len(sums)
    if count <= _EVERY:
        every = ((np.arange(1, 1 << count)[:, None] >> np.arange(count)) & 1).astype(np.float64)
        return np.asarray((every @ sums) / (every @ sizes), dtype=np.float64)
    rng = np.random.default_rng(seed)
    parts = []
    for draws in np.array_split(np.arange(_DRAWS), max(1, _DRAWS * count // _AT_ONCE)):
        members = rng.random((len(draws), count)) < 0.5
        members[~members.any(axis=1), 0] = True
        parts.append((members @ sums) / (members @ sizes))
    return np.concatenate(parts)
