"""What leaders order, propose and decide is followed to its end, and by nobody whom it does not concern."""

import datetime as dt

import pytest
from sqlalchemy import select, update

from data.briefing import agenda
from data.casework import steps
from data.casework.steps import NewStep
from data.errors import CaseRefused, FollowupRefused
from data.followup import agents, instructions, led, meetings, proposals, trace
from data.petitions import figures
from data.petitions.deadlines import case_clocks, next_deadlines
from data.registers.changes import Change, change, register_rows
from data.scope import Role, Scope
from data.tables import Agent, AgentPoint, Instruction, LedCase, Meeting, Proposal
from data.terms import Progress, StepKind
from tests.county import COUNTY, TODAY, petition
from tests.roles import (
    ADMINISTRATOR,
    CLERK,
    LEADER,
    OFFICE,
    SCREEN,
    TEAM,
    TOWNSHIP,
    UNIT,
    UNIT_NAME,
    reader,
    writer,
)

VILLAGE, FAR = "990001001001", "990001002001"
LONG_AGO = dt.date(2025, 1, 1)
OTHER = Scope.of(Role.TOWNSHIP, ["990001002"], COUNTY)
EAST = Scope.of(Role.LEADER, ["990001002"], COUNTY)


@pytest.fixture
def county(store):
    """Instructions on a case, an accusation, a case elsewhere and on none; a meeting, a led case."""
    with store.write("test", "add", COUNTY) as session:
        cases = {
            name: petition(name, village, **more)
            for name, village, more in (
                ("A", VILLAGE, {}),
                ("X", VILLAGE, {"purpose": "accusation"}),
                ("F", FAR, {"accepted": dt.datetime(2026, 11, 14, 9)}),
            )
        }
        session.add_all(cases.values())
        session.flush()
        meeting = Meeting(division_code="990001001", on=dt.date(2026, 10, 9), leader_id=1, agenda="议题一")
        session.add(meeting)
        session.flush()
        for name, owner, case, due, more in (
            ("I-own", "第1镇（演示）", None, TODAY, {}),
            ("I-case", "某局", "A", TODAY - dt.timedelta(days=3), {"text": "请办", "subject": "污水"}),
            ("I-accused", UNIT_NAME, "X", TODAY, {}),
            ("I-far", UNIT_NAME, "F", TODAY + dt.timedelta(days=40), {}),
            ("I-met", "某局", None, TODAY, {"meeting_id": meeting.id}),
        ):
            session.add(
                Instruction(
                    number=name,
                    leader_id=1,
                    petition_id=cases[case].id if case else None,
                    county_code=COUNTY,
                    issued=dt.date(2026, 10, 1),
                    owner=owner,
                    due=due,
                    **more,
                )
            )
        session.add(
            Proposal(
                number="P",
                county_code=COUNTY,
                kind="policy",
                subject="审批",
                unit=UNIT_NAME,
                issued=dt.date(2026, 10, 1),
                due=dt.date(2026, 11, 1),
            )
        )
        session.add(
            LedCase(petition_id=cases["A"].id, leader_id=1, handler="某局", since=dt.date(2026, 11, 15))
        )
        point = AgentPoint(village_code=VILLAGE, name="代办点")
        session.add(point)
        session.flush()
        session.add(Agent(point_id=point.id, name="代办甲"))
        session.add(Agent(point_id=point.id, name="离任乙", valid_to=dt.date(2026, 1, 1)))
    return store


SEEN = {
    Role.OFFICE: {"I-own", "I-case", "I-accused", "I-far", "I-met"},
    Role.LEADER: {"I-own", "I-case", "I-far", "I-met"},
    Role.TOWNSHIP: {"I-own", "I-case", "I-met"},
    Role.TEAM: set(),
    Role.UNIT: {"I-far"},
    Role.SCREEN: set(),
    Role.ADMINISTRATOR: set(),
}


@pytest.mark.parametrize("scope", [OFFICE, LEADER, TOWNSHIP, TEAM, UNIT, SCREEN, ADMINISTRATOR])
def test_an_instruction_is_seen_by_whom_it_concerns_and_never_by_the_accused(county, scope):
    assert set(instructions.listed(reader(scope, county))["number"]) == SEEN[scope.role]


