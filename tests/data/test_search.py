"""What is typed into the search box, and who finds what by it."""

import datetime as dt
from itertools import product

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import select

from data.casework.corrections import withdraw
from data.errors import CaseRefused
from data.petitions.cases import cases_of
from data.petitions.counts import tally
from data.petitions.facts import Filter
from data.search import cases_numbered, cases_of_person, places_called
from data.tables import AuditEntry, Division, PetitionPerson, PlaceAlias
from tests.county import COUNTY, petition
from tests.data.importing.conftest import contents
from tests.roles import LEADER, NOTHING, OFFICE, SCREEN, TEAM, TOWNSHIP, reader, writer

STATEMENTS = (
    "' OR '1'='1",
    "land' OR 1=1 --",
    "x'); DROP TABLE petitions; --",
    'land" UNION SELECT name, phone FROM petition_persons --',
    "%' ESCAPE '",
    "\\'; SELECT pg_sleep(9); --",
    "$1 :value %s {0}",
)
"""What would be a statement, were words put into SQL as they are."""
NONE = (0, np.ma.masked)
"""Counts of nothing, told or withheld."""
WEST, EAST, NORTH = "990001001001", "990001001002", "990001002001"


@pytest.fixture
def county(store):
    with store.write("test", "add", COUNTY) as session:
        for code, name in ((WEST, "前店村村民委员会"), (EAST, "朱宅村"), (NORTH, "南湖社区居民委员会")):
            session.query(Division).filter_by(code=code).one().name = name
        session.add(
            PlaceAlias(name="后坞", village_code=EAST, learned_at=dt.datetime(2026, 1, 1), learned_by="x")
        )
        session.add(petition("浦信2026-0001", WEST))
        session.add(petition("浦信2026-0002", NORTH))
        session.add(petition("X2026", WEST, purpose="accusation"))
        session.flush()
        session.add(PetitionPerson(petition_id=1, name="测试人甲", phone="13000000000"))
    return store


def numbers(scope, store, text):
    return [entry.number for entry in cases_numbered(reader(scope, store), text)]


def places(store, text, scope=OFFICE):
    return [(entry.code, entry.known_as) for entry in places_called(reader(scope, store), text)]


@pytest.mark.parametrize(
    ("scope", "found"),
    [
        (OFFICE, {"浦信2026-0001", "浦信2026-0002"}),
        (TOWNSHIP, {"浦信2026-0001"}),
        (LEADER, {"浦信2026-0001"}),
        (TEAM, {"浦信2026-0001"}),
        (SCREEN, set()),
    ],
)
def test_a_number_is_found_among_the_cases_that_may_be_opened(county, scope, found):
    assert set(numbers(scope, county, "浦信2026")) == found


def test_a_report_or_accusation_is_found_by_the_office_alone(county):
    assert numbers(OFFICE, county, "X2026") == ["X2026"]
    assert numbers(TOWNSHIP, county, "X2026") == []


def test_the_end_of_a_number_is_enough_from_four_characters_on(county):
    assert numbers(OFFICE, county, "0002") == ["浦信2026-0002"]
    assert numbers(OFFICE, county, "002") == []
    assert numbers(OFFICE, county, "%%%%") == []
    assert numbers(OFFICE, county, " ") == []


def test_a_withdrawn_case_is_found_by_the_office_and_marked(county):
    withdraw(writer(OFFICE, county), "浦信2026-0001", reason="录错", seen=0)
    (entry,) = cases_numbered(reader(OFFICE, county), "浦信2026-0001")
    assert entry.withdrawn
    assert numbers(TOWNSHIP, county, "浦信2026-0001") == []


@pytest.mark.parametrize("text", ["前店", "前店村", "qd", "QDC", "qiandian", "店", "前店村村民委员会"])
def test_a_village_is_found_by_its_name_and_its_pinyin(county, text):
    assert places(county, text) == [(WEST, None)]


