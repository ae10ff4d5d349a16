"""The command line as an office and a program use it."""

import csv
import json
import subprocess
import sys

import pytest
import shapely
from typer.testing import CliRunner

from scripts.__main__ import app

HEADER = ["信访件编号", "登记时间", "信访形式", "问题类别", "经度", "纬度"]


@pytest.fixture
def run(tmp_path):
    """Function that runs a command on one database: exit code, stdout, stderr."""

    def command(*arguments, database=tmp_path / "county.gpkg"):
        result = CliRunner().invoke(app, [*map(str, arguments), "--database", str(database)])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.stdout, result.stderr

    return command


@pytest.fixture
def villages(tmp_path):
    features = [
        {
            "type": "Feature",
            "properties": {"code": f"33072610100{n}", "name": f"村{n}"},
            "geometry": json.loads(
                shapely.to_geojson(shapely.box(120 + n / 100, 29.4, 120.01 + n / 100, 29.41))
            ),
        }
        for n in range(3)
    ]
    path = tmp_path / "villages.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


@pytest.fixture
def petitions(tmp_path):
    path = tmp_path / "petitions.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows([[n, "2020-06-30", "来访", "生态环境", 120.005 + n / 100, 29.405] for n in range(3)])
        writer.writerow(["坏", "昨天", "来访", "生态环境", "", ""])
        writer.writerow([0, "2020年6月30日", "走访", "生态环境", 120.005, 29.405])
    return path


def test_a_county_is_set_up_with_its_boundaries_and_petitions(run, villages, petitions, tmp_path):
    assert run("init", "--json")[:2] == (0, '{"county": "330726", "name": "浦江县", "made": true}\n')
    fields = ("--code", "code", "--name", "name", "--crs", "EPSG:4490")
    code, out, _ = run("import-boundaries", villages, "--level", "village", *fields, "--json")
    assert code == 0 and json.loads(out)["added"] == 3
    report = tmp_path / "report.xlsx"
    code, out, err = run("import-petitions", petitions, "--crs", "EPSG:4490", "--report", report, "--json")
    assert code == 0 and err == "" and out.count("\n") == 1
    result = json.loads(out)
    counts = ("rows", "stored", "changed", "unchanged", "rejected", "duplicates", "located")
    told = ("as_of", "import", "changes", "missing", "renumbered", "notices", "faults", "words", "unread")
    assert list(result) == [*counts, *told]
    assert {name: result[name] for name in counts} == {
        "rows": 5,
        "stored": 3,
        "changed": 0,
        "unchanged": 0,
        "rejected": 1,
        "duplicates": 1,
        "located": {"point": 3, "village": 0, "township": 0, "nowhere": 0},
    }
    (fault,) = result["faults"]
    assert fault["rows"] == 1 and fault["first_row"] == 5 and fault["en"].startswith("登记时间 is no date")
    assert report.exists()


def test_a_rehearsal_says_so_and_keeps_nothing(run, petitions):
    run("init")
    code, out, _ = run("import-petitions", petitions, "--crs", "EPSG:4490", "--dry-run", "--json")
    assert (code, json.loads(out)["dry_run"], json.loads(out)["stored"]) == (0, True, 3)
    _, out, _ = run("import-petitions", petitions, "--crs", "EPSG:4490", "--json")
    assert json.loads(out)["stored"] == 3 and "dry_run" not in json.loads(out)


def test_without_json_the_answer_is_for_reading(run, petitions):
    assert "浦江县 (330726)" in run("init")[1]
    code, out, _ = run("import-petitions", petitions, "--crs", "EPSG:4490")
    assert code == 0 and ": 5" in out and not out.startswith("{")


@pytest.mark.parametrize("as_json", [False, True])
def test_a_refusal_is_a_sentence_and_exit_code_2(run, petitions, as_json):
    run("init")
    code, out, err = run("import-petitions", petitions, *(["--json"] if as_json else []))
    assert code == 2 and "Traceback" not in err
    assert "reference frame is not declared" in err
    if as_json:
        error = json.loads(out)["error"]
        assert set(error) == {"zh", "en"} and error["en"] in err
    else:
        assert out == ""


def test_another_county_is_refused_and_the_same_is_not(run):
    assert run("init")[0] == 0
    assert run("init")[0] == 0
    code, _, err = run("init", "--county", "25025", "--name", "Boston")
    assert code == 2 and "already holds 浦江县 (330726)" in err


def test_a_county_elsewhere_needs_its_name(run):
    assert run("init", "--county", "25025")[0] == 2


def test_importing_into_nothing_says_what_to_do(run, petitions, villages, tmp_path):
    code, _, err = run("import-petitions", petitions)
    assert code == 2 and "There is no database" in err
    run("init")
    code, _, err = run("import-petitions", petitions, "--report", tmp_path / "nowhere" / "r.xlsx")
    assert code == 2 and "in a folder that exists" in err
    code, _, err = run("import-boundaries", villages, "--code", "code", "--name", "name")
    assert code == 2 and "reference frame is not declared" in err


def test_the_demo_goes_into_a_database_of_its_own(run):
    run("init", "--county", "25025", "--name", "Boston")
    code, _, err = run("demo", "--as-of", "2020-06-30")
    assert code == 2 and "already holds Boston" in err


def test_every_command_explains_itself_in_both_languages():
    for command in ("init", "demo", "import-boundaries", "import-petitions"):
        shown = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "200"}).stdout
        assert "数据库" in shown and "database" in shown


def test_the_program_starts_as_a_module(tmp_path):
    command = [sys.executable, "-m", "scripts", "init", "--json", "--database", str(tmp_path / "a.gpkg")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["made"] is True and done.stderr == ""


def test_a_setting_that_cannot_be_used_refuses_an_import_by_its_name(store, run, tmp_path, monkeypatch):
    monkeypatch.setenv("PETITION_MAP_UPLOAD_SECONDS", "abc")
    (tmp_path / "a.csv").write_text("信访编号,日期\n1,2026-11-01\n", encoding="utf-8")
    code, _, told = run("import-petitions", tmp_path / "a.csv")
    assert code == 2
    assert "The value of PETITION_MAP_UPLOAD_SECONDS cannot be used" in told
    assert "abc" not in told
