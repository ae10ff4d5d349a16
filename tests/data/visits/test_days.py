"""From the plan to the promise kept."""

import datetime as dt

import pytest
from sqlalchemy import select, update

from data.errors import PlanRefused
from data.scope import Role, Scope
from data.service.contracts import record_absence, revoke_absence
from data.tables import AuditEntry, CaseStep, Contract, RotaDuty
from data.tables.petitions import Petition
from data.terms import State
from data.visits import days
from data.visits.cases import last_seen
from data.visits.days import (
    Outcome,
    advance,
    correct_stops,
    outcomes,
    record,
    steps,
    take_back,
    to_hear,
)
from data.visits.plans import load_day
from data.visits.promises import keep_promise, kept_promises, reopen_promise, waiting_promises
from data.visits.saved import read, save, saved_revision
from geo.visits import plan
from tests.data.conftest import COUNTY, petition
from tests.data.test_scope import LEADER, OFFICE, SCREEN, TEAM
from tests.roles import reader, writer

DAY = dt.date(2026, 12, 15)
TOWNSHIP, SECOND = "990001001", "990001002"
OFFICER = Scope.of(Role.TOWNSHIP, [TOWNSHIP], COUNTY)
BEFORE = dt.date(2026, 12, 10)


@pytest.fixture
def county(store):
    """A saved plan that visits one village with two open cases."""
    with store.write("test", "add", "petitions") as session:
        session.add(petition("A1", "990001001001", tier="hard"))
        session.add(petition("A2", "990001001001"))
        session.add(petition("X1", "990001001001", purpose="accusation"))
        session.add(petition("B1", "990001002001"))
    day = load_day(reader(OFFICE, store), TOWNSHIP, DAY)
    save(writer(OFFICE, store, "clerk"), day, plan(day.problem))
    return store


def go(store, to, today=DAY, scope=OFFICE):
    seen = saved_revision(reader(scope, store), TOWNSHIP, DAY)
    return advance(writer(scope, store, "clerk", today=today), TOWNSHIP, DAY, to, seen=seen)


def hold(store):
    go(store, State.PUBLISHED, BEFORE)
    go(store, State.HELD)


def test_a_visit_goes_from_draft_to_archive_step_by_step(county):
    for to, today in (
        (State.PUBLISHED, BEFORE),
        (State.HELD, DAY),
        (State.RECORDED, DAY),
        (State.ARCHIVED, DAY),
    ):
        go(county, to, today)
        assert read(reader(OFFICE, county), TOWNSHIP, DAY).state is to


@pytest.mark.parametrize("to", [State.HELD, State.RECORDED, State.ARCHIVED, State.DRAFT])
def test_no_step_is_left_out(county, to):
    with pytest.raises(PlanRefused, match="not in a state from which this step leads on"):
        go(county, to)


def test_a_visit_is_published_before_its_day_and_held_on_it(county):
    with pytest.raises(PlanRefused, match="published before its day"):
        go(county, State.PUBLISHED, DAY)
    go(county, State.PUBLISHED, BEFORE)
    with pytest.raises(PlanRefused, match="held on its day"):
        go(county, State.HELD, BEFORE)
    assert days.is_late(county, DAY, dt.date(2026, 12, 13))
    assert not days.is_late(county, DAY, dt.date(2026, 12, 12))


def test_nobody_is_published_in_two_places_of_one_day(county):
    with county.write("test", "contract", "leader") as session:
        session.execute(update(Contract).where(Contract.leader_id == 2).values(leader_id=1))
    other = load_day(reader(OFFICE, county), SECOND, DAY)
    save(writer(OFFICE, county, "clerk"), other, plan(other.problem))
    go(county, State.PUBLISHED, BEFORE)
    seen = saved_revision(reader(OFFICE, county), SECOND, DAY)
    with pytest.raises(PlanRefused, match="测试领导1 cannot be in 第2镇 and in 第1镇 on the same day"):
        advance(writer(OFFICE, county, today=BEFORE), SECOND, DAY, State.PUBLISHED, seen=seen)


