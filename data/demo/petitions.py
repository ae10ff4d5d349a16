"""Three years of synthetic petitions, and requests of online intake: when they come, and where they are."""

import datetime as dt
import hashlib

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from data.demo import casework, followup, handling, matters, outcomes, placing, receptions, reviews, themes
from data.demo.geography import Geography, Village
from data.demo.hotspots import plant
from data.demo.terrain import Floats, Integers
from data.demo.working import WorkingDays
from data.importing.petitions.indices import Indices
from data.importing.petitions.inserting import insert_rows
from data.tables.petitions import Petition
from data.terms import Channel, Occurrence, Purpose, Tier

FIRSTS = 4703
"""First petitions by visit or letter in three years, as published of Pujiang on 2020-06-30."""

REPEATS = 900
NET, PHONE = 3_150, 2_340
"""Petitions of three years by the net and by telephone: with the others a few thousand a year; assumed."""

REQUESTS_A_DAY = 53
FEWEST_A_DAY, LEAST_MEAN = 41, 51
"""Requests of online intake: on any day, and on the mean of any calendar month."""

SCHEME = "2022"
PURPOSES = {
    Purpose.CLAIM: 0.84,
    Purpose.SUGGESTION: 0.09,
    Purpose.APPEAL: 0.03,
    Purpose.ACCUSATION: 0.02,
    Purpose.OTHER: 0.02,
}
AGAIN = {Channel.ONLINE: 0.12, Channel.PHONE: 0.15, Channel.REQUEST: 0.04}
"""Share of those that come again, of what comes otherwise than by visit or letter."""

HOURS = {Channel.ONLINE: (7, 12, 22), Channel.PHONE: (8, 10, 18), Channel.REQUEST: (7, 10, 22)}
"""Earliest, usual and latest hour of these."""

_MEETING_DAY = 15
_REST = 0.12  # of those by visit or letter: on a day on which offices are closed, for one on another day


def write(connection: Connection, county: Geography, as_of: dt.date, rng: np.random.Generator) -> None:
    """Write the petitions of the three years to a day, with all that was done about them."""
    frame = petitions(county, as_of, rng)
    table = Petition.metadata.tables["petitions"]
    indices = Indices(connection)
    indices.expect(len(frame))
    for _, part in frame.assign(category_scheme=SCHEME, as_of=as_of).groupby("request"):
        insert_rows(connection, table, part)
    frame["id"] = connection.scalars(select(Petition.id).order_by(Petition.number)).all()
    casework.write(connection, frame, as_of, rng)
    indices.make()
    receptions.write(connection, frame, as_of)
    matters.write(connection, frame, as_of)
    followup.write(connection, county, frame, as_of)


def petitions(county: Geography, as_of: dt.date, rng: np.random.Generator) -> pd.DataFrame:
    """Columns of the table `petitions`, and offline, request, village, planted; one row each, by number."""
    end = pd.Timestamp(as_of) + pd.Timedelta(days=1)
    days = pd.date_range(end - pd.DateOffset(years=3), as_of, freq="D", unit="s")
    rare, distant = _days_offline(days), _days_at_a_distance(days)
    frame = pd.concat(
        [
            _offline(days, rng.multinomial(FIRSTS, rare), Occurrence.FIRST, rng),
            _offline(days, rng.multinomial(REPEATS, rare), Occurrence.REPEAT, rng),
            _at_a_distance(days, rng.multinomial(NET, distant), Channel.ONLINE, rng),
            _at_a_distance(days, rng.multinomial(PHONE, distant), Channel.PHONE, rng),
            _at_a_distance(days, _requests(days, rng), Channel.REQUEST, rng),
        ]
    )
    frame = frame.sort_values("filed", kind="stable", ignore_index=True)
    frame["offline"] = frame["channel"].isin([Channel.VISIT.value, Channel.LETTER.value])
    frame["request"] = frame["channel"] == Channel.REQUEST.value
    frame["village"], frame["category"] = _what_and_where(frame, county.villages, rng)
    plant(frame, [v.code for v in county.villages], end, rng)
    _describe(frame, rng)
    outcomes.decide(frame, as_of, rng)
    placing.place(frame, county, rng)
    placing.mislay(frame, county, as_of)
    handling.handle(frame, county, as_of)
    reviews.tell(frame, as_of)
    _number(frame)
    return frame


# --- when ----------------------------------------------------------------------------------------------


def _days_offline(days: pd.DatetimeIndex) -> Floats:
    """Chance of each day: fewer from year to year, few when offices are closed, many on the 15th."""
    ago = (days[-1] - days).days.to_numpy() / 365.25
    works = WorkingDays(days[0].date(), days[-1].date()).hold(days.to_numpy().astype("datetime64[D]"))
    weekday = np.array([1.15, 1.05, 1.0, 1.0, 0.95, 1.0, 1.0])[days.day_of_week]
    season = 1 + 0.15 * np.cos(2 * np.pi * (days.day_of_year.to_numpy() - 75) / 365.25)
    chance = np.exp(0.3 * ago) * np.where(works, weekday, _REST) * season
    chance[days.day == _MEETING_DAY] = 2.4 * np.exp(0.3 * ago[days.day == _MEETING_DAY])
    shares: Floats = chance / chance.sum()
    return shares


