"""Registers of a county: every row is stored, rejected with its reason, or known already."""

import csv
import datetime as dt

import pytest
import shapely
import xlsxwriter
from sqlalchemy import select

from data.divisions.reads import divisions, visit_points
from data.divisions.succession import name_successor
from data.followup import instructions
from data.importing.registers.importer import REGISTERS, import_register
from data.importing.report import write_report
from data.service import coverage
from data.tables import (
    Absence,
    AuditEntry,
    Contract,
    Division,
    Hub,
    Leader,
    LiaisonTeam,
    Policy,
    Recusal,
    TeamContact,
    TeamMember,
    TeamVillage,
    Unit,
    UnitAlias,
    VisitPoint,
)
from data.terms import Level
from geo.crs import from_wgs84
from geo.errors import Refused
from tests.data.conftest import COUNTY, TODAY, VILLAGES
from tests.data.importing.conftest import contents, messages
from tests.data.test_scope import OFFICE
from tests.roles import reader

TOWNSHIPS = {"990001001": "第1镇", "990001002": "第2镇"}
NAMES = {
    "990001001001": "东山村村委会",
    "990001001002": "西山村村委会",
    "990001002001": "东山村村委会",
    "990001002002": "北湖社区居委会",
}
FRAME = "EPSG:4490"

CONTRACTS = ["姓名", "职务", "分管工作", "包干乡镇", "开始日期", "结束日期"]
ABSENCES = ["领导", "职务", "开始日期", "结束日期", "代接访领导", "代接访领导职务"]
HUBS = ["名称", "所属区划", "经度", "纬度", "服务"]
POINTS = ["乡镇", "村", "经度", "纬度", "开门时间", "关门时间"]
TEAMS = ["服务团", "乡镇", "村", "开始日期", "结束日期"]


@pytest.fixture(autouse=True)
def named(store):
    """Villages of the small county under names as lists have them, two of them alike."""
    with store.write("test", "name", COUNTY) as session:
        for division in session.scalars(select(Division)):
            division.name = NAMES.get(division.code, division.name)


@pytest.fixture
def take_in(store, tmp_path):
    """Function that imports rows as a register; its report always adds up."""

    def run(kind, header, rows, **options):
        path = tmp_path / f"{kind}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])
        report = import_register(store, kind, path, actor="test", today=TODAY, **options)
        counts = report.counts()
        assert counts["rows"] == len(rows) == counts["stored"] + counts["rejected"] + counts["duplicates"]
        assert len({fault.row for fault in report.faults}) == counts["rejected"] == len(report.rejected_rows)
        return report

    return run


def rows(store, table, *columns):
    with store.read() as connection:
        wanted = [getattr(table, column) for column in columns]
        return [tuple(row) for row in connection.execute(select(*wanted).order_by(table.id))]


def contracts(store, township="990001001"):
    """Leader, first day and first day no longer, of each contract of a township by its first day."""
    with store.read() as connection:
        found = connection.execute(
            select(Leader.name, Contract.valid_from, Contract.valid_to)
            .join(Contract, Contract.leader_id == Leader.id)
            .where(Contract.township_code == township)
            .order_by(Contract.valid_from)
        )
        return [tuple(row) for row in found]


def settled(store, take_in, *arguments, **options):
    """A second import of the same file changes nothing."""
    before = contents(store)[0]
    again = take_in(*arguments, **options)
    assert (again.stored, again.ended) == (0, [])
    assert contents(store)[0] == {**before, "audit_log": before["audit_log"] + 1}
    return again


# --- contracts -----------------------------------------------------------------------------------------


def test_a_new_contract_ends_the_running_one_on_its_first_day(store, take_in):
    file = [["王 芳", "县长", "全面工作", "第1镇", "2026年1月1日", "2026-12-31"]]
    report = take_in("contracts", CONTRACTS, file)
    assert [tuple(one) for one in report.ended] == [("990001001", "第1镇", "测试领导1", dt.date(2026, 1, 1))]
    assert contracts(store) == [
        ("测试领导1", dt.date(2019, 1, 1), dt.date(2026, 1, 1)),
        ("王芳", dt.date(2026, 1, 1), dt.date(2027, 1, 1)),
    ]
    assert rows(store, Leader, "name", "post", "portfolio")[2:] == [("王芳", "县长", "全面工作")]
    assert [notice.values["rows"] for notice in report.notices] == ["2"]
    settled(store, take_in, "contracts", CONTRACTS, file)


