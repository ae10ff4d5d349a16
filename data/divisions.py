"""Reads of divisions: which villages and townships there are on a day, and their polygons.

Divisions are public; these reads take no scope.
"""

import datetime as dt
from typing import Any

import geopandas as gpd
import pandas as pd
from sqlalchemy import Select, or_, select

from data.store import Store
from data.tables import Boundary, Division, Road, VisitPoint
from data.terms import Level
from geo.crs import STORAGE_FRAME

_COLUMNS = (Division.code, Division.name, Division.parent_code, Division.residents)


def divisions(store: Store, level: Level, on: dt.date) -> pd.DataFrame:
    """Divisions of a level valid on a day: code, name, parent_code, residents; ordered by code."""
    with store.read() as connection:
        rows = connection.execute(_valid(select(*_COLUMNS), level, on)).all()
    return pd.DataFrame.from_records(rows, columns=[column.key for column in _COLUMNS])


def boundaries(store: Store, level: Level, on: dt.date) -> gpd.GeoDataFrame:
    """The same with their polygons (EPSG:4326); only divisions that have one."""
    statement = select(*_COLUMNS, Boundary.geometry).join(Boundary, Boundary.division_id == Division.id)
    with store.read() as connection:
        rows = connection.execute(_valid(statement, level, on)).all()
    names = [*(column.key for column in _COLUMNS), "geometry"]
    return gpd.GeoDataFrame.from_records(rows, columns=names).set_geometry("geometry", crs=STORAGE_FRAME)


def roads(store: Store) -> gpd.GeoDataFrame:
    """Roads: road_class and line (EPSG:4326)."""
    with store.read() as connection:
        rows = connection.execute(select(Road.road_class, Road.geometry)).all()
    frame = gpd.GeoDataFrame.from_records(rows, columns=["road_class", "geometry"])
    return frame.set_geometry("geometry", crs=STORAGE_FRAME)


def visit_points(store: Store) -> pd.DataFrame:
    """Where visits to villages begin: longitude, latitude by village code."""
    columns = ("village_code", "longitude", "latitude")
    with store.read() as connection:
        rows = connection.execute(select(*(getattr(VisitPoint, name) for name in columns))).all()
    return pd.DataFrame.from_records(rows, columns=columns).set_index("village_code")


def _valid(statement: Select[*tuple[Any, ...]], level: Level, on: dt.date) -> Select[*tuple[Any, ...]]:
    return statement.where(
        Division.level == level.value,
        Division.valid_from <= on,
        or_(Division.valid_to.is_(None), Division.valid_to > on),
    ).order_by(Division.code)
