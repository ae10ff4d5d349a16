"""The page of a province: there only where a province is, and told as the wall is told."""

import datetime as dt
import shutil

import pandas as pd
import pytest

from dashboard import settings
from data.errors import ProvinceRefused
from data.province.folder import Folder
from data.province.overview import read_overview
from data.scope import Role
from scripts.province import generating, lists, work
from scripts.province.outlines import county_row
from tests.dashboard.test_case import texts

LAST_DAY = dt.date(2026, 10, 31)


@pytest.fixture(scope="module")
def province(tmp_path_factory):
    """Three invented counties, one of them with four petitions."""
    root = tmp_path_factory.mktemp("province")
    counties = lists.drawn(lists.invented(3, 60), 1)
    for county, rows in zip(counties, (4_000, 2_000, 4), strict=True):
        generating.generate(str(root), county, rows, 1.0, 12, LAST_DAY, 1)
        work.count(str(root), str(root), county.code, "told")
    rows = [county_row(county.code, str(root)) for county in counties]
    Folder(root).keep_counties(pd.concat(rows, ignore_index=True))
    return root


@pytest.fixture
def with_province(province, open_view, monkeypatch):
    monkeypatch.setenv("PETITION_MAP_PROVINCE", str(province))
    settings.settings.cache_clear()
    return open_view


def test_the_counties_stand_side_by_side_and_are_said_to_be_invented(with_province):
    page = with_province("province", Role.OFFICE)
    assert not page.exception
    shown = texts(page)
    assert "可显示的 2 个县（市、区）共" in page.title[0].value
    assert "虚构数据" in shown and "1 个县（市、区）的数据不予显示，不代表为零" in shown
    assert "演示县1" in shown and "演示县3" in shown


@pytest.mark.parametrize("by", ["month", "category"])
def test_a_month_or_a_category_is_asked_and_never_both(with_province, by):
    page = with_province("province", Role.LEADER, division="990001001", by=by)
    assert not page.exception
    labels = [each.label for each in page.selectbox]
    assert ("月份" in " ".join(labels)) == (by == "month")
    assert len(labels) == 2


def test_a_county_opens_with_its_townships_and_villages_that_are_told(with_province):
    page = with_province("province", Role.OFFICE, county="990000", show="rate")
    assert not page.exception
    assert "演示乡" in texts(page) and "未列出的" in texts(page) and "演示县1" in page.subheader[0].value


@pytest.mark.parametrize("role", [Role.TOWNSHIP, Role.TEAM, Role.UNIT, Role.ADMINISTRATOR])
def test_who_is_told_of_no_county_is_told_of_no_province(with_province, role):
    page = with_province("province", role, division="990001001")
    shown = texts(page) + " ".join(each.value for each in page.title)
    assert "演示县" not in shown


def test_without_a_province_the_page_says_so_and_one_that_is_not_counted_is_refused(open_view, tmp_path):
    assert "尚无全省汇总" in open_view("province", Role.OFFICE).title[0].value
    with pytest.raises(ProvinceRefused):
        read_overview(tmp_path)
    (tmp_path / "told").mkdir()
    (tmp_path / "told" / "counties.parquet").write_bytes(b"none")
    with pytest.raises(ProvinceRefused):
        read_overview(tmp_path)


def test_what_is_told_is_enough_and_can_be_taken_elsewhere_without_rows_and_cells(province, tmp_path):
    shutil.copytree(province / "told", tmp_path / "told")
    overview = read_overview(tmp_path)
    assert len(overview.counties) == 3 and not (tmp_path / "records").exists()
    assert overview.told["count"].min() >= overview.counties["least"].min()
