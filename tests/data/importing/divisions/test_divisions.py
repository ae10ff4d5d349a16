"""The official list of divisions: every row accounted for, nothing lost between two editions."""

import csv
import datetime as dt

import pytest
import shapely
import xlsxwriter
from sqlalchemy import select

from data.divisions.reads import boundaries, divisions
from data.importing.divisions.county import EVER, set_up
from data.importing.divisions.importer import import_divisions
from data.tables import AuditEntry, Boundary, Division
from data.terms import Level
from geo.errors import Refused
from tests.data.conftest import COUNTY, TODAY
from tests.data.importing.conftest import contents, messages

HEADER = ["code", "name", "streetCode", "streetName"]
DAY = dt.date(2023, 6, 30)
LIST = [
    ("990001001001", "东山村委会", "990001001", "第1镇"),
    ("990001001002", "西山村委会", "990001001", "第1镇"),
    ("990001002001", "南湖居委会", "990001002", "第2镇"),
    ("990001002002", "北湖村委会", "990001002", "第2镇"),
]


@pytest.fixture
def list_of(tmp_path):
    """Function that writes a list of divisions."""

    def write(rows=LIST, header=HEADER, name="villages.csv"):
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])
        return path

    return write


@pytest.fixture
def take_in(store, list_of):
    """Function that imports rows into the small county; its report always adds up."""

    def run(rows=LIST, header=HEADER, **options):
        report = import_divisions(store, list_of(rows, header), county=COUNTY, actor="test", **options)
        counts = report.counts()
        ends = ("added", "renamed", "unchanged", "rejected", "other_county")
        assert counts["rows"] == sum(counts[end] for end in ends)
        return report

    return run


def changed(code, name):
    """The list with another name for a village."""
    return [(own, name if own == code else its_name, *above) for own, its_name, *above in LIST]


def without(*codes):
    return [row for row in LIST if row[0] not in codes]


def names(store, level=Level.VILLAGE, on=TODAY):
    return divisions(store, level, on).set_index("code")["name"].to_dict()


def test_without_a_date_names_are_corrected_in_place_and_nothing_ends(store, take_in):
    before = contents(store)[0]
    report = take_in(without("990001002002"))
    assert (report.renamed, report.new_editions, report.ended) == (3, [], [])
    assert names(store)["990001001001"] == "东山村委会"
    assert names(store)["990001002002"] == "村002002"
    assert contents(store)[0]["divisions"] == before["divisions"]


def test_the_same_list_again_changes_nothing(store, take_in):
    take_in()
    before = contents(store)[0]
    for options in ({}, {"valid_from": DAY}, {"valid_from": DAY}):
        again = take_in(**options)
        assert (again.unchanged, again.ended, again.townships) == (4, [], 0)
    assert contents(store)[0] == {**before, "audit_log": before["audit_log"] + 3}


def test_a_name_written_otherwise_is_the_same_village(store, take_in):
    take_in()
    longer = [
        ("990001001001", "东山村村民委员会", *LIST[0][2:]),
        *LIST[1:2],
        ("990001002001", "南湖社区居民委员会", *LIST[2][2:]),
        *LIST[3:],
    ]
    report = take_in(longer, valid_from=DAY)
    assert (report.renamed, report.new_editions, report.unchanged) == (2, [], 2)
    assert names(store, on=dt.date(2020, 1, 1))["990001001001"] == "东山村村民委员会"


def test_a_village_with_a_new_name_keeps_its_residents_and_its_outline(store, take_in):
    take_in()
    before = boundaries(store, Level.VILLAGE, TODAY).set_index("code").loc["990001001001"]
    report = take_in(changed("990001001001", "栋山村委会"), valid_from=DAY)
    assert [tuple(one) for one in report.new_editions] == [("990001001001", "东山村委会", "栋山村委会")]
    after = boundaries(store, Level.VILLAGE, DAY).set_index("code").loc["990001001001"]
    assert (after["name"], after["residents"]) == ("栋山村委会", before["residents"])
    assert shapely.equals(after["geometry"], before["geometry"])
    assert names(store, on=DAY - dt.timedelta(days=1))["990001001001"] == "东山村委会"
    with store.read() as connection:
        sources = connection.scalars(select(Boundary.source).where(Boundary.source == "test")).all()
    assert len(sources) == 7


