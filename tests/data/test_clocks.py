"""The clocks of a case: an article at a time, and held against a count of days by hand."""

import datetime as dt
import itertools
import random

import numpy as np
import pandas as pd
import pytest

from data.clocks import NOT_A_DAY, Clock, Stand, clocks, nearest
from data.rules import DEFAULTS
from data.terms import Purpose

RULES = DEFAULTS.cases
MAY = [dt.date(2026, 5, day) for day in range(1, 32)]
WORKED = np.array([day for day in MAY if day.weekday() < 5 and day.day > 5], dtype="datetime64[D]")
"""Working days of May 2026 as a calendar with five free days at its beginning has them."""
CLAIM = {"purpose": "claim", "tier": "hard", "occurrence": "repeat", "status": "open"}


def day(text):
    return pd.Timestamp(f"2026-{text}") if text else pd.NaT


def frame(**values):
    times = ("filed", "forwarded", "accepted", "answered", "closed")
    row = CLAIM | dict.fromkeys(times, pd.NaT)
    row |= {name: day(value) if "-" in str(value) else value for name, value in values.items()}
    return pd.DataFrame([row])


def clock(which, on, **values):
    """Due day and stand of one clock of one case."""
    made = clocks(frame(**values), dt.date.fromisoformat(f"2026-{on}"), RULES, WORKED)[which]
    return str(made.due[0])[5:], Stand(int(made.stand[0]))


TAKEN = {"filed": "05-01", "accepted": "05-02"}
FIRST = {"filed": "05-01", "occurrence": "first"}
CLOSED = {"filed": "05-01", "status": "closed", "closed": "06-01"}
ARTICLES = [
    # art. 22: forwarded within 15 days of coming in
    (Clock.FORWARD, "05-10", {"filed": "05-01"}, "05-16", Stand.RUNNING),
    (Clock.FORWARD, "05-13", {"filed": "05-01"}, "05-16", Stand.WARNED),
    (Clock.FORWARD, "05-15", {"filed": "05-01"}, "05-16", Stand.URGENT),
    (Clock.FORWARD, "05-16", {"filed": "05-01"}, "05-16", Stand.URGENT),
    (Clock.FORWARD, "05-17", {"filed": "05-01"}, "05-16", Stand.OVER),
    (Clock.FORWARD, "05-30", {"filed": "05-01", "forwarded": "05-16"}, "05-16", Stand.MET),
    (Clock.FORWARD, "05-30", {"filed": "05-01", "forwarded": "05-17"}, "05-16", Stand.LATE),
    (Clock.FORWARD, "05-10", {"filed": "05-01", "forwarded": "05-12"}, "05-16", Stand.RUNNING),
    (Clock.FORWARD, "05-30", {"filed": "05-01", "accepted": "05-10"}, "05-16", Stand.MET),
    (Clock.FORWARD, "05-30", {"filed": "05-01", "accepted": "05-20"}, "05-16", Stand.UNKNOWN),
    # art. 23: whether it is accepted is told in writing within 15 days
    (Clock.NOTICE, "05-20", {"filed": "05-01", "forwarded": "05-10"}, "05-25", Stand.RUNNING),
    (Clock.NOTICE, "05-26", {"filed": "05-01", "forwarded": "05-10"}, "05-25", Stand.OVER),
    (Clock.NOTICE, "05-26", {"filed": "05-01"}, "05-16", Stand.OVER),
    (Clock.NOTICE, "05-26", {"filed": "05-01", "accepted": "05-08"}, "05-16", Stand.MET),
    (Clock.NOTICE, "05-26", {"filed": "05-01", "purpose": "accusation"}, "", Stand.NONE),
    # art. 22, 23: five working days to object to what is not the unit's own
    (Clock.OBJECTION, "05-12", {"filed": "05-01", "forwarded": "05-07"}, "05-14", Stand.RUNNING),
    (Clock.OBJECTION, "05-15", {"filed": "05-01", "forwarded": "05-07"}, "05-14", Stand.LAPSED),
    (Clock.OBJECTION, "05-29", {"filed": "05-01", "forwarded": "05-27"}, "", Stand.UNKNOWN),
    # art. 34: sixty days from acceptance, thirty more where they were granted
    (Clock.HANDLING, "06-01", TAKEN, "07-01", Stand.RUNNING),
    (Clock.HANDLING, "07-02", TAKEN, "07-01", Stand.OVER),
    (Clock.HANDLING, "07-02", TAKEN | {"extension": 30}, "07-31", Stand.RUNNING),
    (Clock.HANDLING, "07-02", TAKEN | {"extension": 90}, "07-31", Stand.RUNNING),
    (Clock.HANDLING, "07-02", TAKEN | {"hearing": 5}, "07-06", Stand.URGENT),
    (Clock.HANDLING, "07-02", TAKEN | {"answered": "06-30"}, "07-01", Stand.MET),
    (Clock.HANDLING, "07-09", TAKEN | {"answered": "07-08"}, "07-01", Stand.LATE),
    (Clock.HANDLING, "07-02", TAKEN | {"status": "closed"}, "07-01", Stand.UNKNOWN),
    (Clock.HANDLING, "07-02", TAKEN | {"purpose": "suggestion"}, "", Stand.NONE),
    (Clock.HANDLING, "07-02", {"filed": "05-01"}, "", Stand.NONE),
    # art. 35: thirty days to ask for review, thirty to answer; art. 36: the same of re-review
    (Clock.REVIEW_REQUEST, "06-10", {"filed": "05-01", "answered": "06-01"}, "07-01", Stand.RUNNING),
    (Clock.REVIEW_REQUEST, "07-02", {"filed": "05-01", "answered": "06-01"}, "07-01", Stand.LAPSED),
    (Clock.REVIEW, "07-10", {"filed": "05-01", "review_asked": "06-10"}, "07-10", Stand.URGENT),
    (Clock.REVIEW, "07-12", {"filed": "05-01", "review_asked": "06-10", "hearing": 3}, "07-13", Stand.URGENT),
    (Clock.REVIEW, "07-12", CLOSED | {"review_asked": "06-10"}, "07-10", Stand.OVER),
    (Clock.REVIEW, "07-12", CLOSED | {"review_asked": "05-20"}, "06-19", Stand.UNKNOWN),
    (Clock.REREVIEW_REQUEST, "07-12", {"filed": "05-01", "review_answered": "07-01"}, "07-31", Stand.RUNNING),
    (Clock.REREVIEW, "08-12", {"filed": "05-01", "rereview_asked": "07-01"}, "07-31", Stand.OVER),
    # the county's own: simple at once, general fast, hard supervised; first petitions in ten days
    (Clock.TIER, "05-01", {"filed": "05-01", "tier": "simple"}, "05-01", Stand.URGENT),
    (Clock.TIER, "05-02", {"filed": "05-01", "tier": "simple"}, "05-01", Stand.OVER),
    (Clock.TIER, "05-02", {"filed": "05-01", "tier": "general"}, "05-16", Stand.RUNNING),
    (Clock.TIER, "05-02", {"filed": "05-01", "tier": "hard"}, "", Stand.NONE),
    (Clock.FIRST, "05-12", {"filed": "05-01", "occurrence": "first"}, "05-11", Stand.OVER),
    (Clock.FIRST, "05-12", FIRST | {"closed": "05-11", "status": "closed"}, "05-11", Stand.MET),
    (Clock.FIRST, "05-12", {"filed": "05-01"}, "", Stand.NONE),
]  # fmt: skip


