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

from data.petitions.facts import matters_once, without_accusations
from geo.statistics.rates import Ratio, rate_ratio
from geo.terms import N_, Term

FEWEST_DAYS = 28
"""Days after a measure below which nothing is told: four whole weeks."""

MOST_DAYS = 365
"""Days after a measure that are looked at: of twelve months every season is in both windows."""

_PARTS = 3  # of a window, about whose mean counts vary
_NEXT = 10  # villages and categories that stood out next, at least

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
        Matters.
    dispersion
        How much more such counts vary than those of independent matters, 1 at least: by it the interval is
        wider.
    ratio, low, high
        After over before (`geo.statistics.rates`), and both ends of its interval; NaN, 0 and infinity where
        there are none at all.
    p
        Two-sided: how often chance alone would bring a ratio as far from 1.
    """

    before: int
    after: int
    dispersion: float
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
        The category in all other villages; None too where the measure holds in all of them.
    others
        All other categories in the villages of the measure.
    next
        What stood out next before the measure: other villages and categories that were high, by the same
        rank. How much they fall is how much falls by itself. None where nothing else stood out.
    """

    verdict: Verdict
    tells_from: dt.date
    days: int = 0
    first: dt.date | None = None
    last: dt.date | None = None
    own: Change | None = None
    elsewhere: Change | None = None
    others: Change | None = None
    next: Change | None = None

    @cached_property
    def against_elsewhere(self) -> Relative | None:
        """`own` relative to `elsewhere`; None where nothing is told."""
        return _relative(self.own, self.elsewhere) if self.own and self.elsewhere else None

    @cached_property
    def against_others(self) -> Relative | None:
        """`own` relative to `others`; None where nothing is told."""
        return _relative(self.own, self.others) if self.own and self.others else None

    @cached_property
    def against_next(self) -> Relative | None:
        """`own` relative to `next`; None where nothing is told."""
        return _relative(self.own, self.next) if self.own and self.next else None


def effect(
    facts: pd.DataFrame, villages: Sequence[str] | None, category: str, taken: dt.date, today: dt.date
) -> PolicyEffect:
    """Compare as many whole days after a measure as before it: at least 28, at most 365.

    Parameters
    ----------
    facts
        `data.petitions.facts` of one scope, those of them that are counted. Petitions that are in no village
        belong to no side; reports and accusations are not counted.
    villages
        Codes of the villages in which the measure holds, as `facts` tells them; None: all of them. There is
        no elsewhere then, and other categories alone are compared with.
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
    Each matter counts once, as far as petitions are linked. The verdict is decided by four 95 % intervals,
    which must agree. ``fell``: the category's own ratio is below 1, and so is that ratio relative to the same
    category elsewhere, to the other categories in the same villages, and to what stood out next before the
    measure, each with the whole of its interval. ``rose``: the first three are above 1. Otherwise
    ``unclear``, also where one of the comparisons has no petitions to go by.

    Ratios are those of `geo.statistics.rates`. As all windows are equally long, the ratio of two ratios is
    the odds ratio of the four counts; given their margins it is Fisher's noncentral hypergeometric, which
    makes its interval exact (Cornfield 1956, Proceedings of the Third Berkeley Symposium 4, 135-148; Breslow
    and Day 1980, Statistical Methods in Cancer Research I, 4.2, IARC), for matters that come independently.
    Where counts of villages in a third of a window vary more than that about their mean of the window, all
    intervals are wider by the square root of as much (quasi-likelihood: McCullagh and Nelder 1989,
    Generalized Linear Models, 4.5). `docs/statistics.md` has how often they cover the truth.

    A finding is picked because it is high, partly by chance, and that part falls by itself (Galton 1886,
    Journal of the Anthropological Institute 15, 246-263). What stood out next, village by village and
    category by category, was high for the same reason, and nobody took a measure there.

    What it cannot tell:

    - Regression to the mean beyond that of what ranked next: the first of all ranks is a little luckier.
    - Season: with fewer than 365 days the windows are different seasons. The comparisons answer for what
      season does to the category everywhere and to these villages, not for a season of this category in
      these villages alone.
    - Whatever else began about that day in these villages for this category; effects that reach villages or
      categories taken as untouched, which then hide the measure's own; a fall that had begun before.
    - A category that was split by a new scheme between the windows (`data.petitions.categories.told_in_one`).
    """
    tells_from = taken + dt.timedelta(days=FEWEST_DAYS - 1)
    allowed = matters_once(without_accusations(facts))
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
    here = np.ones(int(counted.sum()), dtype=bool)
    if villages is not None:
        here = allowed["village_code"].isin(list(villages)).to_numpy()[counted]
    same = (allowed["category"] == category).to_numpy()[counted]
    later, place = later[counted], pd.factorize(allowed["village_code"][counted])[0]
    kind = pd.factorize(allowed["category"][counted])[0]
    spread = {
        side: _dispersion(place[which], later[which], days)
        for side, which in (("same", same), ("rest", ~same))
    }
    high = _ranked_next(place, kind, later, here & same)
    own, elsewhere, others = (
        _change(later[side], days, spread[of])
        for side, of in ((here & same, "same"), (~here & same, "same"), (here & ~same, "rest"))
    )
    stood_out = _change(later[high], days, max(spread.values())) if high.any() else None
    return PolicyEffect(
        verdict=_verdict(own, [others] if villages is None else [elsewhere, others], stood_out),
        tells_from=tells_from,
        days=days,
        first=taken - dt.timedelta(days=days),
        last=taken + dt.timedelta(days=days - 1),
        own=own,
        elsewhere=None if villages is None else elsewhere,
        others=others,
        next=stood_out,
    )


