"""Roads taken into a county's record."""

import json

import pytest
import shapely
from sqlalchemy import func, select

from data.divisions import reads
from data.importing.layers.roads import MARGIN, import_roads
from data.tables import AuditEntry, Road, VisitPoint
from geo.errors import Refused, RoadError
from tests.data.importing.conftest import contents

SOUTH_WEST = (119.9, 29.4)  # of the small county, which is 0.1 degrees wide and high


@pytest.fixture
def layer(tmp_path):
    """Function that writes lines (places, properties) as GeoJSON."""

    def write(roads, name="roads.geojson"):
        features = [
            {
                "type": "Feature",
                "properties": properties,
                "geometry": json.loads(shapely.to_geojson(shapely.LineString(places))),
            }
            for places, properties in roads
        ]
        path = tmp_path / name
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
        return path

    return write


def place(column, row):
    return SOUTH_WEST[0] + column / 100, SOUTH_WEST[1] + row / 100


def roads(*more):
    """A county road across the four villages, a one-way lane off it and back, and more."""
    return [
        ([place(0, 2), place(5, 5), place(9, 9)], {"class": "县道", "v": 40}),
        ([place(5, 5), place(9, 2), place(9, 9)], {"class": "村道", "one": "yes"}),
        *more,
    ]


def take_in(store, path, **options):
    return import_roads(store, path, frame="EPSG:4490", actor="test", **({"road_class": "class"} | options))


def test_every_way_is_kept_or_dropped_for_a_reason(store, layer):
    more = [
        ([place(1, 1), place(2, 2)], {"class": "footway"}),
        ([place(60, 1), place(60, 2)], {"class": "村道"}),
        ([place(-7, 9), place(0, 9)], {"class": "村道"}),
        ([place(2, 2), place(2, 2)], {"class": "村道"}),
    ]
    report = take_in(store, layer(roads(*more)), oneway="one")
    assert (report.ways, report.kept, report.lines, report.one_way, report.replaced) == (6, 3, 3, 1, 0)
    assert report.dropped == {"not_for_cars": 1, "no_line": 1, "outside": 1}
    assert report.ways == report.kept + sum(report.dropped.values())
    assert set(report.by_class) == {"secondary", "unclassified"}
    assert sum(report.by_class.values()) == pytest.approx(report.kilometres)
    assert report.kilometres == pytest.approx(report.connected + sum(p.kilometres for p in report.parts))
    assert len(report.parts) == 1 and report.parts[0].longitude < SOUTH_WEST[0] + 0.001


def test_villages_far_from_a_road_or_nearest_to_an_island_are_named(store, layer):
    with store.write("test", "place", "village") as session:
        for code, (x, y) in {"990001002001": place(0, 8.5), "990001001002": place(5, 5)}.items():
            session.add(VisitPoint(village_code=code, longitude=x, latitude=y))
    island = ([place(-1, 9), place(0.5, 9)], {"class": "村道"})
    villages = take_in(store, layer(roads(island)), oneway="one").villages
    assert villages.villages == 4
    assert villages.far == villages.elsewhere == ["990001002001"]
    assert villages.farthest_m > 2000 and villages.median_m < 1500


def test_new_roads_replace_those_on_record_in_one_change(store, layer):
    take_in(store, layer(roads()), oneway="one")
    first = reads.road_network(store)
    assert reads.road_network(store) is first
    before, version = contents(store)
    report = take_in(store, layer(roads([([place(0, 2), place(9, 9)], {"class": "国道"})][0])), speed="v")
    after, new_version = contents(store)
    assert (report.replaced, after["roads"], new_version) == (2, 3, version + 1)
    assert after == {**before, "roads": 3, "audit_log": before["audit_log"] + 1}
    assert reads.road_network(store) is not first
    with store.read() as connection:
        stored = connection.execute(
            select(Road.road_class, Road.oneway, Road.speed_kmh, Road.limit_kmh)
        ).all()
        entry = connection.execute(select(AuditEntry.__table__).order_by(AuditEntry.id.desc())).first()
    assert [tuple(row) for row in stored] == [
        ("secondary", False, 40.0, None),
        ("unclassified", False, None, None),
        ("trunk", False, None, None),
    ]
    assert (entry.action, entry.actor, entry.detail["replaced"]) == ("import roads", "test", 2)


def test_a_refused_file_leaves_the_roads_on_record(store, layer):
    take_in(store, layer(roads()))
    before = contents(store)
    pieces = [([place(i, 1), place(i, 2)], {"class": "村道"}) for i in range(3)]
    with pytest.raises(RoadError, match="in pieces"):
        take_in(store, layer(pieces))
    with pytest.raises(RoadError, match=f"within {MARGIN:.0f} km of the county"):
        take_in(store, layer([([place(60, 1), place(60, 2)], {"class": "村道"})]))
    with pytest.raises(Refused, match="not declared"):
        import_roads(store, layer(roads()), actor="test")
    assert contents(store) == before


def test_roads_that_only_cross_are_joined_on_request(store, layer):
    crossing = layer(
        [
            ([place(0, 5), place(9, 5)], {"class": "县道"}),
            ([place(5, 0), place(5, 9)], {"class": "乡道"}),
        ]
    )
    assert len(take_in(store, crossing).parts) == 1
    report = take_in(store, crossing, join=True)
    assert (report.joined, report.parts) == (2, ())
    minutes = reads.road_network(store).minutes([place(0, 5), place(5, 9)])
    assert 5 < minutes[0, 1] < 30


def test_without_roads_there_is_no_network(store):
    assert reads.road_network(store) is None
    assert reads.roads(store).empty


def test_of_many_roads_the_map_draws_the_main_ones(store, layer, monkeypatch):
    take_in(store, layer(roads()))
    assert reads.roads(store)["road_class"].tolist() == ["secondary", "unclassified"]
    monkeypatch.setattr(reads, "DRAWN_IN_FULL", 1)
    drawn = reads.roads(store)
    assert drawn["road_class"].tolist() == ["secondary"] and drawn.crs.to_epsg() == 4326
    with store.read() as connection:
        assert connection.scalar(select(func.count(Road.id))) == 2


def test_roads_keep_what_is_outside_where_no_boundary_says_what_is(empty_store, layer):
    from data.importing.divisions.county import set_up

    county = empty_store
    set_up(county, "990002", "空县", actor="test")
    report = take_in(county, layer(roads(([place(0, 2), place(-90, 2)], {"class": "国道"}))))
    assert (report.kept, report.dropped, report.villages.villages) == (3, {}, 0)
    assert report.counts()["median_m"] is None
    county.close()
