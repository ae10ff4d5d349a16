"""Petitions and requests of online intake are two things, and what is counted is said."""

import datetime as dt

import pandas as pd
import pytest

from data.petitions.cases import cases_of, open_cases
from data.petitions.counts import count_by_village, tally
from data.petitions.facts import Filter, facts, select_facts
from data.petitions.figures import figures
from data.repair.queue import located
from data.rules import set_rules
from data.service import coverage
from data.terms import Counted, PetitionKind
from data.visits.cases import hearable
from tests.county import TODAY, VILLAGES, petition
from tests.roles import OFFICE, SCREEN, reader, writer

HERE = "990001001001"
DAY = dt.date(2026, 12, 15)


@pytest.fixture
def county(store):
    """Four petitions by 14 people, two of them visits, one of those joint; and three requests."""
    with store.write("test", "add", "petitions") as session:
        session.add(petition("V1", HERE, people=6))
        session.add(petition("V2", HERE, people=4, occurrence="repeat"))
        session.add(petition("L1", HERE, people=3, channel="letter"))
        session.add(petition("T1", None, channel="phone"))
        session.add(petition("R1", HERE, channel="request", people=9))
        session.add(petition("R2", "990001002001", channel="request", occurrence="repeat"))
        session.add(
            petition("R3", HERE, channel="request", status="closed", closed=dt.datetime(2026, 11, 15, 9))
        )
    return store


@pytest.mark.parametrize(
    ("wanted", "cases"),
    [
        (Filter(), 4),
        (Filter(counted=Counted.REQUESTS), 3),
        (Filter(counted=Counted.BOTH), 7),
        (Filter(kind=PetitionKind.FIRST), 3),
        (Filter(kind=PetitionKind.REPEAT), 1),
        (Filter(kind=PetitionKind.REPEAT, counted=Counted.BOTH), 2),
        (Filter(kind=PetitionKind.JOINT), 1),
        (Filter(kind=PetitionKind.JOINT, counted=Counted.REQUESTS), 0),
    ],
)
def test_a_filter_counts_petitions_unless_it_says_otherwise(county, wanted, cases):
    assert len(select_facts(facts(reader(OFFICE, county)), wanted)) == cases
    assert tally(reader(OFFICE, county)).total(wanted) == cases
    assert not tally(reader(SCREEN, county)).total(wanted), "so few are not told"


def test_cases_visits_in_person_and_persons_are_counted_apart(county):
    counts = count_by_village(select_facts(facts(reader(OFFICE, county)), Filter()), pd.Index(VILLAGES))
    assert (counts.total, counts.groups_total, counts.persons_total) == (4, 2, 14)
    assert (counts.cases[0], counts.groups[0], counts.persons[0]) == (3, 2, 13)


def test_the_countys_figures_say_what_they_count(county):
    of = {counted: figures(reader(OFFICE, county), TODAY, counted).as_record() for counted in Counted}
    assert [of[counted]["cases"] for counted in Counted] == [4, 3, 7]
    assert {(told["petitions"], told["requests"]) for told in of.values()} == {(4, 3)}
    petitions = of[Counted.PETITIONS]
    assert petitions["counted"] == "petitions"
    assert (petitions["groups"], petitions["persons"], petitions["joint"]) == (2, 14, 1)
    assert (petitions["first"], petitions["repeat"], petitions["open"]) == (3, 1, 4)


def test_the_indicators_of_online_intake_are_of_requests_alone(county):
    with county.write("test", "add", "petitions") as session:
        session.add(petition("N1", HERE, channel="online", status="closed", closed=dt.datetime(2026, 11, 15)))
    for counted in Counted:
        online = figures(reader(OFFICE, county), TODAY, counted).online
        assert (online.count, online.closed) == (3, 1)


def test_by_how_many_people_a_visit_is_joint_is_the_countys_rule(county):
    set_rules(writer(OFFICE, county), {"cases.joint_people": 4}, valid_from=TODAY)
    assert len(select_facts(facts(reader(OFFICE, county)), Filter(kind=PetitionKind.JOINT))) == 2
    assert figures(reader(OFFICE, county), TODAY).joint == 2


def test_leaders_and_teams_go_out_for_petitions_unless_the_county_says_otherwise(county):
    office = reader(OFFICE, county)
    assert set(hearable(office, "990001001", DAY)["number"]) == {"V1", "V2", "L1"}
    assert hearable(office, "990001002", DAY).empty
    assert coverage.table(office, TODAY).set_index("code")["open"][HERE] == 3
    assert coverage.table(office, TODAY, Counted.BOTH).set_index("code")["open"][HERE] == 4
    set_rules(writer(OFFICE, county), {"visits.counted": "both"}, valid_from=TODAY)
    assert set(hearable(office, "990001001", DAY)["number"]) == {"V1", "V2", "L1", "R1"}
    assert set(hearable(office, "990001002", DAY)["number"]) == {"R2"}
    assert coverage.table(office, TODAY).set_index("code")["open"][HERE] == 4


def test_lists_of_cases_hold_what_their_figures_count(county):
    office = reader(OFFICE, county)
    for counted, open_here, every in (
        (Counted.PETITIONS, 3, 3),
        (Counted.REQUESTS, 1, 2),
        (Counted.BOTH, 4, 5),
    ):
        assert len(open_cases(office, HERE, Filter(counted=counted))) == open_here
        assert len(cases_of(office, [HERE], counted=counted)) == every


def test_what_is_placed_is_one_figure_whoever_shows_it(county):
    with county.write("test", "add", "petitions") as session:
        session.add(petition("X1", HERE, purpose="accusation"))
    office = reader(OFFICE, county)
    everything = count_by_village(
        select_facts(facts(office), Filter(counted=Counted.BOTH)), pd.Index(VILLAGES)
    )
    queue, told = located(office), figures(office, TODAY, Counted.BOTH)
    assert (everything.located, everything.total) == (queue.located, queue.total) == (7, 8)
    assert (told.located, told.cases) == (7, 8)
    assert everything.cases.sum() == 6  # the accusation is placed, and on no map
