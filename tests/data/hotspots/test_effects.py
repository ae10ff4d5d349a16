"""What a policy measure did: told by whole days, against what it did not touch, and not too early."""

import datetime as dt
from math import comb

import numpy as np
import pandas as pd
import pytest

from data.hotspots.effects import FEWEST_DAYS, MOST_DAYS, PolicyEffect, Verdict, effect

TAKEN = dt.date(2026, 3, 1)
HERE = ["v00", "v01", "v02"]
VILLAGES = [f"v{number:02d}" for number in range(20)]
CATEGORIES = ["ecology", "housing", "labour", "land", "water"]


def facts(day, village, category, purpose="claim"):
    """Petitions at noon of a day counted from the measure on, in villages, of categories."""
    filed = np.datetime64(TAKEN, "s") + np.asarray(day) * np.timedelta64(1, "D") + np.timedelta64(12, "h")
    frame = pd.DataFrame({"filed": filed})
    for name, values in (("village_code", village), ("category", category), ("purpose", purpose)):
        frame[name] = values
        frame[name] = frame[name].astype("category")
    return frame


def told(frame, today=400, category="housing"):
    return effect(frame, HERE, category, TAKEN, TAKEN + dt.timedelta(days=today))


def record(rng, change=1.0, per_day=12.0):
    """Two years of independent petitions with a season; villages and categories differ.

    From the measure on there is `change` times as much housing in its villages.
    """
    day = np.arange(-MOST_DAYS, MOST_DAYS)
    weight = np.outer(rng.gamma(4, 1, len(VILLAGES)), rng.gamma(4, 1, len(CATEGORIES)))
    weight[:3, 1] = weight.sum() / 60  # about one petition in twenty is housing there
    mean = np.tile(weight / weight.sum() * per_day, (len(day), 1, 1))
    mean *= 1 + 0.3 * np.sin(2 * np.pi * day / 365)[:, None, None]
    mean[MOST_DAYS:, :3, 1] *= change
    at, village, category = np.nonzero(counts := rng.poisson(mean))
    times = counts[at, village, category]
    at, village, category = (np.repeat(part, times) for part in (at, village, category))
    return facts(
        day[at],
        pd.Categorical.from_codes(village, VILLAGES),
        pd.Categorical.from_codes(category, CATEGORIES),
    )


# --- what is said --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "verdict"), [(0.4, Verdict.FELL), (1.0, Verdict.UNCLEAR), (2.0, Verdict.ROSE)]
)
def test_a_planted_change_is_found_and_its_size_is_in_the_interval(change, verdict):
    found = told(record(np.random.default_rng(7), change))
    assert found.verdict == verdict
    assert found.own.low < change < found.own.high
    for one in (found.against_elsewhere, found.against_others):
        assert one.low < change < one.high
    for untouched in (found.elsewhere, found.others):
        assert untouched.low < 1 < untouched.high


@pytest.mark.slow
def test_on_records_in_which_a_measure_does_nothing_a_fall_is_told_of_at_most_one_in_twenty():
    records, words = 500, []
    for seed in range(records):
        rng = np.random.default_rng(seed)
        words.append(told(record(rng, per_day=6.0), (45, 180, MOST_DAYS)[seed % 3]).verdict)
    # Each comparison is wrong on one side in at most one of forty, and three must be.
    assert words.count(Verdict.FELL) / records <= 0.025
    assert words.count(Verdict.ROSE) / records <= 0.025


def test_what_falls_everywhere_or_in_everything_is_no_effect_of_the_measure():
    def counted(before, after, where, what):
        day = np.r_[np.linspace(-100, -1, before).astype(int), np.linspace(0, 99, after).astype(int)]
        return facts(day, where, what)

    own = counted(100, 50, "v00", "housing")
    steady = [counted(400, 400, "v09", "housing"), counted(400, 400, "v00", "labour")]
    falling = [counted(400, 200, "v09", "housing"), counted(400, 200, "v00", "labour")]
    assert told(pd.concat([own, *steady]), 99).verdict == Verdict.FELL
    assert told(pd.concat([own, falling[0], steady[1]]), 99).verdict == Verdict.UNCLEAR
    assert told(pd.concat([own, steady[0], falling[1]]), 99).verdict == Verdict.UNCLEAR
    untouched = counted(100, 100, "v00", "housing")
    rising = [counted(200, 400, "v09", "housing"), counted(200, 400, "v00", "labour")]
    assert told(pd.concat([untouched, *rising]), 99).verdict == Verdict.UNCLEAR  # it did not fall itself


def _by_itself(rng, times):
    """Whether a fall is told of the highest of 300 places and categories, one of them `times` as high."""
    mean = np.full((30, 10), 10.0)
    mean[4, 6] *= times
    before, after = rng.poisson(mean), rng.poisson(mean)
    usual = np.outer(before.sum(axis=1), before.sum(axis=0)) / before.sum()
    place, kind = np.unravel_index(((before - usual) / np.sqrt(usual)).argmax(), before.shape)
    counts = np.stack([before, after])
    when, where, what = (np.repeat(part, counts.ravel()) for part in np.indices(counts.shape).reshape(3, -1))
    frame = facts(when * 119 - 60, where.astype(str).astype(object), what.astype(str).astype(object))
    found = effect(frame, [str(place)], str(kind), TAKEN, TAKEN + dt.timedelta(days=59))
    return found.verdict == Verdict.FELL


