"""Who goes to which township: conflicts are named, and never repaired in silence."""

import datetime as dt

import pytest
from sqlalchemy import func, select, update

from data.errors import PlanRefused
from data.service.contracts import (
    Trouble,
    absences,
    lift_recusal,
    record_absence,
    recusals,
    recuse,
    refusal,
    revoke_absence,
    roster,
)
from data.service.rota import rota
from data.tables import Absence, Contract, Leader, Recusal, RotaDuty
from data.visits.plans import contracted, load_day
from tests.data.conftest import COUNTY, VILLAGES
from tests.data.test_scope import LEADER, OFFICE, SCREEN, TEAM
from tests.roles import reader, writer

DAY = dt.date(2026, 12, 15)
FIRST, SECOND = "990001001", "990001002"


@pytest.fixture
def county(store):
    with store.write("test", "add", "leader") as session:
        session.add(Leader(id=3, name="测试领导3", post="县委常委", portfolio="农业"))
    return store


def duty(store, township=FIRST, on=DAY):
    return roster(store).duties([FIRST, SECOND], on)[township]


def test_the_contracted_leader_goes(county):
    assert (duty(county).leader, duty(county).trouble, duty(county).instead_of) == ("测试领导1", None, "")


def test_a_substitute_goes_while_the_leader_is_absent_and_not_a_day_longer(county):
    record_absence(writer(OFFICE, county), 1, DAY, DAY, 3)
    assert (duty(county).leader, duty(county).instead_of) == ("测试领导3", "测试领导1")
    day = load_day(reader(OFFICE, county), FIRST, DAY)
    assert (day.leader, day.post, day.duty.instead_of) == ("测试领导3", "县委常委", "测试领导1")
    assert duty(county, on=DAY + dt.timedelta(days=1)).leader == "测试领导1"


@pytest.mark.parametrize("substitute", [None, 3])
def test_a_township_whose_leader_and_substitute_are_absent_is_named(county, substitute):
    record_absence(writer(OFFICE, county), 1, DAY, DAY, substitute)
    if substitute:
        record_absence(writer(OFFICE, county), substitute, DAY, DAY)
    assert duty(county).trouble is Trouble.ABSENT
    assert contracted(reader(OFFICE, county), DAY) == {FIRST: None, SECOND: "测试领导2"}
    with pytest.raises(PlanRefused, match="第1镇 is absent on 2026-12-15"):
        load_day(reader(OFFICE, county), FIRST, DAY)


def test_a_substitute_who_goes_to_the_own_township_too_is_named(county):
    record_absence(writer(OFFICE, county), 1, DAY, DAY, 2)
    assert duty(county, SECOND).trouble is None
    assert duty(county).trouble is Trouble.ELSEWHERE
    assert duty(county).leader == "测试领导2"
    assert load_day(reader(OFFICE, county), FIRST, DAY).duty.trouble is Trouble.ELSEWHERE


def test_a_leader_of_two_townships_is_named_in_both(county):
    with county.write("test", "change", "contract") as session:
        session.execute(update(Contract).values(leader_id=1))
    assert {duty(county, township).trouble for township in (FIRST, SECOND)} == {Trouble.ELSEWHERE}


def test_two_contracts_at_once_are_named_and_neither_is_chosen(county):
    with county.write("test", "add", "contract") as session:
        session.add(Contract(leader_id=3, township_code=FIRST, valid_from=dt.date(2026, 1, 1)))
    assert (duty(county).trouble, duty(county).leader) == (Trouble.SEVERAL, "")
    with pytest.raises(PlanRefused, match="end all contracts but one"):
        load_day(reader(OFFICE, county), FIRST, DAY)


def test_nobody_goes_to_the_township_of_kin(county):
    entry = recuse(writer(OFFICE, county), 1, FIRST)
    with pytest.raises(PlanRefused, match="recused there"):
        load_day(reader(OFFICE, county), FIRST, DAY)
    assert recusals(reader(OFFICE, county)).to_dict("records") == [
        {"id": entry, "leader": "测试领导1", "division": FIRST}
    ]
    lift_recusal(writer(OFFICE, county), entry)
    assert duty(county).leader == "测试领导1"
    assert recusals(reader(OFFICE, county)).empty


def test_the_village_of_kin_is_left_out_of_the_plan_but_not_for_the_substitute(county):
    village = next(iter(VILLAGES))
    recuse(writer(OFFICE, county), 1, village)
    assert load_day(reader(OFFICE, county), FIRST, DAY).problem.recused == {0}
    record_absence(writer(OFFICE, county), 1, DAY, DAY, 3)
    assert load_day(reader(OFFICE, county), FIRST, DAY).problem.recused == frozenset()


def test_an_absence_taken_back_stays_on_record(county):
    entry = record_absence(writer(OFFICE, county), 1, DAY, DAY, 3)
    assert list(absences(reader(OFFICE, county), DAY)["substitute"]) == ["测试领导3"]
    revoke_absence(writer(OFFICE, county), entry)
    assert duty(county).leader == "测试领导1"
    assert absences(reader(OFFICE, county), DAY).empty
    with county.read() as connection:
        assert connection.scalar(select(func.count()).select_from(Absence)) == 1
    with pytest.raises(PlanRefused, match="no absence"):
        revoke_absence(writer(OFFICE, county), entry)


