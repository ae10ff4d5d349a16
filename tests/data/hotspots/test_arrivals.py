"""The last days of a record are incomplete: they are left out, it is said, and no alarm comes of them."""

import datetime as dt

import numpy as np

from data.hotspots import arrivals, words
from data.hotspots.arrivals import Completeness, complete, leave_out
from data.hotspots.calibration import known
from data.hotspots.now import now
from data.hotspots.simulated import Planted, Traits, simulate
from data.petitions.facts import Filter
from data.rules import DEFAULTS
from data.tables import ImportRun
from data.terms import Counted
from data.text import Words
from tests.county import TODAY, petition
from tests.roles import NOTHING, OFFICE, reader

SAY = Words("en")
NEWEST = TODAY - dt.timedelta(days=3)


def bring(store, lag, files=14, every=7):
    """Three petitions a day for months; each file brings what was filed `lag` days before it or earlier."""
    with store.write("test", "files", "x") as session:
        days = [NEWEST - dt.timedelta(days=every * back) for back in range(files)][::-1]
        counts = {"rows": 0, "stored": 0, "rejected": 0, "duplicates": 0}
        at = dt.datetime.combine(TODAY, dt.time(9))
        for number, day in enumerate(days, 1):
            session.add(
                ImportRun(id=number, file_name="", digest="", at=at, actor="", as_of=day, fields=[], **counts)
            )
        session.flush()
        for back in range(every * files + 90):
            filed = NEWEST - dt.timedelta(days=back)
            ready = filed + dt.timedelta(days=lag)
            run = next((number for number, day in enumerate(days, 1) if day >= ready), None)
            for each in range(3 if run else 0):
                noon = dt.datetime.combine(filed, dt.time(12))
                village = f"99000100{1 + each % 2}001"
                session.add(petition(f"P{back}-{each}", village, filed=noon, import_run_id=run))
    return store


def test_days_that_came_late_in_earlier_files_are_left_out_and_named(store):
    told = complete(reader(OFFICE, bring(store, lag=5)))
    assert told.newest == NEWEST and told.whole == NEWEST - dt.timedelta(days=5) and told.files >= 4
    kept, late = leave_out(told, Filter(TODAY - dt.timedelta(days=300), TODAY))
    assert kept.last == told.whole and late.first == told.whole + dt.timedelta(days=1)
    assert late.first.isoformat() in words.late(SAY, late) and "95" in words.late(SAY, late)


def test_after_the_newest_file_nothing_is_on_record_and_the_days_are_left_out(store):
    told = complete(reader(OFFICE, bring(store, lag=0)))
    assert told.whole == NEWEST
    kept, late = leave_out(told, Filter(last=TODAY))
    assert kept.last == NEWEST and NEWEST.isoformat() in words.late(SAY, late)


def test_a_first_file_of_years_tells_no_delay_and_that_is_said(store):
    told = complete(reader(OFFICE, bring(store, lag=0, files=1)))
    assert told.whole is None and told.newest == NEWEST
    kept, late = leave_out(told, Filter(last=TODAY))
    assert kept.last == NEWEST and "cannot be told" in words.late(SAY, late)


def test_a_record_without_files_is_looked_at_up_to_its_day_and_that_nothing_tells_is_said(store):
    told = complete(reader(OFFICE, store))
    kept, late = leave_out(told, Filter(last=TODAY))
    assert kept.last == TODAY and "files on record: 0" in words.late(SAY, late)


def test_who_may_count_nothing_is_told_nothing_of_the_last_days(store):
    assert complete(reader(NOTHING, bring(store, lag=5))).whole is None


def test_what_was_asked_of_an_earlier_year_is_whole_and_needs_no_word(store):
    told = complete(reader(OFFICE, bring(store, lag=5)))
    asked = Filter(last=TODAY - dt.timedelta(days=200))
    kept, late = leave_out(told, asked)
    assert kept == asked and words.late(SAY, late) == ""


def test_a_period_of_late_days_alone_is_told_as_it_is():
    told = Completeness(TODAY, TODAY - dt.timedelta(days=9), share=0.5, files=9)
    asked = Filter(TODAY - dt.timedelta(days=3), TODAY)
    kept, late = leave_out(told, asked)
    assert kept == asked and "as it is" in words.late(SAY, late)


def test_online_requests_come_at_once():
    told = Completeness(TODAY, TODAY - dt.timedelta(days=9), share=0.5, files=9)
    asked = Filter(last=TODAY, counted=Counted.REQUESTS)
    assert leave_out(told, asked) == (asked, None)


# --- simulated records --------------------------------------------------------------------------------------

LAST = dt.date(2026, 11, 24)


def raised(land, frame, told):
    return now(frame, land, Filter(), LAST, DEFAULTS.hotspots, told).raised


def test_late_townships_raise_no_alarm_in_those_that_are_not(land):
    frame = simulate(land, LAST, 600.0, Traits(slow=0.5), np.random.default_rng(3))[0]
    assert raised(land, frame, None)  # taken for whole, the others seem to rise
    assert not raised(land, frame, known(frame))


def test_a_rise_is_found_though_the_last_days_are_left_out(land):
    planted = Planted(3.0, 8, 8)
    frame, where = simulate(land, LAST, 300.0, Traits(slow=0.5), np.random.default_rng(4), planted=planted)
    told = known(frame)
    assert told.whole < LAST
    found = raised(land, frame, told)
    assert found and np.isin(found[0].villages, where).mean() > 0.5


def test_of_a_township_that_is_later_than_the_county_the_weeks_after_are_not_known(land):
    frame = simulate(land, LAST, 300.0, Traits(slow=0.5), np.random.default_rng(5))[0]
    told = known(frame)
    answer = now(frame, land, Filter(), LAST, DEFAULTS.hotspots, told)
    assert told.towns and answer.last == told.whole
    assert set(told.towns) <= set(answer.not_yet)
    assert all(answer.not_yet[town] <= told.towns[town] for town in told.towns)
    assert max((told.whole - day).days for day in told.towns.values()) <= arrivals.OLDEST
