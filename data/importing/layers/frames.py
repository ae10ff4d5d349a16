"""The reference frame of a layer: declared, held against what the file states, converted to WGS 84."""

import numpy as np
import shapely
from pyproj import CRS

from geo.boundaries import Geometries
from geo.crs import same_frame, to_wgs84
from geo.errors import FrameError
from geo.shifted import Shifted

_FAR = 3.0  # degrees outside its area of use at which a frame is not believed


def check_frame(declared: CRS | Shifted, stated: CRS | None) -> None:
    """Refuse a layer that states another frame than the declared one.

    Parameters
    ----------
    declared
        What whoever loads the layer says.
    stated
        What the file says; None: nothing.

    Raises
    ------
    FrameError
        The two place coordinates differently.
    """
    if stated is None or not (stated.is_geographic or stated.is_projected):
        return  # GeoPackage calls frames unknown to it "Undefined"
    if isinstance(declared, Shifted) and stated.is_geographic:
        return  # no file format has a code for the shifted frames: they travel as WGS 84
    if not same_frame(declared, stated):
        raise FrameError(
            "The file states the reference frame {stated}, declared is {declared}: find out which is true",
            stated=stated.name,
            declared=declared.name,
        )


def place_in_wgs84(geometries: Geometries, declared: CRS | Shifted) -> Geometries:
    """Convert a layer to WGS 84.

    Parameters
    ----------
    geometries
        Object array (n,), coordinates in the declared frame.
    declared
        Their frame.

    Returns
    -------
    object array (n,)
        The same in EPSG:4326.

    Raises
    ------
    FrameError
        A coordinate lies where the declared frame cannot mean.
    """
    xy = shapely.get_coordinates(geometries)
    longitude, latitude = to_wgs84(xy[:, 0], xy[:, 1], declared)
    west, south, east, north = -180.0, -90.0, 180.0, 90.0
    area = None if isinstance(declared, Shifted) else declared.area_of_use
    if area is not None and area.west < area.east:
        west, east = max(west, area.west - _FAR), min(east, area.east + _FAR)
        south, north = max(south, area.south - _FAR), min(north, area.north + _FAR)
    inside = (west <= longitude) & (longitude <= east) & (south <= latitude) & (latitude <= north)
    if not inside.all():
        x, y = xy[np.argmin(inside)].tolist()
        raise FrameError(
            "The coordinates x = {x}, y = {y} lie far outside the area of {frame}: declare another frame, "
            "or swap longitude and latitude if the file has them in that order",
            x=x,
            y=y,
            frame=declared.name,
        )
    return np.asarray(shapely.set_coordinates(geometries, np.column_stack([longitude, latitude])))
