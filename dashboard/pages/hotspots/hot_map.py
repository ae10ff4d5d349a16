"""The map of where more than expected: what is less sure is paler, what may be chance stays grey."""

from typing import Any

import numpy as np

from dashboard import cache
from dashboard.drawing import maps, style
from dashboard.drawing.counts import period_words
from dashboard.drawing.villages import painted
from dashboard.language import _, number, term
from data.hotspots.hot import SURE, HotSpots
from data.tables import Dataset
from geo.neighbours import links
from geo.statistics.hotspots import Kind


def payload(dataset: Dataset, answer: HotSpots, *, drawn: bool = False, **more: Any) -> maps.Payload:
    """Hot and cold villages, or how they compare with their neighbours; `drawn`: with who is a neighbour."""
    tokens, spots = style.tokens(), answer.spots
    hot, warm, cold, cool = tokens.hot, tokens.warm, tokens.cold, tokens.cool
    sure = spots.q <= SURE
    lines = np.array([term(Kind(kind)) for kind in spots.kind], dtype=object)
    if answer.beside:
        kept = {Kind.HIGH_HIGH: hot, Kind.HIGH_LOW: warm, Kind.LOW_HIGH: cool, Kind.LOW_LOW: cold}
        shown = [(spots.kind == kind, colour, term(kind)) for kind, colour in kept.items()]
    else:
        own = answer.hot
        around = _("not many, but many around it")
        lines = np.where((spots.kind == Kind.HOT) & ~own, around, lines)
        shown = [
            (own & sure, hot, _("more than expected, sure")),
            (own & ~sure, warm, _("more than expected, fairly sure")),
            ((spots.kind == Kind.HOT) & ~own, tokens.sequential[0], around),
            ((spots.kind == Kind.COLD) & ~sure, cool, _("fewer than expected, fairly sure")),
            ((spots.kind == Kind.COLD) & sure, cold, _("fewer than expected, sure")),
        ]
    shown.append((~spots.tested, tokens.unknown, _("not tested")))
    classes = np.select([which for which, _colour, _words in shown], range(1, len(shown) + 1), default=0)
    entries = [maps.LegendClass(colour, label) for _which, colour, label in shown[:-1]]
    entries.append(maps.LegendClass(tokens.none, term(Kind.NONE)))
    if not spots.tested.all():
        entries.append(maps.LegendClass(tokens.unknown, _("not tested"), "unknown"))
    notes = [
        period_words(answer.period),
        _(
            "matters placed in a village: {n} of {total}",
            n=number(answer.counts.located),
            total=number(answer.counts.total),
        ),
    ]
    if spots.tested.any():
        notes.append(_("false alarms under {n} %", n=f"{100 * cache.rules(dataset).hotspots.level:g}"))
    return painted(
        dataset,
        [tokens.none, *(colour for _which, colour, _words in shown)],
        classes,
        list(lines),
        answer.cases,
        entries,
        notes,
        answer.wanted,
        answer.land.part,
        links=_links(answer) if drawn else [],
        **more,
    )


def _links(answer: HotSpots) -> list[list[list[float]]]:
    """Lines from neighbour to neighbour, each as two pairs of latitude and longitude."""
    lines = links(answer.graph, answer.land.villages.geometry.to_numpy())
    pairs: list[list[list[float]]] = lines[:, :, ::-1].round(5).tolist()
    return pairs
