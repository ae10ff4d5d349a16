"""A clock that is set wrong is noticed, and what it dated can be taken back."""

import csv
import datetime as dt

import pytest
from sqlalchemy import select

from data import clock, timekeeping
from data.casework.entry import NewCase, enter
from data.errors import ClockRefused
from data.importing.petitions import undoing
from data.importing.petitions.importer import import_petitions
from data.tables import AuditEntry, Dataset
from data.timekeeping import check_clock, clock_doubt, confirm_clock
from tests.roles import ADMINISTRATOR, CLERK, LEADER, OFFICE, writer

NOW = dt.datetime.now().replace(microsecond=0)
YEARS_LATER = NOW.replace(year=NOW.year + 5, day=1)
HEADER = ("信访件编号", "登记时间", "信访形式", "问题类别", "办理状态")


@pytest.fixture
def real(store):
    """A record that is not the demo's, complete to yesterday."""
    with store.write("test", "make", "x") as session:
        dataset = session.scalars(select(Dataset)).one()
        dataset.synthetic, dataset.as_of = False, NOW.date() - dt.timedelta(days=1)
    return store


@pytest.fixture
def at(monkeypatch):
    """Function that sets the clock of the machine."""

    def set_clock(moment):
        for module in ("clock", "store", "timekeeping", "importing.petitions.importer"):
            monkeypatch.setattr(f"data.{module}.now", lambda: moment)
        monkeypatch.setattr("data.importing.petitions.undoing.now", lambda: moment)

    return set_clock


@pytest.fixture
def take_in(real, tmp_path):
    """Function that imports a file of one petition, filed on a day."""

    def run(number, filed):
        path = tmp_path / f"{number}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADER, [number, f"{filed} 09:00", "走访", "生态环境", "在办"]])
        return import_petitions(real, path, actor="clerk")

    return run


def test_a_clock_that_goes_right_is_not_asked_about(real, take_in):
    assert clock_doubt(real, NOW) is None
    assert take_in("1", NOW.date()).stored == 1


def test_a_clock_behind_the_log_is_refused_before_a_file_is_read(real, at, take_in):
    at(NOW - dt.timedelta(days=3))
    with pytest.raises(ClockRefused, match="yet the newest entry of the log is of"):
        take_in("1", NOW.date() - dt.timedelta(days=5))


def test_two_machines_may_differ_by_minutes(real):
    assert clock_doubt(real, clock.now() - dt.timedelta(minutes=50)) is None


def test_a_clock_years_ahead_is_refused(real, at, take_in):
    at(YEARS_LATER)
    with pytest.raises(ClockRefused, match="nothing was done in the record since"):
        take_in("1", YEARS_LATER.date())
    with pytest.raises(ClockRefused):
        enter(writer(OFFICE, real), NewCase(filed=YEARS_LATER, channel="visit", category="land"))
    assert real.dataset().as_of == NOW.date() - dt.timedelta(days=1)


def test_an_office_that_rested_says_that_the_clock_is_right(real, at, take_in):
    at(YEARS_LATER)
    confirm_clock(writer(OFFICE, real, "head"))
    assert take_in("1", YEARS_LATER.date()).stored == 1
    with real.read() as connection:
        entry = connection.execute(select(AuditEntry).where(AuditEntry.action == "confirm clock")).one()
    assert entry.actor == "head"


def test_what_a_wrong_clock_let_in_is_taken_back_and_the_day_of_the_record_returns(real, at, take_in):
    """Somebody said that a clock of years later was right; the file has a petition of that day."""
    take_in("before", NOW.date() - dt.timedelta(days=1))
    at(YEARS_LATER)
    confirm_clock(writer(OFFICE, real))
    run = take_in("wrong", YEARS_LATER.date()).run
    assert real.dataset().as_of == YEARS_LATER.date()
    at(NOW)
    with pytest.raises(ClockRefused, match="newest entry of the log"):
        take_in("after", NOW.date())
    confirm_clock(writer(OFFICE, real))
    with pytest.raises(ClockRefused, match=f"undo import {run}, which was dated by a wrong clock"):
        take_in("after", NOW.date())
    undoing.undo(writer(OFFICE, real), run)
    assert real.dataset().as_of == NOW.date() - dt.timedelta(days=1)
    assert take_in("after", NOW.date()).stored == 1
    assert real.dataset().as_of == NOW.date()


def test_what_was_entered_by_hand_under_a_wrong_clock_does_not_hold_the_record_in_years_to_come(real, at):
    with real.write("clerk", "enter case", "x") as session:
        session.scalars(select(Dataset)).one().as_of = YEARS_LATER.date()
    with pytest.raises(ClockRefused, match="is yet to come, and the clock says"):
        check_clock(real)
    confirm_clock(writer(ADMINISTRATOR, real, today=NOW.date()))
    check_clock(real)
    assert real.dataset().as_of == NOW.date()


@pytest.mark.parametrize("scope", [CLERK, LEADER])
def test_only_the_head_or_an_administrator_says_that_the_clock_is_right(real, scope):
    with pytest.raises(ClockRefused, match="Only the head"):
        confirm_clock(writer(scope, real))


def test_the_demo_stands_on_its_own_day(store):
    assert clock_doubt(store, YEARS_LATER) is None
    assert dt.timedelta(hours=1) == timekeeping.SLACK
