"""Files of roads as they come: OpenStreetMap and layers of lines."""

import json
import struct

import geopandas
import numpy as np
import pytest
import shapely
from pyproj import Geod

from data.importing.layers import road_files
from geo.errors import BoundaryError, FrameError, RoadError
from geo.roads import RoadNetwork
from geo.roads.classes import RoadSpeeds

GEOD = Geod(ellps="WGS84")
SPEEDS = RoadSpeeds(by_class={"fast": 60.0, "slow": 20.0, "motorway": 90.0}, other=30.0, approach=6.0)
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


def at(column, row):
    return round(119.9 + column / 100, 7), round(29.4 + row / 100, 7)


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
        geopandas.GeoDataFrame(geometry=[line((0, 0), (1, 0))], crs=4326).to_file(
            path, layer=name, driver="GPKG"
        )
    with pytest.raises(RoadError, match="one layer of lines; its layers are: roads, rivers"):
        road_files.read(path, 4326)
