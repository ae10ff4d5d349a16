"""What chance alone does to sums over neighbourhoods, against enumeration and a loop."""

from itertools import permutations

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.stats import nbinom, poisson

from geo.statistics.permutation import by_permutation, by_residents
from geo.statistics.rates import risk

LINKS = np.array(
    [
        [0, 1, 0, 0, 0, 1, 0],
        [1, 0, 1, 0, 0, 0, 0],
        [0, 1, 0, 1, 0, 1, 0],
        [0, 0, 1, 0, 1, 1, 0],
        [0, 0, 0, 1, 0, 0, 1],
        [1, 0, 1, 1, 0, 0, 0],
        [0, 0, 0, 0, 1, 0, 0],
    ]
)
VALUES = np.array([4.0, 0, 3, 7, 0, 1, 0])


def _enumerated(links, values, given):
    """Both tails of every neighbourhood over all orders of the values, ties on either side."""
    fewer, more, total = np.zeros((3, len(values)))
    observed = links @ values
    for order in permutations(range(len(values))):
        moved = values[list(order)]
        kept = (np.array(order) == np.arange(len(values))) | (not given)
        sums = links @ moved
        fewer += kept & (sums <= observed)
        more += kept & (sums >= observed)
        total += kept
    return np.minimum(1, 2 * np.minimum(fewer, more) / total)


@pytest.mark.parametrize("given", [False, True])
def test_p_is_the_share_of_all_orders_of_the_villages_that_are_as_extreme(given):
    links = LINKS if given else LINKS + np.eye(7, dtype=int)
    rng = np.random.default_rng(1)
    found = by_permutation(VALUES[:, None], csr_array(links), 60_000, rng, given=given)[:, 0]
    assert found == pytest.approx(_enumerated(links, VALUES, given), abs=0.015)


def test_many_villages_without_cases_are_no_cold_spot():
    values = np.zeros(300)
    values[::10] = 1
    ring = csr_array(np.eye(300) + np.roll(np.eye(300), 1, axis=0) + np.roll(np.eye(300), -1, axis=0))
    p = by_permutation(values[:, None], ring, 9_999, np.random.default_rng(2))
    assert p[5, 0] == 1  # nine in ten have none: three in a row with none are nothing special


def test_a_village_that_nothing_is_summed_for_proves_nothing():
    p = by_permutation(VALUES[:, None], csr_array(np.zeros((7, 7))), 99, np.random.default_rng(3))
    assert (p == 1).all()


def test_a_neighbourhood_is_compared_with_the_villages_outside_it():
    rng = np.random.default_rng(4)
    people = rng.integers(300, 5_000, 40).astype(float)
    counts = rng.poisson(people / 500 * rng.gamma(4, 0.25, 40)).astype(float)
    links = np.eye(40) + np.eye(40, k=1) + np.eye(40, k=-1)
    expected, z, p = (part[:, 0] for part in by_residents(counts[:, None], people, *[csr_array(links)] * 2))
    for village in range(40):
        own = links[village] > 0
        mean, variance = risk(counts[~own], people[~own])
        wanted, extra = mean * people[own].sum(), variance * (people[own] ** 2).sum()
        count = counts[own].sum()
        law = nbinom(wanted**2 / extra, wanted / (wanted + extra)) if extra else poisson(wanted)
        assert expected[village] == pytest.approx(wanted)
        assert z[village] == pytest.approx((count - wanted) / np.sqrt(wanted + extra))
        assert p[village] == pytest.approx(min(1, 2 * min(law.cdf(count), law.sf(count - 1))))


def test_counts_that_vary_less_than_by_chance_are_taken_as_poisson():
    counts, people, own = np.full((6, 1), 5.0), np.full(6, 1_000.0), csr_array(np.eye(6))
    counts[0] = 12
    expected, _, p = by_residents(counts, people, own, own)
    assert expected[0, 0] == pytest.approx(5)
    assert p[0, 0] == pytest.approx(2 * poisson.sf(11, 5))


def test_a_county_without_a_single_case_says_nothing():
    everybody = csr_array(np.ones((4, 4)))
    for apart in (csr_array(np.eye(4)), everybody):
        _, z, p = by_residents(np.zeros((4, 1)), np.full(4, 100.0), everybody, apart)
        assert (z == 0).all() and (p == 1).all()
