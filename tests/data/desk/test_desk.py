"""Thirty walk in on the 15th: who is written down, who hears them, what comes of it and what is owed."""

import datetime as dt
import math

import pytest
from sqlalchemy import select

from data.casework.cases import case
from data.desk import booked, earlier, entering, figures, outcomes, papers, persons, queue, trace
from data.desk.entering import NewEntry
from data.desk.reception import reception
from data.desk.terms import Act, DeskOutcome, NotHeard, Place
from data.errors import CaseRefused, DeskRefused, PlanRefused
from data.scope import Role, Scope
from data.tables import AuditEntry, Contract, DeskEntry, Leader, PetitionPerson, Unit, UnitCategory
from data.tables.petitions import Petition
from data.terms import State
from data.text import Words
from data.visits.bookings import book
from data.visits.days import advance, take_back
from data.visits.plans import load_day
from data.visits.promises import keep_promise, waiting_promises
from data.visits.saved import save
from geo.visits import plan
from tests.county import COUNTY
from tests.data.desk.conftest import DAY, DUE, EAST, OFFICER, TOWNSHIP, WEST, Desk
from tests.roles import OFFICE, SCREEN, TEAM, UNIT, reader, writer

pytestmark = pytest.mark.sqlite
BEFORE = dt.date(2026, 12, 8)


def status(store, number):
    with store.read() as connection:
        return connection.execute(
            select(Petition.status, Petition.closed).where(Petition.number == number)
        ).one()


def test_slips_count_up_and_the_case_is_made_when_something_comes_of_it(desk):
    assert [desk.enter() for _ in range(3)] == ["A001", "A002", "A003"]
    assert all(each.number == "" for each in desk.all().values())
    desk.call("A002")
    number = desk.record("A002", DeskOutcome.EXPLAINED)
    assert number == "接访990001001-20261215-A002"
    found = case(reader(OFFICE, desk.store, today=DAY), number)
    assert (found.values["channel"], found.values["people"], found.values["village_code"]) == (
        "visit",
        2,
        WEST,
    )
    assert found.values["occurrence"] == "first" and found.values["status"] == "open"
    with pytest.raises(CaseRefused, match="given by this program"):
        from data.casework.entry import NewCase, enter

        enter(desk.writer, NewCase(dt.datetime(2026, 12, 15, 9), "visit", "ecology", number=number))


def test_what_was_said_is_sealed_shown_to_the_office_alone_and_goes_into_the_case(desk):
    slip = desk.enter(words="灯不亮", name="测试人甲", phone="13800000000")
    entry = desk.of(slip)
    assert "测试人甲" not in repr(entry)
    assert persons.persons(writer(OFFICER, desk.store, today=DAY), entry.id) == {}
    held = persons.persons(desk.writer, entry.id)
    assert held == {"name": "测试人甲", "phone": "13800000000", "words": "灯不亮"}
    with desk.store.read() as connection:
        looks = connection.scalars(select(AuditEntry.subject).where(AuditEntry.action == "look at persons"))
        assert list(looks) == [f"2026-12-15/{TOWNSHIP}/A001"]
        driver = connection.connection.driver_connection
        raw = driver.execute("SELECT words, name, phone FROM desk_entries").fetchone()
    assert all(isinstance(value, bytes) and "灯".encode() not in value for value in raw)
    desk.call(slip)
    desk.record(slip, DeskOutcome.REFERRED, owner="城管局")
    with desk.store.read() as connection:
        assert connection.execute(select(PetitionPerson.name, PetitionPerson.statement)).one() == (
            "测试人甲",
            "灯不亮",
        )


def test_a_known_case_is_settled_on_the_spot_and_undone(desk):
    slip = desk.heard(DeskOutcome.SETTLED, case="A1")
    assert status(desk.store, "A1").status == "closed"
    assert desk.of(slip).number == "A1"
    assert desk.undo(slip) is Act.OUTCOME
    assert status(desk.store, "A1") == ("open", None)
    assert desk.of(slip).place is Place.BEING_HEARD


def test_what_is_handed_on_waits_among_the_promises_until_it_is_kept(desk):
    slip = desk.heard(DeskOutcome.PROMISED, case="A1", owner="水务局", due=DUE)
    (owed,) = waiting_promises(desk.writer, DAY).to_dict("records")
    assert (owed["number"], owed["owner"], owed["due"]) == ("A1", "水务局", DUE)
    desk.record(slip, DeskOutcome.PROMISED, owner="环保局", due=DUE)
    (owed,) = waiting_promises(desk.writer, DAY).to_dict("records")
    assert owed["owner"] == "环保局", "corrected, not promised twice"
    keep_promise(desk.writer, int(owed["id"]), on=DUE)
    assert desk.of(slip).kept == DUE
    with pytest.raises(DeskRefused, match="has gone on since"):
        desk.undo(slip)


