"""What one side of pairs has more: as often right as it says, also where pairs hang together."""

from itertools import product

import numpy as np
import pytest

from geo.statistics.paired import paired_difference


def test_few_groups_are_judged_by_every_way_to_turn_their_signs():
    rng = np.random.default_rng(1)
    values, groups = rng.normal(0.4, 1, 24), np.repeat(np.arange(8), 3)
    found = paired_difference(values, groups)
    means = [np.mean(np.array(signs)[groups] * values) for signs in product([1, -1], repeat=8)]
    more = np.mean(np.array(means) >= values.mean() - 1e-12)
    assert found.p == pytest.approx(2 * more)
    assert found.mean == pytest.approx(values.mean())
    for bound in (found.low, found.high):  # what the test just does not refuse
        inside = bound + 1e-6 * np.sign(found.mean - bound)
        assert paired_difference(values - inside, groups).p > 0.05
        assert paired_difference(values - (2 * bound - inside), groups).p <= 0.05 + 1e-9


@pytest.mark.parametrize("groups", [8, 15])
def test_where_nothing_differs_nineteen_of_twenty_intervals_say_so(groups):
    held = []
    for seed in range(300):
        rng = np.random.default_rng(seed)
        group = rng.integers(0, groups, 60)
        values = rng.standard_t(3, 60) + rng.normal(0, 0.7, groups)[group]
        found = paired_difference(values, np.append(group[:-groups], np.arange(groups)))
        held.append(found.low <= 0 <= found.high)
    assert 0.92 < np.mean(held) <= 0.99


def test_what_differs_is_found():
    rng = np.random.default_rng(2)
    found = paired_difference(rng.normal(-2, 2, 90), np.repeat(np.arange(15), 6))
    assert found.high < 0 and found.p < 0.01 and (found.pairs, found.groups) == (90, 15)


def test_of_fewer_than_six_groups_no_interval_is_told():
    found = paired_difference(np.arange(1.0, 21.0), np.repeat(np.arange(5), 4))
    assert (found.low, found.high) == (-np.inf, np.inf) and found.mean == 10.5


def test_pairs_that_are_none_are_refused():
    for values, groups in (([], []), ([1.0], [1, 2]), ([np.nan], [1])):
        with pytest.raises(ValueError, match="pair"):
            paired_difference(values, groups)
