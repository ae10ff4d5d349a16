"""A unit is one unit under every name that files and people have for it."""

import datetime as dt

import pytest
from sqlalchemy import select, text

from data.accounts import accounts
from data.accounts.standing import scope_of
from data.casework import corrections, together
from data.errors import StoreRefused, UnitRefused
from data.followup import instructions
from data.hubs.sent import sent
from data.petitions import gate
from data.petitions.indicators import Group, Indicator, cases_behind, indicators
from data.scope import Role
from data.tables import Account, CaseStep, Instruction, Unit, UnitAlias
from data.units import Spellings, called, spellings
from tests.county import TODAY, petition
from tests.roles import ADMINISTRATOR, LEADER, OFFICE, TEAM, TOWNSHIP, UNIT, reader, writer

FULL, SHORT, FORMER, OTHER = "县自然资源和规划局", "自规局", "国土局", "县民政局"
NOW = dt.datetime(2026, 11, 24, 9)


@pytest.fixture
def known(store):
    """Two units, of which one has two other names."""
    with store.write("test", "add", "units") as session:
        session.add_all([Unit(id=1, name=FULL, deputies=1), Unit(id=2, name=OTHER, deputies=1)])
        session.flush()
        told = {"learned_at": NOW, "learned_by": "test"}
        session.add_all(UnitAlias(unit_id=1, name=name, **told) for name in (SHORT, FORMER))
        for nth, unit in enumerate((FULL, SHORT, "测试县国土局", OTHER, "丙局"), 1):
            session.add(petition(f"P{nth}", "990001001001", unit=unit))
    return store


def test_a_name_stands_for_a_unit_with_and_without_the_county_and_in_any_width():
    spelt = Spellings([FULL], "测试县", [(SHORT, FULL)])
    for name in (FULL, SHORT, "县自规局", "测试县 自规局", "自然资源和规划局"):
        assert spelt.called(name) == spelt.official(name) == spelt.one(name) == FULL
    assert spelt.called("县丙局") == spelt.official("县丙局") == "县丙局" and spelt.one("县丙局") == "丙局"
    assert {FULL, SHORT, "县自规局", "测试县自规局"} <= spelt.ways(SHORT)
    assert spelt.ways("丙局") == {"丙局"}


def test_a_name_that_fits_two_units_is_taken_for_none_of_them():
    spelt = Spellings(["民政局", "县民政局"], "测试县")
    assert spelt.official("县民政局") == "县民政局" and spelt.official("民政局") == "民政局"
    with pytest.raises(UnitRefused, match="several units"):
        spelt.official("测试县民政局")
    assert spelt.called("测试县民政局") == "测试县民政局"
    assert spelt.ways("民政局") == {"民政局"} and spelt.ways("县民政局") == {"县民政局"}


def test_figures_count_a_unit_under_all_of_its_names_as_one(known):
    looking, first = reader(OFFICE, known), dt.date(2026, 1, 1)
    told = indicators(looking, first, TODAY, Group.UNIT)
    assert dict(told["cases"]) == {FULL: 3, OTHER: 1, "丙局": 1}
    behind = cases_behind(looking, first, TODAY, Indicator.OVERDUE, Group.UNIT, FULL)
    assert set(behind["number"]) == {"P1", "P2", "P3"} and set(behind["unit"]) == {FULL}


def test_a_case_that_went_from_a_unit_to_itself_was_with_one(known):
    with known.write("test", "add", "steps") as session:
        session.add_all(
            CaseStep(petition_id=1, at=NOW, kind="forwarded", owner=name) for name in (SHORT, FORMER, OTHER)
        )
    found = sent(reader(OFFICE, known), dt.date(2026, 1, 1), TODAY).set_index("number")
    assert found.loc["P1", "places"] == 2


def test_an_account_of_a_unit_sees_its_cases_under_every_name_until_one_is_revoked(known):
    accounts.add(accounts.keeper(known, "test"), "zgj", Role.UNIT, units=["县国土局"])
    entry = next(each for each in accounts.listed(reader(ADMINISTRATOR, known)) if each.name == "zgj")
    assert entry.units == (FULL,)

    def numbers():
        with known.write("test", "look", "") as session:
            scope = scope_of(session, session.scalar(select(Account)))
        case = gate.cases(reader(scope, known))
        with known.read() as connection:
            return set(connection.scalars(select(case.c.number))), scope

    seen, scope = numbers()
    assert seen == {"P1", "P2", "P3"} and called(known, scope.units) == [FULL]
    assert accounts.unnamed(reader(ADMINISTRATOR, known), [SHORT, OTHER, "丁局"]) == ["丁局"]
    with known.write("test", "revoke", "") as session:
        session.scalar(select(UnitAlias).where(UnitAlias.name == FORMER)).revoked_at = NOW
    assert numbers()[0] == {"P1", "P2"}


def test_what_a_clerk_writes_is_kept_under_the_name_of_the_register(known):
    clerk = writer(OFFICE, known)
    corrections.correct(clerk, "P5", {"unit": "县自规局"}, reason="改派", seen=0)
    assert together.forward(clerk, ["P4"], FORMER, NOW) == 1
    case = gate.cases(reader(OFFICE, known))
    with known.read() as connection:
        units = dict(connection.execute(select(case.c.number, case.c.unit)).all())
    assert units["P5"] == units["P4"] == FULL


def test_instructions_are_listed_by_one_name(known):
    with known.write("test", "add", "") as session:
        session.add_all(
            Instruction(number=name, leader_id=1, county_code="990001", issued=TODAY, owner=name, due=TODAY)
            for name in (FULL, SHORT, "某某")
        )
    assert set(instructions.listed(reader(OFFICE, known))["owner"]) == {FULL, "某某"}


@pytest.mark.postgresql
def test_names_of_units_are_read_by_all_and_written_by_the_office_alone(known):
    for scope in (LEADER, TOWNSHIP, TEAM, UNIT):
        looking = reader(scope, known)
        with looking.store.read() as connection:
            assert connection.scalar(select(UnitAlias.name).order_by(UnitAlias.id).limit(1)) == SHORT
        assert spellings(looking.store).called(FORMER) == FULL
        plain = "INSERT INTO unit_aliases (unit_id, name, learned_at, learned_by) VALUES (2, 'x', now(), '')"
        with pytest.raises(StoreRefused), looking.by("test").write("x", "y") as session:
            session.execute(text(plain))
        with looking.by("test").write("x", "y") as session:
            assert session.execute(text("DELETE FROM unit_aliases")).rowcount == 0
            assert session.execute(text("UPDATE units SET deputies = 9")).rowcount == 0
    with reader(OFFICE, known).by("test").write("x", "y") as session:
        assert session.execute(text("UPDATE unit_aliases SET name = 'x' WHERE id = 2")).rowcount == 1