def test_a_correction_keeps_its_trace_and_its_undoing_brings_back_what_was(desk):
    slip = desk.heard(DeskOutcome.PROMISED, owner="水务局", due=DUE)
    number = desk.of(slip).number
    desk.record(slip, DeskOutcome.SETTLED, note="当场修好")
    assert status(desk.store, number).status == "closed" and waiting_promises(desk.writer, DAY).empty
    assert desk.undo(slip) is Act.CHANGED
    assert status(desk.store, number).status == "open"
    assert list(waiting_promises(desk.writer, DAY)["owner"]) == ["水务局"]
    steps = trace.history(desk.writer, DAY, TOWNSHIP, slip)
    assert [(each.act, each.undone) for each in steps] == [
        (Act.CHANGED, True),
        (Act.OUTCOME, False),
        (Act.CALLED, False),
        (Act.ENTERED, False),
    ]
    assert steps[0].changes["outcome"] == ("promised", "settled")
    assert steps[0].changes["note"] == (None, None), "that it changed, not what it says"


def test_a_case_that_the_desk_made_goes_with_its_outcome_and_comes_back_corrected(desk):
    slip = desk.heard(DeskOutcome.EXPLAINED)
    number = desk.of(slip).number
    desk.undo(slip)
    assert desk.of(slip).number == ""
    new = NewEntry("ecology", EAST, 5, words="改了")
    entering.correct(desk.writer, desk.of(slip).id, new, seen=desk.of(slip).version)
    desk.record(slip, DeskOutcome.SETTLED)
    found = case(reader(OFFICE, desk.store, today=DAY), number)
    assert (found.values["people"], found.values["village_code"], found.person["statement"]) == (
        5,
        EAST,
        "改了",
    )
    with pytest.raises(DeskRefused, match="has an outcome: take that back"):
        entering.correct(desk.writer, desk.of(slip).id, new, seen=desk.of(slip).version)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"category": "nothing"}, "Choose a category"),
        ({"category": "discipline"}, "Reports on officers are not taken down here"),
        ({"people": 0}, "whole number from 1"),
        ({"village": "990001002001"}, "no such village"),
        ({"words": "长" * 2001}, "longer than"),
        ({"case": "B1"}, "no case B1 in this township"),
        ({"case": "X1"}, "no case X1 in this township"),
    ],
)
def test_what_cannot_be_written_down_is_said(desk, said, sentence):
    with pytest.raises(DeskRefused, match=sentence):
        desk.enter(**said)
    assert desk.all() == {}


def test_an_entry_that_comes_twice_is_written_once(desk):
    desk.enter(uid="0" * 32)
    with pytest.raises(DeskRefused, match="recorded already, as A001: nothing was written twice"):
        desk.enter(uid="0" * 32)
    desk.enter(case="A1")
    with pytest.raises(DeskRefused, match="written down for this day already, as A002"):
        desk.enter(case="A1")
    assert list(desk.all()) == ["A001", "A002"]


def test_a_closed_case_is_repeated_and_a_concluded_one_explained_at_most(desk):
    again = desk.heard(DeskOutcome.REFERRED, case="C1", owner="城管局")
    assert desk.of(again).made and desk.of(again).repeats
    assert status(desk.store, "C1").status == "closed"
    found = case(reader(OFFICE, desk.store, today=DAY), desk.of(again).made)
    assert found.values["occurrence"] == "repeat"
    slip = desk.enter(case="R1")
    desk.call(slip)
    with pytest.raises(DeskRefused, match="concluded or before a court"):
        desk.record(slip, DeskOutcome.SETTLED)
    assert desk.record(slip, DeskOutcome.EXPLAINED) == "R1"
    assert desk.of(slip).made == ""


def test_a_case_that_was_closed_while_they_waited_gets_a_clear_sentence(desk):
    slip = desk.enter(case="A1")
    desk.call(slip)
    with desk.store.write("import", "x", COUNTY) as session:
        found = session.scalars(select(Petition).where(Petition.number == "A1")).one()
        found.status, found.closed = "closed", dt.datetime(2026, 12, 14, 16)
    with pytest.raises(DeskRefused, match="A1 of A001 was closed meanwhile, on 2026-12-14"):
        desk.record(slip, DeskOutcome.SETTLED)
    assert desk.record(slip, DeskOutcome.EXPLAINED) == "A1"


