"""Roads from the command line."""

import json

import pytest
import shapely
from typer.testing import CliRunner

from scripts.__main__ import app

OSM = """<osm version="0.6">
<node id="1" lon="119.90" lat="29.40"/><node id="2" lon="119.91" lat="29.40"/>
<node id="3" lon="119.92" lat="29.41"/><node id="4" lon="119.93" lat="29.45"/>
<node id="5" lon="119.931" lat="29.45"/>
<way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="tertiary"/></way>
<way id="2"><nd ref="2"/><nd ref="3"/><tag k="highway" v="footway"/></way>
<way id="3"><nd ref="4"/><nd ref="5"/><tag k="highway" v="residential"/></way>
</osm>"""


@pytest.fixture
def run(tmp_path):
    """Function that runs a command on one database: exit code, stdout, stderr."""

    def command(*arguments):
        result = CliRunner().invoke(app, [*map(str, arguments), "--database", str(tmp_path / "county.gpkg")])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.stdout, result.stderr

    return command


@pytest.fixture
def county(run, tmp_path):
    assert run("init", "--json")[0] == 0
    path = tmp_path / "county.osm"
    path.write_text(OSM, encoding="utf-8")
    return path


def test_an_office_reads_what_came_of_its_roads(run, county):
    code, out, err = run("import-roads", county)
    assert (code, err) == (0, "")
    for line in (
        "道路要素 / ways read: 3",
        "保留 / kept: 2",
        "舍弃 / dropped: 机动车不能通行的道路 / not for cars 1",
        "不连通的部分 / parts not connected: 1",
        "参与测算的村社 / villages measured: 0",
        "  0.1 km, 119.93, 29.45",
    ):
        assert line in out.splitlines()
    assert "乡道 / Township road" in out and "tertiary" not in out, "classes are told in words"


def test_a_program_gets_one_object(run, county):
    code, out, err = run("import-roads", county, "--json")
    result = json.loads(out)
    assert (code, err, out.count("\n")) == (0, "", 1)
    assert {name: result[name] for name in ("ways", "kept", "dropped", "lines", "replaced", "parts")} == {
        "ways": 3,
        "kept": 2,
        "dropped": {"not_for_cars": 1},
        "lines": 2,
        "replaced": 0,
        "parts": 1,
    }
    assert result["km"] == pytest.approx(result["connected_km"] + result["parts_km"], abs=0.11)


def test_a_layer_without_a_frame_is_refused_in_both_languages(run, county, tmp_path):
    shape = json.loads(shapely.to_geojson(shapely.LineString([(119.9, 29.4), (119.91, 29.4)])))
    features = [{"type": "Feature", "properties": {"k": "县道"}, "geometry": shape}]
    path = tmp_path / "roads.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    code, _, err = run("import-roads", path, "--class", "k")
    assert code == 2 and "not declared" in err and "坐标" in err
    code, out, _ = run("import-roads", path, "--class", "k", "--crs", "EPSG:4490", "--no-clip", "--json")
    assert code == 0 and json.loads(out)["km_by_class"] == {"secondary": 1.0}
