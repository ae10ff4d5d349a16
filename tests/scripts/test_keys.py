"""Keys of the personal data by command, and files that commands make."""

import os
import shutil
import stat
import subprocess
import sys

import pytest

from data import keys


@pytest.fixture
def own_keys(tmp_path, monkeypatch):
    monkeypatch.setenv(keys.VARIABLE, str(tmp_path / "keys"))


def test_a_new_record_has_its_key_which_is_shown_but_for_its_secret(run, own_keys, tmp_path):
    assert run("init")[0] == 0
    code, told, _ = run("keys", "--check")
    (key,) = keys.listed()
    assert (code, told["key"], told["here"], told["scrubbed"]) == (0, key.id, True, True)
    assert told["keys"][0]["key"] == key.id and told["open_to_others"] == []
    assert all(each["failed"] == 0 for each in told["checked"].values())
    text = run("keys", as_json=False)[1]
    secret = (tmp_path / "keys" / f"{key.id}.key").read_text(encoding="utf-8").split('"secret": "')[1][:20]
    assert key.id in text and secret not in text and secret not in str(told)


def test_a_key_is_changed_and_carried_by_command(run, own_keys, tmp_path, monkeypatch):
    run("init")
    _, told, _ = run("keys", "--rotate", "--export", tmp_path / "safe.json")
    assert {told["key"], told["former"]} == {key.id for key in keys.listed()}
    assert run("keys", "--export", tmp_path / "safe.json")[0] == 2  # nothing is written over
    monkeypatch.setenv(keys.VARIABLE, str(tmp_path / "other machine"))
    assert not run("keys")[1]["here"]
    code, error, _ = run("keys", "--rotate")
    assert code == 2 and told["key"] in error["error"]["zh"] and told["key"] in error["error"]["en"]
    code, error, _ = run("keys", "--export", tmp_path / "second.json")
    assert code == 2 and not (tmp_path / "second.json").exists()
    assert run("keys", "--import", tmp_path / "safe.json")[1]["here"]


def test_a_file_that_is_no_key_is_refused(run, own_keys, tmp_path):
    run("init")
    (tmp_path / "letter.txt").write_text("Dear Sir", encoding="utf-8")
    code, told, _ = run("keys", "--import", tmp_path / "letter.txt")
    assert code == 2 and "letter.txt" in told["error"]["zh"]


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX")
def test_what_a_command_writes_is_its_owners_alone(_county_record, tmp_path):
    record = shutil.copyfile(_county_record, tmp_path / "county.gpkg")
    path = tmp_path / "petitions.csv"
    path.write_text(
        "信访编号,登记时间,信访渠道,问题类别,姓名\n9,无此日,来访,土地,测试甲乙\n", encoding="utf-8"
    )
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "scripts",
            "import-petitions",
            path,
            "--report",
            tmp_path / "rejected.xlsx",
            "--database",
            record,
        ],
        capture_output=True,
        text=True,
        check=False,
        umask=0o022,
    )
    assert done.returncode == 0, done.stderr
    assert stat.S_IMODE((tmp_path / "rejected.xlsx").stat().st_mode) == 0o600
    assert "测试甲乙" not in done.stdout + done.stderr
