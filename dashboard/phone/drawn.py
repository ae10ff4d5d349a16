"""Where a village lies among its neighbours, drawn without a script: outlines, place of reception, scale."""

from typing import NamedTuple

import geopandas as gpd
import pandas as pd
import shapely

from data.cartography.outlines import TOLERANCE
from data.reports.sketch import WIDTH, Frame
from geo.boundaries import simplify

TALLEST = 0.75
"""Height over width at most: the page goes on below it."""
_AROUND = 0.5
"""Share of the village's width and height that is seen on every side of it."""
_METRES = 111_200.0  # in a degree of latitude


class Drawn(NamedTuple):
    """A drawing as its template has it: lengths in units of its ``viewBox``, paths as SVG has them.

    Parameters
    ----------
    hubs
        Places of reception that lie in it: x and y.
    bar
        Length of the bar that stands for `kilometres`.
    """

    width: float
    height: float
    own: str
    neighbours: list[str]
    hubs: list[tuple[float, float]]
    bar: float
    kilometres: int


def drawn(villages: gpd.GeoDataFrame, hubs: pd.DataFrame, code: str) -> Drawn | None:
    """A village and what is around it; None: it has no outline.

    Parameters
    ----------
    villages
        code and geometry (EPSG:4326) of the county's villages.
    hubs
        longitude and latitude (EPSG:4326) of places of reception.
    """
    own = villages.index[villages["code"] == code]
    if not len(own):
        return None
    west, south, east, north = villages.geometry.loc[own[0]].bounds
    wide, high = (east - west) * _AROUND, (north - south) * _AROUND
    frame = Frame((west - wide, south - high, east + wide, north + high), TALLEST)
    area = _area(frame)
    beyond = shapely.buffer(area, max(wide, high) / 4, join_style="mitre")  # so that no cut is seen
    near = villages[villages.intersects(area)]
    shapes = dict(zip(near["code"], simplify(near.geometry, TOLERANCE), strict=True))
    paths = {each: _path(frame, shapely.intersection(shape, beyond)) for each, shape in shapes.items()}
    places = zip(hubs["longitude"], hubs["latitude"], strict=True)
    kilometre = frame.scale * 1_000 / _METRES
    kilometres = max((each for each in (1, 2, 5, 10) if each * kilometre <= WIDTH / 3), default=1)
    return Drawn(
        WIDTH,
        round(frame.height, 1),
        paths.pop(code),
        list(paths.values()),
        [_rounded(frame.at((x, y))) for x, y in places if shapely.contains_xy(area, x, y)],
        round(kilometres * kilometre, 1),
        kilometres,
    )


def _area(frame: Frame) -> shapely.Polygon:
    """All that a drawing shows, in degrees."""
    west = frame.west - frame.left / (frame.squeeze * frame.scale)
    top, bottom = frame.at((west, frame.north))[1], frame.height
    north = frame.north + top / frame.scale
    return shapely.box(
        west, north - bottom / frame.scale, west + WIDTH / (frame.squeeze * frame.scale), north
    )


def _path(frame: Frame, shape: shapely.Geometry) -> str:
    """Areas of a shape that was cut: of a border that only touches nothing is drawn."""
    areas = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return frame.path(shapely.multipolygons(areas))


def _rounded(point: tuple[float, float]) -> tuple[float, float]:
    return round(point[0], 1), round(point[1], 1)
