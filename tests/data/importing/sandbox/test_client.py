"""Files are opened in a process of their own, which answers as the readers would here, and leaves nothing."""

import contextlib
import io
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely
import xlsxwriter

from data.errors import SettingRefused, UploadRefused
from data.importing.files.readers import read_table
from data.importing.layers.osm import read_osm
from data.importing.layers.vector_files import layers, open_layer
from data.importing.petitions.profile_files import load_profile
from data.importing.sandbox import client, protocol
from data.importing.sandbox.client import Answer
from data.importing.sandbox.limits import UploadLimits
from geo.errors import Refused

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture(autouse=True)
def enough_time(monkeypatch, small_limits):
    monkeypatch.setenv("PETITION_MAP_UPLOAD_SECONDS", "60")


@pytest.fixture(params=[True, False], ids=["forks", "a process a file"])
def ways(request, monkeypatch):
    """Both ways in which a process is had; the second is that of Windows."""
    monkeypatch.setattr(client, "FORKS", request.param)


def table_of(path):
    with read_table(path, 2, ["编号"]) as table:
        chunks = [(chunk.numbers.tolist(), chunk.rows, table.origin.where(3)) for chunk in table.chunks]
        rows = [row for _, part, _ in chunks for row in part]
        return table.header, rows, table.above, table.digest, table.skipped, table.origin.sheets


def layer_of(path):
    columns, geometries, stated = open_layer(path, None)
    cells = {
        name: [None if cell is None or cell != cell else str(cell) for cell in column]
        for name, column in columns.items()
    }
    return cells, shapely.to_wkt(geometries).tolist(), stated and stated.to_epsg(), layers(path)


def _both(read, path):
    with client.in_process():
        here = read(path)
    return read(path), here


def test_a_table_reads_alike_there_and_here(ways, tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, rows in (
            ("说明", [["填表说明"]]),
            ("一月", [["台账"], ["编号", "登记日期"], ["1", "x"], ["2", "y"]]),
        ):
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
        sheet = book.add_worksheet("二月")
        sheet.write_row(0, 0, ["登记日期", "编号"])
        sheet.write_row(1, 0, ["红\u202e", "3"])
    there, here = _both(table_of, path)
    assert there == here
    assert there[1] == [["1", "x"], ["2", "y"], ["3", "红\u202e"]]
    path.write_bytes(b"no workbook")
    with pytest.raises(Refused, match="is no workbook"):
        table_of(path)


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "shp"])
def test_a_layer_reads_alike_there_and_here(tmp_path, ending):
    path = tmp_path / f"layer.{ending}"
    cells = {"code": [1, 2, 3], "name": ["甲村", None, "丙村"], "share": [0.5, np.nan, 2.0]}
    cells["on"] = np.array(["2026-01-01", "2026-02-01", "NaT"], dtype="datetime64[ms]")
    shapes = [
        shapely.box(119.9, 29.4, 119.91, 29.41),
        None,
        shapely.box(119.92, 29.4, 119.93, 29.41, ccw=False),
    ]
    frame = geopandas.GeoDataFrame(cells, geometry=shapes, crs=4490)
    if ending == "shp":
        frame = frame.drop(columns="on")
    frame.to_file(path)
    there, here = _both(layer_of, path)
    assert there == here
    assert there[2] == 4490


def test_roads_and_profiles_read_alike_there_and_here(tmp_path):
    roads = tmp_path / "roads.osm"
    nodes = '<node id="1" lon="119.9" lat="29.4"/><node id="2" lon="119.91" lat="29.41"/>'
    way = (
        '<way id="3"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/><tag k="maxspeed" v="60"/></way>'
    )
    roads.write_text(f"<osm>{nodes}{way}</osm>", encoding="utf-8")
    there, here = _both(read_osm, roads)
    assert there.astype(str).equals(here.astype(str)) and len(there) == 1
    profile = tmp_path / "p.toml"
    profile.write_text(
        'frame = "EPSG:4490"\n[columns]\nnumber = "编号"\naddress = ["街", "号"]\n', encoding="utf-8"
    )
    there, here = _both(load_profile, profile)
    assert there == here


def test_a_refusal_comes_with_its_kind_sentence_and_values(tmp_path):
    (tmp_path / "a.geojson").write_text('{"features": [], "crs": {"properties": {"name": "/etc/passwd"}}}')
    for name in ("a.geojson", "none.gpkg", "a.csv"):
        path = tmp_path / name
        with pytest.raises(Refused) as refused:
            _ = table_of(path) if name.endswith("csv") else layer_of(path)
        told = (type(refused.value), refused.value.message, refused.value.values)
        with client.in_process(), pytest.raises(Refused) as refused:
            _ = table_of(path) if name.endswith("csv") else layer_of(path)
        assert told == (type(refused.value), refused.value.message, refused.value.values)


def _rows(path, count):
    path.write_text("编号,登记日期\n" + "1,2026-01-01\n" * count, encoding="utf-8")


def _forks():
    number = client.server_number()
    return Path(f"/proc/{number}/task/{number}/children").read_text().split()


def _runs(number):
    """Whether a process is there, and has not ended without its parent having looked."""
    with contextlib.suppress(FileNotFoundError):
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def test_whoever_stops_reading_leaves_no_process_behind(tmp_path):
    path = tmp_path / "long.csv"
    _rows(path, 400_000)
    with read_table(path) as table:
        next(table.chunks)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with read_table(path) as table:
            pass
        if len(_forks()) <= 1:
            break
        time.sleep(0.05)
    assert len(_forks()) <= 1


