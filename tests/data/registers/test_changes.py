"""The office keeps its registers in tables: corrected by identity, all or nothing, and nobody overwritten."""

import datetime as dt

import pytest
from sqlalchemy import func, select

from data.errors import RegisterRefused
from data.registers.changes import SHEETS, Change, as_changes, change, register_rows
from data.registers.purposes import PURPOSES
from data.tables import (
    Absence,
    AuditEntry,
    Contract,
    Division,
    Hub,
    Leader,
    LiaisonTeam,
    Recusal,
    TeamMember,
    TeamVillage,
    Unit,
    UnitAlias,
    UnitCategory,
    Visit,
    VisitPoint,
)
from tests.county import COUNTY, TODAY, petition
from tests.data.importing.conftest import contents
from tests.roles import LEADER, NOTHING, OFFICE, SCREEN, TEAM, TOWNSHIP, writer

FIRST = "测试领导1 · 副县长"


@pytest.fixture
def edit(store):
    """Function that edits a register as a clerk does: what becomes of its table, by the place of each row."""

    def run(kind, *cells, remove=(), new=(), rows=None, **options):
        clerk = writer(OFFICE, store)
        rows = rows or register_rows(clerk, kind)
        table = {at: dict(each) for at, each in enumerate(rows.rows.values()) if at not in remove}
        for at, changed in cells:
            table[at] |= changed
        table |= {len(rows.rows) + at: each for at, each in enumerate(new)}
        changes = as_changes(rows, table)
        headings = {column.name: column.label for column in SHEETS[kind].columns}
        return change(clerk, kind, changes, headings, **options)

    return run


def reasons(report):
    return " ".join(fault.say("en") for fault in report.faults)


def count(store, table):
    with store.read() as connection:
        return connection.scalar(select(func.count()).select_from(table))


def values(store, *columns):
    with store.read() as connection:
        statement = select(*columns).order_by(*columns[0].class_.__mapper__.primary_key)
        return [tuple(row) for row in connection.execute(statement)]


def test_every_register_is_shown_with_what_it_is_for(store):
    assert set(SHEETS) == set(PURPOSES)
    for kind, sheet in SHEETS.items():
        for cells in register_rows(writer(OFFICE, store), kind).rows.values():
            assert list(cells) and set(cells) == {column.name for column in sheet.columns}, kind


@pytest.mark.parametrize("scope", [*NOTHING, LEADER, TOWNSHIP, TEAM, SCREEN])
def test_nobody_but_the_office_sees_or_changes_a_register(store, scope):
    before = contents(store)
    for kind in SHEETS:
        with pytest.raises(RegisterRefused):
            register_rows(writer(scope, store), kind)
        with pytest.raises(RegisterRefused):
            change(writer(scope, store), kind, [Change(None, None, {})], {})
    assert contents(store) == before


def test_a_slip_in_a_name_and_a_changed_post_are_the_same_person(store, edit):
    report = edit("leaders", (0, {"leader": "测试领导一", "post": "县长"}))
    assert (report.corrected, report.added, report.kept) == (1, 0, True)
    assert values(store, Leader.id, Leader.name, Leader.post)[0] == (1, "测试领导一", "县长")
    assert values(store, Contract.leader_id)[0] == (1,)
    assert count(store, Leader) == 2


def test_two_leaders_cannot_become_one(store, edit):
    report = edit("leaders", (0, {"leader": "测试领导２"}))
    assert "stands twice in the list of leaders" in reasons(report) and not report.kept
    assert values(store, Leader.name) == [("测试领导1",), ("测试领导2",)]


