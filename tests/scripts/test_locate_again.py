"""Outlines that come after the petitions, or are corrected later, on the command line."""

import csv

import geopandas as gpd
import pytest
import shapely


@pytest.fixture
def outlines(tmp_path):
    """Function from how far the outlines lie to the west, in degrees, to a layer of two villages."""

    def write(west):
        squares = [shapely.box(x - west, 29.3, x - west + 0.02, 29.32) for x in (119.70, 119.72)]
        columns = {"CODE": ["330726101001", "330726101002"], "NAME": ["甲山村", "丁溪村"]}
        layer = gpd.GeoDataFrame({**columns, "TOWNSHIP": "330726101"}, geometry=squares, crs=4490)
        layer.to_file(path := tmp_path / f"{west}.geojson", driver="GeoJSON")
        return path

    return write


@pytest.fixture
def petitions(tmp_path):
    path = tmp_path / "petitions.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        heads = ["信访件编号", "登记时间", "问题类别", "经度", "纬度"]
        points = [("q1", 119.71), ("q2", 119.73)]
        rows = [(number, "2026-10-01", "生态环境", x, 29.31) for number, x in points]
        csv.writer(file).writerows([heads, *rows])
    return path


FIELDS = (
    "--level",
    "village",
    "--code",
    "CODE",
    "--name",
    "NAME",
    "--parent",
    "TOWNSHIP",
    "--crs",
    "EPSG:4490",
)


def test_petitions_follow_outlines_that_are_corrected_after_them(run, outlines, petitions):
    run("init")
    run("import-boundaries", outlines(0.02), *FIELDS)
    assert run("import-petitions", petitions, "--crs", "EPSG:4490")[1]["located"]["point"] == 1
    _, told, _ = run("import-boundaries", outlines(0.0), *FIELDS)
    assert told["relocated"] == {
        "petitions": 2,
        "by_hand": 0,
        "moved": 2,
        "other_township": 0,
        "gained": 1,
        "lost": 0,
    }
    _, told, _ = run("import-boundaries", outlines(0.0), *FIELDS)
    assert told["relocated"] is None


def test_how_many_moved_is_said_in_both_languages(run, outlines, petitions):
    run("init")
    run("import-petitions", petitions, "--crs", "EPSG:4490")
    _, out, _ = run("import-boundaries", outlines(0.0), *FIELDS, as_json=False)
    assert "2 petitions were placed again: 2 moved" in out and "已重新定位 2 件：2 件有变动" in out


def test_all_petitions_are_placed_again_on_demand_and_a_rehearsal_keeps_nothing(run, outlines, petitions):
    run("init")
    run("import-boundaries", outlines(0.0), *FIELDS)
    run("import-petitions", petitions, "--crs", "EPSG:4490")
    for dry_run in ("--dry-run",), ():
        code, told, err = run("locate-again", *dry_run)
        assert (code, err) == (0, "")
        assert (told["petitions"], told["moved"], told["dry_run"]) == (2, 0, bool(dry_run))
    assert "Checked only" in run("locate-again", "--dry-run", as_json=False)[1]
