"""From counts to a painted map: which measure, which fixed classes, which words in the legend."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from dashboard import cache, maps, style
from dashboard.colours import Tokens
from dashboard.language import _, category, language, number
from dashboard.painting.notes import as_of
from data import coverage, petitions
from data.periods import Period
from data.petitions import Filter, VillageCounts
from data.scope import Scope
from data.tables import Dataset
from geo import density
from geo import rates as rating

BANDWIDTH = 900.0
"""Metres. About half the width of an average village of the county."""


def measures() -> dict[str, str]:
    """What the map can show."""
    return {
        "count": _("Petitions"),
        "rate": _("Per 1,000 residents"),
        "heat": _("Heat"),
    }


def period_words(chosen: Period) -> str:
    """A period in words, such as 2026年11月 or 2025-12 – 2026-11."""
    first, last = chosen.first, chosen.last
    if language() == "en":
        words = f"{first:%b %Y}" if chosen.months == 1 else f"{first:%b %Y} – {last:%b %Y}"
    elif chosen.months == 1:
        words = f"{first.year}年{first.month}月"
    elif first.year == last.year:
        words = f"{first.year}年{first.month}—{last.month}月"
    else:
        words = f"{first.year}年{first.month}月—{last.year}年{last.month}月"
    return words


@dataclass(frozen=True, eq=False)
class Question:
    """What a reader asks, and the counts that answer it.

    Parameters
    ----------
    everything
        All facts of the scope; `facts` are those that `wanted` keeps.
    """

    scope: Scope
    dataset: Dataset
    geography: cache.Geography
    everything: pd.DataFrame
    facts: pd.DataFrame
    wanted: Filter
    chosen: Period
    counts: VillageCounts

    @cached_property
    def rates(self) -> np.ndarray:
        """Petitions per 1,000 residents by village; NaN where the residents are unknown."""
        return rating.per_thousand(self.counts.cases, self.geography.residents)

    @cached_property
    def visible(self) -> np.ndarray:
        """Which villages the scope counts; the others are left blank, not shown as having none."""
        if self.scope.county is not None:
            return np.ones(len(self.geography.codes), dtype=bool)
        return coverage.visible(self.scope, self.geography.villages).to_numpy()

    @cached_property
    def usual(self) -> np.ndarray:
        """Petitions per village that a period of this length has on average over the whole record.

        Under the same category, status and tier, but of every month: the classes then stay while the month
        moves.
        """
        kept = Filter(category=self.wanted.category, status=self.wanted.status, tier=self.wanted.tier)
        counts = cache.by_village(self.scope, self.dataset, kept)
        return counts.cases * (self.chosen.months / max(self.everything["month"].nunique(), 1))


def ask(scope: Scope, dataset: Dataset, wanted: Filter, chosen: Period) -> Question:
    """Count what a filter keeps."""
    geography = cache.geography(dataset)
    everything = cache.facts(scope, dataset)
    facts = petitions.select_facts(everything, wanted)
    counts = petitions.count_by_village(facts, geography.codes)
    return Question(scope, dataset, geography, everything, facts, wanted, chosen, counts)


def payload(
    question: Question, measure: str, selected: str | None = None, tokens: Tokens | None = None
) -> maps.Payload:
    """Colours, words and legend of the county's map."""
    tokens = tokens or style.tokens()
    geography, counts, wanted = question.geography, question.counts, question.wanted
    overlay = None
    if measure == "heat":
        where = petitions.places(question.facts, geography.codes)
        surface = density.kernel_surface(
            where.longitude, where.latitude, geography.grid, BANDWIDTH, where.spread
        )
        bounds = rating.breaks(_usual_density(question), classes=5)
        lower = (bounds[0] / 2, *bounds)
        overlay = maps.heat_overlay(surface, lower, geography.grid, tokens.sequential)
        classes = np.zeros(len(geography.codes), dtype=np.int8)
        labels = ranges(lower, whole=False)
        unit = _("petitions per km², kernel of {m} m", m=number(BANDWIDTH))
    else:
        values = question.rates if measure == "rate" else counts.cases.astype(float)
        reference = (
            rating.per_thousand(question.usual, geography.residents) if measure == "rate" else question.usual
        )
        bounds = rating.breaks(reference, smallest=0.0 if measure == "rate" else 2.0)
        classes = rating.classify(values, bounds)
        labels = ranges((0.0, *bounds), whole=measure == "count")
        unit = _("petitions per 1,000 residents") if measure == "rate" else _("petitions per village")
    classes = np.where(question.visible, classes, np.int8(-2))
    focused = ""
    if wanted.township is not None:
        inside = (geography.villages["parent_code"] == wanted.township).to_numpy()
        classes = np.where(inside, classes, np.int8(-2))
        focused = maps.flags(inside)
    palette = [tokens.none, *tokens.sequential, tokens.ground, tokens.unknown]
    return maps.Payload(
        tokens=tokens,
        palette=palette,
        classes=[int(place) % len(palette) for place in classes],
        words=_words(question),
        legend=_legend(question, measure, tokens, labels, unit, unknown=bool((classes == -1).any())),
        selected=selected,
        focus=wanted.township,
        focused=focused,
        heat=overlay,
    )


