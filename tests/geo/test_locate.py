"""Points in villages: the oracle is shapely, asked about every polygon in turn."""

import itertools
import threading
from collections.abc import Callable

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from geo import locate
from geo.errors import BoundaryError, Refused
from geo.locate import VillageIndex

SQUARES = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)]


def first_that_holds(geometries: NDArray[np.object_], x: NDArray[np.float64], y: NDArray[np.float64]):
    """Every point against every polygon, from the last to the first."""
    answer = np.full(len(x), -1)
    for position in range(len(geometries) - 1, -1, -1):
        box = shapely.bounds(geometries[position])
        near = np.flatnonzero((x >= box[0]) & (y >= box[1]) & (x <= box[2]) & (y <= box[3]))
        answer[near[shapely.intersects_xy(geometries[position], x[near], y[near])]] = position
    return answer


def telling_points(geometries: NDArray[np.object_], seed: int, inside: int = 200):
    """Points at random, on vertices, on edges, a hair beside both, and on the lines of the grid."""
    rng = np.random.default_rng(seed)
    ends = shapely.get_coordinates(geometries)
    low, high = ends.min(axis=0), ends.max(axis=0)
    middles = (ends[1:] + ends[:-1]) / 2
    thirds = ends[1:] + (ends[:-1] - ends[1:]) / 3
    loose = low + (high - low) * rng.uniform(-0.05, 1.05, (inside, 2))
    mixed = np.column_stack([rng.permutation(ends[:, 0]), rng.permutation(ends[:, 1])])  # level with vertices
    grid = VillageIndex(geometries)._grid
    lines = grid.left + rng.integers(0, grid.columns + 1, inside) / grid.across
    rows = grid.bottom + rng.integers(0, grid.rows + 1, inside) / grid.up
    walls = [
        np.column_stack([lines, loose[:, 1]]),
        np.column_stack([loose[:, 0], rows]),
        np.column_stack([lines, rows]),
    ]
    points = np.vstack([ends, middles, thirds, loose, mixed, *walls])
    beside = [np.nextafter(points, np.inf), np.nextafter(points, -np.inf)]
    points = np.vstack([points, *beside])
    points[np.abs(points) < 1e-300] = 0.0  # products of such numbers vanish in shapely, and its answers vary
    return points[:, 0].copy(), points[:, 1].copy()


def voronoi(seed: int, cells: int) -> NDArray[np.object_]:
    """A coverage of the square (0, 0) to (100, 100)."""
    seeds = shapely.multipoints(np.random.default_rng(seed).uniform(0, 100, (cells, 2)))
    square = shapely.box(0, 0, 100, 100)
    return shapely.intersection(shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=square)), square)


def check(geometries, seed: int = 0) -> None:
    geometries = np.asarray(geometries, dtype=object)
    x, y = telling_points(geometries, seed)
    np.testing.assert_array_equal(VillageIndex(geometries).locate(x, y), first_that_holds(geometries, x, y))


def test_a_point_on_a_shared_border_is_always_in_the_same_village() -> None:
    y = np.linspace(0, 1, 101)
    assert (VillageIndex(SQUARES).locate(np.ones(101), y) == 0).all()
    assert (VillageIndex(SQUARES[::-1]).locate(np.ones(101), y) == 0).all()


def test_a_point_outside_the_county_is_in_no_village() -> None:
    index = VillageIndex(SQUARES)
    assert index.locate([-0.1, 2.1, 0.5, 0.5], [0.5, 0.5, -0.1, 1.1]).tolist() == [-1, -1, -1, -1]


def test_a_point_without_a_coordinate_is_in_no_village() -> None:
    index = VillageIndex(SQUARES)
    assert index.locate([np.nan, 0.5, np.inf, -np.inf], [0.5, np.nan, 0.5, 0.5]).tolist() == [-1, -1, -1, -1]


def test_of_two_villages_claiming_a_place_the_first_has_it() -> None:
    assert VillageIndex([shapely.box(0, 0, 2, 2), shapely.box(1, 1, 3, 3)]).locate(
        [1.5, 2.5], [1.5, 2.5]
    ).tolist() == [0, 1]
    assert VillageIndex([shapely.box(1, 1, 3, 3), shapely.box(0, 0, 2, 2)]).locate(
        [1.5, 0.5], [1.5, 0.5]
    ).tolist() == [0, 1]


