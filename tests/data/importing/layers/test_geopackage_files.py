"""A GeoPackage from outside is read for its plain layers; what else it holds is never opened."""

import sqlite3
from contextlib import closing
from pathlib import Path

import geopandas
import pytest
import shapely

from data.importing.layers import areas, road_files
from data.importing.layers.geopackage_files import feature_tables
from data.importing.layers.vector_files import open_layer
from geo.errors import BoundaryError, RoadError

SECRET = "nobody-outside-reads-this"  # noqa: S105


@pytest.fixture
def package(tmp_path):
    """Function that makes a GeoPackage of one village, or one road, and adds to it what somebody wrote."""

    def make(*statements, shape=shapely.box(119.9, 29.4, 119.91, 29.41), layers=None):  # noqa: B008
        path = tmp_path / "layer.gpkg"
        content = {"code": ["1"], "name": ["甲村"]}
        geopandas.GeoDataFrame(content, geometry=[shape], crs=4326).to_file(path, layer="plain")
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA writable_schema = ON")
            for statement in statements:
                _add(connection, statement)
            if layers is not None:
                kind = connection.execute("SELECT geometry_type_name FROM gpkg_geometry_columns").fetchone()[
                    0
                ]
                connection.execute("DELETE FROM gpkg_geometry_columns")
                connection.execute("DELETE FROM gpkg_contents")
                for layer in layers:
                    connection.execute(
                        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id)"
                        " VALUES (?, 'features', ?, 4326)",
                        (layer, layer),
                    )
                    connection.execute(
                        "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, 4326, 0, 0)", (layer, kind)
                    )
        return path

    return make


def _add(connection, statement):
    """Run a statement; a virtual table of a kind that is not here is written into the schema itself."""
    try:
        connection.execute(statement)
    except sqlite3.OperationalError:
        name = statement.split()[3]
        connection.execute("INSERT INTO sqlite_master VALUES ('table', ?, ?, 0, ?)", (name, name, statement))


@pytest.fixture
def secret(tmp_path) -> Path:
    path = tmp_path / "secret.csv"
    path.write_text(f"first line\n{SECRET}\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "virtual",
    [
        "CREATE VIRTUAL TABLE stolen USING VirtualText('{secret}', UTF-8, 0, POINT, NONE, ',')",
        "CREATE VIRTUAL TABLE stolen USING VirtualGeoJSON('{secret}')",
        "CREATE VIRTUAL TABLE stolen USING VirtualShape('{secret}', UTF-8, 4326)",
        "create/**/virtual  table stolen using VirtualText('{secret}', UTF-8, 0, POINT, NONE, ',')",
    ],
)
@pytest.mark.parametrize("layers", [["steal"], ["plain"], ["plain", "steal"]])
def test_a_table_over_another_file_is_never_opened(package, secret, virtual, layers):
    view = "CREATE VIEW steal AS SELECT plain.fid AS OGC_FID, geom, stolen.* FROM plain, stolen"
    path = package(virtual.format(secret=secret), view, layers=layers)
    with pytest.raises(BoundaryError, match=r"compute or read other files|damaged") as refused:
        areas.read(path, "code", "name", 4326)
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize("what", ["zeroblob(900000000) AS name", "'x' AS name"])
def test_a_view_is_never_opened(package, what):
    path = package(f"CREATE VIEW v AS SELECT fid AS OGC_FID, geom, code, {what} FROM plain", layers=["v"])
    with pytest.raises(BoundaryError, match="holds no plain layer"):
        areas.read(path, "code", "name", 4326)


def test_a_plain_layer_beside_a_view_is_read_and_the_view_is_not(package):
    path = package(
        "CREATE VIEW v AS SELECT fid AS OGC_FID, geom, zeroblob(900000000) AS name FROM plain",
        layers=["v", "plain"],
    )
    assert feature_tables(path) == ["plain"]
    assert areas.read(path, "code", "name", 4326)["name"].tolist() == ["甲村"]


def test_a_column_computed_of_others_is_never_read(package):
    path = package(
        "CREATE TABLE sums (fid INTEGER PRIMARY KEY, geom BLOB, name AS (zeroblob(900000000)))",
        layers=["sums"],
    )
    with pytest.raises(BoundaryError, match="holds no plain layer"):
        areas.read(path, "code", "name", 4326)


@pytest.mark.parametrize("register", ["gpkg_contents", "gpkg_extensions", "gpkg_ogr_contents"])
def test_a_view_in_the_place_of_a_register_is_never_opened(package, register):
    path = package(
        f"CREATE TABLE kept AS SELECT * FROM {register}" if register != "gpkg_extensions" else "SELECT 1",
        f"DROP TABLE IF EXISTS {register}",
        f"CREATE VIEW {register} AS SELECT *, zeroblob(900000000) AS name FROM plain",
    )
    with pytest.raises(BoundaryError, match=rf"compute or read other files \({register}\)"):
        feature_tables(path)


def test_a_spatial_index_is_no_danger(package):
    path = package()
    with closing(sqlite3.connect(path)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master")]
    assert "rtree_plain_geom" in names
    assert feature_tables(path) == ["plain"]


def test_roads_are_read_from_plain_layers_alone(package, secret):
    line = shapely.LineString([(119.9, 29.4), (119.91, 29.41)])
    assert len(road_files.read(package(shape=line), 4326).roads) == 1
    view = package("CREATE VIEW v AS SELECT fid AS OGC_FID, geom FROM plain", shape=line, layers=["v"])
    with pytest.raises((BoundaryError, RoadError), match="no plain layer"):
        road_files.read(view, 4326)


def test_a_file_without_registers_is_damaged(package):
    with pytest.raises(BoundaryError, match="damaged"):
        open_layer(package("DROP TABLE gpkg_contents"), None)
