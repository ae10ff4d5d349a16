"""A clerk enters a case, corrects it, takes it out and brings it back; a second clerk is told."""

import datetime as dt

import pytest
from sqlalchemy import select

from data.casework.cases import case, history
from data.casework.corrections import bring_back, correct, withdraw
from data.casework.entry import NewCase, enter
from data.errors import CaseRefused
from data.petitions.cases import open_cases
from data.petitions.facts import facts
from data.tables import AuditEntry, Dataset, PetitionPerson, PetitionPersonState, PetitionState
from data.tables.petitions import Petition
from tests.county import COUNTY, TODAY, petition
from tests.data.importing.conftest import contents
from tests.roles import LEADER, NOTHING, OFFICE, SCREEN, TEAM, TOWNSHIP, reader, writer

WEST, EAST = "990001001001", "990001001002"
NOON = dt.datetime(2026, 11, 23, 12)
CALL = NewCase(NOON, "phone", "ecology", village=WEST)


@pytest.fixture
def clerk(store):
    return writer(OFFICE, store, "clerk A")


@pytest.fixture
def other(store):
    return writer(OFFICE, store, "clerk B")


@pytest.fixture
def known(store):
    """A case that a file brought."""
    with store.write("test", "add", COUNTY) as session:
        session.add(petition("A1", WEST, basis="name", address="第1镇"))
        session.flush()
        session.add(PetitionPerson(petition_id=1, name="测试人甲", phone="13000000000"))
    return store


def row(store, number):
    with store.read() as connection:
        return (
            connection.execute(Petition.__table__.select().where(Petition.number == number)).mappings().one()
        )


def last_entry(store):
    with store.read() as connection:
        return (
            connection.execute(select(AuditEntry.__table__).order_by(AuditEntry.id.desc())).mappings().first()
        )


def test_a_call_is_entered_under_a_number_of_the_countys_own(store, clerk):
    number = enter(clerk, CALL)
    assert number == "手登990001-2026-00001"
    assert enter(clerk, CALL) == "手登990001-2026-00002"
    stored = row(store, number)
    assert (stored["village_code"], stored["township_code"], stored["basis"]) == (WEST, WEST[:9], "hand")
    assert (stored["status"], stored["channel"], stored["people"], stored["filed"]) == (
        "open",
        "phone",
        1,
        NOON,
    )
    assert open_cases(reader(OFFICE, store), WEST)["number"].tolist() == [number, "手登990001-2026-00002"]


def test_a_number_of_a_withdrawn_case_is_not_given_again(clerk):
    number = enter(clerk, CALL)
    withdraw(clerk, number, reason="录错", seen=0)
    assert enter(clerk, CALL) == "手登990001-2026-00002"


def test_who_called_stands_apart_and_not_in_the_log(store, clerk):
    person = {"name": "测试人乙", "phone": "13000000001", "statement": "河水有气味", "home": ""}
    number = enter(clerk, NewCase(NOON, "phone", "ecology", village=WEST, person=person))
    entry = last_entry(store)
    assert case(reader(OFFICE, store), number).person["name"] == "测试人乙"
    assert case(reader(OFFICE, store), number).person["home"] is None
    assert entry["action"] == "enter case" and entry["detail"] == {"petition": 1, "own_number": True}
    assert "测试人乙" not in str(dict(entry))


def test_an_address_is_read_where_no_village_was_chosen(store, clerk):
    number = enter(clerk, NewCase(NOON, "visit", "ecology", address="第1镇村001002"))
    assert (row(store, number)["village_code"], row(store, number)["basis"]) == (EAST, "name")
    nowhere = enter(clerk, NewCase(NOON, "visit", "ecology"))
    assert (row(store, nowhere)["placement"], row(store, nowhere)["basis"]) == ("nowhere", "none")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"number": "A1"}, "number A1 is stored already"),
        ({"number": "手登990001-2026-00009"}, "given by this program"),
        ({"number": "9" * 65}, "longer than 64"),
        ({"village": "990001001999"}, "no village 990001001999"),
        ({"channel": "pigeon"}, "no such choice"),
        ({"people": 0}, "whole number from 1"),
        ({"category": " "}, "is empty"),
        ({"filed": dt.datetime(2026, 11, 25)}, "lies in the future"),
        ({"filed": dt.datetime(1900, 1, 1)}, "lies before"),
        ({"person": {"name": "甲" * 101}}, "longer than 100"),
    ],
)
def test_what_no_case_can_be_is_refused_and_nothing_is_stored(known, clerk, changes, sentence):
    before = contents(known)
    with pytest.raises(CaseRefused, match=sentence):
        enter(clerk, NewCase(**{"filed": NOON, "channel": "phone", "category": "land"} | changes))
    assert contents(known) == before


