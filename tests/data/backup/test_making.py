"""A backup is of one moment, whole, checked and nobody else's to read; or there is none."""

import datetime as dt
import json
import os
import shutil
import sqlite3
import stat
import threading
from contextlib import closing

import pytest

from data.backup.check import check_backup
from data.backup.folder import kept_backups
from data.backup.making import back_up
from data.backup.manifest import Kind
from data.errors import BackupRefused, StoreRefused
from data.store import Store
from tests.county import petition


def test_a_backup_is_one_file_with_its_manifest_and_opens_as_a_record(filled, path, folder):
    kept = back_up(path, folder)
    assert sorted(one.name for one in folder.iterdir()) == [
        kept.path.stem + ".gpkg",
        kept.path.stem + ".json",
    ]
    assert check_backup(kept.path).good
    copied = Store(str(shutil.copy(kept.path, folder.parent / "copy.gpkg")))
    assert copied.dataset().version == filled.dataset().version
    copied.close()


def test_a_manifest_names_no_person_and_tells_versions_rows_and_fingerprints(path, folder):
    text = back_up(path, folder).path.with_suffix(".json").read_text(encoding="utf-8")
    told = json.loads(text)
    assert "王" not in text and "水渠" not in text
    assert told["contents"]["county"] == "990001"
    assert told["contents"]["tables"]["petitions"]["rows"] == 300
    assert len(told["sha256"]) == 64
    assert {"program", "size", "at", "kind"} <= set(told)


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such modes")
def test_nobody_else_on_the_machine_reads_a_backup(path, folder):
    kept = back_up(path, folder)
    for one in (kept.path, kept.path.with_suffix(".json")):
        assert stat.S_IMODE(one.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_backup_of_a_record_that_is_being_written_is_of_one_moment(filled, path, folder):
    """Each write adds two petitions and one entry of the log: no backup may hold half of one."""
    ended, written = threading.Event(), []

    def write():
        own = Store(filled.url)
        while not ended.is_set():
            with own.write("clerk", "enter", "x") as session:
                session.add(petition(f"B{len(written)}", "990001001001"))
                session.flush()
                session.add(petition(f"C{len(written)}", "990001001002"))
            written.append(True)
        own.close()

    writer = threading.Thread(target=write)
    writer.start()
    start = dt.datetime(2026, 11, 29, 2)
    acknowledged = []
    for n in range(6):
        before = len(written)
        kept = back_up(path, folder, at=start + dt.timedelta(seconds=n))
        acknowledged.append((before, kept))
    ended.set()
    writer.join()
    assert len(written) > 6
    for before, kept in acknowledged:
        held = kept.manifest.contents
        rows = held.tables["petitions"].rows - 300
        assert rows % 2 == 0 and rows // 2 >= before  # all that was acknowledged before it began
        assert held.version == held.log == 2 + rows // 2
        assert check_backup(kept.path).good


def test_a_damaged_record_is_not_backed_up_and_earlier_backups_stay(filled, path, folder):
    kept = back_up(path, folder)
    filled.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(path.read_bytes())
    content[40960:57344] = b"\xa5" * 16384
    path.write_bytes(content)
    with pytest.raises(StoreRefused, match="damaged"):
        back_up(path, folder)
    assert [one.path for one in kept_backups(folder)] == [kept.path]
    assert len(list(folder.iterdir())) == 2


def test_where_there_is_no_room_nothing_is_written(path, folder, monkeypatch):
    usage = shutil.disk_usage(folder.parent)
    monkeypatch.setattr("data.copies.shutil.disk_usage", lambda _: usage._replace(free=3 << 20))
    with pytest.raises(StoreRefused, match="3 MB are free, 17 MB are needed"):
        back_up(path, folder)
    assert list(folder.iterdir()) == []


def test_a_disk_that_fills_meanwhile_leaves_no_half_backup(path, folder, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("data.copies.flush", full)
    with pytest.raises(BackupRefused, match=r"cannot be written to .* \(ENOSPC\)"):
        back_up(path, folder)
    assert list(folder.iterdir()) == []


def test_a_file_of_another_program_is_not_backed_up(tmp_path, folder):
    path = tmp_path / "photos.gpkg"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE photos (id INTEGER)")
    with pytest.raises(BackupRefused, match="is no record of this program"):
        back_up(path, folder)


def test_only_whole_backups_are_listed_the_newest_first(path, folder):
    made = [back_up(path, folder, Kind.NIGHTLY, dt.datetime(2026, 11, day, 2)) for day in (1, 3, 2)]
    (folder / "letter.json").write_text("{}")
    (folder / "a.gpkg").write_bytes(b"no manifest")
    made[1].path.write_bytes(made[1].path.read_bytes()[:-1])
    assert [kept.manifest.at.day for kept in kept_backups(folder)] == [2, 1]
    assert kept_backups(folder, "990002") == []
    assert kept_backups(folder / "missing") == []
