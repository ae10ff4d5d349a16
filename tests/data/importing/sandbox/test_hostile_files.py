"""A file that is made to fill memory, to take for ever or to reach elsewhere costs its sender a refusal."""

import gzip
import os
import sqlite3
import stat
import time
import zipfile
from contextlib import closing

import geopandas
import pytest
import shapely
import xlsxwriter

from data.importing.files.readers import read_table
from data.importing.layers import areas, road_files
from data.importing.layers.vector_files import layers
from data.importing.petitions.profile_files import load_profile
from data.text import LANGUAGES, Words
from geo.errors import Refused
from tests.data.importing.sandbox.conftest import MEMORY_MB

BASE_MB = 300
"""What the process takes before it opens a file, its libraries shared with others among it."""
OWN_MB = 60
"""What the process that asked may grow by."""
LATEST = 60.0
"""Seconds until a refusal is there on a machine that does much else; the process itself may compute for 2."""


def _table(path):
    with read_table(path) as table:
        for _ in table.chunks:
            pass


def _area(path):
    layers(path)
    areas.read(path, "code", "name", 4326)


def _long_line(path):
    with path.open("wb") as file:
        file.write(b"a,b\n1,2\n")
        for _ in range(500):
            file.write(b"a" * 1_000_000)


def _unpacks_to_three_gigabytes(path):
    member = gzip.compress(b"a,b\n" * 2_500_000, 1)
    with path.open("wb") as file:
        for _ in range(300):
            file.write(member)


def _many_rows(path):
    with path.open("wb") as file:
        for _ in range(20):
            file.write(b"1,2\n" * 250_000)


def _two_cells_far_apart(path):
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, "b")


def _a_million_columns(path):
    _two_cells_far_apart(path)
    cells = b"".join(b"<c><v>%d</v></c>" % number for number in range(1 << 20))
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + b"".join(b"<row>%s</row>" % cells for _ in range(2))
        + b"</sheetData></worksheet>"
    )
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in members.items():
            archive.writestr(name, sheet if name.endswith("sheet1.xml") else content)


def _wide_text(path):
    path.write_text(",".join(map(str, range(1 << 20))) + "\n" + "1," * (1 << 20) + "\n")


def _ten_million_vertices(path):
    ring = ",".join(["[119.9,29.4]", "[119.91,29.4]"] * 5_000_000 + ["[119.9,29.5]", "[119.9,29.4]"])
    path.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"1","name":"a"},'
        '"geometry":{"type":"Polygon","coordinates":[[' + ring + "]]}}]}"
    )


def _deep(path):
    path.write_text('{"features":' + "[" * 10_000_000)


def _deep_geometry(path):
    inside = '{"type":"GeometryCollection","geometries":[' * 400 + "]}" * 400
    path.write_text('{"features":[{"properties":{"code":"1","name":"a"},"geometry":' + inside + "}]}")


def _many_properties(path):
    one = '{"properties":{"p%d":1},"geometry":null}'
    path.write_text('{"features":[' + ",".join(one % number for number in range(20_000)) + "]}")


def _elements_in_elements(path):
    path.write_text("<osm>" + "<a>" * 1_000_000)


def _entities(path):
    several = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    path.write_text(f'<!DOCTYPE osm [<!ENTITY a0 "aaaaaaaaaa">{several}]><osm>&a11;</osm>')


def _zeroes(path):
    shape = shapely.box(119.9, 29.4, 119.91, 29.41)
    geopandas.GeoDataFrame({"code": ["1"]}, geometry=[shape], crs=4326).to_file(path, layer="plain")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (trigger,) in triggers:
            connection.execute(f'DROP TRIGGER "{trigger}"')
        connection.execute("ALTER TABLE plain ADD COLUMN name BLOB")
        connection.execute("UPDATE plain SET name = zeroblob(400000000)")


def _key_of_many_parts(path):
    path.write_text("a" + ".a" * 50_000 + " = 1")