def test_a_hole_is_not_part_of_a_village_but_its_rim_is() -> None:
    ring = shapely.box(0, 0, 3, 3) - shapely.box(1, 1, 2, 2)
    assert VillageIndex([ring]).locate([1.5, 1.0, 0.5], [1.5, 1.5, 0.5]).tolist() == [-1, 0, 0]
    check([ring, shapely.box(1, 1, 2, 2)])


def test_an_exclave_belongs_to_its_village() -> None:
    two_parts = shapely.union_all([shapely.box(0, 0, 1, 1), shapely.box(5, 5, 6, 6)])
    assert VillageIndex([two_parts]).locate([0.5, 5.5, 3], [0.5, 5.5, 3]).tolist() == [0, 0, -1]
    check([two_parts, shapely.box(2, 2, 5, 5)])


def test_a_village_without_a_polygon_holds_nothing_and_shifts_no_position() -> None:
    assert VillageIndex([None, shapely.Polygon(), *SQUARES]).locate([0.5, 1.5], [0.5, 0.5]).tolist() == [2, 3]


def test_a_county_without_villages_answers_too() -> None:
    for nothing in ([], [None]):
        assert VillageIndex(nothing).locate([0.5], [0.5]).tolist() == [-1]
    assert VillageIndex(SQUARES).locate([], []).tolist() == []
    assert len(VillageIndex([])) == 0


@pytest.mark.parametrize(
    "convert",
    [list, tuple, np.asarray, pd.Series, lambda v: np.repeat(v, 2)[::2], lambda v: np.asarray(v, np.float32)],
)
def test_coordinates_come_as_lists_columns_or_slices(convert: Callable) -> None:
    assert VillageIndex(SQUARES).locate(convert([0, 1, 2]), convert([1, 0, 1])).tolist() == [0, 0, 1]
    assert VillageIndex(SQUARES).locate(np.array([0, 2, 3]), np.array([0, 0, 0])).dtype == np.int64


def test_villages_come_as_a_geoseries_with_any_index() -> None:
    assert VillageIndex(geopandas.GeoSeries(SQUARES, index=["b", "a"])).locate(
        [0.5, 1.5], [0.5, 0.5]
    ).tolist() == [0, 1]


def test_what_cannot_be_placed_is_refused_in_one_sentence() -> None:
    with pytest.raises(Refused, match="as many x as y"):
        VillageIndex(SQUARES).locate([1.0, 2.0], [1.0])
    with pytest.raises(Refused, match="flat"):
        VillageIndex(SQUARES).locate(1.0, 1.0)
    with pytest.raises(BoundaryError, match="position 1 holds a LineString"):
        VillageIndex([SQUARES[0], shapely.LineString([(0, 0), (1, 1)])])
    with pytest.raises(BoundaryError, match=r"position 0 is invalid \(Self-intersection"):
        VillageIndex([shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])])
    with pytest.raises(BoundaryError, match="no extent"):
        VillageIndex([shapely.box(0, 0, 1e300, 1e300)])


@pytest.mark.slow
def test_two_hundred_thousand_points_agree_with_shapely() -> None:
    villages = shapely.transform(voronoi(1, 400), lambda xy: xy * [0.005, 0.004] + [119.6, 29.3])
    x, y = telling_points(villages, 1, inside=60_000)
    assert len(x) > 200_000
    np.testing.assert_array_equal(VillageIndex(villages).locate(x, y), first_that_holds(villages, x, y))


def test_almost_no_point_of_a_real_county_needs_shapely(monkeypatch: pytest.MonkeyPatch) -> None:
    index = VillageIndex(voronoi(2, 300))
    asked: list[int] = []
    monkeypatch.setattr(
        index, "_ask_shapely", lambda x, y: asked.append(len(x)) or np.zeros(len(x), np.int64)
    )
    rng = np.random.default_rng(0)
    index.locate(rng.uniform(0, 100, 200_000), rng.uniform(0, 100, 200_000))
    assert sum(asked) < 10


