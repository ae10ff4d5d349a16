"""Layers of boundaries: small maps whose areas are known."""

import json

import geopandas
import numpy as np
import pytest
import shapely
from pyproj import Geod

from geo import boundaries
from geo.errors import BoundaryError
from geo.locate import VillageIndex

CODES = ["330726001001", "330726001002"]
NAMES = ["浦江村", "后钟㙦村"]  # the second with a character beyond GBK's plane of common ones


def box(west: float, south: float, side: float = 0.01) -> shapely.Polygon:
    """A square near Pujiang; west, south in hundredths of a degree from 119.9, 29.4."""
    return shapely.box(
        119.9 + west / 100, 29.4 + south / 100, 119.9 + west / 100 + side, 29.4 + south / 100 + side
    )


def layer(
    geometries: list, codes: list[str] | None = None, parents: list | None = None
) -> geopandas.GeoDataFrame:
    codes = codes or [str(number) for number in range(len(geometries))]
    columns = {"code": codes, "name": codes, "parent": parents or [None] * len(codes)}
    return geopandas.GeoDataFrame(columns, geometry=geometries, crs="EPSG:4326")


def ground(geometry: shapely.Geometry) -> float:
    """Square metres on the ellipsoid: the oracle for areas."""
    return abs(Geod(ellps="WGS84").geometry_area_perimeter(shapely.segmentize(geometry, 1e-4))[0])


def test_an_invalid_polygon_is_repaired_and_the_reason_told() -> None:
    bow = shapely.Polygon([(119.9, 29.4), (119.91, 29.41), (119.91, 29.4), (119.9, 29.41)])
    before = layer([bow, box(2, 0)], ["bow", "square"])
    after, report = boundaries.repair(before)
    assert after.is_valid.all() and not before.is_valid.all()
    assert [fault.code for fault in report.invalid] == ["bow"]
    assert report.invalid[0].reason.startswith("Self-intersection") and report.invalid[0].area_lost_m2 == 0
    assert report.overlaps == report.gaps == () and report.overlap_m2 == report.gap_m2 == 0
    assert len(VillageIndex(after.geometry)) == 2


TWICE = [*box(0, 0).exterior.coords[:-1], *box(0, 0).exterior.coords]


@pytest.mark.parametrize(
    "drawn",
    [
        shapely.Polygon(TWICE),
        shapely.MultiPolygon([box(0, 0), box(0, 0)]),
        shapely.MultiPolygon([box(0, 0), box(0.5, 0)]),
    ],
)
def test_ground_drawn_twice_is_there_once_and_none_of_it_is_lost(drawn: shapely.Geometry) -> None:
    after, report = boundaries.repair(layer([drawn]))
    assert after.geometry.iloc[0].equals(shapely.union_all(shapely.make_valid(shapely.get_parts(drawn))))
    assert report.invalid[0].area_lost_m2 == pytest.approx(0, abs=1.0)


def test_ground_that_a_repair_takes_away_is_counted() -> None:
    bow = [(119.902, 29.402), (119.908, 29.408), (119.908, 29.402), (119.902, 29.408)]
    after, report = boundaries.repair(layer([shapely.Polygon(box(0, 0).exterior, [bow])]))
    lobe = ground(shapely.Polygon([bow[0], (119.905, 29.405), bow[3]]))
    assert ground(after.geometry.iloc[0]) == pytest.approx(ground(box(0, 0)) - 2 * lobe, rel=1e-3)
    assert report.invalid[0].area_lost_m2 == pytest.approx(lobe, rel=1e-3)


def test_a_polygon_of_no_ground_is_refused() -> None:
    with pytest.raises(BoundaryError, match="enclose no ground: 0"):
        boundaries.repair(layer([shapely.Polygon([(119.9, 29.4), (119.91, 29.4), (119.9, 29.4)])]))


def test_overlaps_between_neighbours_are_measured_and_left_alone() -> None:
    villages = layer([box(0, 0), box(0.9, 0), box(1.9, 0)], ["a", "b", "c"])
    after, report = boundaries.repair(villages)
    assert shapely.equals(after.geometry.to_numpy(), villages.geometry.to_numpy()).all()
    (overlap,) = report.overlaps
    assert (overlap.code_a, overlap.code_b) == ("a", "b")
    assert overlap.area_m2 == pytest.approx(ground(box(0, 0) & box(0.9, 0)), rel=1e-3)
    assert report.overlap_m2 == overlap.area_m2


def test_gaps_between_neighbours_are_measured_and_placed() -> None:
    hole = shapely.box(119.904, 29.404, 119.905, 29.406)
    island = shapely.box(119.9044, 29.4044, 119.9046, 29.4046)
    _, report = boundaries.repair(layer([box(0, 0) - hole, box(1, 0), island]))
    (gap,) = report.gaps
    assert gap.area_m2 == report.gap_m2 == pytest.approx(ground(hole) - ground(island), rel=1e-3)
    assert shapely.intersects_xy(hole - island, gap.longitude, gap.latitude)


