"""Requests of other programs: kept as they arrive, taken in like a file, told to their sender alone."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.accounts import accounts, sources
from data.clock import now
from data.errors import AccountRefused, IntakeRefused
from data.importing.petitions.undoing import undo
from data.intake import following, receiving, taking_in
from data.intake.following import Wanted
from data.intake.submission import LONGEST, Missing, Unknown, read
from data.intake.taking_in import forget, take_in
from data.petitions import gate
from data.store import Store
from data.tables import AuditEntry, ImportRun, IntakeRequest
from data.terms import IntakeState
from tests.county import COUNTY
from tests.roles import LEADER, OFFICE, reader

WHOLE = {"service_code": "labour", "lat": "29.425", "long": "119.925", "description": "拖欠工资"}
EXTENT = (119.0, 29.0, 120.5, 30.0)


@pytest.fixture
def source(store):
    key = sources.add_source(accounts.keeper(store, "test"), "平台")
    return sources.source_of(store, key)


def send(store, source, most=100, key="", **fields):
    return receiving.receive(store, source, read({**WHOLE, **fields}, None), most, key)


@pytest.mark.parametrize(
    "change,kind",
    [
        ({"service_code": ""}, Missing),
        ({"service_code": "nope"}, Unknown),
        ({"lat": ""}, Missing),
        ({"lat": "", "long": ""}, Missing),
        ({"lat": "north"}, IntakeRefused),
        ({"lat": "nan"}, IntakeRefused),
        ({"lat": "39.9", "long": "116.4"}, IntakeRefused),
        ({"description": " \x00 "}, Missing),
        ({"media_url": "https://pictures.example/1.jpg"}, IntakeRefused),
        ({"attribute[people]": "many"}, IntakeRefused),
        ({"attribute[people]": "0"}, IntakeRefused),
        ({"attribute[occurrence]": "often"}, IntakeRefused),
        ({"attribute[colour]": "red"}, IntakeRefused),
        ({"description": "长" * (LONGEST["description"] + 1)}, IntakeRefused),
    ],
)
def test_what_is_not_right_is_named(change, kind):
    with pytest.raises(kind):
        read({**WHOLE, **change}, EXTENT)


def test_a_request_is_one_however_often_it_is_sent(store, source):
    first, again = send(store, source), send(store, source)
    assert (first.is_new, again.is_new) == (True, False) and first.number == again.number
    keyed = send(store, source, key="k-1")
    assert send(store, source, key="k-1", description="改").number == keyed.number != first.number
    assert len({send(store, source, key="k" * 200 + end).number for end in "ab"}) == 2
    with pytest.raises(receiving.TooMany):
        send(store, source, most=2, description="第三件")


def test_every_request_ends_in_exactly_one_place(store, source):
    placed = send(store, source).number
    nowhere = send(store, source, lat="", long="", address_string="某处").number
    assert take_in(store) == (2, 0) and take_in(store) == (0, 0)
    with store.entire().read() as connection, Session(connection) as session:
        rows = {one.number: one for one in session.scalars(select(IntakeRequest))}
        (run,) = session.scalars(select(ImportRun))
    assert {one.state for one in rows.values()} == {IntakeState.TAKEN} and run.rows == run.stored == 2
    assert run.actor == "source:平台" and {one.import_run_id for one in rows.values()} == {run.id}
    told = {one.number: one for one in following.follow(store, source, Wanted())}
    assert told[placed].place and told[nowhere].place == "" and told[placed].is_open


def test_attributes_of_a_service_stand_in_the_case(store, source):
    told = send(store, source, **{"attribute[people]": "7", "attribute[occurrence]": "repeat"}).number
    bare = send(store, source, description="另一件").number
    take_in(store)
    case = gate.cases(reader(OFFICE, store.entire()))
    with store.entire().read() as connection:
        rows = connection.execute(select(case.c.number, case.c.people, case.c.occurrence)).all()
    assert set(map(tuple, rows)) >= {(told, 7, "repeat"), (bare, 1, "first")}


def test_what_stands_in_the_record_is_forgotten_beside_it_after_its_days(store, source, monkeypatch):
    kept = send(store, source).number
    take_in(store)
    waiting = send(store, source, description="另一件").number
    assert forget(store) == 0
    later = now() + dt.timedelta(days=31)
    monkeypatch.setattr(taking_in, "now", lambda: later)
    assert forget(store) == 1 and forget(store) == 0
    with store.entire().read() as connection, Session(connection) as session:
        rows = {one.number: one for one in session.scalars(select(IntakeRequest))}
    assert rows[kept].content == {} and rows[kept].forgotten_at == later
    assert rows[waiting].content["description"] == "另一件" and rows[waiting].forgotten_at is None
    assert send(store, source).number == kept, "sent again it is known"
    assert {one.number for one in following.follow(store, source, Wanted())} == {kept, waiting}


def test_what_an_import_taken_back_took_from_the_record_is_forgotten_from_then_on(store, source, monkeypatch):
    send(store, source)
    take_in(store)
    with store.entire().read() as connection:
        (run,) = connection.scalars(select(ImportRun.id))
    (before,) = following.follow(store, source, Wanted())
    undo(reader(OFFICE, store.entire()).by("head"), run)
    (after,) = following.follow(store, source, Wanted())
    assert (before.state, after.state) == (IntakeState.TAKEN, IntakeState.TAKEN_BACK), "its sender is told"
    (told,) = following.stream(reader(OFFICE, store))
    assert (told.waiting, told.taken, told.taken_back, told.refused) == (0, 0, 1, 0)
    sent = now() - dt.timedelta(days=40)
    with store.entire().write("test", "long ago", "") as session:
        session.scalars(select(IntakeRequest)).one().received = sent
    assert forget(store) == 0, "taken back today"
    later = now() + dt.timedelta(days=31)
    monkeypatch.setattr(taking_in, "now", lambda: later)
    assert forget(store) == 1
    with store.entire().read() as connection, Session(connection) as session:
        assert session.scalars(select(IntakeRequest)).one().content == {}


def test_what_was_refused_is_forgotten_after_its_days_and_the_log_tells_how_many(store, source, monkeypatch):
    send(store, source)
    with store.entire().write("test", "refuse", "") as session:
        refused = session.scalars(select(IntakeRequest)).one()
        refused.state, refused.reason = IntakeState.REFUSED.value, "某某的电话不对"
    assert forget(store) == 0
    later = now() + dt.timedelta(days=31)
    monkeypatch.setattr(taking_in, "now", lambda: later)
    assert forget(store) == 1
    with store.entire().read() as connection, Session(connection) as session:
        row = session.scalars(select(IntakeRequest)).one()
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "forget requests")).one()
    assert (row.content, row.reason, row.state) == ({}, None, IntakeState.REFUSED)
    assert entry.detail == {"requests": 1} and entry.subject == "intake"


def test_what_the_import_refuses_is_told_and_stops_nothing(store, source, monkeypatch):
    from data.intake import taking_in

    bad = send(store, source, description="另一件").number
    cells = taking_in._cells

    def with_a_day_that_is_none(one):
        row = cells(one)
        return [row[0], "昨天", *row[2:]] if one.number == bad else row

    monkeypatch.setattr(taking_in, "_cells", with_a_day_that_is_none)
    good = send(store, source).number
    assert take_in(store) == (1, 1)
    told = {one.number: one.state for one in following.follow(store, source, Wanted())}
    assert told == {good: IntakeState.TAKEN, bad: IntakeState.REFUSED}
    ((number, _, reason),) = following.refusals(reader(OFFICE, store))
    assert number == bad and "登记日期" in reason and following.refusals(reader(LEADER, store)) == []


def test_a_source_is_told_of_its_own_requests_alone(store, source):
    other = sources.source_of(store, sources.add_source(accounts.keeper(store, "test"), "乙"))
    number = send(store, source).number
    assert following.follow(store, other, Wanted(numbers=[number])) == []
    assert [one.number for one in following.follow(store, source, Wanted(is_open=True))] == [number]
    assert (
        following.follow(store, source, Wanted(since=dt.datetime(2000, 1, 1), until=dt.datetime(2001, 1, 1)))
        == []
    )
    assert [row.waiting for row in following.stream(reader(OFFICE, store))] == [1]


@pytest.mark.sqlite
def test_a_record_that_took_requests_in_opens_again(store, source):
    send(store, source)
    send(store, source, description="另一件")
    store.renew_sums()
    send(store, source, description="第三件")
    store.close()
    again = Store(store.url)
    assert take_in(again).stored == 3
    again.close()
    Store(store.url).close()


def test_a_key_is_shown_once_and_ends_at_once(store):
    keeper = accounts.keeper(store, "test")
    key = sources.add_source(keeper, " 平台 ")
    assert sources.source_of(store, key).name == "平台" and sources.source_of(store, "x") is None
    with pytest.raises(AccountRefused, match="already"):
        sources.add_source(keeper, "平台")
    sources.revoke_source(keeper, "平台")
    assert sources.source_of(store, key) is None and not sources.any_source(store)
    assert sources.sources(reader(OFFICE, store)) == []
    with pytest.raises(AccountRefused):
        sources.add_source(reader(OFFICE, store).by("test"), "乙")
    assert store.dataset().county_code == COUNTY
