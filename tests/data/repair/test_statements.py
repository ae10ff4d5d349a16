"""What a clerk reads of a petition in the queue: enough to know where it is, and nobody to be recognised."""

import pytest

from data.repair.statements import masked, statement
from data.scope import Scope
from data.tables import PetitionPerson
from tests.county import COUNTY, petition
from tests.roles import LEADER, NOTHING, OFFICE, SCREEN, TEAM, TOWNSHIP, reader


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("我叫张甲乙，家住前店村", "我叫张某，家住前店村"),
        ("联系电话13000000000或0579-84000000", "联系电话***或***"),
        ("身份证33072619800101123X", "身份证***"),
        ("1300 000 0000", "***"),
        ("村民李甲反映路灯不亮", "村民李某反映路灯不亮"),
        ("王甲乙主任没有来", "王某主任没有来"),
        ("欧测试同志", "欧测试同志"),
        ("前店村村口河道，2026年6月30日起，12号", "前店村村口河道，2026年6月30日起，12号"),
        ("居民小区停水，村民方面不满", "居民小区停水，村民方面不满"),
    ],
)
def test_numbers_and_names_are_masked_and_places_are_not(text, shown):
    assert masked(text, []) == shown


def test_the_petitioners_own_name_is_masked_wherever_it_stands():
    assert masked("路过的欧测试与欧测说", ["欧测试、欧测"]) == "路过的欧某与欧某说"
    assert masked("甲", ["甲"]) == "甲"


@pytest.fixture
def waiting(store):
    with store.write("test", "add", COUNTY) as session:
        session.add(petition("A", basis="none"))
        session.add(petition("B", basis="none"))
        session.flush()
        said = {"statement": "测试公司的欧测试堵路，找马测乙", "name": "欧测试", "against": "测试公司"}
        session.add(PetitionPerson(petition_id=1, **said))
    return store


def test_the_office_reads_what_a_waiting_petition_says(waiting):
    assert statement(reader(OFFICE, waiting), "A") == "测试公司的欧某堵路，找马测乙"
    assert statement(reader(OFFICE, waiting), "B") is None
    assert statement(reader(OFFICE, waiting), "C") is None


def test_a_person_against_whom_it_is_is_masked_a_firm_is_not(waiting):
    with waiting.write("test", "add", COUNTY) as session:
        session.query(PetitionPerson).one().against = "马测乙"
    assert statement(reader(OFFICE, waiting), "A") == "测试公司的欧某堵路，找马某"


@pytest.mark.parametrize("scope", [*NOTHING, LEADER, TOWNSHIP, TEAM, SCREEN])
def test_nobody_else_reads_it(waiting, scope):
    assert statement(reader(scope, waiting), "A") is None
    assert statement(reader(Scope("office", frozenset([COUNTY])), waiting), "A") is None
