"""How the synthetic petitions end: when they are closed, and whether the petitioner was satisfied."""

import datetime as dt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.demo.terrain import Bools, Floats, Integers
from data.terms import Occurrence, Satisfaction, Status, Tier

MEAN_DAYS = 4.56
SATISFIED_PERCENT = 98.97
"""Of first petitions by visit or letter, as published of Pujiang on 2020-06-30."""

TEN_DAYS = 10
LATE_ONLINE, LATE_REPEATS = 60, 25
"""Cases that were left lying: still open although filed two to seven months ago."""

_ONLINE_DAYS = {Tier.SIMPLE: 1.6, Tier.GENERAL: 7.5, Tier.HARD: 24.0}
_SATISFIED = {Tier.SIMPLE: 0.985, Tier.GENERAL: 0.97, Tier.HARD: 0.9}


def decide(frame: pd.DataFrame, as_of: dt.date, rng: np.random.Generator) -> None:
    """Add closed, status and satisfaction to petitions with filed, offline, occurrence and tier."""
    offline = frame["offline"].to_numpy()
    repeat = (frame["occurrence"] == Occurrence.REPEAT.value).to_numpy()
    first, again = offline & ~repeat, offline & repeat
    ago = (pd.Timestamp(as_of) - frame["filed"].dt.normalize()).dt.days.to_numpy()
    filed = frame["filed"].dt.hour.to_numpy() * 60 + frame["filed"].dt.minute.to_numpy()
    days = np.where(again, rng.gamma(2.0, 20.0, len(frame)), _online_days(frame["tier"], rng)).astype(
        np.int64
    )
    minute = rng.integers(8 * 60 + 30, 17 * 60 + 30, len(frame))
    days[first], minute[first] = _ten_days(filed[first], ago[first], frame["tier"].to_numpy()[first], rng)
    minute = np.where((days == 0) & (minute <= filed), filed + rng.integers(20, 90, len(frame)), minute)
    is_open = (
        (days > ago)
        | _left_lying(~offline, ago, LATE_ONLINE, rng)
        | _left_lying(again, ago, LATE_REPEATS, rng)
    )
    closed = frame["filed"].dt.normalize() + pd.to_timedelta(days * 1440 + minute, unit="min").as_unit("s")
    status = np.where(is_open, Status.OPEN.value, Status.CLOSED.value).astype(object)
    fate = rng.random(len(frame))
    status[again & ~is_open & (fate < 0.15)] = Status.CONCLUDED.value
    litigated = again & ~is_open & (fate > 0.95)
    status[litigated] = Status.LITIGATED.value
    frame["closed"] = closed.mask(is_open | litigated)
    frame["status"] = status
    frame["satisfaction"] = _opinions(frame, first, rng)


def _online_days(tier: pd.Series, rng: np.random.Generator) -> Floats:
    usual = tier.map({t.value: d for t, d in _ONLINE_DAYS.items()}).to_numpy()
    days: Floats = usual / 1.6 * rng.gamma(1.6, 1.0, len(tier))
    return days


def _left_lying(which: Bools, ago: Integers, number: int, rng: np.random.Generator) -> Bools:
    lying = np.zeros(len(which), dtype=bool)
    lying[rng.choice(np.flatnonzero(which & (ago > 62) & (ago < 210)), number, replace=False)] = True
    return lying


def _ten_days(
    filed: Integers, ago: Integers, tier: Floats, rng: np.random.Generator
) -> tuple[Integers, Integers]:
    """Days from filing to closing, and minute of the day, of first petitions.

    All are closed within ten days and within the record; whole days are then moved among the cases
    until the mean is the published one.
    """
    chance = np.select([tier == Tier.SIMPLE.value, tier == Tier.HARD.value], [0.33, 0.72], 0.54)
    most = np.minimum(ago, TEN_DAYS - 1)
    days = np.minimum(rng.binomial(TEN_DAYS - 1, chance), most)
    minute = rng.integers(8 * 60 + 30, 17 * 60 + 30, len(filed))
    same_day = days == 0
    minute[same_day] = rng.integers(filed[same_day] + 10, 17 * 60 + 45)
    missing = len(filed) * MEAN_DAYS - (days + (minute - filed) / 1440).sum()
    movable = np.flatnonzero((days >= 1) & (days < most) if missing > 0 else days >= 2)
    days[rng.choice(movable, abs(round(missing)), replace=False)] += int(np.sign(missing))
    return days, minute


def _opinions(frame: pd.DataFrame, first: Bools, rng: np.random.Generator) -> NDArray[np.object_]:
    """Satisfied, dissatisfied or, where nobody said, None; open cases have no opinion."""
    size = len(frame)
    chance = frame["tier"].map({t.value: p for t, p in _SATISFIED.items()}).to_numpy()
    chance = np.where((frame["occurrence"] == Occurrence.REPEAT.value).to_numpy(), chance - 0.03, chance)
    satisfied = rng.random(size) < chance
    rated = frame["closed"].notna().to_numpy() & (rng.random(size) < 0.62)
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
    """Most who may have been asked, and how many were satisfied, to give the published percentage."""
    for number in range(round(0.93 * total), 0, -1):
        happy = round(number * SATISFIED_PERCENT / 100)
        if round(100 * happy / number, 2) == SATISFIED_PERCENT:
            return number, happy
    raise ValueError("no number of answers gives the published percentage")