def test_a_visit_whose_leader_cannot_go_is_not_published(county):
    absence = record_absence(writer(OFFICE, county), 1, DAY, DAY)
    with pytest.raises(PlanRefused, match="The leader of 第1镇 is absent"):
        go(county, State.PUBLISHED, BEFORE)
    revoke_absence(writer(OFFICE, county), absence)
    record_absence(writer(OFFICE, county), 1, DAY, DAY, 2)
    with pytest.raises(PlanRefused, match="测试领导2 goes to 第1镇 by now"):
        go(county, State.PUBLISHED, BEFORE)


def test_a_visit_is_not_published_over_hours_of_the_rota(county):
    with county.write("test", "rota", "leader") as session:
        duty = RotaDuty(leader_id=1, on=DAY, division_code=COUNTY, opens=540, closes=660)
        session.add(duty)
    with pytest.raises(PlanRefused, match="receives people elsewhere at the same hours"):
        go(county, State.PUBLISHED, BEFORE)


def test_a_published_visit_taken_back_can_be_planned_again(county):
    go(county, State.PUBLISHED, BEFORE)
    day = load_day(reader(OFFICE, county), TOWNSHIP, DAY)
    with pytest.raises(PlanRefused, match="published or held already"):
        save(
            writer(OFFICE, county, "clerk"),
            day,
            plan(day.problem),
            saved_revision(reader(OFFICE, county), TOWNSHIP, DAY),
        )
    go(county, State.DRAFT, BEFORE)
    save(
        writer(OFFICE, county, "clerk"),
        day,
        plan(day.problem),
        saved_revision(reader(OFFICE, county), TOWNSHIP, DAY),
    )


def test_of_two_who_change_a_visit_at_once_the_second_is_told(county):
    seen = saved_revision(reader(OFFICE, county), TOWNSHIP, DAY)
    go(county, State.PUBLISHED, BEFORE)
    with pytest.raises(PlanRefused, match="Somebody else changed this visit"):
        advance(writer(OFFICE, county, "second", today=DAY), TOWNSHIP, DAY, State.HELD, seen=seen)
    assert read(reader(OFFICE, county), TOWNSHIP, DAY).state is State.PUBLISHED


def test_what_is_to_be_heard_are_the_open_cases_of_the_stops_and_no_accusation(county):
    assert to_hear(reader(OFFICE, county), TOWNSHIP, DAY)["number"].tolist() == ["A1", "A2"]
    assert to_hear(reader(OFFICER, county), TOWNSHIP, DAY)["number"].tolist() == ["A1", "A2"]
    for scope in (TEAM, SCREEN, LEADER, None):
        assert to_hear(reader(scope, county), TOWNSHIP, DAY).empty


def test_a_case_settled_on_the_spot_is_closed_and_heard_no_more(county):
    hold(county)
    record(writer(OFFICE, county, "clerk"), TOWNSHIP, DAY, "A1", Outcome.SETTLED)
    with county.read() as connection:
        row = connection.execute(
            select(Petition.status, Petition.closed).where(Petition.number == "A1")
        ).one()
    assert tuple(row) == ("closed", dt.datetime(2026, 12, 15, 12))
    assert to_hear(reader(OFFICE, county), TOWNSHIP, DAY)["number"].tolist() == ["A2"]
    with pytest.raises(PlanRefused, match="not to be heard on the visit, or is closed"):
        record(writer(OFFICE, county, "clerk"), TOWNSHIP, DAY, "A1", Outcome.EXPLAINED)