def test_a_field_is_corrected_with_reason_and_trace(known, clerk):
    state = correct(clerk, "A1", {"people": 7, "unit": "测试局"}, reason="当面核实", seen=0)
    assert (row(known, "A1")["people"], row(known, "A1")["unit"]) == (7, "测试局")
    (told,) = history(reader(OFFICE, known), "A1")
    assert (told.id, told.kind, told.actor, told.reason) == (state, "edit", "clerk A", "当面核实")
    assert told.changes == {"people": (1, 7), "unit": (None, "测试局")} and told.file is None
    assert last_entry(known)["detail"] == {"petition": 1, "state": state, "fields": ["people", "unit"]}


def test_a_category_is_corrected_into_the_newest_scheme_and_the_scheme_is_told(known, clerk):
    correct(clerk, "A1", {"category": "ecology"}, reason="归类", seen=0)
    assert (row(known, "A1")["category"], row(known, "A1")["category_scheme"]) == ("ecology", "2022")
    (told,) = history(reader(OFFICE, known), "A1")
    assert told.changes == {"category": ("land", "ecology"), "category_scheme": ("old17", "2022")}


def test_what_names_persons_is_kept_apart_in_the_history_too(known, clerk):
    state = correct(clerk, "A1", {"name": "测试人丙", "people": 2}, reason="听错", seen=0)
    with known.read() as connection:
        assert connection.scalar(select(PetitionState.changes)) == {"people": [1, 2]}
        assert connection.execute(
            select(PetitionPersonState.state_id, PetitionPersonState.changes)
        ).all() == [(state, {"name": ["测试人甲", "测试人丙"]})]
    assert case(reader(OFFICE, known), "A1").person["name"] == "测试人丙"


def test_a_case_without_petitioner_gets_one(store, clerk):
    number = enter(clerk, CALL)
    correct(clerk, number, {"phone": "13000000002"}, reason="补录", seen=0)
    assert case(reader(OFFICE, store), number).person["phone"] == "13000000002"


def test_of_two_clerks_the_second_is_told_who_was_quicker_and_nothing_is_overwritten(known, clerk, other):
    seen = case(reader(OFFICE, known), "A1").version
    correct(clerk, "A1", {"people": 7}, reason="核实", seen=seen)
    before = contents(known)
    for act in (
        lambda: correct(other, "A1", {"people": 9}, reason="核实", seen=seen),
        lambda: withdraw(other, "A1", reason="重复", seen=seen),
        lambda: bring_back(other, "A1", reason="重复", seen=seen),
    ):
        with pytest.raises(CaseRefused, match="clerk A has changed this case") as refusal:
            act()
        assert refusal.value.values["what"] == "Number of people"
    assert contents(known) == before and row(known, "A1")["people"] == 7
    now = case(reader(OFFICE, known), "A1").version
    correct(other, "A1", {"people": 9}, reason="核实", seen=now)
    assert [state.actor for state in history(reader(OFFICE, known), "A1")] == ["clerk B", "clerk A"]


def test_a_withdrawn_case_counts_nowhere_and_comes_back_as_it_was(known, clerk):
    first = withdraw(clerk, "A1", reason="非信访事项", seen=0)
    assert facts(reader(OFFICE, known)).empty and open_cases(reader(OFFICE, known), WEST).empty
    assert case(reader(TOWNSHIP, known), "A1") is None
    assert case(reader(OFFICE, known), "A1").withdrawn_at is not None
    with pytest.raises(CaseRefused, match="withdrawn already"):
        withdraw(clerk, "A1", reason="再来", seen=first)
    second = bring_back(clerk, "A1", reason="撤错", seen=first)
    with pytest.raises(CaseRefused, match="not withdrawn"):
        bring_back(clerk, "A1", reason="再来", seen=second)
    assert open_cases(reader(OFFICE, known), WEST)["number"].tolist() == ["A1"]
    told = [(state.kind, state.reason) for state in history(reader(OFFICE, known), "A1")]
    assert told == [("return", "撤错"), ("withdrawal", "非信访事项")]


