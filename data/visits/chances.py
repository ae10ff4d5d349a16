"""The chance that a case that is open today is still open on the day of the visit, and the usual new ones.

A plan is made weeks ahead, and most cases that are open then are closed when the leader comes. How long cases
stay open is estimated from the county's own record, by tier and channel (`geo.statistics.survival`), and a
case counts as much as its chance to be met. The same holds for what is filed until then: as many as a village
usually has, each by its chance to be open still.

It is the whole county's, whoever looks: nothing is told but shares over hundreds of cases. Reports and
accusations are left out, as they are never heard in a village.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Engine

from data.errors import PlanRefused
from data.petitions.columnar.rule import Countable
from data.reader import Reader
from data.rules import ScoreSettings, rules
from data.scope import Role, Scope, is_office, plans_for
from data.terms import Counted, Status
from geo.statistics.survival import Survival, survival

YEARS = 3
"""Years of filing that the chances rest on: long enough for the oldest ages, near enough to today's ways."""

USUAL_DAYS = 365
"""Days before today whose cases are the usual new ones: every season once."""

AHEAD = 16
"""Days ahead at which chances are judged: a plan is made about so long before its day."""

BINS = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)
"""Chances that are judged together."""

Stratum = tuple[str | None, str | None]
"""Tier and channel; None: all of them."""


@dataclass(frozen=True, eq=False)
class OpenChances:
    """How long cases stay open, as known on a day.

    Parameters
    ----------
    today
        The day.
    curves
        Stratum -> curve; only of those in which enough cases were closed.
    past
        Cases filed in the last `USUAL_DAYS`: village, tier, channel.
    days
        Days that they were filed in.
    """

    today: dt.date
    curves: Mapping[Stratum, Survival] = field(default_factory=dict)
    past: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["village", "tier", "channel"]))
    days: int = USUAL_DAYS

    @property
    def known(self) -> bool:
        """Whether the record has enough closed cases to tell anything; if not, every case counts in full."""
        return bool(self.curves)

    @cached_property
    def daily(self) -> pd.DataFrame:
        """Cases that are usually filed a day, by village, and by tier and channel."""
        strata = [self.past["tier"], self.past["channel"]]
        return pd.crosstab(self.past["village"], strata) / self.days

    def curve(self, tier: str, channel: str) -> Survival | None:
        """Of the narrowest stratum that is known: tier and channel, else the tier, else all cases."""
        strata: tuple[Stratum, ...] = ((tier, channel), (tier, None), (None, None))
        return next((self.curves[one] for one in strata if one in self.curves), None)

    def still_open(self, cases: pd.DataFrame, on: dt.date) -> NDArray[np.float64]:
        """Chance of each case that is open at the end of today to be open on the morning of a day.

        Parameters
        ----------
        cases
            Open cases: filed, tier, channel.
        on
            1 for all if it is not after today.
        """
        chance = np.ones(len(cases))
        ahead = (on - self.today).days
        if ahead <= 0 or not self.known:
            return chance
        age = _age(cases["filed"], _end_of(self.today))
        for (tier, channel), at in _positions(cases, "tier", "channel").items():
            curve = self.curve(tier, channel)
            if curve is not None:
                chance[at] = curve.still_open(age[at], ahead - 1)
        return chance

    def usual(self, on: dt.date, score: ScoreSettings) -> pd.DataFrame:
        """What is usually filed between today and a day and is still open on its morning, by village.

        Returns
        -------
        DataFrame
            cases and points (float) by village; empty if the day is not after today.
        """
        ahead = (on - self.today).days
        if ahead <= 0 or not self.known or self.past.empty:
            return pd.DataFrame(columns=["cases", "points"], dtype=float)
        ages = np.arange(ahead - 1) + 0.5  # filed at noon of one of the days between
        late = score.lateness(ages)
        weights = score.by_tier
        usual = pd.DataFrame(0.0, index=self.daily.index, columns=["cases", "points"])
        for stratum in self.daily.columns:
            tier, channel = map(str, stratum)
            curve = self.curve(tier, channel)
            share = np.ones_like(ages) if curve is None else curve.share(ages)
            daily = self.daily[stratum]
            usual["cases"] += daily * share.sum()
            usual["points"] += daily * weights[tier] * (share * late).sum()
        return usual


def open_chances(reader: Reader, township: str, on: dt.date) -> OpenChances:
    """The chances by all that is known on the reader's day, of what the visits of a day go for.

    Made once for each state of the record.

    Raises
    ------
    PlanRefused
        The scope does not plan for the township.
    """
    if not plans_for(reader.scope, township):
        raise PlanRefused("This role does not plan visits to township {code}", code=township)
    visits = rules(reader.store, on).visits
    version = reader.store.dataset().version_of("petitions", "divisions")
    key = (version, reader.today, visits.counted, visits.least_closed)
    kept = _kept.get(reader.store.engine)
    if kept is None or kept[0] != key:
        kept = key, estimate(_rows(reader, visits.counted), reader.today, visits.least_closed)
        _kept[reader.store.engine] = kept
    return kept[1]


