"""Roads taken in for travel times and the map, in place of those on record, in one transaction."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from sqlalchemy import delete, func, insert, select

from data import clock, frames
from data.divisions import reads
from data.importing.layers import road_files
from data.rules import rules
from data.store import Store
from data.tables import Road
from data.terms import Level
from geo.errors import RoadError
from geo.roads import FAR, RoadNetwork, RoadPart
from geo.roads.classes import RoadSpeeds
from geo.roads.crossings import join_crossings
from geo.roads.graph import metres

MARGIN = 5.0
"""Kilometres around the county's extent from which roads are kept: the way may lead through a neighbour."""

OUTSIDE = "outside"
"""Why a way is dropped: no part of it is within the margin."""

_KM_PER_DEGREE = 111.2
_PARTS_TOLD = 20


@dataclass
class VillagesOnRoads:
    """How the villages lie to the network, from where visits to them begin.

    Parameters
    ----------
    median_m, farthest_m
        Metres to the nearest road; None without villages.
    far
        Codes of villages more than `geo.roads.FAR` from it.
    elsewhere
        Codes of villages that are nearer to a road that is not connected to the network.
    """

    villages: int = 0
    median_m: float | None = None
    farthest_m: float | None = None
    far: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)


@dataclass
class RoadReport:
    """What came of a file: ways = kept + all dropped.

    Parameters
    ----------
    dropped
        Reason -> ways: not_for_cars, closed, reversible, no_line (`road_files`), outside.
    lines
        Lines stored; a way of several lines counts once in `kept`.
    replaced
        Lines that were on record before.
    joined
        Vertices put in where roads cross; None: not asked for.
    kilometres, connected
        Of all roads stored, and of those that are one network.
    by_class
        Class -> km.
    unknown
        Classes without a speed of their own.
    parts
        What is not connected, longest first.
    """

    ways: int
    kept: int = 0
    dropped: dict[str, int] = field(default_factory=dict)
    lines: int = 0
    one_way: int = 0
    replaced: int = 0
    joined: int | None = None
    kilometres: float = 0.0
    connected: float = 0.0
    by_class: dict[str, float] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    parts: tuple[RoadPart, ...] = ()
    villages: VillagesOnRoads = field(default_factory=VillagesOnRoads)

    def counts(self) -> dict[str, Any]:
        """In plain values; of the parts the longest."""
        near = self.villages
        return {
            "ways": self.ways,
            "kept": self.kept,
            "dropped": self.dropped,
            "lines": self.lines,
            "one_way": self.one_way,
            "replaced": self.replaced,
            "crossings_joined": self.joined,
            "km": round(self.kilometres, 1),
            "connected_km": round(self.connected, 1),
            "km_by_class": {name: round(km, 1) for name, km in self.by_class.items()},
            "classes_without_speed": self.unknown,
            "parts": len(self.parts),
            "parts_km": round(sum(part.kilometres for part in self.parts), 1),
            "longest_parts": [
                {
                    "km": round(part.kilometres, 2),
                    "longitude": round(part.longitude, 5),
                    "latitude": round(part.latitude, 5),
                    "one_way_only": part.joined,
                }
                for part in self.parts[:_PARTS_TOLD]
            ],
            "villages": near.villages,
            "median_m": near.median_m,
            "farthest_m": near.farthest_m,
            "far": near.far,
            "on_parts": near.elsewhere,
        }


