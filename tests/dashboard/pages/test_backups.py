"""The office sees when the last backup was made, is warned when it is old, and makes one."""

import datetime as dt
import time
from pathlib import Path

import pytest

from dashboard import cache, nightly
from data.backup.check import Check, Fault
from data.backup.folder import kept_backups
from data.backup.history import begin, end, history, last_good
from data.backup.manifest import Kind
from data.backup.records import back_up_record
from data.errors import BackupRefused
from data.reader import Reader
from data.scope import Role, Scope
from data.store import Store
from data.tables import BackupRun, Dataset
from tests.dashboard.pages.conftest import plain, words


@pytest.fixture
def real(store):
    """A record that is not the demo's, and where its backups go."""
    with store.write("test", "make", "x") as session:
        session.query(Dataset).one().synthetic = False
    return store


def _folder(store):
    return Path(store.url.removeprefix("sqlite:///")).parent / "backups"


def _aged(store, days):
    """The backups that there are, made so many days before."""
    for kept in kept_backups(_folder(store)):
        values = vars(kept.manifest) | {"at": kept.manifest.at - dt.timedelta(days=days)}
        type(kept.manifest)(**values).write(kept.path)


def test_a_record_without_a_backup_is_told_and_one_click_makes_one(real, open_view):
    page = open_view("backups", lang="en")
    assert "There is no backup of this record" in page.warning[0].value
    page.button(key="back-up-now").click().run()
    assert not page.exception
    assert [kept.manifest.kind for kept in kept_backups(_folder(real))] == ["manual"]
    assert "made and checked" in words(page)
    page = open_view("backups", lang="en")
    assert not page.warning
    assert "no fault" in words(page)


@pytest.mark.parametrize(("days", "warned"), [(1, False), (3, True)])
def test_a_backup_older_than_two_days_is_told(real, open_view, days, warned):
    back_up_record(real.url, None, "clerk")
    _aged(real, days)
    page = open_view("backups", lang="en")
    assert [one.value for one in page.warning] == (
        ["The last backup is 3 days old: look at the page of the backups"] if warned else []
    )


def test_a_backup_that_failed_says_why(real, open_view):
    back_up_record(real.url, None, "clerk")
    with real.write("test", "x", "y") as session:
        session.add(BackupRun(id=9, begun_at=dt.datetime.now(), actor="nightly", kind="nightly", folder=""))
    end(real, "nightly", 9, BackupRefused("There is no folder {folder}", folder="/mnt/backups"))
    page = open_view("backups")
    assert "没有文件夹 /mnt/backups" in plain(page.warning[0].value)
    assert "没有文件夹 /mnt/backups" in words(page)


def test_a_fault_that_the_check_noticed_stands_on_the_page(real, open_view):
    back_up_record(real.url, None, "clerk")
    fault = Fault("It is no record of this program")
    run = begin(real, "clerk", Kind.MANUAL, _folder(real))
    end(real, "clerk", run, kept_backups(_folder(real))[0], Check(None, [fault]))
    page = open_view("backups", lang="en")
    assert plain(page.warning[0].value) == "It is no record of this program"
    assert "1 fault" in words(page)


@pytest.mark.parametrize("role", [Role.CLERK, Role.LEADER, Role.TOWNSHIP, Role.TEAM])
def test_others_see_nothing_of_backups(real, open_view, role):
    back_up_record(real.url, None, "clerk")
    page = open_view("backups", role=role, division="990001001", lang="en")
    assert not page.button and "330726" not in words(page) and "backups/" not in words(page)


def test_the_server_makes_the_backup_of_the_night_by_the_settings_of_the_machine(
    real, open_view, monkeypatch, tmp_path
):
    open_view("backups")
    monkeypatch.setattr(nightly, "night", lambda: nightly.Night(0, tmp_path / "d", nightly.Keep(1, 0, 0)))
    nightly.look()
    nightly.look()
    assert len(kept_backups(tmp_path / "d")) == 1
    assert last_good(real) is not None
    office = Reader.of(Scope.of(Role.OFFICE, ["990001"], "990001"), real)
    assert history(office)[0].kind == "nightly"


def test_the_server_asks_by_a_scheduler_of_its_own(monkeypatch):
    asked = []
    monkeypatch.setattr(nightly, "look", lambda: asked.append(True))
    for other in ("answer", "brief"):  # they would ask the record of this machine
        monkeypatch.setattr(nightly, other, lambda: None)
    monkeypatch.setattr(nightly, "FIRST", dt.timedelta(seconds=0))
    with nightly.kept() as scheduler:
        assert dt.timedelta(minutes=10) in [job.trigger.interval for job in scheduler.get_jobs()]
        until = time.monotonic() + 30
        while not asked and time.monotonic() < until:
            time.sleep(0.02)
    assert asked == [True]
    assert not scheduler.running


def test_a_server_without_a_record_only_says_so(monkeypatch, tmp_path, caplog):
    monkeypatch.setattr(cache, "store", lambda: Store(str(tmp_path / "none.gpkg")))
    nightly.look()
    assert "cannot be opened" in caplog.text


def test_a_clock_that_is_doubted_is_told_and_one_click_says_that_it_is_right(real, open_view):
    back_up_record(real.url, None, "clerk")
    with real.engine.execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql("UPDATE audit_log SET at = '2099-01-01 00:00:00.000000' WHERE id = 2")
    page = open_view("backups", lang="en")
    assert "yet the newest entry of the log is of 2099-01-01" in plain(page.warning[0].value)
    page.button(key="clock").click().run()
    assert not open_view("backups", lang="en").warning
