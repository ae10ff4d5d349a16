"""Each night a backup, once, made up for when the machine was off; and as many kept as were asked for."""

import datetime as dt
import os
import time

import pytest
from sqlalchemy import select

from data import planner
from data.backup.folder import Kept, kept_backups
from data.backup.history import begin, history
from data.backup.making import back_up
from data.backup.manifest import Kind
from data.backup.nightly import Night, is_due, run_when_due, tidy
from data.backup.records import back_up_record, back_up_store
from data.backup.retention import Keep, superfluous
from data.errors import BackupRefused, StoreRefused
from data.tables import AuditEntry, Dataset
from tests.roles import CLERK, OFFICE, SCREEN, TEAM, reader

NIGHT = Night(hour=2)
MORNING = dt.datetime(2026, 11, 29, 8)


@pytest.fixture
def real(filled):
    """A record that is not the demo's."""
    with filled.write("test", "make", "x") as session:
        session.scalars(select(Dataset)).one().synthetic = False
    return filled


@pytest.mark.parametrize(
    ("good", "tried", "due"),
    [
        (None, None, True),
        (MORNING.replace(hour=2), MORNING.replace(hour=2), False),
        (MORNING.replace(hour=1), MORNING.replace(hour=1), True),
        (MORNING - dt.timedelta(days=1), None, True),
        (None, MORNING - dt.timedelta(minutes=50), False),  # it has just failed
        (None, MORNING - dt.timedelta(minutes=70), True),
        (dt.datetime(2031, 1, 1), dt.datetime(2031, 1, 1), True),  # made by a clock that was wrong
    ],
)
def test_a_backup_is_due_once_after_its_hour(good, tried, due):
    assert is_due(NIGHT, good, tried, MORNING) is due


def test_before_the_hour_the_night_before_counts():
    at, yesterday = MORNING.replace(hour=1), MORNING.replace(hour=3) - dt.timedelta(days=1)
    assert not is_due(NIGHT, yesterday, yesterday, at)
    assert is_due(NIGHT, yesterday - dt.timedelta(days=1), None, at)


def test_who_wants_none_gets_none():
    assert not is_due(Night(hour=None), None, None, MORNING)


def test_the_backup_of_the_night_is_made_once(real, folder):
    night = Night(hour=0, folder=folder)
    assert run_when_due(real, night).manifest.kind is Kind.NIGHTLY
    assert run_when_due(real, night) is None
    assert len(kept_backups(folder)) == 1


def test_nothing_is_backed_up_of_the_demo_by_itself(filled, folder):
    assert run_when_due(filled, Night(hour=0, folder=folder)) is None
    assert not folder.exists()


def test_of_two_servers_at_one_record_only_one_makes_it(real, folder):
    begin(real, "another server", Kind.NIGHTLY, folder)
    with pytest.raises(BackupRefused, match="under way already"):
        back_up_record(real.url, folder, "clerk")
    assert run_when_due(real, Night(hour=0, folder=folder)) is None
    assert not folder.exists()


def test_a_backup_that_was_cut_off_stops_the_next_for_no_longer_than_two_hours(real, folder):
    begin(real, "killed", Kind.NIGHTLY, folder, dt.datetime.now() - dt.timedelta(hours=2, minutes=1))
    assert run_when_due(real, Night(hour=0, folder=folder)) is not None


def test_a_backup_that_fails_is_in_the_log_with_its_reason(real, folder, caplog):
    folder.write_text("a file where the folder should be")
    assert run_when_due(real, Night(hour=0, folder=folder)) is None
    run = history(reader(OFFICE, real))[0]
    assert (run.file, run.kind) == (None, "nightly")
    assert "cannot be made or written" in run.refusal["message"]
    with real.read() as connection:
        actions = connection.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc()).limit(2)).all()
    assert actions == ["backup failed", "begin backup"]
    assert "the nightly backup failed" in caplog.text


@pytest.mark.sqlite
def test_a_backup_that_was_made_is_told_as_made_where_the_tables_could_not_be_measured(
    real, folder, caplog, monkeypatch
):
    """Another program holds the record when the backup is done."""

    def busy(_):
        raise StoreRefused("Another program is writing to the record")

    monkeypatch.setattr(planner, "renew", busy)
    kept = run_when_due(real, Night(hour=0, folder=folder))
    assert kept is not None and [one.path for one in kept_backups(folder)] == [kept.path]
    assert "backup failed" not in caplog.text and "not measured" in caplog.text


def test_each_backup_is_noted_with_who_made_it_and_what_the_check_before_it_noticed(real, folder):
    back_up_record(real.url, folder, "clerk")
    kept = back_up_record(real.url, folder, "clerk")
    run = history(reader(OFFICE, real))[0]
    assert (run.actor, run.kind, run.file, run.size) == (
        "clerk",
        "manual",
        kept.path.name,
        kept.manifest.size,
    )
    assert run.faults == []
    assert run.folder == str(folder)


