"""Travel times against answers worked out another way."""

import geopandas
import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geo.errors import RoadError
from geo.roads import LEAST_SHARE, RoadNetwork
from geo.roads.classes import RoadSpeeds
from geo.roads.crossings import join_crossings

GEOD = Geod(ellps="WGS84")
WEST, SOUTH, STEP = 119.9, 29.4, 0.01
SPEEDS = RoadSpeeds(by_class={"fast": 60.0, "slow": 20.0, "motorway": 90.0}, other=30.0, approach=6.0)


def at(column, row):
    return round(WEST + column * STEP, 7), round(SOUTH + row * STEP, 7)


def layer(roads):
    """Roads given as (places, class, one-way)."""
    return geopandas.GeoDataFrame(
        {"road_class": [road[1] for road in roads], "oneway": [road[2] for road in roads]},
        geometry=[shapely.LineString([at(*place) for place in road[0]]) for road in roads],
        crs="EPSG:4326",
    )


def network(*roads, speeds=SPEEDS):
    return RoadNetwork(layer([(*road, *("slow", False)[len(road) - 1 :]) for road in roads]), speeds)


def metres(*places):
    xy = np.array([at(*place) for place in places])
    return GEOD.line_length(*xy.T)


def drive(kmh, *places):
    """Minutes along places."""
    return metres(*places) / 1000 / kmh * 60


# --- networks made by hand ---------------------------------------------------------------------------------


def test_a_straight_road_takes_its_length_over_its_speed():
    net = network(([(0, 0), (1, 0), (3, 0)], "fast"))
    minutes = net.minutes([at(0, 0), at(3, 0), at(2, 0)])
    assert minutes[0, 1] == pytest.approx(drive(60, (0, 0), (1, 0), (3, 0)), rel=1e-9)
    assert minutes[2, 0] == pytest.approx(drive(60, (2, 0), (0, 0)), rel=1e-4)
    assert np.diag(minutes).tolist() == [0, 0, 0]
    assert net.junctions == 2 and net.vertices == 3 and net.parts == ()


def test_the_fastest_way_is_taken_not_the_shortest():
    around = [(0, 0), (0, 1), (2, 1), (2, 0)]
    net = network(([(0, 0), (2, 0)], "slow"), (around, "fast"))
    assert net.minutes([at(0, 0), at(2, 0)])[0, 1] == pytest.approx(drive(60, *around))
    assert net.path(at(0, 0), at(2, 0)).coords[:] == [at(*place) for place in around]
    assert net.path(at(2, 0), at(0, 0)).coords[:] == [at(*place) for place in reversed(around)]


def test_a_one_way_ring_is_driven_round():
    ring = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
    net = network((ring, "slow", True))
    minutes = net.minutes([at(0.5, 0), at(0, 0.5), at(0.5, 0)])
    there, back = drive(20, (0.5, 0), *ring[1:4], (0, 0.5)), drive(20, (0, 0.5), (0, 0), (0.5, 0))
    assert minutes[0, 1] == pytest.approx(there, rel=1e-4)
    assert minutes[1, 0] == pytest.approx(back, rel=1e-4)
    assert minutes[0, 2] == pytest.approx(0, abs=1e-5)
    assert len(net.path(at(0.5, 0), at(0, 0.5)).coords) == 5
    assert len(net.path(at(0, 0.5), at(0.5, 0)).coords) == 3


def test_two_villages_on_one_stretch_drive_along_it_or_the_quicker_way_round():
    net = network(([(0, 0), (4, 0)], "slow"), ([(0, 0), (0, 0.1), (4, 0.1), (4, 0)], "fast"))
    near = net.minutes([at(1, 0), at(1.5, 0)])
    assert near[0, 1] == pytest.approx(drive(20, (1, 0), (1.5, 0)), rel=1e-4)
    far = net.minutes([at(0.1, 0), at(3.9, 0)])
    assert far[0, 1] < drive(20, (0.1, 0), (3.9, 0)) / 2