def test_what_is_past_its_day_stands_first_and_a_case_is_named_to_who_may_open_it(county):
    listed = instructions.listed(reader(OFFICE, county))
    assert (listed["number"].iloc[0], listed["days"].iloc[0]) == ("I-case", 3)
    assert list(listed["progress"]) == [Progress.OVERDUE, *[Progress.SOON] * 3, Progress.WAITING]
    far = instructions.listed(reader(LEADER, county)).set_index("number")["case"]
    assert far["I-case"] == "A" and far.isna()["I-far"]


def test_what_a_leader_wrote_is_for_who_may_see_persons_and_the_look_is_logged(county):
    assert instructions.written(writer(CLERK, county), "I-case").text == "请办"
    for scope in (LEADER, TOWNSHIP, UNIT):
        assert instructions.written(writer(scope, county), "I-case") is None
    with county.read() as connection:
        logged = connection.exec_driver_sql("SELECT subject FROM audit_log WHERE action = 'look at persons'")
        assert [subject for (subject,) in logged] == ["I-case"]


def test_whoever_owes_it_reports_it_with_its_proof_and_it_can_be_taken_back(county):
    unit = writer(UNIT, county)
    with pytest.raises(FollowupRefused, match="proves"):
        instructions.finish(unit, "I-far", " ", TODAY)
    with pytest.raises(FollowupRefused, match="no instruction I-case"):
        instructions.finish(unit, "I-case", "报告", TODAY)
    with pytest.raises(FollowupRefused, match="on a day from"):
        instructions.finish(unit, "I-far", "报告", TODAY + dt.timedelta(days=1))
    instructions.finish(unit, "I-far", "报告1号", TODAY)
    with pytest.raises(FollowupRefused, match="done already"):
        instructions.finish(unit, "I-far", "报告1号", TODAY)
    for scope in (LEADER, TEAM, SCREEN):
        with pytest.raises(FollowupRefused):
            instructions.finish(writer(scope, county), "I-case", "报告", TODAY)
    township = writer(TOWNSHIP, county)
    seen = instructions.listed(township).set_index("number")["reported"]
    assert seen.to_dict() == {"I-own": True, "I-met": True, "I-case": False}
    with pytest.raises(FollowupRefused, match="whoever owes it"):
        instructions.finish(township, "I-case", "报告", TODAY)
    instructions.reopen(writer(OFFICE, county), "I-far")
    listed = instructions.listed(reader(OFFICE, county)).set_index("number")
    assert listed.loc["I-far", "progress"] is Progress.WAITING
    (own,) = listed.loc[["I-far"], "id"]
    back, done = trace.changes(reader(OFFICE, county), Instruction, int(own))
    assert done.changes["proof"] == (None, "报告1号") == back.changes["proof"][::-1]
    assert trace.changes(reader(UNIT, county), Instruction, int(own)) == []


def test_the_history_of_what_is_removed_is_not_that_of_the_next_entry(county):
    office = writer(OFFICE, county)
    proposals.reply(office, "P", "已修订", TODAY)
    ((key, cells),) = register_rows(office, "proposals").rows.items()
    assert len(trace.changes(office, Proposal, int(key))) == 1
    assert change(office, "proposals", [Change(key, cells, None)], {}).kept
    assert trace.changes(office, Proposal, int(key)) == []


def test_a_proposal_waits_until_its_unit_has_answered_in_writing(county):
    assert list(proposals.listed(reader(UNIT, county))["progress"]) == [Progress.OVERDUE]
    assert proposals.listed(reader(TOWNSHIP, county)).empty
    with pytest.raises(FollowupRefused, match="is empty"):
        proposals.reply(writer(UNIT, county), "P", "", TODAY)
    with pytest.raises(FollowupRefused):
        proposals.reply(writer(LEADER, county), "P", "已修订", TODAY)
    proposals.reply(writer(UNIT, county), "P", "已修订", TODAY)
    (own,) = proposals.listed(reader(OFFICE, county)).itertuples()
    assert (own.progress, own.reply, own.replied) == (Progress.DONE, "已修订", TODAY)