@pytest.mark.parametrize("order", [slice(None), slice(None, None, -1)])
def test_contracts_of_several_years_follow_one_another_in_whatever_order_they_come(store, take_in, order):
    file = [
        ["甲一", "县长", "", "990001001", "2022-01-01", ""],
        ["乙二", "书记", "", "第1镇", "2023/1/1", "长期"],
        ["丙三", "副书记", "", "990001001000", "20240101", ""],
    ][order]
    take_in("contracts", CONTRACTS, file)
    days = [dt.date(year, 1, 1) for year in (2019, 2022, 2023, 2024)]
    held = ["测试领导1", "甲一", "乙二", "丙三"]
    assert contracts(store) == list(zip(held, days, [*days[1:], None], strict=True))
    assert settled(store, take_in, "contracts", CONTRACTS, file).duplicates == 3


def test_a_leader_is_known_by_name_and_post_and_keeps_one_portfolio(store, take_in):
    known = ["测试领导１", "副县长", "农业农村", "第1镇", "2019-01-01", ""]
    report = take_in("contracts", CONTRACTS, [known])
    assert (report.stored, report.ended) == (1, [])
    other = ["测试领导1", "县委常委", "宣传", "第2镇", "2026-01-01", ""]
    report = take_in("contracts", CONTRACTS, [other, [*other[:2], "组织", *other[3:]]])
    assert (report.stored, report.duplicates) == (1, 1)
    assert rows(store, Leader, "name", "post", "portfolio") == [
        ("测试领导1", "副县长", "农业农村"),
        ("测试领导2", "副县长", ""),
        ("测试领导1", "县委常委", "宣传"),
    ]
    told = " ".join(notice.say("en") for notice in report.notices)
    assert "on record with another post" in told and "another portfolio" in told


def test_the_same_leader_going_on_ends_nothing(store, take_in):
    report = take_in("contracts", CONTRACTS, [["测试领导1", "副县长", "", "第1镇", "2026-01-01", ""]])
    assert report.ended == [] and len(contracts(store)) == 2


def test_a_last_day_stated_later_changes_the_contract_and_a_file_without_that_column_does_not(store, take_in):
    row = ["测试领导1", "副县长", "", "第1镇", "2019-01-01"]
    report = take_in("contracts", CONTRACTS, [[*row, "2026-06-30"]])
    assert (report.stored, report.replaced) == (1, 1)
    assert take_in("contracts", CONTRACTS[:5], [row]).duplicates == 1
    assert contracts(store)[0][2] == dt.date(2026, 7, 1)


def test_contracts_that_cannot_be_are_rejected_and_change_nothing(store, take_in):
    good = ["赵六", "副书记", "", "第1镇", "2026-01-01", ""]
    wrong = {
        "another leader of the same first day": [*good[:4], "2019-01-01", ""],
        "a last day before the first": [*good[:5], "2025-12-31"],
        "no day": [*good[:4], "明年", ""],
        "a year of two digits": [*good[:4], "26-01-01", ""],
        "no such township": [*good[:3], "第3镇", *good[4:]],
        "a village in place of a township": [*good[:3], "西山村", *good[4:]],
        "two townships": [*good[:3], "第1镇、第2镇", *good[4:]],
        "no post": ["赵六", "", *good[2:]],
        "two people": ["赵六、钱七", *good[1:]],
        "a day nobody can mean": [*good[:5], "9999-12-31"],
    }
    before = contents(store)[0]
    report = take_in("contracts", CONTRACTS, list(wrong.values()))
    told = messages(report)
    reasons = [
        "第1镇 is with 测试领导1 from 2019-01-01 on",
        "结束日期 lies before 开始日期",
        "开始日期 is no date of the calendar",
        "the year has two digits",
        "No township on record is called 第3镇",
        "No township on record is called 西山村",
        "give one township",
        "职务 is empty",
        "several names",
        "lies after 2100-01-01",
    ]
    assert [reason in told[row] for row, reason in enumerate(reasons, 2)] == [True] * len(reasons)
    assert contents(store)[0] == {**before, "audit_log": before["audit_log"] + 1}


