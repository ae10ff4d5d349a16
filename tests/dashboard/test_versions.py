"""What changes one subject of the record does not make a page read the others again."""

import datetime as dt
import gc
import weakref

import pytest
import streamlit as st

from dashboard import cache
from data.divisions import reads
from data.petitions import facts as petitions
from data.repair.decisions import repair
from data.repair.queue import queue
from data.service.contracts import recuse
from data.tables import TeamContact
from data.visits import plans
from tests.county import COUNTY, TODAY, petition
from tests.roles import OFFICE, writer

TOWNSHIP, DAY = "990001001", dt.date(2026, 12, 15)


@pytest.fixture
def record(opened_record):
    """The small county with two petitions, as the pages of one server see it."""
    with opened_record.write("test", "add", COUNTY) as session:
        session.add(petition("A", "990001001001"))
        session.add(petition("N", None, basis="none", address="某处"))
    st.cache_resource.clear()
    yield opened_record
    st.cache_resource.clear()


@pytest.fixture
def asked(calls_of):
    """Names of the reads of the record, as they are made."""
    return calls_of((petitions, "read_facts"), (reads, "boundaries"), (reads, "roads"), (plans, "load_day"))


def look(asked):
    """What a reader who opens the map and a plan makes the program read."""
    asked.clear()
    dataset = cache.store().dataset()
    cache.facts(OFFICE, dataset)
    cache.geography(dataset)
    cache.planned(OFFICE, dataset, TOWNSHIP, DAY)
    return set(asked)


def test_who_looks_again_reads_nothing_again(record, asked):
    assert look(asked) == {"read_facts", "boundaries", "roads", "load_day"}
    assert look(asked) == set()


def test_a_contact_of_a_team_reloads_no_facts_outlines_or_plans(record, asked):
    look(asked)
    with record.write("test", "contact", COUNTY) as session:
        session.add(TeamContact(team_id=1, village_code="990001001001", on=TODAY))
    assert look(asked) == set()


def test_a_recusal_reloads_the_plans_that_it_concerns_and_no_facts_or_outlines(record, asked):
    look(asked)
    recuse(writer(OFFICE, record), 1, "990001001002")
    assert look(asked) <= {"load_day", "boundaries"}
    assert "read_facts" not in asked and "roads" not in asked


def test_facts_of_a_state_that_is_past_are_kept_no_longer(record):
    before = weakref.ref(cache.facts(OFFICE, record.dataset()))
    cache.tally(OFFICE, record.dataset())
    with record.write("test", "petition", COUNTY) as session:
        session.add(petition("B", "990001001001"))
    cache.tally(OFFICE, record.dataset())
    gc.collect()
    assert before() is None


def test_placing_one_petition_reloads_no_outline(record, asked):
    look(asked)
    (entry,) = queue(writer(OFFICE, record), TODAY)
    repair(writer(OFFICE, record), entry, "990001001001", on=TODAY)
    assert {"read_facts", "load_day"} <= look(asked)
    assert "roads" not in asked


def test_the_map_page_asks_for_facts_once(record, asked, open_view):
    asked.clear()
    page = open_view("map")
    assert not page.exception
    assert asked.count("read_facts") == 1
    page.run()
    assert asked.count("read_facts") == 1


def test_whatever_is_written_counts_as_a_change_of_its_subject(record):
    before = record.dataset()
    with record.write("test", "petition", COUNTY) as session:
        session.add(petition("B", "990001001001"))
    after = record.dataset()
    changed = {name for name in after.versions if after.versions[name] != before.versions.get(name)}
    assert changed == {"petitions"} and after.version == before.version + 1
