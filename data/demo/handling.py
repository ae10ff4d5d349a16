"""Who handles the synthetic petitions: unit, origin, dates of the procedure, level, leader, proxy agent."""

import datetime as dt

import numpy as np
import pandas as pd

from data.demo.geography import SEED, Geography
from data.demo.service import POSTS, leader_name
from data.demo.terrain import Integers
from data.demo.themes import COUNTY_OFFICE, department
from data.terms import Channel, Occurrence, Origin, Purpose, SettledLevel, Status, Tier

IN_TOWNSHIP = {Tier.SIMPLE: 0.75, Tier.GENERAL: 0.65, Tier.HARD: 0.4}
"""Share of the cases that a township handles; the others go to a unit of the county. Assumed."""

ORIGINS = {
    Origin.OWN: 0.84,
    Origin.MUNICIPAL: 0.06,
    Origin.PROVINCIAL: 0.05,
    Origin.NATIONAL: 0.04,
    Origin.BYPASSING: 0.01,
}
LEVELS = {True: (0.85, 0.15, 0.0), False: (0.15, 0.45, 0.4)}
"""Where a case is settled, village, township and county, by whether a township handles it: together about
six, three and one in ten (the county's '631')."""

_LEVELS = (SettledLevel.VILLAGE.value, SettledLevel.TOWNSHIP.value, SettledLevel.COUNTY.value)

LED = 0.4
"""Share of the hard cases that a leader has taken on (包案)."""


def handle(frame: pd.DataFrame, county: Geography, as_of: dt.date) -> None:
    """Add unit, origin, accepted, forwarded, answered, settled_level, case_leader, agent and visits."""
    rng = np.random.default_rng([SEED, as_of.toordinal(), 3])
    size = len(frame)
    request = frame["request"].to_numpy()
    townships = {t.code: f"{t.name}（演示）" for t in county.townships}
    at_hand = frame["tier"].map({t.value: share for t, share in IN_TOWNSHIP.items()}).to_numpy()
    own = frame["township_code"].map(townships)
    own_hands = (rng.random(size) < at_hand) & own.notna().to_numpy()
    own_hands &= (frame["purpose"] != Purpose.ACCUSATION.value).to_numpy()
    elsewhere = frame["category"].map({code: department(code) for code in frame["category"].unique()})
    elsewhere = elsewhere.where(frame["purpose"] != Purpose.ACCUSATION.value, COUNTY_OFFICE)
    frame["unit"] = np.where(own_hands, own, elsewhere)
    origin = rng.choice([o.value for o in ORIGINS], size, p=list(ORIGINS.values())).astype(object)
    frame["origin"] = np.where(request, Origin.OWN.value, origin)
    _dates(frame, as_of, rng)
    chances = np.where(own_hands[:, None], LEVELS[True], LEVELS[False])
    nth = (np.cumsum(chances, axis=1) < rng.random(size)[:, None]).sum(axis=1)
    settled = ~request & frame["status"].isin([Status.CLOSED.value, Status.CONCLUDED.value])
    frame["settled_level"] = pd.Series(np.array(_LEVELS, dtype=object)[nth]).where(settled, None)
    hard = ~request & (frame["tier"] == Tier.HARD.value)
    leader = pd.Series([leader_name(nth) for nth in rng.integers(0, len(POSTS), size)])
    frame["case_leader"] = leader.where(hard & (rng.random(size) < LED), None)
    agent = pd.Series([f"演示代办员{village + 1:03d}" for village in frame["village"]])
    frame["agent"] = agent.where(frame["by_proxy"], None)
    times = pd.Series(_times(frame, rng), dtype=object)
    frame["visits"] = times.where(frame["channel"] == Channel.VISIT.value, None)


def _times(frame: pd.DataFrame, rng: np.random.Generator) -> Integers:
    """How often the petitioners have come by then."""
    again = (frame["occurrence"] == Occurrence.REPEAT.value).to_numpy()
    return np.where(again, 1 + rng.geometric(0.6, len(frame)), 1)


def _dates(frame: pd.DataFrame, as_of: dt.date, rng: np.random.Generator) -> None:
    """Accepted, forwarded, answered: in this order between filing and closing, none after the record.

    Requests go another way, that of the online intake, which keeps no such dates here.
    """
    end = pd.Timestamp(as_of) + pd.Timedelta(hours=23, minutes=59)
    until = frame["closed"].fillna(end).to_numpy().astype("datetime64[s]")
    petition = ~frame["request"]
    accepted = between(frame["filed"].to_numpy().astype("datetime64[s]"), until, 1, rng)
    forwarded = between(accepted, until, 2, rng)
    answered = forwarded + (0.9 * (until - forwarded)).astype("timedelta64[m]")
    for name, moments in (("accepted", accepted), ("forwarded", forwarded), ("answered", answered)):
        frame[name] = pd.Series(moments, index=frame.index).where(petition)
    frame["answered"] = frame["answered"].where(frame["closed"].notna())


def between(since: np.ndarray, until: np.ndarray, days: int, rng: np.random.Generator) -> np.ndarray:
    """A moment after the first, within some days, before the second; whole minutes."""
    room = np.minimum((until - since) // np.timedelta64(1, "m"), days * 1440)
    return np.asarray(since + (room * rng.random(len(room))).astype("timedelta64[m]"))
