"""A record is whole, or a sentence says what is not."""

import sqlite3
from contextlib import closing

import pytest

from data.backup.check import check_record
from data.backup.making import back_up
from data.backup.records import check_record_of
from data.store import Store
from data.tables import AuditEntry
from tests.county import petition


def _told(check):
    return [fault.message.format(**fault.values) for fault in check.faults]


def _run(path, *statements):
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def test_a_record_in_order_has_no_fault(path, folder):
    manifest = back_up(path, folder).manifest
    check = check_record(path, manifest)
    assert (check.good, check.against) == (True, manifest.file)


def test_what_was_written_since_a_backup_is_no_fault(filled, path, folder):
    manifest = back_up(path, folder).manifest
    with filled.write("clerk", "enter", "x") as session:
        session.add(petition("later", "990001001001"))
    assert _told(check_record(path, manifest)) == []


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("UPDATE divisions SET name = '村00100l' WHERE code = '990001001001'", "divisions"),
        ("UPDATE petitions SET category = 'lane' WHERE number = 'A7'", "petitions"),
        ("DELETE FROM petition_persons WHERE petition_id = 4", "petition_persons"),
    ],
)
def test_a_digit_that_nobody_wrote_is_noticed_against_the_backup(path, folder, statement, table):
    """As a failing disk turns it: neither SQLite nor the structure of the file knows of it."""
    manifest = back_up(path, folder).manifest
    _run(path, "DELETE FROM table_sums", statement)  # as after a program that was killed
    assert check_record(path).good
    assert _told(check_record(path, manifest)) == [
        f"The table {table} is not as it was in the backup, yet nothing was written to it since"
    ]


def test_an_entry_of_the_log_that_was_changed_or_removed_is_noticed(filled, path, folder):
    manifest = back_up(path, folder).manifest
    with filled.write("clerk", "enter", "x"):
        pass
    assert check_record(path, manifest).good
    _run(path, "UPDATE audit_log SET actor = 'nobody' WHERE id = 1")
    assert "none is ever changed" in _told(check_record(path, manifest))[0]
    _run(path, "DELETE FROM audit_log WHERE id = 1")
    assert "the log has only" in _told(check_record(path))[0]


def test_rows_that_refer_to_nothing_are_counted(path):
    _run(path, "PRAGMA foreign_keys=OFF", "DELETE FROM petitions WHERE number = 'A0'")
    assert _told(check_record(path)) == [
        "1 rows of the table petition_persons refer to rows that are not there"
    ]


def test_a_header_that_qgis_would_not_take_is_told(path):
    _run(path, "PRAGMA application_id = 0")
    assert _told(check_record(path)) == ["The header of the file is not that of a GeoPackage"]


def test_a_record_is_compared_with_its_newest_backup_and_never_with_a_later_one(filled, path, folder):
    """After a restoration the record is older than backups made before it."""
    back_up(path, folder)
    assert check_record_of(str(path), folder).against is not None
    _run(path, "UPDATE dataset SET version = 1")
    assert check_record_of(str(path), folder).against is None


def test_a_real_record_is_never_compared_with_a_backup_of_the_demo(path, folder):
    manifest = back_up(path, folder).manifest
    _run(
        path,
        "DELETE FROM table_sums",
        "UPDATE dataset SET synthetic = 1 - synthetic",
        "UPDATE petitions SET category = 'lane' WHERE number = 'A7'",
    )
    assert _told(check_record(path, manifest)) == []
    assert check_record_of(str(path), folder).against is None


def test_a_check_brings_no_record_up_to_date_and_writes_nothing(filled, path, folder):
    filled.close()
    before = path.read_bytes()
    check_record(path)
    assert path.read_bytes() == before
    _run(path, "UPDATE alembic_version SET version_num = '0010'")
    assert check_record(path).contents.revision == "0010"


def test_entries_of_the_log_are_only_added(filled):
    """What a check against a backup relies on: no statement of the program changes or removes one."""
    store = Store(filled.url)
    with store.read() as connection:
        ids = [entry.id for entry in connection.execute(AuditEntry.__table__.select())]
    assert ids == list(range(1, len(ids) + 1))
    store.close()
