"""From counts to a painted map: which measure, which fixed classes, which words in the legend."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from dashboard import cache
from dashboard.drawing import maps, style
from dashboard.drawing.colours import Tokens
from dashboard.drawing.notes import as_of, subject
from dashboard.language import _, number
from data.hotspots.heat import Heat, TypicalHeat, heat
from data.periods import Period
from data.petitions.counts import AnyTally
from data.petitions.facts import Filter, select_facts
from data.petitions.outside import CountyTally
from data.petitions.villages import VillageCounts
from data.scope import Scope
from data.service import coverage
from data.tables import Dataset
from data.terms import CountUnit
from geo.statistics.rates import (
    breaks,
    classify,
    empirical_bayes,
    expected,
    per_thousand,
    standardised_ratio,
)


def measures() -> dict[str, str]:
    """What the map can show."""
    return {
        "count": _("Cases"),
        "groups": _("Visits in person"),
        "persons": _("Persons"),
        "rate": _("Per 1,000 residents"),
        "smoothed": _("Smoothed rate"),
        "ratio": _("Against the expected"),
        "heat": _("Heat"),
    }


def unit_of(measure: str) -> CountUnit:
    """In what a measure counts: cases, unless it says otherwise."""
    return CountUnit(measure) if measure in list(CountUnit) else CountUnit.CASES


def in_unit(counts: VillageCounts, unit: CountUnit) -> np.ndarray:
    """Counts by village."""
    return {CountUnit.GROUPS: counts.groups, CountUnit.PERSONS: counts.persons}.get(unit, counts.cases)


def total_in(counts: VillageCounts, unit: CountUnit) -> int | None:
    """Count of all that a filter keeps; None: not told."""
    totals = {CountUnit.GROUPS: counts.groups_total, CountUnit.PERSONS: counts.persons_total}
    return totals.get(unit, counts.total)


def period_words(chosen: Period) -> str:
    """A period in words, such as 2026年11月 or Dec 2025 – Nov 2026."""
    return _.months(chosen.first, chosen.last)


@dataclass(frozen=True, eq=False)
class Question:
    """What a reader asks, and the counts that answer it."""

    scope: Scope
    dataset: Dataset
    geography: cache.Geography
    wanted: Filter
    chosen: Period
    counts: VillageCounts

    @property
    def everything(self) -> pd.DataFrame:
        """All cases that may be opened; the screen has none."""
        return cache.facts(self.scope, self.dataset)

    @cached_property
    def facts(self) -> pd.DataFrame:
        """Those that `wanted` keeps."""
        return select_facts(self.everything, self.wanted)

    @property
    def tally(self) -> AnyTally:
        """What may be counted."""
        return cache.tally(self.scope, self.dataset)

    @cached_property
    def nearest(self) -> Filter:
        """What can be told where not all of it can (`data.petitions.outside.CountyTally.nearest`)."""
        return self.tally.nearest(self.wanted)

    @property
    def tells_part(self) -> bool:
        """Whether not all of it is told to this reader."""
        return isinstance(self.tally, CountyTally) and not self.tally.is_own(self.wanted)

    @cached_property
    def own(self) -> np.ndarray:
        """Villages whose cases may be opened: of them everything is told."""
        return coverage.own(self.scope, self.geography.villages).to_numpy(dtype=bool)

    @cached_property
    def rates(self) -> np.ndarray:
        """Petitions per 1,000 residents by village; NaN where residents are unknown, or it is not told."""
        rates = per_thousand(np.ma.getdata(self.counts.cases), self.geography.residents)
        return np.where(np.ma.getmaskarray(self.counts.cases), np.nan, rates)

    @cached_property
    def compared(self) -> tuple[np.ndarray, np.ndarray]:
        """Petitions and residents of the villages whose cases may be opened, whichever township is looked at.

        What compares a village with the rest needs the rest; residents of villages that are not counted are
        NaN, or they would be taken for villages without petitions.
        """
        everywhere = replace(self.wanted, township=None)
        cases = cache.by_village(self.scope, self.dataset, everywhere).cases
        return np.ma.filled(cases, 0), np.where(self.visible & self.own, self.geography.residents, np.nan)

    @cached_property
    def suppress_below(self) -> int:
        """Counts from 1 up to below this are few."""
        return cache.rules(self.dataset).privacy.suppress_below

    @cached_property
    def few(self) -> np.ndarray:
        """Villages whose rate rests on a few petitions."""
        cases = np.ma.filled(self.counts.cases, 0)
        return (cases > 0) & (cases < self.suppress_below)

    @cached_property
    def visible(self) -> np.ndarray:
        """Which villages the scope counts; the others are left blank, not shown as having none."""
        if self.scope.county is not None:
            return np.ones(len(self.geography.codes), dtype=bool)
        return coverage.visible(self.scope, self.geography.villages).to_numpy()

    def usual(self, unit: CountUnit = CountUnit.CASES) -> np.ndarray:
        """Cases, visits or persons per village of a usual period of this length, over the whole record.

        Under the same filter besides period and township, but of every month: the classes then stay while
        the month moves.
        """
        if isinstance(self.tally, CountyTally) and unit is CountUnit.CASES:
            return self.tally.usual(self.wanted.always, self.geography.codes, self.chosen.months)
        counts = in_unit(cache.by_village(self.scope, self.dataset, self.wanted.always), unit)
        return np.ma.filled(counts * self.share, np.nan)

    def untold(self, measure: str) -> np.ndarray:
        """Villages of which a measure is not told to this reader."""
        if measure in ("smoothed", "ratio", "heat"):
            return ~self.own
        return np.ma.getmaskarray(in_unit(self.counts, unit_of(measure)))

    @cached_property
    def typical_heat(self) -> TypicalHeat:
        """The heat of a period as long as this one, the same for every month."""
        return cache.typical_heat(self.scope, self.dataset, self.wanted, self.chosen.months)

    @property
    def share(self) -> float:
        """Part of the record that is as long as the period."""
        return self.chosen.months / max(self.tally.months, 1)


def ask(scope: Scope, dataset: Dataset, wanted: Filter, chosen: Period) -> Question:
    """Count what a filter keeps."""
    geography = cache.geography(dataset)
    counts = cache.by_village(scope, dataset, wanted)
    return Question(scope, dataset, geography, wanted, chosen, counts)


def heat_of(question: Question, bandwidth: float | None = None) -> Heat:
    """`data.hotspots.heat.heat` of what is asked."""
    typical, own = question.typical_heat, question.facts
    return heat(question.scope, own, question.geography, question.wanted, typical, bandwidth)


@dataclass(frozen=True, eq=False)
class _Painting:
    """Place of each village in the palette, the legend's unit and classes, and what lies over it."""

    palette: list[str]
    classes: np.ndarray
    unit: str
    entries: list[maps.LegendClass]
    overlay: maps.Overlay | None = None
    faint: np.ndarray | None = None


