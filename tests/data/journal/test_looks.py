"""Each look at personal fields stands in the log: who, which petition, which fields, and no value of them."""

import datetime as dt

import pytest
from sqlalchemy import select

from data.casework.cases import case, history
from data.casework.corrections import correct
from data.casework.entry import NewCase, enter
from data.journal import looks as journal_looks
from data.journal.looks import LOOK
from data.repair.statements import statement
from data.search import cases_of_person
from data.store import Store
from data.tables import AuditEntry
from tests.roles import CLERK, OFFICE, ROLES, reader, writer

VILLAGE = "990001001001"
PERSON = {"name": "测试人甲", "phone": "13000000000", "statement": "河边有人倒水"}


@pytest.fixture
def number(store):
    when = dt.datetime(2026, 11, 23, 12)
    return enter(writer(OFFICE, store, "li"), NewCase(when, "phone", "ecology", person=PERSON))


def looks(store):
    with store.read() as connection:
        rows = connection.execute(
            select(AuditEntry.actor, AuditEntry.subject, AuditEntry.detail)
            .where(AuditEntry.action == LOOK)
            .order_by(AuditEntry.id)
        ).all()
    return [(row.actor, row.subject, row.detail["fields"]) for row in rows]


def test_who_opens_a_case_with_persons_is_in_the_log_once_a_day(store, number):
    for _ in range(3):
        assert case(writer(CLERK, store, "wang"), number).person["name"] == "测试人甲"
    assert looks(store) == [("wang", number, ["name", "phone", "statement"])]
    case(writer(OFFICE, store, "li"), number)
    case(reader(OFFICE, store), number)
    assert [actor for actor, *_ in looks(store)] == ["wang", "li", "role:office"]


def test_the_log_holds_no_value_of_a_personal_field(store, number):
    looking = writer(OFFICE, store, "li")
    opened = case(looking, number)
    correct(looking, number, {"phone": "13900000000"}, reason="核实", seen=opened.version)
    history(looking, number)
    statement(looking, number)
    cases_of_person(looking, "测试人甲")
    with store.read() as connection:
        text = str(connection.execute(select(AuditEntry.__table__)).all())
    for value in (*PERSON.values(), "13900000000"):
        assert value not in text


def test_what_changed_of_a_person_is_looked_at_as_well(store, number):
    correct(writer(OFFICE, store, "li"), number, {"phone": "13900000000"}, reason="核实", seen=0)
    (state,) = history(writer(CLERK, store, "wang"), number)
    assert state.person["phone"] == ("13000000000", "13900000000")
    assert looks(store) == [("wang", number, ["phone"])]


def test_the_masked_words_in_the_queue_and_a_search_for_a_person_are_looks(store, number):
    assert statement(writer(CLERK, store, "wang"), number) == "河边有人倒水"
    assert looks(store) == [("wang", number, ["statement"])]
    cases_of_person(writer(CLERK, store, "wang"), "测试人甲")
    with store.read() as connection:
        last = connection.execute(
            select(AuditEntry.actor, AuditEntry.action, AuditEntry.detail).order_by(AuditEntry.id.desc())
        ).first()
    assert last == ("wang", "search person", {"cases": 1, "numbers": [number], "fields": ["name"]})


def test_the_address_of_a_problem_is_looked_at_like_a_person_for_somebody_may_live_there(store, number):
    office = writer(OFFICE, store, "li")
    correct(office, number, {"address": "幸福路7号"}, reason="核实", seen=0)
    seen = case(writer(CLERK, store, "wang"), number)
    assert seen.values["address"] == "幸福路7号"
    assert looks(store) == [("wang", number, ["address", "name", "phone", "statement"])]
    (state,) = history(writer(CLERK, store, "zhao"), number)
    assert state.changes["address"] == (None, "幸福路7号")
    statement(writer(CLERK, store, "qian"), number)
    assert looks(store)[1:] == [("zhao", number, ["address"]), ("qian", number, ["address", "statement"])]


def test_an_address_is_not_shown_where_the_look_cannot_be_logged(store, number, monkeypatch):
    correct(writer(OFFICE, store, "li"), number, {"address": "幸福路7号"}, reason="核实", seen=0)
    monkeypatch.setattr(journal_looks, "recorded", lambda *_: False)
    assert case(writer(CLERK, store, "wang"), number).values["address"] is None
    (state,) = history(writer(CLERK, store, "wang"), number)
    assert not state.changes


def test_who_sees_no_persons_looks_at_none(store, number):
    for scope in [scope for scope in ROLES if not scope.personal]:
        found = case(writer(scope, store, "other"), number)
        assert found is None or found.person == {}, scope
        assert statement(writer(scope, store, "other"), number) is None, scope
        assert looks(store) == [], scope


@pytest.mark.sqlite
def test_while_the_log_cannot_be_written_no_person_is_shown(store, number, monkeypatch):
    monkeypatch.setattr("data.journal.looks._PATIENCE", 50)
    other = Store(store.url)
    with other.write("import", "import petitions", "long"):
        found = case(writer(OFFICE, store, "li"), number)
        assert found.values["category"] == "ecology" and found.person == {}
        assert statement(writer(OFFICE, store, "li"), number) is None
    other.close()
    assert looks(store) == []
    assert case(writer(OFFICE, store, "li"), number).person["name"] == "测试人甲"
