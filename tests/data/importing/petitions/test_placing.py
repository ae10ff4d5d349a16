"""Points and words that agree, disagree, or say nothing."""

import datetime as dt

import numpy as np
import pytest

from data.importing.petitions.frame_fit import FrameFit
from data.tables import Division, PlaceAlias
from data.tables.petitions import Petition
from geo.crs import from_wgs84
from tests.data.importing.conftest import HEADER, row

FRAME = "EPSG:4490"
NAMES = {
    "990001001001": "前店村村民委员会",
    "990001001002": "朱宅村村民委员会",
    "990001002001": "朱宅村村民委员会",
    "990001002002": "文教社区居民委员会",
}
INSIDE = {  # a point in each village
    "990001001001": ("119.92", "29.42"),
    "990001001002": ("119.97", "29.42"),
    "990001002001": ("119.92", "29.47"),
}
ADDRESS = [*HEADER, "问题地址"]


@pytest.fixture
def named(store):
    """The small county with names that villages have."""
    with store.write("test", "rename", "x") as session:
        for division in session.query(Division).filter(Division.level == "village"):
            division.name = NAMES[division.code]
        session.query(Division).filter_by(code="990001001").one().name = "东桥镇"
        session.query(Division).filter_by(code="990001002").one().name = "清溪镇"
    return store


def at(village):
    return dict(zip(("经度", "纬度"), INSIDE[village], strict=True))


@pytest.fixture
def place(named, file_of, take_in):
    """Function that imports one row and tells how it was placed."""

    def run(address="", **cells):
        report = take_in(file_of([[*row("1", **cells), address]], ADDRESS), frame=FRAME)
        assert report.stored == 1
        with named.read() as connection:
            found = connection.execute(Petition.__table__.select()).mappings().one()
        return found, report

    return run


def told(found):
    return found["basis"], found["placement"], found["village_code"], found["township_code"]


def test_a_point_and_a_name_that_agree(place):
    found, _ = place(**at("990001001001"), 村="前店村委会")
    assert told(found) == ("agreed", "point", "990001001001", "990001001")
    assert (found["point_code"], found["named_code"]) == ("990001001001", "990001001001")
    assert found["placed_by"] == "test"


def test_a_point_alone(place):
    found, _ = place(**at("990001001002"))
    assert told(found) == ("point", "point", "990001001002", "990001001")
    assert found["named_code"] is None


@pytest.mark.parametrize("address", ["测试县东桥镇前店村12号", "前店12号", "家住前店村村民委员会旁"])
def test_an_address_alone(place, address):
    found, _ = place(address)
    assert told(found) == ("name", "village", "990001001001", "990001001")
    assert found["point_code"] is None and found["address"] == address


def test_a_point_in_another_village_than_the_one_named_is_left_to_a_person(place):
    found, report = place(**at("990001002001"), 村="前店村")
    assert told(found) == ("conflict", "nowhere", None, None)
    assert (found["point_code"], found["named_code"]) == ("990001002001", "990001001001")
    assert found["longitude"] == pytest.approx(119.92)
    assert "names another place than their point" in report.notices[0].say("en")


def test_a_conflict_within_a_township_is_known_to_the_township(place):
    found, _ = place(**at("990001001002"), 村="前店村")
    assert told(found) == ("conflict", "township", None, "990001001")


def test_a_point_outside_the_township_named_is_a_conflict(place):
    found, _ = place(**at("990001001001"), 乡镇="清溪镇")
    assert told(found) == ("conflict", "nowhere", None, None)
    assert found["named_code"] == "990001002"


def test_column_and_address_that_name_different_villages_are_a_conflict(place):
    found, report = place("文教社区3号", 村="前店村")
    assert told(found) == ("conflict", "nowhere", None, None)
    assert "one village in a column and another in the address" in report.notices[0].say("en")


def test_the_address_decides_between_villages_of_one_name(place):
    found, _ = place("清溪镇朱宅村12号", 村="朱宅村")
    assert told(found) == ("name", "village", "990001002001", "990001002")


def test_the_township_of_the_address_decides_too(place):
    found, _ = place("清溪镇12号", 村="朱宅村")
    assert told(found) == ("name", "village", "990001002001", "990001002")


def test_a_village_that_its_address_contradicts_is_not_believed(place):
    found, _ = place("清溪镇前店村12号", 村="前店村")
    assert found["village_code"] is None