def test_villages_that_exchange_their_codes_do_not_exchange_their_outlines(store, take_in):
    take_in()
    exchanged = [
        ("990001001001", "西山村委会", *LIST[0][2:]),
        ("990001001002", "东山村委会", *LIST[1][2:]),
        *LIST[2:],
    ]
    report = take_in(exchanged, valid_from=DAY)
    assert (report.new_editions, report.renamed, len(report.given)) == ([], 0, 2)
    assert set(boundaries(store, Level.VILLAGE, DAY)["code"]) == {"990001002001", "990001002002"}


def test_a_village_that_becomes_a_community_is_a_new_edition(store, take_in):
    take_in()
    report = take_in(changed("990001001001", "东山社区居民委员会"), valid_from=DAY)
    assert len(report.new_editions) == 1


def test_what_the_list_of_a_day_lacks_ends_on_it_and_is_kept(store, take_in):
    take_in()
    report = take_in(without("990001001002"), valid_from=DAY)
    assert report.ended == [("990001001002", "西山村委会")]
    assert "990001001002" not in names(store)
    assert "990001001002" in names(store, on=dt.date(2020, 1, 1))


def test_a_township_none_of_whose_villages_is_left_ends_too(store, take_in):
    take_in()
    moved = [(f"990001001{code[-3:]}", name, "990001001", "第1镇") for code, name, *_ in LIST[:2]]
    moved += [("990001001003", "南湖居委会", "990001001", "第1镇")]
    report = take_in(moved, valid_from=DAY)
    assert {code for code, _ in report.ended} == {"990001002", "990001002001", "990001002002"}
    assert report.added == 1


def test_a_list_mended_and_imported_again_with_its_day_takes_back_what_it_ended(store, take_in):
    take_in()
    before = contents(store)[0]["divisions"]
    take_in(without("990001001002"), valid_from=DAY)
    report = take_in(valid_from=DAY)
    assert (report.added, report.unchanged, report.ended) == (1, 3, [])
    assert contents(store)[0]["divisions"] == before
    assert "990001001002" in set(boundaries(store, Level.VILLAGE, TODAY)["code"])


def test_a_village_added_and_ended_by_two_lists_of_one_day_can_be_added_again(store, take_in):
    take_in()
    new = ("990001001009", "新山村委会", "990001001", "第1镇")
    for rows in ([*LIST, new], LIST, [*LIST, new]):
        take_in(rows, valid_from=DAY)
    assert names(store)["990001001009"] == "新山村委会"


def test_rows_that_cannot_be_used_come_back_with_their_reason(store, take_in):
    rows = [
        *LIST,
        ("3.30726E+11", "坏山村委会", "990001001", "第1镇"),
        ("99000100100", "短山村委会", "990001001", "第1镇"),
        ("990001001003", " ", "990001001", "第1镇"),
        ("990001001001", "东山村委会", "990001001", "第1镇"),
        ("990001009001", "远山村委会", "990001009", ""),
        ("990001001004", "别山村委会", "990001001", "第一镇"),
        ("990001001005", "长" * 101, "990001001", "第1镇"),
    ]
    report = take_in(rows)
    told = messages(report)
    assert list(told) == [6, 7, 8, 9, 10, 11, 12]
    assert "3.30726E+11" in told[6] and "12 digits" in told[7] and told[8] == "The name is missing"
    assert "stands in row 2 too" in told[9] and "990001009 is neither on record nor named" in told[10]
    assert "another name in the file: 第1镇" in told[11] and "longer than 100" in told[12]


def test_while_a_code_cannot_be_read_nothing_ends(store, take_in):
    take_in()
    spoilt = [("9.90001E+11", *LIST[0][1:]), *LIST[1:]]
    report = take_in(spoilt, valid_from=DAY)
    assert (report.ended, report.not_ended, report.rejected) == ([], 1, 1)
    assert len(names(store)) == 4


def test_a_row_with_another_fault_does_not_end_its_village(store, take_in):
    take_in()
    report = take_in(changed("990001001001", ""), valid_from=DAY)
    assert (report.rejected, report.ended) == (1, [])


def test_of_a_national_list_the_rows_of_the_county_are_taken(store, take_in):
    header = ["code", "name", "streetCode", "provinceCode", "cityCode", "areaCode"]
    rows = [(code, name, street, "99", "9900", COUNTY) for code, name, street, _ in LIST]
    rows += [(f"11010100100{n}", "外村", "110101001", "11", "1101", "110101") for n in range(7)]
    report = take_in(rows, header)
    assert (report.other_county, report.renamed) == (7, 4)


def test_without_a_county_column_the_code_tells_the_county(take_in):
    rows = [row[:2] for row in LIST] + [("110101001001", "外村")]
    report = take_in(rows, ["代码", "名称"])
    assert (report.other_county, report.renamed) == (1, 4)