def test_a_leader_on_whom_something_stands_stays_and_it_is_said_what(store, edit):
    with store.write("test", "visit", COUNTY) as session:
        own = {"township_code": "990001001", "leader_id": 1, "state": "held", "plan": {}}
        session.add(Visit(on=dt.date(2026, 6, 15), saved_at=dt.datetime(2026, 6, 1), saved_by="test", **own))
    report = edit("leaders", remove=[0])
    assert "1 contract, 0 absences, 0 recusals (those taken back included), 0 duties" in reasons(report)
    assert "1 visit and 0 instructions, contracted cases and meetings stand" in reasons(report)
    assert count(store, Leader) == 2
    assert edit("leaders", new=[{"leader": "新人", "post": "副书记"}]).added == 1
    assert edit("leaders", remove=[2]).removed == 1
    assert count(store, Leader) == 2


def test_a_change_is_kept_whole_or_not_at_all(store, edit):
    before = contents(store)
    report = edit(
        "leaders", (0, {"post": "县长"}), (1, {"post": ""}), new=[{"leader": "甲、乙", "post": "副县长"}]
    )
    assert [fault.row for fault in report.faults] == [1, 2]
    assert "is empty" in reasons(report) and "several names" in reasons(report)
    assert contents(store) == before


def test_a_rehearsal_keeps_nothing(store, edit):
    before = contents(store)
    report = edit("leaders", (0, {"post": "县长"}), dry_run=True)
    assert (report.corrected, report.faults, report.kept) == (1, [], False)
    assert contents(store) == before


def test_of_two_who_change_one_row_the_second_is_told_and_overwrites_nothing(store, edit):
    rows = register_rows(writer(OFFICE, store), "leaders")
    assert edit("leaders", (0, {"post": "县长"}), rows=rows).kept
    late = edit("leaders", (0, {"post": "书记"}), (1, {"post": "常委"}), rows=rows)
    assert "Somebody else changed this row" in reasons(late) and "县长" in reasons(late)
    assert values(store, Leader.post) == [("县长",), ("副县长",)]
    assert edit("leaders", (1, {"post": "常委"}), rows=rows).kept  # another row is nobody's business
    edit("leaders", new=[{"leader": "新人", "post": "副书记"}])
    rows = register_rows(writer(OFFICE, store), "leaders")
    edit("leaders", remove=[2])
    assert "Somebody else removed this row" in reasons(edit("leaders", (2, {"post": "书记"}), rows=rows))


def test_changes_are_logged_with_counts_and_no_names(store, edit):
    edit("leaders", (0, {"leader": "测试领导一"}), new=[{"leader": "新人", "post": "副书记"}])
    entry = values(store, AuditEntry.action, AuditEntry.detail)[-1]
    assert entry == ("change register", {"register": "leaders", "added": 1, "corrected": 1, "removed": 0})


def test_a_contract_goes_to_another_leader_and_may_not_overlap(store, edit):
    assert edit("contracts", (0, {"leader": "测试领导2 · 副县长"})).kept
    assert values(store, Contract.leader_id) == [(2,), (2,)]
    report = edit("contracts", (1, {"place": "第1镇"}))
    assert "第1镇 is with 测试领导2 from 2019-01-01 on" in reasons(report)
    assert "Last day lies before First day" in reasons(edit("contracts", (0, {"valid_to": "2018-01-01"})))
    stranger = {"place": "第2镇", "leader": "无名 · 县长", "valid_from": "2027-01-01"}
    assert "无名 · 县长 is not in the list of leaders" in reasons(edit("contracts", new=[stranger]))


def test_two_contracts_that_swap_their_days_are_judged_together(store, edit):
    edit("contracts", new=[{"place": "第1镇", "leader": "测试领导2 · 副县长", "valid_from": "2026-01-01"}])
    swapped = [
        (0, {"valid_from": "2019-01-01", "valid_to": "2025-12-31"}),
        (1, {"valid_from": "2026-01-01", "valid_to": ""}),
    ]
    assert edit("contracts", *swapped).kept
    spans = values(store, Contract.leader_id, Contract.valid_from, Contract.valid_to)
    assert (1, dt.date(2026, 1, 1), None) in spans
    assert (2, dt.date(2019, 1, 1), dt.date(2026, 1, 1)) in spans


