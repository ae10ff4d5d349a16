"""The map of what is new; what is nothing unusual stays grey."""

import numpy as np

from dashboard.drawing import maps, style
from dashboard.drawing.villages import painted
from dashboard.language import _, iso, number, term
from data.hotspots.new import NewSpots
from data.tables import Dataset
from geo.statistics.emerging import Category

_GROUPS = (
    ("new", "consecutive", "intensifying"),
    ("persistent",),
    ("sporadic", "oscillating"),
    ("diminishing", "historical"),
)


def payload(dataset: Dataset, answer: NewSpots, selected: str) -> maps.Payload:
    """New or growing, lasting, on and off, fading; cold; too few data."""
    emerging, counts = answer.history, answer.counts
    tokens = style.tokens()
    bare = np.array([code.rsplit("_", 1)[0] for code in emerging.category])
    hot = np.char.endswith(emerging.category, "_hot")
    cold = np.char.endswith(emerging.category, "_cold")
    classes = np.zeros(len(bare), dtype=np.int64)
    for place, group in enumerate(_GROUPS, 1):
        classes[hot & np.isin(bare, group)] = place
    classes[cold] = 5
    classes[emerging.category == Category.INSUFFICIENT.value] = 6
    shades = [tokens.hot, tokens.warm, tokens.sequential[2], tokens.sequential[1]]
    labels = [_("new or growing"), _("lasting"), _("on and off"), _("shrinking or over")]
    entries = [maps.LegendClass(colour, label) for colour, label in zip(shades, labels, strict=True)]
    entries += [
        maps.LegendClass(tokens.cold, _("fewer than expected")),
        maps.LegendClass(tokens.none, _("nothing unusual")),
        maps.LegendClass(tokens.unknown, _("too few data"), "unknown"),
    ]
    lines = [term(Category(code)) for code in emerging.category]
    notes = [
        _("{months} months up to {day}", months=answer.months, day=iso(answer.last)),
        _("placed in a village: {n}", n=number(int(counts.sum()))),
    ]
    palette = [tokens.none, *shades, tokens.cold, tokens.unknown]
    return painted(
        dataset,
        palette,
        classes,
        lines,
        counts.sum(axis=1),
        entries,
        notes,
        answer.wanted,
        answer.land.part,
        selected=selected,
    )
