"""A village far out by itself is seen, and none where villages differ by chance alone."""

import numpy as np
import pytest
from scipy.stats import false_discovery_control

from geo.statistics.alone import alone

RESIDENTS = np.random.default_rng(0).lognormal(7, 0.6, 244)


@pytest.mark.parametrize("total", [60, 300, 3_000, 20_000])
@pytest.mark.parametrize("spread", [0.0, 0.35, 0.7])
def test_where_risks_differ_by_chance_hardly_a_map_in_forty_has_a_village_far_out(total, spread):
    rng = np.random.default_rng(1)
    risk = rng.lognormal(-(spread**2) / 2, spread, (244, 300))
    counts = rng.poisson(total * RESIDENTS[:, None] / RESIDENTS.sum() * risk).astype(float)
    q = false_discovery_control(alone(counts, RESIDENTS)[1], axis=0)
    assert (q <= 0.025).any(axis=0).mean() <= 0.025 + 3 * np.sqrt(0.025 * 0.975 / 300)


def test_one_village_with_nearly_all_is_far_out_and_a_second_does_not_hide_it():
    counts = np.random.default_rng(2).poisson(272 * RESIDENTS / RESIDENTS.sum()).astype(float)
    counts[5] = 3_001
    expected, p = alone(counts[:, None], RESIDENTS)
    assert p[5, 0] < 1e-6 and expected[5, 0] < 10
    counts[6] = 3_000
    p = alone(counts[:, None], RESIDENTS)[1]
    assert p[5, 0] < 1e-6 and p[6, 0] < 1e-6


def test_no_cases_and_few_villages_tell_nothing():
    assert (alone(np.zeros((244, 2)), RESIDENTS)[1] == 1).all()
    assert (alone(np.array([[5.0], [0], [0], [0]]), np.full(4, 900.0))[1] == 1).all()