def test_a_file_whose_process_is_ended_is_refused_and_the_next_is_read(tmp_path):
    path = tmp_path / "long.csv"
    _rows(path, 400_000)
    with pytest.raises(UploadRefused, match="makes its reader fail"), read_table(path) as table:
        for _ in table.chunks:
            for number in map(int, _forks()):
                os.kill(number, signal.SIGKILL)
    _rows(path, 1)
    assert table_of(path)[1] == [["1", "2026-01-01"]]


@pytest.mark.parametrize("is_known", [True, False])
def test_the_process_that_forks_is_started_anew_where_it_has_ended(tmp_path, monkeypatch, is_known):
    path = tmp_path / "a.csv"
    _rows(path, 1)
    table_of(path)
    first = client.server_number()
    if not is_known:  # the system does not say for a moment that it has
        monkeypatch.setattr(client._servers[0][0], "poll", lambda: None)
    os.kill(first, signal.SIGKILL)
    while _runs(first):
        time.sleep(0.01)
    assert table_of(path)[1] == [["1", "2026-01-01"]]
    assert client.server_number() != first


def test_a_file_waits_while_as_many_are_read_as_may_be(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    _rows(path, 3)
    monkeypatch.setenv("PETITION_MAP_UPLOAD_AT_ONCE", "1")
    monkeypatch.setenv("PETITION_MAP_UPLOAD_SECONDS", "1")
    with read_table(path), pytest.raises(UploadRefused, match="try again in a few minutes"):
        table_of(path)
    monkeypatch.setenv("PETITION_MAP_UPLOAD_SECONDS", "60")
    assert len(table_of(path)[1]) == 3


@pytest.mark.parametrize("value", ["abc-secret", "0", ""])
def test_a_limit_that_cannot_be_is_refused_by_its_name_without_its_value(tmp_path, monkeypatch, value):
    path = tmp_path / "a.csv"
    _rows(path, 3)
    monkeypatch.setenv("PETITION_MAP_UPLOAD_SECONDS", value)
    with pytest.raises(SettingRefused, match="The value of PETITION_MAP_UPLOAD_SECONDS cannot") as refused:
        table_of(path)
    assert "secret" not in str(refused.value)


def test_the_limits_are_settings_that_are_documented():
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    for name, field in UploadLimits.model_fields.items():
        assert f"`PETITION_MAP_UPLOAD_{name.upper()}` | {field.default} |" in text
        assert field.description


def _answer(*frames):
    stream = io.BytesIO()
    for kind, content in frames:
        protocol.send(stream, kind, content)
    stream.seek(0)
    process = client._Process(io.BytesIO(), stream, lambda: None)
    return Answer(process, "a.csv", UploadLimits())


@pytest.mark.parametrize(
    "frames",
    [
        [
            (
                protocol.REFUSED,
                b'{"kind": "ImportRefused", "message": "Send money to {x}", "values": {"x": 1}}',
            )
        ],
        [(protocol.REFUSED, b'{"kind": "SystemExit", "message": "The file {file} is empty", "values": {}}')],
        [(protocol.MEMORY, b"")],
        [(protocol.FAILED, b"")],
        [(b"?", b"")],
        [],
    ],
)
def test_what_no_reader_would_answer_is_a_fault_of_the_file(frames):
    with pytest.raises(UploadRefused, match=r"a\.csv cannot be read"):
        next(_answer(*frames))


def test_a_frame_or_an_answer_that_grows_without_end_is_not_taken_in(monkeypatch):
    stream = io.BytesIO(protocol._HEAD.pack(b"J", protocol.LARGEST + 1))
    with pytest.raises(protocol.BrokenAnswer):
        protocol.receive(stream)
    monkeypatch.setattr(client, "_HELD", 10)
    with pytest.raises(UploadRefused):
        list(_answer((protocol.BYTES, b"x" * 8), (protocol.BYTES, b"x" * 8)).whole())


def test_the_process_knows_neither_record_nor_key(monkeypatch):
    monkeypatch.setenv("PETITION_MAP_DATABASE", "secret")
    monkeypatch.setenv("PETITION_MAP_KEYS", "secret")
    monkeypatch.setenv("PGPASSWORD", "secret")
    assert "secret" not in client._environment().values()


@pytest.mark.skipif(sys.platform != "linux", reason="limits of Linux")
def test_within_its_limits_a_process_takes_no_more_and_writes_no_more(tmp_path):
    program = f"""
import sys
from data.importing.sandbox.limits import UploadLimits, apply
apply(UploadLimits())
try:
    bytearray(400_000_000)
except MemoryError:
    print("memory")
try:
    with open({str(tmp_path / "big")!r}, "wb") as file:
        file.write(b"x" * 2_000_000)
except OSError:
    print("written")
try:
    held = [open("/dev/null") for _ in range(200)]
except OSError:
    print("files")
"""
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == ["memory", "written", "files"]


def test_only_the_process_of_its_own_parses_a_file():
    """Whatever opens a file from outside is called by `operations`, or in tests where that is asked for."""
    parsers = re.compile(r"\bparse_(table|layers?|osm|profile)\(|\bin_process\(")
    named = {
        path.relative_to(ROOT).as_posix(): len(parsers.findall(path.read_text(encoding="utf-8")))
        for folder in ("data", "dashboard", "scripts", "geo")
        for path in (ROOT / folder).rglob("*.py")
    }
    assert {path for path, count in named.items() if count} == {
        "data/importing/files/readers.py",
        "data/importing/layers/osm.py",
        "data/importing/layers/vector_files.py",
        "data/importing/petitions/profile_files.py",
        "data/importing/petitions/profile_text.py",
        "data/importing/sandbox/client.py",
        "data/importing/sandbox/operations.py",
    }
    assert not client.is_in_process()