def test_a_village_off_the_road_pays_for_the_way_to_it_at_both_ends():
    net = network(([(0, 0), (4, 0)],))
    snapped = net.snap([at(1, 1), at(2, -0.5)])
    assert snapped.metres == pytest.approx([metres((1, 1), (1, 0)), metres((2, -0.5), (2, 0))], rel=1e-3)
    assert snapped.longitude == pytest.approx([at(1, 0)[0], at(2, 0)[0]], abs=1e-5)
    approach = snapped.metres.sum() / 1000 / 6 * 60
    between = GEOD.line_length(snapped.longitude, snapped.latitude) / 1000 / 20 * 60
    assert net.minutes([at(1, 1), at(2, -0.5)])[0, 1] == pytest.approx(approach + between)


def test_a_road_that_crosses_without_meeting_is_not_turned_into():
    bridge, under = [(0, 0), (4, 0)], [(2, -1), (2, 1)]
    net = network((bridge,), (under,))
    (part,) = net.parts
    assert part.kilometres == pytest.approx(metres(*under) / 1000) and not part.joined
    joined, added = join_crossings(
        layer([(bridge, "slow", False), (under, "slow", False)]).geometry.values, np.zeros(2, dtype=bool)
    )
    assert added == 2
    assert (
        RoadNetwork(geopandas.GeoDataFrame({"road_class": "slow"}, geometry=joined, index=[0, 1])).parts == ()
    )


def test_an_end_that_misses_a_road_by_half_a_metre_meets_it_but_a_motorway_does_not():
    lines = layer([([(0, 0), (4, 0)], "slow", False), ([(2, 0.0005), (2, 1)], "slow", False)]).geometry.values
    joined, added = join_crossings(lines, np.array([False, False]))
    assert added == 1 and joined[0].coords[1] == joined[1].coords[0]
    joined, added = join_crossings(lines, np.array([True, False]))
    assert added == 0 and list(joined) == list(lines)


def test_a_village_on_an_island_of_roads_is_told_and_joined_to_the_network():
    net = network(([(0, 0), (4, 0)],), ([(0, 3), (1, 3)],), ([(3, 2), (3.2, 2)],))
    assert [round(part.kilometres, 2) for part in net.parts] == [0.97, 0.19]
    snapped = net.snap([at(0.5, 3.1), at(1, 0.2), at(3.1, 2.1)])
    assert snapped.part.tolist() == [0, -1, 1]
    assert snapped.latitude == pytest.approx([SOUTH] * 3)
    assert np.isfinite(net.minutes([at(0.5, 3.1), at(1, 0.2), at(3.1, 2.1)])).all()


def test_a_one_way_road_that_nobody_returns_from_is_no_part_of_the_network():
    net = network(([(0, 0), (1, 0), (2, 0)],), ([(1, 0), (1, 1)], "slow", True))
    (part,) = net.parts
    assert part.joined and part.kilometres == pytest.approx(metres((1, 0), (1, 1)) / 1000)


def test_a_two_way_road_goes_on_as_one_way_streets_without_losing_either():
    net = network(
        ([(0, 0), (1, 0)],),
        ([(1, 0), (2, 1), (3, 0)], "slow", True),
        ([(3, 0), (2, -2), (1, 0)], "slow", True),
        ([(3, 0), (4, 0)],),
    )
    minutes = net.minutes([at(0, 0), at(4, 0)])
    assert minutes[0, 1] == pytest.approx(drive(20, (0, 0), (1, 0), (2, 1), (3, 0), (4, 0)))
    assert minutes[1, 0] == pytest.approx(drive(20, (4, 0), (3, 0), (2, -2), (1, 0), (0, 0)))


def test_no_village_is_reached_from_a_motorway():
    net = network(([(0, 0), (8, 0)], "motorway"), ([(0, 0), (0, 3), (8, 3), (8, 0)],))
    assert net.snap([at(4, 0.5)]).latitude == pytest.approx([SOUTH + 3 * STEP])
    assert net.minutes([at(0, 0), at(8, 0)])[0, 1] == pytest.approx(drive(90, (0, 0), (8, 0)))


