"""Counts and rates per area: how sure they are, which may be shown, and the fixed classes of colours."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, betaincinv, gammainc, gammaincc, gammainccinv, gammaincinv

Floats = NDArray[np.float64]

LADDER = tuple(step * 10.0**power for power in range(-3, 7) for step in (1, 2, 5))
"""Class breaks are taken from 1-2-5 steps, so that a legend reads in round figures."""


SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles at which classes begin."""

ROUND = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 7.0, 8.0)
"""Leading figures of the bounds of classes that are quantiles."""


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


def risk(counts: ArrayLike, residents: ArrayLike) -> tuple[float, float]:
    """Mean risk of a resident, and how much the villages' true risks vary, chance taken off.

    Moments of Marshall 1991 (Applied Statistics 40, 283-294): the variance of the crude rates, weighted by
    residents, less what Poisson counts would show if the risk were the same everywhere; 0 where that is more.

    Parameters
    ----------
    counts, residents
        Arrays of one shape (n,); a village counts if its residents are known and above 0.

    Returns
    -------
    mean, variance : float
        Cases per resident, and its square; NaN if no village counts.
    """
    cases, people = np.asarray(counts, dtype=np.float64), np.asarray(residents, dtype=np.float64)
    known = np.isfinite(cases) & (people > 0)
    cases, people = cases[known], people[known]
    sums = (float(known.sum()), cases.sum(), people.sum(), (cases**2 / people).sum())
    mean, variance = risk_of_sums(*map(np.asarray, sums))
    return float(mean), float(variance)


