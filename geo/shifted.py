"""GCJ-02 and BD-09: the shifted longitudes and latitudes of Chinese web maps, which PROJ does not know.

Amap and Tencent deliver GCJ-02, Baidu delivers BD-09, which shifts GCJ-02 once more. The formulae are not
published officially; these are the ones that all open implementations share (first made public as
"EvilTransform", 2013), on the ellipsoid of Krassowsky. Around Pujiang GCJ-02 is off by about 534 m.
"""

import re
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from geo.terms import N_, Term

Floats = NDArray[np.float64]
Forward = Callable[[Floats, Floats], tuple[Floats, Floats]]

_AXIS = 6_378_245.0  # metres, semi-major axis (Krassowsky 1940)
_SQUARED_ECCENTRICITY = 0.00669342162296594323
_CHINA = (72.004, 0.8293, 137.8347, 55.8271)  # degrees west, south, east, north: where the shift applies
_ENOUGH = 1e-9  # degrees, a tenth of a millimetre: a hundredth of what is promised
_MOST_STEPS = 30
_BAIDU = np.pi * 3000 / 180
_BAIDU_EAST, _BAIDU_NORTH = 0.0065, 0.006


class Shifted(Term):
    """Frames of Chinese web maps."""

    GCJ02 = "GCJ-02", N_("GCJ-02: Amap, Tencent")
    BD09 = "BD-09", N_("BD-09: Baidu")


def shifted_frame(name: str) -> Shifted | None:
    """The shifted frame that a name means, such as ``gcj02`` or ``BD-09``; None if it means none."""
    plain = re.sub(r"[\s_-]", "", name).upper()
    return {"GCJ02": Shifted.GCJ02, "BD09": Shifted.BD09, "BD09LL": Shifted.BD09}.get(plain)


def add_shift(longitude: Floats, latitude: Floats, frame: Shifted) -> tuple[Floats, Floats]:
    """WGS 84 to a shifted frame.

    Parameters
    ----------
    longitude, latitude : ndarray of float64, shape (m,)
        Degrees, EPSG:4326.
    frame
        The frame wanted.

    Returns
    -------
    longitude, latitude : ndarray of float64, shape (m,)
        Degrees in `frame`; NaN where the input is not finite.

    Notes
    -----
    Outside a rectangle around China (72.004 to 137.8347 E, 0.8293 to 55.8271 N) GCJ-02 is WGS 84 itself:
    that is its convention, and Baidu's own shift goes on top of it everywhere.
    """
    lost = ~(np.isfinite(longitude) & np.isfinite(latitude))
    longitude, latitude = np.where(lost, np.nan, longitude), np.where(lost, np.nan, latitude)
    east, north = _shift(longitude, latitude)
    x, y = longitude + east, latitude + north
    if frame is Shifted.BD09:
        x, y = _to_baidu(x, y)
    return x, y


def remove_shift(x: Floats, y: Floats, frame: Shifted) -> tuple[Floats, Floats]:
    """A shifted frame to WGS 84: `add_shift` backwards, iterated until it is met to a tenth of a millimetre.

    Parameters
    ----------
    x, y : ndarray of float64, shape (m,)
        Degrees in `frame`.
    frame
        Their frame.

    Returns
    -------
    longitude, latitude : ndarray of float64, shape (m,)
        Degrees, EPSG:4326; NaN where the input is not finite.

    Notes
    -----
    GCJ-02 jumps at the rectangle's border, by up to a kilometre: coordinates just outside may mean two
    places, of which the one inside is taken.
    """
    lost = ~(np.isfinite(x) & np.isfinite(y))
    x, y = np.where(lost, np.nan, x), np.where(lost, np.nan, y)
    if frame is Shifted.BD09:
        x, y = _iterate(x, y, _to_baidu)
    longitude, latitude = _iterate(x, y, _shifted)
    inside = _in_china(longitude, latitude)
    return np.where(inside, longitude, x), np.where(inside, latitude, y)


def _iterate(x: Floats, y: Floats, forward: Forward) -> tuple[Floats, Floats]:
    """Where `forward` comes to (x, y): the fixed point of p + (target - forward(p))."""
    longitude, latitude = x.copy(), y.copy()
    for _ in range(_MOST_STEPS):
        there_x, there_y = forward(longitude, latitude)
        off_x, off_y = x - there_x, y - there_y
        longitude, latitude = longitude + off_x, latitude + off_y
        if not (np.abs(np.nan_to_num(np.concatenate([off_x, off_y]))) > _ENOUGH).any():
            break
    return longitude, latitude


def _in_china(longitude: Floats, latitude: Floats) -> NDArray[np.bool_]:
    west, south, east, north = _CHINA
    return np.asarray((longitude >= west) & (longitude <= east) & (latitude >= south) & (latitude <= north))


def _shift(longitude: Floats, latitude: Floats) -> tuple[Floats, Floats]:
    east, north = _offsets(longitude, latitude)
    inside = _in_china(longitude, latitude)
    return np.where(inside, east, 0.0), np.where(inside, north, 0.0)


def _shifted(longitude: Floats, latitude: Floats) -> tuple[Floats, Floats]:
    east, north = _offsets(longitude, latitude)
    return longitude + east, latitude + north


def _offsets(longitude: Floats, latitude: Floats) -> tuple[Floats, Floats]:
    """Degrees by which GCJ-02 lies east and north of WGS 84."""
    x, y = longitude - 105.0, latitude - 35.0
    waves = 20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)
    root = np.sqrt(np.abs(x))
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north = north + (waves + _waves(y, 20, 1, 40, 3) + _waves(y, 160, 12, 320, 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east = east + (waves + _waves(x, 20, 1, 40, 3) + _waves(x, 150, 12, 300, 30)) * 2 / 3
    radians = np.radians(latitude)
    magic = 1 - _SQUARED_ECCENTRICITY * np.sin(radians) ** 2
    meridian = _AXIS * (1 - _SQUARED_ECCENTRICITY) / (magic * np.sqrt(magic))
    parallel = _AXIS / np.sqrt(magic) * np.cos(radians)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.degrees(east / parallel)), np.asarray(np.degrees(north / meridian))


def _waves(value: Floats, a: float, period_a: float, b: float, period_b: float) -> Floats:
    return np.asarray(a * np.sin(np.pi * value / period_a) + b * np.sin(np.pi * value / period_b))


def _to_baidu(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    radius = np.hypot(x, y) + 2e-5 * np.sin(y * _BAIDU)
    angle = np.arctan2(y, x) + 3e-6 * np.cos(x * _BAIDU)
    return radius * np.cos(angle) + _BAIDU_EAST, radius * np.sin(angle) + _BAIDU_NORTH
