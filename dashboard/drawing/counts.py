"""From counts to a painted map: which measure, which fixed classes, which words in the legend.

Counts are circles by area, for a large village is no worse than a small one with as many; rates are colours.
Sizes and classes are those of the whole record, so that months compare.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dashboard.drawing import maps, style
from dashboard.drawing.notes import as_of, subject
from dashboard.drawing.question import Question, heat_of, in_unit, unit_of
from dashboard.language import _, number, spoken
from data.cartography.circles import Size
from data.cartography.colours import Tokens
from data.cartography.heat import Overlay, heat_overlay
from data.hotspots.heat import Heat
from data.periods import Period
from data.terms import CountUnit
from geo.statistics.rates import (
    classify,
    empirical_bayes,
    expected,
    per_thousand,
    quantiles,
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


def period_words(chosen: Period) -> str:
    """A period in words, such as 2026年11月 or Dec 2025 – Nov 2026."""
    return _.months(chosen.first, chosen.last)


@dataclass(frozen=True, eq=False)
class _Painting:
    """Place of each village in the palette, the legend's unit and classes, and what lies over it."""

    palette: list[str]
    classes: np.ndarray
    unit: str
    entries: list[maps.LegendClass]
    overlay: Overlay | None = None
    faint: np.ndarray | None = None
    circles: Sequence[float] = ()


def payload(
    question: Question,
    measure: str,
    selected: str | None = None,
    tokens: Tokens | None = None,
    answer: Heat | None = None,
    like: Question | None = None,
    alerts: Sequence[maps.Alert] = (),
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
    alerts
        Places that are outlined and numbered.
    """
    tokens = tokens or style.tokens()
    geography, wanted = question.geography, question.wanted
    if measure == "heat":
        painting = _heat(question, tokens, answer or heat_of(question), like or question)
    elif measure == "ratio":
        painting = _ratio(question, tokens)
    elif measure in list(CountUnit) or measure == "count":
        painting = _circles(question, measure, tokens, like or question)
    else:
        painting = _rates(question, measure, tokens, like or question)
    untold = question.untold(measure) & question.visible
    if untold.any():
        painting.entries.append(maps.LegendClass(tokens.ground, _("not told"), "untold"))
    if alerts:
        words = _("alerts to be decided: {n}", n=number(len(alerts)))
        painting.entries.append(maps.LegendClass(tokens.alert, words, "alert"))
    blank = ~question.visible | untold
    focus, focused = maps.in_sight(geography, wanted.township, question.visible)
    if wanted.township is not None:
        blank |= ~geography.inside(wanted.township)
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
        focus=focus,
        focused=focused,
        heat=painting.overlay,
        circles=[0.0 if hidden else r for r, hidden in zip(painting.circles, blank, strict=False)],
        alerts=alerts,
        faint="" if painting.faint is None else maps.flags(painting.faint & ~blank),
    )


def _heat(question: Question, tokens: Tokens, answer: Heat, like: Question) -> _Painting:
    lower = like.typical_heat.classes(answer.bandwidth)
    shades = tokens.sequential[-len(lower) :]
    return _Painting(
        [tokens.none],
        np.zeros(len(question.geography.codes), dtype=np.int64),
        _("cases per km², kernel of {m} m", m=number(answer.bandwidth)),
        _shades(shades, ranges(lower, whole=False)),
        heat_overlay(answer.surface, lower, question.geography.grid, shades),
    )


def _circles(question: Question, measure: str, tokens: Tokens, like: Question) -> _Painting:
    """Cases, visits or persons, a circle each, whose area is in proportion."""
    counted = unit_of(measure)
    unit = {
        CountUnit.CASES: _("cases per village"),
        CountUnit.GROUPS: _("visits in person per village"),
        CountUnit.PERSONS: _("persons per village"),
    }[counted]
    size = size_of(question, counted, like)
    entries = [
        maps.LegendClass(tokens.circle, _.figure(value), "circle", size=size.radius(value))
        for value in size.examples
    ]
    values = np.ma.filled(in_unit(question.counts, counted), 0).astype(float)
    return _Painting(
        [tokens.none],
        np.zeros(len(values), dtype=np.int64),
        unit,
        entries,
        circles=[size.radius(value) for value in values],
    )


def size_of(question: Question, unit: CountUnit, like: Question) -> Size:
    """How large counts are drawn, whichever month it is."""
    return Size.of(like.usual(unit), question.suppress_below if question.tells_part else 1)


def bounds_of(like: Question) -> tuple[float, ...]:
    """Lower bounds of the classes of rates, whichever month it is."""
    return quantiles(per_thousand(like.usual(), like.geography.residents))


def _rates(question: Question, measure: str, tokens: Tokens, like: Question) -> _Painting:
    """The rate of cases, or that drawn to the county's where residents are few."""
    residents = question.geography.residents
    values = question.rates
    unit = _("cases per 1,000 residents")
    if measure == "smoothed":
        values = empirical_bayes(*question.compared)
        people = np.where(like.visible & like.own, residents, np.nan)
        usual = np.nan_to_num(like.usual())
        bounds = quantiles([empirical_bayes(row, people) for row in usual])
        unit = _("cases per 1,000 residents, that of small villages drawn to the county's")
    else:
        bounds = bounds_of(like)
    classes = classify(values, bounds)
    shades = tokens.sequential[-1 - len(bounds) :]
    entries = _shades(shades, ranges((0.0, *bounds), whole=False))
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
    palette = [tokens.none, *shades, tokens.unknown]
    return _Painting(palette, classes % len(palette), unit, entries, faint=faint)


def _ratio(question: Question, tokens: Tokens) -> _Painting:
    """Petitions over the expected; a village whose interval holds 1 may be chance, and stays grey."""
    cases, residents = question.compared
    known = residents > 0
    ratio = standardised_ratio(cases, expected(cases, residents))
    colours = [tokens.hot, tokens.warm, tokens.cool, tokens.cold]
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
        "each village by itself, interval of 95 %: some stand out by chance, more where one matter brings"
        " many petitions"
    )
    return _Painting([tokens.none, *colours, tokens.unknown], classes, unit, entries)


def _shades(shades: Sequence[str], labels: list[str]) -> list[maps.LegendClass]:
    """Colours with their classes, the greatest first."""
    return [
        maps.LegendClass(colour, label)
        for colour, label in zip(reversed(shades), reversed(labels), strict=True)
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
        notes.append(_("not drawn: {n} reports and accusations", n=number(counts.withheld)))
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
    names, counts, said = question.geography.villages["name"], question.counts, spoken()
    lines = []
    for at, (name, seen, n, o) in enumerate(
        zip(names, question.visible, counts.cases, counts.open, strict=True)
    ):
        words = cases if o is not np.ma.masked else some
        if n is np.ma.masked:
            lines.append([name, untold] if seen else [name])
        elif seen:
            r = question.rates[at]
            told = words.format(n=said.number(n), open=said.number(o))
            lines.append([name, told, unknown if np.isnan(r) else rate.format(rate=said.number(r, 1))])
        else:
            lines.append([name])
    return lines
