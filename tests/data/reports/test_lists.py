"""A list as a file: text stays text in it, figures are figures, and a spreadsheet computes nothing."""

import csv
import io

import pytest
from python_calamine import CalamineWorkbook

from data.reports.lists import as_csv, as_workbook
from tests.hostile import WORD

LINES = [["村社", "件数"], ["=1+1", 12], ["@村", None], ["前店村", 3.5]]


def sheet(content):
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_index(0).to_python()


def rows(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_workbook_holds_every_line_below_its_notes():
    assert sheet(as_workbook("村社", LINES, "zh_CN", notes=["全部类别"])) == [
        ["全部类别", ""],
        ["村社", "件数"],
        ["'=1+1", 12],
        ["'@村", ""],
        ["前店村", 3.5],
    ]


def test_text_with_commas_is_read_by_excel_as_chinese():
    content = as_csv("村社", LINES, "zh_CN", notes=["-全部"])
    assert content.startswith(b"\xef\xbb\xbf")
    assert rows(content) == [["'-全部"], ["村社", "件数"], ["'=1+1", "12"], ["'@村", ""], ["前店村", "3.5"]]


@pytest.mark.parametrize("make, read", [(as_workbook, sheet), (as_csv, rows)])
@pytest.mark.parametrize(
    "word", ["\n=1", "\r=1", "\t=1", "\u200b=1", "\x1b=1", "＝1", "＋1", "－1", "＠1", WORD]
)
def test_a_word_from_outside_is_no_formula_and_acts_in_no_file(make, read, word):
    content = make(word, [[word]], "zh_CN", notes=[word])
    for line in read(content):
        assert line[0].startswith(("'", "[夺]")) and not set(line[0]) & set("\u202e\u200b\x07\x1b")


@pytest.mark.parametrize("make, read", [(as_workbook, sheet), (as_csv, rows)])
def test_a_list_of_the_demo_says_so_at_its_head(make, read):
    assert read(make("村社", LINES, "zh_CN", synthetic=True))[0][0].startswith("演示数据")


def test_a_name_that_no_sheet_may_have_becomes_one():
    content = as_workbook("[2026/11] " + "很长的名称" * 9, LINES, "zh_CN")
    (name,) = CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names
    assert len(name) <= 31 and not set("[]:*?/\\") & set(name)
