"""The map of what happens right now; what may be chance is pale."""

import numpy as np

from dashboard import cache
from dashboard.drawing import maps, style
from dashboard.drawing.villages import painted
from dashboard.language import _, iso, number
from data.hotspots.now import SpotsNow
from data.hotspots.surveillance import Signal
from data.tables import Dataset


def payload(dataset: Dataset, answer: SpotsNow, selected: str) -> maps.Payload:
    """Places of the signals, outlined where they are raised."""
    tokens, counts = style.tokens(), answer.counts
    size = len(answer.land.codes)
    classes, faint, marked = np.zeros(size, dtype=np.int64), np.zeros(size, bool), np.zeros(size, bool)
    lines = [_("nothing out of the ordinary")] * size
    if answer.watch is not None:
        classes[~answer.watch.tested] = 2
        for village in np.flatnonzero(~answer.watch.tested):
            lines[village] = _("not tested")
    for place, signal in reversed(list(enumerate(answer.shown, 1))):
        classes[signal.villages] = 1
        faint[signal.villages], marked[signal.villages] = not signal.raised, signal.raised
        words = _("place {n}: {cases} matters since {day}, usually {usual}", **signal_words(place, signal))
        for village in signal.villages:
            lines[village] = words
    entries = [
        maps.LegendClass(tokens.warm, _("more than usual right now")),
        maps.LegendClass(tokens.warm, _("somewhat more, may be chance"), "faint"),
        maps.LegendClass(tokens.none, _("nothing out of the ordinary")),
    ]
    if (classes == 2).any():
        entries.append(maps.LegendClass(tokens.unknown, _("not tested"), "unknown"))
    notes = [
        _("{weeks} weeks up to {day}", weeks=answer.weeks, day=iso(answer.last)),
        _("placed in a village: {n}", n=number(int(counts.sum()))),
        _("false alarms under {n} %", n=f"{100 * cache.rules(dataset).hotspots.level:g}"),
    ]
    return painted(
        dataset,
        [tokens.none, tokens.warm, tokens.unknown],
        classes,
        lines,
        counts.sum(axis=1),
        entries,
        notes,
        answer.wanted,
        answer.land.part,
        faint=maps.flags(faint),
        marked=maps.flags(marked),
        selected=selected,
    )


def signal_words(place: int, signal: Signal) -> dict[str, str]:
    """Figures of a signal in words."""
    return {
        "n": str(place),
        "cases": number(signal.cases),
        "day": iso(signal.since),
        "usual": number(signal.expected, 1),
    }