def test_a_contract_that_goes_says_what_it_leaves(store, edit):
    report = edit("contracts", remove=[0])
    told = " ".join(notice.say("en") for notice in report.notices)
    assert told == "测试领导1 is then not contracted to 第1镇 from 2019-01-01 on; 0 visits stay on record"


@pytest.mark.parametrize(
    ("last", "told"),
    [
        ("", "An absence without a last day is one for ever"),
        ("长期", "An absence without a last day is one for ever"),
        ("2036-12-31", "longer than the rules allow (366 days)"),
        ("2026-11-30", "Last day lies before First day"),
    ],
)
def test_a_leader_who_is_absent_for_ever_is_told_in_words(store, edit, last, told):
    report = edit("absences", new=[{"leader": FIRST, "first": "2026-12-01", "last": last}])
    assert told in reasons(report)
    assert len(report.faults) == 1 and count(store, Absence) == 0


def test_an_absence_and_a_recusal_are_corrected_and_taken_back_with_their_trace(store, edit):
    own = {"leader": FIRST, "first": "2026-12-01", "last": "2026-12-31"}
    assert edit("absences", new=[own]).kept
    assert edit("absences", (0, {"substitute": "测试领导2 · 副县长"})).kept
    clash = edit("absences", (0, {"last": "2026-12-20"}), new=[own | {"first": "2026-12-10"}])
    assert "overlaps" in reasons(clash)
    assert edit("recusals", new=[{"leader": FIRST, "place": "第2镇"}]).kept
    for kind, table in (("absences", Absence), ("recusals", Recusal)):
        assert edit(kind, remove=[0]).removed == 1
        assert values(store, table.revoked_by) == [("test",)]
        assert not register_rows(writer(OFFICE, store), kind).rows


def test_places_are_checked_against_the_county(store, edit):
    assert "outside the county" in reasons(edit("hubs", (0, {"longitude": "125"})))
    assert edit("hubs", (0, {"services": "法官工作室、律师窗口"})).kept
    assert values(store, Hub.services)[0] == (["法官工作室", "律师窗口"],)
    assert "one place of reception each" in reasons(edit("hubs", (0, {"place": "第2镇"})))
    point = {"place": "第1镇 · 村001001", "longitude": "119.92", "latitude": "29.42", "opens": "8点半"}
    assert edit("visit-points", new=[point]).kept
    assert "closes before it opens" in reasons(edit("visit-points", (0, {"closes": "7:00"})))
    assert edit("visit-points", (0, {"place": "第1镇 · 村001002", "longitude": "119.97"})).kept
    assert values(store, VisitPoint.village_code, VisitPoint.opens) == [("990001001002", 510.0)]
    told = edit("hubs", remove=[1]).notices
    assert "第2镇 then has no place of reception" in told[0].say("en")


def test_residents_are_counted_village_by_village_and_may_be_unknown(store, edit):
    assert "must be a whole number" in reasons(edit("residents", (0, {"residents": "1k"})))
    report = edit("residents", (0, {"residents": ""}), (1, {"residents": "1,234人"}))
    assert (report.removed, report.corrected) == (1, 1)
    with store.read() as connection:
        known = dict(connection.execute(select(Division.code, Division.residents)).all())
    assert (known["990001001001"], known["990001001002"]) == (None, 1234)