def test_a_village_is_found_by_a_learned_and_by_a_former_name(county):
    with county.write("test", "past", COUNTY) as session:
        ended = {"valid_from": dt.date(2000, 1, 1), "valid_to": dt.date(2010, 1, 1)}
        session.add(Division(code=NORTH, name="旧塘村", level="village", parent_code=NORTH[:9], **ended))
    assert places(county, "后坞") == [(EAST, "后坞")] == places(county, "hw")
    assert places(county, "旧塘") == [(NORTH, "旧塘村")] == places(county, "jtc")


def test_a_township_is_found_and_its_exact_name_comes_first(county):
    with county.write("test", "name", COUNTY) as session:
        session.query(Division).filter_by(code="990001002").one().name = "前店镇"
    assert places(county, "前店") == [("990001002", None), (WEST, None)]
    assert places(county, "前店村")[0] == (WEST, None)


@pytest.mark.parametrize("text", ["%", "%%%%", "____", "_%_%", "\\%%%", "' OR 1=1 --"])
def test_signs_that_stand_for_anything_in_a_query_stand_for_themselves(county, text):
    assert cases_numbered(reader(OFFICE, county), text) == []


def test_nothing_is_found_by_what_nothing_is_called(county):
    assert places(county, "无此地") == places(county, "zzz") == places(county, " ") == []


@pytest.mark.parametrize("scope", NOTHING[:2])
def test_nobody_finds_anything(county, scope):
    assert places_called(reader(scope, county), "前店") == []
    assert cases_numbered(reader(scope, county), "浦信2026") == []


def test_a_person_is_found_by_the_office_and_the_search_is_logged_without_the_name(county):
    office = writer(OFFICE, county, "clerk")
    for text in ("测试人", "13000000000"):
        (entry,) = cases_of_person(office, text)
        assert (entry.name, entry.case.number) == ("测试人甲", "浦信2026-0001")
    assert cases_of_person(office, "1300000000") == []
    with county.read() as connection:
        log = connection.execute(select(AuditEntry.__table__).order_by(AuditEntry.id)).mappings().all()[-3:]
    assert [(entry["actor"], entry["action"], entry["detail"]) for entry in log] == [
        ("clerk", "search person", {"cases": 1, "numbers": ["浦信2026-0001"], "fields": ["name"]}),
        ("clerk", "search person", {"cases": 1, "numbers": ["浦信2026-0001"], "fields": ["name"]}),
        ("clerk", "search person", {"cases": 0, "numbers": [], "fields": ["name"]}),
    ]
    assert "测试人" not in str(log) and "13000000000" not in str(log)


def test_only_the_office_searches_for_persons(county):
    before = contents(county)
    for scope in (*NOTHING, LEADER, TOWNSHIP, TEAM, SCREEN):
        with pytest.raises(CaseRefused, match="Only the petition office"):
            cases_of_person(writer(scope, county), "测试人甲")
    assert contents(county) == before


def test_one_character_is_no_search_for_a_person(county):
    with pytest.raises(CaseRefused, match="at least 2"):
        cases_of_person(writer(OFFICE, county), "测")


def test_a_search_leaves_what_readers_keep_in_mind(county):
    before = county.dataset().versions
    cases_of_person(writer(OFFICE, county), "测试人甲")
    assert county.dataset().versions == before


def test_a_statement_in_a_filter_or_a_query_finds_nothing_and_does_nothing(county):
    before, villages = contents(county), pd.Index([WEST, EAST, NORTH])
    askers = [reader(scope, county) for scope in (OFFICE, LEADER, TEAM, SCREEN)]
    told = [(cases_numbered(asking, "浦信2026"), tally(asking)) for asking in askers]
    for text, (asking, (known, counts)) in product(STATEMENTS, zip(askers, told, strict=True)):
        for name in ("category", "status", "tier", "township"):
            wanted = Filter(**{name: text})
            assert not counts.total(wanted) and not any(counts.by_township(wanted).values())
            assert counts.by_category(wanted).sum() == 0
            assert counts.by_village(wanted, villages).cases.sum() in NONE
        assert not cases_numbered(asking, text)
        assert not places_called(asking, text)
        assert cases_of(asking, [text], category=text).empty
        assert cases_numbered(asking, "浦信2026") == known
    assert contents(county) == before
