"""Files of roads: OpenStreetMap (`osm`), and layers of lines in GeoJSON, GeoPackage or Shapefile."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import shapely

from data.importing.layers.frames import check_frame, place_in_wgs84
from data.importing.layers.osm import BACKWARD, FORWARD, read_osm
from data.importing.layers.vector_files import LINES, open_layer
from geo.crs import STORAGE_FRAME, parse_frame, same_frame
from geo.errors import BoundaryError, FrameError, RoadError
from geo.roads.classes import OTHER, RoadSpeeds, standard_class

NOT_FOR_CARS, NO_LINE = "not_for_cars", "no_line"
"""Why a way is dropped: its class, or there is no line; see also `data.importing.layers.osm`."""

FASTEST = 150.0
"""km/h above which a column holds no speeds."""

_LONGEST_CLASS = 32
_FORWARD = FORWARD | frozenset(["f", "ft", "y", "是", "单向", "正向"])
_BACKWARD = BACKWARD | frozenset(["t", "tf", "反向", "逆向"])
_BOTH = frozenset(["", *["no", "false", "0", "b", "n", "否", "双向", "alternating"]])


@dataclass(frozen=True, eq=False)
class RoadLayer:
    """Roads for cars, and what became of every way of the file.

    Parameters
    ----------
    roads
        GeoDataFrame of linestrings (EPSG:4326), drawn in the direction of one-way traffic, with the columns
        way (position in the file), road_class (`geo.roads.classes`), name (or None), oneway (bool), speed_kmh
        (stated) and limit_kmh (legal), NaN where unknown.
    ways
        Ways or features read. A feature of several lines is one way.
    dropped
        Reason -> ways; with the distinct ways of `roads` they add up to `ways`.
    """

    roads: geopandas.GeoDataFrame
    ways: int
    dropped: dict[str, int]


def read(
    path: str | Path,
    frame: object = None,
    *,
    road_class: str | None = None,
    speed: str | None = None,
    oneway: str | None = None,
    layer: str | None = None,
    encoding: str | None = None,
    speeds: RoadSpeeds | None = None,
) -> RoadLayer:
    """Read roads.

    Parameters
    ----------
    path : str or Path
        A local file ending in .osm.pbf or .osm, or a layer of lines: .geojson, .json, .gpkg, .shp.
    frame : str, int or pyproj.CRS
        Reference frame of a layer's coordinates; must be declared. OpenStreetMap is always in WGS 84.
    road_class, speed, oneway : str, optional
        Columns of a layer: class (OpenStreetMap's or Chinese); km/h at which the road is driven; whether it
        is one-way. OpenStreetMap's files have these by themselves.
    layer, encoding : str, optional
        Name of the layer, and encoding of its text (`data.importing.layers.vector_files.open_layer`).
    speeds : RoadSpeeds, optional
        Which classes are no roads for cars.

    Raises
    ------
    RoadError
        The file is missing, of another format, or damaged; a column is missing or does not hold what it
        should; no roads for cars are in it.
    BoundaryError
        A layer of lines cannot be opened (`data.importing.layers.vector_files.open_layer`).
    FrameError
        `frame` is not declared or unknown, the file states another, or its coordinates cannot mean it.
    """
    path = Path(path)
    if not path.is_file():
        raise RoadError("There is no file {file}", file=path.name)
    if path.name.lower().endswith((".osm", ".osm.pbf")):
        _check_osm(frame, layer, road_class, speed, oneway)
        ways = read_osm(path)
    else:
        ways = _read_lines(path, frame, layer, encoding, road_class, speed, oneway)
    roads = _sorted_out(ways, speeds or RoadSpeeds())
    if roads.roads.empty:
        raise RoadError("The file {file} holds no roads for cars", file=path.name)
    return roads


def _check_osm(frame: object, layer: str | None, *columns: str | None) -> None:
    if layer is not None:
        raise RoadError("Files of OpenStreetMap have no layers to choose from: name none")
    if any(columns):
        raise RoadError("OpenStreetMap has its own classes, speeds and directions: name no columns")
    if frame is not None and not same_frame(parse_frame(frame), parse_frame(STORAGE_FRAME)):
        raise FrameError("Files of OpenStreetMap are in WGS 84 (EPSG:4326), not in {frame}", frame=frame)


def _sorted_out(ways: pd.DataFrame, speeds: RoadSpeeds) -> RoadLayer:
    """Drop what is no road for cars, take multilinestrings apart."""
    lines = ways["geometry"].to_numpy()
    reason = ways["reason"].mask(~(shapely.length(lines) > 0), NO_LINE)
    reason = reason.mask(ways["road_class"].isin(speeds.excluded), NOT_FOR_CARS)
    kept = np.flatnonzero(reason == "")
    parts, part_of = shapely.get_parts(lines[kept], return_index=True)
    lengthy = shapely.length(parts) > 0
    roads = ways.drop(columns=["geometry", "reason"]).rename_axis("way").reset_index()
    roads = roads.iloc[kept[part_of[lengthy]]].reset_index(drop=True)
    dropped = reason[reason != ""].value_counts().sort_index()
    return RoadLayer(
        geopandas.GeoDataFrame(roads, geometry=parts[lengthy], crs=STORAGE_FRAME),
        len(ways),
        {str(name): int(count) for name, count in dropped.items()},
    )


def _read_lines(
    path: Path,
    frame: object,
    layer: str | None,
    encoding: str | None,
    road_class: str | None,
    speed: str | None,
    oneway: str | None,
) -> pd.DataFrame:
    """Features of a layer, as `read_osm` gives ways."""
    declared = parse_frame(frame)
    columns, shapes, stated = _opened(path, encoding, layer)
    check_frame(declared, stated)
    if missing := [column for column in (road_class, speed, oneway) if column and column not in columns]:
        raise RoadError(
            "The file {file} has no column {missing}; its columns are {columns}",
            file=path.name,
            missing=", ".join(missing),
            columns=", ".join(columns),
        )
    kind = shapely.get_type_id(shapes)
    is_line = (kind == shapely.GeometryType.LINESTRING) | (kind == shapely.GeometryType.MULTILINESTRING)
    lines = np.full(len(shapes), None, dtype=object)
    lines[is_line] = shapely.force_2d(shapes[is_line])
    lines = place_in_wgs84(lines, declared)
    directions = np.array(_directions(columns[oneway], oneway) if oneway else [0] * len(lines), dtype=int)
    return pd.DataFrame(
        {
            "geometry": np.where(directions == -1, shapely.reverse(lines), lines),
            "road_class": _classes(columns[road_class]) if road_class else OTHER,
            "name": None,
            "oneway": directions != 0,
            "speed_kmh": _stated_speeds(columns[speed], speed) if speed else np.nan,
            "limit_kmh": np.nan,
            "reason": "",
        },
        index=range(len(lines)),
    )


def _opened(path: Path, encoding: str | None, layer: str | None) -> Any:
    if path.suffix.lower() not in (".geojson", ".json", ".gpkg", ".shp"):
        raise RoadError(
            "Roads cannot be read from {file}, only from OpenStreetMap (.osm.pbf, .osm), GeoJSON (.geojson), "
            "GeoPackage (.gpkg) and Shapefile (.shp with .shx and .dbf)",
            file=path.name,
        )
    try:
        return open_layer(path, encoding, layer, LINES)
    except BoundaryError as error:
        if "layers" not in error.values:
            raise
        raise RoadError(error.message, **error.values) from None


def _classes(values: Iterable[Any]) -> list[str]:
    return [standard_class(value if isinstance(value, str) else None)[:_LONGEST_CLASS] for value in values]


def _directions(values: Iterable[Any], column: str) -> list[int]:
    """1: along the line only; -1: against it; 0: both ways."""
    return [_direction(_word(value).lower().removesuffix(".0"), column) for value in values]


def _direction(word: str, column: str) -> int:
    if word in _BOTH:
        return 0
    if word not in _FORWARD | _BACKWARD:
        raise RoadError(
            "The column {column} must say which roads are one-way: yes, no or -1. It holds {value}",
            column=column,
            value=word[:40],
        )
    return 1 if word in _FORWARD else -1


def _stated_speeds(values: Iterable[Any], column: str) -> list[float]:
    return [_stated_speed(_word(value), column) for value in values]


def _stated_speed(word: str, column: str) -> float:
    """km/h; NaN for a blank or 0, which many layers have for unknown."""
    try:
        kmh = float(word or 0)
    except ValueError:
        kmh = -1.0
    if kmh == 0:
        return np.nan
    if not 1 <= kmh <= FASTEST:
        raise RoadError(
            "The column {column} must hold speeds of 1 to {fastest} km/h. It holds {value}",
            column=column,
            fastest=round(FASTEST),
            value=word[:40],
        )
    return kmh


def _word(value: Any) -> str:
    return "" if value is None or value != value else str(value).strip()