def test_a_team_is_renamed_once_for_all_and_has_members_with_duties(store, edit):
    assert edit("team-names", (0, {"team": "第一服务团"})).kept
    assert edit("team-names", new=[{"team": "第二服务团"}]).kept
    assert "on record already" in reasons(edit("team-names", (1, {"team": "第一服务团"})))
    assert count(store, TeamVillage) == 3
    wrong = edit("members", new=[{"team": "第一服务团", "member": "测试甲", "duty": "团长"}])
    assert "must be one of: 联系员、代办员、调解员、服务员" in reasons(wrong)
    assert edit("members", new=[{"team": "第一服务团", "member": "测试甲", "duty": "调解员"}]).kept
    assert edit("members", (0, {"duty": "代办员", "phone": "0579-1"})).kept
    assert values(store, TeamMember.name, TeamMember.duty, TeamMember.phone) == [
        ("测试甲", "proxy", "0579-1")
    ]
    stands = edit("team-names", remove=[0])
    assert "3 villages, 1 member and 3 contacts stand on record" in reasons(stands)
    assert edit("team-names", remove=[1]).removed == 1
    assert values(store, LiaisonTeam.name) == [("第一服务团",)]


def test_no_team_was_anywhere_in_the_future(store, edit):
    assert "lies in the future" in reasons(edit("contacts", (0, {"on": str(TODAY + dt.timedelta(1))})))
    assert edit("contacts", (0, {"on": str(TODAY)})).kept
    assert edit("contacts", remove=[0]).removed == 1


def test_a_division_goes_only_when_nothing_stands_on_it(store, edit):
    rows = [cells["code"] for cells in register_rows(writer(OFFICE, store), "divisions").rows.values()]
    with store.write("test", "add", COUNTY) as session:
        session.add(petition("A", "990001002002"))
    for code, told in {
        "990001001": "villages stand on it (2)",
        "990001001001": "assignments of teams stand on it (1)",
        "990001002002": "petitions stand on it (1)",
    }.items():
        assert told in reasons(edit("divisions", remove=[rows.index(code)]))
    with store.write("test", "add", COUNTY) as session:
        own = {"level": "township", "parent_code": COUNTY, "valid_from": dt.date(2019, 1, 1)}
        session.add(Division(code="第1镇", name="第1镇", **own))
    last = [cells["code"] for cells in register_rows(writer(OFFICE, store), "divisions").rows.values()].index(
        "第1镇"
    )
    assert edit("divisions", remove=[last]).removed == 1
    assert len(register_rows(writer(OFFICE, store), "divisions").rows) == 6


def test_divisions_are_not_made_one_by_one(edit):
    assert "come with the official list" in reasons(edit("divisions", new=[{"name": "新村"}]))


def test_a_unit_keeps_its_categories_and_stays_the_first_named_for_them(store, edit):
    new = [
        {"unit": "县自然资源局", "categories": "自然资源、环保", "deputies": "3"},
        {"unit": "县生态环境局", "categories": "生态环境", "deputies": "2"},
    ]
    assert edit("units", new=new).kept
    assert values(store, Unit.name, Unit.deputies) == [("县自然资源局", 3), ("县生态环境局", 2)]
    assert edit("units", (0, {"unit": "县自然资源和规划局", "deputies": "4"})).corrected == 1
    kept = [(1, "natural-resources"), (1, "ecology"), (2, "ecology")]
    assert values(store, UnitCategory.unit_id, UnitCategory.category) == kept
    assert register_rows(writer(OFFICE, store), "units").rows["1"] == {
        "unit": "县自然资源和规划局",
        "aliases": "县自然资源局",
        "categories": "自然资源、生态环境",
        "deputies": "4",
    }
    assert edit("units", remove=[0]).removed == 1
    assert values(store, UnitCategory.unit_id, UnitCategory.category) == kept[2:]


def test_a_unit_of_which_nobody_can_come_along_is_refused(store, edit):
    report = edit("units", new=[{"unit": "县民政局", "categories": "民政", "deputies": "0"}])
    assert "state 1 at least" in reasons(report) and not report.kept
    report = edit("units", new=[{"unit": "县民政局", "categories": "", "deputies": ""}])
    assert len(report.faults) == 2 and not report.kept


