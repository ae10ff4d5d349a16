"""Boundaries of villages: repaired with a report, dissolved, simplified for the screen.

A layer of boundaries is a GeoDataFrame in WGS 84 (`geo.crs.STORAGE_FRAME`) with the columns ``code``
(text), ``name`` (text), ``parent`` (text or None) and ``geometry`` (polygons and multipolygons), one row
an area.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.crs import from_wgs84, metric_frame, to_wgs84
from geo.errors import BoundaryError, listed

Geometries = NDArray[np.object_]

_NOTICEABLE = 1.0  # m2: smaller overlaps and gaps are rounding
_WIDEST_GAP = 100.0  # metres between two areas up to which ground that none claims is a gap
_TOUCHING = 0.05  # metres
_DECIMALS = 5  # of a degree, about 1 m


@dataclass(frozen=True)
class Invalid:
    """An area whose polygon was invalid and has been repaired."""

    code: str
    reason: str  # as shapely.is_valid_reason says
    area_lost_m2: float


@dataclass(frozen=True)
class Overlap:
    """Ground that two areas claim."""

    code_a: str
    code_b: str
    area_m2: float


@dataclass(frozen=True)
class Gap:
    """Ground between areas that none claims, and a point in it (degrees, EPSG:4326)."""

    area_m2: float
    longitude: float
    latitude: float


@dataclass(frozen=True)
class RepairReport:
    """What `repair` mended (`invalid`) and what it found but left alone (`overlaps`, `gaps`)."""

    invalid: tuple[Invalid, ...]
    overlaps: tuple[Overlap, ...]
    gaps: tuple[Gap, ...]

    @property
    def overlap_m2(self) -> float:
        return sum(overlap.area_m2 for overlap in self.overlaps)

    @property
    def gap_m2(self) -> float:
        return sum(gap.area_m2 for gap in self.gaps)


def repair(layer: geopandas.GeoDataFrame) -> tuple[geopandas.GeoDataFrame, RepairReport]:
    """Make every polygon valid, and measure overlaps and gaps between neighbours.

    Parameters
    ----------
    layer : GeoDataFrame
        A layer; its polygons may be invalid. It is not changed.

    Returns
    -------
    GeoDataFrame
        The layer with valid polygons. No border between neighbours is moved.
    RepairReport
        Areas in m2, measured in the frame of `geo.crs.metric_frame` at the middle of the layer. Overlaps
        and gaps under 1 m2 are left out; the largest come first. A gap is ground that none claims, and
        that the layer encloses, as a lake or another county's exclave, or that lies between two areas less
        than 100 m apart, as a river does, or a slit where neighbours do not meet.

    Raises
    ------
    BoundaryError
        Nothing polygonal remains of a polygon.

    Notes
    -----
    Repair is `shapely.make_valid` with the method "structure" (rings made valid, shells united, holes
    taken out), which drops lines and points. Ground is lost where it lay inside by the way the border
    winds, as one lobe of a hole that crosses itself; what is merely drawn twice is not.
    """
    before = layer.geometry.to_numpy()
    frame = _metric(before)
    wrong = np.flatnonzero(~shapely.is_valid(before))
    after = before.copy()
    after[wrong] = valid(before[wrong])
    codes = layer["code"].to_numpy()
    if (nothing := shapely.is_empty(after)).any():
        raise BoundaryError("Polygons that enclose no ground: {codes}", codes=listed(codes[nothing]))
    ground = shapely.buffer(before[wrong], 0)  # what the border winds around, however often
    lost = _square_metres(shapely.difference(ground, after[wrong]), frame)
    reasons = shapely.is_valid_reason(before[wrong])
    invalid = tuple(map(Invalid, codes[wrong].tolist(), reasons.tolist(), lost.tolist()))
    report = RepairReport(invalid, _overlaps(after, codes, frame), _gaps(after, frame))
    return layer.set_geometry(geopandas.GeoSeries(after, index=layer.index, crs=layer.crs)), report


def valid(geometries: Geometries) -> Geometries:
    """Polygons repaired, shape (n,), in the same frame; empty where no ground is enclosed."""
    return np.asarray(shapely.make_valid(geometries, method="structure", keep_collapsed=False))


def _overlaps(geometries: Geometries, codes: NDArray[np.object_], frame: str) -> tuple[Overlap, ...]:
    a, b = shapely.STRtree(geometries).query(geometries, predicate="intersects")
    a, b = a[a < b], b[a < b]
    areas = _square_metres(shapely.intersection(geometries[a], geometries[b]), frame)
    return tuple(Overlap(str(codes[a[i]]), str(codes[b[i]]), float(areas[i])) for i in _noticeable(areas))


def _gaps(geometries: Geometries, frame: str) -> tuple[Gap, ...]:
    union = shapely.union_all(geometries)
    rings = shapely.get_rings(shapely.get_parts(union))
    enclosed = shapely.union_all(shapely.polygons(rings))
    gaps = np.append(
        shapely.get_parts(shapely.difference(enclosed, union)), _slits(geometries, enclosed, frame)
    )
    areas = _square_metres(gaps, frame)
    wide = _noticeable(areas)
    places = shapely.get_coordinates(shapely.point_on_surface(gaps[wide])).tolist()
    return tuple(Gap(float(areas[i]), x, y) for i, (x, y) in zip(wide, places, strict=True))


def _slits(geometries: Geometries, enclosed: shapely.Geometry, frame: str) -> Geometries:
    """Ground between two areas that is open to the outside: what vanishes if all grow and shrink again.

    A corner of the outer border does not, for it is cut sharp on the way back; a bay of one area is none.
    """
    (whole,), reach = _in_metres(np.array([enclosed]), frame), _WIDEST_GAP / 2
    closed = shapely.buffer(shapely.buffer(whole, reach), -reach, join_style="mitre")
    parts = shapely.get_parts(shapely.difference(closed, whole))
    beside, _ = shapely.STRtree(_in_metres(geometries, frame)).query(parts, "dwithin", distance=_TOUCHING)
    between = parts[np.bincount(beside, minlength=len(parts)) > 1]
    return np.asarray(shapely.transform(between, lambda x, y: to_wgs84(x, y, frame), interleaved=False))


def _noticeable(areas: NDArray[np.float64]) -> list[int]:
    """Positions of the areas worth telling, largest first."""
    return [i for i in np.argsort(-areas, kind="stable").tolist() if areas[i] >= _NOTICEABLE]


def dissolve_by(layer: geopandas.GeoDataFrame, column: str) -> geopandas.GeoDataFrame:
    """Unite areas into larger ones, for example villages into townships.

    Parameters
    ----------
    layer : GeoDataFrame
        A layer with valid polygons.
    column : str
        What the areas of one united area have in common, for example ``"parent"``.

    Returns
    -------
    GeoDataFrame
        A layer, one row for each value in order of appearance: ``code`` and ``name`` are the value,
        ``parent`` is None.

    Raises
    ------
    BoundaryError
        The column is missing, or an area has no value in it.

    Notes
    -----
    Borders inside a united area vanish only where neighbours do not gape.
    """
    if column not in layer.columns:
        raise BoundaryError("The boundaries have no column {column}", column=column)
    if (without := layer[column].isna()).any():
        raise BoundaryError(
            "Areas without a value in {column}: {codes}", column=column, codes=listed(layer["code"][without])
        )
    geometries = layer.geometry.to_numpy()
    group, values = pd.factorize(layer[column])
    united = [unite(geometries[group == position]) for position in range(len(values))]
    texts = pd.DataFrame({"code": values, "name": values, "parent": None}, dtype=object)
    return geopandas.GeoDataFrame(texts, geometry=united, crs=layer.crs)


def unite(geometries: Geometries) -> shapely.Geometry:
    """One geometry of several, whether their borders match, overlap or gape.

    Parameters
    ----------
    geometries : ndarray of polygons or multipolygons, shape (n,)

    Returns
    -------
    Polygon or MultiPolygon
        In the same frame. Where borders match vertex by vertex they vanish exactly and quickly
        (`shapely.coverage_union_all`, which raises on any other layer, or answers wrongly).
    """
    if shapely.coverage_is_valid(geometries):
        return shapely.coverage_union_all(geometries)
    return shapely.union_all(valid(geometries))


def simplify(geometries: Sequence[Any] | Geometries, tolerance_m: float) -> Geometries:
    """Simplify borders for the screen so that neighbours keep sharing them.

    Parameters
    ----------
    geometries : sequence of polygons or multipolygons, shape (n,)
        Valid, EPSG:4326.
    tolerance_m : float
        Metres: about the square root of the area of the corners that may be cut (see
        `shapely.coverage_simplify`, Visvalingam-Whyatt).

    Returns
    -------
    ndarray of polygons or multipolygons, shape (n,)
        EPSG:4326. Where borders of neighbours do not match vertex by vertex, as in overlaps and gaps,
        each is simplified by itself and may move against the other by about the tolerance. An area that
        would become invalid or vanish keeps its original border.
    """
    original = np.asarray(geometries, dtype=object)
    if not len(original) or tolerance_m <= 0:
        return original
    frame = _metric(original)

    simple = shapely.coverage_simplify(_in_metres(original, frame), tolerance_m)
    simple = shapely.transform(simple, lambda x, y: to_wgs84(x, y, frame), interleaved=False)
    return np.where(shapely.is_valid(simple) & ~shapely.is_empty(simple), simple, original)


def to_geojson(layer: geopandas.GeoDataFrame, properties: Sequence[str] = ("code", "name")) -> str:
    """A layer as GeoJSON for the screen: longitude and latitude to 5 decimals, about 1 m.

    Parameters
    ----------
    layer : GeoDataFrame
        In EPSG:4326.
    properties : sequence of str
        The columns that each feature carries.

    Returns
    -------
    str
        A FeatureCollection in which ``id`` is the position of the row. Shared borders stay shared.
    """
    rounded = shapely.transform(layer.geometry.to_numpy(), lambda xy: np.round(xy, _DECIMALS))
    shapes = shapely.to_geojson(shapely.remove_repeated_points(rounded))
    cells = layer[list(properties)].astype(object)
    rows = cells.where(cells.notna(), None).to_dict("records")
    features = [
        {"type": "Feature", "id": number, "properties": row, "geometry": json.loads(shape)}
        for number, (row, shape) in enumerate(zip(rows, shapes, strict=True))
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":"))


def _metric(geometries: Geometries) -> str:
    west, south, east, north = shapely.total_bounds(geometries)
    return metric_frame(float(west + east) / 2, float(south + north) / 2)


def _square_metres(geometries: Geometries, frame: str) -> NDArray[np.float64]:
    return np.asarray(shapely.area(_in_metres(geometries, frame)))


def _in_metres(geometries: Geometries, frame: str) -> Geometries:
    converted = shapely.transform(geometries, lambda x, y: from_wgs84(x, y, frame), interleaved=False)
    return np.asarray(converted)
