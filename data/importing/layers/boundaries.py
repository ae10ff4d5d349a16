"""A layer of boundaries taken in as divisions with their polygons, in one transaction.

One edition of a division follows another. Without a date the edition now valid is replaced in place;
with a date, the edition valid until then ends on it. So the same file again changes nothing.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely
from sqlalchemy import select
from sqlalchemy.orm import Session

from data import clock, frames
from data.errors import ImportRefused
from data.importing.divisions import townships
from data.importing.divisions.editions import Editions
from data.importing.divisions.townships import short_code
from data.importing.layers import areas
from data.lineage import core_name
from data.petitions.relocation import Relocation, moved_counts, place_again
from data.store import Store
from data.tables import Boundary, Division
from data.terms import Level
from geo import boundaries
from geo.crs import STORAGE_FRAME
from geo.neighbours import islands, touching

DISSOLVED = "dissolved from villages"
"""Source of a township's boundary that was made here; it is made anew with every import of its villages."""


@dataclass
class BoundaryReport:
    """What came of a layer: areas = added + replaced + unchanged.

    Parameters
    ----------
    dissolved
        Townships whose boundary was made from their villages.
    other_names
        Code, name kept and the layer's name of areas that the official list calls otherwise.
    alone
        Villages of the record that adjoin no other, as finely as their layer is drawn
        (`geo.neighbours.gaps`); None for other levels. Of them no hot spot can be told.
    repairs
        What was mended, and overlaps and gaps that were found (`geo.boundaries.RepairReport`).
    relocation
        What came of placing the petitions again; None where no outline changed.
    """

    level: str
    areas: int
    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    dissolved: int = 0
    other_names: list[tuple[str, str, str]] = field(default_factory=list)
    alone: int | None = None
    repairs: boundaries.RepairReport | None = None
    relocation: Relocation | None = None

    def counts(self) -> dict[str, Any]:
        found = self.repairs or boundaries.RepairReport((), (), ())
        return {
            "level": self.level,
            "areas": self.areas,
            "added": self.added,
            "replaced": self.replaced,
            "unchanged": self.unchanged,
            "dissolved": self.dissolved,
            "names_kept": len(self.other_names),
            "repaired": [area.code for area in found.invalid],
            "overlaps": len(found.overlaps),
            "overlap_m2": round(found.overlap_m2),
            "gaps": len(found.gaps),
            "gap_m2": round(found.gap_m2),
            "alone": self.alone,
            "relocated": moved_counts(self.relocation),
        }


def import_boundaries(
    store: Store,
    path: Path | str,
    *,
    level: Level | str,
    code: str,
    name: str,
    frame: str | None,
    parent: str | None = None,
    dissolve: bool = False,
    valid_from: dt.date | None = None,
    source: str | None = None,
    layer: str | None = None,
    encoding: str | None = None,
    actor: str,
    dry_run: bool = False,
) -> BoundaryReport:
    """Take in a layer of villages, townships, or the county, and place the petitions again by it.

    Parameters
    ----------
    store
        The record; its county must be set up.
    path
        GeoJSON, GeoPackage or Shapefile (see `data.importing.layers.areas.read`).
    level
        What the areas are.
    code, name
        Columns with each area's code and name; may be the same.
    frame
        Reference frame of the coordinates, such as ``EPSG:4490``; must be declared.
    parent
        Column with the code or name of a village's township; an unknown one is made. Without it a village
        belongs to the township that the first nine digits of its code name, else to the county.
    dissolve
        Unite areas that share a code.
    valid_from
        Day from which the areas are as the file says; None: in place of the edition now valid.
    source
        Where the layer comes from; None: the name of the file.
    layer, encoding
        Name of the layer and encoding of its text (see `data.importing.layers.areas.read`).
    actor
        Who imports, for the audit log.
    dry_run
        Do everything, keep nothing.

    Raises
    ------
    FrameError, BoundaryError
        As `data.importing.layers.areas.read` and `geo.boundaries.repair` say.
    ImportRefused
        An area's code is that of a division of another level, an edition starts later than `valid_from`,
        or the county's code is another.
    StoreRefused
        No county is set up.
    """
    store = store.entire()
    dataset = store.dataset()
    county = dataset.county_code
    level = Level(level)
    path = Path(path)
    read = areas.read(path, code, name, frame, parent, encoding, dissolve, layer)
    drawn, repairs = boundaries.repair(read)
    if level is not Level.VILLAGE:
        drawn["code"] = [short_code(code) for code in drawn["code"]]
    _check_texts(drawn, level, county)
    report = BoundaryReport(level.value, len(drawn), repairs=repairs)
    origin = {"frame": str(frame), "source": (source or path.name)[:200]}
    try:
        with store.write(actor, "import boundaries", county) as session:
            _take(session, drawn, level, county, valid_from, origin, report)
            if report.added or report.replaced:
                report.relocation = place_again(session, store, on=clock.today(dataset), actor=actor)
            session.info["detail"] = report.counts()
            if dry_run:
                raise _Rehearsed
    except _Rehearsed:
        pass
    return report


