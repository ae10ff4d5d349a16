"""Outlines for the screen: simplified once, with shared borders still shared, as one document."""

import json

import geopandas as gpd
import shapely

from geo.boundaries import simplify, unite

TOLERANCE = 25.0
"""Metres on the ground; below a pixel when the county fills the screen."""


def outlines(villages: gpd.GeoDataFrame, townships: gpd.GeoDataFrame, roads: gpd.GeoDataFrame) -> str:
    """JSON of villages, townships, county and roads; ``null`` where there are no villages yet.

    Townships and county are dissolved from the simplified villages, so that all lines coincide. A village's
    place in the list is its place in every payload of `dashboard.drawing.maps`.
    """
    if villages.empty:
        return "null"
    thin = gpd.GeoSeries(simplify(villages.geometry, TOLERANCE), crs=villages.crs)
    parents = villages["parent_code"].to_numpy()
    parts = thin.groupby(parents).apply(lambda part: unite(part.to_numpy()))
    named = townships.set_index("code")["name"]
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
        "county": _geometry(unite(parts.to_numpy())),
        "roads": [
            {"class": kind, "geometry": _geometry(line)}
            for kind, line in zip(roads["road_class"], roads.geometry.simplify(0.0002), strict=True)
        ],
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _geometry(shape: shapely.Geometry) -> object:
    return json.loads(shapely.to_geojson(shapely.set_precision(shape, 0.00001, mode="pointwise")))


def _position(shape: shapely.Geometry) -> list[float]:
    """Latitude and longitude of a point that is surely inside."""
    point = shapely.point_on_surface(shape)
    return [round(point.y, 5), round(point.x, 5)]
