"""How the synthetic petitions end: when they are closed, and whether the petitioner was satisfied.

Offices close cases on working days. What is simple is closed at once (马上办): on the day it comes in, or on
the next working day if it comes in the evening or on a holiday.
"""

import datetime as dt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.demo.terrain import Bools, Floats, Integers
from data.demo.working import Days, WorkingDays
from data.terms import Occurrence, Satisfaction, Status, Tier

MEAN_DAYS = 4.56
SATISFIED_PERCENT = 98.97
"""Of first petitions by visit or letter, as published of Pujiang on 2020-06-30."""

TEN_DAYS = 10
PARTICIPATION = {"offline": 0.58, "petition": 0.44, "request": 0.37}
"""Share of the closed cases whose petitioner answered when asked; how many do is not published: assumed."""

LATE_REQUESTS, LATE_PETITIONS, LATE_REPEATS = 60, 15, 25
"""Cases that were left lying: still open although filed two to seven months ago."""

AT_ONCE = 0.94
"""Share of the simple cases that are closed on the first day on which they can be."""

_OPENS, _LATE, _CLOSES = 8 * 60 + 30, 16 * 60 + 30, 17 * 60 + 30
_USUAL_DAYS = {Tier.SIMPLE: (0.0, 0.0), Tier.GENERAL: (7.5, 18.0), Tier.HARD: (24.0, 48.0)}
"""Of requests, and of petitions that are no first ones by visit or letter."""
_SATISFIED = {Tier.SIMPLE: 0.985, Tier.GENERAL: 0.97, Tier.HARD: 0.9}


def decide(frame: pd.DataFrame, as_of: dt.date, rng: np.random.Generator) -> None:
    """Add closed, status and satisfaction to petitions with filed, offline, request, occurrence and tier."""
    offline, request = frame["offline"].to_numpy(), frame["request"].to_numpy()
    repeat = (frame["occurrence"] == Occurrence.REPEAT.value).to_numpy()
    simple = (frame["tier"] == Tier.SIMPLE.value).to_numpy()
    first, again = offline & ~repeat, ~request & repeat
    filed = frame["filed"].to_numpy().astype("datetime64[D]")
    minute = frame["filed"].dt.hour.to_numpy() * 60 + frame["filed"].dt.minute.to_numpy()
    today = np.datetime64(as_of)
    working = WorkingDays(filed.min().astype(dt.date), as_of)
    soonest = working.next(filed + (minute >= _LATE))
    usual = np.where(
        request, *(frame["tier"].map({t.value: d[nth] for t, d in _USUAL_DAYS.items()}) for nth in (0, 1))
    )
    days = usual / 1.6 * rng.gamma(1.6, 1.0, len(frame))
    days = np.where(again & ~simple, rng.gamma(2.0, 20.0, len(frame)), days)
    days = np.where(first & ~simple, 1 + rng.binomial(8, 0.62, len(frame)), days).astype(np.int64)
    days += simple & (rng.random(len(frame)) > AT_ONCE)
    on = working.next(np.maximum(filed + days, soonest))
    late = first & (on - filed >= np.timedelta64(TEN_DAYS, "D"))
    on[late] = np.maximum(working.previous(filed[late] + (TEN_DAYS - 1)), soonest[late])
    at = rng.integers(_OPENS, _CLOSES, len(frame))
    same = on == filed
    at[same] = np.minimum(np.maximum(minute[same], _OPENS) + rng.integers(10, 240, same.sum()), _CLOSES)
    at[first & (on - filed == np.timedelta64(TEN_DAYS, "D"))] = _OPENS  # after a long holiday, just in time
    chosen = np.flatnonzero(first & (on <= today))
    movable = ~simple[chosen]
    on[chosen] = _to_the_mean(
        working, filed[chosen], on[chosen], (at - minute)[chosen] / 1440, movable, today
    )
    ago = (today - filed).astype(np.int64)
    is_open = (
        (on > today)
        | _left_lying(request, ago, LATE_REQUESTS, rng)
        | _left_lying(~request & ~offline, ago, LATE_PETITIONS, rng)
        | _left_lying(again & offline, ago, LATE_REPEATS, rng)
    )
    status = np.where(is_open, Status.OPEN.value, Status.CLOSED.value).astype(object)
    fate = rng.random(len(frame))
    status[again & ~is_open & (fate < 0.15)] = Status.CONCLUDED.value
    litigated = again & ~is_open & (fate > 0.95)
    status[litigated] = Status.LITIGATED.value
    closed = pd.Series(on.astype("datetime64[s]") + (at * 60).astype("timedelta64[s]"), index=frame.index)
    frame["closed"] = closed.mask(is_open | litigated)
    frame["status"] = status
    frame["satisfaction"] = _opinions(frame, first & ~is_open, rng)


