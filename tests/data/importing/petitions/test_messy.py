"""Files as they lie on a clerk's disk, and what is read of them."""

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from data.errors import ImportRefused
from data.importing.files.readers import Chunk, read_table
from data.importing.petitions.checks import Faults, Period, check
from data.importing.petitions.columns import Profile, propose
from data.importing.report import Fault, ImportReport, write_report
from data.tables.petitions import Petition
from tests.data.importing.conftest import HEADER, contents, messages, row, stored
from tests.data.importing.files.test_readers import rows_of

SHORT = ["信访件编号", "登记时间", "问题类别"]
ONE = ["浦信1", "2026-10-01", "生态环境"]
TWO = ["浦信2", "2026-10-02", "城乡建设"]


@pytest.fixture
def book_of(tmp_path):
    """Function that writes sheets of text to a workbook; a name led by a minus is hidden."""

    def write(name="book.xlsx", **sheets):
        path = tmp_path / name
        with xlsxwriter.Workbook(path) as book:
            for title, rows in sheets.items():
                sheet = book.add_worksheet(title.removeprefix("_"))
                if title.startswith("_"):
                    sheet.hide()
                for at, cells in enumerate(rows):
                    sheet.write_row(at, 0, cells)
        return path

    return write


def read(path, **options):
    with read_table(path, **options) as table:
        rows = {
            table.origin.where(int(number)): cells
            for chunk in list(table.chunks)
            for number, cells in zip(chunk.numbers, chunk.rows, strict=True)
        }
    return table, rows


def checked(rows, header=HEADER, profile=None):
    """Values and faults of some rows."""
    chunk = Chunk(header, rows, np.arange(2, 2 + len(rows)))
    profile = profile or propose(header)
    faults = Faults(chunk.numbers)
    period = Period(dt.date(1950, 1, 1), dt.date(2026, 11, 24))
    values = check(profile.pick(chunk), profile, period, faults)
    return values, {fault.row: fault.say("en") for fault in faults.found}


# --- merged cells ------------------------------------------------------------------------------------


