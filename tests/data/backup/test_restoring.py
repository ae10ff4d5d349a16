"""A backup takes the place of a record, which is kept beside it; or everything stays as it was."""

import datetime as dt
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select

from data.backup.check import check_record
from data.backup.making import back_up
from data.backup.restoring import restore
from data.errors import BackupRefused, StoreRefused
from data.store import Store
from data.tables import Account, AccountSession, AuditEntry
from data.tables.petitions import Petition
from tests.county import petition


@pytest.fixture
def kept(path, folder):
    return back_up(path, folder)


def _petitions(path):
    store = Store(str(path))
    with store.read() as connection:
        count = connection.scalar(select(func.count()).select_from(Petition))
    store.close()
    return count


def test_a_backup_restored_elsewhere_holds_every_row_as_it_was(kept, tmp_path):
    target = tmp_path / "county-2.gpkg"
    assert restore(kept.path, target, "clerk").kept is None
    held, then = check_record(target).contents, kept.manifest.contents
    own = {"audit_log", "dataset", "table_sums"}  # the act itself
    assert {name: held.tables[name] for name in held.tables if name not in own} == {
        name: each for name, each in then.tables.items() if name not in own
    }
    assert (held.version, held.log) == (then.version + 1, then.log + 1)


def test_the_record_that_was_there_is_kept_with_what_came_after_the_backup(filled, path, kept):
    with filled.write("clerk", "enter", "x") as session:
        session.add(petition("later", "990001001001"))
    filled.close()
    restored = restore(kept.path, path, "clerk")
    assert restored.kept.parent == path.parent
    assert (_petitions(path), _petitions(restored.kept)) == (300, 301)


