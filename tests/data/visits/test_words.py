"""Why a village is visited or left out, and what is wrong with a plan, in sentences."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from data.text import Words
from data.visits.plans import load_day
from data.visits.words import what_is_wrong, why_left_out
from geo.visits import LeftOut, PlannedStop, WhyLeftOut, timetable
from tests.data.test_scope import OFFICE
from tests.roles import reader


@pytest.fixture
def day(store):
    return load_day(reader(OFFICE, store), "990001001", dt.date(2026, 12, 15))


def told(day, plan):
    return [Words("en").say(fault) for fault in what_is_wrong(day, plan)]


def test_every_fault_that_the_judge_finds_has_its_sentence(day):
    problem = replace(
        day.problem,
        must=frozenset({1}),
        must_not=frozenset({0}),
        recused=frozenset({0}),
        closes=np.array([24 * 60.0, 13 * 60.0]),
    )
    day = replace(day, problem=problem)
    first, second = problem.names
    made = timetable(problem, [0])
    assert told(day, made) == [
        f"{first} is not to be visited",
        f"{first}: the leader is recused there",
        f"{second} must be visited and is not",
    ]
    assert any(
        second in words and "nobody can be met" in words for words in told(day, timetable(problem, [1]))
    )
    late = replace(made, stops=(PlannedStop(1, 18 * 60, 19 * 60),))
    assert f"{second}: over at 19:00, after the field day ends at 17:30" in told(day, late)
    early = replace(made, stops=(PlannedStop(1, 10, 11), PlannedStop(1, 12, 13), PlannedStop(9, 20, 21)))
    words = " ".join(told(day, early))
    for part in (
        "cannot be reached by",
        "before its cases can be heard",
        "visited twice",
        "Stop 3 is no village",
    ):
        assert part in words


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (LeftOut(0, WhyLeftOut.NO_TIME, 27.2), "28 minutes more would be needed"),
        (LeftOut(0, WhyLeftOut.NO_TIME, np.nan), "no longer day would do: villages close before"),
        (LeftOut(0, WhyLeftOut.RECUSED, 0.0), "the leader is recused there"),
        (LeftOut(0, WhyLeftOut.CLOSED, 0.0), "nobody can be met there long enough in the field day"),
        (LeftOut(0, WhyLeftOut.BY_HAND, 0.0), "taken out by hand"),
    ],
)
def test_a_village_left_out_says_why(left, words):
    assert why_left_out(Words("en"), left) == words