def test_rows_of_one_file_that_contradict_each_other_are_rejected_from_the_second_on(store, take_in):
    row = ["王芳", "县长", "", "第1镇", "2026-01-01"]
    report = take_in("contracts", CONTRACTS, [[*row, "2026-06-30"], [*row, "2026-07-31"]])
    assert messages(report) == {
        3: "第1镇 stands in row 2 too, with other content: keep the row that is right"
    }
    away = ["测试领导1", "", "2026-12-10"]
    file = [[*away, "2026-12-20", "", ""], [*away, "2026-12-31", "", ""]]
    assert (take_in("absences", ABSENCES, file).stored, len(rows(store, Absence, "id"))) == (1, 1)
    assert settled(store, take_in, "absences", ABSENCES, file).rejected == 1


# --- absences and recusals -----------------------------------------------------------------------------


def test_an_absence_names_who_goes_instead(store, take_in):
    file = [["测试领导1", "", "2026-12-10", "2026-12-20", "测试领导2", ""]]
    assert take_in("absences", ABSENCES, file).stored == 1
    assert rows(store, Absence, "leader_id", "first", "last", "substitute_id", "recorded_by") == [
        (1, dt.date(2026, 12, 10), dt.date(2026, 12, 20), 2, "test")
    ]
    settled(store, take_in, "absences", ABSENCES, file)


def test_a_longer_absence_from_the_same_day_takes_the_place_of_the_one_on_record(store, take_in):
    row = ["测试领导1", "", "2026-12-10", "2026-12-20", "无", ""]
    take_in("absences", ABSENCES, [row])
    longer = [*row[:3], "2026-12-31", "新人", "副县长"]
    report = take_in("absences", ABSENCES, [longer])
    assert (report.stored, report.replaced) == (1, 1)
    kept = rows(store, Absence, "last", "substitute_id", "revoked_by")
    assert kept == [(dt.date(2026, 12, 20), None, "test"), (dt.date(2026, 12, 31), 3, None)]
    settled(store, take_in, "absences", ABSENCES, [longer])


def test_absences_that_leave_a_question_are_rejected(store, take_in):
    take_in("contracts", CONTRACTS, [["测试领导2", "书记", "", "第2镇", "2026-01-01", ""]])
    row = ["测试领导1", "", "2026-12-10", "2026-12-20", "", ""]
    wrong = {
        "测试领导1 is on record as absent from 2026-12-10": [*row[:2], "2026-12-15", "2026-12-30", "", ""],
        "There is no leader 无名": ["无名", *row[1:]],
        "2 leaders are called 测试领导2: 副县长, 书记. State the post": ["测试领导2", *row[1:]],
        "测试领导1 is on record as 副县长, not as 书记": ["测试领导1", "书记", *row[2:]],
        "Nobody goes in the place of themselves": [
            "测试领导1",
            "",
            "2027-01-01",
            "2027-01-02",
            "测试领导1",
            "",
        ],
        "结束日期 lies before 开始日期": [*row[:2], "2027-01-02", "2027-01-01", "", ""],
    }
    report = take_in("absences", ABSENCES, [row, *wrong.values()])
    told = messages(report)
    assert [reason in told[at] for at, reason in enumerate(wrong, 3)] == [True] * len(wrong)
    assert take_in("absences", ABSENCES, [["测试领导2", "书记", *row[2:]]]).stored == 1


def test_a_leader_keeps_out_of_a_township_or_of_a_village(store, take_in):
    header = ["领导", "回避乡镇", "回避村"]
    file = [
        ["测试领导1", "第2镇", ""],
        ["测试领导1", "", "第1镇"],
        ["测试领导2", "第1镇", "东山"],
        ["测试领导2", "", "990001002002"],
        ["测试领导2", "", ""],
        ["测试领导2", "第1镇", "北湖社区"],
        ["测试领导2", "第2镇", "990001001001"],
        ["测试领导2", "第1镇", "没有村"],
    ]
    report = take_in("recusals", header, file)
    assert rows(store, Recusal, "leader_id", "division_code") == [
        (1, "990001002"),
        (1, "990001001"),
        (2, "990001001001"),
        (2, "990001002002"),
    ]
    told = messages(report)
    assert told[6] == "Neither a township nor a village is named"
    assert "beyond doubt; it may be 第2镇北湖社区居委会 990001002002" in told[7]
    assert "东山村村委会 lies in 第1镇, not in 第2镇" in told[8]
    assert "No village on record is called 没有村" in told[9]
    settled(store, take_in, "recusals", header, file)