class _Rehearsed(Exception):
    """Ends a dry run, so that its transaction is rolled back."""


def _take(
    session: Session,
    found: gpd.GeoDataFrame,
    level: Level,
    county: str,
    start: dt.date | None,
    origin: dict[str, str],
    report: BoundaryReport,
) -> None:
    """Bring divisions and their outlines to what the layer says."""
    if level is Level.TOWNSHIP:
        townships.adopt(session, _pairs(found["code"], found["name"]))
    above = townships.Townships(session, county, zip(found["code"], found["parent"], strict=True))
    editions = Editions(session, level, start, found["code"].tolist())
    for area in frames.rows(found):
        parent = {Level.COUNTY: None, Level.TOWNSHIP: county}.get(level, "")
        if level is Level.VILLAGE:
            parent = above.of(area.code, area.parent)
        division, is_new = editions.take(area.code, area.name, parent)
        if core_name(division.name) != core_name(area.name):
            report.other_names.append((area.code, division.name, area.name))
        renamed = session.is_modified(division)
        changed = _draw(session, division, _multi(area.geometry), origin) or renamed
        report.added += is_new
        report.replaced += changed and not is_new
        report.unchanged += not changed and not is_new
    session.flush()
    if level is Level.TOWNSHIP:
        townships.gather(session, county)
        session.flush()
    if level is not Level.COUNTY:
        report.dissolved = dissolve_townships(session)
    if level is Level.VILLAGE:
        report.alone = _alone(session)


def _check_texts(layer: gpd.GeoDataFrame, level: Level, county: str) -> None:
    limits = {"code": Division.code.type.length, "name": Division.name.type.length}
    for column, limit in limits.items():
        if (layer[column].str.len() > limit).any():
            raise ImportRefused(
                "The column for {column} holds text longer than {limit} characters: is it the right one?",
                column=column,
                limit=limit,
            )
    if level is Level.COUNTY and layer["code"].tolist() != [county]:
        raise ImportRefused("The county's layer must hold one area, with the code {code}", code=county)


def _draw(session: Session, division: Division, geometry: shapely.Geometry, origin: dict[str, str]) -> bool:
    """Give a division its polygon; whether that changed anything."""
    session.flush()
    boundary = session.scalar(select(Boundary).where(Boundary.division_id == division.id))
    if boundary is None:
        session.add(Boundary(division_id=division.id, geometry=geometry, **origin))
        return True
    if shapely.equals_exact(boundary.geometry, geometry, 0) and boundary.frame == origin["frame"]:
        return False
    boundary.geometry = geometry
    boundary.frame, boundary.source = origin["frame"], origin["source"]
    return True


def dissolve_townships(session: Session) -> int:
    """Boundaries of townships that have none of their own, from their villages. How many changed."""
    own = select(Boundary.division_id).where(Boundary.source != DISSOLVED)
    wanted = {t.code: t for t in session.scalars(_valid(Level.TOWNSHIP).where(Division.id.not_in(own)))}
    villages = session.execute(
        select(Division.code, Division.parent_code, Boundary.geometry)
        .join(Boundary, Boundary.division_id == Division.id)
        .where(Division.level == Level.VILLAGE.value, Division.valid_to.is_(None))
        .order_by(Division.code)
    )
    rows = [row for row in villages if row.parent_code in wanted]
    if not rows:
        return 0
    layer = gpd.GeoDataFrame(
        {"code": [row.code for row in rows], "parent": [row.parent_code for row in rows]},
        geometry=[row.geometry for row in rows],
        crs=STORAGE_FRAME,
    )
    origin = {"frame": STORAGE_FRAME, "source": DISSOLVED}
    united = boundaries.dissolve_by(layer, "parent")
    return sum(
        _draw(session, wanted[code], _multi(geometry), origin)
        for code, geometry in _pairs(united["code"], united.geometry)
    )


def _alone(session: Session) -> int:
    """Villages without a neighbour."""
    valid = select(Boundary.geometry).join(Division, Boundary.division_id == Division.id)
    valid = valid.where(Division.level == Level.VILLAGE.value, Division.valid_to.is_(None))
    return len(islands(touching(session.scalars(valid).all())))


def _pairs(codes: Iterable[str], geometries: Iterable[Any]) -> Iterable[tuple[str, Any]]:
    return zip(codes, geometries, strict=True)


def _valid(level: Level) -> Any:
    return select(Division).where(Division.level == level.value, Division.valid_to.is_(None))


def _multi(geometry: shapely.Geometry) -> shapely.MultiPolygon:
    return geometry if isinstance(geometry, shapely.MultiPolygon) else shapely.MultiPolygon([geometry])
