import zipfile

import pytest
from python_calamine import CalamineWorkbook

from data.importing.report import summary, write_report
from data.tables.petitions import Petition
from tests.data.importing.conftest import HEADER, row, stored

FORMULA = '=HYPERLINK("http://x","y")'


def test_rejected_rows_come_back_mended_and_are_taken_in(store, file_of, take_in, tmp_path):
    rows = [row("1"), row("2", 登记时间="x", 村="+8613800000000"), row("3", 办结时间="飞鸽", 乡镇="-1")]
    report = take_in(file_of(rows))
    path = tmp_path / "rejected.xlsx"
    write_report(report, path, "en")
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert sheet[0] == [*HEADER, "Reasons for the rejection"]
    assert [cells[0] for cells in sheet[1:]] == ["2", "3"]
    assert "登记时间 is no date" in sheet[1][-1] and "办结时间 is no date" in sheet[2][-1]
    assert sheet[1][HEADER.index("村")] == "'+8613800000000"

    assert take_in(path).rejected == 2  # nobody mended it yet, and the reasons do no harm
    mended = [cells[:-1] for cells in sheet[1:]]
    mended[0][HEADER.index("登记时间")] = "2026-10-02"
    mended[1][HEADER.index("办结时间")] = ""
    assert take_in(file_of(mended, name="mended.csv")).stored == 2
    assert set(stored(store, Petition.number)) == {"1", "2", "3"}


def test_signs_before_a_cell_do_not_change_what_it_means(file_of, take_in):
    take_in(file_of([row("-1", 村="=x")]))
    assert take_in(file_of([row("'-1", 村="'=x")])).unchanged == 1


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_nothing_in_the_report_is_computed_by_a_spreadsheet(file_of, take_in, tmp_path, language):
    signs = ["=1+1", "+1", "-1", "@x", FORMULA]
    report = take_in(file_of([row("", 村=sign) for sign in signs]))
    path = tmp_path / "r.xlsx"
    write_report(report, path, language)
    with zipfile.ZipFile(path) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())
    for sheet in CalamineWorkbook.from_path(path).sheet_names:
        for cells in CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python():
            assert not any(str(cell).startswith(("=", "+", "-", "@", "\t")) for cell in cells)


def test_cells_beyond_the_header_stand_beyond_the_reasons(file_of, take_in, tmp_path):
    report = take_in(file_of([[*row("1"), "多余"], row("2")]))
    path = tmp_path / "r.xlsx"
    write_report(report, path, "en")
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert sheet[1][len(HEADER) :] == ["The row has 11 cells, the header 10", "多余"]
    assert take_in(path).rejected == 1


def test_the_summary_adds_up(file_of, take_in):
    report = take_in(file_of([row("1"), row("1"), row("")]))
    told = dict(summary(report, "en"))
    assert told["Rows in the file"] == told["Stored"] + told["Rejected"] + told["Repeated in the file"] == 3
    assert told["信访件编号 is empty"] == 1


def test_of_a_file_that_only_changes_cases_no_place_of_new_ones_is_told(file_of, take_in):
    take_in(file_of([row(1)]))
    report = take_in(file_of([row(1, 办理状态="已办结", 办结时间="2026-10-20")]))
    told = dict(summary(report, "en"))
    assert (told["Stored"], told["Changed"]) == (0, 1)
    assert not told.keys() & {"To the point", "To the village", "To the township only", "Not placed"}
