"""Shaded relief: how bright the ground looks under a low sun in the north-west, as maps have it."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

AZIMUTH, ALTITUDE = 315.0, 45.0
"""Degrees clockwise from north, and above the horizon: from the upper left, for hills to look like hills."""


def hillshade(heights: ArrayLike, cell: ArrayLike) -> Floats:
    """Brightness of the ground by Horn's method.

    Parameters
    ----------
    heights : array_like, shape (rows, columns)
        Metres; rows from north to south, columns from west to east. NaN where not known.
    cell : array_like
        Metres on the ground from one cell to the next, broadcast against `heights`: one number, or a column
        of one a row where the scale changes with latitude.

    Returns
    -------
    ndarray of float64, shape (rows, columns)
        0 (in the dark) to 1 (facing the light); level ground has `level`. NaN where a height among the nine
        around a cell is not known.

    Notes
    -----
    Slopes are the weighted differences of the eight neighbours; beyond the edge the ground goes on as its
    last row. Source: Horn, B. K. P. (1981), Hill shading and the reflectance map, Proceedings of the IEEE
    69(1), 14-47.
    """
    known = np.pad(np.asarray(heights, dtype=np.float64), 1, mode="edge")
    north, middle, south = known[:-2], known[1:-1], known[2:]
    east = north[:, 2:] + 2 * middle[:, 2:] + south[:, 2:]
    west = north[:, :-2] + 2 * middle[:, :-2] + south[:, :-2]
    above = north[:, :-2] + 2 * north[:, 1:-1] + north[:, 2:]
    below = south[:, :-2] + 2 * south[:, 1:-1] + south[:, 2:]
    eastward, northward = (east - west) / (8 * np.asarray(cell)), (above - below) / (8 * np.asarray(cell))
    azimuth, altitude = np.radians(AZIMUTH), np.radians(ALTITUDE)
    facing = -(eastward * np.sin(azimuth) + northward * np.cos(azimuth))
    lit = (np.sin(altitude) + np.cos(altitude) * facing) / np.sqrt(1 + eastward**2 + northward**2)
    shade: Floats = np.clip(np.where(np.isnan(middle[:, 1:-1]), np.nan, lit), 0, 1)
    return shade


def level() -> float:
    """Brightness of level ground."""
    return float(np.sin(np.radians(ALTITUDE)))
