"""Whatever a record refuses, a command tells it in both languages and ends with 2."""

import csv
import errno
import sqlite3
from contextlib import closing, contextmanager

import pytest
from typer.testing import CliRunner

from scripts.__main__ import app

CANARY = "王五"


@contextmanager
def _locked(path):
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@pytest.fixture
def record(tmp_path):
    """A record of a county, in the shortest of waits."""
    path = tmp_path / "county.gpkg"
    assert CliRunner().invoke(app, ["init", "--database", str(path)]).exit_code == 0
    return path


@pytest.fixture
def petitions(tmp_path):
    path = tmp_path / "petitions.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["信访件编号", "登记时间", "信访形式", "问题类别", "姓名"])
        writer.writerow(["1", "2020-06-30", "来访", "生态环境", CANARY])
        writer.writerow(["2", "昨天", "来访", "生态环境", CANARY])
    return path


def _refused(*arguments):
    """What a command says that is refused: Chinese and English."""
    answer = CliRunner().invoke(app, [*map(str, arguments)])
    assert answer.exit_code == 2, answer.output
    assert "Traceback" not in answer.output
    assert CANARY not in answer.output
    chinese, english = answer.stderr.strip().splitlines()
    return chinese, english


def test_a_file_imported_into_a_locked_record(record, petitions):
    with _locked(record):
        chinese, english = _refused("import-petitions", petitions, "--database", f"{record}?timeout=0.1")
    assert chinese.startswith("另一程序正在写入数据库 county.gpkg")
    assert english.startswith("Another program is writing the record county.gpkg")


def test_figures_of_a_damaged_record(record):
    content = bytearray(record.read_bytes())
    content[4096 : 4096 * 4] = b"\xa5" * 4096 * 3
    record.write_bytes(content)
    chinese, english = _refused("figures", "--database", record)
    assert "已损坏" in chinese
    assert "damaged" in english


def test_a_county_set_up_where_nothing_can_be_written(tmp_path):
    (tmp_path / "letter.txt").write_text("Dear Sir or Madam")
    _, english = _refused("init", "--database", tmp_path / "letter.txt" / "county.gpkg")
    assert "may not be read or written" in english


def test_a_report_for_which_the_disk_has_no_room(record, petitions, tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device", str(tmp_path / "rejected.xlsx"))

    monkeypatch.setattr("zipfile.ZipFile.write", full)
    report = tmp_path / "rejected.xlsx"
    chinese, english = _refused("import-petitions", petitions, "--report", report, "--database", record)
    assert "文件 rejected.xlsx 无法读写（ENOSPC）" in chinese
    assert "see that the disk has room" in english