def test_an_outcome_needs_somebody_who_heard_a_day_and_a_reason(desk):
    slip = desk.enter()
    with pytest.raises(DeskRefused, match="Nobody has heard A001 yet"):
        desk.record(slip, DeskOutcome.SETTLED)
    with pytest.raises(DeskRefused, match="Say why nobody heard A001"):
        desk.record(slip, DeskOutcome.NOT_HEARD)
    with pytest.raises(DeskRefused, match="another reason needs a note"):
        desk.record(slip, DeskOutcome.NOT_HEARD, why=NotHeard.OTHER)
    desk.call(slip)
    for more, sentence in (
        ({"owner": "局"}, "needs a day by which"),
        ({"owner": "局", "due": DAY - dt.timedelta(days=1)}, "lies before the day of the visit"),
        ({"due": DUE}, "Name the unit or officer"),
        ({"owner": "局" * 101, "due": DUE}, "100 characters at most"),
    ):
        with pytest.raises(DeskRefused, match=sentence):
            desk.record(slip, DeskOutcome.PROMISED, **more)
    desk.record(slip, DeskOutcome.NOT_HEARD, why=NotHeard.LEFT)
    entry = desk.of(slip)
    assert (entry.place, entry.why, entry.number) == (Place.LEFT, NotHeard.LEFT, "")


def test_beyond_the_leaders_places_deputies_hear(desk):
    with desk.store.write("test", "add", COUNTY) as session:
        session.add(Unit(id=1, name="测试县环保局", deputies=1))
        session.flush()
        session.add(UnitCategory(unit_id=1, category="ecology"))
    at = reception(desk.writer, TOWNSHIP, DAY)
    for _ in range(at.places):
        desk.heard(DeskOutcome.EXPLAINED)
    slip = desk.enter()
    assert queue.proposed_table(desk.writer, at, desk.of(slip), list(desk.all().values())) == "测试县环保局"
    with pytest.raises(DeskRefused, match="15 groups at most"):
        desk.call(slip)
    desk.call(slip, "测试县环保局")
    other = desk.enter()
    with pytest.raises(DeskRefused, match="still hears A016"):
        desk.call(other, "测试县环保局")
    with pytest.raises(DeskRefused, match="does not wait"):
        desk.call(slip, "别处")


def test_a_leader_who_has_left_office_hears_nobody_and_a_deputy_does(desk):
    office = writer(OFFICE, desk.store, today=BEFORE)
    day = load_day(office, TOWNSHIP, DAY)
    save(office, day, plan(day.problem))
    with desk.store.write("test", "end", COUNTY) as session:
        session.get(Leader, 1).valid_to = dt.date(2026, 12, 10)
    slip = desk.enter()
    with pytest.raises(DeskRefused, match="测试领导1, whom the visit names, is not in office on 2026-12-15"):
        desk.call(slip)
    desk.call(slip, "信访办")
    assert desk.of(slip).heard_by == "信访办"


def test_there_is_no_desk_on_a_day_without_a_visit_or_without_a_leader(desk):
    with pytest.raises(DeskRefused, match="no visit to 第1镇 on 2026-12-16"):
        entering.enter(desk.writer, TOWNSHIP, dt.date(2026, 12, 16), NewEntry("ecology"))
    with desk.store.write("test", "end", COUNTY) as session:
        session.scalars(select(Contract).where(Contract.township_code == TOWNSHIP)).one().valid_to = BEFORE
    with pytest.raises(PlanRefused, match="No leader is contracted"):
        desk.enter()


def test_people_are_registered_ahead_and_come_on_the_day(desk):
    ahead = Desk(desk.store, today=BEFORE)
    slip = ahead.enter()
    assert ahead.of(slip).place is Place.AHEAD
    with pytest.raises(DeskRefused, match="has not come yet"):
        ahead.call(slip)
    with pytest.raises(DeskRefused, match="has not come yet"):
        entering.arrive(ahead.writer, ahead.of(slip).id)
    assert figures.figures(desk.writer, DAY, TOWNSHIP).groups == 0
    entering.arrive(desk.writer, desk.of(slip).id)
    assert desk.of(slip).place is Place.WAITING
    assert figures.figures(desk.writer, DAY, TOWNSHIP).groups == 1


