"""How long cases stay open, against the product limit reckoned case by case."""

import numpy as np
import pytest

from geo.errors import Refused
from geo.statistics.survival import survival


def product_limit(ages, closed, at):
    """Share open after an age: of those still in sight, the ones not closed, day of closing by day."""
    share = 1.0
    for age in sorted(set(ages[closed])):
        if age <= at:
            share *= 1 - np.sum(closed & (ages == age)) / np.sum(ages >= age)
    return share


@pytest.mark.parametrize("seed", range(20))
def test_the_share_still_open_is_the_product_limit(seed):
    rng = np.random.default_rng(seed)
    ages = np.round(rng.exponential(20, 60), rng.integers(0, 2))
    closed = rng.random(60) < 0.6
    curve = survival(ages, closed)
    assert (curve.count, curve.closed) == (60, closed.sum())
    for at in [0.0, 1.0, 5.5, 20.0, 300.0, *ages[:5]]:
        assert curve.share(at) == pytest.approx(product_limit(ages, closed, at))


def test_by_the_figures_of_freireich():
    """6-MP in leukaemia (Freireich et al. 1963), in every textbook: at 6, 7, 10, 13, 16, 22, 23 weeks."""
    ended = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    seen = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    curve = survival([*ended, *seen], [True] * len(ended) + [False] * len(seen))
    assert curve.ages.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve.shares == pytest.approx([0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], abs=5e-4)


def test_a_case_that_lasted_is_as_likely_to_last_on_as_those_that_were_as_old():
    curve = survival([1, 2, 3, 4], [True, True, True, True])
    assert curve.still_open([0, 1, 2, 3], 1).tolist() == pytest.approx([0.75, 2 / 3, 0.5, 0.0])


def test_of_ages_that_no_case_reached_nothing_is_claimed():
    curve = survival([1, 2], [True, True])
    assert curve.still_open([5, 500], 10).tolist() == [1.0, 1.0]
    assert survival([3, 4], [False, False]).still_open([1], 30).tolist() == [1.0]
    assert survival([], []).share([0, 9]).tolist() == [1.0, 1.0]


@pytest.mark.parametrize("ages, closed", [([-1], [True]), ([np.nan], [True]), ([1, 2], [True])])
def test_ages_that_cannot_be_are_refused(ages, closed):
    with pytest.raises(Refused):
        survival(ages, closed)
