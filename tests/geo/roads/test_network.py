"""Travel times against answers worked out another way, and files of roads as they come."""

import json
import struct

import geopandas
import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geo import road_files
from geo.errors import BoundaryError, FrameError, RoadError
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


# --- files --------------------------------------------------------------------------------------------------

NODES = {1: (119.9, 29.4), 2: (119.91, 29.4), 3: (119.92, 29.4), 4: (119.91, 29.41), 5: (119.92, 29.41)}
WAYS = [
    ([1, 2, 3], {"highway": "primary", "name": "金浦线", "maxspeed": "40"}),
    ([3, 5, 4, 2, 3], {"highway": "tertiary", "junction": "roundabout"}),
    ([1, 4], {"highway": "residential", "oneway": "-1", "maxspeed": "20 mph"}),
    ([1, 4], {"highway": "footway"}),
    ([1, 4], {"highway": "service", "access": "private"}),
    ([1, 4], {"highway": "service", "access": "private", "motor_vehicle": "yes"}),
    ([1, 5], {"highway": "primary", "oneway": "reversible"}),
    ([1, 5], {"waterway": "river"}),
    ([1], {"highway": "track"}),
]


def osm_xml(path, before=""):
    body = [f'<node id="{i}" lon="{x}" lat="{y}"/>' for i, (x, y) in NODES.items()]
    for number, (nodes, tags) in enumerate(WAYS, 1):
        inside = [f'<nd ref="{node}"/>' for node in nodes]
        inside += [f'<tag k="{key}" v="{value}"/>' for key, value in tags.items()]
        body.append(f'<way id="{number}">{"".join(inside)}</way>')
    path.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<osm version="0.6">{"".join(body)}</osm>',
        encoding="utf-8",
    )
    return path


def osm_pbf(path):
    """The same in protocol buffers (wiki.openstreetmap.org/wiki/PBF_Format)."""

    def number(value):
        out = bytearray()
        while value > 127:
            out.append(value & 127 | 128)
            value >>= 7
        return bytes([*out, value])

    def signed(values):
        deltas = np.diff([0, *values]).tolist()
        return b"".join(number(delta << 1 if delta >= 0 else -delta * 2 - 1) for delta in deltas)

    def text(tag, content):
        return number(tag << 3 | 2) + number(len(content)) + content

    def block(kind, content):
        blob = text(1, content) + number(2 << 3) + number(len(content))
        header = text(1, kind) + number(3 << 3) + number(len(blob))
        return struct.pack(">i", len(header)) + header + blob

    words = sorted({word for _, tags in WAYS for pair in tags.items() for word in pair})
    index = {word: number(i) for i, word in enumerate(words, 1)}
    strings = text(1, b"") + b"".join(text(1, word.encode()) for word in words)
    dense = text(1, signed(list(NODES)))
    dense += text(8, signed([round(y * 1e7) for _, y in NODES.values()]))
    dense += text(9, signed([round(x * 1e7) for x, _ in NODES.values()]))
    ways = b"".join(
        text(
            3,
            number(1 << 3)
            + number(i)
            + text(2, b"".join(map(index.get, tags)))
            + text(3, b"".join(map(index.get, tags.values())))
            + text(8, signed(nodes)),
        )
        for i, (nodes, tags) in enumerate(WAYS, 1)
    )
    content = text(1, strings) + text(2, text(2, dense)) + text(2, ways)
    header = text(4, b"OsmSchema-V0.6") + text(4, b"DenseNodes")
    path.write_bytes(block(b"OSMHeader", header) + block(b"OSMData", content))
    return path


@pytest.mark.parametrize(("write", "name"), [(osm_xml, "county.osm"), (osm_pbf, "county.osm.pbf")])
def test_roads_of_openstreetmap_keep_class_direction_limit_and_name(tmp_path, write, name):
    found = road_files.read(write(tmp_path / name))
    dropped = {"closed": 1, "no_line": 1, "not_for_cars": 1, "reversible": 1}
    if name.endswith(".pbf"):
        dropped.pop("no_line")  # GDAL passes over a way of one node
    assert found.dropped == dropped
    assert found.ways == sum(dropped.values()) + 4
    roads = found.roads
    assert roads["road_class"].tolist() == ["primary", "tertiary", "residential", "service"]
    assert roads["oneway"].tolist() == [False, True, True, False]
    assert roads["limit_kmh"].round(1).tolist()[:1] == [40.0] and roads["limit_kmh"][2] == pytest.approx(
        32.19, abs=0.01
    )
    assert roads["name"][0] == "金浦线"
    assert roads.geometry[2].coords[0] == pytest.approx(NODES[4])
    minutes = RoadNetwork(roads, SPEEDS).minutes([NODES[3], NODES[5]])
    assert minutes[0, 1] == pytest.approx(GEOD.line_length(*np.array([NODES[3], NODES[5]]).T) / 500, rel=1e-6)
    assert minutes[1, 0] > 2 * minutes[0, 1]