def test_a_meeting_opens_with_what_became_of_the_last_ones_and_its_decisions_are_instructions(county):
    officer = writer(TOWNSHIP, county)
    second = meetings.convene(officer, "990001001", dt.date(2026, 11, 9), 1, "议题二\n\n议题三")
    with pytest.raises(FollowupRefused, match="on record already"):
        meetings.convene(officer, "990001001", dt.date(2026, 11, 9), 1, "")
    with pytest.raises(FollowupRefused, match="does not keep"):
        meetings.convene(officer, COUNTY, dt.date(2026, 11, 9), 1, "")
    number = meetings.decide(officer, second, "清理沟渠", "县水务局", dt.date(2026, 12, 1))
    paper = meetings.paper(officer, second)
    assert paper.agenda == ("议题二", "议题三")
    assert list(paper.before["number"]) == ["I-met"] and list(paper.decided["number"]) == [number]
    instructions.finish(officer, "I-met", "纪要", TODAY)
    assert list(meetings.paper(officer, second).before["progress"]) == [Progress.DONE]
    with county.write("test", "renumber", COUNTY) as session:
        own = select(Instruction).where(Instruction.number == number)
        session.scalars(own).one().number = number.removesuffix("1") + "2"
    further = meetings.decide(officer, second, "通报", "县水务局", dt.date(2026, 12, 1))
    assert further == number.removesuffix("1") + "3"
    number = number.removesuffix("1") + "2"
    later = meetings.convene(officer, "990001001", dt.date(2026, 12, 9), 1, "")
    assert set(meetings.paper(officer, later).before["number"]) == {number, further, "I-met"}
    with pytest.raises(FollowupRefused, match="decided nothing yet"):
        meetings.decide(officer, later, "事", "局", dt.date(2026, 12, 31))
    assert list(meetings.listed(officer)["open"]) == [0, 2, 0]
    assert meetings.listed(reader(OTHER, county)).empty and meetings.paper(reader(OTHER, county), 1) is None


def test_a_contracted_case_is_done_when_it_is_closed_and_meetings_with_people_count(county):
    officer = writer(TOWNSHIP, county)
    (own,) = led.listed(officer, township="990001001")["id"]
    led.meet(officer, int(own), TODAY)
    with pytest.raises(FollowupRefused, match="on record already"):
        led.meet(officer, int(own), TODAY)
    with pytest.raises(FollowupRefused):
        led.meet(writer(LEADER, county), int(own), TODAY - dt.timedelta(days=1))
    (row,) = led.listed(reader(OFFICE, county)).itertuples()
    assert (row.number, row.visits, row.last, row.progress) == ("A", 1, TODAY, Progress.WAITING)
    assert led.listed(reader(OTHER, county)).empty and led.listed(reader(UNIT, county)).empty
    with county.write("test", "close", COUNTY) as session:
        session.connection().exec_driver_sql(
            "UPDATE petitions SET status = 'closed', closed = '2026-11-20 00:00:00' WHERE number = 'A'"
        )
    assert led.running(led.listed(reader(OFFICE, county))).empty
    with county.write("test", "unknown", COUNTY) as session:
        session.connection().exec_driver_sql(
            "UPDATE petitions SET status = 'other', closed = NULL WHERE number = 'A'"
        )
    assert list(led.running(led.listed(reader(OFFICE, county)))["number"]) == ["A"]


def test_a_plan_that_is_not_written_down_is_told_apart_from_one_that_is_not_shown(county):
    (own,) = led.listed(reader(OFFICE, county))["id"]
    assert led.plan(writer(OFFICE, county), int(own)) == ""
    assert led.plan(writer(TOWNSHIP, county), int(own)) is None


def test_villages_without_an_agent_are_known_and_former_agents_do_not_count(county):
    table = agents.by_village(reader(TOWNSHIP, county)).set_index("code")
    assert set(table.index) == {VILLAGE, "990001001002"}
    assert (table.loc[VILLAGE, "agents"], table.loc[VILLAGE, "points"]) == (1, 1)
    assert (table.loc[VILLAGE, "cases"], table.loc["990001001002", "agents"]) == (1, 0)


