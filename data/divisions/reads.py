"""Reads of divisions: which villages and townships there are on a day, and their polygons.

Divisions are public; these reads take no scope.
"""

import datetime as dt
from typing import Any
from weakref import WeakKeyDictionary

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from sqlalchemy import Engine, Select, func, or_, select

from data import clock
from data.lineage import moved
from data.store import Store
from data.tables import Boundary, Division, Road, VisitPoint
from data.terms import Level
from geo.boundaries import unite
from geo.crs import STORAGE_FRAME
from geo.gazetteer.names import short_name
from geo.roads import RoadNetwork
from geo.roads.classes import RoadSpeeds

DRAWN_IN_FULL = 1500
"""So many lines of roads the map draws in full; the demo county has 880."""

MAIN_ROADS = tuple(
    road_class + link
    for road_class in ("motorway", "trunk", "primary", "secondary", "tertiary")
    for link in ("", "_link")
)
"""高速, 国道, 省道, 县道, 乡道 and their ramps: what is drawn of more."""

_COLUMNS = (Division.code, Division.name, Division.parent_code, Division.residents)


def divisions(store: Store, level: Level, on: dt.date) -> pd.DataFrame:
    """Divisions of a level valid on a day: code, name, parent_code, residents, short; ordered by code.

    `name` is the official one, `short` how a village is shown.
    """
    with store.read() as connection:
        rows = connection.execute(_valid(select(*_COLUMNS), level, on)).all()
    frame = pd.DataFrame.from_records(rows, columns=[column.key for column in _COLUMNS])
    return frame.assign(short=_short(frame))


def boundaries(store: Store, level: Level, on: dt.date) -> gpd.GeoDataFrame:
    """The same with their polygons (EPSG:4326); only divisions that have one."""
    statement = select(*_COLUMNS, Boundary.geometry).join(Boundary, Boundary.division_id == Division.id)
    with store.read() as connection:
        rows = connection.execute(_valid(statement, level, on)).all()
    names = [*(column.key for column in _COLUMNS), "geometry"]
    frame = gpd.GeoDataFrame.from_records(rows, columns=names).set_geometry("geometry", crs=STORAGE_FRAME)
    return frame.assign(short=_short(frame))


def _short(frame: pd.DataFrame) -> pd.Series:
    """Names without their committees, but where two of one township would then be called alike."""
    short = frame["name"].map(short_name).astype(frame["name"].dtype)
    alike = pd.DataFrame({"parent": frame["parent_code"], "short": short}).duplicated(keep=False)
    return short.where(~alike, frame["name"])


def extent(store: Store) -> tuple[float, float, float, float] | None:
    """West, south, east, north of all boundaries on record; None: there are none."""
    today = clock.today()
    bounds = [boundaries(store, level, today).total_bounds for level in Level]
    known = np.array([bound for bound in bounds if np.isfinite(bound).all()])
    if not len(known):
        return None
    west, south = known[:, :2].min(axis=0).tolist()
    east, north = known[:, 2:].max(axis=0).tolist()
    return west, south, east, north


def ground(store: Store) -> shapely.Geometry | None:
    """The county's ground (EPSG:4326), of whichever boundaries are on record; None: there are none."""
    today = clock.today()
    for level in Level:
        known = boundaries(store, level, today)
        if not known.empty:
            return unite(known.geometry.to_numpy())
    return None


def roads(store: Store) -> gpd.GeoDataFrame:
    """Roads to draw: road_class and line (EPSG:4326).

    All of them up to `DRAWN_IN_FULL`; of more only the `MAIN_ROADS`, lest the map be slow.
    """
    everything = select(Road.road_class, Road.geometry).order_by(Road.id)
    with store.read() as connection:
        many = (connection.scalar(select(func.count(Road.id))) or 0) > DRAWN_IN_FULL
        drawn = everything.where(Road.road_class.in_(MAIN_ROADS)) if many else everything
        rows = connection.execute(drawn).all()
    frame = gpd.GeoDataFrame.from_records(rows, columns=["road_class", "geometry"])
    return frame.set_geometry("geometry", crs=STORAGE_FRAME)


def road_network(store: Store, speeds: RoadSpeeds | None = None) -> RoadNetwork | None:
    """The network of all roads on record, made once for each set of them; None: there are no roads.

    Raises
    ------
    RoadError
        The roads on record make no network.
    """
    with store.read() as connection:
        newest = connection.scalar(select(func.max(Road.id)))
    return None if newest is None else _network(store, newest, speeds or RoadSpeeds())


_networks: WeakKeyDictionary[Engine, tuple[int, RoadSpeeds, RoadNetwork]] = WeakKeyDictionary()


def _network(store: Store, newest: int, speeds: RoadSpeeds) -> RoadNetwork:
    known = _networks.get(store.engine)
    if known is not None and known[:2] == (newest, speeds):
        return known[2]
    columns = ("road_class", "oneway", "speed_kmh", "limit_kmh", "geometry")
    with store.read() as connection:
        rows = connection.execute(
            select(*(getattr(Road, name) for name in columns)).where(Road.id <= newest).order_by(Road.id)
        ).all()
    frame = gpd.GeoDataFrame.from_records(rows, columns=columns).set_geometry("geometry", crs=STORAGE_FRAME)
    network = RoadNetwork(frame.astype({"speed_kmh": float, "limit_kmh": float}), speeds)
    _networks[store.engine] = (newest, speeds, network)
    return network


def visit_points(store: Store, on: dt.date) -> pd.DataFrame:
    """Where visits to villages begin, and when: longitude, latitude, opens, closes by village code.

    A village has its own point, else that of one that went into it.
    """
    columns = ("village_code", "longitude", "latitude", "opens", "closes")
    with store.read() as connection:
        rows = connection.execute(select(*(getattr(VisitPoint, name) for name in columns))).all()
        became = moved(connection, on).villages
    points = pd.DataFrame.from_records(rows, columns=columns)
    points["former"] = points["village_code"].isin(list(became))
    points["village_code"] = points["village_code"].replace(became)
    points = points.sort_values("former", kind="stable").drop_duplicates("village_code")
    return points.drop(columns="former").set_index("village_code")


def _valid(statement: Select[*tuple[Any, ...]], level: Level, on: dt.date) -> Select[*tuple[Any, ...]]:
    return statement.where(
        Division.level == level.value,
        Division.valid_from <= on,
        or_(Division.valid_to.is_(None), Division.valid_to > on),
    ).order_by(Division.code)
