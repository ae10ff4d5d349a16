"""Deny by default: who sees which petitions, asked of every read."""

import datetime as dt
import inspect

import pytest

from data.hotspots import findings
from data.petitions import figures
from data.petitions.cases import open_cases
from data.petitions.counts import tally
from data.petitions.facts import Filter, facts
from data.service import coverage
from data.visits import bookings, days, on_record, plans, saved, years
from data.visits import cases as visit_cases
from tests.data.conftest import TODAY, VILLAGES, petition
from tests.roles import LEADER, NOTHING, OFFICE, SCREEN, TEAM, TOWNSHIP, reader


@pytest.fixture
def county(store):
    with store.write("test", "add", "petitions") as session:
        for code in VILLAGES:
            session.add(petition(f"A{code}", code))
        session.add(petition("X1", "990001001001", purpose="accusation"))
        session.add(petition("N1", None))
    return store


@pytest.mark.parametrize("scope", NOTHING)
def test_without_a_scope_no_read_returns_a_row(county, scope):
    assert facts(reader(scope, county)).empty
    assert open_cases(reader(scope, county), "990001001001").empty
    assert coverage.table(reader(scope, county), TODAY).empty
    assert coverage.of_village(coverage.table(reader(scope, county), TODAY), "990001001001") is None
    assert plans.contracted(reader(scope, county), dt.date(2026, 12, 15)) == {}
    assert saved.saved_revision(reader(scope, county), "990001001", dt.date(2026, 12, 15)) is None
    assert figures.figures(reader(scope, county), TODAY).petitions == 0
    assert figures.instructions(reader(scope, county), TODAY).issued == 0


@pytest.mark.parametrize(
    ("scope", "counted", "cases"),
    [(OFFICE, 6, 1), (LEADER, 2, 1), (TOWNSHIP, 2, 1), (TEAM, 1, 1), (SCREEN, 0, 0)],
)
def test_each_role_counts_row_by_row_what_it_may_open(county, scope, counted, cases):
    assert len(facts(reader(scope, county))) == counted
    own = Filter(township="990001001")
    assert tally(reader(scope, county)).total(own) == {OFFICE: 3, SCREEN: None}.get(scope, counted)
    assert len(open_cases(reader(scope, county), "990001001001")) == cases


def test_a_leader_counts_the_county_but_opens_only_cases_of_the_contracted_township(county):
    assert len(open_cases(reader(LEADER, county), "990001001001")) == 1
    assert open_cases(reader(LEADER, county), "990001002001").empty


@pytest.mark.parametrize("scope", [LEADER, TOWNSHIP, TEAM, SCREEN])
def test_only_the_petition_office_counts_reports_and_accusations_by_place(county, scope):
    assert "accusation" not in set(facts(reader(scope, county))["purpose"])
    assert "accusation" in set(facts(reader(OFFICE, county))["purpose"])


def test_a_team_learns_nothing_of_another_teams_village(county):
    assert coverage.of_village(coverage.table(reader(TEAM, county), TODAY), "990001001001") is not None
    assert coverage.of_village(coverage.table(reader(TEAM, county), TODAY), "990001002001") is None
    assert coverage.of_village(coverage.table(reader(TOWNSHIP, county), TODAY), "990001001002") is not None
    assert coverage.of_village(coverage.table(reader(TOWNSHIP, county), TODAY), "990001002001") is None


def test_so_few_petitions_that_one_could_be_singled_out_are_told_to_nobody_else(county):
    office, *others = (figures.figures(reader(who, county), TODAY) for who in (OFFICE, LEADER, SCREEN))
    assert office.petitions == 6
    for told in others:
        assert told.petitions is None and told.first_petitions.count is None and told.online.count is None


def test_reports_and_accusations_are_never_listed_in_the_village_they_concern(county):
    assert set(open_cases(reader(OFFICE, county), "990001001001")["number"]) == {"A990001001001"}


def test_every_public_read_of_petitions_takes_the_reader_first():
    reads = [facts, open_cases, coverage.table, plans.load_day]
    reads += [
        saved.save,
        saved.read,
        saved.saved_revision,
        saved.townships_by_day,
        on_record.on_record,
        visit_cases.hearable,
        days.outcomes,
        days.to_hear,
        plans.contracted,
        figures.figures,
        figures.instructions,
    ]
    reads += [years.last_visits, years.plan_township_year, bookings.booked, findings.findings]
    for function in reads:
        assert next(iter(inspect.signature(function).parameters)) in ("reader", "writer"), function
