"""The map of where more than expected: what is less sure is paler, what may be chance stays grey."""

from typing import Any

import numpy as np

from dashboard import cache
from dashboard.drawing import maps, style
from dashboard.drawing.counts import period_words
from dashboard.drawing.villages import painted
from dashboard.language import _, number, term
from data.hotspots import questions
from data.periods import Period
from data.petitions.facts import Filter
from data.tables import Dataset
from geo.neighbours import NEAR
from geo.statistics.hotspots import Kind, Spots

SURE = 0.01
"""Adjusted p-value up to which a spot is told as sure."""


def untested_words(reason: questions.Untested) -> str:
    """Why nothing was tested, as the end of a sentence."""
    return term(reason)


def untested_remedy(reason: questions.Untested) -> str:
    """What to do about it."""
    words = {
        questions.Untested.NO_RESIDENTS: _(
            "Without residents it cannot be said how many petitions are to be expected of a village, so none"
            " is called hot. They are taken in with: python -m scripts import-register residents"
        ),
        questions.Untested.NO_NEIGHBOURS: _(
            "A village is tested together with its neighbours: those whose outlines touch, or lie less than"
            " {metres} m apart. See whether the outlines meet.",
            metres=round(NEAR),
        ),
    }
    return words[reason]


def payload(
    dataset: Dataset,
    spots: Spots,
    cases: np.ndarray,
    wanted: Filter,
    chosen: Period,
    total: int,
    *,
    beside: bool = False,
    links: np.ndarray | None = None,
    **more: Any,
) -> maps.Payload:
    """Hot and cold villages; `beside`: as compared with their neighbours; `links` (m, 2, 2) are drawn."""
    tokens = style.tokens()
    hot, warm, cold, cool = tokens.sequential[4], tokens.sequential[2], tokens.cold, tokens.cool
    sure = spots.q <= SURE
    lines = np.array([term(Kind(kind)) for kind in spots.kind], dtype=object)
    if beside:
        kept = {Kind.HIGH_HIGH: hot, Kind.HIGH_LOW: warm, Kind.LOW_HIGH: cool, Kind.LOW_LOW: cold}
        shown = [(spots.kind == kind, colour, term(kind)) for kind, colour in kept.items()]
    else:
        own = questions.is_hot(spots, cases, cache.geography(dataset).residents)
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
        period_words(chosen),
        _("located {n} of {total}", n=number(int(cases.sum())), total=number(total)),
    ]
    if spots.tested.any():
        notes.append(_("false alarms under {n} %", n=f"{100 * cache.rules(dataset).hotspots.level:g}"))
    return painted(
        dataset,
        [tokens.none, *(colour for _which, colour, _words in shown)],
        classes,
        list(lines),
        cases,
        entries,
        notes,
        wanted,
        links=[] if links is None else links[:, :, ::-1].round(5).tolist(),
        **more,
    )


def links(dataset: Dataset, near: float) -> np.ndarray:
    """Lines from neighbour to neighbour (m, 2, 2), longitude and latitude; neighbours as in the cache."""
    from geo.neighbours import links as lines

    land = cache.geography(dataset)
    return lines(land.near(near), land.villages.geometry.to_numpy())