def test_a_village_chosen_by_a_clerk_is_a_decision(known, clerk):
    state = correct(clerk, "A1", {"village_code": EAST}, reason="实地核实", seen=0)
    assert (row(known, "A1")["village_code"], row(known, "A1")["basis"]) == (EAST, "hand")
    correct(clerk, "A1", {"address": "第1镇村001001"}, reason="补地址", seen=state)
    assert row(known, "A1")["village_code"] == EAST


def test_without_a_village_the_case_is_placed_by_its_words_again(known, clerk):
    state = correct(clerk, "A1", {"address": "第1镇村001002"}, reason="补地址", seen=0)
    assert (row(known, "A1")["village_code"], row(known, "A1")["basis"]) == (EAST, "name")
    state = correct(clerk, "A1", {"village_code": WEST}, reason="核实", seen=state)
    correct(clerk, "A1", {"village_code": None}, reason="核实有误", seen=state)
    assert (row(known, "A1")["village_code"], row(known, "A1")["basis"]) == (EAST, "name")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"people": 1}, "Nothing would change"),
        ({"closed": NOON}, "open and yet has a closing date"),
        ({"status": "closed", "closed": dt.datetime(2026, 11, 1)}, "lies before"),
        ({"number": ""}, "is empty"),
        ({"status": "ajar"}, "no such choice"),
    ],
)
def test_a_correction_that_cannot_be_is_refused_and_nothing_is_stored(known, clerk, changes, sentence):
    before = contents(known)
    with pytest.raises(CaseRefused, match=sentence):
        correct(clerk, "A1", changes, reason="核实", seen=0)
    assert contents(known) == before


def test_without_a_reason_nothing_is_done(known, clerk):
    for act in (
        lambda: correct(clerk, "A1", {"people": 3}, reason=" ", seen=0),
        lambda: withdraw(clerk, "A1", reason="", seen=0),
    ):
        with pytest.raises(CaseRefused, match="Give a reason"):
            act()
    with pytest.raises(CaseRefused, match="no case with the number B9"):
        withdraw(clerk, "B9", reason="核实", seen=0)


@pytest.mark.parametrize("scope", [*NOTHING, LEADER, TOWNSHIP, TEAM, SCREEN])
def test_only_the_office_keeps_cases_by_hand(known, scope):
    before, who = contents(known), writer(scope, known)
    for act in (
        lambda: enter(who, CALL),
        lambda: correct(who, "A1", {"people": 3}, reason="核实", seen=0),
        lambda: withdraw(who, "A1", reason="核实", seen=0),
        lambda: bring_back(who, "A1", reason="核实", seen=0),
        lambda: history(who, "A1"),
    ):
        with pytest.raises(CaseRefused, match="Only the petition office"):
            act()
    assert contents(known) == before


def test_others_see_a_case_of_theirs_without_persons(known):
    seen = case(reader(TOWNSHIP, known), "A1")
    assert (seen.values["village_code"], dict(seen.person)) == (WEST, {})
    assert case(reader(SCREEN, known), "A1") is None
    with known.write("test", "hide", COUNTY) as session:
        session.query(Petition).one().purpose = "accusation"
    assert case(reader(TOWNSHIP, known), "A1") is None
    assert case(reader(OFFICE, known), "A1") is not None


def test_the_record_is_complete_to_the_newest_case(store, clerk):
    with store.write("test", "age", COUNTY) as session:
        session.query(Dataset).one().as_of = dt.date(2026, 11, 1)
    later = writer(OFFICE, store, "clerk A", today=TODAY)
    enter(later, CALL)
    assert store.dataset().as_of == NOON.date()
