"""Planning the 15th on the record."""

import datetime as dt

import pytest
from sqlalchemy import func, select, update

from data.errors import PlanRefused
from data.tables import Contract, Hub, Visit, VisitStop
from data.visits.plans import as_record, contracted, load_day
from data.visits.saved import save, saved_revision
from geo.visits import check_plan, plan
from tests.data.conftest import petition
from tests.data.test_scope import LEADER, OFFICE, SCREEN, TEAM
from tests.roles import reader, writer

DAY = dt.date(2026, 12, 15)
TOWNSHIP = "990001001"


@pytest.fixture
def county(store):
    with store.write("test", "add", "petitions") as session:
        session.add(petition("A1", "990001001001", tier="hard", occurrence="repeat"))
        session.add(petition("A2", "990001001001"))
        session.add(petition("C1", "990001001002", status="concluded"))
        session.add(petition("C2", "990001001002", status="litigated"))
        session.add(petition("X1", "990001001002", purpose="accusation"))
        session.add(petition("T1", None, township=TOWNSHIP, placement="township"))
    return store


def test_the_leader_goes_where_hearable_cases_are_open(county):
    day = load_day(reader(OFFICE, county), TOWNSHIP, DAY)
    made = plan(day.problem)
    record = as_record(day, made)
    assert check_plan(day.problem, made) == []
    assert [stop["village"] for stop in record["stops"]] == ["990001001001"]
    assert record["stops"][0]["cases"] == 2
    assert [left["reason"] for left in record["left_out"]] == ["no_reason"]
    assert record["leader"] == "测试领导1"
    assert record["travel"] == "estimate"
    assert day.open_cases == 3


def test_the_parts_of_a_score_are_the_documented_weights(county):
    village = load_day(reader(OFFICE, county), TOWNSHIP, DAY).villages.iloc[0]
    late = 1 + 0.5 * 30 / 30
    assert village["cases_part"] == pytest.approx(4 * late * 1.5 + 2 * late)
    assert village["months_part"] == pytest.approx(12 * 0.5)


@pytest.mark.parametrize("day", [dt.date(2026, 12, 14), dt.date(2026, 12, 16)])
def test_visits_are_on_the_15th_immovably(county, day):
    with pytest.raises(PlanRefused, match="visits of that month are on 2026-12-15"):
        load_day(reader(OFFICE, county), TOWNSHIP, day)


@pytest.mark.parametrize("scope", [None, SCREEN, TEAM])
def test_only_the_office_the_leader_and_the_township_plan(county, scope):
    with pytest.raises(PlanRefused, match="does not plan"):
        load_day(reader(scope, county), TOWNSHIP, DAY)


def test_a_leader_plans_only_for_the_contracted_township(county):
    assert set(contracted(reader(LEADER, county), DAY)) == {TOWNSHIP}
    with pytest.raises(PlanRefused):
        load_day(reader(LEADER, county), "990001002", DAY)


def test_a_township_without_a_leader_is_named(county):
    with county.write("test", "end", "contract") as session:
        session.execute(update(Contract).where(Contract.id == 1).values(valid_to=dt.date(2026, 12, 1)))
    assert contracted(reader(OFFICE, county), DAY) == {TOWNSHIP: None, "990001002": "测试领导2"}
    with pytest.raises(PlanRefused, match="No leader is contracted to 第1镇 on 2026-12-15"):
        load_day(reader(OFFICE, county), TOWNSHIP, DAY)


def test_an_unknown_township_and_a_missing_hub_are_named(county):
    with pytest.raises(PlanRefused, match="no township with code 42"):
        load_day(reader(OFFICE, county), "42", DAY)
    with county.write("test", "close", "hub") as session:
        session.execute(update(Hub).values(division_code="elsewhere"))
    with pytest.raises(PlanRefused, match="no place of reception"):
        load_day(reader(OFFICE, county), TOWNSHIP, DAY)


def test_a_saved_plan_is_read_back_and_a_second_save_replaces_it(county):
    day = load_day(reader(OFFICE, county), TOWNSHIP, DAY)
    assert saved_revision(reader(OFFICE, county), TOWNSHIP, DAY) is None
    assert save(writer(OFFICE, county, "clerk"), day, plan(day.problem)) == 1
    assert save(writer(OFFICE, county, "clerk"), day, plan(day.problem), seen=1) == 2
    assert saved_revision(reader(OFFICE, county), TOWNSHIP, DAY) == 2
    with county.read() as connection:
        assert connection.scalar(select(func.count()).select_from(Visit)) == 1
        assert connection.scalar(select(func.count()).select_from(VisitStop)) == 1


def test_of_two_people_saving_at_once_the_second_is_told_and_nothing_is_lost(county):
    day = load_day(reader(OFFICE, county), TOWNSHIP, DAY)
    save(writer(OFFICE, county, "first clerk"), day, plan(day.problem))
    with pytest.raises(PlanRefused, match="Somebody else saved"):
        save(writer(OFFICE, county, "second clerk"), day, plan(day.problem))
    with county.read() as connection:
        assert connection.scalar(select(Visit.saved_by)) == "first clerk"


def test_a_published_visit_is_not_planned_over(county):
    day = load_day(reader(OFFICE, county), TOWNSHIP, DAY)
    save(writer(OFFICE, county, "clerk"), day, plan(day.problem))
    with county.write("test", "publish", "visit") as session:
        session.execute(update(Visit).values(state="published"))
    with pytest.raises(PlanRefused, match="published or held"):
        save(writer(OFFICE, county, "clerk"), day, plan(day.problem), seen=1)


def test_a_village_visited_last_month_waits_behind_one_not_seen_for_long(county):
    with county.write("test", "hold", "visit") as session:
        session.add(
            Visit(
                id=9,
                on=dt.date(2026, 11, 15),
                township_code=TOWNSHIP,
                leader_id=1,
                state="archived",
                plan={},
                saved_at=dt.datetime(2026, 11, 1),
                saved_by="test",
            )
        )
        session.flush()
        session.add(VisitStop(visit_id=9, position=1, village_code="990001001001", arrives=800, departs=830))
    village = load_day(reader(OFFICE, county), TOWNSHIP, DAY).villages.iloc[0]
    assert village["months"] == 1
    assert village["months_part"] == pytest.approx(0.5)
