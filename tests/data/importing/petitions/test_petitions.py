import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.importing.petitions.columns import Profile
from data.tables import AuditEntry, Division, ImportRun, PetitionPerson
from data.tables.petitions import Petition
from tests.data.importing.conftest import HEADER, ROW, contents, messages, row, stored

INSIDE = {"经度": "119.92", "纬度": "29.42"}  # in 990001001001
FRAME = "EPSG:4490"
YET_OPEN = "The case is open and yet has a closing date; correct 办理状态 or 办结时间"


def test_every_row_is_accounted_for_and_placed_as_exactly_as_it_can_be(store, file_of, take_in):
    path = file_of(
        [
            row("点", **INSIDE),
            row("村码", 村="990001001002"),
            row("村名", 村="村002001"),
            row("镇名", 乡镇="第2镇"),
            row("镇码", 乡镇="990001001", 村="没有这个村"),
            row("无处"),
            row("坏", 登记时间="2026-02-30"),
            row("点"),
            row("无处"),
        ]
    )
    report = take_in(path, frame=FRAME)
    assert report.counts() == {
        "rows": 9,
        "stored": 6,
        "changed": 0,
        "unchanged": 0,
        "rejected": 2,
        "duplicates": 1,
        "located": {"point": 1, "village": 2, "township": 2, "nowhere": 1},
    }
    columns = (Petition.placement, Petition.township_code, Petition.village_code)
    assert stored(store, Petition.number, *columns) == {
        "点": ("point", "990001001", "990001001001"),
        "村码": ("village", "990001001", "990001001002"),
        "村名": ("village", "990001002", "990001002001"),
        "镇名": ("township", "990001002", None),
        "镇码": ("township", "990001001", None),
        "无处": ("nowhere", None, None),
    }
    assert messages(report) == {
        8: "登记时间 is no date of the calendar in a form that is read, such as 2020-06-30 14:05",
        9: "This 信访件编号 stands higher up in the file with other content",
    }
    assert [notice.say("en") for notice in report.notices] == [
        "1 petition names no village that is known (rows 6)"
    ]


def test_a_row_is_stored_as_it_was_meant(store, file_of, take_in):
    header = [*HEADER, "信访目的", "初重信访", "人数", "难易程度", "满意度", "是否代办", "问题地址"]
    cells = row("1", 登记时间="2026年10月1日 9:30", 办理状态="已办结", 办结时间="20261008", **INSIDE)
    more = ["求决", "重信重访", "3人", "疑难", "基本满意", "是", "上河村 5 号"]
    take_in(file_of([[*cells, *more]], header), frame=FRAME)
    with store.read() as connection:
        (found,) = connection.execute(Petition.__table__.select()).mappings()
    assert {name: found[name] for name in found if name not in ("id", "digest", "address_hash")} == {
        "number": "1",
        "filed": dt.datetime(2026, 10, 1, 9, 30),
        "channel": "visit",
        "category": "ecology",
        "category_scheme": "2022",
        "purpose": "claim",
        "occurrence": "repeat",
        "people": 3,
        "tier": "hard",
        "status": "closed",
        "accepted": None,
        "forwarded": None,
        "answered": None,
        "closed": dt.datetime(2026, 10, 8),
        "unit": None,
        "origin": None,
        "case_leader": None,
        "settled_level": None,
        "review": None,
        "tags": None,
        "tags_by": None,
        "agent": None,
        "visits": None,
        "as_of": dt.date(2026, 11, 24),
        "words": None,
        "withdrawn_at": None,
        "satisfaction": "satisfied",
        "by_proxy": True,
        "placement": "point",
        "longitude": 119.92,
        "latitude": 29.42,
        "county_code": "990001",
        "township_code": "990001001",
        "village_code": "990001001001",
        "basis": "point",
        "placed_by": "test",
        "point_code": "990001001001",
        "named_code": None,
        "stated_township": None,
        "stated_village": None,
        "address": "上河村 5 号",
        "matter_id": None,
        "import_run_id": 1,
    }


