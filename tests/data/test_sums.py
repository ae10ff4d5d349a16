"""What this program did not write is noticed when the record is opened, and nothing else is."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from data import sums
from data.backup.records import accept_record
from data.errors import StoreRefused
from data.store import Store
from data.tables import AuditEntry, Division
from tests.county import petition


@pytest.fixture
def path(store):
    with store.write("clerk", "enter", "x") as session:
        session.add_all(petition(f"A{n}", "990001001001", longitude=119.9, latitude=29.4) for n in range(9))
    store.close()
    return Path(store.url.removeprefix("sqlite:///"))


def _run(path, *statements):
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE petitions SET category = 'lane' WHERE number = 'A7'",
        "UPDATE petitions SET filed = '2O26-11-14 09:00:00.000000' WHERE number = 'A7'",
        "UPDATE petitions SET longitude = 119.90000001 WHERE number = 'A7'",
        "UPDATE petitions SET unit = '' WHERE number = 'A7'",
        "DELETE FROM petitions WHERE number = 'A7'",
        "UPDATE divisions SET residents = 1001 WHERE code = '990001001001'",
        "UPDATE boundaries SET geometry = zeroblob(10) WHERE id = 1",
        "UPDATE dataset SET county_name = '浦县'",
        "DROP INDEX ix_petitions_basis",
        "ALTER TABLE petitions RENAME COLUMN unit TO units",
    ],
)
def test_a_bit_that_nobody_wrote_is_refused_at_opening(path, statement):
    _run(path, statement)
    with pytest.raises(StoreRefused, match=r"not as this program left it|damaged"):
        Store(str(path))


def test_what_the_program_writes_is_never_taken_for_damage(path):
    for n in range(3):
        store = Store(str(path))
        with store.write("clerk", "enter", "x") as session:
            session.add(petition(f"B{n}", "990001002001"))
            session.get(Division, 1).residents = 2000 + n
        beside = Store(str(path))  # while the first is open, and its sums are of before
        beside.close()
        store.close()
    Store(str(path)).close()


def test_a_program_that_was_killed_leaves_a_record_that_opens(path):
    killed = Store(str(path))
    with killed.write("clerk", "enter", "x") as session:
        session.add(petition("B", "990001002001"))
    Store(str(path)).close()
    killed.engine.dispose()  # without closing
    Store(str(path)).close()


def test_what_somebody_changed_on_purpose_is_taken_as_it_is_once_it_is_said(path):
    _run(path, "UPDATE divisions SET residents = 1234 WHERE code = '990001001001'")
    with pytest.raises(StoreRefused, match="Put the last backup in its place"):
        Store(str(path))
    accept_record(str(path), "clerk")
    store = Store(str(path))
    with store.read() as connection:
        entry = connection.execute(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    store.close()
    assert (entry.actor, entry.action) == ("clerk", "accept record")


def test_an_unchanged_file_is_looked_through_once_a_process(path, calls_of):
    names = calls_of((sums, "broken"))
    for _ in range(3):
        Store(str(path)).close()
    assert names == ["broken"]


def test_only_what_was_written_is_summed_anew(path, calls_of):
    store = Store(str(path))
    names = calls_of((sums, "_sum"))
    with store.write("clerk", "rest", "x") as session:
        session.get(Division, 1).residents = 5
    store.close()
    assert 0 < len(names) < 8


def test_another_program_that_writes_delays_nobody_who_closes(path, monkeypatch):
    monkeypatch.setattr(sums, "_PATIENCE", 50)
    store = Store(str(path))
    with store.write("clerk", "enter", "x") as session:
        session.add(petition("B", "990001002001"))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        store.close()
    Store(str(path)).close()