# --- hubs, visit points, residents ---------------------------------------------------------------------


def test_a_hub_takes_the_place_of_the_one_on_record_and_the_county_may_have_one(store, take_in):
    file = [
        ["县信访超市", "测试县", "119.95", "29.45", "法官工作室、律师调解室；心理服务"],
        ["第1镇接访中心", "990001001", "119.93", "29.42", ""],
    ]
    report = take_in("hubs", HUBS, file, frame=FRAME)
    assert (report.stored, report.replaced, report.notices) == (2, 1, [])
    assert rows(store, Hub, "division_code", "name", "services") == [
        ("990001001", "第1镇接访中心", []),
        ("990001002", "第2镇接访点", []),
        (COUNTY, "县信访超市", ["法官工作室", "律师调解室", "心理服务"]),
    ]
    settled(store, take_in, "hubs", HUBS, file, frame=FRAME)


def test_coordinates_without_a_declared_frame_are_refused(store, take_in):
    before = contents(store)
    with pytest.raises(Refused, match="reference frame is not declared"):
        take_in("hubs", HUBS, [["中心", "第1镇", "119.93", "29.42", ""]])
    with pytest.raises(Refused):
        take_in("hubs", HUBS, [["中心", "第1镇", "119.93", "29.42", ""]], frame="EPSG:0")
    assert contents(store) == before


def test_a_point_in_another_frame_is_converted(store, take_in):
    x, y = from_wgs84([119.97], [29.42], "GCJ-02")
    take_in("visit-points", POINTS[1:4], [["西山村", x[0], y[0]]], frame="GCJ-02")
    point = visit_points(store, TODAY).loc["990001001002", ["longitude", "latitude"]]
    assert point.tolist() == pytest.approx([119.97, 29.42], abs=1e-6)


def test_a_visit_point_has_hours_in_whatever_form_they_are_written(store, take_in):
    file = [
        ["第1镇", "东山村", "119.92", "29.42", "8:30", "17:00"],
        ["第2镇", "东山村", "119.92", "29.47", "８点半", "下午5时"],
        ["", "西山", "119.97", "29.42", "", ""],
        ["", "北湖村", "119.97", "29.47", "17:00", "8:30"],
    ]
    report = take_in("visit-points", POINTS, file, frame=FRAME)
    with store.read() as connection:
        hours = {
            row[0]: row[1:]
            for row in connection.execute(
                select(VisitPoint.village_code, VisitPoint.opens, VisitPoint.closes)
            )
        }
    assert hours == {
        "990001001001": (510.0, 1020.0),
        "990001002001": (510.0, 1020.0),
        "990001001002": (None, None),
    }
    assert "closes before it opens" in messages(report)[5]
    settled(store, take_in, "visit-points", POINTS, file, frame=FRAME)
    moved = take_in("visit-points", POINTS[:4], [["第1镇", "东山村", "119.93", "29.42"]], frame=FRAME)
    assert (moved.stored, moved.replaced) == (1, 1)
    with store.read() as connection:
        assert connection.scalar(select(VisitPoint.opens).where(VisitPoint.longitude == 119.93)) == 510.0


def test_a_point_outside_its_village_is_told_and_one_outside_the_county_rejected(store, take_in):
    file = [
        ["第1镇", "东山村", "119.97", "29.42", "", ""],
        ["第1镇", "西山村", "120.3", "29.42", "", ""],
        ["第2镇", "东山村", "119.92", "29.47", "", ""],
    ]
    report = take_in("visit-points", POINTS, file, frame=FRAME)
    assert (report.stored, report.rejected) == (2, 1)
    assert [notice.say("en") for notice in report.notices] == [
        "1 point lies outside the place they are of; they were stored, check them (rows 2)"
    ]
    assert messages(report)[3] == "The point lies 29 km outside the county: check 经度 and 纬度"


def test_points_of_which_longitude_and_latitude_are_swapped_are_refused_as_a_whole(store, take_in):
    before = contents(store)
    with pytest.raises(Refused, match="swapped"):
        take_in("visit-points", POINTS, [["", "西山村", "29.42", "119.97", "", ""]], frame=FRAME)
    assert contents(store) == before


