"""One set of townships and the official names, in whatever order lists and layers come."""

import csv
import datetime as dt
import itertools
import json

import pytest
import shapely
from sqlalchemy import func, select

from data.divisions import reads
from data.divisions.land import land
from data.importing.divisions.county import set_up
from data.importing.divisions.importer import import_divisions
from data.importing.layers.boundaries import import_boundaries
from data.tables import Contract, Division, Hub, Leader
from data.tables.petitions import Petition
from data.terms import Level
from tests.county import petition

COUNTY, TODAY = "990003", dt.date(2026, 11, 24)
TOWNSHIPS = {"990003100": "青溪镇", "990003101": "云岭乡"}
VILLAGES = {
    "990003100201": "巧溪村村民委员会",
    "990003100202": "石桥村村民委员会",
    "990003101201": "东坑社区居民委员会",
}
SHORT = {"990003100201": "巧溪村", "990003100202": "石桥村", "990003101201": "东坑社区"}


@pytest.fixture
def county(empty_store):
    set_up(empty_store, COUNTY, "青溪县", actor="test")
    return empty_store


@pytest.fixture
def take(county, tmp_path):
    """Function that takes in one of the files a county has, by its kind."""

    def layer(areas, **columns):
        features = [
            {"type": "Feature", "properties": own, "geometry": json.loads(shapely.to_geojson(polygon))}
            for own, polygon in areas
        ]
        path = tmp_path / "layer.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
        options = {"code": "code", "name": "name", "frame": "EPSG:4490", "actor": "test"} | columns
        return import_boundaries(county, path, **options)

    def villages(stated, **options):
        areas = [
            ({"code": code, "name": SHORT[code], "town": stated(code[:9])}, square(at))
            for at, code in enumerate(VILLAGES)
        ]
        return layer(areas, level="village", parent="town", **options)

    def towns(long=False):
        areas = [
            ({"code": code + "000" * long, "name": name}, shapely.union_all([square(at) for at in own]))
            for (code, name), own in zip(TOWNSHIPS.items(), [(0, 1), (2,)], strict=True)
        ]
        return layer(areas, level="township")

    def listed(**options):
        path = tmp_path / "list.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = [[code, name, TOWNSHIPS[code[:9]]] for code, name in VILLAGES.items()]
            csv.writer(file).writerows([["代码", "名称", "乡镇"], *rows])
        return import_divisions(county, path, county=COUNTY, actor="test", **options)

    return {
        "villages by name": lambda: villages(TOWNSHIPS.get),
        "villages by short name": lambda: villages(lambda code: TOWNSHIPS[code][:2]),
        "villages by code": lambda: villages(lambda code: code),
        "villages by long code": lambda: villages(lambda code: f"{code}000"),
        "villages alone": lambda: villages(lambda code: None),
        "towns": towns,
        "towns by long code": lambda: towns(long=True),
        "list": listed,
        "list from a day": lambda: listed(valid_from=dt.date(2020, 1, 1)),
    }


def square(at):
    return shapely.box(118.5 + at * 0.03, 28.5, 118.53 + at * 0.03, 28.53)


def townships(store):
    with store.read() as connection:
        wanted = select(Division.code, Division.name).where(Division.level == "township")
        return sorted(map(tuple, connection.execute(wanted.where(Division.valid_to.is_(None)))))


def parents(store):
    frame = reads.divisions(store, Level.VILLAGE, TODAY)
    return dict(zip(frame["code"], frame["parent_code"], strict=True))


BY_NAME = ("villages by name", "villages by short name")
BY_CODE = ("villages by code", "villages by long code", "villages alone")


@pytest.mark.parametrize(
    "order",
    [
        order
        for pair in itertools.product(BY_NAME, BY_CODE, ("towns", "towns by long code", "list"))
        for order in itertools.permutations(pair)
    ],
    ids=" then ".join,
)
def test_whatever_comes_first_there_is_one_set_of_townships(county, take, order):
    for kind in order:
        take[kind]()
    assert [code for code, _ in townships(county)] == list(TOWNSHIPS)
    assert [name for _, name in townships(county)] == list(TOWNSHIPS.values())
    assert parents(county) == {code: code[:9] for code in VILLAGES}


