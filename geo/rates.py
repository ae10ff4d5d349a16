"""Counts and rates per area, and the fixed classes in which they are coloured."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

LADDER = tuple(step * 10.0**power for power in range(-3, 7) for step in (1, 2, 5))
"""Class breaks are taken from 1-2-5 steps, so that a legend reads in round figures."""


def per_thousand(counts: ArrayLike, residents: ArrayLike) -> NDArray[np.float64]:
    """Cases per 1,000 residents.

    Parameters
    ----------
    counts, residents
        Arrays of one shape (n,); residents unknown or zero are NaN or 0.

    Returns
    -------
    ndarray of float64, shape (n,)
        NaN where the residents are unknown or zero: no rate is better than a wrong one.
    """
    cases = np.asarray(counts, dtype=np.float64)
    people = np.asarray(residents, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(people > 0, cases * 1000.0 / people, np.nan)


def breaks(reference: ArrayLike, *, smallest: float = 0.0, classes: int = 5) -> tuple[float, ...]:
    """Lower bounds of all classes but the first, from the 1-2-5 ladder.

    The top class begins at the greatest step that at least one in twenty positive reference values reaches.
    Give values of the whole record scaled to the period shown, not of the period itself: then a colour keeps
    its meaning from month to month, and 'all red' cannot happen.

    Parameters
    ----------
    reference
        Values, any shape; only finite positive ones count.
    smallest
        No break below this; 2 for counts, whose first class is then 1.
    classes
        How many classes, at least 2.

    Returns
    -------
    tuple of float, length classes - 1, ascending
    """
    steps = [step for step in LADDER if step >= smallest * (1 - 1e-9)]
    values = np.asarray(reference, dtype=np.float64).ravel()
    values = values[np.isfinite(values) & (values > 0)]
    top = float(np.quantile(values, 0.95)) if values.size else 0.0
    reached = sum(step <= top for step in steps)
    last = min(max(reached, classes - 1), len(steps))
    return tuple(steps[last - (classes - 1) : last])


def classify(values: ArrayLike, lower_bounds: tuple[float, ...]) -> NDArray[np.int8]:
    """Class of each value: -1 unknown (NaN), 0 none (zero or less), then 1 to len(lower_bounds) + 1."""
    numbers = np.asarray(values, dtype=np.float64)
    found = np.searchsorted(np.asarray(lower_bounds), numbers, side="right") + 1
    return np.where(np.isnan(numbers), -1, np.where(numbers <= 0, 0, found)).astype(np.int8)