def estimate(rows: pd.DataFrame, today: dt.date, least: int) -> OpenChances:
    """The chances by what was known at the end of a day.

    Parameters
    ----------
    rows
        filed, closed (NaT: not), tier, channel, village, open (status). What was filed or closed after the
        day counts as unknown then.
    least
        Closed cases that a curve rests on at least.
    """
    end = _end_of(today)
    known = rows[(rows["filed"] < end) & (rows["filed"] >= end - pd.DateOffset(years=YEARS))]
    closed = (known["closed"] < end).to_numpy()
    waiting = known["open"].to_numpy() | (known["closed"] >= end).to_numpy()
    known, closed = known[closed | waiting], closed[closed | waiting]
    age = _age(known["filed"], known["closed"].where(closed, end))
    strata: dict[Stratum, NDArray[np.intp]] = {(None, None): np.arange(len(known))}
    strata |= {(tier, None): at for tier, at in _positions(known, "tier").items()}
    strata |= _positions(known, "tier", "channel")
    curves = {one: survival(age[at], closed[at]) for one, at in strata.items() if closed[at].sum() >= least}
    span = min(USUAL_DAYS, (end - rows["filed"].min()).days) if len(rows) else USUAL_DAYS
    recent = known["filed"] >= end - pd.Timedelta(days=span)
    past = known.loc[recent & known["village"].notna(), ["village", "tier", "channel"]]
    return OpenChances(today, curves, past.astype(str), span)


def reliability(reader: Reader, days: Sequence[dt.date], ahead: int = AHEAD) -> pd.DataFrame:
    """What chances were worth: of cases open some days before past visits, how many were open on the day.

    For each day the chances are those of what was known then; when a case was closed is as the record has it
    today.

    Parameters
    ----------
    days
        Days of visits; those not past, and those for which nothing was known then, count nothing.
    ahead
        Days before each on which the cases were open.

    Returns
    -------
    DataFrame
        A row for each of `BINS` that holds a case, by chance: n, chance (mean that was given), open (share
        that was). Empty for who does not look at the county.
    """
    if not is_office(reader.scope):
        return pd.DataFrame(columns=["n", "chance", "open"])
    visits = rules(reader.store, reader.today).visits
    rows, judged = _rows(reader, visits.counted), []
    for on in days:
        then = on - dt.timedelta(days=ahead)
        known = estimate(rows, then, visits.least_closed)
        if on >= reader.today or not known.known:
            continue
        end, morning = _end_of(then), pd.Timestamp(on)
        stays = rows["closed"].isna() & rows["open"]
        cases = rows[(rows["filed"] < end) & ((rows["closed"] >= end) | stays)]
        still = (cases["closed"] >= morning) | stays[cases.index]
        judged.append(pd.DataFrame({"chance": known.still_open(cases, on), "open": still.to_numpy()}))
    every = pd.concat(judged) if judged else pd.DataFrame({"chance": [], "open": []}, dtype=float)
    bins = pd.cut(every["chance"], list(BINS), include_lowest=True)
    return (
        every.groupby(bins, observed=True)
        .agg(n=("open", "size"), chance=("chance", "mean"), open=("open", "mean"))
        .reset_index(drop=True)
    )


# --- inside -----------------------------------------------------------------------------------------------

_Key = tuple[tuple[int, ...], dt.date, Counted, int]
_kept: WeakKeyDictionary[Engine, tuple[_Key, OpenChances]] = WeakKeyDictionary()


def _rows(reader: Reader, goes_for: Counted) -> pd.DataFrame:
    """Every case of the county that could be heard in a village, whoever looks."""
    county = reader.store.dataset().county_code
    office = Reader(Scope.of(Role.OFFICE, [county], county), reader.store, reader.today)
    case = Countable.of(office, counted=goes_for, accusations=False)
    return pd.DataFrame(
        {
            "filed": case.column("filed"),
            "closed": case.column("closed"),
            "tier": case.coded("tier"),
            "channel": case.coded("channel"),
            "village": case.villages(),
            "open": case.holds("status", Status.OPEN.value),
        }
    )


def _positions(frame: pd.DataFrame, *columns: str) -> dict[Any, NDArray[np.intp]]:
    """Value of a column, or values of some, -> positions of the rows that have them."""
    by: Any = columns[0] if len(columns) == 1 else list(columns)
    return {key: np.asarray(at) for key, at in frame.groupby(by, observed=True).indices.items()}


def _end_of(day: dt.date) -> pd.Timestamp:
    return pd.Timestamp(day) + pd.Timedelta(days=1)


def _age(filed: pd.Series, until: pd.Series | pd.Timestamp) -> NDArray[np.float64]:
    """Days of 24 hours from filing to a moment, each its own or one for all."""
    days = (until - pd.to_datetime(filed)).dt.total_seconds() / 86_400
    return np.asarray(days.clip(lower=0), dtype=np.float64)