@pytest.mark.parametrize(("which", "on", "values", "due", "stand"), ARTICLES)
def test_each_article_gives_its_days(which, on, values, due, stand):
    found = clock(which, on, **values)
    assert found == (due, stand)


def test_every_clock_names_its_rule_and_what_is_of_the_law():
    assert all(each.basis for each in Clock)
    assert {each for each in Clock if not each.is_law} == {Clock.TIER, Clock.FIRST}


def _by_hand(row, on):
    """Of one case, the due day of the clocks that run: written out, without arrays."""
    due = {}

    def known(name):
        return row[name].date() if not pd.isna(row[name]) and row[name].date() <= on else None

    if row["status"] != "open":
        return due
    filed, forwarded, accepted, answered = map(known, ("filed", "forwarded", "accepted", "answered"))
    if filed is None:
        return due
    accused = row["purpose"] == "accusation"
    if not (forwarded or accepted or answered):
        due[Clock.FORWARD] = filed + dt.timedelta(days=15)
    if not (accused or accepted or answered):
        due[Clock.NOTICE] = (forwarded or filed) + dt.timedelta(days=15)
    if accepted and not answered and row["purpose"] in ("claim", "appeal"):
        due[Clock.HANDLING] = accepted + dt.timedelta(days=60)
    if not accused and row["tier"] != "hard":
        due[Clock.TIER] = filed + dt.timedelta(days=0 if row["tier"] == "simple" else 15)
    if not accused and row["occurrence"] == "first":
        due[Clock.FIRST] = filed + dt.timedelta(days=10)
    return due


def test_a_thousand_cases_at_once_run_as_one_by_one():
    chance = random.Random(7)
    rows = []
    for purpose, tier, occurrence in itertools.product(
        Purpose, ("simple", "general", "hard"), ("first", "repeat")
    ):
        for _ in range(34):
            row = {"purpose": purpose.value, "tier": tier, "occurrence": occurrence}
            at = pd.Timestamp("2026-03-01") + pd.Timedelta(
                days=chance.randrange(80), hours=chance.randrange(24)
            )
            for name in ("filed", "forwarded", "accepted", "answered"):
                row[name] = at if name == "filed" or chance.random() < 0.6 else pd.NaT
                at += pd.Timedelta(days=chance.randrange(25))
            row |= {"status": chance.choice(["open", "open", "closed"]), "closed": pd.NaT}
            rows.append(row)
    cases, on = pd.DataFrame(rows), dt.date(2026, 5, 10)
    made = clocks(cases, on, RULES, WORKED)
    place, first = nearest(made)
    for at, row in enumerate(rows):
        want = _by_hand(row, on)
        runs = {
            each: one.due[at].astype(object)
            for each, one in made.items()
            if one.stand[at] >= Stand.RUNNING and not each.is_right
        }
        assert runs == want
        over = {each for each in want if on > want[each]}
        assert {each for each in want if made[each].stand[at] == Stand.OVER} == over
        assert (place[at] < 0) == (not want)
        if want:
            assert first.due[at].astype(object) == min(want.values())
        else:
            assert first.due[at] is not None and np.isnat(first.due[at])


def test_a_case_that_nobody_filed_has_no_clock_and_no_error():
    made = clocks(frame(), dt.date(2026, 5, 1), RULES, np.array([], dtype="datetime64[D]"))
    assert all(one.stand[0] == Stand.NONE and np.isnat(one.due[0]) for one in made.values())
    empty = clocks(frame().iloc[:0], dt.date(2026, 5, 1), RULES, WORKED)
    assert all(len(one.due) == 0 for one in empty.values())
    assert NOT_A_DAY.dtype == "datetime64[D]"