def _left_lying(which: Bools, ago: Integers, number: int, rng: np.random.Generator) -> Bools:
    lying = np.zeros(len(which), dtype=bool)
    lying[rng.choice(np.flatnonzero(which & (ago > 62) & (ago < 210)), number, replace=False)] = True
    return lying


def _to_the_mean(
    working: WorkingDays, filed: Days, on: Days, part: Floats, movable: Bools, today: np.datetime64
) -> Days:
    """Days of closing of first petitions, some moved to another working day until the mean is `MEAN_DAYS`.

    `part` is what the hours add to whole days. All stay within ten days, and within the record.
    """
    rng, one = np.random.default_rng(0), np.timedelta64(1, "D")
    for _ in range(60):
        taken = (on - filed).astype(np.int64)
        missing = len(on) * MEAN_DAYS - float((taken + part).sum())
        if abs(missing) < 2:
            break
        if missing > 0:
            moved = working.next(on + one)
            free = movable & (moved - filed < TEN_DAYS * one) & (moved <= today)
        else:
            moved = working.previous(on - one)
            free = movable & (moved > filed)
        gain = np.abs((moved - on).astype(np.int64))
        order = rng.permutation(np.flatnonzero(free))
        order = order[np.cumsum(gain[order]) <= abs(missing)]
        on[order] = moved[order]
    return on


def _opinions(frame: pd.DataFrame, first: Bools, rng: np.random.Generator) -> NDArray[np.object_]:
    """Satisfied, dissatisfied or, where nobody said, None; open cases have no opinion."""
    size = len(frame)
    chance = frame["tier"].map({t.value: p for t, p in _SATISFIED.items()}).to_numpy()
    chance = np.where((frame["occurrence"] == Occurrence.REPEAT.value).to_numpy(), chance - 0.03, chance)
    satisfied = rng.random(size) < chance
    answers = np.where(frame["request"].to_numpy(), PARTICIPATION["request"], PARTICIPATION["petition"])
    rated = frame["closed"].notna().to_numpy() & (rng.random(size) < answers)
    number, happy = _rated_of(int(first.sum()))
    asked = rng.choice(np.flatnonzero(first), number, replace=False)
    rated[first] = False
    rated[asked] = True
    satisfied[asked] = True
    satisfied[rng.choice(asked, number - happy, replace=False)] = False
    opinions = np.full(size, None, dtype=object)
    opinions[rated & satisfied] = Satisfaction.SATISFIED.value
    opinions[rated & ~satisfied] = Satisfaction.DISSATISFIED.value
    return opinions


def _rated_of(total: int) -> tuple[int, int]:
    """About how many answered, and how many were satisfied, to give the published percentage."""
    for number in range(round(PARTICIPATION["offline"] * total), 0, -1):
        happy = round(number * SATISFIED_PERCENT / 100)
        if round(100 * happy / number, 2) == SATISFIED_PERCENT:
            return number, happy
    raise ValueError("no number of answers gives the published percentage")
