"""The map of what is new; what is nothing unusual stays grey."""

import datetime as dt

import numpy as np

from dashboard.drawing import maps, style
from dashboard.drawing.villages import painted
from dashboard.language import _, number
from data.petitions.facts import Filter
from data.tables import Dataset
from geo.statistics.emerging import Category, Emerging

_GROUPS = (
    ("new", "consecutive", "intensifying"),
    ("persistent",),
    ("sporadic", "oscillating"),
    ("diminishing", "historical"),
)


def categories() -> dict[str, tuple[str, str]]:
    """Word and plain explanation of what is new."""
    words = {
        "new": (_("new"), _("unusual in the last month, for the first time")),
        "consecutive": (_("lately all along"), _("unusual in each of the last months, never before")),
        "intensifying": (_("growing"), _("unusual nearly all the time, and more and more so")),
        "persistent": (_("lasting"), _("unusual nearly all the time, neither more nor less so")),
        "diminishing": (_("shrinking"), _("unusual nearly all the time, but less and less so")),
        "sporadic": (_("on and off"), _("unusual now, and in some months before")),
        "oscillating": (_("changing sides"), _("unusual now, and the opposite in some month before")),
        "historical": (_("over"), _("unusual nearly all the time, but no longer")),
    }
    found = {Category.NONE.value: (_("nothing unusual"), "")}
    found[Category.INSUFFICIENT.value] = (_("too few data"), "")
    for name, (word, meaning) in words.items():
        found[f"{name}_hot"] = (_("hot, {word}", word=word), meaning)
        found[f"{name}_cold"] = (_("cold, {word}", word=word), meaning)
    return found


def payload(
    dataset: Dataset, found: Emerging, counts: np.ndarray, wanted: Filter, last: dt.date
) -> maps.Payload:
    """New or growing, lasting, on and off, fading; cold; too few data."""
    tokens = style.tokens()
    bare = np.array([code.rsplit("_", 1)[0] for code in found.category])
    hot = np.char.endswith(found.category, "_hot")
    cold = np.char.endswith(found.category, "_cold")
    classes = np.zeros(len(bare), dtype=np.int64)
    for place, group in enumerate(_GROUPS, 1):
        classes[hot & np.isin(bare, group)] = place
    classes[cold] = 5
    classes[found.category == Category.INSUFFICIENT.value] = 6
    shades = [tokens.sequential[4], tokens.sequential[3], tokens.sequential[2], tokens.sequential[1]]
    labels = [_("new or growing"), _("lasting"), _("on and off"), _("shrinking or over")]
    entries = [maps.LegendClass(colour, label) for colour, label in zip(shades, labels, strict=True)]
    entries += [
        maps.LegendClass(tokens.cold, _("fewer than expected")),
        maps.LegendClass(tokens.none, _("nothing unusual")),
        maps.LegendClass(tokens.unknown, _("too few data"), "unknown"),
    ]
    words = categories()
    lines = [words[code][0] for code in found.category]
    notes = [
        _("{months} months up to {day}", months=counts.shape[1], day=f"{last:%Y-%m-%d}"),
        _("petitions placed in a village: {n}", n=number(int(counts.sum()))),
    ]
    palette = [tokens.none, *shades, tokens.cold, tokens.unknown]
    return painted(dataset, palette, classes, lines, counts.sum(axis=1), entries, notes, wanted)