def test_merged_cells_count_for_every_row_they_span_and_for_their_first_column(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.merge_range("B1:E2", "信访件登记表")
        for column, (heading, last) in enumerate(
            [("信访件编号", 4), ("登记时间", 4), ("信访人", 3)], start=1
        ):
            if last == 4:
                sheet.merge_range(2, column, 3, column, heading)
        sheet.merge_range("D3:E3", "信访人")
        sheet.write_row("D4", ["姓名", "联系电话"])
        sheet.merge_range("B5:B7", "浦信1")
        sheet.merge_range("C5:C6", "2026-10-01")
        sheet.write_row("D5", ["张三", "1"])
        sheet.write_row("D6", ["李四", "2"])
        sheet.merge_range("D8:E8", "王五")
        sheet.write("B8", "浦信2")
    header, rows = rows_of(path)
    assert header == ["信访件编号", "登记时间", "姓名", "联系电话"]
    assert rows == [
        (5, ["浦信1", "2026-10-01", "张三", "1"]),
        (6, ["浦信1", "2026-10-01", "李四", "2"]),
        (8, ["浦信2", "", "王五", ""]),
    ]


# --- several sheets ----------------------------------------------------------------------------------


def test_sheets_with_the_same_headings_are_one_file_and_rows_keep_their_place(book_of):
    path = book_of(
        封面=[["浦江县信访局"], ["制表", "2026"]],
        一月=[["一月登记表"], SHORT, ONE],
        空=[],
        二月=[SHORT[::-1], TWO[::-1]],
        代码表=[["类别", "说明"], ["1", "土地"]],
        三月=[SHORT],
        _旧=[SHORT, ONE],
    )
    table, rows = read(path)
    assert table.header == SHORT
    assert rows == {"一月!3": ONE, "二月!2": TWO}
    assert table.skipped == ["封面", "代码表", "旧"]
    assert table.notices()[0].say("en").endswith("are hidden: 封面, 代码表, 旧")


def test_one_sheet_needs_no_name_before_its_rows(book_of):
    table, rows = read(book_of(一月=[SHORT, ONE, TWO]))
    assert rows == {"2": ONE, "3": TWO} and table.notices() == []


def test_a_sheet_with_columns_of_its_own_is_refused_not_read_by_half(book_of):
    path = book_of(一月=[SHORT, ONE], 二月=[[*SHORT, "备注"], [*TWO, "急"]])
    with pytest.raises(ImportRefused, match="Sheet 二月 has columns that sheet 一月 lacks: 备注"):
        read(path)


def test_a_sheet_without_a_column_of_the_others_has_it_empty(book_of):
    _, rows = read(book_of(一月=[SHORT, ONE], 二月=[SHORT[:2], TWO[:2]]))
    assert rows["二月!2"] == [*TWO[:2], ""]


def test_cells_without_a_heading_are_not_lost_when_columns_are_put_in_order(book_of):
    _, rows = read(
        book_of(一月=[SHORT, ONE], 二月=[[SHORT[1], "", SHORT[0], SHORT[2]], [TWO[1], "?", TWO[0], TWO[2]]])
    )
    assert rows["二月!2"] == [*TWO, "?"]


def test_rows_of_all_sheets_have_numbers_of_their_own(book_of):
    sheets = {f"s{month}": [["登记表"], SHORT, *[ONE] * month] for month in range(1, 13)}
    with read_table(book_of(**sheets), size=5) as table:
        numbers = [int(number) for chunk in table.chunks for number in chunk.numbers]
    assert len(numbers) == len(set(numbers)) == sum(range(1, 13)) and numbers == sorted(numbers)
    assert table.origin.where(numbers[-1]) == "s12!14"


def test_a_workbook_of_foreign_headings_is_read_from_its_first_sheet(book_of):
    table, rows = read(book_of(a=[["Nr", "Tag"], ["1", "2"]], b=[["x", "y"], ["3", "4"]]))
    assert table.header == ["Nr", "Tag"] and rows == {"2": ["1", "2"]} and table.skipped == ["b"]


# --- older workbooks, other calendars ----------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".xls", ".et"])
def test_an_older_workbook_is_read_like_a_new_one(tmp_path, suffix):
    path = tmp_path / f"register{suffix}"
    path.write_bytes(Path(__file__).with_name("register.xls").read_bytes())
    header, rows = rows_of(path)
    assert header == ["信访件编号", "登记时间", "问题类别", "村"]
    assert rows == [
        (3, ["浦信1", "2026-10-01", "生态环境", "上河村"]),
        (4, ["浦信2", "46297", "城乡建设", "上河村"]),
    ]


def test_dates_of_a_workbook_that_counts_from_1904_are_the_days_it_shows(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, SHORT)
        sheet.write(1, 0, "1")
        chinese = book.add_format({"num_format": 'yyyy"年"m"月"d"日"'})
        sheet.write_datetime(1, 1, dt.datetime(2020, 6, 30), chinese)
    assert rows_of(path)[1][0][1][:2] == ["1", "2020-06-30"]


# --- totals, signatures, headings that come again ----------------------------------------------------

TOTAL = "The row is a total, a signature or a note, not a petition"


@pytest.mark.parametrize(
    "cells",
    [
        ["合计", "", "", "123"],
        ["", "本页小计：", "", "12 件"],
        ["", "", "合　计", "3.3E+17"],
        ["总计 123 件"],
        ["Total", "123"],
        ["制表人：张三", "审核人：李四", "", "填表日期：2026年10月31日"],
        ["注：本表不含重复件"],
    ],
)
def test_rows_of_totals_and_signatures_are_rejected_for_what_they_are(cells):
    header = [*HEADER, "身份证号"]
    sound = [*row("1"), "330726198001010011"]
    _, faults = checked([sound, cells, sound], header)
    assert faults == {3: TOTAL}


@pytest.mark.parametrize(
    "cells",
    [row("1", 登记时间="", 村="合计村"), row("", 登记时间="", 村="共计村"), row("总计划1", 登记时间="")],
)
def test_a_petition_that_only_sounds_like_a_total_keeps_its_own_reason(cells):
    _, faults = checked([cells])
    assert faults and TOTAL not in faults.values()


def test_headings_that_come_again_on_every_page_are_told(take_in, file_of):
    report = take_in(file_of([row("1"), HEADER, row("2"), ["合计", "2 件"]]))
    assert (report.rows, report.stored, report.rejected) == (4, 2, 2)
    assert messages(report) == {3: "The row repeats the headings and is no petition", 5: TOTAL}


# --- cells -------------------------------------------------------------------------------------------


def test_a_number_typed_in_two_ways_is_the_same(take_in, file_of):
    take_in(file_of([row("浦信(2026)001号")]))
    same = [
        "浦信（２０２６）００１号",
        " 浦信(2026)001号\u3000",
        "\u200b浦信(2026)\n001号\ufeff",
        "'浦信(2026)001号",
    ]
    report = take_in(file_of([row(number, 登记时间="２０２６－１０－０１　９：３０") for number in same]))
    assert (report.unchanged, report.duplicates, report.rejected) == (1, len(same) - 1, 0)


def test_numbers_of_people_points_and_telephones_may_be_full_width():
    header = [*HEADER, "人数", "身份证号", "联系电话", "姓名", "信访内容"]
    cells = [*row("1", 经度="１１９．９２", 纬度="'29.42"), "３人", "３３０７２６１９８００１０１００１Ｘ"]
    cells += ['="13800000000"', "张\u200b三 ", "第一行\n第二行"]
    values, faults = checked([cells], header)
    assert faults == {}
    (found,) = values.to_dict("records")
    assert (found["people"], found["x"], found["y"]) == (3, 119.92, 29.42)
    assert (found["id_number"], found["phone"]) == ("33072619800101001X", "13800000000")
    assert (found["name"], found["statement"]) == ("张三", "第一行\n第二行")


def test_identity_numbers_kept_as_numbers_are_refused_with_the_remedy_and_telephones_are_not(tmp_path):
    header = [*HEADER, "联系电话", "身份证号"]
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, header)
        sheet.write_row(1, 0, [*row("1"), 13800000000, 330726198001010011])
        sheet.write_row(2, 0, [*row("1234567890123456"), 13800000000])
        sheet.write_number(2, 0, 1234567890123456)
    (_, first), (_, second) = rows_of(path)[1]
    assert checked([first[:-1]], header[:-1])[1] == {}
    for cells, column in ((first, "身份证号"), (second, "信访件编号")):
        with pytest.raises(
            ImportRefused, match=f"column {column} are damaged .* Export the column again as text"
        ):
            checked([cells], header)