def test_residents_are_those_of_the_village_valid_today(store, take_in):
    header = ["所属乡镇", "行政村", "常住人口（人）"]
    file = [
        ["第1镇", "东山村", "1,234"],
        ["第2镇", "东山村", "０"],
        ["", "西山村", "1000人"],
        ["", "东山村", "5"],
        ["", "北湖社区", "很多"],
        ["", "北湖社区", "-3"],
        ["第1镇", "东山村", "1235"],
        ["合计", "", "9999"],
    ]
    report = take_in("residents", header, file)
    known = divisions(store, Level.VILLAGE, TODAY).set_index("code")["residents"].to_dict()
    assert known == dict(zip(VILLAGES, [1234, 1000, 0, 1000], strict=True))
    assert (report.stored, report.replaced, report.duplicates) == (2, 2, 1)
    told = messages(report)
    assert "names no single village beyond doubt; it may be 第1镇东山村村委会 990001001001, 第2镇" in told[5]
    assert told[6] == told[7] == "常住人口（人） must be a whole number from 0 to 1000000"
    assert told[8] == "东山村村委会 stands in row 2 too, with other content: keep the row that is right"


def test_the_number_of_a_former_village_is_not_taken_for_its_successors(store, take_in):
    with store.write("test", "end", COUNTY) as session:
        old = Division(
            code="990001001009",
            name="老山村村委会",
            level="village",
            parent_code="990001001",
            valid_from=dt.date(2010, 1, 1),
            valid_to=dt.date(2019, 1, 1),
        )
        session.add(old)
    name_successor(store, "990001001009", "990001001002", actor="test")
    report = take_in("residents", ["村", "人口"], [["老山村", "10"], ["990001001009", "10"]])
    assert (report.stored, report.rejected) == (0, 2)
    take_in("teams", TEAMS, [["新团", "", "老山村", "2026-01-01", ""]])
    assert rows(store, TeamVillage, "village_code")[-1] == ("990001001002",)


# --- teams ---------------------------------------------------------------------------------------------


def test_a_team_follows_another_in_a_village_and_the_coverage_says_so(store, take_in):
    file = [
        ["浦南服务团", "第1镇", "东山村", "2026-01-01", ""],
        ["浦南服务团", "", "北湖社区", "2026-01-01", ""],
    ]
    report = take_in("teams", TEAMS, file)
    assert (report.stored, [one.holder for one in report.ended]) == (2, ["测试服务团"])
    assert rows(store, LiaisonTeam, "name") == [("测试服务团",), ("浦南服务团",)]
    teams = coverage.table(reader(OFFICE, store), TODAY).set_index("code")["team"].to_dict()
    assert (teams["990001001001"], teams["990001002002"]) == ("浦南服务团", "浦南服务团")
    settled(store, take_in, "teams", TEAMS, file)


def test_a_contact_needs_a_team_on_record_and_a_day_that_has_been(store, take_in):
    header = ["服务团", "乡镇", "村", "走访日期"]
    file = [
        ["测试服务团", "第1镇", "西山村", "2026-11-20"],
        ["测试服务团", "第1镇", "西山村", "2026-11-20"],
        ["没有的团", "第1镇", "西山村", "2026-11-20"],
        ["测试服务团", "第1镇", "西山村", "2026-11-25"],
    ]
    report = take_in("contacts", header, file)
    assert (report.stored, report.duplicates) == (1, 1)
    told = messages(report)
    assert "There is no team 没有的团" in told[4] and "lies in the future" in told[5]
    assert len(rows(store, TeamContact, "id")) == 4


# --- the file as a whole -------------------------------------------------------------------------------


def test_a_workbook_with_a_title_merged_cells_and_a_note_is_read(store, tmp_path):
    path = tmp_path / "包干.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("2026")
        merged = book.add_format()
        sheet.merge_range(0, 0, 0, 5, "2026年县领导包干乡镇一览表", merged)
        sheet.write_row(1, 0, ["序号", "领导姓名", "职务", "包干乡镇（街道）", "起始日期", "备注"])
        sheet.merge_range(2, 1, 3, 1, "王芳", merged)
        sheet.merge_range(2, 2, 3, 2, "县长", merged)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for line, township in enumerate(TOWNSHIPS.values(), 2):
            sheet.write(line, 0, line - 1)
            sheet.write(line, 3, township)
            sheet.write_datetime(line, 4, dt.datetime(2026, 1, 1), day)
    report = import_register(store, "contracts", path, actor="test", today=TODAY)
    assert (report.stored, report.rejected, len(report.ended)) == (2, 0, 2)


