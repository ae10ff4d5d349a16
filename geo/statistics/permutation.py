"""What chance alone does to sums over neighbourhoods: p-values by permutation, and by residents."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.stats import nbinom, poisson

from geo.progress import step
from geo.statistics.rates import risk_of_sums
from geo.terms import N_

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_TIE = 1e-9  # of the values' unit: sums as close as this are equal but for rounding
_FEW = 50  # observed sums that are counted one by one; ranking all sums by chance costs as much as these


def by_residents(
    counts: Floats, residents: Floats, sums: csr_array, apart: csr_array
) -> tuple[Floats, Floats, Floats]:
    """Counts of neighbourhoods against the risk of the residents elsewhere.

    Risks differ from village to village as they do elsewhere: the count is negative binomial, by its first
    two moments (Poisson if they do not differ). "Elsewhere", because a cluster that is itself among the
    villages it is compared with makes risks seem to differ so much that it is nothing special.

    Parameters
    ----------
    counts, residents
        Whole numbers (k, t) for t maps; above 0, (k,).
    sums, apart
        Sparse (k, k): 1 in row i for every village of neighbourhood i, and for every village that is not
        elsewhere.

    Returns
    -------
    expected, z, p : ndarray of float64, shape (k, t)
        p is two-sided; 1 where there is no elsewhere.
    """
    people = residents[:, None]

    def elsewhere(part: Floats) -> Floats:
        rest: Floats = part.sum(axis=0) - apart @ part
        return rest

    mean, variance = risk_of_sums(
        elsewhere(np.ones_like(people)), elsewhere(counts), elsewhere(people), elsewhere(counts**2 / people)
    )
    expected, extra, count = mean * (sums @ people), variance * (sums @ people**2), sums @ counts
    alike = extra <= _TIE * expected
    with np.errstate(divide="ignore", invalid="ignore"):
        size, share = expected**2 / extra, expected / (expected + extra)
        fewer = np.where(alike, poisson.cdf(count, expected), nbinom.cdf(count, size, share))
        more = np.where(alike, poisson.sf(count - 1, expected), nbinom.sf(count - 1, size, share))
        z = (count - expected) / np.sqrt(expected + extra)
    p = _two_sided(np.nan_to_num(fewer, nan=1.0), np.nan_to_num(more, nan=1.0))
    return expected, np.nan_to_num(z), p


def by_permutation(
    values: Floats,
    sums: csr_array,
    draws: int,
    rng: np.random.Generator,
    *,
    given: bool = False,
    wanted: NDArray[np.bool_] | None = None,
) -> Floats:
    """Two-sided p-values of sums over neighbourhoods when values change places.

    The sum over c villages is distributed alike wherever they lie: as that of the first c of a random order.
    So one set of orders serves all neighbourhoods, where drawing for each would cost k times as much.

    Parameters
    ----------
    values
        Numbers (k, t) of about unit size, for t maps; the same permutations for all of them.
    sums
        Sparse (k, k): 1 in row i for every village of neighbourhood i.
    draws
        Random orders: no p is below 2 / (draws + 1).
    rng
        Source of the orders.
    given
        Neighbourhood i leaves out village i, whose own value stays where it is: only orders in which it is
        not among the first c are taken.
    wanted
        Of which neighbourhoods, (k, t); None: of all.

    Returns
    -------
    ndarray of float64, shape (k, t)
        1 for a neighbourhood of nobody, and for those not wanted. Ties with the observed sum count as if they
        were more extreme.
    """
    sizes, observed = np.diff(sums.indptr), sums @ values
    if wanted is not None and not wanted.any():
        return np.ones_like(observed)
    order = _random_orders(len(values), int(sizes.max(initial=1)), draws, rng)
    drawn = _where_drawn(order, len(values)) if given else []
    p: Floats = np.ones_like(observed)
    for period, column in enumerate(values.T):
        asked = sizes > 0 if wanted is None else (sizes > 0) & wanted[:, period]
        null = np.cumsum(column[order[: sizes[asked].max(initial=0)]], axis=0)
        for size in np.unique(sizes[asked]):
            own = np.flatnonzero(asked & (sizes == size))
            fewer, more = _tails(null[size - 1], observed[own, period])
            total = np.full(own.size, draws)
            for nth, village in enumerate(own if given else ()):
                place, nth_order = np.divmod(drawn[village], draws)
                void = null[size - 1, nth_order[place < size]] - observed[village, period]
                fewer[nth] -= (void <= _TIE).sum()
                more[nth] -= (void >= -_TIE).sum()
                total[nth] -= void.size
            p[own, period] = _two_sided((fewer + 1) / (total + 1), (more + 1) / (total + 1))
        step(N_("{done} of {whole} periods compared"), period + 1, values.shape[1])
    return p


def _tails(null: Floats, observed: Floats) -> tuple[Integers, Integers]:
    """How many sums by chance are no greater than each that was observed, and how many no less."""
    low, high = observed - _TIE, observed + _TIE
    if observed.size < _FEW:
        fewer = [np.count_nonzero(null <= bound) for bound in high]
        more = [np.count_nonzero(null >= bound) for bound in low]
        return np.array(fewer), np.array(more)
    ranked = np.sort(null)
    return np.searchsorted(ranked, high, side="right"), null.size - np.searchsorted(ranked, low, side="left")


def _where_drawn(order: Integers, villages: int) -> list[Integers]:
    """Of each village, where it stands in the flattened orders."""
    flat = np.argsort(order, axis=None, kind="stable")
    return np.split(flat, np.searchsorted(order.ravel()[flat], np.arange(1, villages)))


def excess(counts: Floats, residents: Floats) -> Floats:
    """Cases above what residents explain, over the square root of the latter, and `standardised`; (k, t)."""
    expected = np.outer(residents, counts.sum(axis=0) / residents.sum())
    return standardised((counts - expected) / np.sqrt(np.where(expected > 0, expected, 1.0)))


def standardised(values: Floats) -> Floats:
    """Mean 0 and standard deviation 1 in each map; a map of one value becomes 0 throughout."""
    deviation = values.std(axis=0)
    flat = deviation <= 1e-12 * np.abs(values).max(axis=0)
    return np.where(flat, 0.0, (values - values.mean(axis=0)) / np.where(flat, 1.0, deviation))


def _two_sided(fewer: Floats, more: Floats) -> Floats:
    both: Floats = np.minimum(1.0, 2 * np.minimum(fewer, more))
    return both


def _random_orders(villages: int, length: int, draws: int, rng: np.random.Generator) -> Integers:
    """The first `length` villages of random orders, shape (length, draws): sums run down it in long rows.

    A set of them by Floyd's algorithm (Bentley and Floyd 1987, Communications of the ACM 30, 754-757), then
    shuffled.
    """
    order = np.empty((length, draws), dtype=np.int64)
    for place, last in enumerate(range(villages - length, villages)):
        drawn = rng.integers(0, last + 1, draws)
        taken = (order[:place] == drawn).any(axis=0)
        order[place] = np.where(taken, last, drawn)
    shuffled: Integers = rng.permuted(np.ascontiguousarray(order.T), axis=1)
    return np.ascontiguousarray(shuffled.T)
