"""A file tells a later state of cases that are on record: what changes, what stays, what is told."""

import datetime as dt

import pytest
from sqlalchemy import select

from data.casework.cases import case
from data.casework.corrections import correct
from data.errors import CaseRefused, ImportRefused
from data.importing.petitions import renumbering, undoing
from data.importing.petitions.as_of import stated_day
from data.importing.petitions.words import explain
from data.petitions import states
from data.scope import NOBODY
from data.tables import PetitionPerson, PetitionPersonState, PetitionState
from data.tables.petitions import Petition
from data.terms import StateKind
from tests.data.importing.conftest import HEADER, TODAY, contents, messages, row, stored
from tests.roles import OFFICE, SCREEN, TOWNSHIP, reader, writer

OCTOBER, NOVEMBER = dt.date(2026, 10, 31), dt.date(2026, 11, 20)
CLOSED = {"办理状态": "已办结", "办结时间": "2026-10-20"}
INSIDE = {"经度": "119.92", "纬度": "29.42"}


def notices(report):
    return " | ".join(notice.say("en") for notice in report.notices)


def changes_of(store):
    """Kind, day and changes of every state, in order."""
    with store.read() as connection:
        rows = connection.execute(select(PetitionState).order_by(PetitionState.id)).all()
    return [(state.kind, state.as_of, state.changes) for state in rows]


@pytest.mark.parametrize(
    ("name", "above", "day"),
    [
        ("信访件2026-10-31.xlsx", [], dt.date(2026, 10, 31)),
        ("x20261031.csv", [], dt.date(2026, 10, 31)),
        ("2026年10月信访件.xlsx", [], dt.date(2026, 10, 31)),
        ("2026年11月信访件.xlsx", [], TODAY),
        ("a.csv", [["浦江县信访件登记表"], ["统计时间：2026年10月1日至10月31日"]], dt.date(2026, 10, 31)),
        ("a.csv", [["2026年10月1日至31日"]], dt.date(2026, 10, 31)),
        ("20260930.csv", [["截止２０２６年１０月３１日"]], dt.date(2026, 10, 31)),
        ("2025.1.1-2025.12.31.csv", [], dt.date(2025, 12, 31)),
        ("信访件13812345678.csv", [], None),
        ("export202610310900.csv", [], dt.date(2026, 10, 31)),
        ("信访件_20261031153012.xlsx", [], dt.date(2026, 10, 31)),
        ("2026年1-10月信访件.xlsx", [], dt.date(2026, 10, 31)),
        ("2026年1至10月.xlsx", [], dt.date(2026, 10, 31)),
        ("2026年10月31日-11月5日.csv", [], dt.date(2026, 11, 5)),
        ("2027-01-01.csv", [], None),
        ("2026-13-45.csv", [], None),
        ("upload.csv", [["浦江县信访局"]], None),
    ],
)
def test_a_file_says_of_which_day_it_is_by_its_title_or_its_name(name, above, day):
    assert stated_day(name, above, TODAY) == day


def test_a_file_without_a_day_is_of_today_and_says_so(file_of, take_in):
    report = take_in(file_of([row("1")]), as_of=None)
    assert report.as_of == TODAY and "taken as of 2026-11-24" in notices(report)


def test_a_case_that_is_closed_in_the_next_file_is_closed(store, file_of, take_in):
    take_in(file_of([row("1"), row("2")]), as_of=OCTOBER)
    report = take_in(file_of([row("1", **CLOSED), row("2"), row("3")]), as_of=NOVEMBER)
    assert (report.stored, report.changed, report.unchanged, report.rows) == (1, 1, 1, 3)
    assert stored(store, Petition.number, Petition.status, Petition.as_of) == {
        "1": ("closed", NOVEMBER),
        "2": ("open", NOVEMBER),
        "3": ("open", NOVEMBER),
    }
    assert changes_of(store) == [
        ("file", NOVEMBER, {"status": ["open", "closed"], "closed": [None, "2026-10-20 00:00:00"]})
    ]
    assert [(c.column, c.was, c.will, c.rows) for c in report.fields] == [
        ("status", "open", "closed", 1),
        ("closed", None, None, 1),
    ]
    assert [(c.number, c.column) for c in report.changes] == [("1", "status"), ("1", "closed")]