BOMBS = {
    "line.csv": (_long_line, _table),
    "packed.csv.gz": (_unpacks_to_three_gigabytes, _table),
    "rows.csv": (_many_rows, _table),
    "wide.csv": (_wide_text, _table),
    "sparse.xlsx": (_two_cells_far_apart, _table),
    "columns.xlsx": (_a_million_columns, _table),
    "vertices.geojson": (_ten_million_vertices, _area),
    "deep.geojson": (_deep, _area),
    "collections.geojson": (_deep_geometry, _area),
    "properties.geojson": (_many_properties, _area),
    "zeroes.gpkg": (_zeroes, _area),
    "deep.osm": (_elements_in_elements, road_files.read),
    "entities.osm": (_entities, road_files.read),
    "parts.toml": (_key_of_many_parts, load_profile),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_both_languages_within_its_time_and_memory(
    tmp_path, measured, monkeypatch, name
):
    make, read = BOMBS[name]
    path = tmp_path / name
    make(path)
    read_anything(tmp_path)  # the process that forks has started
    if name == "rows.csv":
        monkeypatch.setenv("PETITION_MAP_UPLOAD_SECONDS", "1")
    start = time.monotonic()
    with measured() as peak, pytest.raises(Refused) as refused:
        read(path)
    assert time.monotonic() - start < LATEST
    assert peak.own < OWN_MB and peak.others < BASE_MB + MEMORY_MB
    sentences = {Words(language).say(refused.value) for language in LANGUAGES}
    assert len(sentences) == 2
    read_anything(tmp_path)


def read_anything(folder):
    """Any sound file, which must be read as ever."""
    path = folder / "sound.csv"
    path.write_text("a,b\n1,2\n")
    with read_table(path) as table:
        assert [chunk.rows for chunk in table.chunks] == [[["1", "2"]]]


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("pipe.csv", _table),
        ("pipe.xlsx", _table),
        ("pipe.geojson", _area),
        ("pipe.osm", road_files.read),
        ("pipe.toml", load_profile),
    ],
)
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files on this system")
def test_a_file_that_never_ends_is_none(tmp_path, name, read):
    os.mkfifo(tmp_path / name)
    with pytest.raises(Refused, match="There is no file"):
        read(tmp_path / name)


CANARY = "金丝雀"


def _archive(path, canary):
    """Members that climb out of any folder they are unpacked to, and a link to a file of the machine."""
    link = zipfile.ZipInfo("xl/worksheets/sheet2.xml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("../../climbed.csv", "a,b\n1,2\n")
        archive.writestr(str(path.with_name("absolute.csv")), "a,b\n1,2\n")
        archive.writestr(link, str(canary))


@pytest.mark.parametrize("read", [_table, _area, road_files.read], ids=["table", "area", "roads"])
@pytest.mark.parametrize("ending", ["zip", "csv", "geojson", "shp", "gpkg", "osm", "xlsx"])
def test_an_archive_is_unpacked_nowhere_whatever_it_is_called(tmp_path, read, ending):
    folder = tmp_path / "one" / "two"
    folder.mkdir(parents=True)
    (canary := tmp_path / "canary.csv").write_text(CANARY)
    path = folder / f"hostile.{ending}"
    _archive(path, canary)
    with pytest.raises(Refused) as refused:
        read(path)
    assert CANARY not in Words("zh_CN").say(refused.value)
    assert {each for each in tmp_path.rglob("*") if each.is_file()} == {canary, path}


def test_a_workbook_with_a_link_in_it_gives_its_own_cells_alone(tmp_path):
    folder = tmp_path / "one" / "two"
    folder.mkdir(parents=True)
    (canary := tmp_path / "canary.csv").write_text(CANARY)
    path = folder / "hostile.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_row(0, 0, ["a", "b"])
        book.get_worksheet_by_name("Sheet1").write_row(1, 0, ["1", "2"])
    _archive(path, canary)
    with read_table(path) as table:
        assert [chunk.rows for chunk in table.chunks] == [[["1", "2"]]]
    assert {each for each in tmp_path.rglob("*") if each.is_file()} == {canary, path}