def payload(
    question: Question,
    measure: str,
    selected: str | None = None,
    tokens: Tokens | None = None,
    answer: Heat | None = None,
    like: Question | None = None,
) -> maps.Payload:
    """Colours, words and legend of the county's map.

    Parameters
    ----------
    measure
        One of `measures`.
    answer
        The heat, if it is made already.
    like
        A question whose classes are taken, so that two maps compare.
    """
    tokens = tokens or style.tokens()
    geography, wanted = question.geography, question.wanted
    if measure == "heat":
        painting = _heat(question, tokens, answer or heat_of(question), like or question)
    elif measure == "ratio":
        painting = _ratio(question, tokens)
    else:
        painting = _counts(question, measure, tokens, like or question)
    untold = question.untold(measure) & question.visible
    if untold.any():
        painting.entries.append(maps.LegendClass(tokens.ground, _("not told"), "untold"))
    blank = ~question.visible | untold
    focused = ""
    if wanted.township is not None:
        inside = geography.inside(wanted.township)
        blank |= ~inside
        focused = maps.flags(inside)
    palette = [*painting.palette, tokens.ground]
    classes = np.where(blank, len(painting.palette), painting.classes)
    notes = beyond(question) if question.tells_part else []
    return maps.Payload(
        tokens=tokens,
        palette=palette,
        classes=[int(place) for place in classes],
        words=_words(question),
        legend=_legend(question, measure, painting.unit, painting.entries, notes),
        selected=selected,
        focus=wanted.township,
        focused=focused,
        heat=painting.overlay,
        faint="" if painting.faint is None else maps.flags(painting.faint & ~blank),
    )


def _heat(question: Question, tokens: Tokens, answer: Heat, like: Question) -> _Painting:
    lower = like.typical_heat.classes(answer.bandwidth)
    return _Painting(
        [tokens.none],
        np.zeros(len(question.geography.codes), dtype=np.int64),
        _("cases per km², kernel of {m} m", m=number(answer.bandwidth)),
        _shades(tokens, ranges(lower, whole=False)),
        maps.heat_overlay(answer.surface, lower, question.geography.grid, tokens.sequential),
    )


def _counts(question: Question, measure: str, tokens: Tokens, like: Question) -> _Painting:
    """Cases, visits, persons, the rate of cases, or that drawn to the county's where residents are few."""
    residents, counted = question.geography.residents, unit_of(measure)
    whole = measure in ("count", "groups", "persons")
    if whole:
        values = np.ma.filled(in_unit(question.counts, counted), 0).astype(float)
        usual = like.usual(counted)
        unit = {
            CountUnit.CASES: _("cases per village"),
            CountUnit.GROUPS: _("visits in person per village"),
            CountUnit.PERSONS: _("persons per village"),
        }[counted]
    else:
        values, usual = question.rates, per_thousand(like.usual(), residents)
        unit = _("cases per 1,000 residents")
    if measure == "smoothed":
        values = empirical_bayes(*question.compared)
        unit = _("cases per 1,000 residents, that of small villages drawn to the county's")
    bounds = breaks(usual, smallest=2.0 if whole else 0.0)
    classes = classify(values, bounds)
    entries = _shades(tokens, ranges((0.0, *bounds), whole=whole))
    entries.append(maps.LegendClass(tokens.none, _("none")))
    faint = None
    if measure == "rate":
        faint = question.few
        entries.append(
            maps.LegendClass(
                tokens.sequential[3], _("pale: under {k} cases", k=question.suppress_below), "faint"
            )
        )
    if (classes == -1)[question.visible & ~question.untold(measure)].any():
        entries.append(maps.LegendClass(tokens.unknown, _("residents unknown"), "unknown"))
    palette = [tokens.none, *tokens.sequential, tokens.unknown]
    return _Painting(palette, classes % len(palette), unit, entries, faint=faint)


