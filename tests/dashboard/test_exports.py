"""A file with personal data: for one reader, once, and never unseen."""

import pytest
from sqlalchemy import select

from dashboard import exports
from data.errors import StoreRefused
from data.tables import AuditEntry


@pytest.fixture(autouse=True)
def record(store, monkeypatch):
    monkeypatch.setattr(exports, "store", lambda: store)
    monkeypatch.setattr(exports.visitors, "store", lambda: store)
    monkeypatch.setattr(exports.visitors, "token", lambda: "mine")
    exports.visitors.forget()
    return store


def offered():
    return exports.offer(b"rows", "rows.xlsx", "x/y").removeprefix("/export/")


def test_an_export_is_taken_once():
    token = offered()
    assert exports.take(token, "mine").content == b"rows"
    assert exports.take(token, "mine") is None


def test_an_export_is_for_the_browser_that_it_was_made_for():
    token = offered()
    assert exports.take(token, "another's") is None and exports.take(token, "") is None
    assert exports.look_up(token, "another's") is None
    assert exports.take(token, "mine") is not None


def test_to_look_at_an_export_does_not_use_it_up():
    token = offered()
    assert exports.look_up(token, "mine") is not None
    assert exports.take(token, "mine") is not None


def test_an_export_ends_after_its_minutes(monkeypatch):
    token = offered()
    later = exports.time.monotonic() + exports.MINUTES * 60 + 1
    monkeypatch.setattr(exports.time, "monotonic", lambda: later)
    assert exports.look_up(token, "mine") is None and exports.take(token, "mine") is None


def test_what_was_never_offered_is_not_there():
    assert exports.take("guess", "mine") is None


def test_a_download_stands_in_the_log_without_its_name(store):
    before = store.dataset().version
    exports.take(offered(), "mine")
    with store.read() as connection:
        (entry,) = connection.execute(select(AuditEntry.__table__).where(AuditEntry.action == "download"))
    assert entry.detail == {"kind": ".xlsx", "bytes": 4} and "rows" not in entry.subject
    assert store.dataset().version == before


def test_what_cannot_be_logged_is_not_handed_out_and_stays_on_offer(monkeypatch):
    def full(_):
        raise StoreRefused("The disk is full")

    token = offered()
    with monkeypatch.context() as patch:
        patch.setattr(exports, "quietly", full)
        with pytest.raises(StoreRefused):
            exports.take(token, "mine")
    assert exports.take(token, "mine") is not None
