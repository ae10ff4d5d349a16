"""Backups at the command line, from the first to the record that is put back."""

import datetime as dt
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from scripts.__main__ import app


@pytest.fixture
def record(store, run):
    """The small county where the commands look for it."""
    return Path(store.url.removeprefix("sqlite:///"))


def test_a_record_is_backed_up_checked_and_restored_elsewhere(record, run, tmp_path):
    code, made, _ = run("backup")
    assert (code, made["county"], made["kind"]) == (0, "990001", "manual")
    backup = Path(made["backup"])
    assert backup.parent == record.parent / "backups"
    code, checked, _ = run("check", backup)
    assert (code, checked["good"], checked["tables"]) == (0, True, made["tables"])
    target = tmp_path / "moved" / "county.gpkg"
    target.parent.mkdir()
    own = CliRunner().invoke(app, ["restore", str(backup), "--database", str(target), "--json"])
    assert own.exit_code == 0, own.output
    assert json.loads(own.stdout)["before"] is None
    again = CliRunner().invoke(app, ["check", "--database", str(target), "--json"])
    held = json.loads(again.stdout)["tables"]
    same = set(held) - {"audit_log", "dataset", "backup_runs", "table_sums"}
    assert {name: held[name] for name in same} == {name: made["tables"][name] for name in same}


def test_a_record_that_was_just_restored_can_be_backed_up_at_once(store, record, run):
    """A backup is made while it is noted as under way, and holds that note."""
    _, made, _ = run("backup")
    store.close()
    assert run("restore", made["backup"])[0] == 0
    assert run("backup")[0] == 0


def test_the_record_that_was_there_is_named(store, record, run):
    _, made, _ = run("backup")
    store.close()
    code, restored, _ = run("restore", made["backup"])
    assert code == 0
    assert Path(restored["before"]).name.startswith("county.before-restore-")


def test_a_check_compares_the_record_with_its_last_backup(record, run):
    _, made, _ = run("backup")
    code, checked, _ = run("check")
    assert (code, checked["good"], checked["faults"]) == (0, True, [])
    assert checked["against"] == Path(made["backup"]).name


def test_a_damaged_backup_is_refused_in_both_languages(record, run):
    _, made, _ = run("backup")
    backup = Path(made["backup"])
    content = bytearray(backup.read_bytes())
    content[-100] ^= 1
    backup.write_bytes(content)
    code, checked, _ = run("check", backup)
    assert (code, checked["good"]) == (2, False)
    assert "已损坏" in checked["faults"][0]["zh"] and "damaged" in checked["faults"][0]["en"]
    code, _, told = run("restore", backup, as_json=False)
    assert code == 2
    assert "请改用另一份" in told and "take another one" in told


def test_a_backup_where_no_folder_can_be_made_is_refused(record, run, tmp_path):
    (tmp_path / "letter.txt").write_text("Dear Sir or Madam")
    code, refused, _ = run("backup", "--folder", tmp_path / "letter.txt" / "backups")
    assert code == 2
    assert "cannot be made or written" in refused["error"]["en"]


@pytest.mark.parametrize("command", ["backup", "check"])
def test_a_record_that_is_missing_is_refused_and_not_made(run, tmp_path, command):
    code, refused, _ = run(command)
    assert code == 2
    assert refused["error"]["en"].startswith("There is no file at")
    assert list(tmp_path.iterdir()) == []


def test_a_record_of_an_older_program_is_backed_up_as_it_is(record, store, run):
    with store.engine.execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql("DROP TABLE backup_runs")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0012'")
    store.close()
    code, made, told = run("backup")
    assert (code, made["revision"], told) == (0, "0012", "")
    assert not list(record.parent.glob("*before*"))
    shutil.rmtree(record.parent / "backups")


def test_a_clock_that_is_set_wrong_is_refused_until_somebody_says_that_it_is_right(
    run, tmp_path, monkeypatch
):
    assert run("init")[0] == 0
    later = dt.datetime.now().replace(microsecond=0) + dt.timedelta(days=1000)
    monkeypatch.setattr("data.timekeeping.now", lambda: later)
    file = tmp_path / "petitions.csv"
    file.write_text("信访件编号,登记时间,信访形式,问题类别\n1,2020-06-30,来访,生态环境\n", encoding="utf-8")
    code, refused, _ = run("import-petitions", file)
    assert code == 2
    assert "本机时钟为" in refused["error"]["zh"] and "--clock-is-right" in refused["error"]["en"]
    monkeypatch.setattr("data.store.now", lambda: later)
    assert run("import-petitions", file, "--clock-is-right")[0] == 0
    assert run("import-petitions", file)[0] == 0


def test_a_record_of_a_newer_program_is_told_by_the_check_and_not_backed_up(store, record, run):
    store.close()
    with closing(sqlite3.connect(record)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    sentence = "The database was written by a newer version of this program"
    code, checked, _ = run("check")
    assert (code, checked["good"]) == (2, False)
    assert sentence in [fault["en"] for fault in checked["faults"]]
    code, refused, _ = run("backup")
    assert (code, refused["error"]["en"]) == (2, sentence)
    assert not list((record.parent / "backups").glob("*.gpkg"))


def test_a_check_says_when_there_is_no_backup_to_compare_with(record, run, tmp_path):
    code, told, _ = run("check", "--folder", tmp_path / "elsewhere", as_json=False)
    assert code == 0
    assert f"No backup with which the record can be compared is in {tmp_path / 'elsewhere'}" in told
    run("backup")
    assert "No backup with which" not in run("check", as_json=False)[1]


@pytest.mark.parametrize(
    "address", ["no address", "county.gpkg", "sqlite:///county.gpkg", "postgresql://a@h:x/d"]
)
def test_a_server_is_prepared_at_an_address_of_postgresql_alone(address):
    own = ["prepare-server", "--owner-database", "postgresql://owner@localhost/county", "--database"]
    made = CliRunner().invoke(app, [*own, address])
    assert made.exit_code == 2
    assert "lead to different databases, or to none of PostgreSQL" in made.stderr
    made = CliRunner().invoke(app, [*own, "postgresql://a@localhost/county", "--administrator", address])
    assert made.exit_code == 2
    assert "The address of the server's administrator is none of PostgreSQL" in made.stderr
