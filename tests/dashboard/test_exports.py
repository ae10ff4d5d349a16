"""A file with personal data: for one reader, once, and never unseen."""

import pytest
from sqlalchemy import select

from dashboard import exports
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


def test_an_export_is_called_so_that_it_stays_in_its_folder():
    address = exports.offer(b"rows", "../第1镇\\..\u202e:x.xlsx", "x/y")
    assert exports.take(address.removeprefix("/export/"), "mine").name == "第1镇 .. x.xlsx"


def test_an_export_is_for_the_browser_that_it_was_made_for():
    token = offered()
    assert exports.take(token, "another's") is None and exports.take(token, "") is None
    assert exports.look_up(token, "another's") is None
    assert exports.take(token, "mine") is not None


def test_to_look_at_an_export_does_not_use_it_up():
    token = offered()
    assert exports.look_up(token, "mine") is not None
    assert exports.take(token, "mine") is not None


def test_a_download_stands_in_the_log_without_its_name(store):
    before = store.dataset().version
    exports.take(offered(), "mine")
    with store.read() as connection:
        (entry,) = connection.execute(select(AuditEntry.__table__).where(AuditEntry.action == "download"))
    assert entry.detail == {"kind": ".xlsx", "bytes": 4} and "rows" not in entry.subject
    assert entry.actor == "demo reader" and store.dataset().version == before