def test_an_older_file_changes_nothing_newer_and_is_kept_beside_it(store, file_of, take_in):
    take_in(file_of([row("1", **CLOSED)]), as_of=NOVEMBER)
    report = take_in(file_of([row("1"), row("2")]), as_of=OCTOBER)
    assert (report.stored, report.changed, report.unchanged) == (1, 0, 1)
    assert "1 row tells an older state" in notices(report)
    assert stored(store, Petition.number, Petition.status)["1"] == ("closed",)
    ((kind, day, changes),) = changes_of(store)
    assert (kind, day, changes["status"]) == ("older", OCTOBER, ["closed", "open"])


def test_a_case_that_was_confirmed_later_is_no_older_for_it(store, file_of, take_in):
    take_in(file_of([row("1")]), as_of=dt.date(2026, 10, 2))
    take_in(file_of([row("1"), row("2")]), as_of=NOVEMBER)
    take_in(file_of([row("1", **CLOSED)]), as_of=OCTOBER)
    assert stored(store, Petition.number, Petition.status)["1"] == ("open",)


def test_a_case_that_is_open_again_loses_its_closing_day_and_that_is_told(store, file_of, take_in):
    header = [*HEADER, "满意度"]
    take_in(file_of([[*row("1", **CLOSED), "满意"]], header), as_of=OCTOBER)
    report = take_in(file_of([[*row("1"), ""]], header), as_of=NOVEMBER)
    assert "1 closed case is open again" in notices(report)
    columns = (Petition.status, Petition.closed, Petition.satisfaction)
    assert stored(store, Petition.number, *columns) == {"1": ("open", None, None)}


def test_a_case_concluded_that_is_only_closed_runs_backwards(file_of, take_in):
    take_in(file_of([row("1", 办理状态="终结")]), as_of=OCTOBER)
    report = take_in(file_of([row("1", 办理状态="已办结")]), as_of=NOVEMBER)
    assert report.changed == 1 and "1 case runs backwards" in notices(report)


def test_an_empty_cell_or_a_column_that_is_missing_changes_nothing(store, file_of, take_in):
    header = [*HEADER, "人数", "满意度", "姓名", "信访内容"]
    take_in(file_of([[*row("1", **CLOSED), "6", "满意", "测试人", "反映积水"]], header), as_of=OCTOBER)
    before = stored(store, Petition.number, Petition.people, Petition.satisfaction, Petition.closed)
    one = [[*row("1", 办理状态="已办结"), "", "", "", ""]]
    assert take_in(file_of(one, header), as_of=NOVEMBER).unchanged == 1
    assert take_in(file_of([row("1", **CLOSED)], name="b.csv"), as_of=TODAY).unchanged == 1
    assert stored(store, Petition.number, Petition.people, Petition.satisfaction, Petition.closed) == before


def test_points_in_the_wrong_frame_are_mended_by_the_same_file_in_the_right_one(store, file_of, take_in):
    path = file_of([row(number, 经度="119.92", 纬度="29.42") for number in range(9)])
    take_in(path, frame="EPSG:4490", as_of=None)
    wrong = stored(store, Petition.number, Petition.longitude)
    report = take_in(path, frame="GCJ-02", as_of=None)
    assert (report.changed, report.rejected) == (9, 0)
    right = stored(store, Petition.number, Petition.longitude)
    assert all(0.003 < wrong[n][0] - right[n][0] < 0.006 for n in right)


def test_a_case_stated_in_another_village_is_placed_there(store, file_of, take_in):
    take_in(file_of([row("1", 村="村001001")]), as_of=OCTOBER)
    take_in(file_of([row("1", 村="村002002")]), as_of=NOVEMBER)
    assert stored(store, Petition.number, Petition.village_code) == {"1": ("990001002002",)}


def edit(store, number, column, will):
    """A clerk corrects a field."""
    with store.write("甲", "correct", number) as session:
        petition = session.query(Petition).filter_by(number=number).one()
        changed = {petition.id: {column: (getattr(petition, column), will)}}
        states.keep(session, states.Origin(StateKind.EDIT, TODAY, "甲", reason="笔误"), changed, {})
        states.apply(session, {petition.id: {column: will}}, {})