def _usual_density(question: Question) -> np.ndarray:
    """The usual number of petitions per square kilometre by village."""
    region = question.geography.grid
    cells = np.bincount(region.areas[region.inside], minlength=len(question.usual))
    return question.usual / (np.maximum(cells, 1) * (region.cell / 1000.0) ** 2)


def ranges(lower: tuple[float, ...], *, whole: bool) -> list[str]:
    """Words of the classes from their lower bounds; a bound of 0 means anything above nothing."""
    labels = []
    for low, high in zip(lower, (*lower[1:], None), strict=True):
        start, end = f"{max(low, 1) if whole else low:,g}", None if high is None else f"{high:,g}"
        if end is None:
            labels.append(_("{low} and more", low=start))
        elif whole:
            last = f"{high - 1:,g}"
            labels.append(start if start == last else f"{start} – {last}")
        elif low == 0:
            labels.append(_("under {k}", k=end))
        else:
            labels.append(_("{low} to under {high}", low=start, high=end))
    return labels


def _legend(
    question: Question, measure: str, tokens: Tokens, labels: list[str], unit: str, *, unknown: bool
) -> maps.Legend:
    counts = question.counts
    entries = [
        maps.LegendClass(colour, label)
        for colour, label in zip(reversed(tokens.sequential), reversed(labels), strict=True)
    ]
    if measure != "heat":
        entries.append(maps.LegendClass(tokens.none, _("none")))
    if unknown:
        entries.append(maps.LegendClass(tokens.unknown, _("residents unknown"), "unknown"))
    located = _("located {n} of {total}", n=number(counts.located), total=number(counts.total))
    notes = [located, *dates(question)]
    if counts.withheld:
        notes.append(_("without {n} reports and accusations", n=number(counts.withheld)))
    wanted = question.wanted.category
    title = category(wanted) if wanted else _("All categories")
    return maps.Legend(title, unit, entries, notes)


def dates(question: Question) -> list[str]:
    """Period shown, and day of the data."""
    return [period_words(question.chosen), as_of(question.dataset)]


def _words(question: Question) -> list[list[str]]:
    """Tooltip of each village."""
    cases, rate, unknown = (
        _("{n} petitions, {open} open"),
        _("{rate} per 1,000 residents"),
        _("residents unknown"),
    )
    names, counts = question.geography.villages["name"], question.counts
    return [
        [
            name,
            cases.format(n=number(n), open=number(o)),
            unknown if np.isnan(r) else rate.format(rate=number(r, 1)),
        ]
        if seen
        else [name]
        for name, seen, n, o, r in zip(
            names, question.visible, counts.cases, counts.open, question.rates, strict=True
        )
    ]
