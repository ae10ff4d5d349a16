import datetime as dt
import gzip
import zipfile

import pytest
import xlsxwriter

from data.errors import ImportRefused
from data.importing.files import records, workbooks
from data.importing.files.readers import read_table
from data.text import Words


def rows_of(path, size=3):
    with read_table(path, size) as table:
        return table.header, [
            (int(number), cells)
            for chunk in table.chunks
            for number, cells in zip(chunk.numbers, chunk.rows, strict=True)
        ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_file_saved_in_any_of_the_usual_ways_reads_the_same(tmp_path, encoding, delimiter):
    path = tmp_path / "a.csv"
    path.write_bytes(
        delimiter.join(["编号", "村"]).encode(encoding)
        + f"\n001{delimiter}上河村\n".encode(encoding.removesuffix("-sig"))
    )
    assert rows_of(path) == (["编号", "村"], [(2, ["001", "上河村"])])


def test_a_packed_file_reads_as_if_it_were_not(tmp_path):
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress("编号,村\n1,上河村\n".encode()))
    assert rows_of(path) == (["编号", "村"], [(2, ["1", "上河村"])])


def test_row_numbers_are_those_the_spreadsheet_shows(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('信访件登记表,\n编号,内容\n1,"两行\n文字"\n,\n2,x\n3,y\n4,z\n5,w\n', encoding="utf-8")
    header, rows = rows_of(path)
    assert header == ["编号", "内容"]
    assert [number for number, _ in rows] == [3, 5, 6, 7, 8]
    assert rows[0][1] == ["1", "两行\n文字"]


def test_rows_too_short_or_too_long_are_told_apart_from_empty_cells_at_the_end(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,b,c\n1,2,3\n1,2\n1,2,3,4\n1,2,3,,\n")
    with read_table(path) as table:
        (chunk,) = table.chunks
    assert chunk.widths().tolist() == [3, 2, 4, 3]
    assert chunk.columns(["c"])["c"].tolist() == ["3", "", "3", "3"]


def test_a_workbook_gives_the_text_its_cells_show(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("empty")
        sheet = book.add_worksheet("data")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(1, 0, ["编号", "日期", "人数", "时间", "身份证号"])
        sheet.write_string(3, 0, "007")
        sheet.write_datetime(3, 1, dt.datetime(2020, 6, 30), day)
        sheet.write_number(3, 2, 3)
        sheet.write_datetime(3, 3, dt.datetime(2020, 6, 30, 8, 5), day)
        sheet.write_number(3, 4, 330726199001011234)
    header, rows = rows_of(path)
    assert header == ["编号", "日期", "人数", "时间", "身份证号"]
    assert rows == [(4, ["007", "2020-06-30", "3", "2020-06-30 08:05:00", "3.307261990010113e+17"])]


def refusal(path):
    with pytest.raises(ImportRefused) as caught:
        rows_of(path)
    assert Words("zh_CN").say(caught.value)
    return str(caught.value)


def test_files_that_cannot_be_read_are_refused_with_what_to_do(tmp_path):
    def made(name, content):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    assert "There is no file" in refusal(tmp_path / "nowhere.csv")
    assert "is empty" in refusal(made("empty.csv", b""))
    assert "is empty" in refusal(made("blank.csv", b"\n,,\n"))
    assert "has a header but no rows" in refusal(made("header.csv", "编号,村\n".encode()))
    assert "wrong encoding" in refusal(made("utf16.csv", "编号,村\n1,上河村\n".encode("utf-16")))
    assert "wrong encoding" in refusal(made("latin.csv", "a,b\ncafé,1\n".encode("latin-1")))
    assert "Save it as .xlsx" in refusal(made("a.pdf", b"x"))
    assert "is no workbook of the kind" in refusal(made("a.xlsx", b"PK not a zip"))
    assert "is no workbook of the kind" in refusal(made("a.xls", b"<html><table>"))
    assert "damaged" in refusal(made("a.csv.gz", gzip.compress(b"a,b\n1,2\n" * 9999)[:-20]))
    assert "same heading: 村" in refusal(made("twice.csv", "村,编号,村\n1,2,3\n".encode()))
    assert "quotation marks" in refusal(made("quote.csv", b'a,b\n1,"never closed\n2,3\n'))
    assert "holds no text" in refusal(made("nul.csv", b"a,b\n1,\0\n"))


def test_a_packed_text_that_unpacks_to_far_more_than_its_size_is_not_read(tmp_path, monkeypatch):
    path = tmp_path / "bomb.csv.gz"
    with gzip.open(path, "wb") as packed:
        for _ in range(110):
            packed.write(b"a,b\n" * 250_000)
    assert "if it unpacks to no more than 1500 MB and 100 times its own size" in refusal(path)
    path.write_bytes(gzip.compress(b"a,b\n1,2\n"))
    monkeypatch.setattr(records, "LARGEST_PACKED", 20)
    assert "a packed file is read up to" in refusal(path)


@pytest.mark.parametrize("row", [b"a" * 5_000_000, b'"\n",' * 2_000_000, b"a," * 3_000_000])
@pytest.mark.parametrize("name", ["long.csv", "long.csv.gz"])
def test_a_row_without_an_end_is_not_held_in_memory(tmp_path, row, name):
    path = tmp_path / name
    content = b"a,b\n1,2\n" + row + b"\n"
    path.write_bytes(gzip.compress(content, 1) if name.endswith("gz") else content)
    with pytest.raises(ImportRefused, match="is longer than 4194304 characters"), read_table(path) as table:
        list(table.chunks)


def test_a_workbook_with_two_cells_far_apart_stops_only_its_own_reader(tmp_path):
    path = tmp_path / "sparse.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, "b")
    assert path.stat().st_size < 10_000
    assert "lie too far apart" in refusal(path)


def test_a_workbook_that_unpacks_to_far_more_than_its_size_is_not_unpacked(tmp_path, monkeypatch):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/a.xml", "w") as member:
        for _ in range(110):
            member.write(b" " * 1_000_000)
    assert "unpacks to 110 MB" in refusal(path)
    monkeypatch.setattr(workbooks, "LARGEST", 1_000)
    assert "unpacks to" in refusal(path)
