"""Reference frames: everything is stored in WGS 84; other frames are converted on the way in and out."""

import re
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from geo.errors import FrameError
from geo.shifted import Shifted, add_shift, remove_shift, shifted_frame

STORAGE_FRAME = "EPSG:4326"
"""WGS 84, x = longitude in degrees east, y = latitude in degrees north."""

_CGCS2000 = "EPSG:4490"
_CGCS2000_NAME = re.compile(r"CGCS|China|国家|Geodetic Coordinate System", re.IGNORECASE)
_GRS80 = (6_378_137.0, 298.257222101)
"""Half axis (m) and inverse flattening of the ellipsoid of CGCS2000."""
_OF_OTHER_PLACES = re.compile(r"Beijing ?(?:19)?54|北京 ?(?:19)?54|Pulkovo", re.IGNORECASE)
"""Datums whose public parameters hold for single basins, most of them at sea, or for countries far away; PROJ
takes the parameters of one place for another, and places come out some 60 m off."""
_CHINA = (73.0, 3.0, 135.5, 54.0)  # degrees west, south, east, north, about

Floats = NDArray[np.float64]


def parse_frame(frame: object) -> CRS | Shifted:
    """The reference frame that a code or description names.

    Parameters
    ----------
    frame : str, int, pyproj.CRS or Shifted
        ``"EPSG:4490"``, ``4490``, WKT or a PROJ string; ``"GCJ-02"`` or ``"BD-09"``, however written.

    Raises
    ------
    FrameError
        No frame is named, or the name is unknown.
    """
    if frame is None or not str(frame).strip():
        raise FrameError("The reference frame is not declared: say which one, for example EPSG:4490")
    return frame if isinstance(frame, Shifted) else shifted_frame(str(frame)) or parse_crs(frame)


def parse_crs(frame: object) -> CRS:
    """The same for the frames that PROJ knows."""
    try:
        return CRS.from_user_input(frame)
    except CRSError:
        raise FrameError(
            "The reference frame {frame} is unknown: give an EPSG code, for example EPSG:4490", frame=frame
        ) from None


def to_wgs84(x: ArrayLike, y: ArrayLike, frame: object) -> tuple[Floats, Floats]:
    """Convert coordinates from a declared frame to WGS 84.

    Parameters
    ----------
    x, y : array_like, shape (m,)
        Easting or longitude, northing or latitude, in the units of `frame`.
    frame : str, int, pyproj.CRS or Shifted
        The frame of `x` and `y`: any that PROJ knows, or ``"GCJ-02"`` or ``"BD-09"`` (`geo.shifted`).
        x is the easting or longitude, whatever order the frame's own definition gives its axes.

    Returns
    -------
    longitude, latitude : ndarray of float64, shape (m,)
        Degrees in EPSG:4326; NaN where the input is not finite or lies where the frame is not defined.

    Raises
    ------
    FrameError
        The frame is not declared, is unknown, or no conversion to WGS 84 is known: of Xian 1980, Beijing 1954
        and Pulkovo 1942 no parameters for the county are public, and places would come out some 100 m off.

    Notes
    -----
    CGCS2000 is taken as equal to WGS 84, from which it differs by centimetres to decimetres: both are
    realisations of ITRS, on ellipsoids whose flattening differs by 0.1 mm at the pole (Yang 2009,
    Chinese Science Bulletin 54, 2714-2721).
    """
    declared = parse_frame(frame)
    if isinstance(declared, Shifted):
        return remove_shift(*_pair(x, y), declared)
    return _convert(x, y, _transformer(declared, inward=True))


def from_wgs84(x: ArrayLike, y: ArrayLike, frame: object) -> tuple[Floats, Floats]:
    """Convert longitude and latitude in WGS 84 to another frame: `to_wgs84` backwards.

    Parameters
    ----------
    x, y : array_like, shape (m,)
        Longitude and latitude in degrees, EPSG:4326.
    frame : str, int, pyproj.CRS or Shifted
        The frame wanted.

    Returns
    -------
    x, y : ndarray of float64, shape (m,)
        Easting or longitude, northing or latitude, in the units of `frame`; NaN where undefined.

    Raises
    ------
    FrameError
        As for `to_wgs84`.
    """
    wanted = parse_frame(frame)
    if isinstance(wanted, Shifted):
        return add_shift(*_pair(x, y), wanted)
    return _convert(x, y, _transformer(wanted, inward=False))