def test_a_booked_case_is_expected_until_it_comes(desk):
    book(desk.writer, TOWNSHIP, DAY, "A1")
    assert list(booked.expected(desk.writer, TOWNSHIP, DAY)["number"]) == ["A1"]
    slip = booked.enter_booked(desk.writer, TOWNSHIP, DAY, "A1")
    assert booked.expected(desk.writer, TOWNSHIP, DAY).empty
    assert desk.of(slip).case == "A1"


def test_a_recorded_visit_has_a_desk_that_stands(desk):
    office = writer(OFFICE, desk.store, today=BEFORE)
    day = load_day(office, TOWNSHIP, DAY)
    seen = save(office, day, plan(day.problem))
    slip = desk.heard(DeskOutcome.PROMISED, owner="局", due=DUE, case="A1")
    seen = advance(office, TOWNSHIP, DAY, State.PUBLISHED, seen=seen)
    seen = advance(desk.writer, TOWNSHIP, DAY, State.HELD, seen=seen)
    with desk.store.read() as connection:
        step = connection.scalar(select(DeskEntry.step_id))
    with pytest.raises(PlanRefused, match="recorded at the desk"):
        take_back(desk.writer, step)
    seen = advance(desk.writer, TOWNSHIP, DAY, State.RECORDED, seen=seen)
    for act in (lambda: desk.enter(), lambda: desk.undo(slip)):
        with pytest.raises(DeskRefused, match="is recorded already"):
            act()
    advance(desk.writer, TOWNSHIP, DAY, State.HELD, seen=seen)
    desk.undo(slip)


def test_at_noon_there_is_one_count(desk):
    for outcome, more in (
        (DeskOutcome.SETTLED, {}),
        (DeskOutcome.PROMISED, {"owner": "局", "due": DUE}),
        (DeskOutcome.EXPLAINED, {}),
    ):
        desk.heard(outcome, people=4, **more)
    left, gone = desk.enter(people=1), desk.enter()
    desk.record(left, DeskOutcome.NOT_HEARD, why=NotHeard.TIME)
    desk.undo(gone)
    desk.enter(people=7)
    found = figures.figures(desk.writer, DAY, TOWNSHIP)
    assert (found.groups, found.people, found.settled, found.promised, found.heard) == (5, 20, 1, 1, 3)
    assert (found.not_heard, found.waiting, found.by_leader) == (1, 1, 3)
    assert figures.sentence(Words("zh_CN"), found) == "接访 5 批 20 人次，当场化解 1 件，交办 1 件"
    assert (
        figures.figures(desk.writer, DAY) == found == figures.figures(reader(OFFICER, desk.store, DAY), DAY)
    )
    for scope in (TEAM, UNIT, SCREEN, Scope.of(Role.TOWNSHIP, ["990001002"], COUNTY)):
        assert figures.figures(reader(scope, desk.store, DAY), DAY, TOWNSHIP) is None


def test_a_wall_tells_the_county_and_nothing_that_is_few_or_tells_of_few(desk):
    wall, words = reader(SCREEN, desk.store, today=DAY), Words("zh_CN")
    for _ in range(4):
        desk.heard(DeskOutcome.SETTLED)
    assert figures.public_sentence(words, figures.told(wall, DAY)) == "当日接访批数较少或没有，不予显示"
    desk.heard(DeskOutcome.PROMISED, owner="局", due=DUE)
    told = figures.told(wall, DAY)
    assert (told.groups, told.people, told.settled, told.promised) == (5, 10, None, None)
    desk.heard(DeskOutcome.SETTLED)
    hidden = "接访 6 批，不少于 10 人次，其余数字较少或可由此推算，不予显示"
    assert figures.public_sentence(words, figures.told(wall, DAY)) == hidden, "5 of 6 tells of the one"
    for _ in range(4):
        desk.heard(DeskOutcome.PROMISED, table="局", owner="局", due=DUE)
    assert figures.public_sentence(words, figures.told(wall, DAY)) == (
        "接访 10 批，不少于 20 人次，当场化解 5 件，交办 5 件"
    )
    desk.enter(people=400)
    assert figures.told(wall, DAY).people is None, "one group is most of them"
    assert figures.told(wall, DAY).promised is None, "two would tell of the third"
    assert figures.told(reader(TEAM, desk.store, today=DAY), DAY) is None


