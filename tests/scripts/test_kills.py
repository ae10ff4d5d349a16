"""A short run of the kills: nothing that was answered is lost, and nothing is there by half.

``python -m scripts.reliability.kills`` is the long one; its figures are in docs/reliability.md.
"""

import os
import shutil
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from data.backup.check import check_record
from data.backup.folder import kept_backups
from data.backup.making import back_up
from data.backup.restoring import restore
from data.store import Store, revisions
from scripts.reliability import kills
from scripts.reliability.verifying import Acknowledged, faults
from tests.data.old_records import record_of_revision

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and kill -9")


def killed_after(seconds, work):
    """Whether a process that works was killed before it was done."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
        finally:
            os._exit(0)
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(pid, 0)[1])


def test_fifteen_kills_lose_nothing(tmp_path):
    outcome = kills.run(15, seed=3, folder=tmp_path)
    assert outcome.faults == []
    assert outcome.kills == 15 and outcome.acknowledged.total() >= 15


def test_what_is_lost_or_half_written_would_be_found(tmp_path):
    """The judge of the kills is no judge that always acquits."""
    kills.run(3, seed=4, folder=tmp_path)
    path = tmp_path / "county-0.gpkg"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE import_runs SET stored = stored + 1")
        connection.execute("DELETE FROM table_sums")
        connection.execute("DELETE FROM audit_log WHERE id = (SELECT max(id) FROM audit_log)")
    store = Store(str(path))
    found = " ".join(faults(store, [Acknowledged(10_000, "book", "x")]))
    store.close()
    for words in (
        "half-written: rows of an import",
        "states of the record",
        "lost: book x",
        "log has only",
    ):
        assert words in found


def test_a_kill_while_tables_are_changed_leaves_the_old_record_or_the_new(tmp_path):
    old, path = tmp_path / "old.gpkg", tmp_path / "county.gpkg"
    record_of_revision(old, revisions()[-1])
    before = check_record(old).contents.tables["petitions"].rows
    cut_off = 0
    for number in range(6):
        for left in tmp_path.glob("county*"):
            left.unlink()
        shutil.copy(old, path)
        cut_off += killed_after(0.02 + number * 0.06, lambda: Store(str(path)))
        check = check_record(path)
        assert check.contents.revision in (revisions()[-1], revisions()[0])
        assert check.contents.tables["petitions"].rows == before
        assert not [fault for fault in check.faults if "structure" in fault.message]
        for copy in tmp_path.glob("county.before*"):
            assert check_record(copy).contents.revision == revisions()[-1]
    assert cut_off


def test_a_kill_during_a_backup_or_a_restoration_leaves_no_half_file(tmp_path):
    path, folder = tmp_path / "county.gpkg", tmp_path / "backups"
    kills.run(1, seed=5, folder=tmp_path)
    shutil.copy(tmp_path / "template.gpkg", path)
    whole = back_up(path, folder)
    for number in range(6):
        killed_after(0.005 + number * 0.01, lambda: back_up(path, folder))
        for kept in kept_backups(folder):
            assert kept.manifest.contents == whole.manifest.contents
    for number in range(6):
        killed_after(0.005 + number * 0.02, lambda: restore(whole.path, path, "clerk"))
        assert path.exists()
        assert check_record(path).contents.tables["petitions"] == whole.manifest.contents.tables["petitions"]
    assert Path(whole.path).exists()
