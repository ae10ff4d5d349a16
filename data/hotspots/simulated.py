"""Records in which nothing happens, or what was planted, with the traits that real records have."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.divisions.land import Land
from data.terms import Channel, Occurrence, Placement, Purpose, Status, Tier

WEEKS = 104
LETTERS = (4, 10)
"""Fewest and most letters of a matter that many sign one by one."""
_BEFORE = 20  # weeks before the record, whose matters are reported again in it
LAG = 30.0
"""Days after which, on average, a matter is reported again."""
SLOW = 10.0
"""Days after which, on average, what is filed in a slow township comes to the office."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What a record has though no place has changed.

    Parameters
    ----------
    repeats
        Times more that a matter is reported on average, later on.
    joint
        Share of the matters that bring 4 to 10 letters within a week.
    shape
        Of the gamma factors of village-weeks (negative binomial counts); infinite: all weeks alike.
    season
        How far the season of residents' communities swings beside that of the villages.
    late
        Share of the townships that report two weeks late.
    joined
        Townships that are on record for the last year only.
    slow
        Share of the townships whose petitions come `SLOW` days late on average, those of others a day; a file
        a week brings what has come, the first one all before the last year.
    short
        Weeks for which one village is on record; None: for all.
    linked
        Whether petitions of one matter are linked.
    regions
        Standard deviation of the logarithm of risk between townships.
    """

    repeats: float = 0.0
    joint: float = 0.0
    shape: float = np.inf
    season: float = 0.0
    late: float = 0.0
    joined: int = 0
    short: int | None = None
    slow: float = 0.0
    linked: bool = False
    regions: float = 0.0

    @property
    def letters(self) -> float:
        """Petitions a matter."""
        return 1.0 + self.repeats + self.joint * (sum(LETTERS) / 2 - 1.0)


@dataclass(frozen=True, slots=True)
class Planted:
    """A cluster: neighbours that have more during the last weeks.

    Parameters
    ----------
    times
        Of the usual.
    villages, weeks
        How many.
    """

    times: float
    villages: int
    weeks: int

    @property
    def words(self) -> str:
        """What it is, in figures."""
        return f"{self.times:g}x, {self.villages} villages, {self.weeks} weeks"

    def where(self, land: Land, rng: np.random.Generator) -> NDArray[np.int64]:
        """A village and those nearest to it."""
        middle = land.centres[rng.integers(len(land.codes))]
        return np.argsort(np.hypot(*(land.centres - middle).T), kind="stable")[: self.villages]


def communities(land: Land) -> NDArray[np.bool_]:
    """Residents' communities, or the most populous third where there is one kind alone."""
    if 0 < land.kinds.sum() < land.kinds.size:
        return np.asarray(land.kinds == 1)
    return np.nan_to_num(land.residents) >= np.quantile(np.nan_to_num(land.residents), 2 / 3)


