"""How far a point lies from an area."""

import shapely
from pyproj import Transformer

from geo.crs import STORAGE_FRAME, metric_frame


def metres_to(area: shapely.Geometry, longitude: float, latitude: float) -> float:
    """Distance from a point to an area, 0 inside.

    Parameters
    ----------
    area
        Polygon in WGS 84 degrees.
    longitude, latitude
        Point in WGS 84 degrees.

    Returns
    -------
    float
        Metres on the plane of `geo.crs.metric_frame`: right to a few parts in ten thousand in a county.
    """
    to_plane = Transformer.from_crs(STORAGE_FRAME, metric_frame(longitude, latitude), always_xy=True)
    flat = shapely.transform(area, to_plane.transform, interleaved=False)
    return float(shapely.distance(flat, shapely.Point(to_plane.transform(longitude, latitude))))
