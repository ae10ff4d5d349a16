"""Who is whose neighbour."""

import geopandas
import numpy as np
import pytest
import shapely
from libpysal import examples
from pyproj import Geod

from geo.neighbours import gaps, islands, links, touching, within

WEST, SOUTH, SIDE = 119.8, 29.4, 0.02
METRE = 1 / 97_000  # degrees of longitude, about


def _village(column, row, shift=0.0):
    west, south = WEST + column * SIDE + shift, SOUTH + row * SIDE
    return shapely.box(west, south, west + SIDE, south + SIDE)


def _pairs(graph):
    return {tuple(sorted(pair)) for pair in zip(*graph.sparse.nonzero(), strict=True)}


def test_villages_that_share_a_border_or_a_corner_are_neighbours():
    graph = touching([_village(0, 0), _village(1, 0), _village(1, 1), _village(3, 0)])
    assert _pairs(graph) == {(0, 1), (0, 2), (1, 2)}
    assert (graph.sparse.toarray() == graph.sparse.toarray().T).all()
    assert graph.sparse.diagonal().sum() == 0


@pytest.mark.parametrize(("gap", "neighbours"), [(0.5, True), (-0.5, True), (3, False)])
def test_a_gap_or_an_overlap_of_half_a_metre_does_not_part_neighbours(gap, neighbours):
    graph = touching([_village(0, 0), _village(1, 0, gap * METRE)], tolerance=1)
    assert bool(_pairs(graph)) is neighbours


@pytest.mark.parametrize(("gap", "neighbours"), [(3, True), (9, True), (15, False), (-9, True)])
def test_neighbours_that_were_drawn_one_by_one_may_gape_by_up_to_ten_metres(gap, neighbours):
    graph = touching([_village(0, 0), _village(1, 0, gap * METRE), _village(3, 0)])
    assert bool(_pairs(graph)) is neighbours
    assert islands(graph).tolist() == ([2] if neighbours else [0, 1, 2])


def test_with_a_wider_tolerance_a_river_does_not_part_them_either():
    assert _pairs(touching([_village(0, 0), _village(1, 0, 30 * METRE)], tolerance=50)) == {(0, 1)}


def test_a_village_inside_another_is_its_neighbour():
    hole = shapely.box(WEST + SIDE / 4, SOUTH + SIDE / 4, WEST + SIDE / 2, SOUTH + SIDE / 2)
    assert _pairs(touching([_village(0, 0).difference(hole), hole])) == {(0, 1)}


def test_islands_are_reported():
    assert islands(touching([_village(0, 0), _village(1, 0), _village(9, 9)])).tolist() == [2]
    assert islands(within([119.8, 119.9], [29.4, 29.4], 100)).tolist() == [0, 1]


def test_neighbours_by_distance_agree_with_geodesics():
    rng = np.random.default_rng(1)
    x, y = rng.uniform(119.7, 120.1, 120), rng.uniform(29.3, 29.6, 120)
    x[1], y[1] = x[0], y[0]  # two in one place
    one, other = np.triu_indices(120, 1)
    metres = Geod(ellps="GRS80").inv(x[one], y[one], x[other], y[other])[2]
    clear = np.abs(metres / 5_000 - 1) > 1e-3
    found = _pairs(within(x, y, 5_000))
    told = np.array([pair in found for pair in zip(one, other, strict=True)])
    assert (told == (metres <= 5_000))[clear].all()


def test_every_pair_is_drawn_once_from_inside_one_village_to_inside_the_other():
    villages = [_village(0, 0), _village(1, 0), _village(1, 1)]
    lines = links(touching(villages), villages)
    assert lines.shape == (3, 2, 2)
    for line, (one, other) in zip(lines, [(0, 1), (0, 2), (1, 2)], strict=True):
        assert villages[one].contains(shapely.Point(line[0]))
        assert villages[other].contains(shapely.Point(line[1]))


def test_the_counties_of_north_carolina_have_the_neighbours_that_spdep_finds():
    counties = geopandas.read_file(examples.get_path("sids2.shp"))
    # R spdep 1.2-7: sum(card(poly2nb(st_read("sids2.shp"), queen = TRUE)))
    assert touching(counties.geometry.to_numpy()).n_edges == 490


@pytest.mark.parametrize(("gap", "metres"), [(0, 10), (3, 10), (20, 30), (60, 90)])
def test_how_far_neighbours_may_gape_follows_how_the_layer_itself_gapes(gap, metres):
    row = [_village(column, 0, column * gap * METRE) for column in range(8)]
    assert gaps([*row, _village(30, 0)]) == pytest.approx(metres, rel=0.1)
    assert islands(touching([*row, _village(30, 0)])).tolist() == [8]
