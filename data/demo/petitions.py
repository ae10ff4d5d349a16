"""Three years of synthetic petitions: when they come, where they are, what they are about."""

import datetime as dt
import hashlib

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection, insert, select

from data.demo import casework, matters, outcomes, placing
from data.demo.geography import Geography, Village
from data.demo.hotspots import plant
from data.demo.terrain import Floats, Integers
from data.tables.petitions import Petition
from data.terms import Channel, Occurrence, Purpose, Tier

FIRSTS = 4703
"""First petitions by visit or letter in three years, as published of Pujiang on 2020-06-30."""

REPEATS = 900
ONLINE_A_DAY = 53
FEWEST_A_DAY, LEAST_MEAN = 41, 51
"""Online requests: on any day, and on the mean of any calendar month."""

SCHEME = "2022"
SHARES = {
    "natural-resources": (8, 20),
    "construction": (16, 10),
    "housing": (16, 2),
    "labour": (14, 9),
    "agriculture": (3, 18),
    "ecology": (9, 11),
    "civil-emergency": (7, 9),
    "transport": (9, 8),
    "education": (5, 3),
    "health": (4, 3),
    "justice": (3, 3),
    "economy": (2, 1),
    "commerce": (3, 1),
    "party": (1, 1),
    "veterans": (0.6, 0.6),
    "personnel": (0.3, 0.3),
    "discipline": (0.5, 0.8),
    "technology": (0.3, 0.1),
    "other": (2, 2),
}
"""Weight of each category in communities and in villages."""

PURPOSES = {
    Purpose.CLAIM: 0.84,
    Purpose.SUGGESTION: 0.09,
    Purpose.APPEAL: 0.03,
    Purpose.ACCUSATION: 0.02,
    Purpose.OTHER: 0.02,
}
_MEETING_DAY = 15


def write(connection: Connection, county: Geography, as_of: dt.date, rng: np.random.Generator) -> None:
    """Write the petitions of the three years to a day, their persons, steps, instructions and matters."""
    frame = petitions(county, as_of, rng)
    connection.execute(insert(Petition), _rows(frame))
    frame["id"] = connection.scalars(select(Petition.id).order_by(Petition.number)).all()
    casework.write(connection, frame, as_of, rng)
    matters.write(connection, frame, as_of)


def petitions(county: Geography, as_of: dt.date, rng: np.random.Generator) -> pd.DataFrame:
    """Columns of the table `petitions`, and offline, village, planted; one row a petition, by number."""
    end = pd.Timestamp(as_of) + pd.Timedelta(days=1)
    days = pd.date_range(end - pd.DateOffset(years=3), as_of, freq="D", unit="s")
    rare = _days_offline(days)
    frame = pd.concat(
        [
            _filed(days, rng.multinomial(FIRSTS, rare), Occurrence.FIRST, True, rng),
            _filed(days, rng.multinomial(REPEATS, rare), Occurrence.REPEAT, True, rng),
            _filed(days, _days_online(days, rng), Occurrence.FIRST, False, rng),
        ]
    )
    frame = frame.sort_values("filed", kind="stable", ignore_index=True)
    frame["village"], frame["category"] = _what_and_where(frame, county.villages, rng)
    plant(frame, [v.code for v in county.villages], end, rng)
    _describe(frame, rng)
    outcomes.decide(frame, as_of, rng)
    placing.place(frame, county, rng)
    placing.mislay(frame, county, as_of)
    _number(frame)
    return frame


# --- when ----------------------------------------------------------------------------------------------


def _days_offline(days: pd.DatetimeIndex) -> Floats:
    """Chance of each day: fewer from year to year, few at weekends, many on the 15th."""
    ago = (days[-1] - days).days.to_numpy() / 365.25
    weekday = np.array([1.15, 1.05, 1.0, 1.0, 0.95, 0.3, 0.15])[days.day_of_week]
    season = 1 + 0.15 * np.cos(2 * np.pi * (days.day_of_year.to_numpy() - 75) / 365.25)
    chance = np.exp(0.3 * ago) * weekday * season
    chance[days.day == _MEETING_DAY] = 2.4 * np.exp(0.3 * ago[days.day == _MEETING_DAY])
    shares: Floats = chance / chance.sum()
    return shares


def _days_online(days: pd.DatetimeIndex, rng: np.random.Generator) -> Integers:
    """Requests of each day: a weekly rhythm, and no month of 50 a day or fewer."""
    rhythm = np.array([4, 2, 1, 1, 0, -3, -5])[days.day_of_week]
    season = 0.8 * np.cos(2 * np.pi * (days.day_of_year.to_numpy() - 180) / 365.25)
    counts = np.rint(ONLINE_A_DAY + rhythm + season + rng.normal(0, 3, len(days)))
    counts = np.maximum(counts, FEWEST_A_DAY)
    mean = pd.Series(counts).groupby([days.year, days.month]).transform("mean").to_numpy()
    filled: Integers = (counts + np.ceil(np.maximum(LEAST_MEAN - mean, 0))).astype(np.int64)
    return filled