def test_a_list_from_a_day_follows_villages_that_named_their_townships(county, take):
    take["villages by name"]()
    take["list from a day"]()
    assert townships(county) == list(TOWNSHIPS.items())


def test_what_stood_on_a_township_known_by_name_alone_follows_its_code(county, take):
    with county.write("test", "make", COUNTY) as session:
        own = {"level": "township", "parent_code": COUNTY, "valid_from": dt.date(1900, 1, 1)}
        session.add(Division(code="青溪镇", name="青溪镇", **own))
        session.add(Leader(id=1, name="测试领导", post="县长", portfolio=""))
        session.flush()
        session.add(Contract(leader_id=1, township_code="青溪镇", valid_from=dt.date(2026, 1, 1)))
        session.add(
            Hub(name="中心", division_code="青溪镇", services=[], geometry=shapely.Point(118.5, 28.5))
        )
        session.add(petition("A", township="青溪镇", county_code=COUNTY))
    take["towns"]()
    assert townships(county) == list(TOWNSHIPS.items())
    with county.read() as connection:
        held = [
            connection.scalar(select(column))
            for column in (Contract.township_code, Hub.division_code, Petition.township_code)
        ]
        assert connection.scalar(select(func.count(Division.id)).where(Division.code == "青溪镇")) == 0
    assert held == ["990003100"] * 3


@pytest.mark.parametrize("order", [("list", "villages by code"), ("villages by code", "list")])
def test_the_official_name_stays_and_the_short_one_is_shown(county, take, order):
    for kind in (*order, "villages by code"):
        take[kind]()
    official = reads.divisions(county, Level.VILLAGE, TODAY)
    assert dict(zip(official["code"], official["name"], strict=True)) == VILLAGES
    assert dict(zip(official["code"], official["short"], strict=True)) == SHORT
    assert land(county, TODAY).village_names == SHORT


def test_a_layer_that_calls_a_village_otherwise_is_told_and_changes_no_official_name(county, take, tmp_path):
    take["list"]()
    report = _villages(county, tmp_path, SHORT | {"990003100201": "新溪村"})
    assert report.other_names == [("990003100201", "巧溪村村民委员会", "新溪村")]
    assert report.counts()["names_kept"] == 1
    assert "巧溪村村民委员会" in set(reads.divisions(county, Level.VILLAGE, TODAY)["name"])


def test_a_name_that_no_list_has_is_corrected_by_the_next_layer(county, take, tmp_path):
    take["villages by code"]()
    assert _villages(county, tmp_path, SHORT | {"990003100201": "新溪村"}).other_names == []
    assert "新溪村" in set(reads.divisions(county, Level.VILLAGE, TODAY)["name"])


def _villages(store, folder, names):
    path = folder / "again.geojson"
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": names[code]},
            "geometry": json.loads(shapely.to_geojson(square(at))),
        }
        for at, code in enumerate(VILLAGES)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    options = {"level": "village", "code": "code", "name": "name", "frame": "EPSG:4490", "actor": "test"}
    return import_boundaries(store, path, **options)


def test_two_villages_of_one_township_that_would_be_called_alike_keep_their_full_names(county, take):
    take["list"]()
    with county.write("test", "add", COUNTY) as session:
        own = {"level": "village", "parent_code": "990003100", "valid_from": dt.date(1900, 1, 1)}
        session.add(Division(code="990003100299", name="巧溪村委会", **own))
    short = reads.divisions(county, Level.VILLAGE, TODAY).set_index("code")["short"]
    assert short["990003100201"] == "巧溪村村民委员会" and short["990003100299"] == "巧溪村委会"


def test_a_rehearsed_layer_keeps_nothing(county, take, tmp_path):
    take["list"]()
    before = county.dataset().version
    report = import_boundaries(
        county,
        _written(tmp_path),
        level="village",
        code="code",
        name="name",
        frame="EPSG:4490",
        actor="test",
        dry_run=True,
    )
    assert report.areas == 1 and county.dataset().version == before
    assert reads.boundaries(county, Level.VILLAGE, TODAY).empty


def _written(folder):
    own = {"code": "990003100201", "name": "巧溪村"}
    feature = {"type": "Feature", "properties": own, "geometry": json.loads(shapely.to_geojson(square(0)))}
    path = folder / "one.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    return path
