import datetime as dt
import json

import pytest
import shapely
from sqlalchemy import select

from data.divisions.reads import boundaries, divisions
from data.importing.divisions.county import EVER, set_up
from data.importing.layers.boundaries import DISSOLVED, import_boundaries
from data.tables import Boundary, Division
from data.terms import Level
from geo.errors import Refused
from tests.data.importing.conftest import TODAY, contents

SQUARES = {"330726101001": (0, 0), "330726101002": (1, 0), "330726102001": (0, 1)}


@pytest.fixture
def county(empty_store):
    set_up(empty_store, "330726", "浦江县", actor="test")
    return empty_store


@pytest.fixture
def layer(tmp_path):
    """Function that writes areas (code, name, parent, polygon) as GeoJSON."""

    def write(areas=None, name="villages.geojson"):
        if areas is None:
            areas = [(code, f"村{code[-3:]}", None, square(*place)) for code, place in SQUARES.items()]
        features = [
            {
                "type": "Feature",
                "properties": {"code": code, "name": name, "town": parent},
                "geometry": json.loads(shapely.to_geojson(polygon)),
            }
            for code, name, parent, polygon in areas
        ]
        path = tmp_path / name
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
        return path

    return write


def square(column, row, side=0.05):
    x, y = 119.9 + column * side, 29.4 + row * side
    return shapely.box(x, y, x + side, y + side)


def take_in(store, path, **options):
    settings = {"level": "village", "code": "code", "name": "name", "frame": "EPSG:4490", "actor": "test"}
    return import_boundaries(store, path, **(settings | options))


def test_a_county_is_set_up_once_with_its_real_townships(county):
    assert not set_up(county, "330726", "浦江县", actor="test")
    assert len(divisions(county, Level.TOWNSHIP, TODAY)) == 15
    with pytest.raises(Refused, match="already holds 浦江县"):
        set_up(county, "330727", "磐安县", actor="test")


def test_villages_belong_to_the_township_their_code_names(county, layer):
    report = take_in(county, layer())
    assert (report.areas, report.added, report.dissolved) == (3, 3, 2)
    villages = boundaries(county, Level.VILLAGE, TODAY).set_index("code")
    assert villages["parent_code"].to_dict() == {code: code[:9] for code in SQUARES}
    assert villages.geometry["330726101002"].equals(square(1, 0))
    townships = boundaries(county, Level.TOWNSHIP, TODAY).set_index("code")
    assert townships["name"].to_dict() == {"330726101": "黄宅镇", "330726102": "白马镇"}
    assert townships.geometry["330726101"].equals(shapely.box(119.9, 29.4, 120.0, 29.45))


def test_the_same_layer_again_changes_nothing(county, layer):
    path = layer()
    take_in(county, path)
    before = contents(county)[0]
    again = take_in(county, path)
    after = contents(county)[0]
    assert (again.added, again.replaced, again.unchanged, again.dissolved) == (0, 0, 3, 0)
    assert after == {**before, "audit_log": before["audit_log"] + 1}


def test_a_corrected_layer_replaces_the_outline_in_place_and_the_townships_follow(county, layer):
    take_in(county, layer())
    report = take_in(county, layer([("330726102001", "新名村", None, square(0, 2))]))
    assert (report.added, report.replaced, report.dissolved) == (0, 1, 1)
    assert "新名村" in set(divisions(county, Level.VILLAGE, TODAY)["name"])
    assert (
        boundaries(county, Level.TOWNSHIP, TODAY).set_index("code").geometry["330726102"].equals(square(0, 2))
    )


def test_a_layer_valid_from_a_day_follows_the_edition_before_it(county, layer):
    take_in(county, layer())
    day = dt.date(2019, 6, 1)
    report = take_in(county, layer([("330726102001", "合并村", None, square(0, 2))]), valid_from=day)
    assert report.added == 1
    with county.read() as connection:
        editions = connection.execute(
            select(Division.name, Division.valid_from, Division.valid_to)
            .where(Division.code == "330726102001")
            .order_by(Division.valid_from)
        ).all()
    assert [tuple(edition) for edition in editions] == [("村001", EVER, day), ("合并村", day, None)]


