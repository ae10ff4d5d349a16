"""A disk without room ends a command with a sentence and 2, and the record as it was."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from data.backup.check import check_record

ROOT = Path(__file__).resolve().parents[2]
resource = pytest.importorskip("resource", reason="Windows has no such limits")
CANARY = "王五"


def _command(*words, room):
    """A command whose files may grow to so many bytes and no further, as on a disk that is full."""

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    command = [sys.executable, "-m", "scripts", *map(str, words)]
    return subprocess.run(
        command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, preexec_fn=limit, check=False
    )


def test_a_file_for_which_there_is_no_room_is_refused_and_nothing_of_it_is_stored(store, tmp_path):
    path = Path(store.url.removeprefix("sqlite:///"))
    store.close()
    file = tmp_path / "petitions.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["信访件编号", "登记时间", "信访形式", "问题类别", "姓名"])
        writer.writerows([f"P{n}", "2026-11-01 09:00", "走访", "生态环境", CANARY] for n in range(5000))
    before = check_record(path).contents
    room = path.stat().st_size + 200_000
    done = _command("import-petitions", file, "--as-of", "2026-11-24", "--database", path, room=room)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr and CANARY not in done.stderr + done.stdout
    chinese, english = done.stderr.strip().splitlines()[-2:]
    assert "磁盘" in chinese and "disk" in english
    assert check_record(path).contents == before


def test_a_backup_for_which_there_is_no_room_leaves_no_file(store, tmp_path):
    path = Path(store.url.removeprefix("sqlite:///"))
    store.close()
    done = _command("backup", "--folder", tmp_path / "b", "--database", path, room=path.stat().st_size // 2)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert list((tmp_path / "b").iterdir()) == []
