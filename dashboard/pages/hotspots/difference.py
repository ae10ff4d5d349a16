"""The map of what lies between two sides: one less the other, by residents; grey where it may be chance."""

from dataclasses import replace

import numpy as np

from dashboard import cache
from dashboard.drawing import maps, style
from dashboard.drawing.villages import painted
from dashboard.language import _, signed
from data.periods import Period
from data.petitions.facts import Filter
from data.tables import Dataset
from geo.statistics.rates import largest_round, per_thousand, rate_ratio

Asked = tuple[Filter, Period]


def payload(
    dataset: Dataset,
    asked: tuple[Asked, Asked],
    cases: tuple[np.ndarray, np.ndarray],
    names: tuple[str, str],
    part: np.ndarray | None,
) -> maps.Payload:
    """Petitions per 1,000 residents of the first side less those of the second.

    Parameters
    ----------
    names
        What the sides are called.
    part
        Villages whose cases may be opened; None: all.
    """
    land, tokens = cache.geography(dataset), style.tokens()
    own = np.ones(len(land.codes), dtype=bool) if part is None else part
    first, second = (np.ma.filled(each, 0) for each in cases)
    apart = first - second
    rates = per_thousand(apart, land.residents)
    level = cache.rules(dataset).hotspots.level
    days, others = ((each.last - each.first).days + 1 for _wanted, each in asked)
    sure = own & (rate_ratio(second, others, first, days, 1 - level).p < level)
    far = sure & np.isfinite(rates)
    bound = largest_round(float(np.median(np.abs(rates[far])))) if far.any() else 1.0
    classes = np.select(
        [~np.isfinite(rates), ~sure, rates >= bound, rates > 0, rates > -bound], [5, 0, 1, 2, 3], default=4
    )
    shown = [
        (tokens.hot, _("{n} more and above", n=_.figure(bound))),
        (tokens.warm, _("up to {n} more", n=_.figure(bound))),
        (tokens.cool, _("up to {n} fewer", n=_.figure(bound))),
        (tokens.cold, _("{n} fewer and below", n=_.figure(bound))),
    ]
    entries = [maps.LegendClass(colour, label) for colour, label in shown]
    entries += [
        maps.LegendClass(tokens.none, _("may be chance")),
        maps.LegendClass(tokens.unknown, _("residents unknown"), "unknown"),
    ]
    lines = [
        _("{change} ({one} after {other})", change=signed(n), one=a, other=b)
        for n, a, b in zip(apart, first, second, strict=True)
    ]
    palette = [tokens.none, *(colour for colour, _label in shown), tokens.unknown]
    made = painted(dataset, palette, classes, lines, first, entries, [], asked[0][0], part)
    title = _("{one} less {other}", one=names[0], other=names[1])
    return replace(made, legend=replace(made.legend, title=title, unit=_("cases per 1,000 residents")))