def test_a_name_of_two_villages_waits_for_a_person(place):
    found, report = place(村="朱宅村")
    assert told(found) == ("none", "nowhere", None, None)
    assert found["stated_village"] == "朱宅村" and found["placed_by"] is None
    assert "may mean several villages" in report.notices[0].say("en")


def test_a_point_in_one_of_two_villages_of_a_name_settles_it(place):
    found, _ = place(**at("990001001002"), 村="朱宅村")
    assert told(found) == ("agreed", "point", "990001001002", "990001001")


def test_a_point_in_neither_of_two_villages_of_a_name_is_a_conflict(place):
    found, _ = place(**at("990001001001"), 村="朱宅村")
    assert found["basis"] == "conflict"


def test_a_township_column_names_a_township_even_without_its_suffix(named, place):
    with named.write("test", "rename", "x") as session:
        session.query(Division).filter_by(code="990001001001").one().name = "清溪村"
    found, _ = place(乡镇="清溪")
    assert told(found) == ("name", "township", None, "990001002")


def test_a_typing_error_places_nobody(place):
    found, _ = place(乡镇="东桥镇", 村="钱店村")
    assert told(found) == ("name", "township", None, "990001001")


def test_a_point_outside_the_county_says_nothing_against_a_name(place):
    found, _ = place(经度="120.2", 纬度="29.42", 村="前店村")
    assert told(found) == ("name", "village", "990001001001", "990001001")


def test_a_learned_name_places_the_next_file(named, place):
    now = dt.datetime(2026, 11, 1)
    with named.write("clerk", "learn", "x") as session:
        session.add(PlaceAlias(name="后坞", village_code="990001001001", learned_at=now, learned_by="clerk"))
        session.add(
            PlaceAlias(
                name="水碓",
                village_code="990001001001",
                learned_at=now,
                learned_by="clerk",
                revoked_at=now,
                revoked_by="clerk",
            )
        )
    assert place("东桥镇后坞自然村3号")[0]["village_code"] == "990001001001"


def test_a_revoked_name_places_nobody(named, place):
    now = dt.datetime(2026, 11, 1)
    with named.write("clerk", "learn", "x") as session:
        alias = PlaceAlias(name="水碓", village_code="990001001001", learned_at=now, learned_by="clerk")
        alias.revoked_at, alias.revoked_by = now, "clerk"
        session.add(alias)
    assert place("水碓")[0]["village_code"] is None


def shifted_rows(number=300):
    """Rows of points that were exported from a web map as GCJ-02, with the villages they lie in."""
    rng = np.random.default_rng(3)
    x, y = rng.uniform(119.9, 119.95, number), rng.uniform(29.4, 29.45, number)
    moved = from_wgs84(x, y, "GCJ-02")
    return [
        row(n, 经度=f"{a:.6f}", 纬度=f"{b:.6f}", 村="前店村")
        for n, (a, b) in enumerate(zip(*moved, strict=True))
    ]


def test_points_of_a_web_map_declared_as_cgcs2000_are_warned_of_with_the_figures(named, file_of, take_in):
    report = take_in(file_of(shifted_rows()), frame=FRAME, dry_run=True)
    warning = report.notices[0]
    assert warning.values["other"] == "GCJ-02" and warning.values["count"] == 300
    assert warning.values["share"] < 90 and warning.values["other_share"] > 99
    right = take_in(file_of(shifted_rows()), frame="GCJ-02")
    assert right.notices == [] and right.located["point"] == 300


def test_points_that_a_file_moves_to_another_frame_are_warned_of_as_new_ones_are(named, file_of, take_in):
    right = take_in(file_of(shifted_rows()), frame="GCJ-02")
    wrong = take_in(file_of(shifted_rows()), frame=FRAME)
    assert (right.stored, right.notices, wrong.stored, wrong.changed) == (300, [], 0, 300)
    assert [notice.values["other"] for notice in wrong.notices if "other" in notice.values] == ["GCJ-02"]
    mended = take_in(file_of(shifted_rows()), frame="GCJ-02")
    assert mended.changed == 300 and not any("other" in notice.values for notice in mended.notices)


def test_a_frame_that_fits_no_worse_than_another_is_not_doubted(named, file_of, take_in):
    rows = [row(n, **at("990001001001"), 村="前店村") for n in range(50)]
    assert take_in(file_of(rows), frame=FRAME).notices == []


def test_a_projected_frame_is_mistaken_for_nothing():
    def never(*_):
        raise AssertionError

    fit = FrameFit("EPSG:4549", never)
    fit.see(np.array([500_000.0]), np.array([3_259_000.0]), np.array([None], dtype=object))
    assert fit.notice() is None
