"""The map of a province: a circle a county by its count, or a colour by its rate."""

import numpy as np
from numpy.typing import NDArray

from dashboard.drawing import maps, style
from dashboard.drawing.counts import ranges
from dashboard.language import _, number
from data.cartography.circles import Size
from data.province.overview import Overview
from geo.statistics.rates import classify, per_thousand, quantiles


def payload(
    overview: Overview,
    counts: NDArray[np.float64],
    usual: NDArray[np.float64],
    title: str,
    *,
    rate: bool,
    selected: str | None,
) -> maps.Payload:
    """Colours, circles and words of the counties.

    Parameters
    ----------
    counts
        Of each county, (n,); NaN: not told.
    usual
        Of every period, (t, n), by which classes and sizes stay.
    rate
        Per 1,000 residents instead of counts.
    """
    tokens, counties = style.tokens(), overview.counties
    residents = counties["residents"].to_numpy(dtype=float)
    rates = per_thousand(counts, residents)
    untold = np.isnan(counts)
    palette, entries, circles = [tokens.none], list[maps.LegendClass](), list[float]()
    classes = np.zeros(len(counts), dtype=np.int64)
    if rate:
        bounds = quantiles(per_thousand(usual, residents))
        shades = tokens.sequential[-1 - len(bounds) :]
        palette = [tokens.none, *shades, tokens.unknown]
        classes = classify(rates, bounds).astype(np.int64) % len(palette)
        words = ranges((0.0, *bounds), whole=False)
        entries = [maps.LegendClass(*pair) for pair in zip(shades, words, strict=True)]
        if (np.isnan(rates) & ~untold).any():
            entries.append(maps.LegendClass(tokens.unknown, _("residents unknown"), "unknown"))
    else:
        size = Size.of(usual, int(counties["least"].min()))
        circles = [size.radius(count) for count in np.nan_to_num(counts)]
        entries = [
            maps.LegendClass(tokens.circle, _.figure(value), "circle", size=size.radius(value))
            for value in size.examples
        ]
    if untold.any():
        entries.append(maps.LegendClass(tokens.ground, _("not told"), "untold"))
    return maps.Payload(
        tokens=tokens,
        palette=[*palette, tokens.ground],
        classes=[int(place) for place in np.where(untold, len(palette), classes)],
        words=[
            _words(f"{city} {name}", count, value)
            for city, name, count, value in zip(
                counties["city"], counties["name"], counts, rates, strict=True
            )
        ],
        legend=maps.Legend(
            title,
            _("petitions per 1,000 residents of a county") if rate else _("petitions of a county"),
            entries,
            [_("data as of {day}", day=_days(overview))],
        ),
        selected=selected,
        circles=circles,
    )


def _words(name: str, count: float, rate: float) -> list[str]:
    if np.isnan(count):
        return [name, _("not told")]
    told = [name, _("petitions: {n}", n=number(count))]
    return told if np.isnan(rate) else [*told, _("{rate} per 1,000 residents", rate=number(rate, 2))]


def _days(overview: Overview) -> str:
    days = sorted(set(overview.counties["last_day"]))
    return days[0] if len(days) == 1 else f"{days[0]} – {days[-1]}"