def test_words_that_name_no_theme_are_told_from_a_petition_without_words(store, file_of, take_in):
    said = ["欠薪", "路灯不亮", ""]
    rows = [[*row(str(number), **INSIDE), text] for number, text in enumerate(said)]
    take_in(file_of(rows, [*HEADER, "主要内容"]), frame=FRAME)
    assert list(stored(store, Petition.tags)) == ["wages", "", None]


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"信访件编号": ""}, "信访件编号 is empty"),
        ({"信访件编号": "9" * 65}, "信访件编号 is longer than 64 characters"),
        ({"登记时间": ""}, "登记时间 is empty"),
        ({"登记时间": "2026-11-25"}, "登记时间 lies in the future (after 2026-11-24)"),
        ({"登记时间": "1949-12-31"}, "登记时间 lies before 1950-01-01"),
        ({"问题类别": ""}, "问题类别 is empty"),
        ({"办结时间": "2026-09-30", "办理状态": ""}, "办结时间 lies before 登记时间"),
        (
            {"办结时间": "2026-10-30"},
            YET_OPEN,
        ),
        ({"经度": "119.9"}, "经度 and 纬度 go together; one of them is empty"),
        ({"经度": "东经", "纬度": "29.4"}, "经度 is no number"),
    ],
)
def test_each_fault_is_told_in_a_sentence_that_names_the_column(store, file_of, take_in, cells, told):
    bad = row("坏")
    for name, cell in cells.items():
        bad[HEADER.index(name)] = cell
    report = take_in(file_of([bad, row("好")]), frame=FRAME)
    assert (report.rejected, report.stored) == (1, 1)
    assert messages(report) == {2: told}
    assert list(stored(store, Petition.number)) == ["好"]


def test_all_faults_of_a_row_are_told_at_once(file_of, take_in):
    report = take_in(file_of([row("坏", 登记时间="x", 办结时间="x", 问题类别="")]))
    assert report.rejected == 1 and len(report.faults) == 3


def test_rows_too_short_or_too_long_are_rejected_not_lost(file_of, take_in):
    report = take_in(file_of([ROW[:-1], [*ROW, "", "多"], [*ROW, ""]]))
    assert (report.rows, report.stored, report.rejected) == (3, 1, 2)
    assert messages(report) == {
        2: "The row has 9 cells, the header 10",
        3: "The row has 12 cells, the header 10",
    }


def test_a_missing_status_follows_from_the_closing_date(store, file_of, take_in):
    take_in(file_of([row("开", 办理状态=""), row("结", 办理状态="", 办结时间="2026-10-02")]))
    assert stored(store, Petition.number, Petition.status) == {"开": ("open",), "结": ("closed",)}


def test_the_same_file_twice_stores_nothing_twice(store, file_of, take_in):
    path = file_of([row(number, **INSIDE) for number in range(20)])
    take_in(path, frame=FRAME)
    before = stored(store, Petition.number, Petition.id)
    again = take_in(path, frame=FRAME)
    assert (again.rows, again.stored, again.unchanged, again.rejected) == (20, 0, 20, 0)
    assert stored(store, Petition.number, Petition.id) == before


def test_the_same_content_written_differently_is_a_repetition(file_of, take_in):
    take_in(file_of([row("1", 登记时间="2026-10-01 09:30", 信访形式="走访")]))
    again = take_in(file_of([row("1", 登记时间="２０２６年10月1日9时30分", 信访形式="来访")]))
    assert again.unchanged == 1


def test_a_row_that_comes_twice_in_a_file_with_other_content_is_rejected(store, file_of, take_in):
    rows = [row("1", 问题类别="生态环境"), row("1", 问题类别="城乡建设")]
    report = take_in(file_of(rows))
    assert (report.stored, report.rejected) == (1, 1) and "with other content" in messages(report)[3]
    assert stored(store, Petition.number, Petition.category) == {"1": ("ecology",)}


PERSONS = ["姓名", "身份证号", "联系电话", "信访内容"]
PERSON = ["张三", "330726198001010011", "13800000000", "反映积水"]


def test_who_petitioned_is_kept_apart_and_nowhere_else(store, file_of, take_in):
    path = file_of([[*row("1"), *PERSON], [*row("2"), "", "", "", ""]], [*HEADER, *PERSONS])
    report = take_in(path)
    with store.read() as connection:
        (person,) = connection.execute(PetitionPerson.__table__.select()).all()
        tables = [connection.execute(t.__table__.select()).all() for t in (Petition, ImportRun, AuditEntry)]
    assert tuple(person)[:7] == (1, *PERSON[:3], None, PERSON[3], None)
    for secret in PERSON:
        assert secret not in repr(tables) and secret not in repr(report.notices)
    assert take_in(path).unchanged == 2


def test_another_name_under_the_same_number_is_a_change(file_of, take_in):
    take_in(file_of([[*row("1"), *PERSON]], [*HEADER, *PERSONS]))
    other = take_in(file_of([[*row("1"), "李四", *PERSON[1:]]], [*HEADER, *PERSONS]))
    assert (other.unchanged, other.changed) == (0, 1)


