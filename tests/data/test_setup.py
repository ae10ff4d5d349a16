"""How far a county is set up is read from its record, whoever began and whenever."""

import pytest
import shapely
from sqlalchemy import delete, update

from data import setup
from data.importing.divisions.county import set_up
from data.reader import Reader
from data.setup import COSTS, SetupStep, entries, progress
from data.tables import Contract, Division, Hub, Road
from tests.county import COUNTY, TODAY, petition
from tests.roles import LEADER, NOTHING, OFFICE, SCREEN, reader


def shares(states):
    return {state.step.value: state.share for state in states}


def test_a_county_with_a_name_alone_has_everything_before_it(empty_store):
    store = empty_store
    set_up(store, COUNTY, "测试县", actor="test")
    states = progress(Reader(OFFICE, store, TODAY))
    assert [state.step for state in states] == list(SetupStep)
    assert {state.step for state in states if state.done} == {SetupStep.COUNTY, SetupStep.MERGERS}
    assert set(COSTS) == set(SetupStep)
    assert not any(entries(Reader(OFFICE, store, TODAY)).values())
    store.close()


def test_each_step_says_what_is_there(store):
    states = {state.step: state for state in progress(reader(OFFICE, store))}
    said = {step.value: state.message.format(**state.values) for step, state in states.items()}
    assert said["divisions"] == "2 townships and 4 villages are on record"
    assert said["outlines"] == "4 of 4 villages have an outline"
    assert said["petitions"] == "No petition is on record"
    assert said["visits"].startswith("On 2026-12-15 2 of 2 townships have a leader who goes")
    assert not states[SetupStep.ROADS].done and states[SetupStep.VISITS].done


def test_what_is_added_or_taken_away_shows_at_once(store):
    with store.write("test", "change", COUNTY) as session:
        session.add(petition("A", "990001001001"))
        session.add(Road(geometry=shapely.LineString([(119.9, 29.4), (119.95, 29.4)]), road_class="tertiary"))
        session.execute(delete(Contract).where(Contract.id == 1))
        session.execute(update(Division).where(Division.code == "990001002002").values(valid_to=TODAY))
    now = shares(progress(reader(OFFICE, store)))
    assert (now["petitions"], now["roads"], now["mergers"], now["visits"]) == (1, 1, 0, 0.5)
    with store.write("test", "change", COUNTY) as session:
        session.execute(delete(Hub))
    now = shares(progress(reader(OFFICE, store)))
    assert (now["registers"], now["visits"]) == (pytest.approx(2 / 3), 0)


@pytest.mark.parametrize("scope", [*NOTHING, LEADER, SCREEN])
def test_only_the_office_is_told(store, scope):
    assert progress(reader(scope, store)) == [] and entries(reader(scope, store)) == {}


def test_every_register_that_visits_need_can_be_counted(store):
    assert set(setup.NEEDED) <= set(entries(reader(OFFICE, store)))
    assert entries(reader(OFFICE, store))["contracts"] == 2