def test_a_file_of_openstreetmap_that_would_open_others_is_refused(tmp_path):
    canary = tmp_path / "canary.csv"
    canary.write_text("x,y\n1,2\n", encoding="utf-8")
    inside = f'<OGRVRTLayer name="lines"><SrcDataSource>{canary}</SrcDataSource></OGRVRTLayer>'
    virtual = f"<OGRVRTDataSource>{inside}</OGRVRTDataSource>"
    for name in ("virtual.osm", "virtual.osm.pbf"):
        (tmp_path / name).write_text(virtual, encoding="utf-8")
        with pytest.raises(RoadError, match=r"not what its name says|damaged"):
            road_files.read(tmp_path / name)
    with pytest.raises(RoadError, match="damaged"):
        road_files.read(osm_xml(tmp_path / "both.osm", before=virtual))
    growing = '<!DOCTYPE osm [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    with pytest.raises(RoadError, match="damaged"):
        road_files.read(osm_xml(tmp_path / "growing.osm", before=growing))
    whole = osm_pbf(tmp_path / "whole.osm.pbf").read_bytes()
    (tmp_path / "cut.osm.pbf").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(RoadError, match=r"damaged|no roads for cars"):
        road_files.read(tmp_path / "cut.osm.pbf")


def geojson(path, rows):
    features = [
        {
            "type": "Feature",
            "properties": values,
            "geometry": None if shape is None else json.loads(shapely.to_geojson(shape)),
        }
        for shape, values in rows
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def line(*places):
    return shapely.LineString([at(*place) for place in places])


def test_a_layer_of_lines_is_read_by_its_columns(tmp_path):
    rows = [
        (line((0, 0), (1, 0)), {"等级": "国道", "车速": 55, "单行": "否"}),
        (
            shapely.MultiLineString([line((1, 0), (2, 0)), line((2, 0), (3, 0))]),
            {"等级": "村道", "车速": None, "单行": "-1"},
        ),
        (line((0, 0), (1, 1)), {"等级": "在建高速", "车速": 0, "单行": None}),
        (None, {"等级": "县道"}),
        (shapely.Point(at(0, 0)), {"等级": "县道"}),
        (line((0, 0), (0, 1)), {"等级": None, "车速": "20", "单行": 1}),
    ]
    found = road_files.read(
        geojson(tmp_path / "roads.geojson", rows), "EPSG:4490", road_class="等级", speed="车速", oneway="单行"
    )
    assert (found.ways, found.dropped) == (6, {"no_line": 2, "not_for_cars": 1})
    roads = found.roads
    assert roads["way"].tolist() == [0, 1, 1, 5]
    assert roads["road_class"].tolist() == ["trunk", "unclassified", "unclassified", "other"]
    assert roads["oneway"].tolist() == [False, True, True, True]
    assert roads["speed_kmh"].fillna(0).tolist() == [55, 0, 0, 20]
    assert {shape.coords[0] for shape in roads.geometry[1:3]} == {at(2, 0), at(3, 0)}


def test_what_a_layer_of_lines_must_say_is_asked_for(tmp_path):
    path = geojson(tmp_path / "roads.geojson", [(line((0, 0), (1, 0)), {"v": "schnell", "o": "vielleicht"})])
    with pytest.raises(FrameError, match="not declared"):
        road_files.read(path)
    with pytest.raises(RoadError, match="no column k; its columns are v, o"):
        road_files.read(path, 4326, road_class="k")
    with pytest.raises(RoadError, match=r"speeds of 1 to 150 km/h. It holds schnell"):
        road_files.read(path, 4326, speed="v")
    with pytest.raises(RoadError, match=r"one-way: yes, no or -1. It holds vielleicht"):
        road_files.read(path, 4326, oneway="o")
    with pytest.raises(RoadError, match="no roads for cars"):
        road_files.read(geojson(tmp_path / "none.geojson", []), 4326)
    with pytest.raises(RoadError, match="no file"):
        road_files.read(tmp_path / "missing.osm")
    (tmp_path / "roads.kml").write_text("<kml/>", encoding="utf-8")
    with pytest.raises(RoadError, match="cannot be read from"):
        road_files.read(tmp_path / "roads.kml", 4326)
    (tmp_path / "false.gpkg").write_text("no", encoding="utf-8")
    with pytest.raises(BoundaryError, match="not what its name says"):
        road_files.read(tmp_path / "false.gpkg", 4326)
    osm = osm_xml(tmp_path / "county.osm")
    with pytest.raises(RoadError, match="name no columns"):
        road_files.read(osm, road_class="highway")
    with pytest.raises(FrameError, match="WGS 84"):
        road_files.read(osm, "EPSG:4549")


def test_a_geopackage_of_two_layers_is_not_guessed_at(tmp_path):
    path = tmp_path / "two.gpkg"
    for name in ("roads", "rivers"):
        layer([([(0, 0), (1, 0)], "slow", False)]).to_file(path, layer=name, driver="GPKG")
    with pytest.raises(RoadError, match="one layer of lines; its layers are: roads, rivers"):
        road_files.read(path, 4326)
