"""Lakes, rivers and neighbouring counties come to the map from the office's own layers."""

import json

import pytest
import shapely

from data.divisions import surroundings as reads
from data.errors import ImportRefused
from data.importing.layers.surroundings import import_surroundings
from data.terms import SurroundingKind
from geo.errors import BoundaryError, FrameError

LAKE = shapely.box(119.93, 29.43, 119.95, 29.45)
RIVER = shapely.LineString([(119.5, 29.42), (119.95, 29.45), (120.5, 29.5)])
FAR = shapely.box(110, 20, 110.1, 20.1)
NEIGHBOUR = shapely.box(120.0, 29.0, 121.0, 30.0)


@pytest.fixture
def layer(tmp_path):
    """Function that writes shapes with names as GeoJSON."""

    def write(*shapes):
        features = [
            {
                "type": "Feature",
                "properties": {"名称": f"第{n}"},
                "geometry": json.loads(shapely.to_geojson(shape)),
            }
            for n, shape in enumerate(shapes, 1)
        ]
        path = tmp_path / "layer.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
        return path

    return write


def take_in(store, path, kind="water", **options):
    return import_surroundings(store, path, kind=kind, **{"frame": "EPSG:4490", "actor": "test"} | options)


def test_lakes_and_rivers_lie_beside_each_other_and_each_is_kept_or_counted(store, layer):
    lakes = take_in(store, layer(LAKE, FAR, shapely.Point(119.9, 29.4)), name="名称")
    assert (lakes.features, lakes.kept, lakes.outside, lakes.unusable) == (3, 1, 1, 1)
    rivers = take_in(store, layer(RIVER), lines=True, add=True, source="天地图")
    assert (rivers.kept, rivers.replaced) == (1, 0)
    found = reads.surroundings(store, SurroundingKind.WATER)
    assert list(found["name"]) == ["第1", None]
    assert list(found["source"]) == [None, "天地图"]
    west, _, east, _ = found.geometry.iloc[1].bounds
    assert 119.8 < west < 119.9 and 120.0 < east < 120.1  # what no map shows is cut off


def test_a_layer_takes_the_place_of_those_of_its_kind(store, layer):
    take_in(store, layer(LAKE))
    take_in(store, layer(NEIGHBOUR), "neighbours", name="名称")
    again = take_in(store, layer(LAKE, LAKE))
    assert again.replaced == 1
    assert len(reads.surroundings(store, SurroundingKind.WATER)) == 2
    assert list(reads.surroundings(store, SurroundingKind.NEIGHBOURS)["name"]) == ["第1"]


@pytest.mark.sqlite
def test_of_very_many_waters_the_largest_are_drawn(store, layer, monkeypatch):
    small = [shapely.box(119.9 + n / 100, 29.41, 119.901 + n / 100, 29.411) for n in range(5)]
    take_in(store, layer(*small, LAKE))
    monkeypatch.setattr(reads, "MOST", 4)
    drawn = reads.surroundings(store, SurroundingKind.WATER)
    assert len(drawn) == 2
    assert drawn.geometry.area.max() == pytest.approx(LAKE.area)


@pytest.mark.sqlite
def test_what_cannot_be_meant_is_refused(store, layer):
    with pytest.raises(FrameError):
        take_in(store, layer(LAKE), frame=None)
    with pytest.raises(BoundaryError, match="near the county"):
        take_in(store, layer(FAR))
    with pytest.raises(BoundaryError, match="has no column"):
        take_in(store, layer(LAKE), name="name")
    with pytest.raises(ImportRefused, match="not lines"):
        take_in(store, layer(RIVER), "neighbours", lines=True)
