"""A layer of boundaries taken in as divisions with their polygons, in one transaction.

One edition of a division follows another. Without a date the edition now valid is replaced in place;
with a date, the edition valid until then ends on it. So the same file again changes nothing.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely
from sqlalchemy import select
from sqlalchemy.orm import Session

from data import clock, frames
from data.errors import ImportRefused
from data.importing.divisions.county import EVER
from data.importing.divisions.editions import Editions
from data.importing.layers import areas
from data.petitions.relocation import Relocation, moved_counts, place_again
from data.store import Store
from data.tables import Boundary, Division
from data.terms import Level
from geo import boundaries
from geo.crs import STORAGE_FRAME
from geo.neighbours import islands, touching

DISSOLVED = "dissolved from villages"
"""Source of a township's boundary that was made here; it is made anew with every import of its villages."""

_TOWNSHIP_DIGITS = 9  # of the 12 of a village's code (National Bureau of Statistics)


@dataclass
class BoundaryReport:
    """What came of a layer: areas = added + replaced + unchanged.

    Parameters
    ----------
    dissolved
        Townships whose boundary was made from their villages.
    alone
        Villages of the record that no other lies within `geo.neighbours.NEAR` of; None for other levels. Of
        them no hot spot can be told.
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
    dataset = store.dataset()
    county = dataset.county_code
    level = Level(level)
    path = Path(path)
    read = areas.read(path, code, name, frame, parent, encoding, dissolve, layer)
    drawn, repairs = boundaries.repair(read)
    _check_texts(drawn, level, county)
    report = BoundaryReport(level.value, len(drawn), repairs=repairs)
    with store.write(actor, "import boundaries", county) as session:
        parents = _Parents(session, county)
        origin = {"frame": str(frame), "source": (source or path.name)[:200]}
        editions = Editions(session, level, valid_from, drawn["code"].tolist())
        for area in frames.rows(drawn):
            division, is_new = editions.take(area.code, area.name, parents.of(level, area.code, area.parent))
            boundary = _multi(area.geometry)
            renamed = session.is_modified(division)
            changed = _draw(session, division, boundary, origin) or renamed
            report.added += is_new
            report.replaced += changed and not is_new
            report.unchanged += not changed and not is_new
        session.flush()
        if level is Level.VILLAGE:
            report.dissolved = dissolve_townships(session)
            report.alone = _alone(session)
        if report.added or report.replaced:
            report.relocation = place_again(session, store, on=clock.today(dataset), actor=actor)
        session.info["detail"] = report.counts()
    return report


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


class _Parents:
    """Which division an area belongs to; makes townships that only the villages name."""

    def __init__(self, session: Session, county: str) -> None:
        self._session, self._county = session, county
        townships = session.scalars(_valid(Level.TOWNSHIP)).all()
        self._codes = {township.code for township in townships}
        self._named: dict[str, list[str]] = {}
        for township in townships:
            self._named.setdefault(township.name, []).append(township.code)

    def of(self, level: Level, code: str, stated: str | None) -> str | None:
        if level is Level.COUNTY:
            return None
        if level is Level.TOWNSHIP:
            return self._county
        if stated is None:
            prefix = code[:_TOWNSHIP_DIGITS]
            return prefix if prefix in self._codes else self._county
        if stated in self._codes or stated == self._county:
            return stated
        named = self._named.get(stated, [])
        return named[0] if len(named) == 1 else self._make(stated)

    def _make(self, stated: str) -> str:
        self._codes.add(stated)
        self._session.add(
            Division(
                code=stated,
                name=stated,
                level=Level.TOWNSHIP.value,
                parent_code=self._county,
                valid_from=EVER,
            )
        )
        return stated


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