@pytest.mark.parametrize("metres", [3, 40])
def test_a_slit_between_neighbours_that_do_not_meet_is_a_gap(metres: int) -> None:
    apart = metres / 97_000
    villages = [shapely.box(119.9 + i * 0.01, 29.4, 119.91 + i * 0.01 - apart, 29.41) for i in range(3)]
    _, report = boundaries.repair(layer(villages))
    assert len(report.gaps) == 2 and report.overlaps == ()
    slits = box(0, 0, 0.03) & shapely.box(119.9, 29.4, 119.93 - apart, 29.41)
    assert report.gap_m2 == pytest.approx(ground(slits - shapely.union_all(villages)), rel=0.02)
    for gap in report.gaps:
        assert not shapely.intersects_xy(shapely.union_all(villages), gap.longitude, gap.latitude)


def test_a_corner_of_the_outer_border_a_bay_and_a_village_apart_are_no_gaps() -> None:
    bay = box(1, 0) - shapely.box(119.9198, 29.404, 119.93, 29.4045)
    _, report = boundaries.repair(layer([box(0, 0), bay, box(0, 1), box(2.2, 2)]))
    assert report.gaps == ()


def test_a_border_with_one_more_corner_on_one_side_is_no_fault() -> None:
    corner = shapely.Polygon(
        [(119.91, 29.4), (119.92, 29.4), (119.92, 29.41), (119.91, 29.41), (119.91, 29.403)]
    )
    _, report = boundaries.repair(layer([box(0, 0), corner]))
    assert report == boundaries.RepairReport((), (), ())


def test_villages_dissolve_to_townships_in_order_of_appearance() -> None:
    villages = layer([box(0, 0), box(1, 0), box(2, 0), box(3, 0)], parents=["乙", "甲", "乙", "甲"])
    towns = boundaries.dissolve_by(villages, "parent")
    assert towns["code"].tolist() == ["乙", "甲"] and towns["parent"].isna().all()
    assert towns.geometry.iloc[0].equals(box(0, 0) | box(2, 0)) and towns.crs == "EPSG:4326"
    overlapping = layer([box(0, 0), box(0.5, 0)], parents=["甲", "甲"])
    assert boundaries.dissolve_by(overlapping, "parent").geometry.iloc[0].equals(box(0, 0) | box(0.5, 0))


def test_villages_that_overlap_in_a_lens_are_united_like_any_others() -> None:
    left = shapely.Polygon([(0, 0), (2, 0), (2.1, 1), (2, 2), (0, 2)])
    right = shapely.Polygon([(2, 0), (4, 0), (4, 2), (2, 2), (1.9, 1)])
    both = np.array([left, right])
    assert boundaries.unite(both).equals(shapely.box(0, 0, 4, 2))
    assert boundaries.unite(np.array([box(0, 0), box(1, 0)])).equals(box(0, 0) | box(1, 0))


def test_a_village_without_a_township_is_named() -> None:
    with pytest.raises(BoundaryError, match="without a value in parent: 1"):
        boundaries.dissolve_by(layer([box(0, 0), box(1, 0)], parents=["甲", None]), "parent")
    with pytest.raises(BoundaryError, match="no column town"):
        boundaries.dissolve_by(layer([box(0, 0)]), "town")


def county() -> np.ndarray:
    """Forty villages whose shared borders have many corners."""
    rng = np.random.default_rng(4)
    square = shapely.box(119.8, 29.3, 120.0, 29.5)
    seeds = shapely.multipoints(rng.uniform((119.8, 29.3), (120.0, 29.5), (3000, 2)))
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=square)) & square
    centres = rng.uniform((119.8, 29.3), (120.0, 29.5), (40, 2))
    middles = shapely.get_coordinates(shapely.centroid(cells))
    nearest = ((middles[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)
    return np.array([shapely.coverage_union_all(cells[nearest == k]) for k in np.unique(nearest)])


def test_simplified_neighbours_still_share_their_borders() -> None:
    villages = county()
    simple = boundaries.simplify(villages, 300.0)
    assert shapely.coverage_is_valid(simple)
    assert shapely.get_num_coordinates(simple).sum() < shapely.get_num_coordinates(villages).sum() / 2
    assert shapely.union_all(simple).symmetric_difference(shapely.union_all(villages)).area < 1e-6
    assert shapely.hausdorff_distance(simple, villages).max() < 0.01


def test_simplifying_overlapping_villages_keeps_them_valid_and_in_place() -> None:
    villages = county()
    villages[0] = shapely.buffer(villages[0], 0.001)
    simple = boundaries.simplify(villages, 300.0)
    assert shapely.is_valid(simple).all() and not shapely.is_empty(simple).any()
    assert shapely.hausdorff_distance(simple, villages).max() < 0.01


def test_nothing_to_simplify_changes_nothing() -> None:
    assert len(boundaries.simplify([], 10.0)) == 0
    assert boundaries.simplify([box(0, 0)], 0.0)[0] == box(0, 0)


def test_geojson_for_the_screen_is_short_and_keeps_shared_borders() -> None:
    villages = layer([box(1 / 3, 1 / 3), box(1 / 3 + 1, 1 / 3)], CODES)
    villages["name"] = NAMES
    text = boundaries.to_geojson(villages, ["name"])
    document = json.loads(text)
    assert [f["properties"] for f in document["features"]] == [{"name": name} for name in NAMES]
    assert [f["id"] for f in document["features"]] == [0, 1]
    assert "119.90333," in text and "29.40333]" in text and NAMES[0] in text
    shapes = shapely.from_geojson([json.dumps(f["geometry"]) for f in document["features"]])
    assert shapely.coverage_is_valid(shapes)
