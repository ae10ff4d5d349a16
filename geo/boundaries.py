"""Boundaries of villages: read from files, repaired with a report, dissolved, simplified for the screen.

A layer of boundaries is a GeoDataFrame in WGS 84 (`geo.crs.STORAGE_FRAME`) with the columns ``code``
(text), ``name`` (text), ``parent`` (text or None) and ``geometry`` (polygons and multipolygons), one row
an area.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.boundary_files import Geometries, open_layer
from geo.crs import STORAGE_FRAME, from_wgs84, metric_frame, parse_frame, to_wgs84
from geo.errors import BoundaryError
from geo.layer_frames import check_frame, place_in_wgs84

_NOTICEABLE = 1.0  # m2: smaller overlaps and gaps are rounding
_WIDEST_GAP = 100.0  # metres between two areas up to which ground that none claims is a gap
_TOUCHING = 0.05  # metres
_LISTED = 10  # codes named in one message
_DECIMALS = 5  # of a degree, about 1 m


def read(
    path: str | Path,
    code: str,
    name: str,
    frame: object,
    parent: str | None = None,
    encoding: str | None = None,
    dissolve: bool = False,
) -> geopandas.GeoDataFrame:
    """Read a layer of boundaries from GeoJSON, GeoPackage or Shapefile.

    Parameters
    ----------
    path : str or Path
        A local file ending in .geojson, .json, .gpkg or .shp, and holding what its ending says.
    code, name : str
        Columns with the code of each area, kept as text (330726001000, not 330726001000.0), and its name.
    frame : str, int or pyproj.CRS
        The reference frame of the coordinates. It must be declared, even where the file states one.
    parent : str, optional
        Column with the code or name of the area above, for example the township.
    encoding : str, optional
        Encoding of the text in a Shapefile or GeoJSON. Unless given: UTF-8 if the text is valid UTF-8,
        else GB18030. The .cpg of a Shapefile, often missing or wrong, is not believed.
    dissolve : bool
        Unite areas that share a code. Without it a repeated code is refused.

    Returns
    -------
    GeoDataFrame
        Columns code, name, parent, geometry (EPSG:4326), in the order of the file. Heights are dropped.
        Geometries may be invalid: see `repair`.

    Raises
    ------
    FrameError
        `frame` is not declared or unknown, the file states another, or coordinates lie far outside its
        area of use, as when longitude and latitude are swapped.
    BoundaryError
        The file or a column is missing; the file is empty or of another format; a code or name is
        missing; a code is repeated; a geometry is missing or not polygonal.

    Notes
    -----
    GeoJSON is parsed here, not by GDAL: some of GDAL's drivers follow references to other files and to
    servers, whatever the name of the file. A GeoJSON without a ``crs`` member states no frame.
    """
    declared = parse_frame(frame)
    path = Path(path)
    columns, geometries, stated = open_layer(path, encoding)
    check_frame(declared, stated)
    if not len(geometries):
        raise BoundaryError("The file {file} holds no areas", file=path.name)
    wanted = [code, name] if parent is None else [code, name, parent]
    if missing := [column for column in wanted if column not in columns]:
        raise BoundaryError(
            "The file {file} has no column {missing}; its columns are {columns}",
            file=path.name,
            missing=", ".join(missing),
            columns=", ".join(columns),
        )
    texts: dict[str, list[str | None]] = {"parent": [None] * len(geometries)}
    for column, source in zip(("code", "name", "parent"), wanted, strict=False):
        texts[column] = _text(columns[source])
    layer = pd.DataFrame(texts, columns=["code", "name", "parent"], dtype=object)
    _check_rows(layer, geometries)
    placed = place_in_wgs84(shapely.force_2d(geometries), declared)
    layer = geopandas.GeoDataFrame(layer, geometry=placed, crs=STORAGE_FRAME)
    return _unite_repeated(layer, dissolve)


def _text(values: Sequence[Any]) -> list[str | None]:
    """Cells as text: whole numbers without decimals, blanks as None."""

    def text(value: Any) -> str | None:
        if value is None or value != value:
            return None
        if isinstance(value, float | np.floating) and value.is_integer() and abs(float(value)) < 2**53:
            value = int(value)
        return str(value).strip() or None

    return [text(value) for value in values]


def _check_rows(layer: pd.DataFrame, geometries: Geometries) -> None:
    """Refuse rows without code, name or polygon, naming those at fault."""
    kind = shapely.get_type_id(geometries)
    polygonal = (kind == shapely.GeometryType.POLYGON) | (kind == shapely.GeometryType.MULTIPOLYGON)
    without = shapely.is_missing(geometries) | shapely.is_empty(geometries)
    row = pd.Series([f"{number}" for number in range(1, len(layer) + 1)])
    if (fault := layer["code"].isna()).any():
        raise BoundaryError("Areas without a code, in rows {rows}", rows=_some(row[fault]))
    if (fault := layer["name"].isna()).any():
        raise BoundaryError("Areas without a name: {codes}", codes=_some(layer["code"][fault]))
    if without.any():
        raise BoundaryError("Areas without a polygon: {codes}", codes=_some(layer["code"][without]))
    if not polygonal.all():
        raise BoundaryError(
            "Areas must be polygons, but these are points or lines: {codes}",
            codes=_some(layer["code"][~polygonal]),
        )


def _some(items: Iterable[str]) -> str:
    listed = list(dict.fromkeys(items))
    return ", ".join(listed[:_LISTED]) + (f" ... ({len(listed)})" if len(listed) > _LISTED else "")


def _unite_repeated(layer: geopandas.GeoDataFrame, dissolve: bool) -> geopandas.GeoDataFrame:
    repeated = layer["code"].duplicated(keep=False)
    if not repeated.any():
        return layer
    if not dissolve:
        raise BoundaryError(
            "Codes that occur more than once: {codes}. If their areas are parts of one, unite them with "
            "--dissolve",
            codes=_some(layer["code"][repeated]),
        )
    told_apart = layer[repeated].groupby("code")[["name", "parent"]].nunique(dropna=False).gt(1).any(axis=1)
    if told_apart.any():
        raise BoundaryError(
            "Areas with one code but several names or parents: {codes}",
            codes=_some(told_apart.index[told_apart]),
        )
    united = layer.drop_duplicates("code").copy()
    groups = layer.geometry.groupby(layer["code"])
    united.geometry = [
        group.iloc[0] if len(group) == 1 else shapely.union_all(_valid(group.to_numpy()))
        for group in (groups.get_group(code) for code in united["code"])
    ]
    return united.reset_index(drop=True)


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
        A layer as `read` returns it; it is not changed.

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
    taken out), which drops lines and points.
    """
    before = layer.geometry.to_numpy()
    frame = _metric(before)
    wrong = np.flatnonzero(~shapely.is_valid(before))
    after = before.copy()
    after[wrong] = _valid(before[wrong])
    codes = layer["code"].to_numpy()
    if (nothing := shapely.is_empty(after)).any():
        raise BoundaryError("Polygons that enclose no ground: {codes}", codes=_some(codes[nothing]))
    lost = np.maximum(_square_metres(before[wrong], frame) - _square_metres(after[wrong], frame), 0.0)
    reasons = shapely.is_valid_reason(before[wrong])
    invalid = tuple(map(Invalid, codes[wrong].tolist(), reasons.tolist(), lost.tolist()))
    report = RepairReport(invalid, _overlaps(after, codes, frame), _gaps(after, frame))
    return layer.set_geometry(geopandas.GeoSeries(after, index=layer.index, crs=layer.crs)), report


def _valid(geometries: Geometries) -> Geometries:
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
    told = _noticeable(areas)
    places = shapely.get_coordinates(shapely.point_on_surface(gaps[told])).tolist()
    return tuple(Gap(float(areas[i]), x, y) for i, (x, y) in zip(told, places, strict=True))


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
            "Areas without a value in {column}: {codes}", column=column, codes=_some(layer["code"][without])
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
    return shapely.union_all(_valid(geometries))


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