def test_many_villages_meeting_in_one_point_are_told_apart() -> None:
    angles = np.linspace(0, 2 * np.pi, 201)
    rim = np.column_stack([np.cos(angles), np.sin(angles)])
    rim[-1] = rim[0]
    check([shapely.Polygon([(0, 0), a, b]) for a, b in itertools.pairwise(rim)])


def test_stacks_of_overlapping_villages_are_told_apart() -> None:
    rng = np.random.default_rng(3)
    centres, radii = rng.uniform(0, 10, (150, 2)), rng.uniform(0.5, 6, 150)
    check(shapely.buffer(shapely.points(centres), radii, quad_segs=4))


@pytest.mark.parametrize("scale", [1e-12, 1e-5, 1.0, 1e6, 1e15])
@pytest.mark.parametrize("shift", [0.0, 1.0, 119.7, 4e7, 1e12])
def test_tiny_and_huge_coordinates_are_placed_alike(scale: float, shift: float) -> None:
    villages = shapely.transform(voronoi(5, 30), lambda xy: xy * scale + shift)
    villages = villages[
        shapely.is_valid(villages) & ~shapely.is_empty(villages) & (shapely.area(villages) > 0)
    ]
    if len(villages):
        check(villages)


def test_slivers_and_needles_are_placed_alike() -> None:
    needles = [shapely.Polygon([(0, i / 7), (10, i / 7 + 1e-9 * (i + 1)), (10, i / 7)]) for i in range(7)]
    check(
        [
            *needles,
            shapely.Polygon([(0, 0), (10, 10), (10, 10 + 1e-13), (0, 1e-13)]),
            shapely.box(0, 0, 10, 1),
        ]
    )


def test_borders_through_the_reference_points_of_cells_are_placed_alike(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(locate, "_REFERENCE", (0.5, 0.5))
    check([shapely.box(i, j, i + 1, j + 1) for i in range(8) for j in range(8)])
    check([shapely.Polygon([(0, 0), (8, 8), (0, 8)]), shapely.Polygon([(0, 0), (8, 8), (8, 0)])])


small = st.integers(-6, 6)


@st.composite
def polygons(draw: st.DrawFn):
    """Valid polygons on a lattice, so that borders touch and coincide; some with holes or in parts."""
    found = []
    for corners in draw(
        st.lists(st.lists(st.tuples(small, small), min_size=3, max_size=9), min_size=1, max_size=6)
    ):
        whole = shapely.make_valid(shapely.Polygon(corners))
        parts = [p for p in shapely.get_parts(whole) if p.geom_type == "Polygon"]
        polygonal = shapely.union_all(parts)
        if not polygonal.is_empty and draw(st.booleans()):
            polygonal = polygonal.difference(shapely.box(-1, -1, 1, 2))
        if polygonal.is_valid and polygonal.area > 0:
            found.append(polygonal)
    return found or [shapely.box(0, 0, 1, 1)]


@settings(max_examples=150)
@given(
    polygons(),
    st.sampled_from([1.0, 0.1, 1 / 3, 1e-7, 12345.678]),
    st.sampled_from([0.0, 0.1, 120.0]),
    st.integers(0, 99),
)
def test_any_polygons_and_any_points_agree_with_shapely(found, scale: float, shift: float, seed: int) -> None:
    moved = shapely.transform(np.asarray(found, dtype=object), lambda xy: xy * scale + shift)
    check(moved[shapely.is_valid(moved)] if shapely.is_valid(moved).any() else found, seed)


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.integers(2, 60), st.sampled_from([1, 5, 64, 1024]))
def test_any_coverage_on_any_grid_agrees_with_shapely(seed: int, cells: int, per_segment: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(locate, "_CELLS_PER_SEGMENT", per_segment)
        check(voronoi(seed, cells), seed)


def test_several_visitors_may_ask_at_the_same_time() -> None:
    villages = voronoi(7, 100)
    index = VillageIndex(villages)
    x, y = telling_points(villages, 7, inside=40_000)
    expected = index.locate(x, y)
    agree: list[bool] = []

    def ask() -> None:
        agree.append(bool((index.locate(x, y) == expected).all()))

    visitors = [threading.Thread(target=ask) for _ in range(6)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    assert agree == [True] * 6