def _days_at_a_distance(days: pd.DatetimeIndex) -> Floats:
    """Chance of each day for what comes by net or telephone: a little more from year to year."""
    ago = (days[-1] - days).days.to_numpy() / 365.25
    chance = np.exp(-0.06 * ago) * np.array([1.15, 1.05, 1.0, 1.0, 1.0, 0.7, 0.6])[days.day_of_week]
    shares: Floats = chance / chance.sum()
    return shares


def _requests(days: pd.DatetimeIndex, rng: np.random.Generator) -> Integers:
    """Requests of each day: a weekly rhythm, and no month of 50 a day or fewer."""
    rhythm = np.array([4, 2, 1, 1, 0, -3, -5])[days.day_of_week]
    season = 0.8 * np.cos(2 * np.pi * (days.day_of_year.to_numpy() - 180) / 365.25)
    counts = np.rint(REQUESTS_A_DAY + rhythm + season + rng.normal(0, 3, len(days)))
    counts = np.maximum(counts, FEWEST_A_DAY)
    mean = pd.Series(counts).groupby([days.year, days.month]).transform("mean").to_numpy()
    filled: Integers = (counts + np.ceil(np.maximum(LEAST_MEAN - mean, 0))).astype(np.int64)
    return filled


def _offline(
    days: pd.DatetimeIndex, counts: Integers, occurrence: Occurrence, rng: np.random.Generator
) -> pd.DataFrame:
    total = int(counts.sum())
    minutes = rng.integers(8 * 60 + 30, 17 * 60, total)
    channel = np.where(rng.random(total) < 0.62, Channel.VISIT.value, Channel.LETTER.value)
    return _filed(days, counts, minutes, channel, np.full(total, occurrence.value))


def _at_a_distance(
    days: pd.DatetimeIndex, counts: Integers, channel: Channel, rng: np.random.Generator
) -> pd.DataFrame:
    total = int(counts.sum())
    first, usual, last = HOURS[channel]
    minutes = rng.triangular(60 * first, 60 * usual, 60 * last, total).astype(np.int64)
    again = rng.random(total) < AGAIN[channel]
    occurrence = np.where(again, Occurrence.REPEAT.value, Occurrence.FIRST.value)
    return _filed(days, counts, minutes, np.full(total, channel.value), occurrence)


def _filed(
    days: pd.DatetimeIndex, counts: Integers, minutes: Integers, channel: object, occurrence: object
) -> pd.DataFrame:
    filed = days.repeat(counts) + pd.to_timedelta(minutes, unit="min").as_unit("s")
    return pd.DataFrame({"filed": filed, "channel": channel, "occurrence": occurrence}).astype(
        {"channel": object, "occurrence": object}
    )


# --- where, and what about -----------------------------------------------------------------------------


def _what_and_where(
    frame: pd.DataFrame, villages: tuple[Village, ...], rng: np.random.Generator
) -> tuple[Integers, NDArray[np.object_]]:
    """Village (as its place among `villages`) and category of each petition."""
    weight = np.array([v.residents for v in villages]) * rng.lognormal(0, 0.35, len(villages))
    village = rng.choice(len(villages), len(frame), p=weight / weight.sum())
    urban = np.array([v.community for v in villages])[village]
    filed = frame["filed"]
    years = (filed - filed.iloc[0]).dt.days.to_numpy() / 365.25
    return village, themes.categories(urban, filed.dt.month.to_numpy(), years, rng)


def _describe(frame: pd.DataFrame, rng: np.random.Generator) -> None:
    """Purpose, tier, number of people and proxy of each petition."""
    size = len(frame)
    purpose = rng.choice([p.value for p in PURPOSES], size, p=list(PURPOSES.values())).astype(object)
    discipline = frame["category"].to_numpy() == "discipline"
    purpose[discipline & (rng.random(size) < 0.6)] = Purpose.ACCUSATION.value
    purpose[frame["planted"].to_numpy()] = Purpose.CLAIM.value
    offline, request = frame["offline"].to_numpy(), frame["request"].to_numpy()
    repeat = (frame["occurrence"] == Occurrence.REPEAT.value).to_numpy()
    chances = np.where(request[:, None], (0.55, 0.93), (0.25, 0.88))
    chances = np.where((~request & repeat)[:, None], (0.0, 0.3), chances)
    tiers = np.array([t.value for t in Tier], dtype=object)
    several = rng.random(size) < np.where(offline, 0.2, 0.03)
    frame["purpose"] = purpose
    frame["tier"] = tiers[(chances < rng.random(size)[:, None]).sum(axis=1)]
    frame["people"] = np.where(several, np.minimum(1 + rng.geometric(0.3, size), 15), 1)
    frame["by_proxy"] = rng.random(size) < 0.3


# --- the rows ------------------------------------------------------------------------------------------


def _number(frame: pd.DataFrame) -> None:
    day = frame["filed"].dt.strftime("%Y%m%d").to_numpy()
    serial = frame.groupby(day).cumcount().to_numpy() + 1
    frame["number"] = np.array([f"YS{d}{n:04d}" for d, n in zip(day, serial, strict=True)], dtype=object)
    frame["digest"] = np.array(
        [hashlib.blake2b(n.encode(), digest_size=8).hexdigest() for n in frame["number"]], dtype=object
    )