def test_a_step_written_down_by_hand_moves_the_clocks_of_its_case(county):
    office = writer(OFFICE, county)
    due = {one.clock: one.due for one in case_clocks(office, "F")}
    steps.take(office, "F", NewStep(StepKind.EXTENSION, TODAY, days=30, owner="县局"))
    steps.take(office, "F", NewStep(StepKind.HEARING, TODAY, days=5, note="张某到场"))
    after = {one.clock: one.due for one in case_clocks(office, "F")}
    assert after["handling"] - due["handling"] == dt.timedelta(days=35)
    steps.take(office, "F", NewStep(StepKind.REVIEW_ASKED, TODAY))
    assert "review" in {one.clock for one in case_clocks(office, "F")}
    assert list(next_deadlines(office).set_index("number").loc[["F"], "asked"]) == [True]
    extension, hearing, _ = steps.taken_steps(office, "F")
    assert (extension.days, hearing.noted) == (30, True)
    assert steps.notes(office, "F") == {hearing.id: "张某到场"}
    assert steps.notes(writer(OTHER, county), "F") == {}
    steps.undo(office, extension.id)
    assert len(steps.taken_steps(office, "F")) == 2
    back = {one.clock: one.due for one in case_clocks(office, "F")}
    assert back["handling"] - due["handling"] == dt.timedelta(days=5)
    asked, answered = steps.taken_steps(office, "F")[-1], NewStep(StepKind.REVIEW_ANSWERED, TODAY)
    answer = steps.take(office, "F", answered)
    with pytest.raises(CaseRefused, match="take that back first"):
        steps.undo(office, asked.id)
    for step in (answer, asked.id):
        steps.undo(office, step)


@pytest.mark.parametrize(
    ("step", "told"),
    [
        (NewStep(StepKind.CLOSED, TODAY), "field of the case"),
        (NewStep(StepKind.EXTENSION, TODAY), "how many days"),
        (NewStep(StepKind.EXTENSION, TODAY, days=31), "from 1 to 30"),
        (NewStep(StepKind.COMMUNITY, TODAY, days=1), "alone"),
        (NewStep(StepKind.COMMUNITY, TODAY + dt.timedelta(days=1)), "on a day from"),
        (NewStep(StepKind.COMMUNITY, dt.date(2026, 1, 1)), "on a day from"),
        (NewStep(StepKind.REVIEW_ANSWERED, TODAY), "first write down"),
        (NewStep(StepKind.JUDGE, TODAY, note="长" * 501), "longer than"),
    ],
)
def test_a_step_that_cannot_be_is_refused_with_its_reason(county, step, told):
    with pytest.raises(CaseRefused, match=told):
        steps.take(writer(OFFICE, county), "F", step)


def test_only_those_who_handle_a_case_write_down_its_steps(county):
    step = NewStep(StepKind.LAWYER, TODAY)
    for scope in (LEADER, TEAM, SCREEN):
        with pytest.raises(CaseRefused, match="Only the petition office"):
            steps.take(writer(scope, county), "A", step)
    with pytest.raises(CaseRefused, match="no case"):
        steps.take(writer(OTHER, county), "A", step)
    own = steps.take(writer(OFFICE, county, "clerk"), "A", step)
    with pytest.raises(CaseRefused, match="no step"):
        steps.undo(writer(TOWNSHIP, county), own)
    assert [one.kind for one in steps.taken_steps(reader(TEAM, county), "A")] == ["lawyer"]
    assert steps.taken_steps(reader(OTHER, county), "A") == []


def test_no_number_tells_by_difference_that_an_instruction_is_about_an_accusation(county):
    with county.write("test", "delay", "instructions") as session:
        session.execute(update(Instruction).where(Instruction.number == "I-met").values(issued=LONG_AGO))
        late = Instruction.number.in_(["I-accused", "I-met"])
        session.execute(update(Instruction).where(late).values(due=TODAY - dt.timedelta(days=9)))
    told = {each.subject: each for each in agenda.agenda(county, 5, TODAY)}[agenda.Subject.INSTRUCTIONS]
    listed = instructions.listed(reader(LEADER, county))
    assert told.count == (listed["progress"] == Progress.OVERDUE).sum() == 2, "decisions and old ones too"
    issued = {
        role: figures.instructions(reader(role, county), TODAY).issued for role in (LEADER, EAST, SCREEN)
    }
    assert issued == {LEADER: 3, EAST: 3, SCREEN: 3}
    assert "I-accused" not in set(instructions.listed(reader(EAST, county))["number"])