@pytest.mark.slow
def test_what_was_picked_for_being_high_falls_by_itself_less_the_higher_it_really_is():
    rng = np.random.default_rng(12)
    told_of = {times: np.mean([_by_itself(rng, times) for _ in range(100)]) for times in (1, 3)}
    assert told_of[3] <= 0.05
    assert told_of[1] <= 0.05  # what stood out next falls by itself as well


# --- which days ----------------------------------------------------------------------------------------


def test_both_windows_are_equally_long_and_hold_their_days_and_no_other():
    for day, before, after in ((-41, 0, 0), (-40, 1, 0), (-1, 1, 0), (0, 0, 1), (39, 0, 1)):
        frame = facts([-300, day, 39], ["v09", "v00", "v09"], ["land", "housing", "land"])
        found = told(frame, 39)
        assert (found.days, found.own.before, found.own.after) == (40, before, after)
        assert found.first == TAKEN - dt.timedelta(days=40) and found.last == TAKEN + dt.timedelta(days=39)


def test_a_petition_filed_at_midnight_belongs_to_the_day_that_begins():
    frame = facts([-300, 0, 0, 60], ["v09", "v00", "v00", "v09"], "housing")
    midnight = pd.Timestamp(TAKEN)
    frame.loc[[1, 2], "filed"] = [midnight - pd.Timedelta(seconds=1), midnight]
    found = told(frame, 60)
    assert (found.own.before, found.own.after) == (1, 1)


def test_no_more_than_a_year_is_looked_at():
    frame = facts([-600, -366, -365, 364, 365, 600], "v00", "housing")
    found = told(frame, 600)
    assert (found.days, found.own.before, found.own.after) == (MOST_DAYS, 1, 1)


def test_a_record_that_begins_late_or_ends_early_makes_both_windows_shorter():
    assert told(facts([-50, 200], "v09", "land"), 200).days == 50
    late = told(facts([-500, 30], "v09", "land"), 200)  # nothing was imported since
    assert (late.days, late.last) == (31, TAKEN + dt.timedelta(days=30))


@pytest.mark.parametrize("today", [-40, -1, 0, FEWEST_DAYS - 2])
def test_it_is_too_early_before_four_weeks_are_over_and_the_first_day_is_told(today):
    found = told(record(np.random.default_rng(1), 0.1), today)
    assert found == PolicyEffect(Verdict.TOO_EARLY, TAKEN + dt.timedelta(days=27))
    assert told(record(np.random.default_rng(1)), FEWEST_DAYS - 1).days == FEWEST_DAYS


def test_without_four_weeks_of_record_before_the_measure_nothing_is_told():
    assert told(facts([-27, 100], "v00", "housing"), 100).verdict == Verdict.NO_PAST
    assert told(facts([-28, 100], "v00", "housing"), 100).verdict == Verdict.UNCLEAR
    nothing = facts([], [], [])
    assert told(nothing, 100).verdict == Verdict.NO_PAST
    assert told(nothing, 5).verdict == Verdict.TOO_EARLY


# --- what is counted -----------------------------------------------------------------------------------


def test_reports_and_accusations_and_what_lies_in_no_village_are_not_counted():
    frame = pd.concat(
        [
            facts([-90, 90], "v09", "land"),
            facts([-5, 5, 6], "v00", "housing", "accusation"),
            facts([-5, 5, 6], np.nan, "housing"),
        ]
    )
    for name in ("village_code", "category", "purpose"):
        frame[name] = frame[name].astype("category")
    found = told(frame, 90)
    for change in (found.own, found.elsewhere, found.others):
        assert (change.before, change.after) == (0, 0)


def test_where_there_is_nothing_to_compare_nothing_is_claimed():
    alone = told(facts(np.r_[[-60] * 80, [59]], "v00", "housing"), 59)
    assert (alone.own.before, alone.own.after) == (80, 1) and alone.own.high < 1
    assert alone.verdict == Verdict.UNCLEAR
    assert np.isnan(alone.against_elsewhere.ratio)
    assert (alone.against_elsewhere.low, alone.against_elsewhere.high) == (0, np.inf)
    nobody = effect(record(np.random.default_rng(3)), [], "housing", TAKEN, TAKEN + dt.timedelta(days=99))
    assert nobody.verdict == Verdict.UNCLEAR and np.isnan(nobody.own.ratio)


@pytest.mark.parametrize(("own", "other"), [((1, 3), (3, 1)), ((9, 2), (20, 25)), ((6, 0), (10, 12))])
def test_the_interval_of_the_ratio_of_ratios_is_exact(own, other):
    """Against sums of the noncentral hypergeometric distribution, term by term."""
    day = np.repeat([-40, 39, -40, 39], [*own, *other])
    frame = facts(day, np.repeat(["v00", "v09"], [sum(own), sum(other)]), "housing")
    found = told(frame, 39).against_elsewhere
    later, total = own[1], own[1] + other[1]

    def chances(ratio):
        terms = {
            k: comb(sum(own), k) * comb(sum(other), total - k) * ratio**k
            for k in range(max(0, total - sum(other)), min(total, sum(own)) + 1)
        }
        whole = sum(terms.values())
        return (
            sum(term for k, term in terms.items() if k <= later) / whole,
            sum(term for k, term in terms.items() if k >= later) / whole,
        )

    assert chances(found.high)[0] == pytest.approx(0.025, rel=1e-6)
    if later:
        assert chances(found.low)[1] == pytest.approx(0.025, rel=1e-6)
    else:
        assert found.low == 0
    assert found.ratio == pytest.approx(own[1] * other[0] / (own[0] * other[1]))