def test_what_a_clerk_corrected_stays_whatever_later_files_say(store, file_of, take_in):
    take_in(file_of([row("1")]), as_of=OCTOBER)
    edit(store, "1", "category", "construction")
    report = take_in(file_of([row("1", 问题类别="自然资源", **CLOSED)]), as_of=NOVEMBER)
    assert "1 correction of a clerk differs from the file; they stay" in notices(report)
    assert stored(store, Petition.number, Petition.category, Petition.status) == {
        "1": ("construction", "closed")
    }


def test_what_was_taken_out_of_the_record_stays_out(store, file_of, take_in):
    take_in(file_of([row("1")]), as_of=OCTOBER)
    with store.write("甲", "withdraw", "1") as session:
        session.query(Petition).one().withdrawn_at = dt.datetime(2026, 11, 1)
    report = take_in(file_of([row("1", **CLOSED)]), as_of=NOVEMBER)
    assert "1 petition was taken out of the record" in notices(report)
    assert stored(store, Petition.number, Petition.withdrawn_at)["1"] != (None,)


PERSONS = [*HEADER, "姓名", "身份证号", "信访内容"]


def test_a_number_that_was_given_to_another_case_is_rejected(store, file_of, take_in):
    take_in(file_of([[*row("1"), "测试人甲", "330726198001010011", "反映积水"]], PERSONS), as_of=OCTOBER)
    other = row("1", 登记时间="2026-11-02", 问题类别="城乡建设")
    path = file_of([[*other, "测试人乙", "330726197001010022", "反映欠薪"]], PERSONS)
    report = take_in(path, as_of=NOVEMBER)
    assert (report.rejected, report.changed) == (1, 0)
    assert "another case under this number" in messages(report)[2]
    assert changes_of(store) == []


def test_changes_of_persons_are_kept_apart_and_not_in_the_report(store, file_of, take_in):
    one = [*row("1"), "测试人甲", "330726198001010011", "反映积水"]
    take_in(file_of([one], PERSONS), as_of=OCTOBER)
    one[-3] = "测试人假"
    report = take_in(file_of([one], PERSONS), as_of=NOVEMBER)
    assert report.changed == 1 and "测试人" not in repr((report.fields, report.changes, report.notices))
    with store.read() as connection:
        (changes,) = connection.execute(select(PetitionPersonState.changes)).scalars()
    assert changes == {"name": ["测试人甲", "测试人假"]} and changes_of(store)[0][2] == {}


def test_the_very_same_file_cannot_be_of_two_days(store, file_of, take_in):
    path = file_of([row("1")])
    take_in(path, as_of=OCTOBER)
    before = contents(store)
    with pytest.raises(ImportRefused, match="imported as of 2026-10-31; it cannot be of 2026-11-20 as well"):
        take_in(path, as_of=NOVEMBER)
    assert contents(store) == before
    assert take_in(path, as_of=None).as_of == OCTOBER


@pytest.mark.parametrize(
    ("as_of", "sentence"),
    [
        (dt.date(2026, 9, 30), "taken as of 2026-09-30, yet it tells of 2026-10-01"),
        (dt.date(2026, 12, 1), "lies in the future"),
    ],
)
def test_a_day_that_cannot_be_is_refused_and_nothing_is_stored(store, file_of, take_in, as_of, sentence):
    before = contents(store)
    with pytest.raises(ImportRefused, match=sentence):
        take_in(file_of([row("1")]), as_of=as_of)
    assert contents(store) == before


def test_a_file_of_another_county_is_refused(store, file_of, take_in):
    before = contents(store)
    rows = [row(number, 乡镇="大陈镇", 村=f"某某{number}村") for number in range(30)]
    with pytest.raises(ImportRefused, match="names 30 places, and none of them lies in this county"):
        take_in(file_of(rows))
    assert contents(store) == before


def test_what_a_whole_file_lacks_is_listed_and_kept(store, file_of, take_in):
    days = {"旧": "2026-08-01", "1": "2026-10-01", "2": "2026-10-02", "3": "2026-10-03"}
    take_in(file_of([row(number, 登记时间=day) for number, day in days.items()]), as_of=OCTOBER)
    half = file_of([row("1", 登记时间=days["1"]), row("4")])
    assert take_in(half, as_of=NOVEMBER, dry_run=True).missing is None
    report = take_in(half, as_of=NOVEMBER, whole=True)
    assert report.missing == ["2", "3"] and "2 petitions on record are missing" in notices(report)
    assert len(stored(store, Petition.number)) == 5


