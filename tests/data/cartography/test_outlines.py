"""What the import of boundaries accepts, the map can draw."""

import json

import geopandas
import numpy as np
import shapely

from data.cartography.outlines import Around, Relief, outlines
from geo.boundaries import repair

ROADS = geopandas.GeoDataFrame({"road_class": []}, geometry=[], crs=4326)
TOWNSHIPS = geopandas.GeoDataFrame(
    {"code": ["甲", "乙"], "name": ["甲镇", "乙镇"]}, geometry=[None, None], crs=4326
)


def _lens(west, south, side, bulge):
    """Two villages that overlap in a lens whose border crosses between the corners they share."""
    x, y, middle = west + side, south, south + side / 2
    left = [(west, south), (x, y), (x + bulge, middle), (x, y + side), (west, y + side)]
    right = [(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x - bulge, middle)]
    return [shapely.Polygon(left), shapely.Polygon(right)]


def _drawn(villages):
    """The outlines as the map gets them, of villages as the import keeps them."""
    codes = [f"{number:02}" for number in range(len(villages))]
    towns = ["甲", "乙"] * len(villages)
    layer = geopandas.GeoDataFrame(
        {"code": codes, "name": codes, "parent": towns[: len(codes)]}, geometry=villages, crs=4326
    )
    kept, report = repair(layer)
    return json.loads(outlines(kept.assign(parent_code=kept["parent"]), TOWNSHIPS, ROADS)), report


def _ground(outline):
    return shapely.from_geojson(json.dumps(outline)).area


def test_villages_that_overlap_in_a_lens_are_reported_and_drawn():
    villages = _lens(119.9, 29.4, 0.02, 0.001)
    drawn, report = _drawn([*villages, villages[0]])  # three: two of one township
    assert len(report.overlaps) == 3
    assert len(drawn["villages"]) == 3
    assert _ground(drawn["townships"][0]["geometry"]) > villages[0].area * 0.99
    united = shapely.union_all(villages).area
    assert abs(_ground(drawn["county"]) - united) < 0.02 * united


def test_any_villages_that_the_import_accepts_are_drawn():
    for seed in range(60):
        rng = np.random.default_rng(seed)
        corners = rng.integers(0, 4, (8, 2)) * 0.02 + (119.9, 29.4)
        if seed % 3 == 0:  # borders that nearly match
            squares = [
                shapely.get_coordinates(shapely.box(*at, *(at + 0.02)).segmentize(0.005)) for at in corners
            ]
            villages = [shapely.Polygon(s + rng.choice([0, 0, 1e-9, 1e-4, 2e-3], s.shape)) for s in squares]
        elif seed % 3 == 1:  # borders that cross themselves
            villages = [shapely.Polygon(at + rng.uniform(0, 0.04, (6, 2))) for at in corners]
        else:
            villages = [v for at in corners for v in _lens(*at, 0.02, rng.uniform(1e-4, 2e-3))]
        drawn, _ = _drawn(villages)
        assert len(drawn["villages"]) == len(villages)
        assert _ground(drawn["county"]) > 0


def test_what_is_around_comes_with_them_and_the_relief_by_its_address():

    land = geopandas.GeoDataFrame(
        {"code": ["1"], "name": ["村"], "parent_code": ["甲"]},
        geometry=[shapely.box(119.9, 29.4, 120, 29.5)],
        crs=4326,
    )
    river, lake = shapely.LineString([(119.8, 29.4), (120, 29.5)]), shapely.box(119.95, 29.45, 119.96, 29.46)
    water = geopandas.GeoDataFrame(
        {"name": [None, None], "source": ["天地图", "天地图"]}, geometry=[river, lake], crs=4326
    )
    beside, behind = shapely.box(120, 29, 121, 30), shapely.box(121, 29, 122, 30)
    others = geopandas.GeoDataFrame(
        {"name": ["邻县", "远县"], "source": [None, None]}, geometry=[beside, behind], crs=4326
    )
    relief = Relief(b"picture", ((29.3, 119.8), (29.6, 120.1)), "某测绘院")
    drawn = json.loads(outlines(land, TOWNSHIPS, ROADS, Around(water, others, relief)))
    assert [each["geometry"]["type"] for each in drawn["water"]] == ["LineString", "Polygon"]
    assert drawn["relief"] == {
        "address": f"relief/{relief.digest}.webp",
        "bounds": [[29.3, 119.8], [29.6, 120.1]],
    }
    assert drawn["sources"] == ["某测绘院", "天地图"]
    near, far = drawn["neighbours"]
    assert 120 < near["at"][1] < 120.05  # its name stands where the county is
    assert far["at"] is None
    assert json.loads(outlines(land, TOWNSHIPS, ROADS))["relief"] is None
