"""The county's maps of a briefing, drawn without a browser: a circle a village, and rates as colours.

A rate is that of a count that is told, so it tells no more. Heat is drawn of single petitions, which a
meeting is not told: there is no map of it here.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.briefing.snapshot import Snapshot
from data.briefing.words import period
from data.cartography.circles import CIRCLE_MAP, Size
from data.cartography.colours import TOKENS, css_variables
from data.divisions import relief
from data.divisions.drawn import around, drawn
from data.divisions.land import land
from data.errors import BriefingRefused
from data.reports import county
from data.store import Store
from data.text import DEMO_MARK, N_, Words
from geo.statistics.rates import classify, per_thousand, quantiles

_TOKENS = TOKENS["light"]


@dataclass(frozen=True, slots=True)
class Pictures:
    """PNG of the petitions by village in the period that is told: how many, and per 1,000 residents."""

    counts: bytes
    rates: bytes


@dataclass(frozen=True, eq=False)
class _Painting:
    """Colour of each village by its place in a palette, radii of circles, lines of the legend."""

    heading: str
    unit: str
    palette: list[str]
    classes: NDArray[np.int64]
    lines: list[county.Shown]
    circles: Sequence[float] = ()


def pictures(store: Store, told: Snapshot, say: Words) -> Pictures:
    """Both maps, with legend, unit, day and source.

    Raises
    ------
    BriefingRefused
        No village has an outline.
    PlanRefused
        No Chinese font is installed.
    """
    beside, known = around(store), land(store, told.as_of)
    if known.villages.empty:
        raise BriefingRefused("There are no villages with boundaries on record: import them first.")
    lines = json.loads(drawn(store, known, beside))
    shaded = relief.as_png(beside.relief.picture) if beside.relief else None
    outlined = [each["code"] for each in lines["villages"]]
    residents = pd.Series(known.residents, index=known.codes).reindex(outlined)
    people: NDArray[np.float64] = np.asarray(residents, dtype=np.float64)
    mark = say(DEMO_MARK) if told.synthetic else None

    def page(made: _Painting) -> bytes:
        shown, heading = _shown(told, say, made, lines["sources"]), made.heading
        return county.page(lines, shown, CIRCLE_MAP, heading, say.language, mark, relief=shaded, as_png=True)

    return Pictures(page(_counts(told, say, outlined)), page(_rates(told, say, outlined, people)))


def _cases(told: Snapshot, outlined: Sequence[str]) -> NDArray[np.float64]:
    """Counts of the villages that are drawn, in their order; NaN: not told."""
    counts = np.ma.filled(np.ma.asarray(told.counts.cases).astype(float), np.nan)
    return pd.Series(counts, index=told.villages).reindex(list(outlined)).to_numpy(dtype=float)


def _counts(told: Snapshot, say: Words, outlined: Sequence[str]) -> _Painting:
    """A circle where a count is told."""
    cases, size = _cases(told, outlined), Size.of(told.usual, told.least)
    untold = np.isnan(cases)
    return _Painting(
        say(N_("Petitions by village, {period}"), period=period(say, told)),
        say(N_("cases per village")),
        [_TOKENS.none],
        np.where(untold, 1, 0),
        [_line(_TOKENS.circle, say.figure(n), "circle", size.radius(n)) for n in size.examples],
        [0.0 if hidden else size.radius(n) for n, hidden in zip(np.nan_to_num(cases), untold, strict=True)],
    )


def _rates(told: Snapshot, say: Words, outlined: Sequence[str], people: NDArray[np.float64]) -> _Painting:
    """Rates in the classes of the whole record, as on the screen."""
    cases = _cases(told, outlined)
    usual = told.usual.to_numpy(dtype=float)
    codes = dict(zip(outlined, people, strict=True))
    bounds = quantiles(per_thousand(usual, [codes.get(code, np.nan) for code in told.villages]))
    classes = classify(per_thousand(cases, people), bounds).astype(np.int64)
    shades = _TOKENS.sequential[-1 - len(bounds) :]
    palette = [_TOKENS.none, *shades, _TOKENS.unknown]
    labels = _ranges(say, bounds)
    lines = [_line(colour, label) for colour, label in zip(reversed(shades), reversed(labels), strict=True)]
    unknown = (classes == -1) & ~np.isnan(cases)
    if unknown.any():
        lines.append(_line(_TOKENS.unknown, say(N_("residents unknown")), "unknown"))
    return _Painting(
        say(N_("Petitions per 1,000 residents by village, {period}"), period=period(say, told)),
        say(N_("cases per 1,000 residents")),
        palette,
        np.where(np.isnan(cases), len(palette), classes % len(palette)),
        lines,
    )


def _ranges(say: Words, bounds: Sequence[float]) -> list[str]:
    """Words of the classes above none."""
    if not bounds:
        return [say(N_("{low} and more"), low=say.figure(0))]
    words = [say(N_("under {k}"), k=say.figure(bounds[0]))]
    words += [
        say(N_("{low} to under {high}"), low=say.figure(low), high=say.figure(high))
        for low, high in pairwise(bounds)
    ]
    return [*words, say(N_("{low} and more"), low=say.figure(bounds[-1]))]


def _line(colour: str, label: str, mark: str = "", size: float = 0.0) -> county.Shown:
    return {"colour": colour, "label": label, "mark": mark, "villages": None, "size": size}


def _shown(told: Snapshot, say: Words, made: _Painting, sources: list[str]) -> county.Shown:
    """What `data.reports.county` draws; a village of which nothing is told has the last colour."""
    lines = list(made.lines)
    if (made.classes == len(made.palette)).any():
        lines.append(_line(_TOKENS.ground, say(N_("not told")), "untold"))
    notes = [say(N_("data as of {day}"), day=say.iso(told.as_of)), say(N_("without reports and accusations"))]
    if sources:
        notes.append(say(N_("Map data: {sources}"), sources=" · ".join(sources)))
    return {
        "tokens": css_variables(_TOKENS),
        "palette": [*made.palette, _TOKENS.ground],
        "classes": made.classes.tolist(),
        "circles": list(made.circles),
        "focused": "",
        "marked": "",
        "faint": "",
        "heat": None,
        "alerts": [],
        "legend": {"title": made.heading, "unit": made.unit, "classes": lines, "notes": notes},
    }
