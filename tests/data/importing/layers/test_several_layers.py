"""Files of several layers: the only one that may be meant is taken, else the reader is asked which."""

import sqlite3
from contextlib import closing
from pathlib import Path

import geopandas
import pytest
import shapely

from data.importing.layers import areas, road_files
from data.importing.layers.vector_files import layers
from geo.errors import BoundaryError, RoadError
from tests.county import VILLAGES

BOX = shapely.box(119.9, 29.4, 119.91, 29.41)
LINE = shapely.LineString([(119.9, 29.4), (119.91, 29.41)])
POINT = shapely.Point(119.9, 29.4)


@pytest.fixture
def package(tmp_path):
    """Function that makes a GeoPackage of layers of one feature each."""

    def make(**shapes):
        path = tmp_path / "layers.gpkg"
        for name, shape in shapes.items():
            content = {"code": ["1"], "name": [name], "class": ["国道"]}
            geopandas.GeoDataFrame(content, geometry=[shape], crs=4326).to_file(
                path, layer=name, driver="GPKG"
            )
        return path

    return make


def test_of_two_layers_of_areas_one_is_named(package):
    path = package(villages=BOX, townships=BOX)
    for layer in ("villages", "townships"):
        assert areas.read(path, "code", "name", 4326, layer=layer)["name"].tolist() == [layer]
    with pytest.raises(
        BoundaryError, match=r"one layer of areas; its layers are: villages, townships.*which"
    ) as error:
        areas.read(path, "code", "name", 4326)
    assert error.value.values["layers"] == "villages, townships"


def test_the_only_layer_that_may_be_meant_needs_no_name(package):
    path = package(villages=BOX, roads=LINE, petitions=POINT)
    assert areas.read(path, "code", "name", 4326)["name"].tolist() == ["villages"]
    roads = road_files.read(path, 4326, road_class="class").roads
    assert roads["road_class"].tolist() == ["trunk"] and roads.geom_type.tolist() == ["LineString"]


def test_of_two_layers_of_lines_one_is_named(package):
    path = package(roads=LINE, rivers=LINE, villages=BOX)
    assert len(road_files.read(path, 4326, layer="rivers").roads) == 1
    with pytest.raises(RoadError, match=r"one layer of lines; its layers are: roads, rivers.*which"):
        road_files.read(path, 4326)


def test_a_layer_that_is_not_there_is_refused_with_those_that_are(package, tmp_path):
    path = package(villages=BOX, roads=LINE)
    for read in (
        lambda **more: areas.read(path, "code", "name", 4326, **more),
        lambda **more: road_files.read(path, 4326, **more),
    ):
        with pytest.raises(
            (BoundaryError, RoadError), match="no layer 村界; its layers are: villages, roads"
        ):
            read(layer="村界")
    for ending in ("geojson", "shp"):
        single = tmp_path / f"villages.{ending}"
        geopandas.GeoDataFrame({"code": ["1"], "name": ["a"]}, geometry=[BOX], crs=4326).to_file(single)
        assert len(areas.read(single, "code", "name", 4326, layer="villages")) == 1
        with pytest.raises(BoundaryError, match="no layer towns; its layers are: villages"):
            areas.read(single, "code", "name", 4326, layer="towns")


def test_a_file_without_a_layer_of_the_kind_says_what_it_has(package):
    with pytest.raises(BoundaryError, match="only: roads"):
        areas.read(package(roads=LINE), "code", "name", 4326)


def test_openstreetmap_has_no_layers(tmp_path):
    path = tmp_path / "roads.osm"
    path.write_text("<osm/>")
    with pytest.raises(RoadError, match="no layers to choose from"):
        road_files.read(path, layer="lines")


def test_a_page_may_list_the_layers_of_a_file(package, tmp_path):
    listed = layers(package(villages=BOX, roads=LINE))
    assert [(layer.name, layer.geometry, layer.features) for layer in listed] == [
        ("villages", "POLYGON", 1),
        ("roads", "LINESTRING", 1),
    ]
    single = tmp_path / "村界.geojson"
    geopandas.GeoDataFrame({"code": ["1"]}, geometry=[BOX], crs=4326).to_file(single)
    assert layers(single) == [("村界", "POLYGON", 1)]
    with pytest.raises(BoundaryError, match="There is no file"):
        layers(tmp_path / "none.gpkg")


@pytest.mark.parametrize("encoding", ["big5", "GB18030"])
def test_the_encoding_of_roads_and_areas_may_be_said(tmp_path, encoding):
    path = tmp_path / "areas.shp"
    frame = geopandas.GeoDataFrame(
        {"code": ["1"], "name": ["中山里"], "class": ["路"]}, geometry=[BOX], crs=4326
    )
    frame.to_file(path, encoding=encoding)
    assert areas.read(path, "code", "name", 4326, encoding=encoding)["name"].tolist() == ["中山里"]
    with pytest.raises(BoundaryError, match="not in the encoding klingon"):
        areas.read(path, "code", "name", 4326, encoding="klingon")
    roads = tmp_path / "roads.shp"
    frame.set_geometry([LINE]).to_file(roads, encoding=encoding)
    assert road_files.read(roads, 4326, road_class="class", encoding=encoding).roads[
        "road_class"
    ].tolist() == ["路"]


@pytest.mark.sqlite
def test_the_villages_of_another_record_of_this_program_are_a_layer_by_their_name(store):
    path = Path(store.url.removeprefix("sqlite:///"))
    assert [layer.name for layer in layers(path)] == ["villages", "townships", "roads", "hubs"]
    read = areas.read(path, "code", "name", "EPSG:4326", layer="villages")
    assert sorted(read["code"]) == sorted(VILLAGES)
    with pytest.raises(BoundaryError, match="its layers are: villages, townships"):
        areas.read(path, "code", "name", "EPSG:4326")


@pytest.mark.sqlite
def test_a_view_that_only_bears_the_name_of_ours_is_not_read(store):
    path = Path(store.url.removeprefix("sqlite:///"))
    store.close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP VIEW villages")
        connection.execute("CREATE VIEW villages AS SELECT 1 AS OGC_FID, name, geometry FROM hubs")
    assert [layer.name for layer in layers(path)] == ["townships", "roads", "hubs"]
