import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.importing.files.headers import Head, find_head

HEADER = ["信访件编号", "登记时间", "问题类别", "联系电话"]
DATA = ["浦信1", "2026-10-01", "生态环境", "13800000000"]


@pytest.mark.parametrize(
    "above",
    [
        [],
        [["浦江县信访件登记表"]],
        [["浦江县信访件登记表"] * 4],
        [["浦江县信访件登记表"], ["填报单位：信访局", "", "日期：2026-10-31", "单位：件"]],
        [["单位", "信访局", "日期", "2026-10-31"]],
        [["说明"]] * 20,
    ],
)
def test_titles_and_notes_above_the_header_do_no_harm(above):
    assert find_head([*above, HEADER, DATA]) == Head(HEADER, len(above) + 1, True)


def test_a_header_that_comes_again_further_down_is_not_the_first():
    assert find_head([HEADER, DATA, HEADER, DATA]).end == 1


def test_headings_with_line_breaks_and_unseen_signs_are_known():
    assert find_head([["\ufeff信访件\n编号", " 登记时间\u3000", "问题\r\n类别"]]).names == HEADER[:3]


def test_a_group_of_headings_over_its_parts_is_one_header():
    upper = ["信访件编号", "登记时间", "信访人", "", "问题类别"]
    lower = ["", "", "姓名", "联系电话", ""]
    joined = ["信访件编号", "登记时间", "姓名", "联系电话", "问题类别"]
    row = ["浦信1", "2026-10-01", "张三", "13800000000", "生态环境"]
    assert find_head([["登记表"], upper, lower, row]) == Head(joined, 3, True)
    filled_down = ["信访件编号", "登记时间", "姓名", "联系电话", "问题类别"]
    assert find_head([["登记表"], upper, filled_down, row]) == Head(joined, 3, True)


@pytest.mark.parametrize("row", [["", "", "电话", ""], ["浦信1", "", "电话", "地址"], ["", "", "", "地址"]])
def test_a_row_below_a_whole_header_is_never_taken_for_a_part_of_it(row):
    assert find_head([HEADER, row, DATA]) == Head(HEADER, 1, True)


def test_headings_that_only_a_profile_knows_are_found_below_a_title():
    rows = [["Bericht", "", "2026"], ["Nr", "Tag", "Art"], ["1", "30.06.26", "Umwelt"]]
    assert find_head(rows, {"Nr", "Tag", "Art"}) == Head(["Nr", "Tag", "Art"], 2, True)
    assert find_head(rows) == Head(["Bericht", "", "2026"], 1, False)


NOTES = st.lists(
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), max_size=6), max_size=8
)


@given(above=NOTES, header=st.permutations(HEADER), count=st.integers(0, 40))
def test_whatever_stands_above_the_header_is_found_in_any_order(above, header, count):
    head = find_head([*above, header, *[DATA] * count])
    assert (head.names, head.end) == (header, len(above) + 1)


@given(st.lists(st.lists(st.text(max_size=6), min_size=1, max_size=5), min_size=1, max_size=40))
def test_any_rows_have_a_header_among_them(rows):
    assert 1 <= find_head(rows).end <= len(rows)
