"""A file on offer: for one browser, once, from whichever of two servers is asked, and opened by no record."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select, update

from data import keys, offers
from data.backup.restoring import log_restoration
from data.errors import StoreRefused
from data.offers import File
from data.store import Store
from data.tables import AuditEntry, Offer, SealingKey

FILE = File(b"rows of 13800000000", "退回的人.xlsx", "x/y")


@pytest.fixture
def another(store):
    """Another server of the same record."""
    opened = Store(store.url)
    yield opened
    opened.close()


def offered(store):
    return offers.offer(store, FILE, "mine", "office")


def count(store, column=Offer.token_hash):
    with store.read() as connection:
        return connection.scalar(select(func.count(column)))


def downloads(store):
    with store.read() as connection:
        return connection.scalar(select(func.count()).where(AuditEntry.action == "download"))


def test_a_file_is_taken_from_the_other_server_and_then_from_neither(store, another):
    token, before = offered(store), store.dataset().version
    assert offers.look_up(another, token, "mine") == FILE
    assert offers.take(another, token, "mine") == FILE
    for server in (store, another):
        assert offers.look_up(server, token, "mine") is None and offers.take(server, token, "mine") is None
    assert count(store) == 0 and downloads(store) == 1 and store.dataset().version == before


def test_of_two_servers_asked_at_once_one_hands_it_out(store, another, monkeypatch):
    both, quietly = threading.Barrier(2, timeout=20), offers.quietly

    def at_once(server):
        both.wait()
        return quietly(server)

    for _ in range(5):
        token = offered(store)
        with monkeypatch.context() as patch, ThreadPoolExecutor(2) as browsers:
            patch.setattr(offers, "quietly", at_once)
            got = list(browsers.map(offers.take, (store, another), (token, token), ("mine", "mine")))
        assert sorted(got, key=bool) == [None, FILE]
    assert downloads(store) == 5


def test_another_browser_gets_nothing_and_uses_nothing_up(store, another):
    token = offered(store)
    for stranger in ("another's", "", "mine "):
        assert offers.look_up(another, token, stranger) is None
        assert offers.take(another, token, stranger) is None
    assert offers.take(another, "guess", "mine") is None
    assert offers.take(another, token, "mine") == FILE


def test_a_file_ends_after_its_minutes_and_goes_with_the_next(store, monkeypatch):
    token, begun = offered(store), offers.now()
    for minutes, there in ((offers.MINUTES - 1, True), (offers.MINUTES + 1, False), (-1, False)):
        at = begun + dt.timedelta(minutes=minutes)
        with monkeypatch.context() as patch:
            patch.setattr(offers, "now", lambda at=at: at)
            assert (offers.look_up(store, token, "mine") is not None) == there
    monkeypatch.setattr(offers, "now", lambda: begun + dt.timedelta(minutes=offers.MINUTES + 1))
    assert offers.take(store, token, "mine") is None and count(store) == 1
    offered(store)
    assert count(store) == 1


def test_the_record_and_its_key_open_no_file(store):
    token = offered(store)
    with store.read() as connection:
        row = connection.execute(select(Offer.__table__)).one()
        key = keys.of(connection.scalar(select(SealingKey.key_id)))
    held = repr(tuple(row)).encode() + row.content
    for secret in (token.encode(), b"mine", b"13800000000", FILE.name.encode(), key.secret):
        assert secret not in held
    for guess in (key.secret.hex(), row.token_hash, row.owner_hash):
        assert offers._opened(row, guess) is None
    assert offers._opened(row, token) == FILE


def test_a_row_that_somebody_changed_hands_nothing_out(store):
    token = offered(store)
    with store.write("test", "give to another", "x") as session:
        session.execute(update(Offer).values(owner_hash=offers._hash("another's")))
    assert offers.take(store, token, "another's") is None and downloads(store) == 0


def test_what_cannot_be_logged_is_not_handed_out_and_stays_on_offer(store, monkeypatch):
    def full(*_, **__):
        raise StoreRefused("The disk is full")

    token = offered(store)
    with monkeypatch.context() as patch:
        patch.setattr(offers, "note", full)
        with pytest.raises(StoreRefused):
            offers.take(store, token, "mine")
    assert offers.take(store, token, "mine") == FILE


def test_a_file_that_is_too_large_is_refused(store, monkeypatch):
    monkeypatch.setattr(offers, "LARGEST", len(FILE.content))
    offered(store)
    monkeypatch.setattr(offers, "LARGEST", len(FILE.content) - 1)
    with pytest.raises(StoreRefused, match="larger than"):
        offered(store)
    assert count(store) == 1


def test_a_record_that_is_put_back_has_no_file_on_offer(store, monkeypatch):
    offered(store)
    manifest = type("Manifest", (), {"file": "x", "at": offers.now(), "contents": _Contents})
    log_restoration(store, "clerk", manifest)
    assert count(store) == 0


class _Contents:
    county, version, tables = "990001", 1, {}