def simulate(
    land: Land,
    last: dt.date,
    weekly: float,
    traits: Traits,
    rng: np.random.Generator,
    *,
    planted: Planted | None = None,
    categories: tuple[str, ...] = ("land",),
) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """A record of `WEEKS` weeks up to a day, as `data.petitions.facts.facts` tells it.

    Parameters
    ----------
    land
        Villages with residents.
    weekly
        Petitions of the county in a week, on average.
    planted
        Of the first category alone.
    categories
        Equally frequent.

    Returns
    -------
    frame, planted
        The record, and the positions of the villages in which something was planted.
    """
    people = land.residents
    people = np.where(people > 0, people, np.nanmean(people) if np.isfinite(people).any() else 1.0)
    villages = len(land.codes)
    townships, of = np.unique(land.villages["parent_code"].to_numpy().astype(str), return_inverse=True)
    risk = rng.gamma(4.0, 0.25, villages) * rng.lognormal(0.0, traits.regions, townships.size)[of]
    rate = people * risk
    rate *= weekly / traits.letters / rate.sum()
    week = np.arange(_BEFORE + WEEKS)
    turn = 2 * np.pi * week / 52.18 + rng.uniform(0, 2 * np.pi)
    mean = np.outer(rate, 1 + 0.2 * np.sin(turn))
    mean[communities(land)] *= 1 + traits.season * np.sin(turn + rng.uniform(0, 2 * np.pi))
    if np.isfinite(traits.shape):
        mean *= rng.gamma(traits.shape, 1 / traits.shape, mean.shape)
    where = np.zeros(0, dtype=np.int64)
    if planted is not None:
        where = planted.where(land, rng)
        mean[where, -planted.weeks :] *= 1 + (planted.times - 1) / len(categories)
    counts = rng.poisson(mean)
    village, begun = (np.repeat(part, counts.ravel()) for part in np.indices(counts.shape).reshape(2, -1))
    day = 7 * (begun - _BEFORE) + rng.integers(0, 7, begun.size)
    matter = np.arange(village.size)
    again = np.where(
        rng.random(matter.size) < traits.joint, rng.integers(LETTERS[0], LETTERS[1] + 1, matter.size) - 1, 0
    )
    soon = np.repeat(matter, again)
    later = np.repeat(matter, rng.poisson(traits.repeats, matter.size))
    days = np.concatenate(
        [
            day,
            day[soon] + rng.integers(0, 7, soon.size),
            day[later] + np.ceil(rng.exponential(LAG, later.size)).astype(np.int64),
        ]
    )
    every = np.concatenate([matter, soon, later])
    frame = pd.DataFrame({"village": village[every], "day": days, "matter": every})
    frame["first"] = np.arange(len(frame)) < matter.size
    keep = frame["day"].between(0, 7 * WEEKS - 1)
    if traits.late:
        slow = rng.permutation(townships.size)[: round(traits.late * townships.size)]
        keep &= ~(np.isin(of[frame["village"]], slow) & (frame["day"] >= 7 * (WEEKS - 2)))
    if traits.joined:
        new = rng.permutation(townships.size)[: traits.joined]
        keep &= ~(np.isin(of[frame["village"]], new) & (frame["day"] < 7 * (WEEKS - 52)))
    if traits.short is not None:
        one = int(np.argsort(rate)[round(0.8 * (villages - 1))])
        keep &= ~((frame["village"] == one) & (frame["day"] < 7 * (WEEKS - traits.short)))
    arrived = _arrived(frame["day"].to_numpy(), of[frame["village"]], townships.size, traits.slow, rng)
    if arrived is not None:
        keep &= arrived < 7 * WEEKS
    issue = rng.integers(0, len(categories), matter.size)
    if planted is not None:
        own = np.isin(village, where) & (begun >= _BEFORE + WEEKS - planted.weeks)
        more = (planted.times - 1) / (planted.times - 1 + len(categories))
        issue[own & (rng.random(matter.size) < more)] = 0
    told = _as_facts(frame[keep], land, last, traits.linked)
    told["category"] = pd.Categorical(
        np.array(categories)[issue[frame.loc[keep, "matter"]]], list(categories)
    )
    if arrived is not None:
        told["arrived"] = told["filed"] + (arrived - frame["day"])[keep].to_numpy() * np.timedelta64(1, "D")
    return told, where


def _arrived(
    day: NDArray[np.int64], town: NDArray[np.int64], towns: int, slow: float, rng: np.random.Generator
) -> NDArray[np.int64] | None:
    """Day of the file that brings each petition, beyond the record for those that are not on it yet."""
    if not slow:
        return None
    late = np.isin(town, rng.permutation(towns)[: round(slow * towns)])
    ready = day + np.floor(rng.exponential(np.where(late, SLOW, 1.0)))
    first = 7 * (WEEKS - 52) - 1
    return np.where(ready <= first, first, np.ceil((ready - 6) / 7) * 7 + 6).astype(np.int64)


def _as_facts(frame: pd.DataFrame, land: Land, last: dt.date, linked: bool) -> pd.DataFrame:
    size, matter = len(frame), frame["matter"].to_numpy()
    start = np.datetime64(last) + np.timedelta64(1, "D") - np.timedelta64(7 * WEEKS, "D")
    told = pd.DataFrame(index=np.arange(size))
    told["filed"] = (start + frame["day"].to_numpy() * np.timedelta64(1, "D")).astype("datetime64[s]")
    told["closed"] = np.datetime64("NaT", "s")
    towns = land.villages["parent_code"].to_numpy().astype(str)
    whole = np.unique(towns)
    village = frame["village"].to_numpy()
    told["village_code"] = pd.Categorical(land.codes.to_numpy()[village], land.codes)
    told["township_code"] = pd.Categorical(towns[village], whole)
    first = frame["first"].to_numpy()
    told["occurrence"] = pd.Categorical(np.where(first, Occurrence.FIRST.value, Occurrence.REPEAT.value))
    for name, value in (
        ("channel", Channel.VISIT),
        ("purpose", Purpose.CLAIM),
        ("tier", Tier.SIMPLE),
        ("status", Status.CLOSED),
        ("placement", Placement.VILLAGE),
        ("satisfaction", None),
    ):
        told[name] = pd.Categorical([None if value is None else value.value]).repeat(size)
    told["people"], told["by_proxy"], told["joint"] = 1, False, False
    told["longitude"] = told["latitude"] = np.nan
    several = pd.Series(matter).duplicated(keep=False).to_numpy()
    told["matter_id"] = np.where(several & linked, matter.astype(np.float64), np.nan)
    told["month"] = (told["filed"].dt.year * 12 + told["filed"].dt.month - 1).astype("int32")
    return told
