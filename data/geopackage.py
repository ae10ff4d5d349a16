"""Geometry in the layout of an OGC GeoPackage, so that QGIS and ``ogrinfo`` open the live file.

Source of the layout: OGC 12-128r17, GeoPackage Encoding Standard 1.3, clauses 1.1.1 (header
and application id), 2.1.3 (geometry blob) and 2.1.5 (``gpkg_*`` tables).
"""

import struct
from typing import Any

import shapely
from pyproj import CRS
from sqlalchemy import JSON, Connection, Dialect, LargeBinary, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.types import TypeDecorator, TypeEngine

from data import postgis
from data.errors import StoreRefused

SRS_ID = postgis.SRS_ID
"""Every stored geometry is in WGS 84 (EPSG:4326), x = longitude, y = latitude."""

APPLICATION_ID = 0x47504B47  # "GPKG"
USER_VERSION = 10300  # GeoPackage 1.3, the newest that Debian 12's GDAL knows

_HEADER = struct.Struct("<2sBBi4d")
_FLAGS = 0b0000_0011  # little endian, envelope of four doubles


def encode(geometry: shapely.Geometry) -> bytes:
    """Geometry as a GeoPackage blob: header with envelope (minx, maxx, miny, maxy), then WKB."""
    minx, miny, maxx, maxy = geometry.bounds
    header = _HEADER.pack(b"GP", 0, _FLAGS, SRS_ID, minx, maxx, miny, maxy)
    wkb: bytes = shapely.to_wkb(geometry, byte_order=1)
    return header + wkb


def decode(blob: bytes) -> shapely.Geometry:
    """Geometry of a blob that `encode` wrote."""
    return shapely.from_wkb(blob[_HEADER.size :])


class Geometry(TypeDecorator[shapely.Geometry]):
    """Column of shapely geometries in EPSG:4326; a GeoPackage blob in a file, PostGIS on a server."""

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        on_server = dialect.name == "postgresql"
        return dialect.type_descriptor(postgis.PostgisGeometry() if on_server else LargeBinary())

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | str | None:
        if value is None:
            return None
        return postgis.encode(value) if dialect.name == "postgresql" else encode(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        if value is None:
            return None
        try:
            return postgis.decode(value) if dialect.name == "postgresql" else decode(value)
        except shapely.errors.ShapelyError:
            raise StoreRefused(
                "An outline, a road or a point of the record is damaged: put the last backup in its place"
            ) from None


@compiles(String, "sqlite")
def _text(element: String, compiler: Any, **_: Any) -> str:
    return f"TEXT({element.length})" if element.length else "TEXT"  # a GeoPackage has no VARCHAR


@compiles(String, "postgresql")
def _text_on_server(element: String, compiler: Any, **_: Any) -> str:
    return "TEXT"  # as in a file, no length cuts a text off or refuses it


@compiles(JSON, "sqlite")
def _json(element: JSON, compiler: Any, **_: Any) -> str:
    return "TEXT"


LAYERS = {"villages": "MULTIPOLYGON", "townships": "MULTIPOLYGON", "roads": "LINESTRING", "hubs": "POINT"}
"""Layer -> geometry type. Villages and townships are views, roads and hubs are tables."""

_STATEMENTS = (
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {USER_VERSION}",
    """
    CREATE TABLE gpkg_spatial_ref_sys (
        srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
        organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT)
    """,
    """
    CREATE TABLE gpkg_contents (
        table_name TEXT PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
        description TEXT DEFAULT '',
        last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
        min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
        srs_id INTEGER REFERENCES gpkg_spatial_ref_sys(srs_id))
    """,
    """
    CREATE TABLE gpkg_geometry_columns (
        table_name TEXT PRIMARY KEY REFERENCES gpkg_contents(table_name),
        column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
        srs_id INTEGER NOT NULL REFERENCES gpkg_spatial_ref_sys(srs_id),
        z TINYINT NOT NULL, m TINYINT NOT NULL)
    """,
    """
    CREATE VIEW villages AS
    SELECT b.id AS OGC_FID, d.code, d.name, d.parent_code, d.residents, d.valid_from, d.valid_to,
        b.frame AS source_frame, b.source, b.geometry
    FROM boundaries b JOIN divisions d ON d.id = b.division_id WHERE d.level = 'village'
    """,
    """
    CREATE VIEW townships AS
    SELECT b.id AS OGC_FID, d.code, d.name, d.parent_code, d.residents, d.valid_from, d.valid_to,
        b.frame AS source_frame, b.source, b.geometry
    FROM boundaries b JOIN divisions d ON d.id = b.division_id WHERE d.level = 'township'
    """,
)


VIEWS = {
    statement.split()[2]: " ".join(statement.split())
    for statement in _STATEMENTS
    if statement.split()[:2] == ["CREATE", "VIEW"]
}
"""Views of a record -> the statement that makes each, in single blanks; they read `VIEWED` alone."""
VIEWED = frozenset({"boundaries", "divisions"})


def lay_out(connection: Connection) -> None:
    """Add the layers to a database that has our tables; to an SQLite file the ``gpkg_*`` tables too."""
    if connection.dialect.name == "postgresql":
        postgis.lay_out(connection, tuple(VIEWS.values()))
        return
    for statement in _STATEMENTS:
        connection.exec_driver_sql(statement)
    systems = [
        ("Undefined Cartesian", -1, "NONE", -1, "undefined"),
        ("Undefined geographic", 0, "NONE", 0, "undefined"),
        ("WGS 84", SRS_ID, "EPSG", SRS_ID, CRS.from_epsg(SRS_ID).to_wkt("WKT1_GDAL")),
    ]
    for system in systems:
        connection.exec_driver_sql("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, NULL)", system)
    for layer, geometry_type in LAYERS.items():
        connection.exec_driver_sql(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id)"
            " VALUES (?, 'features', ?, ?)",
            (layer, layer, SRS_ID),
        )
        connection.exec_driver_sql(
            "INSERT INTO gpkg_geometry_columns VALUES (?, 'geometry', ?, ?, 0, 0)",
            (layer, geometry_type, SRS_ID),
        )