def metric_frame(longitude: float, latitude: float) -> str:
    """A frame in metres in which lengths and areas near a place can be measured.

    Parameters
    ----------
    longitude, latitude : float
        Degrees, EPSG:4326.

    Returns
    -------
    str
        In and around China the CGCS2000 / 3-degree Gauss-Krüger zone with the nearest central meridian,
        eastings without zone number (EPSG:4534 for 75°E to EPSG:4554 for 135°E); elsewhere UTM on
        WGS 84 (EPSG:32601 to 32660 north, 32701 to 32760 south).

    Raises
    ------
    FrameError
        The place is not on the earth.
    """
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise FrameError(
            "Longitude {longitude}, latitude {latitude} is no place on the earth",
            longitude=longitude,
            latitude=latitude,
        )
    west, south, east, north = _CHINA
    if west <= longitude <= east and south <= latitude <= north:
        meridian = min(max(round(longitude / 3) * 3, 75), 135)
        return f"EPSG:{4534 + (meridian - 75) // 3}"
    zone = min(int((longitude + 180) // 6) + 1, 60)
    return f"EPSG:{32600 + zone if latitude >= 0 else 32700 + zone}"


@lru_cache(maxsize=64)
def _transformer(frame: CRS, inward: bool) -> Transformer:
    # PROJ knows no conversion for CGCS2000 and takes it as equal, which is right; elsewhere it is not.
    equal = _is_cgcs2000(frame)
    ends: tuple[Any, Any] = (frame, STORAGE_FRAME) if inward else (STORAGE_FRAME, frame)
    try:
        if (
            frame.datum is not None
            and not frame.is_bound
            and _OF_OTHER_PLACES.search(_words(frame.datum.name))
        ):
            raise ProjError("no parameters for the county")
        known = Transformer.from_crs(*ends, always_xy=True, allow_ballpark=equal)
    except ProjError:
        raise FrameError(
            "No conversion between {frame} and WGS 84 is known: convert the data to CGCS2000 first",
            frame=frame.name,
        ) from None
    # Every thread that converts makes it anew: the search for the operation takes 60 ms, its steps none.
    try:
        return Transformer.from_pipeline(known.definition)
    except ProjError:  # several operations, chosen by the place
        return known


def same_frame(a: CRS | Shifted, b: CRS | Shifted) -> bool:
    """Whether two frames place coordinates alike; the order of the axes, which files rarely keep, aside.

    CGCS2000 is known by its ellipsoid and meridian, whatever a file calls its datum.
    """
    if isinstance(a, Shifted) or isinstance(b, Shifted):
        return a is b
    if a.equals(b, ignore_axis_order=True):
        return True
    if _is_cgcs2000(a) and _is_cgcs2000(b) and _projection(a) == _projection(b):
        return True
    return _number(a) is not None and _number(a) == _number(b)


@lru_cache(maxsize=64)
def _number(frame: CRS) -> int | None:
    """Code of a frame at EPSG; where it names none, PROJ looks through all of them, half a second."""
    number: int | None = frame.to_epsg()
    return number


def _projection(frame: CRS) -> object:
    """How a frame projects, whatever its parts are called; None: not at all."""
    operation = frame.coordinate_operation if frame.is_projected else None
    if operation is None:
        return None
    numbers = {(one.name, round(one.value * one.unit_conversion_factor, 9)) for one in operation.params}
    return operation.method_name, numbers, {axis.unit_conversion_factor for axis in frame.axis_info}


def _is_cgcs2000(frame: CRS) -> bool:
    """Whether a frame has the ellipsoid and the meridian of CGCS2000, and a name like its."""
    geodetic = frame.geodetic_crs
    if geodetic is None or frame.ellipsoid is None or not (frame.is_geographic or frame.is_projected):
        return False
    half_axis, flattening = frame.ellipsoid.semi_major_metre, frame.ellipsoid.inverse_flattening
    if frame.is_bound or abs(half_axis - _GRS80[0]) > 1e-3 or abs(flattening - _GRS80[1]) > 1e-5:
        return False
    names = [geodetic.name, *(part.name for part in (geodetic.datum, geodetic.ellipsoid) if part)]
    meridian = geodetic.prime_meridian
    return (meridian is None or meridian.longitude == 0) and any(
        _CGCS2000_NAME.search(_words(name)) for name in names
    )


def _words(name: str) -> str:
    return name.replace("_", " ")


def _convert(x: ArrayLike, y: ArrayLike, transformer: Transformer) -> tuple[Floats, Floats]:
    x, y = _pair(x, y)
    x, y = (np.asarray(v, dtype=np.float64) for v in transformer.transform(x, y))
    lost = ~(np.isfinite(x) & np.isfinite(y))
    return np.where(lost, np.nan, x), np.where(lost, np.nan, y)


def _pair(x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
    return np.array(x, dtype=np.float64), np.array(y, dtype=np.float64)