def test_a_promise_waits_until_it_is_kept_and_is_overdue_after_its_day(county):
    hold(county)
    due = dt.date(2026, 12, 30)
    record(writer(OFFICER, county, "officer"), TOWNSHIP, DAY, "A2", Outcome.PROMISED, owner="城建办", due=due)
    waiting = waiting_promises(reader(OFFICE, county), dt.date(2027, 1, 9))
    assert waiting[["number", "owner", "days"]].values.tolist() == [["A2", "城建办", 10]]
    assert waiting_promises(reader(Scope.of(Role.TEAM, ["990001002001"]), county), DAY).empty
    with pytest.raises(PlanRefused, match="no promise"):
        keep_promise(writer(SCREEN, county, "x"), int(waiting["id"].iloc[0]), on=DAY)
    keep_promise(writer(OFFICE, county, "clerk"), int(waiting["id"].iloc[0]), on=dt.date(2027, 1, 10))
    assert waiting_promises(reader(OFFICE, county), dt.date(2027, 1, 11)).empty
    with county.read() as connection:
        assert connection.scalar(select(CaseStep.done)) == dt.date(2027, 1, 10)


def test_a_promise_that_was_marked_as_kept_by_mistake_waits_again(county):
    hold(county)
    clerk, due = writer(OFFICE, county, "clerk"), dt.date(2026, 12, 30)
    record(clerk, TOWNSHIP, DAY, "A2", Outcome.PROMISED, owner="城建办", due=due)
    (own,) = waiting_promises(clerk, due)["id"].tolist()
    with pytest.raises(PlanRefused, match="that was kept"):
        reopen_promise(clerk, own)
    keep_promise(clerk, own, on=due)
    kept = kept_promises(clerk, DAY, due)
    assert kept[["number", "owner", "due", "done"]].values.tolist() == [["A2", "城建办", due, due]]
    with pytest.raises(PlanRefused, match="that was kept"):
        reopen_promise(writer(SCREEN, county, "x"), own)
    reopen_promise(clerk, own)
    assert kept_promises(clerk, DAY, due).empty and waiting_promises(clerk, due)["id"].tolist() == [own]


@pytest.mark.parametrize(
    ("owner", "due"), [(None, DAY), (" ", DAY), ("城建办", None), ("城建办", dt.date(2026, 12, 14))]
)
def test_a_promise_without_owner_or_day_is_refused(county, owner, due):
    hold(county)
    with pytest.raises(PlanRefused, match="who owes it and a day"):
        record(writer(OFFICE, county, "clerk"), TOWNSHIP, DAY, "A1", Outcome.PROMISED, owner=owner, due=due)


@pytest.mark.parametrize("number", ["X1", "B1", "nobody"])
def test_only_what_was_to_be_heard_there_is_recorded(county, number):
    hold(county)
    with pytest.raises(PlanRefused, match="not to be heard on the visit"):
        record(writer(OFFICE, county, "clerk"), TOWNSHIP, DAY, number, Outcome.EXPLAINED)


def test_cases_are_recorded_on_a_visit_that_is_held(county):
    with pytest.raises(PlanRefused, match="while the visit is held"):
        record(writer(OFFICE, county, "clerk"), TOWNSHIP, DAY, "A1", Outcome.EXPLAINED)


@pytest.mark.parametrize(
    "scope", [LEADER, TEAM, SCREEN, None, Scope.of(Role.TOWNSHIP, ["990001002"], COUNTY)]
)
def test_nobody_else_keeps_the_record_of_a_visit(county, scope):
    with pytest.raises(PlanRefused, match="does not keep the visits"):
        advance(writer(scope, county, "x", today=BEFORE), TOWNSHIP, DAY, State.PUBLISHED, seen=1)
    with pytest.raises(PlanRefused, match="does not keep the visits"):
        record(writer(scope, county, "x"), TOWNSHIP, DAY, "A1", Outcome.EXPLAINED)


LATER = dt.date(2027, 1, 20)


def test_weeks_after_the_day_a_visit_is_held_recorded_and_archived(county):
    go(county, State.PUBLISHED, BEFORE)
    go(county, State.HELD, LATER)
    record(writer(OFFICER, county, "officer"), TOWNSHIP, DAY, "A1", Outcome.SETTLED)
    for to in (State.RECORDED, State.ARCHIVED):
        go(county, to, LATER, OFFICER)
    assert last_seen(county, LATER)["990001001001"] == (DAY, 1.0)


