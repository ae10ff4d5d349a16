"""Circles: twice the count is twice the area, and a count keeps its size from month to month."""

import math

import pytest

from data.cartography.circles import LARGEST, Size


def test_the_area_of_a_circle_is_in_proportion_to_its_count():
    size = Size.of(range(1, 400), 1)
    assert math.pi * size.radius(200) ** 2 == pytest.approx(2 * math.pi * size.radius(100) ** 2, rel=0.02)
    assert size.radius(0) == 0 < size.radius(1)


def test_the_legend_has_round_counts_and_the_largest_is_nearly_the_greatest_on_record():
    size = Size.of(range(1, 301), 1)
    assert size.examples == [200, 50, 20]
    assert size.radius(200) == LARGEST


def test_the_legend_has_no_count_that_is_not_told():
    assert Size.of([5, 6, 9, 12], 5).examples == [10, 5]


def test_a_record_without_counts_has_a_size_all_the_same():
    assert Size.of([], 1).examples == [1]