def _filed(
    days: pd.DatetimeIndex, counts: Integers, occurrence: Occurrence, offline: bool, rng: np.random.Generator
) -> pd.DataFrame:
    total = int(counts.sum())
    if offline:
        minutes = rng.integers(8 * 60 + 30, 17 * 60, total)
        channel = np.where(rng.random(total) < 0.62, Channel.VISIT.value, Channel.LETTER.value)
    else:
        minutes = rng.triangular(7 * 60, 10 * 60, 22 * 60, total).astype(np.int64)
        channel = np.full(total, Channel.ONLINE.value)
    repeated = np.full(total, occurrence is Occurrence.REPEAT) | (
        ~np.full(total, offline) & (rng.random(total) < 0.04)
    )
    return pd.DataFrame(
        {
            "filed": days.repeat(counts) + pd.to_timedelta(minutes, unit="min").as_unit("s"),
            "channel": channel.astype(object),
            "offline": offline,
            "occurrence": np.where(repeated, Occurrence.REPEAT.value, Occurrence.FIRST.value).astype(object),
        }
    )


# --- where, and what about -----------------------------------------------------------------------------


def _what_and_where(
    frame: pd.DataFrame, villages: tuple[Village, ...], rng: np.random.Generator
) -> tuple[Integers, NDArray[np.object_]]:
    """Village (as its place among `villages`) and category of each petition."""
    weight = np.array([v.residents for v in villages]) * rng.lognormal(0, 0.35, len(villages))
    village = rng.choice(len(villages), len(frame), p=weight / weight.sum())
    urban = np.array([v.community for v in villages])[village]
    codes = list(SHARES)
    shares = np.array(list(SHARES.values()))[:, np.where(urban, 0, 1)].T
    month = frame["filed"].dt.month.to_numpy()
    shares[np.isin(month, (12, 1, 2)), codes.index("labour")] *= 1.7
    shares[np.isin(month, (5, 6, 7, 8)), codes.index("ecology")] *= 1.3
    upto = np.cumsum(shares, axis=1)
    nth = (upto < (rng.random(len(frame)) * upto[:, -1])[:, None]).sum(axis=1)
    return village, np.array(codes, dtype=object)[nth]


def _describe(frame: pd.DataFrame, rng: np.random.Generator) -> None:
    """Purpose, tier, number of people and proxy of each petition."""
    size = len(frame)
    purpose = rng.choice([p.value for p in PURPOSES], size, p=list(PURPOSES.values())).astype(object)
    discipline = frame["category"].to_numpy() == "discipline"
    purpose[discipline & (rng.random(size) < 0.6)] = Purpose.ACCUSATION.value
    purpose[frame["planted"].to_numpy()] = Purpose.CLAIM.value
    offline = frame["offline"].to_numpy()
    repeat = (frame["occurrence"] == Occurrence.REPEAT.value).to_numpy()
    chances = np.where(offline[:, None], (0.35, 0.9), (0.55, 0.93))
    chances = np.where((offline & repeat)[:, None], (0.0, 0.3), chances)
    tiers = np.array([t.value for t in Tier], dtype=object)
    joint = rng.random(size) < np.where(offline, 0.3, 0.03)
    frame["purpose"] = purpose
    frame["tier"] = tiers[(chances < rng.random(size)[:, None]).sum(axis=1)]
    frame["people"] = np.where(joint, np.minimum(1 + rng.geometric(0.3, size), 15), 1)
    frame["by_proxy"] = rng.random(size) < 0.3


# --- the rows ------------------------------------------------------------------------------------------


def _number(frame: pd.DataFrame) -> None:
    day = frame["filed"].dt.strftime("%Y%m%d").to_numpy()
    serial = frame.groupby(day).cumcount().to_numpy() + 1
    frame["number"] = np.array([f"YS{d}{n:04d}" for d, n in zip(day, serial, strict=True)], dtype=object)
    frame["digest"] = np.array(
        [hashlib.blake2b(n.encode(), digest_size=8).hexdigest() for n in frame["number"]], dtype=object
    )


def _rows(frame: pd.DataFrame) -> list[dict[str, object]]:
    """Rows for the table, NaN and NaT as None."""
    names = [c.name for c in Petition.__table__.columns if c.name in frame]
    columns = []
    for name in names:
        column = frame[name]
        values = np.array(column.dt.to_pydatetime() if name in ("filed", "closed") else column, dtype=object)
        values[column.isna().to_numpy()] = None
        columns.append(values.tolist())
    return [
        {**dict(zip(names, row, strict=True)), "category_scheme": SCHEME}
        for row in zip(*columns, strict=True)
    ]
