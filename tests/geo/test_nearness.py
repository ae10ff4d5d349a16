"""Distances against geodesics."""

import pytest
import shapely
from pyproj import Geod

from geo.nearness import metres_to

SQUARE = shapely.box(119.90, 29.40, 119.95, 29.45)


def test_a_point_inside_is_at_no_distance():
    assert metres_to(SQUARE, 119.92, 29.42) == 0


@pytest.mark.parametrize("point", [(119.951, 29.42), (119.92, 29.39), (119.99, 29.48)])
def test_a_point_outside_is_as_far_as_the_geodesic_to_the_border(point):
    x, y = min(max(point[0], 119.90), 119.95), min(max(point[1], 29.40), 29.45)
    assert metres_to(SQUARE, *point) == pytest.approx(Geod(ellps="GRS80").inv(*point, x, y)[2], rel=2e-3)