def test_of_two_lines_upon_each_other_the_faster_counts():
    net = network(([(0, 0), (2, 0)], "slow"), ([(2, 0), (0, 0)], "fast", True))
    minutes = net.minutes([at(0, 0), at(2, 0)])
    assert minutes[0, 1] == pytest.approx(drive(20, (0, 0), (2, 0)))
    assert minutes[1, 0] == pytest.approx(drive(60, (0, 0), (2, 0)))


def test_a_stated_speed_goes_before_the_class_and_a_limit_below_it():
    speeds = SPEEDS.kmh(
        ["fast", "fast", "fast", "slow", "unheard-of"],
        [np.nan, 80, 80, np.nan, np.nan],
        [40, np.nan, 40, 90, np.nan],
    )
    assert speeds.tolist() == [40, 80, 80, 20, 30]


def test_the_way_to_the_same_place_is_that_place():
    net = network(([(0, 0), (4, 0)],))
    line = net.path(at(1, 0), at(1, 0))
    assert line.coords[0] == line.coords[-1] == pytest.approx(at(1, 0))
    assert net.minutes(np.empty((0, 2))).shape == (0, 0)


def test_roads_that_make_no_network_are_refused():
    with pytest.raises(RoadError, match="in pieces"):
        network(([(0, 0), (1, 0)],), ([(0, 1), (1, 1)],), ([(0, 2), (1, 2)],))
    with pytest.raises(RoadError, match="no roads for cars"):
        network(([(0, 0), (1, 0)], "footway"))
    with pytest.raises(RoadError, match="one may stop"):
        network(([(0, 0), (1, 0)], "motorway"))
    with pytest.raises(RoadError, match="too far away"):
        network(([(0, 0), (1, 0)],)).minutes([[30.0, 0.0], at(0, 0)])
    with pytest.raises(ValueError, match="shape"):
        network(([(0, 0), (1, 0)],)).minutes([np.nan, 1.0])


# --- any network, against Floyd and Warshall ---------------------------------------------------------------


@st.composite
def county(draw):
    """Roads between neighbours of a bent grid, as ways of one or two pieces; places on them."""
    n = 4
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    bent = np.stack(np.meshgrid(np.arange(n), np.arange(n), indexing="ij"), axis=-1).reshape(
        -1, 2
    ) + rng.uniform(-0.2, 0.2, (n * n, 2))
    pairs = [(i * n + j, i * n + j + 1) for i in range(n) for j in range(n - 1)]
    pairs += [(i * n + j, i * n + j + n) for i in range(n - 1) for j in range(n)]
    kept = [pairs[i] for i in rng.permutation(len(pairs))[: draw(st.integers(6, len(pairs)))]]
    roads = [
        (
            pair if rng.random() < 0.5 else pair[::-1],
            ("fast", "slow")[rng.integers(2)],
            bool(rng.random() < 0.3),
        )
        for pair in kept
    ]
    return bent, roads, rng.integers(0, len(kept), 5), rng.uniform(0, 1, 5)


def shortest(size, arcs):
    """Floyd and Warshall."""
    best = np.full((size, size), np.inf)
    np.fill_diagonal(best, 0.0)
    for a, b, cost in arcs:
        best[a, b] = min(best[a, b], cost)
    for k in range(size):
        best = np.minimum(best, best[:, k, None] + best[None, k, :])
    return best


