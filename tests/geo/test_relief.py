"""Hills look like hills: light falls from the north-west, and a slope is as bright as Horn's formula says."""

import numpy as np
import pytest

from geo.relief import hillshade, level


def plane(eastward, northward, cell=10.0):
    """Heights that rise so many metres a metre to the east and to the north, shape (5, 6)."""
    row, column = np.mgrid[0:5, 0:6]
    return cell * (eastward * column - northward * row)


def test_level_ground_is_as_bright_everywhere():
    assert hillshade(np.full((4, 3), 120.0), 30.0) == pytest.approx(np.full((4, 3), level()))


def test_a_slope_is_as_bright_as_the_angle_between_it_and_the_light():
    east, north = 0.3, -0.2
    normal = np.array([-east, -north, 1]) / np.sqrt(1 + east**2 + north**2)
    light = np.array([-0.5, 0.5, np.sqrt(0.5)])  # from the north-west, 45 degrees high
    assert hillshade(plane(east, north), 10.0)[1:-1, 1:-1] == pytest.approx(normal @ light)


def test_what_faces_the_north_west_is_bright_and_what_turns_away_is_dark():
    facing, away = hillshade(plane(0.5, -0.5), 10.0)[2, 2], hillshade(plane(-0.5, 0.5), 10.0)[2, 2]
    assert away < level() < facing


def test_a_cell_is_as_wide_as_its_row_says():
    heights, cells = plane(0.3, 0.0), np.full((5, 1), 20.0)
    assert hillshade(heights, cells)[1:-1, 1:-1] == pytest.approx(hillshade(heights / 2, 10.0)[1:-1, 1:-1])


def test_around_a_height_that_is_not_known_nothing_is_said():
    heights = plane(0.1, 0.1)
    heights[2, 2] = np.nan
    assert np.isnan(hillshade(heights, 10.0)[1:4, 1:4]).all()
    assert np.isfinite(hillshade(heights, 10.0)[0]).all()
