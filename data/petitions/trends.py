"""A count against that of the period before (环比) and of a year before (同比); what of it may be chance."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from data.periods import Period
from data.petitions.facts import Filter
from geo.statistics.rates import rate_ratio
from geo.terms import N_, Term


class Against(Term):
    """What a period is compared with."""

    BEFORE = "before", N_("against the period before")
    YEAR = "year", N_("against a year before")


@dataclass(frozen=True)
class Trend:
    """A count beside an earlier one of as many months.

    Parameters
    ----------
    now, then
        Counts of the period and of the earlier one.
    low, high, p
        Interval of the ratio of the daily rates, and how often chance alone brings one as far from 1.
    """

    against: Against
    period: Period
    now: int
    then: int
    low: float
    high: float
    p: float

    @property
    def is_sure(self) -> bool:
        """Whether it is more than chance explains."""
        return self.low > 1 or self.high < 1

    @property
    def share(self) -> float | None:
        """Change as a share of the earlier count; None: there was nothing before."""
        return (self.now - self.then) / self.then if self.then else None


def comparable(chosen: Period, begins: dt.date | None, wanted: Filter) -> dict[Against, Period]:
    """Earlier periods with which a count may be compared: of equal length, wholly on record.

    None where a state is asked for: of an earlier period more has been closed since, so that today's open
    cases beside those of a year ago compare two ages, not two years. Of a year the period before is the year
    before, and is named once; longer ones overlap with themselves a year before.
    """
    if wanted.status is not None or begins is None:
        return {}
    earlier = {Against.BEFORE: chosen.previous(), Against.YEAR: chosen.earlier(12)}
    if chosen.months >= 12:
        del earlier[Against.BEFORE if chosen.months == 12 else Against.YEAR]
    return {against: period for against, period in earlier.items() if period.first >= begins}


def trend(against: Against, chosen: Period, period: Period, now: int, then: int, level: float) -> Trend:
    """Compare two counts by the days they took, as `geo.statistics.rates.rate_ratio` does: given both
    together, the later is binomial (Przyborowski and Wilenski 1940, Biometrika 31, 313-323).

    Chance is all that it allows for, and only if petitions came one by one: people who come together, or
    again and again, make a count vary more than that.

    Parameters
    ----------
    level
        Chance of a false alarm: the interval is of 1 - `level`.
    """
    days, before = ((each.last - each.first).days + 1 for each in (chosen, period))
    ratio = rate_ratio(then, before, now, days, 1 - level)
    return Trend(against, period, now, then, float(ratio.low), float(ratio.high), float(ratio.p))


def changes(
    count: Callable[[Filter], int | None],
    wanted: Filter,
    chosen: Period,
    begins: dt.date | None,
    level: float,
) -> dict[Against, Trend]:
    """One count against those of the periods with which it may be compared, as far as all are told.

    Parameters
    ----------
    count
        How many a filter keeps; None: not told.
    begins, level
        As in `comparable` and `trend`.
    """
    now = count(wanted)
    if now is None:
        return {}
    found = {}
    for against, period in comparable(chosen, begins, wanted).items():
        then = count(replace(wanted, first=period.first, last=period.last))
        if then is not None:
            found[against] = trend(against, chosen, period, now, then, level)
    return found


Count = Callable[[Filter], Mapping[str, int]]
"""Counts by code, of what a filter keeps; codes without any may be left out."""


def beside(
    count: Count, wanted: Filter, chosen: Period, begins: dt.date | None, level: float, *, whole: bool = True
) -> list[tuple[str, int, Trend | None]]:
    """Counts by code, most first, each beside its own of the first period with which it may be compared.

    Parameters
    ----------
    begins, level
        As in `comparable` and `trend`.
    whole
        Whether a code that is left out counts none; else it is not told, and compared with nothing.
    """
    earlier = next(iter(comparable(chosen, begins, wanted).items()), None)
    then: Mapping[str, int] = {}
    if earlier is not None:
        then = count(replace(wanted, first=earlier[1].first, last=earlier[1].last))

    def change(code: str, now: int) -> Trend | None:
        before = then.get(code, 0 if whole else None)
        if earlier is None or before is None:
            return None
        against, period = earlier
        return trend(against, chosen, period, now, before, level)

    counts = sorted(count(wanted).items(), key=lambda each: -each[1])
    return [(code, now, change(code, now)) for code, now in counts]
