"""Visits to a village are told to who plans them, and to nobody else."""

import datetime as dt

import pytest

from data.terms import State
from data.visits.stays import visits_to
from tests.data.test_scope import LEADER, OFFICE, SCREEN, TEAM
from tests.data.visits.test_years import visited
from tests.roles import UNIT, reader

OWN, OTHER = "990001001001", "990001002001"


@pytest.fixture
def county(store):
    visited(store, OWN, dt.date(2026, 9, 15))
    visited(store, OWN, dt.date(2026, 12, 15), state="draft")
    visited(store, OTHER, dt.date(2026, 10, 15))
    return store


def test_they_stand_with_their_states_the_latest_first(county):
    stays = visits_to(reader(OFFICE, county), OWN[:9], [OWN])
    assert [(stay.on.month, stay.state) for stay in stays] == [(12, State.DRAFT), (9, State.ARCHIVED)]
    assert visits_to(reader(LEADER, county), OWN[:9], [OWN]) == stays


def test_a_leader_is_told_of_none_to_another_township(county):
    assert visits_to(reader(LEADER, county), OTHER[:9], [OTHER]) == []
    assert visits_to(reader(OFFICE, county), OTHER[:9], [OTHER])


@pytest.mark.parametrize("scope", [None, TEAM, SCREEN, UNIT])
def test_who_plans_no_visits_is_told_of_none(county, scope):
    assert visits_to(reader(scope, county), OWN[:9], [OWN]) == []