def _ratio(question: Question, tokens: Tokens) -> _Painting:
    """Petitions over the expected; a village whose interval holds 1 may be chance, and stays grey."""
    cases, residents = question.compared
    known = residents > 0
    ratio = standardised_ratio(cases, expected(cases, residents))
    colours = [tokens.sequential[4], tokens.sequential[2], tokens.cool, tokens.cold]
    more, fewer = ratio.low > 1, ratio.high < 1
    classes = np.select(
        [~known, more & (ratio.value >= 2), more, fewer & (ratio.value > 0.5), fewer],
        [5, 1, 2, 3, 4],
        default=0,
    )
    labels = [
        _("twice the expected and more"),
        _("more than expected"),
        _("fewer than expected"),
        _("half the expected and fewer"),
    ]
    entries = [maps.LegendClass(colour, label) for colour, label in zip(colours, labels, strict=True)]
    entries.append(maps.LegendClass(tokens.none, _("may be chance")))
    if (classes == 5)[question.visible & question.own].any():
        entries.append(maps.LegendClass(tokens.unknown, _("residents unknown"), "unknown"))
    unit = _(
        "each village by itself, interval of 95 %: about {n} stand out by chance",
        n=round(0.05 * known.sum()),
    )
    return _Painting([tokens.none, *colours, tokens.unknown], classes, unit, entries)


def _shades(tokens: Tokens, labels: list[str]) -> list[maps.LegendClass]:
    """The sequential colours with their classes, the greatest first."""
    return [
        maps.LegendClass(colour, label)
        for colour, label in zip(reversed(tokens.sequential), reversed(labels), strict=True)
    ]


def ranges(lower: tuple[float, ...], *, whole: bool) -> list[str]:
    """Words of the classes from their lower bounds; a bound of 0 means anything above nothing."""
    labels = []
    for low, high in zip(lower, (*lower[1:], None), strict=True):
        start = _.figure(max(low, 1) if whole else low)
        if high is None:
            labels.append(_("{low} and more", low=start))
        elif whole:
            last = _.figure(high - 1)
            labels.append(start if start == last else f"{start} – {last}")
        elif low == 0:
            labels.append(_("under {k}", k=_.figure(high)))
        else:
            labels.append(_("{low} to under {high}", low=start, high=_.figure(high)))
    return labels


def _legend(
    question: Question, measure: str, unit: str, entries: list[maps.LegendClass], more: list[str]
) -> maps.Legend:
    counts, notes = question.counts, [*dates(question), *more]
    if counts.located is not None:
        words = _("placed in a village: {n} of {total}")
        notes = [words.format(n=number(counts.located), total=number(counts.total)), *notes]
    if counts.withheld:
        notes.append(_("without {n} reports and accusations", n=number(counts.withheld)))
    return maps.Legend(
        measures()[measure], unit, entries, [subject(question.wanted, question.dataset), *notes]
    )


def beyond(question: Question) -> list[str]:
    """What is told of other places than those whose cases may be opened, and of which period."""
    k, near = question.suppress_below, question.tally.told_period(question.wanted)
    notes = [_("not told: fewer than {k}, or asked too finely", k=k)]
    if near and (near.first, near.last) != (question.wanted.first, question.wanted.last):
        period = period_words(near)
        own = question.own.any()
        words = (
            _("other townships: {period}", period=period) if own else _("villages: {period}", period=period)
        )
        notes = [words, *notes]
    return notes


def dates(question: Question) -> list[str]:
    """Period shown, and day of the data."""
    return [period_words(question.chosen), as_of(question.dataset)]


def _words(question: Question) -> list[list[str]]:
    """Tooltip of each village."""
    cases, rate, unknown = (
        _("{n} cases, {open} open"),
        _("{rate} per 1,000 residents"),
        _("residents unknown"),
    )
    untold, some = _("not told"), _("{n} cases")
    names, counts = question.geography.villages["name"], question.counts
    lines = []
    for at, (name, seen, n, o) in enumerate(
        zip(names, question.visible, counts.cases, counts.open, strict=True)
    ):
        words = cases if o is not np.ma.masked else some
        if n is np.ma.masked:
            lines.append([name, untold] if seen else [name])
        elif seen:
            r = question.rates[at]
            told = words.format(n=number(n), open=number(o))
            lines.append([name, told, unknown if np.isnan(r) else rate.format(rate=number(r, 1))])
        else:
            lines.append([name])
    return lines