def test_a_plain_list_in_chinese_holds_all_levels(store, take_in):
    rows = [
        ("990001000000", "测试县", "县", ""),
        ("990001003000", "第3镇", "镇", "990001000000"),
        ("990001003001", "新湖社区", "社区", "990001003000"),
        ("990001003002", "错湖村", "街道", "990001003000"),
    ]
    report = take_in(rows, ["统计用区划代码", "名称", "级别", "上级代码"])
    assert (report.added, report.unchanged, report.renamed, report.rejected) == (3, 0, 0, 1)
    assert names(store, Level.TOWNSHIP)["990001003"] == "第3镇"
    village = divisions(store, Level.VILLAGE, TODAY).set_index("code").loc["990001003001"]
    assert village["parent_code"] == "990001003"
    assert "does not fit" in messages(report)[5]


def test_a_list_of_streets_ends_townships_and_no_village(store, take_in):
    report = take_in([("990001001", "第1镇", COUNTY)], ["code", "name", "areaCode"], valid_from=DAY)
    assert [code for code, _ in report.ended] == ["990001002"]
    assert len(names(store)) == 4


def test_a_township_that_villages_name_is_made_and_follows_a_new_name(store, take_in):
    new = ("990001003001", "新湖村委会", "990001003", "第3乡")
    assert take_in([*LIST, new]).townships == 1
    report = take_in([*LIST, (*new[:3], "第3镇")], valid_from=DAY)
    assert (report.townships, report.unchanged) == (1, 5)
    assert [names(store, Level.TOWNSHIP, on)["990001003"] for on in (dt.date(2020, 1, 1), DAY)] == [
        "第3乡",
        "第3镇",
    ]


def test_a_workbook_is_read_like_a_text(store, tmp_path):
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["代码", "名称", "乡镇"])
        for line, (code, name, _, township) in enumerate(LIST, 1):
            sheet.write_row(line, 0, [int(code), name, township])
    report = import_divisions(store, path, county=COUNTY, actor="test")
    assert (report.rows, report.renamed) == (4, 4)


def test_a_rehearsal_keeps_nothing(store, take_in):
    before = contents(store)
    report = take_in(without("990001001002"), valid_from=DAY, dry_run=True)
    assert report.dry_run and len(report.ended) == 1
    assert contents(store) == before


def test_an_import_is_logged_with_its_counts(store, take_in):
    take_in(valid_from=DAY)
    with store.read() as connection:
        entry = connection.execute(select(AuditEntry.__table__).order_by(AuditEntry.id.desc())).first()
    assert (entry.action, entry.actor, entry.detail["rows"]) == ("import divisions", "test", 4)
    assert entry.detail["valid_from"] == "2023-06-30"


@pytest.mark.parametrize(
    ("rows", "header", "options", "told"),
    [
        (LIST, HEADER, {"county": "330726"}, "The record is that of 测试县"),
        ([("110101001001", "外村", "", "")], HEADER, {}, "no row of the county 990001"),
        (LIST, ["甲", "乙", "丙", "丁"], {}, "needs a column for the code"),
        (LIST, HEADER, {"valid_from": dt.date(2018, 1, 1)}, "begin or end on 2019-01-01"),
    ],
)
def test_lists_that_cannot_be_used_are_refused_and_leave_nothing(store, list_of, rows, header, options, told):
    before = contents(store)
    settings = {"county": COUNTY, "actor": "test"} | options
    with pytest.raises(Refused, match=told):
        import_divisions(store, list_of(rows, header), **settings)
    assert contents(store) == before


def test_a_list_of_a_few_townships_cannot_be_an_edition_of_the_county(store, take_in):
    take_in([*LIST, ("990001003001", "新湖村委会", "990001003", "第3镇")])
    with pytest.raises(Refused, match="2 of 3 townships are not in the file"):
        take_in(LIST[:2], valid_from=DAY)
    assert take_in(LIST[:2]).unchanged == 2


def test_divisions_of_a_county_without_any_are_there_from_the_beginning(empty_store, list_of):
    store = empty_store
    with pytest.raises(Refused, match="holds no county yet"):
        import_divisions(store, list_of(), county=COUNTY, actor="test")
    set_up(store, COUNTY, "测试县", actor="test")
    report = import_divisions(store, list_of(), county=COUNTY, actor="test")
    assert (report.added, report.townships) == (4, 2)
    with store.read() as connection:
        assert set(connection.scalars(select(Division.valid_from))) == {EVER}
    store.close()
