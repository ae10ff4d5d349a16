"""Places of reception: who is too far, where one more would help, and which cases went on."""

import numpy as np
import pandas as pd
import pytest

from dashboard.pages.hubs import reach
from data.store import Store
from tests.dashboard.pages.conftest import open_view, tables, title, words


def rows(page):
    """Cells of the one list of a page, row by row."""
    (listed,) = tables(page)
    return listed


def test_a_service_that_is_far_for_some_is_proposed_where_it_brings_most(look):
    page = look("hubs?service=劳动仲裁窗口")
    told = words(page)
    assert "综治中心（演示）增设劳动仲裁窗口：30 分钟内可新覆盖" in told and "平均车程缩短" in told
    minutes = [float(cells[2]) for cells in rows(page)]
    assert minutes == sorted(minutes, reverse=True)
    assert title(page).startswith(f"244 个村社中，{sum(each > 30 for each in minutes)} 个")


def test_windows_are_listed_with_days_and_hours(look):
    page = look("hubs?hubs=windows&service=法官工作室")
    assert title(page).startswith("法官工作室：16 个接访场所中")
    assert any("周" in cells[4] and cells[5] == "08:30–17:00" for cells in rows(page))


def test_cases_of_more_than_one_place_are_counted_and_listed(look):
    page = look("hubs?hubs=sent")
    listed = rows(page)
    assert f"{len(listed)} 件去过一个以上单位" in title(page)
    assert all(int(cells[5]) > 1 and "、" in cells[6] for cells in listed)


@pytest.mark.parametrize(("view", "told"), [("hubs", "尚无村界"), ("hubs?hubs=sent", "尚无村界")])
def test_a_county_without_anything_says_what_to_import(record, empty_record, tmp_path, view, told):
    path = tmp_path / "empty.gpkg"
    path.write_bytes(empty_record.read_bytes())
    store = Store(str(path))
    with store.write("test", "make", "990001") as session:
        from data.tables import Dataset

        session.add(Dataset(county_code="990001", county_name="测试县", synthetic=False))
    store.close()
    record(path, PETITION_MAP_ROLE="office")
    assert told in words(open_view(view))


@pytest.mark.parametrize(
    ("residents", "told"),
    [([1_200, np.nan], "≥ 1,200"), ([np.nan], "不详"), ([700, 600], "1,300"), ([], "0")],
)
def test_residents_that_are_not_known_are_no_zero(residents, told):
    assert reach._people(pd.Series(residents, dtype="float64")) == told