def test_a_rehearsal_tells_the_changes_and_keeps_none(store, file_of, take_in):
    take_in(file_of([row("1")]), as_of=OCTOBER)
    before = contents(store)
    report = take_in(file_of([row("1", **CLOSED)]), as_of=NOVEMBER, dry_run=True)
    assert report.changed == 1 and contents(store) == before


@pytest.mark.parametrize("scope", [NOBODY, SCREEN, TOWNSHIP])
def test_only_the_office_undoes_imports_and_corrects_numbers(store, file_of, take_in, scope):
    run = take_in(file_of([row("1"), row("2")])).run
    assert undoing.imports(reader(scope, store)) == renumbering.proposals(reader(scope, store)) == []
    for act in (
        lambda: undoing.undo(writer(scope, store), run),
        lambda: undoing.standing(reader(scope, store), run),
        lambda: renumbering.confirm(writer(scope, store), "1", "2"),
    ):
        with pytest.raises(ImportRefused, match=r"Only the (head of the )?petition office"):
            act()


def test_what_stands_on_an_import_is_told_and_nothing_is_undone(store, file_of, take_in):
    run = take_in(file_of([row("1"), row("2")]), as_of=OCTOBER).run
    edit(store, "1", "category", "construction")
    office = writer(OFFICE, store)
    sentences = [notice.say("en") for notice in undoing.standing(office, run)]
    assert sentences == ["1 petition of it was corrected, withdrawn or explained by hand since"]
    before = contents(store)
    with pytest.raises(ImportRefused, match="corrected"):
        undoing.undo(office, run)
    assert contents(store) == before
    with pytest.raises(ImportRefused, match="There is no import 99"):
        undoing.undo(office, 99)


def test_an_import_undone_twice_is_refused(store, file_of, take_in):
    office, run = writer(OFFICE, store), take_in(file_of([row("1")])).run
    assert undoing.undo(office, run) == {"removed": 1, "restored": 0}
    with pytest.raises(ImportRefused, match="undone already"):
        undoing.undo(office, run)
    assert [run.undone_by for run in undoing.imports(office)] == ["test"]


def person_edit(store, number, column, will):
    """A clerk corrects what names a person."""
    with store.write("甲", "correct", number) as session:
        petition = session.query(Petition).filter_by(number=number).one()
        was = session.get(PetitionPerson, petition.id)
        cells = {petition.id: {column: (getattr(was, column), will)}}
        states.keep(session, states.Origin(StateKind.EDIT, TODAY, "甲", reason="笔误"), {}, cells)
        states.apply(session, {}, {petition.id: {column: will}})


def test_a_name_that_a_clerk_corrected_stays(store, file_of, take_in):
    one = [*row("1"), "测试人甲", "330726198001010011", "反映积水"]
    take_in(file_of([one], PERSONS), as_of=OCTOBER)
    person_edit(store, "1", "name", "测试人乙")
    report = take_in(file_of([[*row("1", **CLOSED), *one[-3:]]], PERSONS), as_of=NOVEMBER)
    assert "correction of a clerk differs from the file" in notices(report)
    with store.read() as connection:
        assert connection.execute(select(PetitionPerson.name)).scalar() == "测试人乙"


def test_what_was_corrected_back_is_not_held(store, file_of, take_in):
    take_in(file_of([row("1")]), as_of=OCTOBER)
    edit(store, "1", "category", "construction")
    edit(store, "1", "category", "ecology")
    take_in(file_of([row("1", 问题类别="自然资源")]), as_of=NOVEMBER)
    assert stored(store, Petition.number, Petition.category) == {"1": ("natural-resources",)}


@pytest.mark.parametrize(("column", "will"), [("satisfaction", "satisfied"), ("status", "concluded")])
def test_the_end_of_a_case_is_a_clerk_s_or_the_file_s_as_a_whole(store, file_of, take_in, column, will):
    header = [*HEADER, "满意度"]
    take_in(file_of([[*row("1", **CLOSED), "不满意"]], header), as_of=OCTOBER)
    edit(store, "1", column, will)
    columns = (Petition.status, Petition.closed, Petition.satisfaction)
    before = stored(store, Petition.number, *columns)
    take_in(file_of([[*row("1"), ""]], header), as_of=NOVEMBER)
    assert stored(store, Petition.number, *columns) == before