def test_townships_that_only_the_villages_name_are_made(county, layer):
    areas = [
        ("a", "甲", "外镇", square(0, 0)),
        ("b", "乙", "黄宅镇", square(1, 0)),
        ("c", "丙", None, square(2, 0)),
    ]
    take_in(county, layer(areas), parent="town")
    villages = divisions(county, Level.VILLAGE, TODAY).set_index("code")
    assert villages["parent_code"].to_dict() == {"a": "外镇", "b": "330726101", "c": "330726"}
    assert "外镇" in set(divisions(county, Level.TOWNSHIP, TODAY)["code"])


def test_a_townships_own_outline_is_not_overwritten_by_its_villages(county, layer):
    take_in(county, layer([("330726101", "黄宅镇", None, square(0, 0, 0.5))], "t.geojson"), level="township")
    take_in(county, layer())
    with county.read() as connection:
        sources = connection.scalars(select(Boundary.source).order_by(Boundary.id)).all()
    assert sources.count(DISSOLVED) == 1 and sources[0] == "t.geojson"


def test_an_outline_that_crosses_itself_is_mended_and_told(county, layer):
    bow = shapely.Polygon([(119.9, 29.4), (120, 29.5), (120, 29.4), (119.9, 29.5)])
    report = take_in(county, layer([("a", "甲", None, bow)]))
    assert report.counts()["repaired"] == ["a"]
    assert boundaries(county, Level.VILLAGE, TODAY).geometry.is_valid.all()


def test_outlines_that_gape_are_told_with_the_villages_that_have_no_neighbour(county, layer):
    metre, side = 1 / 97_000, 0.05
    west = [119.9, 119.9 + side + 3 * metre, 119.9 + 2 * side + 200 * metre]
    areas = [
        (f"33072610100{n}", "村", None, shapely.box(x, 29.4, x + side, 29.45)) for n, x in enumerate(west)
    ]
    told = take_in(county, layer(areas)).counts()
    assert (told["gaps"], told["alone"]) == (1, 1)
    assert told["gap_m2"] == pytest.approx(3 * 5_543, rel=0.02)
    assert take_in(county, layer(areas[:1])).alone == 1  # of the whole record, not of the file


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"frame": None}, "reference frame is not declared"),
        ({"code": "dm"}, "has no column dm; its columns are code, name, town"),
        ({"level": "township", "code": "town"}, "code"),
        ({"level": "county"}, "must hold one area, with the code 330726"),
    ],
)
def test_layers_that_cannot_be_used_are_refused_and_leave_nothing(county, layer, options, told):
    before = contents(county)
    with pytest.raises(Refused, match=told):
        take_in(county, layer(), **options)
    assert contents(county) == before


def test_a_code_that_occurs_twice_is_refused_unless_its_areas_are_to_be_united(county, layer):
    path = layer([("a", "甲", None, square(0, 0)), ("a", "甲", None, square(1, 0))])
    before = contents(county)
    with pytest.raises(Refused, match="a"):
        take_in(county, path)
    assert contents(county) == before
    assert take_in(county, path, dissolve=True).areas == 1


def test_a_code_of_another_level_is_refused_and_leaves_nothing(county, layer):
    before = contents(county)
    areas = [("a", "甲", None, square(0, 0)), ("330726101", "乙", None, square(1, 0))]
    with pytest.raises(Refused, match="330726101 is already the code of a division of another level"):
        take_in(county, layer(areas))
    assert contents(county) == before


def test_an_edition_cannot_begin_before_one_that_follows_it(county, layer):
    take_in(county, layer(), valid_from=dt.date(2019, 6, 1))
    before = contents(county)
    with pytest.raises(Refused, match="holds from or until 2019-06-01"):
        take_in(county, layer(), valid_from=dt.date(2018, 1, 1))
    assert contents(county) == before


def test_boundaries_need_a_county_first(empty_store, layer):
    with pytest.raises(Refused, match="holds no county yet"):
        take_in(empty_store, layer())