def test_who_knows_one_township_learns_nothing_few_of_the_others(desk):
    for _ in range(5):
        desk.heard(DeskOutcome.SETTLED)
    with desk.store.write("test", "add", COUNTY) as session:
        told = {"township_code": "990001002", "state": "waiting", "category": "ecology", "people": 2}
        at = dt.datetime.combine(DAY, dt.time(9))
        made = {"entered_at": at, "entered_by": "desk", "arrived_at": at, "on": DAY}
        session.add(DeskEntry(uid="other", desk="A", number=1, **told, **made))
    assert figures.told(reader(SCREEN, desk.store, today=DAY), DAY).groups is None


def test_a_likely_matter_is_offered_by_its_number_or_by_village_and_category(desk):
    found = earlier.earlier(desk.writer, TOWNSHIP, DAY, of_village=WEST, category="ecology")
    assert [each.number for each in found] == ["A1"]
    assert [each.number for each in earlier.earlier(desk.writer, TOWNSHIP, DAY, part="1")] == [
        "A1",
        "C1",
        "R1",
    ]
    assert earlier.earlier(desk.writer, TOWNSHIP, DAY, part="X1") == [], "an accusation"
    assert earlier.earlier(desk.writer, TOWNSHIP, DAY, part="%") == []
    assert earlier.earlier(reader(TEAM, desk.store), "990001002", DAY, part="1") == []


def test_one_gate_decides_who_sees_and_keeps_a_desk(desk):
    slip = desk.enter()
    own = desk.of(slip).id
    other = Scope.of(Role.TOWNSHIP, ["990001002"], COUNTY)
    leader = Scope.of(Role.LEADER, [TOWNSHIP], COUNTY)
    for scope, count in ((OFFICER, 1), (leader, 1), (other, 0), (TEAM, 0), (UNIT, 0), (SCREEN, 0)):
        assert len(queue.listed(reader(scope, desk.store, DAY), DAY)) == count, scope.role
    for scope in (leader, other, TEAM, SCREEN):
        with pytest.raises(DeskRefused):
            queue.call(writer(scope, desk.store, today=DAY), own)
        with pytest.raises(DeskRefused):
            entering.enter(writer(scope, desk.store, today=DAY), TOWNSHIP, DAY, NewEntry("ecology"))
    assert trace.history(reader(leader, desk.store, DAY), DAY, TOWNSHIP, slip) == []


def test_of_two_at_one_entry_the_second_is_told(desk):
    slip = desk.enter()
    seen = desk.of(slip).version
    desk.call(slip)
    with pytest.raises(DeskRefused, match="Somebody else changed A001 meanwhile"):
        outcomes.undo(desk.writer, desk.of(slip).id, seen=seen)
    with pytest.raises(DeskRefused, match="no such entry"):
        outcomes.undo(desk.writer, 999)


def test_an_outcome_is_not_undone_into_a_table_that_hears_others(desk):
    first = desk.heard(DeskOutcome.EXPLAINED, table="局")
    second = desk.enter()
    desk.call(second, "局")
    with pytest.raises(DeskRefused, match="That table still hears"):
        desk.undo(first)
    desk.record(second, DeskOutcome.EXPLAINED)
    desk.undo(first)
    assert desk.of(first).place is Place.BEING_HEARD


def test_an_hour_that_nobody_knows_is_not_told(desk):
    """Who is written down on the 16th came on the 15th, at no hour that is known."""
    late = Desk(desk.store, today=DAY + dt.timedelta(days=1))
    assert math.isnan(late.of(late.enter()).minutes)


def test_the_file_of_the_visit_lists_slips_and_figures_and_no_person(desk):
    at = reception(desk.writer, TOWNSHIP, DAY)
    assert papers.document(desk.writer, at, Words("zh_CN"))["nobody"] == "当日无群众来访，登记台没有登记。"
    desk.heard(DeskOutcome.PROMISED, owner="水务局", due=DUE, words="灯不亮", name="测试人甲")
    made = papers.document(desk.writer, at, Words("zh_CN"))
    assert made["figures"] == "接访 1 批 2 人次，当场化解 0 件，交办 1 件"
    (row,) = made["entries"]
    assert row[0] == "A001" and row[-1] == "交办：水务局，2026-12-30 前"
    assert "测试人甲" not in str(made) and "灯不亮" not in str(made)
    for scope in (TEAM, SCREEN, Scope.of(Role.LEADER, [TOWNSHIP], COUNTY)):
        with pytest.raises(DeskRefused):
            papers.archive(reader(scope, desk.store, today=DAY), TOWNSHIP, DAY, "zh_CN")
    assert papers.slip(desk.writer, TOWNSHIP, DAY, "A001", "zh_CN").startswith(b"%PDF")