def test_a_rehearsal_keeps_nothing(store, take_in):
    before = contents(store)
    report = take_in("contracts", CONTRACTS, [["王芳", "县长", "", "第1镇", "2026-01-01", ""]], dry_run=True)
    assert report.dry_run and report.stored == 1 and len(report.ended) == 1
    assert contents(store) == before


def test_the_log_has_counts_and_no_names(store, take_in):
    take_in("contracts", CONTRACTS, [["王芳", "县长", "", "第1镇", "2026-01-01", ""]])
    with store.read() as connection:
        entry = connection.execute(select(AuditEntry.__table__).order_by(AuditEntry.id.desc())).first()
    assert (entry.action, entry.subject, entry.detail["register"]) == ("import register", COUNTY, "contracts")
    assert (entry.detail["stored"], entry.detail["ended"]) == (1, 1)
    assert "王芳" not in str(entry.detail)


def test_rejected_rows_can_be_mended_and_imported_again(store, take_in, tmp_path):
    path = tmp_path / "rejected.xlsx"
    report = take_in("residents", ["村", "人口"], [["东山村", "5"], ["西山村", "6"]])
    write_report(report, path, "zh_CN")
    again = import_register(store, "residents", path, actor="test", today=TODAY)
    assert (again.rows, again.rejected) == (1, 1)


@pytest.mark.parametrize(
    ("kind", "header", "told"),
    [
        ("people", CONTRACTS, "There is no register people; there are: contracts, absences"),
        ("contracts", CONTRACTS[:4], "开始日期/起始日期/开始时间 valid_from"),
        ("recusals", ["领导", "备注"], "回避乡镇"),
        ("hubs", ["名称", "所属区划", "经度"], "纬度/latitude/lat latitude"),
        ("residents", ["常住人口", "户籍人口"], "村代码/行政村代码/村 village"),
    ],
)
def test_files_that_lack_a_column_are_refused_and_leave_nothing(store, take_in, kind, header, told):
    before = contents(store)
    with pytest.raises(Refused, match=told):
        take_in(kind, header, [["1"] * len(header)])
    assert contents(store) == before


def test_a_row_longer_than_its_headings_is_rejected(take_in):
    report = take_in("residents", ["村", "人口"], [["西山村", "5", "6"]])
    assert messages(report)[2] == "The row has 3 cells, the header 2"


def test_no_heading_serves_two_columns_of_a_register():
    for kind, register in REGISTERS.items():
        first = [field.headings[0] for field in register.fields.values()]
        assert len(set(first)) == len(first), kind


def test_a_hub_lies_where_its_point_is(store, take_in):
    take_in("hubs", HUBS, [["第1镇中心", "第1镇", "119.93", "29.42", ""]], frame=FRAME)
    with store.read() as connection:
        point = connection.scalar(select(Hub.geometry).where(Hub.name == "第1镇中心"))
    assert shapely.equals_exact(point, shapely.Point(119.93, 29.42), 1e-9)


# --- rows that are no entries ----------------------------------------------------------------------------


def test_totals_signatures_notes_and_headings_again_are_told_once_each_for_what_they_are(store, take_in):
    row = ["王芳", "县长", "", "第1镇", "2026-01-01", ""]
    asides = [
        ["合计", "1人", "", "", "", ""],
        CONTRACTS,
        ["备注：以上为2026年安排", "", "", "", "", ""],
        ["", "制表人：某某", "", "", "", ""],
    ]
    report = take_in("contracts", CONTRACTS, [row, *asides])
    assert (report.stored, report.rejected, len(report.faults)) == (1, 4, 4)
    total, again = "a total, a signature or a note, and no entry", "repeats the headings and is no entry"
    told = [messages(report)[number] for number in (3, 4, 5, 6)]
    assert [total in told[0], again in told[1], total in told[2], total in told[3]] == [True] * 4


def test_a_village_whose_name_begins_like_a_total_is_an_entry(store, take_in):
    with store.write("test", "name", COUNTY) as session:
        village = session.scalars(select(Division).where(Division.code == "990001001001")).one()
        village.name = "总计村村委会"
    assert take_in("residents", ["村", "人口"], [["总计村", "500"]]).stored == 1


