"""What happens right now is told; what always was, and what the whole county has, is not."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from data.hotspots.surveillance import count_weeks, right_now
from data.rules import DEFAULTS
from data.terms import Purpose

LAST = dt.date(2026, 11, 24)
WEEKS, FEWEST_WEEKS = DEFAULTS.hotspots.weeks, DEFAULTS.hotspots.fewest_weeks
LEVEL = DEFAULTS.hotspots.level


@pytest.fixture
def places():
    """Sixty villages on a grid, two kilometres apart."""
    return 2000.0 * np.stack(np.meshgrid(np.arange(10), np.arange(6)), axis=-1).reshape(-1, 2)


def record(rng, usual=0.4, weeks=WEEKS, villages=60):
    shares = rng.gamma(2.0, 0.5, villages)
    season = 1 + 0.5 * np.sin(np.arange(weeks) * 2 * np.pi / 52)
    return rng.poisson(usual * np.outer(shares, season))


def frame(days, villages, purpose=None):
    purpose = purpose or [Purpose.CLAIM.value] * len(days)
    return pd.DataFrame(
        {
            "filed": pd.to_datetime(days),
            "village_code": pd.Categorical(villages),
            "purpose": pd.Categorical(purpose, [one.value for one in Purpose]),
        }
    )


def test_an_outbreak_of_the_last_three_weeks_is_told_with_its_villages_and_its_first_day(places):
    counts = record(np.random.default_rng(1))
    counts[[22, 23, 32], -3:] += 4
    first = right_now(counts, places, LAST).signals[0]
    assert {22, 23, 32} <= set(first.villages)
    assert first.since == dt.date(2026, 11, 4)
    assert first.raised
    assert first.cases > 3 * first.expected


def test_villages_that_always_have_many_raise_no_signal(places):
    counts = record(np.random.default_rng(2))
    counts[[22, 23, 32]] += np.random.default_rng(3).poisson(4.0, (3, WEEKS))
    assert not any(signal.raised for signal in right_now(counts, places, LAST).signals)


def test_a_busy_week_of_the_whole_county_raises_no_signal(places):
    rng = np.random.default_rng(4)
    counts = record(rng)
    counts[:, -1] += rng.poisson(4 * counts.mean(axis=1))
    assert not any(signal.raised for signal in right_now(counts, places, LAST).signals)


def test_what_is_over_is_not_what_happens_now(places):
    counts = record(np.random.default_rng(5))
    counts[[22, 23, 32], -20:-12] += 4
    assert not any(signal.raised for signal in right_now(counts, places, LAST).signals)


@pytest.mark.slow
def test_of_records_in_which_nothing_happens_at_most_one_in_twenty_raises_a_signal(places):
    alarms = 0
    for number in range(200):
        counts = record(np.random.default_rng((6, number)), weeks=52)
        found = right_now(counts, places, LAST, simulations=99, seed=number)
        alarms += any(signal.raised for signal in found.signals)
    assert alarms <= LEVEL * 200


def test_too_few_weeks_tell_nothing_and_no_petitions_no_signal(places):
    assert right_now(np.ones((60, FEWEST_WEEKS - 1), dtype=np.int64), places, LAST) is None
    assert right_now(np.zeros((60, FEWEST_WEEKS), dtype=np.int64), places, LAST).signals == []


def test_before_the_record_begins_there_are_no_weeks():
    nothing = count_weeks(frame([], []), pd.Index(["a", "b"]), dt.date(2026, 12, 1), LAST)
    assert nothing.shape == (2, 0)
    assert right_now(nothing, np.zeros((2, 2)), LAST) is None


def test_weeks_end_with_the_day_of_the_record_and_leave_out_accusations():
    days = [
        "2026-11-24 23:59",
        "2026-11-18 00:00",
        "2026-11-17 23:59",
        "2026-11-24 08:00",
        "2026-05-01 00:00",
    ]
    purposes = [Purpose.CLAIM.value] * 3 + [Purpose.ACCUSATION.value, Purpose.CLAIM.value]
    counts = count_weeks(
        frame(days, ["a", "a", "a", "a", "b"], purposes), pd.Index(["a", "b"]), dt.date(2026, 5, 1), LAST
    )
    assert counts[0, -2:].tolist() == [1, 2]
    assert counts.shape[1] == 29  # and five days, which are no week
    assert counts.sum() == 3


# --- records as they really are ------------------------------------------------------------------------


TOWNS = np.repeat(np.arange(6), 10)


def alarms(places, change, records=40, usual=0.4):
    """Of how many records in which nothing happens something is raised."""
    told = 0
    for number in range(records):
        rng = np.random.default_rng((8, number))
        counts = change(rng, record(rng, usual))
        found = right_now(counts, places, LAST, towns=TOWNS, simulations=99, seed=number)
        told += any(signal.raised for signal in found.signals)
    return told


def test_joint_letters_in_every_village_raise_no_signal_by_themselves(places):
    def joint(rng, counts):
        many = rng.random(counts.shape) < 0.004
        return counts + many * rng.integers(4, 11, counts.shape)

    assert alarms(places, joint) <= 5  # three standard errors above one in twenty of forty


def test_townships_that_report_late_or_joined_late_raise_no_signal(places):
    def late(rng, counts):
        counts[np.isin(TOWNS, [0, 1, 2]), -2:] = 0
        counts[TOWNS == 5, :52] = 0
        return counts

    assert alarms(places, late, usual=1.5) <= 5


def test_weeks_of_which_nothing_is_known_yet_are_not_taken_for_quiet_ones(places):
    counts = record(np.random.default_rng(9), 1.5)
    counts[TOWNS == 0, -2:] = 0
    counts[TOWNS == 1, :60] = 0
    counts[7, :] = 0
    found = right_now(counts, places, LAST, towns=TOWNS)
    assert not found.known[TOWNS == 0, -2:].any() and found.known[TOWNS == 0, :-3].all()
    assert not found.known[TOWNS == 1, :60].any() and found.known[TOWNS == 1, 61:].all()
    assert found.known[TOWNS > 1].all()


def test_a_village_alone_that_has_nothing_before_is_told_when_it_begins(places):
    counts = record(np.random.default_rng(10), 0.1)
    counts[25] = 0
    counts[25, -3:] = 5
    first = right_now(counts, places, LAST, towns=TOWNS).signals[0]
    assert first.raised and 25 in first.villages


def test_a_village_that_is_on_record_for_too_short_is_not_tested(places):
    counts = record(np.random.default_rng(11), 1.5)
    counts[30, :-20] = 0
    found = right_now(counts, places, LAST, towns=TOWNS)
    assert not found.tested[30] and found.tested.sum() == 59
