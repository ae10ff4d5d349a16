"""Simulated records have the traits that they are to have, and the questions keep quiet on them."""

import datetime as dt

import numpy as np
import pytest

from data.hotspots.calibration import QUESTIONS, Counted, Run
from data.hotspots.simulated import Planted, Traits, simulate
from data.rules import DEFAULTS

LAST = dt.date(2026, 11, 24)


def made(land, traits, weekly=80.0, planted=None):
    return simulate(land, LAST, weekly, traits, np.random.default_rng(1), planted=planted)


@pytest.mark.parametrize("traits", [Traits(), Traits(repeats=1.0), Traits(joint=0.1), Traits(shape=0.5)])
def test_a_record_has_as_many_petitions_as_asked_whatever_its_traits(land, traits):
    frame, _none = made(land, traits)
    assert len(frame) / 104 == pytest.approx(80, rel=0.08)
    assert (frame["filed"].max().date() - LAST).days in range(-6, 1)


def test_repeated_petitions_are_linked_or_not(land):
    linked, apart = (made(land, Traits(repeats=1.0, linked=each))[0] for each in (True, False))
    assert linked["matter_id"].notna().mean() > 0.5 and apart["matter_id"].isna().all()
    assert (linked["occurrence"] == "repeat").mean() == pytest.approx(0.5, abs=0.05)


def test_late_townships_have_nothing_of_late_and_new_ones_nothing_before(land):
    late = made(land, Traits(late=0.5))[0]
    newest = late[late["filed"] > np.datetime64(LAST) - np.timedelta64(13, "D")]
    assert newest["township_code"].nunique() == 4
    joined = made(land, Traits(joined=3))[0]
    first = joined.groupby("township_code", observed=True)["filed"].min()
    assert (first > np.datetime64(LAST) - np.timedelta64(366, "D")).sum() == 3


def test_what_is_planted_is_there_and_lies_together(land):
    frame, where = made(land, Traits(), planted=Planted(3.0, 5, 8))
    at = frame["village_code"].isin(land.codes[where])
    recent = frame["filed"] > np.datetime64(LAST) - np.timedelta64(56, "D")
    before = (at & ~recent).sum() / 96
    assert (at & recent).sum() / 8 > 1.8 * before


@pytest.mark.parametrize("question", list(QUESTIONS))
def test_every_question_can_be_put_to_simulated_records(land, question):
    run = Run(land, LAST, DEFAULTS.hotspots, (question,), 2, 3)
    rows = list(run.false_alarms([20.0], few=True))
    assert len(rows) == 3 and sum(row.counted.told for row in rows) <= 2
    assert [row.counted for row in run.false_alarms([20.0], few=True)] == [row.counted for row in rows]


def test_the_error_of_a_share_is_never_none():
    assert Counted(0, 60).error > 0 and Counted(60, 60).error > 0
    assert Counted(3, 60).error == pytest.approx(0.028, abs=0.001)