@pytest.mark.slow
@settings(max_examples=150)
@given(county())
def test_minutes_and_ways_are_those_of_a_search_through_everything(example):
    bent, roads, chosen, fractions = example
    xy = np.array([at(*place) for place in bent])
    lonlat = list(map(tuple, xy))
    kmh = {"fast": 60.0, "slow": 20.0}
    arcs = []
    for (a, b), kind, oneway in roads:
        cost = GEOD.inv(*xy[a], *xy[b])[2] / 1000 / kmh[kind] * 60
        arcs += [(a, b, cost)] if oneway else [(a, b, cost), (b, a, cost)]
    reach = np.isfinite(shortest(len(xy), arcs))
    strong = reach & reach.T
    length = np.array([GEOD.inv(*xy[a], *xy[b])[2] for (a, b), *_ in roads])
    within = {
        tuple(strong[i]): sum(
            length[k] for k, ((a, b), *_) in enumerate(roads) if strong[i, a] and strong[i, b]
        )
        for i in range(len(xy))
    }
    main, most = max(within.items(), key=lambda item: item[1])
    roads_layer = layer([((bent[a], bent[b]), kind, oneway) for (a, b), kind, oneway in roads])
    if most < LEAST_SHARE * length.sum():
        with pytest.raises(RoadError, match="in pieces"):
            RoadNetwork(roads_layer, SPEEDS)
        return
    net = RoadNetwork(roads_layer, SPEEDS)
    assert net.kilometres == pytest.approx(most / 1000)
    assert sum(part.kilometres for part in net.parts) == pytest.approx((length.sum() - most) / 1000, abs=1e-6)
    usable = [k for k in chosen if main[roads[k][0][0]] and main[roads[k][0][1]]]
    assume(usable)
    for k, t in zip(usable, fractions, strict=False):
        (a, b), kind, oneway = roads[k]
        lonlat.append(tuple(xy[a] + (xy[b] - xy[a]) * t))
        new, cost = len(lonlat) - 1, length[k] / 1000 / kmh[kind] * 60
        arcs += [(a, new, cost * t), (new, b, cost * (1 - t))]
        arcs += [] if oneway else [(new, a, cost * t), (b, new, cost * (1 - t))]
        for j in range(len(xy), new):  # places on the same piece see each other along it
            if usable[j - len(xy)] == k:
                s = fractions[j - len(xy)]
                pair = (j, new) if s < t else (new, j)
                arcs += [(*pair, cost * abs(s - t))] + ([] if oneway else [(*pair[::-1], cost * abs(s - t))])
    best = shortest(len(lonlat), arcs)
    asked = [*(i for i in range(len(xy)) if main[i]), *range(len(xy), len(lonlat))]
    points = np.array([lonlat[i] for i in asked])
    minutes = net.minutes(points)
    np.testing.assert_allclose(minutes, best[np.ix_(asked, asked)], atol=1e-3)
    assert (minutes[:, None, :] <= minutes[:, :, None] + minutes[None, :, :] + 1e-6).all()
    check_way(net, points, minutes, np.random.default_rng(0))


def check_way(net, points, minutes, rng):
    """The way between two points takes the minutes it is said to take, and its parts add up to them."""
    i, j = rng.integers(0, len(points), 2)
    line = shapely.get_coordinates(net.path(points[i], points[j]))
    np.testing.assert_allclose(line[[0, -1]], points[[i, j]], atol=1e-6)
    along = net.minutes(line)
    steps = along[np.arange(len(line) - 1), np.arange(1, len(line))]
    assert steps.sum() == pytest.approx(minutes[i, j], abs=1e-3)


@settings(max_examples=50)
@given(county())
def test_at_one_speed_minutes_are_the_length_of_the_way(example):
    bent, roads, _, fractions = example
    same = layer([((bent[a], bent[b]), "slow", oneway) for (a, b), _, oneway in roads])
    try:
        net = RoadNetwork(same, SPEEDS)
    except RoadError:
        assume(False)
    points = np.array([at(3 * fractions[0], 3 * fractions[1]), at(3 * fractions[2], 3 * fractions[3])])
    approach = net.snap(points).metres.sum() / 1000 / SPEEDS.approach * 60
    line = net.path(*points)
    assert line.is_valid or line.length == 0
    assert net.minutes(points)[0, 1] == pytest.approx(
        GEOD.geometry_length(line) / 1000 / 20 * 60 + approach, abs=1e-4
    )