def test_villages_of_one_name_are_told_apart_by_their_township(store, file_of, take_in):
    with store.write("test", "rename", "x") as session:
        for division in session.query(Division).filter(Division.level == "village"):
            division.name = "新村" if division.code.endswith("1001") else division.name
    with store.write("test", "rename", "x") as session:
        session.query(Division).filter_by(code="990001002001").one().name = "新村"
    report = take_in(file_of([row("1", 村="新村", 乡镇="第2镇"), row("2", 村="新村")]))
    assert stored(store, Petition.number, Petition.village_code) == {"1": ("990001002001",), "2": (None,)}
    assert report.located == {"point": 0, "village": 1, "township": 0, "nowhere": 1}


def test_a_point_outside_every_village_is_kept_and_placed_by_its_name(store, file_of, take_in):
    outside = {"经度": "120.2", "纬度": "29.42"}
    rows = [row(n, **INSIDE) for n in range(9)]
    report = take_in(file_of([*rows, row("a", **outside), row("b", **outside, 村="村001002")]), frame=FRAME)
    assert report.located == {"point": 9, "village": 1, "township": 0, "nowhere": 1}
    assert [notice.say("en") for notice in report.notices] == [
        "2 points lie outside every village (rows 11, 12)"
    ]
    assert stored(store, Petition.number, Petition.longitude, Petition.village_code)["b"] == (
        120.2,
        "990001001002",
    )


def test_unknown_categories_are_kept_and_counted(store, file_of, take_in):
    report = take_in(file_of([row("1", 问题类别="彩礼"), row("2", 问题类别="彩礼"), row("3")]))
    assert stored(store, Petition.number, Petition.category)["1"] == ("彩礼",)
    assert "彩礼 (2)" in report.notices[0].say("en")


def test_a_profile_says_what_the_headings_do_not(store, tmp_path, take_in):
    path = tmp_path / "a.csv"
    path.write_text("a,b,c,d\n1,30.06.26,Umwelt,A\n", encoding="utf-8")
    profile = Profile(
        columns={
            "number": ("a",),
            "filed": ("b",),
            "category": ("c",),
            "channel": ("d",),
            "address": ("c", "d"),
        },
        scheme="own",
        values={"channel": {"A": "letter"}, "category": {"Umwelt": "environment"}},
        defaults={"purpose": "appeal"},
        dates={"filed": "%d.%m.%y"},
    )
    assert take_in(path, profile=profile).stored == 1
    columns = (Petition.filed, Petition.category, Petition.channel, Petition.purpose, Petition.address)
    assert stored(store, Petition.number, *columns) == {
        "1": (dt.datetime(2026, 6, 30), "environment", "letter", "appeal", "Umwelt A")
    }


def test_a_rehearsal_tells_the_same_and_keeps_nothing(store, file_of, take_in):
    path = file_of([row("1"), row("1"), row("", 村="x")])
    before = contents(store)
    rehearsed = take_in(path, dry_run=True)
    assert contents(store) == before
    assert take_in(path).counts() == rehearsed.counts()


def test_the_import_is_logged_with_counts(store, file_of, take_in):
    take_in(file_of([row("1"), row("")]))
    with store.read() as connection:
        run = connection.execute(ImportRun.__table__.select()).mappings().one()
        entry = connection.execute(AuditEntry.__table__.select()).mappings().all()[-1]
    assert (run["rows"], run["stored"], run["rejected"], run["duplicates"]) == (2, 1, 1, 0)
    assert entry["detail"]["stored"] == 1 and entry["actor"] == "test"


CELLS = ["", "1", "2", "2026-10-01", "2026-10-01 09:30", "走访", "办结", "119.92", "29.42", "x", "'=1", "１"]
MESSY = st.lists(st.lists(st.sampled_from(CELLS), min_size=1, max_size=12), min_size=1, max_size=30)


@pytest.mark.sqlite
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=MESSY, sound=st.lists(st.integers(0, 30), max_size=10))
def test_however_messy_the_rows_the_counts_add_up(store, file_of, take_in, rows, sound):
    rows = [cells for cells in rows if any(cells)]
    rows += [row(number) for number in sound] + [row("z", **INSIDE)] * 31  # most points are in the county
    before = contents(store)[0]["petitions"]
    report = take_in(file_of(rows), frame=FRAME)
    known = report.changed + report.unchanged
    assert report.rows == len(rows) == report.stored + known + report.rejected + report.duplicates
    assert report.stored == sum(report.located.values()) == contents(store)[0]["petitions"] - before
    assert report.rejected == len({fault.row for fault in report.faults}) == len(report.rejected_rows)
