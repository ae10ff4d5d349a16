"""What a policy measure did (信访倒推): petitions after it against as many days before it.

Chance is answered by intervals, what happens everywhere and to everything by comparison: the same category
where the measure was not taken, and other categories where it was. Neither makes an experiment of it.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats.contingency import odds_ratio

from data.petitions.facts import without_accusations
from geo.statistics.rates import Ratio, rate_ratio
from geo.terms import N_, Term

FEWEST_DAYS = 28
"""Days after a measure below which nothing is told: four whole weeks."""

MOST_DAYS = 365
"""Days after a measure that are looked at: of twelve months every season is in both windows."""

LEVEL = 0.95
"""Confidence of every interval."""


class Verdict(Term):
    """What became of the category after the measure; words for readers live in catalogs."""

    FELL = "fell", N_("Since the measure: fewer, and more so than elsewhere and in other matters")
    """It fell, and more than what the measure did not touch."""
    ROSE = "rose", N_("Since the measure: more, and more so than elsewhere and in other matters")
    """It rose, and more than what the measure did not touch."""
    UNCLEAR = "unclear", N_("Since the measure: no change that is clear beside the rest")
    """No clear change."""
    TOO_EARLY = "too_early", N_("The measure: its effect can be told from {day} on")
    """The record does not reach far enough after the measure."""
    NO_PAST = "no_past", N_("The measure: the record does not reach far enough back to tell its effect")
    """The record does not reach far enough back before the measure."""


@dataclass(frozen=True, slots=True)
class Change:
    """Petitions of both windows, and how many times as many there are after as before.

    Parameters
    ----------
    before, after
        Petitions.
    ratio, low, high
        After over before (`geo.statistics.rates`), and both ends of its interval; NaN, 0 and infinity where
        there are none at all.
    p
        Two-sided: how often chance alone would bring a ratio as far from 1.
    """

    before: int
    after: int
    ratio: float
    low: float
    high: float
    p: float


@dataclass(frozen=True, slots=True)
class Relative:
    """How many times as much one thing changed as another: a ratio of two ratios.

    Parameters
    ----------
    ratio, low, high
        Below 1: it fell more, or rose less. NaN, 0 and infinity where there is nothing to compare.
    """

    ratio: float
    low: float
    high: float


@dataclass(frozen=True)
class PolicyEffect:
    """What a measure did, as far as the record tells.

    Parameters
    ----------
    verdict
        In a word; the rule is that of `effect`.
    days
        Length of each window: before, the days up to the one before the measure; after, from the measure on.
        0 where nothing is told.
    first, last
        First day of the window before, last day of the window after; None where nothing is told.
    tells_from
        Day with whose end the record reaches far enough after the measure.
    own
        The category in the villages of the measure; None where nothing is told.
    elsewhere
        The category in all other villages.
    others
        All other categories in the villages of the measure.
    """

    verdict: Verdict
    tells_from: dt.date
    days: int = 0
    first: dt.date | None = None
    last: dt.date | None = None
    own: Change | None = None
    elsewhere: Change | None = None
    others: Change | None = None

    @cached_property
    def against_elsewhere(self) -> Relative | None:
        """`own` relative to `elsewhere`; None where nothing is told."""
        return _relative(self.own, self.elsewhere) if self.own and self.elsewhere else None

    @cached_property
    def against_others(self) -> Relative | None:
        """`own` relative to `others`; None where nothing is told."""
        return _relative(self.own, self.others) if self.own and self.others else None


def effect(
    facts: pd.DataFrame, villages: Sequence[str], category: str, taken: dt.date, today: dt.date
) -> PolicyEffect:
    """Compare as many whole days after a measure as before it: at least 28, at most 365.

    Parameters
    ----------
    facts
        `data.petitions.facts` of one scope, those of them that are counted. Petitions that are in no village
        belong to no side; reports and accusations are not counted.
    villages
        Codes of the villages in which the measure holds, as `facts` tells them.
    category
        Code of the category that it is to lower.
    taken
        First day on which it holds; may be still to come.
    today
        Last day to count. The record is taken to end with its newest petition if that is earlier: days of
        which nothing is known yet are no quiet ones.

    Returns
    -------
    PolicyEffect

    Notes
    -----
    The verdict is decided by three 95 % intervals that must agree. ``fell``: the category's own ratio is
    below 1, and so is that ratio relative to the same category elsewhere, and relative to the other
    categories in the same villages, each with the whole of its interval. ``rose``: all three are above 1.
    Otherwise ``unclear``, also where one of the comparisons has no petitions to go by. On records of
    independent petitions in which a measure does nothing, each of ``fell`` and ``rose`` is said of at most
    2.5 %, and of far fewer in practice, since three must err together.

    Ratios are those of `geo.statistics.rates`. As all windows are equally long, the ratio of two ratios is
    the odds ratio of the four counts; given their margins it is Fisher's noncentral hypergeometric, which
    makes its interval exact (Cornfield 1956, Proceedings of the Third Berkeley Symposium 4, 135-148; Breslow
    and Day 1980, Statistical Methods in Cancer Research I, 4.2, IARC), for petitions that come independently.

    What it cannot tell:

    - Regression to the mean (Galton 1886, Journal of the Anthropological Institute 15, 246-263; Hauer 1997,
      Observational Before-After Studies in Road Safety): a finding is picked because it is high, partly by
      chance, and that part falls by itself. Nobody picked what it is compared with, so no comparison shows
      it. Where a measure follows its finding at once and does nothing, ``fell`` is said all the same (1,500
      simulated records of 60 places and 20 categories each): of places three times as high as others, with
      15 to 60 petitions, at 1 to 1.5 %; of places twice as high, with 10 to 40, at 2 to 9 %; of places that
      are as all others and were picked as the highest of all, at 22 to 47 %. So a fall after a strong
      finding of many petitions says something; after a weak one, wait for the next year.
    - Season: with fewer than 365 days the windows are different seasons. The comparisons answer for what
      season does to the category everywhere and to these villages, not for a season of this category in
      these villages alone.
    - Petitions that follow each other (one dispute, many letters) vary more than independent ones do: the
      intervals are then too narrow.
    - Whatever else began about that day in these villages for this category; effects that reach villages or
      categories taken as untouched, which then hide the measure's own; a fall that had begun before.
    - A category that was split by a new scheme between the windows (`data.petitions.categories.told_in_one`).
    """
    tells_from = taken + dt.timedelta(days=FEWEST_DAYS - 1)
    allowed = without_accusations(facts)
    filed = allowed["filed"].to_numpy().astype("datetime64[D]")
    if not filed.size:
        return PolicyEffect(Verdict.TOO_EARLY if today < tells_from else Verdict.NO_PAST, tells_from)
    start = np.datetime64(taken, "D")
    after = min(np.datetime64(today, "D"), filed.max()) - start + 1
    reach = int(min(after / np.timedelta64(1, "D"), MOST_DAYS))
    if reach < FEWEST_DAYS:
        return PolicyEffect(Verdict.TOO_EARLY, tells_from)
    days = min(reach, int((start - filed.min()) / np.timedelta64(1, "D")))
    if days < FEWEST_DAYS:
        return PolicyEffect(Verdict.NO_PAST, tells_from)
    later = (filed - start) / np.timedelta64(1, "D")
    counted = (later >= -days) & (later < days) & allowed["village_code"].notna().to_numpy()
    here = allowed["village_code"].isin(list(villages)).to_numpy()
    same = (allowed["category"] == category).to_numpy()
    own, elsewhere, others = (
        _change(later[counted & side], days) for side in (here & same, ~here & same, here & ~same)
    )
    return PolicyEffect(
        verdict=_verdict(own, elsewhere, others),
        tells_from=tells_from,
        days=days,
        first=taken - dt.timedelta(days=days),
        last=taken + dt.timedelta(days=days - 1),
        own=own,
        elsewhere=elsewhere,
        others=others,
    )


def _change(later: NDArray[np.float64], days: int) -> Change:
    """Of petitions of both windows, by their days since the measure."""
    before, after = int((later < 0).sum()), int((later >= 0).sum())
    found: Ratio = rate_ratio(before, days, after, days, LEVEL)
    return Change(before, after, float(found.value), float(found.low), float(found.high), float(found.p))


def _relative(own: Change, other: Change) -> Relative:
    """The ratio of one change over that of another."""
    found = odds_ratio([[own.after, own.before], [other.after, other.before]], kind="conditional")
    ends = found.confidence_interval(LEVEL)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.divide(own.after * other.before, own.before * other.after)
    return Relative(float(ratio), float(ends.low), float(ends.high))


def _verdict(own: Change, *untouched: Change) -> Verdict:
    """What the change and its comparisons agree on: these take long, so only where it is clear itself."""
    if own.high < 1 and all(_relative(own, other).high < 1 for other in untouched):
        return Verdict.FELL
    if own.low > 1 and all(_relative(own, other).low > 1 for other in untouched):
        return Verdict.ROSE
    return Verdict.UNCLEAR
