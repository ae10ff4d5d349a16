"""Travel times where no road network is loaded: an estimate, and said to be one."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

EARTH_RADIUS_KM = 6371.0088
"""Mean radius R1 of the Earth (IUGG)."""

DETOUR = 1.4
"""Road kilometres per kilometre of great circle: an assumption for hilly country, not a measurement."""

SPEED = 30.0
"""Kilometres per hour on county and village roads: an assumption, not a measurement."""


def estimated_minutes(
    longitude: ArrayLike, latitude: ArrayLike, *, detour: float = DETOUR, speed: float = SPEED
) -> NDArray[np.float64]:
    """Minutes between all pairs of points: great-circle distance x detour / speed.

    Parameters
    ----------
    longitude, latitude
        WGS 84 degrees, shape (n,).
    detour
        Road distance over great-circle distance, at least 1.
    speed
        Kilometres per hour.

    Returns
    -------
    ndarray of float64, shape (n, n)
        Symmetric, zero diagonal. Distances by the haversine formula.
    """
    x = np.radians(np.asarray(longitude, dtype=np.float64))
    y = np.radians(np.asarray(latitude, dtype=np.float64))
    across = np.sin((y[:, None] - y[None, :]) / 2) ** 2
    along = np.sin((x[:, None] - x[None, :]) / 2) ** 2
    half = across + np.cos(y)[:, None] * np.cos(y)[None, :] * along
    kilometres = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return np.asarray(kilometres * detour / speed * 60.0, dtype=np.float64)
