"""A record on a server is backed up into a file that is checked and put back as any other."""

import pytest
from sqlalchemy import text

from data import keys
from data.backup import postgres
from data.backup.check import Check, check_backup
from data.backup.folder import kept_backups
from data.backup.history import last_runs
from data.backup.nightly import Night, run_when_due
from data.backup.records import back_up_record, check_record_of, restore_record
from data.errors import BackupRefused, StoreRefused
from data.store import Store
from data.tables import Dataset
from tests.data.backup.conftest import fill

pytestmark = pytest.mark.postgresql


@pytest.fixture
def empty(server, worker_id):
    """URL of a record on the server in which nothing is stored."""
    name = f"restored_{worker_id}"
    yield server.make(name, "template_empty")
    server.drop(name)


def test_a_record_on_a_server_is_backed_up_and_restored_into_a_file_and_onto_a_server(store, empty, tmp_path):
    fill(store, 30)
    kept = back_up_record(store.url, tmp_path / "b", "clerk")
    assert check_backup(kept.path).good
    checked = check_record_of(store.url, tmp_path / "b")
    assert checked.good and checked.against == kept.path.name
    assert checked.contents.tables["petitions"].rows == 30
    assert kept.manifest.contents.tables["petitions"].rows == 30
    assert [(run.actor, run.file) for run in last_runs(store)] == [("clerk", kept.path.name)]
    restore_record(kept.path, str(tmp_path / "file.gpkg"), "clerk")
    restore_record(kept.path, empty, "clerk")
    again = back_up_record(empty, tmp_path / "c", "clerk")
    here, there = kept.manifest.contents.tables, again.manifest.contents.tables
    own = {"audit_log", "dataset", "table_sums", "backup_runs", "gpkg_contents", "petition_blocks"}
    assert {name: here[name] for name in here if name not in own} == {
        name: there[name] for name in there if name not in own
    }


def test_a_record_on_a_server_in_which_something_is_stored_is_never_replaced(store, tmp_path):
    kept = back_up_record(store.url, tmp_path / "b", "clerk")
    version = store.dataset().version
    with pytest.raises(StoreRefused):
        restore_record(kept.path, store.url, "clerk")
    assert store.dataset().version == version


def test_a_record_on_a_server_is_backed_up_each_night(store, tmp_path):
    with store.write("test", "make", "x") as session:
        session.query(Dataset).one().synthetic = False
    night = Night(hour=0, folder=tmp_path / "b")
    opened = Store(store.url)
    assert run_when_due(opened, night) is not None
    assert run_when_due(opened, night) is None
    opened.close()
    assert len(kept_backups(tmp_path / "b")) == 1


def test_a_value_that_nobody_wrote_on_the_server_is_noticed_against_the_backup(store, tmp_path):
    fill(store, 30)
    kept = back_up_record(store.url, tmp_path / "b", "clerk")
    with store.engine.connect() as connection:  # past the program
        connection.execute(text("SELECT set_config('petition_map.role', 'record', false)"))
        connection.execute(text("UPDATE petitions SET people = people + 1 WHERE id = 1"))
        connection.commit()
    checked = check_record_of(store.url, tmp_path / "b")
    assert checked.against == kept.path.name
    assert [fault.values["table"] for fault in checked.faults] == ["petitions"]


def test_backups_and_checks_leave_no_key_behind(store, tmp_path, monkeypatch):
    fill(store, 3)
    known = keys.listed()
    monkeypatch.setenv(keys.VARIABLE, str(tmp_path / "keys"))  # a folder in which no other test makes keys
    for key in known:
        keys.keep(key)
    before = sorted(path.name for path in keys.folder().iterdir())
    back_up_record(store.url, tmp_path / "b", "clerk")
    check_record_of(store.url, tmp_path / "b")
    assert sorted(path.name for path in keys.folder().iterdir()) == before


def test_a_copy_that_cannot_be_checked_is_no_backup_and_leaves_no_file(store, tmp_path, monkeypatch):
    fill(store, 3)
    monkeypatch.setattr(postgres, "check_connection", lambda *_: Check(None, []))
    with pytest.raises(BackupRefused, match="is the disk failing"):
        back_up_record(store.url, tmp_path / "b", "clerk")
    assert list((tmp_path / "b").iterdir()) == []