def test_who_restored_what_is_in_the_log(kept, tmp_path):
    restore(kept.path, tmp_path / "new.gpkg", "clerk")
    store = Store(str(tmp_path / "new.gpkg"))
    with store.read() as connection:
        entry = connection.execute(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    store.close()
    assert (entry.actor, entry.action, entry.detail["backup"]) == ("clerk", "restore backup", kept.path.name)


def test_whoever_was_signed_in_at_the_time_of_a_backup_is_not_after_it_was_restored(
    filled, path, folder, tmp_path
):
    at = dt.datetime(2026, 11, 24, 9)
    with filled.write("test", "sign in", "x") as session:
        own = Account(name="li", display_name="", post="", role="office", valid_from=at.date())
        own.must_change_password = own.disabled = False
        session.add(own)
        session.flush()
        values = {"started": at, "last_seen": at, "device": "", "address": ""}
        session.add(AccountSession(token_hash="x", account_id=own.id, **values))  # noqa: S106 no token
    kept = back_up(path, folder)
    restore(kept.path, tmp_path / "new.gpkg", "clerk")
    store = Store(str(tmp_path / "new.gpkg"))
    with store.read() as connection:
        assert connection.scalars(select(AccountSession.ended)).one() is not None
    store.close()


def test_a_record_that_somebody_has_open_is_not_replaced(filled, path, kept):
    before = _petitions(path)
    with filled.read(), pytest.raises(BackupRefused, match="in use: stop the program"):
        restore(kept.path, path, "clerk")
    assert _petitions(path) == before
    assert not list(path.parent.glob("*before-restore*"))


def test_a_damaged_record_is_replaced_and_kept_as_it_is(filled, path, kept):
    filled.close()
    path.write_bytes(b"\xa5" * 50000)
    Path(f"{path}-wal").write_bytes(b"left over")
    restored = restore(kept.path, path, "clerk")
    assert restored.kept.read_bytes() == b"\xa5" * 50000
    assert Path(f"{restored.kept}-wal").read_bytes() == b"left over"
    assert _petitions(path) == 300


@pytest.mark.parametrize("damage", ["a byte", "an end", "a row", "gone"])
def test_a_damaged_backup_is_refused_and_the_record_stays(filled, path, kept, damage):
    filled.close()
    before = path.read_bytes()
    content = bytearray(kept.path.read_bytes())
    match damage:
        case "a byte":
            content[len(content) // 2] ^= 1
            kept.path.write_bytes(content)
        case "an end":
            kept.path.write_bytes(content[:-4096])
        case "a row":
            with closing(sqlite3.connect(kept.path)) as connection, connection:
                connection.execute("DELETE FROM petitions WHERE number = 'A1'")
        case "gone":
            kept.path.unlink()
    with pytest.raises(BackupRefused, match="is damaged, or was changed"):
        restore(kept.path, path, "clerk")
    assert path.read_bytes() == before


def test_a_backup_without_its_manifest_is_refused(kept, tmp_path):
    kept.path.with_suffix(".json").unlink()
    with pytest.raises(BackupRefused, match="has no manifest beside it"):
        restore(kept.path, tmp_path / "new.gpkg", "clerk")


@pytest.mark.parametrize("text", ["{}", "[", '{"format": "x"}', "null", "[" * 100_000, "\udc80"])
def test_a_manifest_that_is_none_is_refused(kept, tmp_path, text):
    kept.path.with_suffix(".json").write_text(text, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(BackupRefused, match="is no manifest"):
        restore(kept.path, tmp_path / "new.gpkg", "clerk")


def _of(path, folder, statement):
    """A backup of a record that was changed by a statement."""
    changed = shutil.copy(path, folder.parent / "changed.gpkg")
    with closing(sqlite3.connect(changed)) as connection, connection:
        connection.execute(statement)
        connection.execute("DELETE FROM table_sums")
    return back_up(Path(changed), folder / "others")


def test_a_backup_of_a_newer_program_is_refused(filled, path, folder):
    filled.close()
    newer = _of(path, folder, "UPDATE alembic_version SET version_num = '9999'")
    before = path.read_bytes()
    with pytest.raises(BackupRefused, match="newer version of this program"):
        restore(newer.path, path, "clerk")
    assert path.read_bytes() == before


def test_a_backup_of_another_county_is_not_put_over_a_record(filled, path, folder):
    filled.close()
    other = _of(path, folder, "UPDATE dataset SET county_code = '990002'")
    with pytest.raises(BackupRefused, match="that of county 990001, the backup that of 990002"):
        restore(other.path, path, "clerk")
    assert restore(other.path, path.with_name("other.gpkg"), "clerk").kept is None


@pytest.mark.parametrize(
    ("was", "sentence"),
    [
        (1, "The record is the demo's, the backup that of a real county"),
        (0, "The record is that of a real county, the backup the demo's"),
    ],
)
def test_the_demo_is_not_put_over_a_real_record_of_its_county_nor_the_reverse(
    filled, path, folder, was, sentence
):
    filled.close()
    other = _of(path, folder, f"UPDATE dataset SET synthetic = {1 - was}")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"UPDATE dataset SET synthetic = {was}")
    before = path.read_bytes()
    with pytest.raises(BackupRefused, match=sentence):
        restore(other.path, path, "clerk")
    assert path.read_bytes() == before
    assert not list(path.parent.glob("*before-restore*"))


def test_where_there_is_no_room_for_a_restoration_the_record_stays(filled, path, kept, monkeypatch):
    filled.close()
    usage = shutil.disk_usage(path.parent)
    monkeypatch.setattr("data.copies.shutil.disk_usage", lambda _: usage._replace(free=1 << 20))
    before = path.read_bytes()
    with pytest.raises(StoreRefused, match="MB are free"):
        restore(kept.path, path, "clerk")
    assert path.read_bytes() == before


def test_a_backup_is_not_put_in_its_own_place(kept):
    with pytest.raises(BackupRefused, match="in its own place"):
        restore(kept.path, kept.path, "clerk")


def test_a_manifest_tells_exactly_what_is_in_its_backup(kept, tmp_path):
    """A manifest that was changed is noticed as well as a backup."""
    path = kept.path.with_suffix(".json")
    told = json.loads(path.read_text(encoding="utf-8"))
    told["contents"]["tables"]["petitions"]["rows"] += 1
    path.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(BackupRefused, match="is damaged, or was changed"):
        restore(kept.path, tmp_path / "new.gpkg", "clerk")