@pytest.mark.parametrize(
    ("leader", "first", "last", "substitute", "words"),
    [
        (1, DAY, DAY - dt.timedelta(days=1), None, "ends on the day it begins or later"),
        (1, DAY, DAY, 1, "in the place of themselves"),
        (9, DAY, DAY, None, "no leader 9"),
        (1, DAY, DAY, 9, "no leader 9"),
        (2, DAY, DAY, None, "on record"),
    ],
)
def test_an_absence_that_makes_no_sense_is_refused(county, leader, first, last, substitute, words):
    record_absence(writer(OFFICE, county), 2, DAY - dt.timedelta(days=3), DAY)
    with pytest.raises(PlanRefused, match=words):
        record_absence(writer(OFFICE, county), leader, first, last, substitute)


@pytest.mark.parametrize("scope", [None, LEADER, TEAM, SCREEN])
def test_only_the_petition_office_keeps_absences_and_recusals(county, scope):
    entry = record_absence(writer(OFFICE, county), 1, DAY, DAY)
    kept_out = recuse(writer(OFFICE, county), 1, FIRST)
    assert absences(reader(scope, county), DAY).empty and recusals(reader(scope, county)).empty
    for attempt in (
        lambda: record_absence(writer(scope, county), 2, DAY, DAY),
        lambda: revoke_absence(writer(scope, county), entry),
        lambda: recuse(writer(scope, county), 2, SECOND),
        lambda: lift_recusal(writer(scope, county), kept_out),
    ):
        with pytest.raises(PlanRefused, match="Only the petition office"):
            attempt()


def test_a_recusal_is_kept_once_and_of_a_division_that_exists(county):
    recuse(writer(OFFICE, county), 1, FIRST)
    with pytest.raises(PlanRefused, match="on record already"):
        recuse(writer(OFFICE, county), 1, FIRST)
    with pytest.raises(PlanRefused, match="no township or village with code 42"):
        recuse(writer(OFFICE, county), 1, "42")
    with county.read() as connection:
        assert connection.scalar(select(func.count()).select_from(Recusal)) == 1


@pytest.mark.parametrize("trouble", list(Trouble))
def test_every_trouble_is_a_sentence(trouble):
    assert "第1镇" in str(refusal(trouble, "第1镇", DAY))


def test_an_absence_noted_by_hand_is_not_for_ever_either(county):
    with pytest.raises(PlanRefused, match="longer than the rules allow"):
        record_absence(writer(OFFICE, county), 1, dt.date(2026, 12, 1), dt.date(2030, 1, 1))


def test_a_leader_who_left_office_goes_nowhere_and_it_is_said(county):
    with county.write("test", "leave", "leader") as session:
        session.get_one(Leader, 1).valid_to = DAY
    assert duty(county).trouble is Trouble.LEFT
    assert duty(county, on=DAY - dt.timedelta(days=1)).leader == "测试领导1"
    with pytest.raises(PlanRefused, match="The leader of 第1镇 is not in office on 2026-12-15"):
        load_day(reader(OFFICE, county), FIRST, DAY)
    record_absence(writer(OFFICE, county), 1, DAY, DAY, 3)
    assert duty(county).leader == "测试领导3"
    with county.write("test", "leave", "leader") as session:
        session.get_one(Leader, 3).valid_from = DAY + dt.timedelta(days=1)
    assert duty(county).trouble is Trouble.ABSENT


@pytest.mark.parametrize(
    ("place", "opens", "closes", "trouble"),
    [
        (COUNTY, 8.5, 11.5, Trouble.ON_ROTA),
        (SECOND, 17, 18, Trouble.ON_ROTA),
        (FIRST, 8.5, 11.5, None),
        (COUNTY, 18, 20, None),
    ],
)
def test_nobody_is_on_the_rota_and_on_a_visit_at_the_same_hours(county, place, opens, closes, trouble):
    with county.write("test", "rota", "leader") as session:
        own = {"leader_id": 1, "on": DAY, "division_code": place}
        session.add(RotaDuty(**own, opens=opens * 60, closes=closes * 60))
    assert (duty(county).trouble, duty(county).leader) == (trouble, "测试领导1")
    assert duty(county, SECOND).trouble is None


def test_who_keeps_visits_reads_the_rota_of_their_own_places(county):
    with county.write("test", "rota", "leader") as session:
        for nth, place in enumerate((COUNTY, FIRST, SECOND)):
            session.add(
                RotaDuty(leader_id=3, on=DAY, division_code=place, opens=60 * nth, closes=60 * nth + 60)
            )

    def read(scope):
        return list(rota(reader(scope, county), DAY, DAY)["division"])

    assert read(OFFICE) == [COUNTY, FIRST, SECOND]
    assert read(LEADER) == [COUNTY, FIRST]
    assert read(TEAM) == read(SCREEN) == []
    assert rota(reader(OFFICE, county), DAY + dt.timedelta(days=1), dt.date.max).empty
