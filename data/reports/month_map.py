"""The county's maps of a briefing, drawn without a browser: circles, rates, heat, and the next receptions.

Rates and heat are those of the counts that are told, so they tell no more. A heat of single petitions would
show the houses that they came from: here each count is spread over its village, and a village of which
nothing is told is left out. Of the visits there is what their notice tells, and the way to the place of
reception; where they lead from there would tell who petitioned.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.briefing.snapshot import Snapshot
from data.briefing.words import period, receptions_heading
from data.cartography.circles import CIRCLE_MAP, Size
from data.cartography.colours import TOKENS, css_variables
from data.cartography.heat import Overlay, heat_overlay
from data.divisions import relief
from data.divisions.drawn import around, drawn
from data.divisions.land import Land, land
from data.errors import BriefingRefused
from data.hotspots.heat import heat_classes
from data.reports import county
from data.store import Store
from data.text import DEMO_MARK, N_, Words
from geo.statistics.density import BANDWIDTHS, Grid, kernel_surface
from geo.statistics.rates import classify, per_thousand, quantiles

_TOKENS = TOKENS["light"]


@dataclass(frozen=True, slots=True)
class Pictures:
    """PNG of the county.

    Parameters
    ----------
    counts, rates, heat
        Petitions in the period that is told: how many by village, per 1,000 residents, per square kilometre.
    receptions
        The ways to the receptions of the next day of visits; None: none is published.
    """

    counts: bytes
    rates: bytes
    heat: bytes
    receptions: bytes | None


@dataclass(frozen=True, eq=False)
class _Painting:
    """Colour of each village by its place in a palette, the legend, and what lies over the villages."""

    heading: str
    unit: str
    palette: list[str]
    classes: NDArray[np.int64]
    lines: list[county.Shown]
    circles: Sequence[float] = ()
    heat: Overlay | None = None
    routes: Sequence[county.Shown] = ()
    notes: Sequence[str] = field(default_factory=tuple)


def pictures(store: Store, told: Snapshot, say: Words) -> Pictures:
    """The maps, each with legend, unit, day and source.

    Raises
    ------
    BriefingRefused
        No village has an outline.
    PlanRefused
        No Chinese font is installed.
    """
    made = {kind: draw() for kind, draw in kinds(store, told, say).items()}
    return Pictures(made["counts"], made["rates"], made["heat"], made.get("receptions"))


def kinds(store: Store, told: Snapshot, say: Words) -> dict[str, Callable[[], bytes]]:
    """Field of `Pictures` -> draws it; what all of them need is read once.

    Raises
    ------
    BriefingRefused
        No village has an outline.
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
        shown = _shown(told, say, made, lines["sources"])
        return county.page(lines, shown, CIRCLE_MAP, None, say.language, mark, relief=shaded, as_png=True)

    draw = {
        "counts": lambda: page(_counts(told, say, outlined)),
        "rates": lambda: page(_rates(told, say, outlined, people)),
        "heat": lambda: page(_heat(told, say, outlined, known)),
    }
    if told.standing.visits.receptions:
        draw["receptions"] = lambda: page(_receptions(told, say, known, outlined))
    return draw


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


def _heat(told: Snapshot, say: Words, outlined: Sequence[str], known: Land) -> _Painting:
    """Petitions per square kilometre, each spread over its village, in classes of all that is told."""
    counts, usual = (
        pd.Series(each, index=list(codes)).reindex(known.codes).to_numpy(dtype=float)
        for each, codes in ((_cases(told, outlined), outlined), (told.usual.to_numpy(), told.villages))
    )
    metres = _bandwidth(known.grid)
    bounds = heat_classes(_surface(usual, known.grid, metres))
    surface, shades = _surface(counts, known.grid, metres), _TOKENS.sequential[-len(bounds) :]
    labels = _ranges(say, bounds)[1:]
    lines = [_line(colour, label) for colour, label in zip(reversed(shades), reversed(labels), strict=True)]
    return _Painting(
        say(N_("Heat of petitions, {period}"), period=period(say, told)),
        say(N_("cases per km², kernel of {m} m"), m=say.number(metres)),
        [_TOKENS.none],
        np.where(np.isnan(_cases(told, outlined)), 1, 0),
        lines,
        heat=heat_overlay(surface, bounds, known.grid, shades),
        notes=[say(N_("Of the counts that are told by village, each spread over its village."))],
    )


def _bandwidth(grid: Grid) -> float:
    """Half across a village like any other, for where in it a petition came from is not told."""
    cells = np.bincount(grid.areas[grid.inside])
    half = float(np.sqrt(np.median(cells[cells > 0]))) * grid.cell / 2
    return min(BANDWIDTHS, key=lambda metres: abs(metres - half))


def _surface(counts: NDArray[np.float64], grid: Grid, metres: float) -> NDArray[np.float32]:
    """Heat of counts by village, none of it in a village of which nothing is told (NaN)."""
    told = replace(grid, inside=grid.inside & ~np.isnan(counts)[grid.areas])
    return kernel_surface([], [], told, metres, np.nan_to_num(counts))


def _receptions(told: Snapshot, say: Words, known: Land, outlined: Sequence[str]) -> _Painting:
    """Ways to the places of reception, numbered as in `data.briefing.words.receptions`."""
    visits = told.standing.visits
    townships = pd.Series(list(known.villages["parent_code"]), index=known.codes).reindex(list(outlined))
    routes: list[county.Shown] = []
    for number, each in enumerate(visits.receptions, 1):
        ends = [each.road[0][::-1], each.at[::-1]]
        stops: list[county.Shown] = [
            {"at": ends[0], "label": "", "kind": "point", "name": ""},
            {"at": ends[1], "label": str(number), "kind": "hub", "name": each.township},
        ]
        path = [place[::-1] for place in each.road] if each.by_road else []
        routes.append({"stops": stops, "path": path})
    lines = [
        _line(_TOKENS.selected, say(N_("place of reception, numbered as in the list")), "pin"),
        _line(_TOKENS.accent, say(N_("way there from where the leader sets out")), "route"),
        _line(_TOKENS.sequential[0], say(N_("visit published"))),
        _line(_TOKENS.none, say(N_("not published yet"))),
    ]
    return _Painting(
        receptions_heading(say, visits),
        say(N_("receptions: {n}"), n=say.number(len(routes))),
        [_TOKENS.none, _TOKENS.sequential[0]],
        townships.isin(visits.published).to_numpy().astype(int),
        lines,
        routes=routes,
        notes=[say(N_("Where a visit leads after the reception is not told: it would tell who petitioned."))],
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
    notes = [*made.notes, say(N_("data as of {day}"), day=say.iso(told.as_of))]
    if not made.routes:
        notes.append(say(N_("without reports and accusations")))
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
        "heat": made.heat and vars(made.heat),
        "routes": list(made.routes),
        "alerts": [],
        "legend": {"title": made.heading, "unit": made.unit, "classes": lines, "notes": notes},
    }
