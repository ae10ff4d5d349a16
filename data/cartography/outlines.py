"""Outlines for the screen: simplified once, with shared borders still shared, as one document.

With them goes what lies under and around the county: waters, neighbours, and where the relief's picture is.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import shapely

from geo.boundaries import simplify, unite

TOLERANCE = 25.0
"""Metres on the ground; below a pixel when the county fills the screen."""
COARSE = 120.0
"""The same for neighbours, which are only ground to stand out from."""
_DEGREE = 111_200.0  # metres of latitude
_NEAR = 0.04  # degrees around the county within which a neighbour's name stands
_FACES = 0.0002  # square degrees, some 2 km2: less of a neighbour than that bears no name


@dataclass(frozen=True)
class Relief:
    """Picture of the relief, its corners as (south, west), (north, east), and whose heights they are."""

    picture: bytes
    bounds: tuple[tuple[float, float], tuple[float, float]]
    source: str | None

    @property
    def digest(self) -> str:
        """Its fingerprint, by which its address changes."""
        return hashlib.sha256(self.picture).hexdigest()[:16]


@dataclass(frozen=True)
class Around:
    """Waters and neighbours (name, source, geometry in EPSG:4326), and the relief; None: there is none."""

    water: gpd.GeoDataFrame
    neighbours: gpd.GeoDataFrame
    relief: Relief | None


def outlines(
    villages: gpd.GeoDataFrame,
    townships: gpd.GeoDataFrame,
    roads: gpd.GeoDataFrame,
    around: Around | None = None,
) -> str:
    """JSON of villages, townships, county, roads, surroundings; ``null`` where there are no villages yet.

    Townships and county are dissolved from the simplified villages, so that all lines coincide. A village's
    place in the list is its place in every payload of `dashboard.drawing.maps`.
    """
    if villages.empty:
        return "null"
    thin = gpd.GeoSeries(simplify(villages.geometry, TOLERANCE), crs=villages.crs)
    parents = villages["parent_code"].to_numpy()
    parts = thin.groupby(parents).apply(lambda part: unite(part.to_numpy()))
    named = townships.set_index("code")["name"]
    county = unite(parts.to_numpy())
    content = {
        "villages": [
            {"code": code, "name": name, "at": _position(shape), "geometry": _geometry(shape)}
            for code, name, shape in zip(villages["code"], villages["name"], thin, strict=True)
        ],
        "townships": [
            {"code": code, "name": named[code], "at": _position(shape), "geometry": _geometry(shape)}
            for code, shape in parts.items()
            if code in named.index
        ],
        "county": _geometry(county),
        "roads": [
            {"class": kind, "geometry": _geometry(line)}
            for kind, line in zip(roads["road_class"], roads.geometry.simplify(0.0002), strict=True)
        ],
        **_around(around, county),
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _around(around: Around | None, county: shapely.Geometry) -> dict[str, Any]:
    if around is None:
        return {"water": [], "neighbours": [], "relief": None, "sources": []}
    waters = around.water.geometry.simplify(TOLERANCE / _DEGREE)
    sources = [around.relief.source] if around.relief else []
    sources += [*around.water["source"], *around.neighbours["source"]]
    return {
        "water": [{"geometry": _geometry(shape)} for shape in waters if not shape.is_empty],
        "neighbours": _neighbours(around.neighbours, county),
        "relief": around.relief
        and {"address": f"relief/{around.relief.digest}.webp", "bounds": around.relief.bounds},
        "sources": list(dict.fromkeys(source for source in sources if source)),
    }


def _neighbours(neighbours: gpd.GeoDataFrame, county: shapely.Geometry) -> list[dict[str, Any]]:
    """Simplified together; a name stands where the neighbour is nearest to the county, if it has room."""
    near = shapely.buffer(shapely.envelope(county), _NEAR)
    found = []
    for name, shape in zip(neighbours["name"], neighbours.geometry, strict=True):
        thin = shapely.simplify(shape, COARSE / _DEGREE)
        facing = shapely.intersection(thin, near)
        at = _position(facing) if name and facing.area > _FACES else None
        found.append({"name": name, "at": at, "geometry": _geometry(thin)})
    return found


def _geometry(shape: shapely.Geometry) -> object:
    return json.loads(shapely.to_geojson(shapely.set_precision(shape, 0.00001, mode="pointwise")))


def _position(shape: shapely.Geometry) -> list[float]:
    """Latitude and longitude of a point that is surely inside."""
    point = shapely.point_on_surface(shape)
    return [round(point.y, 5), round(point.x, 5)]