def risk_of_sums(villages: Floats, cases: Floats, people: Floats, squares: Floats) -> tuple[Floats, Floats]:
    """`risk` of groups of villages, each given by its sums; arrays that broadcast.

    `squares` are the sums over the villages of cases squared over residents.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = cases / people
        variance = np.maximum(squares / people - mean**2 - mean * villages / people, 0.0)
    return mean, variance


def empirical_bayes(counts: ArrayLike, residents: ArrayLike) -> Floats:
    """Cases per 1,000 residents, drawn towards the county's rate the more, the fewer residents there are.

    The global empirical Bayes estimator of Marshall 1991, as `esda.smoothing.Empirical_Bayes`, which however
    lets rates move away from the mean where the variance of `risk` would be negative.

    Parameters
    ----------
    counts, residents
        As for `per_thousand`.

    Returns
    -------
    ndarray of float64, shape (n,)
        NaN where the residents are unknown or zero. To be looked at, not to be tested for hot spots: a test
        that takes the villages as alike raises false alarms on it (`geo.statistics.hotspots.getis_ord`).
    """
    mean, variance = risk(counts, residents)
    people = np.asarray(residents, dtype=np.float64)
    if variance == 0:
        return np.where(people > 0, mean * 1000.0, np.nan)
    crude = per_thousand(counts, people)
    own = variance * people / (variance * people + mean)
    return own * crude + (1 - own) * mean * 1000.0


def expected(counts: ArrayLike, residents: ArrayLike) -> Floats:
    """Cases that each village would have if every resident of the known villages had the same risk.

    Parameters
    ----------
    counts, residents
        As for `per_thousand`.

    Returns
    -------
    ndarray of float64, shape (n,)
        Sums to the cases of the villages with known residents; NaN where they are unknown or zero.
    """
    people = np.asarray(residents, dtype=np.float64)
    return np.where(people > 0, risk(counts, people)[0] * people, np.nan)


@dataclass(frozen=True, eq=False)
class Ratio:
    """How many times as much, and between which bounds.

    Parameters
    ----------
    value, low, high
        Ratio and both ends of its interval: arrays of one shape. NaN, 0 and infinity where there is nothing
        to compare.
    p
        Two-sided: how often chance alone would bring a ratio as far from 1. The interval leaves out 1 where
        p is below 1 less the level.
    """

    value: Floats
    low: Floats
    high: Floats
    p: Floats


def standardised_ratio(counts: ArrayLike, expected: ArrayLike, level: float = 0.95) -> Ratio:
    """Cases over expected cases, with the exact interval for a Poisson count (Garwood 1936, Biometrika 28).

    Parameters
    ----------
    counts, expected
        Arrays of one shape, as from `expected`.
    level
        Confidence of the interval.

    Returns
    -------
    Ratio
        NaN where the expected cases are unknown or zero. For one village at a time: of 244 villages, a dozen
        lie outside their 95 % intervals by chance.
    """
    cases, wanted = np.broadcast_arrays(
        np.asarray(counts, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    )
    wanted = np.where(wanted > 0, wanted, np.nan)
    tail = (1 - level) / 2
    some = np.maximum(cases, 0.5)  # the lower bound of no cases is 0, and none or more are certain
    low = np.where(cases > 0, gammaincinv(some, tail), 0) / wanted
    high = gammainccinv(cases + 1, tail) / wanted
    fewer, more = gammaincc(cases + 1, wanted), np.where(cases > 0, gammainc(some, wanted), 1)
    p = np.minimum(1, 2 * np.minimum(fewer, more))
    return Ratio(cases / wanted, low, high, p)


def rate_ratio(
    cases_before: ArrayLike,
    exposure_before: ArrayLike,
    cases_after: ArrayLike,
    exposure_after: ArrayLike,
    level: float = 0.95,
) -> Ratio:
    """The rate after over the rate before, as for a measure that was taken in between.

    Given both counts together, the later one is binomial (Przyborowski and Wilenski 1940, Biometrika 31,
    313-323); the interval is that of Clopper and Pearson 1934 (Biometrika 26, 404-413), carried over.

    Parameters
    ----------
    cases_before, cases_after
        Counts; arrays of one shape, or single numbers.
    exposure_before, exposure_after
        What the cases come from, in one unit, such as residents times days; above 0.
    level
        Confidence of the interval, at least.

    Returns
    -------
    Ratio
        Infinite where cases came after none; NaN, between 0 and infinity, where there were none at all.
        Chance is all it allows for: a season or a trend is seen only beside categories that the measure
        did not touch.
    """
    figures = (cases_before, exposure_before, cases_after, exposure_after)
    before, base, after, later = np.broadcast_arrays(
        *(np.asarray(part, dtype=np.float64) for part in figures)
    )
    tail, total = (1 - level) / 2, before + after
    same = later / (base + later)
    earlier, latter = (
        np.maximum(before, 0.5),
        np.maximum(after, 0.5),
    )  # where there are none, a bound is known
    low = np.where(after > 0, betaincinv(latter, before + 1, tail), 0.0)
    high = np.where(before > 0, betaincinv(after + 1, earlier, 1 - tail), 1.0)
    fewer = np.where(before > 0, betainc(earlier, after + 1, 1 - same), 1.0)
    more = np.where(after > 0, betainc(latter, before + 1, same), 1.0)
    p = np.minimum(1, 2 * np.minimum(fewer, more))

    def times(share: Floats) -> Floats:
        ratio: Floats = share * base / ((1 - share) * later)
        return ratio

    with np.errstate(divide="ignore", invalid="ignore"):
        return Ratio(times(after / total), times(low), times(high), p)


def suppress(counts: ArrayLike, least: int = 5, groups: ArrayLike | None = None) -> NDArray[np.bool_]:
    """Which cells to hide from readers outside, so that nobody is found in a small count.

    Counts from 1 to below `least` are hidden. Where a group's total is published and what is hidden could be
    computed from it, the smallest other count of the group is hidden too.

    Parameters
    ----------
    counts
        Whole numbers, shape (n,).
    least
        The smallest count that is shown, besides 0.
    groups
        int array (n,): cells with the same number have a published total, such as a township's; -1 for none.
        By default all cells have one.

    Returns
    -------
    ndarray of bool, shape (n,)
        True: hide. A group of one small cell gives itself away by its total: hide that as a cell of its own
        table.

    Notes
    -----
    What is hidden can be computed if it is a single count, or if all hidden counts must be 1, or all
    ``least - 1``. One table is protected, not several that overlap.
    """
    cells = np.asarray(counts, dtype=np.int64)
    hidden: NDArray[np.bool_] = (cells > 0) & (cells < least)
    owner = np.zeros(cells.shape, dtype=np.int64) if groups is None else np.asarray(groups, dtype=np.int64)
    for group in np.unique(owner[hidden & (owner >= 0)]):
        own = np.flatnonzero(owner == group)
        small, others = own[hidden[own]], own[~hidden[own]]
        deducible = cells[small].sum() in (small.size, small.size * (least - 1))
        if others.size and (small.size == 1 or deducible):
            hidden[others[np.lexsort((cells[others], cells[others] == 0))[0]]] = True
    return hidden


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


def quantiles(reference: ArrayLike, *, smallest: float = 0.0) -> tuple[float, ...]:
    """Lower bounds of all classes but the first: quantiles of a reference, in round figures.

    The outer classes hold one in twenty each, the inner ones a fifth to a quarter, so that what stands out is
    seen and no class is wasted. Give values of the whole record, as with `breaks`.

    Parameters
    ----------
    reference
        Values, any shape; only finite positive ones count.
    smallest
        No bound below this.

    Returns
    -------
    tuple of float, ascending
        Of length 5, or less where round figures fall together; empty without a reference.
    """
    values = np.asarray(reference, dtype=np.float64).ravel()
    values = values[np.isfinite(values) & (values > 0)]
    if not values.size:
        return ()
    wanted = np.maximum(np.quantile(values, SHARES), smallest)
    return tuple(
        float(bound) for bound in np.unique([_round(value) for value in wanted]) if bound >= smallest
    )


def _round(value: float) -> float:
    """The nearest figure of `ROUND`, by ratio."""
    power = 10.0 ** np.floor(np.log10(value))
    figures = np.append(ROUND, 10.0)
    return float(f"{figures[np.argmin(np.abs(np.log(figures * power / value)))] * power:.3g}")


def largest_round(value: float) -> float:
    """The greatest step of `LADDER` that a value reaches; the least one for anything less."""
    return max((step for step in LADDER if step <= value), default=LADDER[0])


def classify(values: ArrayLike, lower_bounds: tuple[float, ...]) -> NDArray[np.int8]:
    """Class of each value: -1 unknown (NaN), 0 none (zero or less), then 1 to len(lower_bounds) + 1."""
    numbers = np.asarray(values, dtype=np.float64)
    number = np.searchsorted(np.asarray(lower_bounds), numbers, side="right") + 1
    return np.where(np.isnan(numbers), -1, np.where(numbers <= 0, 0, number)).astype(np.int8)
