"""A file of several layers: they are named, one is chosen, and its columns are proposed."""

import geopandas
import pytest
import shapely

from data.importing.layers import areas
from data.importing.layers.headings import columns
from data.importing.layers.vector_files import layers
from geo.errors import BoundaryError


@pytest.fixture
def package(tmp_path):
    path = tmp_path / "county.gpkg"
    for at, (layer, heads) in enumerate({"水系": ("id", "mc"), "村界": ("XZQDM", "XZQMC")}.items()):
        shape = shapely.box(119.9 + at, 29.4, 119.91 + at, 29.41)
        content = {heads[0]: [f"99000100100{at}"], heads[1]: [f"{layer}一"]}
        geopandas.GeoDataFrame(content, geometry=[shape], crs=4490).to_file(path, layer=layer, driver="GPKG")
    return path


def test_the_layers_of_a_file_are_named_and_one_is_chosen(package):
    assert [layer.name for layer in layers(package)] == ["水系", "村界"]
    with pytest.raises(BoundaryError, match="must hold one layer of areas; its layers are: 水系, 村界"):
        areas.read(package, "XZQDM", "XZQMC", 4490)
    read = areas.read(package, "XZQDM", "XZQMC", 4490, layer="村界")
    assert read["name"].tolist() == ["村界一"]
    with pytest.raises(BoundaryError, match="its layers are: 水系, 村界"):
        areas.read(package, "XZQDM", "XZQMC", 4490, layer="没有")


def test_usual_headings_are_proposed_and_no_others(package):
    found = columns(package, "村界")
    assert found.proposed == {"code": "XZQDM", "name": "XZQMC", "parent": ""}
    assert (found.areas, found.samples["XZQMC"]) == (1, "村界一")


def test_a_file_of_one_layer_asks_for_none(tmp_path):
    path = tmp_path / "one.geojson"
    path.write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    assert [layer.name for layer in layers(path)] == ["one"]
