"""Windows of the places of reception: taken in from files, and edited."""

import numpy as np
import pytest

from data.importing.petitions.checks import Faults
from data.importing.registers.fields import weekdays
from data.importing.registers.importer import import_register
from data.registers.changes import SHEETS, Change, change, register_rows
from tests.county import TODAY
from tests.roles import OFFICE, writer

HEAD = "乡镇,窗口,入驻单位,入驻方式,服务日,开门时间,关门时间\n"


@pytest.fixture
def take(store, tmp_path):
    def taken(rows, head=HEAD):
        path = tmp_path / "windows.csv"
        path.write_text(head + rows, encoding="utf-8")
        return import_register(store, "windows", path, actor="test", today=TODAY)

    return taken


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("周一至周五", "12345"),
        ("星期三", "3"),
        ("1、3、5", "135"),
        ("135", "135"),
        ("每周二、周四", "24"),
        ("周一-周三，周日", "1237"),
        ("工作日", "12345"),
        ("Mon-Fri", "12345"),
        ("每天", "1234567"),
        ("", ""),
    ],
)
def test_days_of_the_week_are_read_as_people_write_them(written, days):
    faults = Faults(np.arange(1))
    assert weekdays([written], "服务日", faults) == [days] and not faults.found


@pytest.mark.parametrize("written", ["周八", "有空就来", "0", "1-9"])
def test_what_names_no_days_is_a_fault(written):
    faults = Faults(np.arange(1))
    weekdays([written], "服务日", faults)
    assert faults.found


def test_windows_are_stored_corrected_and_come_dry(store, take):
    rows = "第1镇,法官工作室,县法院,轮驻,周三,8:30,11:30\n第2镇,律师调解室,,随驻,,,\n"
    assert (take(rows).stored, take(rows).duplicates) == (2, 2)
    report = take("第1镇,法官工作室,县法院,轮驻,周五,8:30,11:30\n")
    assert (report.stored, report.replaced) == (1, 1)
    assert take("第1镇,法官工作室,轮驻\n", "乡镇,窗口,入驻方式\n").duplicates == 1, (
        "a column that lacks says nothing"
    )
    with store.read() as connection:
        days = connection.exec_driver_sql("SELECT days FROM hub_windows ORDER BY id").scalars().all()
    assert days == ["5", ""]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("测试县,法官工作室,,常驻,,,\n", "no place of reception"),
        ("第1镇,法官工作室,,有时,,,\n", "must be one of"),
        ("第1镇,法官工作室,,常驻,,17:00,8:30\n", "closes before"),
        ("第1镇,,,常驻,,,\n", "is empty"),
        ("第9镇,法官工作室,,常驻,,,\n", ""),
    ],
)
def test_a_row_that_cannot_be_is_told_and_not_kept(take, row, why):
    report = take(row)
    assert report.stored == 0 and report.rejected == 1
    assert why in str(report.faults[0].message.format(**report.faults[0].values))


def test_a_place_that_is_removed_takes_its_windows_along(store, take):
    take("第1镇,法官工作室,县法院,轮驻,周三,8:30,11:30\n")
    head = writer(OFFICE, store)
    shown = register_rows(head, "windows").rows["1"]
    assert shown == {
        "place": "第1镇",
        "service": "法官工作室",
        "unit": "县法院",
        "presence": "轮驻",
        "days": "3",
        "opens": "8:30",
        "closes": "11:30",
    }
    report = change(head, "windows", [Change("1", shown, shown | {"days": "周一"})], {})
    assert report.kept and report.corrected == 1
    hub = register_rows(head, "hubs").rows["1"]
    names = {column.name: column.label for column in SHEETS["hubs"].columns}
    assert change(head, "hubs", [Change("1", hub, None)], names).kept
    with store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM hub_windows").scalar() == 0