def _ranked_next(
    place: NDArray[np.int64], kind: NDArray[np.int64], later: NDArray[np.float64], own: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Which petitions are of the villages and categories that stood out next before the measure.

    Ranked by how far they were above what village and category explain, until there are ten of them and as
    many petitions as of the measure's own before it.
    """
    before, table = later < 0, np.zeros((int(place.max(initial=0)) + 1, int(kind.max(initial=0)) + 1))
    np.add.at(table, (place[before], kind[before]), 1)
    usual = np.outer(table.sum(axis=1), table.sum(axis=0)) / max(table.sum(), 1)
    above = (table - usual) / np.sqrt(np.maximum(usual, 1e-9))
    above[place[own], kind[own]] = -np.inf
    order = np.argsort(-above, axis=None, kind="stable")
    order = order[above.ravel()[order] > 0]
    enough = np.searchsorted(table.ravel()[order].cumsum(), (own & before).sum()) + 1
    chosen = np.zeros(table.size, dtype=bool)
    chosen[order[: max(enough, _NEXT)]] = True
    return np.asarray(chosen.reshape(table.shape)[place, kind])


def _dispersion(place: NDArray[np.int64], later: NDArray[np.float64], days: int) -> float:
    """Variance over mean of the villages' counts in thirds of a window, each about its mean of it; from 1.

    Thirds, for a matter is reported again weeks later.
    """
    if not place.size:
        return 1.0
    counts = np.zeros((int(place.max()) + 1, 2, _PARTS))
    at = np.clip(np.floor((later % days) / days * _PARTS).astype(np.int64), 0, _PARTS - 1)
    np.add.at(counts, (place, (later >= 0).astype(np.int64), at), 1)
    season = counts.sum(axis=0, keepdims=True)
    mean = counts.sum(axis=2, keepdims=True) * season / np.maximum(season.sum(axis=2, keepdims=True), 1)
    left = float(((counts - mean) ** 2).sum()) * _PARTS / (_PARTS - 1)
    return max(1.0, left / float(mean.sum()))


def _change(later: NDArray[np.float64], days: int, dispersion: float) -> Change:
    """Of petitions of both windows, by their days since the measure."""
    before, after = int((later < 0).sum()), int((later >= 0).sum())
    found: Ratio = rate_ratio(before / dispersion, days, after / dispersion, days, LEVEL)
    ends = float(found.low), float(found.high)
    return Change(before, after, dispersion, float(found.value), *ends, float(found.p))


def _relative(own: Change, other: Change) -> Relative:
    """The ratio of one change over that of another."""
    wider = max(own.dispersion, other.dispersion)
    table = np.array([[own.after, own.before], [other.after, other.before]])
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = float(np.divide(own.after * other.before, own.before * other.after))
    some = bool((table > 0).all())
    ends = odds_ratio(table if some else np.floor(table / wider).astype(int)).confidence_interval(LEVEL)
    low, high = float(ends.low), float(ends.high)
    if some:
        low, high = ratio * (low / ratio) ** np.sqrt(wider), ratio * (high / ratio) ** np.sqrt(wider)
    return Relative(ratio, low, high)


def _verdict(own: Change, untouched: list[Change], stood_out: Change | None) -> Verdict:
    """What the change and its comparisons agree on: these take long, so only where it is clear itself."""
    fallen = [*untouched, *([stood_out] if stood_out else [])]
    if own.high < 1 and all(_relative(own, other).high < 1 for other in fallen):
        return Verdict.FELL
    if own.low > 1 and all(_relative(own, other).low > 1 for other in untouched):
        return Verdict.ROSE
    return Verdict.UNCLEAR