def test_what_is_recorded_is_corrected_days_later_and_each_step_stays_in_the_log(county):
    hold(county)
    go(county, State.RECORDED)
    go(county, State.ARCHIVED, LATER)
    with pytest.raises(PlanRefused, match="not yet recorded"):
        record(writer(OFFICER, county, "officer"), TOWNSHIP, DAY, "A1", Outcome.SETTLED)
    assert steps(State.ARCHIVED, DAY, LATER) == [State.RECORDED]
    go(county, State.RECORDED, LATER, OFFICER)
    assert steps(State.RECORDED, DAY, LATER) == [State.HELD, State.ARCHIVED]
    go(county, State.HELD, LATER, OFFICER)
    record(writer(OFFICER, county, "officer"), TOWNSHIP, DAY, "A1", Outcome.SETTLED)
    go(county, State.RECORDED, LATER)
    assert go(county, State.ARCHIVED, LATER) == 9
    with county.read() as connection:
        logged = connection.scalars(
            select(AuditEntry.detail).where(AuditEntry.action == "visit state").order_by(AuditEntry.id)
        ).all()
    assert [entry["to"] for entry in logged[-5:]] == ["archived", "recorded", "held", "recorded", "archived"]


def test_what_was_held_without_a_notice_is_recorded_after_its_day(county):
    assert steps(State.DRAFT, DAY, BEFORE) == [State.PUBLISHED]
    assert steps(State.DRAFT, DAY, DAY) == []
    assert steps(State.DRAFT, DAY, LATER) == [State.HELD]
    go(county, State.HELD, LATER)
    assert read(reader(OFFICE, county), TOWNSHIP, DAY).state is State.HELD


def test_a_notice_is_not_taken_back_once_its_day_is_past(county):
    go(county, State.PUBLISHED, BEFORE)
    assert steps(State.PUBLISHED, DAY, BEFORE) == [State.DRAFT, State.HELD]
    assert steps(State.PUBLISHED, DAY, LATER) == [State.HELD]
    with pytest.raises(PlanRefused, match="its notice stands"):
        go(county, State.DRAFT, LATER)


def test_what_was_filed_after_the_day_was_not_heard_on_it(county):
    hold(county)
    with county.write("test", "import", "later") as session:
        session.add(petition("L1", "990001001001", filed=dt.datetime(2026, 12, 16)))
        session.add(petition("D1", "990001001001", filed=dt.datetime(2026, 12, 15, 15)))
    assert to_hear(reader(OFFICE, county), TOWNSHIP, DAY)["number"].tolist() == ["A1", "A2", "D1"]
    with pytest.raises(PlanRefused, match="not to be heard on the visit"):
        record(writer(OFFICE, county, "clerk"), TOWNSHIP, DAY, "L1", Outcome.EXPLAINED)


def test_what_came_of_a_case_is_listed_and_can_be_taken_back(county):
    hold(county)
    record(writer(OFFICE, county, "clerk"), TOWNSHIP, DAY, "A1", Outcome.SETTLED)
    due = dt.date(2026, 12, 30)
    record(writer(OFFICE, county, "clerk"), TOWNSHIP, DAY, "A2", Outcome.PROMISED, owner="城建办", due=due)
    listed = outcomes(reader(OFFICER, county), TOWNSHIP, DAY)
    assert listed[["number", "outcome", "owner"]].fillna("").values.tolist() == [
        ["A1", "settled", ""],
        ["A2", "promised", "城建办"],
    ]
    assert outcomes(reader(LEADER, county), TOWNSHIP, DAY).empty
    with pytest.raises(PlanRefused, match="does not keep the visits"):
        take_back(writer(LEADER, county, "x"), int(listed["id"][0]))
    for step in listed["id"]:
        take_back(writer(OFFICER, county, "officer"), int(step))
    assert outcomes(reader(OFFICE, county), TOWNSHIP, DAY).empty
    assert waiting_promises(reader(OFFICE, county), DAY).empty
    assert to_hear(reader(OFFICE, county), TOWNSHIP, DAY)["number"].tolist() == ["A1", "A2"]
    with pytest.raises(PlanRefused, match="no outcome"):
        take_back(writer(OFFICE, county, "clerk"), int(listed["id"][0]))
    with pytest.raises(PlanRefused, match="no promise"):
        keep_promise(writer(OFFICE, county, "clerk"), int(listed["id"][1]), on=DAY)
    with county.read() as connection:
        assert connection.scalars(select(CaseStep.undone_by)).all() == ["officer", "officer"]