def test_a_closing_date_alone_says_nothing_against_a_court(store, file_of, take_in):
    take_in(file_of([row("1", 办理状态="涉诉")]), as_of=OCTOBER)
    header = [name for name in HEADER if name != "办理状态"]
    cells = [cell for name, cell in zip(HEADER, row("1", **CLOSED), strict=True) if name != "办理状态"]
    take_in(file_of([cells], header), as_of=NOVEMBER)
    assert stored(store, Petition.number, Petition.status) == {"1": ("litigated",)}


def test_a_word_stays_until_its_field_is_stated_anew(store, file_of, take_in):
    take_in(file_of([row("1", 办理状态="挂账")]), as_of=OCTOBER)
    take_in(file_of([row("1", 办理状态="")]), as_of=NOVEMBER)
    assert explain(writer(OFFICE, store), "status", "挂账", "litigated").changed == 1
    edit(store, "1", "status", "closed")
    assert explain(writer(OFFICE, store), "status", "挂账", "concluded").changed == 0


def test_a_former_number_given_to_another_case_is_that_case(store, file_of, take_in):
    take_in(file_of([row("1"), row("2")]), as_of=OCTOBER)
    for number, new in (("1", "X"), ("2", "1"), ("X", "2")):
        edit(store, number, "number", new)
    before = stored(store, Petition.id, Petition.number)
    take_in(file_of([row("1", **CLOSED), row("2")]), as_of=NOVEMBER)
    status = stored(store, Petition.number, Petition.status)
    assert status == {"1": ("closed",), "2": ("open",)} and before == stored(
        store, Petition.id, Petition.number
    )


def test_an_accusation_stays_one_when_its_number_is_corrected(store, file_of, take_in):
    header = [*PERSONS, "信访目的"]
    one = ["测试人甲", "330726198001010011", "反映积水"]
    take_in(file_of([[*row("旧"), *one, "揭发控告"]], header), as_of=OCTOBER)
    report = take_in(file_of([[*row("新", **CLOSED), *one]], PERSONS), as_of=NOVEMBER)
    assert report.renumbered == [("旧", "新")]
    renumbering.confirm(writer(OFFICE, store), "旧", "新")
    assert stored(store, Petition.number, Petition.purpose, Petition.status) == {
        "新": ("accusation", "closed")
    }


@pytest.mark.parametrize("pair", [("1", "1"), ("1", "2"), ("1", "9")])
def test_numbers_of_two_cases_are_not_joined(store, file_of, take_in, pair):
    rows = [[*row("1"), "甲", "", "反映积水"], [*row("2", 登记时间="2026-10-02"), "乙", "", "反映欠薪"]]
    take_in(file_of(rows, PERSONS), as_of=OCTOBER)
    before = contents(store)
    with pytest.raises(ImportRefused):
        renumbering.confirm(writer(OFFICE, store), *pair)
    assert contents(store) == before


def test_a_clerk_who_saw_the_case_before_an_undo_is_told(store, file_of, take_in):
    take_in(file_of([row("1")]), as_of=OCTOBER)
    run = take_in(file_of([row("1", **CLOSED)]), as_of=NOVEMBER).run
    office = writer(OFFICE, store)
    seen = case(office, "1").version
    undoing.undo(office, run)
    with pytest.raises(CaseRefused, match="has changed this case"):
        correct(office, "1", {"category": "construction"}, reason="分类有误", seen=seen)
    assert [kind for kind, _, _ in changes_of(store)] == ["file", "undone"]


def test_a_known_case_stated_in_another_county_is_refused_with_its_file(store, file_of, take_in):
    numbers = range(30)
    take_in(file_of([row(number, 村="村001001") for number in numbers]), as_of=OCTOBER)
    before = contents(store)
    with pytest.raises(ImportRefused, match="none of them lies in this county"):
        take_in(file_of([row(n, 乡镇="佛堂镇", 村="倍磊村") for n in numbers]), as_of=NOVEMBER)
    assert contents(store) == before
