"""Rates and classes: what a colour on the map means."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.rates import LADDER, breaks, classify, per_thousand


def test_a_village_without_known_residents_has_no_rate_rather_than_a_wrong_one():
    rates = per_thousand([3, 3, 0], [1500, 0, np.nan])
    assert rates[0] == 2.0
    assert np.isnan(rates[1:]).all()


def test_the_legend_reads_in_round_figures():
    assert breaks([1, 3, 8, 22, 60, 130], smallest=2) == (10, 20, 50, 100)
    assert breaks([0.4, 0.8, 1.2, 4.9]) == (0.2, 0.5, 1.0, 2.0)


def test_counts_never_get_a_class_below_one():
    assert breaks([1, 1, 2], smallest=2) == (2, 5, 10, 20)
    assert breaks([], smallest=2) == (2, 5, 10, 20)


def test_nothing_unknown_and_little_are_three_different_things():
    assert classify([np.nan, 0, 1, 2, 4, 5, 500], (2, 5, 10, 20)).tolist() == [-1, 0, 1, 2, 2, 3, 5]


@given(st.lists(st.floats(0, 1e6), max_size=50), st.integers(2, 7))
def test_breaks_always_rise_and_stand_on_the_ladder(values, classes):
    found = breaks(values, classes=classes)
    assert len(found) == classes - 1
    assert list(found) == sorted(set(found))
    assert set(found) <= set(LADDER)
