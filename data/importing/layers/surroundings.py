"""Waters and neighbouring counties taken in for the map, in place of those of their kind on record."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from sqlalchemy import delete, func, insert, select

from data.divisions.reads import extent
from data.errors import ImportRefused
from data.importing.layers.frames import check_frame, place_in_wgs84
from data.importing.layers.vector_files import AREAS, LINES, Columns, Shape, open_layer
from data.store import Store
from data.tables import Surrounding
from data.terms import SurroundingKind
from data.text.printable import printable
from geo.boundaries import Geometries, valid
from geo.crs import parse_frame
from geo.errors import BoundaryError

MARGIN = {SurroundingKind.WATER: 0.4, SurroundingKind.NEIGHBOURS: 1.0}
"""Around the county's extent, in extents: what lies farther out is cut off, for no map shows it."""


@dataclass(frozen=True)
class SurroundingsReport:
    """What came of a layer: features = kept + outside + without a usable geometry."""

    kind: str
    features: int
    kept: int
    outside: int
    unusable: int
    replaced: int

    def counts(self) -> dict[str, Any]:
        return dict(vars(self))


def import_surroundings(
    store: Store,
    path: Path | str,
    *,
    kind: SurroundingKind | str,
    frame: str | None,
    name: str | None = None,
    layer: str | None = None,
    lines: bool = False,
    add: bool = False,
    source: str | None = None,
    encoding: str | None = None,
    actor: str,
    dry_run: bool = False,
) -> SurroundingsReport:
    """Take in a layer of waters (lakes as areas, or rivers as lines), or of neighbouring counties.

    Parameters
    ----------
    store
        The record; its county must be set up and have outlines.
    path, layer, encoding
        As for `data.importing.layers.vector_files.open_layer`.
    kind
        What the layer holds.
    frame
        Reference frame of the coordinates; must be declared.
    name
        Column with the names; None: they have none.
    lines
        The layer holds rivers as lines.
    add
        Keep what of this kind is on record beside the new.
    source
        Whose data they are: the map says it. None: it says nothing.
    actor
        Who imports, for the audit log.
    dry_run
        Read and cut, keep nothing.

    Raises
    ------
    FrameError, BoundaryError
        As `open_layer` says; there is no such column; nothing lies near the county.
    ImportRefused
        There are no outlines yet, or neighbours are lines.
    StoreRefused
        No county is set up.
    """
    county, kind, path = store.dataset().county_code, SurroundingKind(kind), Path(path)
    bounds = extent(store)
    if bounds is None:
        raise ImportRefused("Import the outlines of the villages first: the surroundings are cut to them")
    if lines and kind is SurroundingKind.NEIGHBOURS:
        raise ImportRefused("Neighbouring counties are areas, not lines")
    read = _read(path, frame, name, layer, encoding, LINES if lines else AREAS)
    names, shapes, unusable = _usable(*read, 1 if lines else 2)
    west, south, east, north = bounds
    across, up = (east - west) * MARGIN[kind], (north - south) * MARGIN[kind]
    around = shapely.box(west - across, south - up, east + across, north + up)
    cut = _cut(shapes, around, 1 if lines else 2)
    near = ~shapely.is_empty(cut)
    if not near.any():
        raise BoundaryError(
            "Nothing in the file {file} is near the county: is the reference frame right?", file=path.name
        )
    rows = [
        {"kind": kind.value, "name": words, "geometry": shape, "source": source and source[:200]}
        for words, shape, kept in zip(names, cut, near, strict=True)
        if kept
    ]
    total, same = len(read[1]), Surrounding.kind == kind.value
    on_record = select(func.count(Surrounding.id)).where(same)

    def told(before: int) -> SurroundingsReport:
        outside = total - len(rows) - unusable
        return SurroundingsReport(kind.value, total, len(rows), outside, unusable, before)

    if dry_run:
        with store.read() as connection:
            return told(0 if add else connection.scalar(on_record) or 0)
    with store.write(actor, "import surroundings", county) as session:
        report = told(0 if add else session.scalar(on_record) or 0)
        if not add:
            session.execute(delete(Surrounding).where(same))
        session.execute(insert(Surrounding), rows)
        session.info["detail"] = {"file": path.name[:200], **report.counts()}
    return report


def _read(
    path: Path, frame: str | None, name: str | None, layer: str | None, encoding: str | None, shape: Shape
) -> tuple[list[str | None], Geometries]:
    """Names and geometries (EPSG:4326) of a layer."""
    declared = parse_frame(frame)
    columns, geometries, stated = open_layer(path, encoding, layer, shape)
    check_frame(declared, stated)
    if name is not None and name not in columns:
        raise BoundaryError(
            "The file {file} has no column {missing}; its columns are {columns}",
            file=path.name,
            missing=name,
            columns=", ".join(columns),
        )
    return _names(columns, name, len(geometries)), place_in_wgs84(shapely.force_2d(geometries), declared)


def _names(columns: Columns, name: str | None, number: int) -> list[str | None]:
    if name is None:
        return [None] * number
    return [
        (printable(str(each)).strip()[:100] or None) if each is not None else None for each in columns[name]
    ]


def _usable(
    names: list[str | None], shapes: Geometries, dimensions: int
) -> tuple[list[str | None], Geometries, int]:
    """What has a geometry of the wanted kind, mended where it is invalid; and how many have none."""
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    there &= shapely.get_dimensions(shapes) == dimensions
    kept = np.flatnonzero(there)
    mended = valid(shapes[kept]) if dimensions == 2 else shapes[kept]
    return [names[at] for at in kept], mended, int((~there).sum())


def _cut(shapes: Geometries, around: shapely.Polygon, dimensions: int) -> Geometries:
    """What of lines or areas lies inside, without the points and lines where they only touch its edge."""
    cut = shapely.intersection(shapes, around)
    for at in np.flatnonzero(shapely.get_type_id(cut) == shapely.GeometryType.GEOMETRYCOLLECTION):
        parts = shapely.get_parts(cut[at])
        cut[at] = shapely.union_all(parts[shapely.get_dimensions(parts) == dimensions])
    other = shapely.get_dimensions(cut) != dimensions
    cut[other] = shapely.Polygon()
    return np.asarray(cut)