def test_a_year_of_two_digits_is_in_doubt_unless_a_profile_names_the_form():
    doubtful = ["26.6.30", "26/6/30", "6/30/26", "26年6月30日", "'26-06-30 8:05"]
    _, faults = checked([row(str(n), 登记时间=text) for n, text in enumerate(doubtful)])
    assert len(faults) == len(doubtful)
    assert all("the year has two digits" in told for told in faults.values())
    proposed = propose(HEADER)
    profile = Profile(proposed.columns, dates={"filed": "%y.%m.%d"})
    values, faults = checked([row("1", 登记时间="26.6.30"), row("2", 登记时间="2026-07-01")], profile=profile)
    assert faults == {}
    assert [str(day.date()) for day in values["filed"]] == ["2026-06-30", "2026-07-01"]


def test_all_forms_of_dates_may_stand_in_one_column():
    forms = ["2026-06-30", "46203", "2026.6.30", "20260630", "２０２６年６月３０日", "2026年6月30日 星期二"]
    values, faults = checked([row(str(n), 登记时间=text) for n, text in enumerate(forms)])
    assert faults == {} and {str(day.date()) for day in values["filed"]} == {"2026-06-30"}


# --- the report --------------------------------------------------------------------------------------


def test_a_messy_file_comes_back_as_a_report_and_mended_is_stored_to_the_last_row(
    store, take_in, tmp_path, book_of
):
    title = [["浦江县信访件登记表"], ["填报单位：信访局", "", "日期：2026-10-31"]]
    path = book_of(
        十月=[*title, HEADER, row("1"), row("2", 登记时间="26.10.1"), ["合计", "2 件"]],
        十一月=[*title, HEADER, row("3", 办结时间="x"), row("４"), ["制表人：张三"]],
    )
    report = take_in(path)
    assert (report.rows, report.stored, report.rejected) == (6, 2, 4)

    written = tmp_path / "rejected.xlsx"
    write_report(report, written, "zh_CN")
    with CalamineWorkbook.from_path(written) as book:
        sheet = book.get_sheet_by_index(0).to_python()
    assert [cells[0] for cells in sheet[1:]] == ["2", "合计", "3", "制表人：张三"]
    again = take_in(written)
    assert (again.rows, again.rejected) == (4, 4)

    second = tmp_path / "again.xlsx"
    write_report(again, second, "en")
    with CalamineWorkbook.from_path(second) as book:
        sheet = book.get_sheet_by_index(0).to_python()
    assert sheet[0] == [*HEADER, "Reasons for the rejection"]

    sheet[1][HEADER.index("登记时间")] = "2026-10-01"
    sheet[3][HEADER.index("办结时间")] = ""
    mended = take_in(book_of("mended.xlsx", sheet=[sheet[0], sheet[1], sheet[3]]))
    assert (mended.rows, mended.stored, mended.rejected) == (2, 2, 0)
    assert set(stored(store, Petition.number)) == {"1", "2", "3", "4"}
    assert contents(store)[0]["petitions"] == 4


def test_the_report_says_in_which_sheet_a_row_stood(book_of, tmp_path):
    table, _ = read(book_of(一月=[SHORT, ONE], 二月=[SHORT, TWO]))
    report = ImportReport("book.xlsx", rows=2, rejected=2, header=SHORT, origin=table.origin)
    report.faults = [Fault(row, "{column} is empty", {"column": "村"}) for row in (2, 4)]
    report.rejected_rows |= {2: ONE}
    report.rejected_rows |= {4: TWO}
    path = tmp_path / "r.xlsx"
    write_report(report, path, "en")
    with CalamineWorkbook.from_path(path) as book:
        sheet = book.get_sheet_by_index(0).to_python()
    assert [cells[-1] for cells in sheet[1:]] == ["一月!2: 村 is empty", "二月!2: 村 is empty"]
