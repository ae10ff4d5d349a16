"""What parts the cells of a text is told by the table, not by what stands above it."""

import pytest

from data.importing.files.readers import read_table

TITLES = [
    "信访件导出（统计时间：2026-01-01;2026-10-31）",
    "a;b;c;d;e",
    "甲，乙",
    "x\ty\tz",
    "导出人,审核人,;;;",
]
TABLE = [
    ["信访件编号", "登记时间", "问题类别", "问题地址"],
    ["r1", "2026-10-01", "生态环境", "某街道；某社区"],
    ["r2", "2026-10-01", "生态环境", "1,5;2,5;3\t4"],
]


def lines(table, sign):
    return [sign.join(f'"{cell}"' if set(cell) & set(",;\t") else cell for cell in cells) for cells in table]


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("title", ["", *TITLES])
def test_a_title_above_the_table_does_not_choose_the_delimiter(tmp_path, sign, title):
    path = tmp_path / "a.csv"
    path.write_text("\n".join([*filter(None, [title]), *lines(TABLE, sign)]), encoding="utf-8")
    with read_table(path) as table:
        rows = [row for chunk in table.chunks for row in chunk.rows]
    assert [table.header, *rows] == TABLE


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_headings_that_nobody_knows_are_parted_as_most_lines_are(tmp_path, sign):
    strange = [["Nr", "Tag", "Ort"], *([str(n), "1.1.26", "x"] for n in range(5))]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(["Bericht; Stand, heute", *lines(strange, sign)]), encoding="utf-8")
    with read_table(path) as table:
        assert [row for chunk in table.chunks for row in chunk.rows][-5:] == strange[1:]