def test_other_names_of_a_unit_are_corrected_and_what_they_were_stays_with_who_knew_it(store, edit):
    new = [
        {"unit": "县自然资源和规划局", "aliases": "自规局、县国土局", "categories": "民政", "deputies": "1"}
    ]
    assert edit("units", new=new).kept
    assert edit("units", (0, {"aliases": "自规局、国土资源局、自然资源和规划局"})).corrected == 1
    assert register_rows(writer(OFFICE, store), "units").rows["1"]["aliases"] == "自规局、国土资源局"
    kept = values(store, UnitAlias.name, UnitAlias.revoked_by)
    assert kept == [("自规局", None), ("县国土局", "test"), ("国土资源局", None)]
    assert edit("units", remove=[0]).removed == 1


def test_a_name_stands_for_one_unit_alone(store, edit):
    new = [
        {"unit": "县民政局", "aliases": "民政", "categories": "民政", "deputies": "1"},
        {"unit": "县应急局", "aliases": "", "categories": "民政", "deputies": "1"},
    ]
    assert edit("units", new=new).kept
    for name in ("民政", "测试县民政局", "民政局"):
        report = edit("units", (1, {"aliases": name}))
        assert "a name stands for one unit alone" in reasons(report) and not report.kept
    assert "is on record already" in reasons(edit("units", (1, {"unit": "民政"})))
    again = edit("units", new=[{"unit": "民政", "categories": "民政、环保", "deputies": "2"}])
    assert again.kept and len(register_rows(writer(OFFICE, store), "units").rows) == 2


def test_two_units_cannot_become_one(store, edit):
    new = [{"unit": name, "categories": "民政", "deputies": "1"} for name in ("县民政局", "县应急局")]
    assert edit("units", new=new).kept
    assert "is on record already" in reasons(edit("units", (1, {"unit": "县民政局"})))


def test_a_category_of_the_countys_own_is_kept_as_it_is_written_and_said(store, edit):
    report = edit("units", new=[{"unit": "县水利局", "categories": "水库移民专项", "deputies": "1"}])
    assert report.kept and "none of the categories known" in report.notices[0].message
    assert values(store, UnitCategory.category) == [("水库移民专项",)]


def test_a_leader_is_described_by_grade_township_and_time_in_office(store, edit):
    new = [{"leader": "新人", "post": "县财政局局长", "grade": "部门领导"}]
    assert edit("leaders", new=new).kept
    shown = {row["leader"]: row for row in register_rows(writer(OFFICE, store), "leaders").rows.values()}
    assert (shown["新人"]["grade"], shown["新人"]["takes_township"]) == ("部门领导", "否")
    assert (shown["测试领导1"]["grade"], shown["测试领导1"]["takes_township"]) == ("县级领导", "是")
    days = {"valid_from": "2026-01-05", "valid_to": "2026-11-30", "takes_township": "否"}
    assert edit("leaders", (0, days)).corrected == 1
    assert register_rows(writer(OFFICE, store), "leaders").rows["1"].items() >= days.items()
    assert "lies before" in reasons(edit("leaders", (0, {"valid_to": "2025-12-31"})))
    assert "must be one of" in reasons(edit("leaders", (0, {"grade": "省级"})))


def test_the_rota_puts_nobody_in_two_places_at_once(store, edit):
    own = {"on": "2026-12-05", "leader": "测试领导1 · 副县长", "opens": "8:30", "closes": "11:30"}
    place = next(iter(register_rows(writer(OFFICE, store), "rota").options["place"]))
    assert edit("rota", new=[own | {"place": place}]).kept
    clash = own | {"place": "第1镇", "opens": "11:00", "closes": "12:00"}
    assert "nobody is in two places at once" in reasons(edit("rota", new=[clash]))
    assert edit("rota", new=[clash | {"opens": "11:30"}]).kept
    assert "nobody is in two places at once" in reasons(edit("rota", (0, {"closes": "11:45"})))
    assert "closes before it opens" in reasons(edit("rota", (0, {"closes": "8:00"})))
    assert edit("rota", remove=[0]).removed == 1