def import_roads(
    store: Store,
    path: Path | str,
    *,
    frame: str | None = None,
    road_class: str | None = None,
    speed: str | None = None,
    oneway: str | None = None,
    clip: bool = True,
    join: bool = False,
    speeds: RoadSpeeds | None = None,
    layer: str | None = None,
    encoding: str | None = None,
    actor: str,
    dry_run: bool = False,
) -> RoadReport:
    """Take in a file of roads in place of those on record.

    Parameters
    ----------
    store
        The record; its county must be set up.
    path
        OpenStreetMap (.osm.pbf, .osm) or a layer of lines (.geojson, .gpkg, .shp).
    frame, road_class, speed, oneway, layer, encoding
        As for `road_files.read`.
    clip
        Keep only roads that reach within `MARGIN` of the county's extent, whole; without boundaries all.
    join
        Join roads where they cross (`geo.roads.crossings`): for layers whose lines share no vertices.
    speeds
        Speeds per class, for the report; which classes are no roads for cars. None: the county's rules.
    actor
        Who imports, for the audit log.
    dry_run
        Read and judge, keep nothing.

    Raises
    ------
    RoadError, BoundaryError, FrameError
        As `road_files.read` says; no road is near the county; or the roads are in pieces.
    StoreRefused
        No county is set up.
    """
    county, speeds = store.dataset().county_code, speeds or rules(store, clock.today()).speeds
    path = Path(path)
    read = road_files.read(
        path,
        frame,
        road_class=road_class,
        speed=speed,
        oneway=oneway,
        layer=layer,
        encoding=encoding,
        speeds=speeds,
    )
    villages = reads.boundaries(store, Level.VILLAGE, clock.today())
    roads = _clipped(read.roads, reads.extent(store)) if clip else read.roads
    report = RoadReport(read.ways, kept=roads["way"].nunique(), dropped=dict(read.dropped))
    if outside := read.roads["way"].nunique() - report.kept:
        report.dropped[OUTSIDE] = outside
    if join:
        ends_only = roads["road_class"].isin(speeds.no_stopping).to_numpy()
        joined, report.joined = join_crossings(roads.geometry.to_numpy(), ends_only)
        roads = roads.set_geometry(joined, crs=roads.crs)
    _describe(report, roads, RoadNetwork(roads, speeds), _visited(store, villages))
    if dry_run:
        return report
    with store.write(actor, "import roads", county) as session:
        last = session.scalar(select(func.max(Road.id)))
        session.execute(insert(Road), _rows(roads))
        if last is not None:  # after the new ones are in, so that their numbers are greater
            report.replaced = session.scalar(select(func.count(Road.id)).where(Road.id <= last)) or 0
            session.execute(delete(Road).where(Road.id <= last))
        session.info["detail"] = {"file": path.name[:200], **_logged(report)}
    return report


def _clipped(roads: gpd.GeoDataFrame, extent: tuple[float, float, float, float] | None) -> gpd.GeoDataFrame:
    """Ways that reach into an extent and its margin, whole."""
    if extent is None:
        return roads
    west, south, east, north = extent
    up = MARGIN / _KM_PER_DEGREE
    across = up / max(np.cos(np.radians((south + north) / 2)), 0.01)
    area = shapely.box(west - across, south - up, east + across, north + up)
    near = roads["way"][shapely.intersects(roads.geometry.to_numpy(), area)]
    if near.empty:
        raise RoadError(
            "No road is within {margin} km of the county: is the reference frame right?", margin=round(MARGIN)
        )
    return roads[roads["way"].isin(near)].reset_index(drop=True)


def _visited(store: Store, villages: gpd.GeoDataFrame) -> pd.DataFrame:
    """Where visits begin, by village: the visit point on record, else a point inside."""
    inside = villages.geometry.representative_point()
    places = pd.DataFrame({"longitude": inside.x, "latitude": inside.y}).set_axis(villages["code"])
    known = reads.visit_points(store, clock.today())
    places.update(known[known.index.isin(places.index)])
    return places


def _describe(
    report: RoadReport, roads: gpd.GeoDataFrame, network: RoadNetwork, places: pd.DataFrame
) -> None:
    report.lines, report.one_way = len(roads), int(roads["oneway"].sum())
    kilometres = pd.Series(metres(roads.geometry.to_numpy()) / 1000, index=roads.index)
    by_class = kilometres.groupby(roads["road_class"]).sum().sort_values(ascending=False)
    report.by_class = {str(name): float(km) for name, km in by_class.items()}
    report.kilometres, report.connected = float(kilometres.sum()), network.kilometres
    report.parts = network.parts
    report.unknown = sorted(set(report.by_class) - set(network.speeds.by_class))
    if places.empty:
        return
    snapped = network.snap(places.to_numpy())
    codes = places.index.to_numpy()
    report.villages = VillagesOnRoads(
        len(places),
        round(float(np.median(snapped.metres))),
        round(float(snapped.metres.max())),
        sorted(codes[snapped.metres > FAR].tolist()),
        sorted(codes[snapped.part >= 0].tolist()),
    )


def _rows(roads: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Rows of the table."""
    columns = ("road_class", "name", "oneway", "speed_kmh", "limit_kmh")
    return [
        {**row, "name": row["name"][:100] if row["name"] else None, "geometry": line}
        for row, line in zip(frames.records(roads[list(columns)]), roads.geometry, strict=True)
    ]


def _logged(report: RoadReport) -> dict[str, Any]:
    told = report.counts()
    return {name: told[name] for name in ("ways", "kept", "dropped", "lines", "replaced", "km", "parts")}