@pytest.mark.parametrize(
    ("last", "told"),
    [
        ("", "An absence without a last day is one for ever"),
        ("至今", "An absence without a last day is one for ever"),
        ("2031-12-31", "is longer than the rules allow (366 days)"),
    ],
)
def test_a_leader_absent_for_ever_is_rejected_with_a_sentence_that_says_what_to_do(
    store, take_in, last, told
):
    report = take_in("absences", ABSENCES, [["测试领导1", "", "2026-12-10", last, "", ""]])
    (fault,) = report.faults
    assert told in fault.say("en") and "end the contract" in fault.say("en")
    assert "请终止包干" in fault.say("zh_CN")
    assert rows(store, Absence, "id") == []


# --- leaders, members, the calendar ----------------------------------------------------------------------


def test_the_list_of_leaders_makes_new_ones_and_knows_those_on_record(store, take_in):
    file = [["测试领导1", "副县长", "农业"], ["王芳", "县长", ""]]
    report = take_in("leaders", CONTRACTS[:3], file)
    assert (report.stored, report.replaced) == (2, 1)
    assert rows(store, Leader, "name", "portfolio")[0] == ("测试领导1", "农业")
    settled(store, take_in, "leaders", CONTRACTS[:3], file)


def test_members_have_one_of_four_duties_in_a_team_on_record(store, take_in):
    header = ["服务团", "姓名", "职责", "联系电话"]
    file = [
        ["测试服务团", "测试甲", "调解员", "0579-1"],
        ["测试服务团", "测试乙", "联络员", ""],
        ["测试服务团", "测试丙", "团长", ""],
        ["没有的团", "测试丁", "服务员", ""],
    ]
    report = take_in("members", header, file)
    told = messages(report)
    assert "职责 must be one of: 联系员、代办员、调解员、服务员" in told[4]
    assert "There is no team 没有的团 on record" in told[5]
    kept = rows(store, TeamMember, "name", "duty", "phone")
    assert kept == [("测试甲", "mediator", "0579-1"), ("测试乙", "contact", "")]
    settled(store, take_in, "members", header, file[:2])


def test_days_of_the_calendar_are_free_or_worked(store, take_in):
    header = ["日期", "安排", "名称"]
    report = take_in("calendar", header, [["2027-01-01", "放假", "元旦"], ["2027-01-03", "也许", ""]])
    assert (report.stored, messages(report)) == (1, {3: "安排 must be one of: 放假、上班"})


def test_what_was_reported_as_done_is_not_taken_back_by_an_empty_cell(store, take_in):
    take_in("contracts", CONTRACTS, [["张三", "副县长", "", "第1镇", "2026-01-01", ""]])
    header = ["编号", "批示领导", "承办单位", "批示日期", "办理期限", "办结日期", "办结依据"]
    row = ["批1", "张三", "某局", "2026-10-01", "2026-11-01"]
    take_in("instructions", header, [[*row, "", ""]])
    instructions.finish(reader(OFFICE, store).by("test"), "批1", "报告1号", TODAY)
    assert take_in("instructions", header, [[*row, "", ""]]).replaced == 0
    assert instructions.listed(reader(OFFICE, store))[["done", "proven"]].values.tolist() == [[TODAY, True]]
    assert take_in("instructions", header, [[*row, "2026-11-02", "报告2号"]]).replaced == 1


def test_registers_are_kept_under_the_unit_s_own_name_and_refuse_one_that_fits_two(store, take_in):
    header = ["单位", "简称", "分管类别", "可派领导数"]
    units = [["县自然资源和规划局", "自规局、国土局", "自然资源", "1"], ["县民政局", "", "民政", "1"]]
    assert take_in("units", header, units).stored == 2
    assert take_in("units", header, units).duplicates == 2
    assert take_in("units", header, [["县应急局", "国土局", "民政", "1"]]).rejected == 1
    assert take_in("units", ["单位", "分管类别", "可派领导数"], [["国土局", "自然资源", "3"]]).stored == 1
    assert rows(store, Unit, "name", "deputies") == [("县自然资源和规划局", 3), ("县民政局", 1)]
    assert rows(store, UnitAlias, "name", "revoked_at") == [("自规局", None), ("国土局", None)]
    policy = ["政策名称", "问题类别", "反映问题", "建议", "责任单位", "提出日期"]
    row = ["农房审批", "自然资源", "批得慢", "简化", "国土局", "2026-05-01"]
    assert take_in("policies", ["乡镇", *policy], [["990001", *row]]).stored == 1
    assert rows(store, Policy, "unit") == [("县自然资源和规划局",)]