def test_what_a_disk_has_changed_is_noticed_by_the_next_nightly_backup(real, path, folder):
    back_up_record(real.url, folder, "clerk")
    with real.engine.execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql("UPDATE petitions SET category = 'lane' WHERE number = 'A7'")
    back_up_store(real, folder, "clerk")
    faults = history(reader(OFFICE, real))[0].faults
    assert {"table": "petitions"} in [fault["values"] for fault in faults]


def test_who_does_not_look_after_backups_sees_none(real, folder):
    back_up_record(real.url, folder, "clerk")
    assert [history(reader(scope, real)) for scope in (CLERK, TEAM, SCREEN, None)] == [[]] * 4


def test_a_record_that_cannot_be_read_is_only_told(real, path, folder, caplog):
    real.close()
    path.write_bytes(b"\xa5" * 5000)
    assert run_when_due(real, Night(hour=0, folder=folder)) is None
    assert "failed" in caplog.text


def _nightly(path, folder, days):
    first = dt.datetime(2025, 1, 1, 2)
    made = back_up(path, folder, Kind.NIGHTLY, first)
    return [
        Kept(made.path, type(made.manifest)(**{**vars(made.manifest), "at": first + dt.timedelta(days=day)}))
        for day in range(days)
    ]


def test_of_two_years_of_nights_days_weeks_and_months_are_kept(path, folder):
    backups = _nightly(path, folder, 730)
    gone = {id(kept) for kept in superfluous(backups, Keep(days=14, weeks=8, months=12))}
    days = [kept.manifest.at.date() for kept in backups if id(kept) not in gone]
    last = dt.date(2026, 12, 31)
    assert days[-14:] == [last - dt.timedelta(days=n) for n in reversed(range(14))]
    weeks = {day.isocalendar()[:2] for day in days}
    assert {(last - dt.timedelta(weeks=n)).isocalendar()[:2] for n in range(8)} <= weeks
    assert {(day.year, day.month) for day in days} == {(2026, month) for month in range(1, 13)}
    assert len(days) <= 14 + 8 + 12


def test_the_newest_is_kept_whatever_was_asked_for(path, folder):
    backups = _nightly(path, folder, 3)
    assert backups[-1] not in superfluous(backups, Keep(0, 0, 0))
    assert len(superfluous(backups, Keep(0, 0, 0))) == 2


def test_what_somebody_asked_for_is_never_removed_by_the_program(path, folder):
    for day in (1, 2, 3):
        back_up(path, folder, Kind.MANUAL, dt.datetime(2026, 1, day))
        back_up(path, folder, Kind.NIGHTLY, dt.datetime(2026, 2, day))
    assert tidy(folder, "990001", Keep(1, 0, 0)) == 2
    kinds = [kept.manifest.kind for kept in kept_backups(folder)]
    assert kinds == [Kind.NIGHTLY, Kind.MANUAL, Kind.MANUAL, Kind.MANUAL]
    assert tidy(folder, "990002", Keep(0, 0, 0)) == 0


def test_the_nights_of_a_real_county_crowd_out_no_backup_of_the_demo_of_its_code(real, path, folder):
    back_up(path, folder, Kind.NIGHTLY, dt.datetime(2026, 1, 1))
    with real.write("test", "make", "x") as session:
        session.scalars(select(Dataset)).one().synthetic = True
    back_up(path, folder, Kind.NIGHTLY, dt.datetime(2026, 1, 2))
    assert tidy(folder, "990001", Keep(1, 0, 0), synthetic=False) == 0
    assert tidy(folder, "990001", Keep(1, 0, 0), synthetic=True) == 0
    assert len(kept_backups(folder)) == 2
    with real.write("test", "make", "x") as session:
        session.scalars(select(Dataset)).one().synthetic = False
    run_when_due(real, Night(hour=0, folder=folder, keep=Keep(1, 0, 0)))
    assert [kept.manifest.contents.synthetic for kept in kept_backups(folder)] == [False, True]


def test_what_was_cut_off_is_removed_a_day_later(path, folder):
    back_up(path, folder)
    left = [folder / ".330726-x.part", folder / "990001-20260101-020000-nightly.gpkg"]
    others = [folder / ".hidden", folder / "letter.gpkg"]
    for one in [*left, *others]:
        one.write_bytes(b"x")
    tidy(folder, "990001", Keep())
    assert all(one.exists() for one in left)
    for one in [*left, *others]:
        os.utime(one, (time.time() - 90000,) * 2)
    tidy(folder, "990001", Keep())
    assert not any(one.exists() for one in left) and all(one.exists() for one in others)
    assert len(kept_backups(folder)) == 1


def test_a_full_disk_removes_no_backup(real, folder, monkeypatch):
    back_up_record(real.url, folder, "clerk")
    monkeypatch.setattr("data.copies.ROOM", 1 << 60)
    with pytest.raises(StoreRefused, match="Make room"):
        back_up_record(real.url, folder, "clerk")
    assert len(kept_backups(folder)) == 1
