"""Geometry on PostgreSQL: columns of PostGIS in EPSG:4326 with an index, so that QGIS opens the live record.

Source of the encoding: PostGIS manual, "Well-Known Binary (WKB) Extended" (EWKB, in hexadecimal).
"""

from typing import Any

import shapely
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.types import UserDefinedType

SRS_ID = 4326
INDEXED = ("boundaries", "roads", "hubs")
"""Tables with a column ``geometry``."""


class PostgisGeometry(UserDefinedType[Any]):
    """A column of PostGIS that holds geometries of any kind, two-dimensional, in EPSG:4326."""

    cache_ok = True

    def __init__(self, *_: Any) -> None:
        super().__init__()

    def get_col_spec(self, **_: Any) -> str:
        return f"geometry(Geometry,{SRS_ID})"


ischema_names["geometry"] = PostgisGeometry


def encode(geometry: shapely.Geometry) -> str:
    """Geometry as EWKB in hexadecimal, with its frame."""
    told: str = shapely.to_wkb(shapely.set_srid(geometry, SRS_ID), hex=True, include_srid=True)
    return told


def decode(text: str) -> shapely.Geometry:
    """Geometry of EWKB in hexadecimal; the frame is that of the column, and left out."""
    return shapely.set_srid(shapely.from_wkb(text), 0)


def lay_out(connection: Connection, views: tuple[str, ...]) -> None:
    """Index what has a place, and make the views by which villages and townships are drawn."""
    for table in INDEXED:
        connection.exec_driver_sql(f"CREATE INDEX ix_{table}_geometry ON {table} USING gist (geometry)")
    for view in views:  # with the kind of their geometries, which QGIS asks for
        typed = f"ST_Multi(b.geometry)::geometry(MultiPolygon,{SRS_ID}) AS geometry FROM"
        connection.exec_driver_sql(view.replace("b.geometry FROM", typed))