def test_what_an_import_closed_meanwhile_stays_closed(county):
    hold(county)
    record(writer(OFFICE, county, "clerk"), TOWNSHIP, DAY, "A1", Outcome.SETTLED)
    with county.write("test", "import", "closed") as session:
        case = session.scalar(select(Petition).where(Petition.number == "A1"))
        case.closed = dt.datetime(2026, 12, 20)
    take_back(writer(OFFICE, county, "clerk"), int(outcomes(reader(OFFICE, county), TOWNSHIP, DAY)["id"][0]))
    assert to_hear(reader(OFFICE, county), TOWNSHIP, DAY)["number"].tolist() == ["A2"]


def test_nothing_is_taken_back_once_all_is_recorded(county):
    hold(county)
    record(writer(OFFICE, county, "clerk"), TOWNSHIP, DAY, "A1", Outcome.EXPLAINED)
    go(county, State.RECORDED)
    with pytest.raises(PlanRefused, match="while the visit is held"):
        take_back(
            writer(OFFICE, county, "clerk"), int(outcomes(reader(OFFICE, county), TOWNSHIP, DAY)["id"][0])
        )


def test_who_came_unannounced_from_the_township_is_recorded_as_a_walk_in(county):
    with county.write("test", "add", "cases") as session:
        session.add(petition("W1", "990001001002"))
    hold(county)
    with pytest.raises(PlanRefused, match="not to be heard"):
        record(writer(OFFICE, county, "clerk"), TOWNSHIP, DAY, "W1", Outcome.EXPLAINED)
    record(writer(OFFICE, county, "clerk"), TOWNSHIP, DAY, "W1", Outcome.EXPLAINED, walk_in=True)
    assert outcomes(reader(OFFICE, county), TOWNSHIP, DAY)["number"].tolist() == ["W1"]
    for number in ("X1", "B1"):  # an accusation, and a case of another township
        with pytest.raises(PlanRefused, match="not to be heard"):
            record(writer(OFFICE, county, "clerk"), TOWNSHIP, DAY, number, Outcome.EXPLAINED, walk_in=True)


def test_where_the_leader_was_in_fact_counts_and_the_plan_stays_as_it_was(county):
    with county.write("test", "add", "cases") as session:
        session.add(petition("W1", "990001001002"))
    hold(county)
    before = read(reader(OFFICE, county), TOWNSHIP, DAY)
    driven = ["990001001002"]
    correct_stops(writer(OFFICER, county, "officer"), TOWNSHIP, DAY, driven)
    after = read(reader(OFFICE, county), TOWNSHIP, DAY)
    assert (after.plan, after.planned) == (before.plan, ("990001001001",))
    assert after.driven == ("990001001002",)
    assert last_seen(county, LATER) == {"990001001002": (DAY, 1.0)}
    assert to_hear(reader(OFFICE, county), TOWNSHIP, DAY)["number"].tolist() == ["W1"]
    for wrong in (["990001002001"], driven * 2):
        with pytest.raises(PlanRefused, match="each village of the township once"):
            correct_stops(writer(OFFICE, county, "clerk"), TOWNSHIP, DAY, wrong)
    go(county, State.RECORDED)
    with pytest.raises(PlanRefused, match="while the visit is held"):
        correct_stops(writer(OFFICE, county, "clerk"), TOWNSHIP, DAY, [])
