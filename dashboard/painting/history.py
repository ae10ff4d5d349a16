"""Maps of hot spots: more than expected, and what is new; everything uncertain stays grey."""

import numpy as np

from dashboard import cache, maps, style
from dashboard.colours import Tokens
from dashboard.language import _, category, number
from dashboard.painting.counts import period_words
from dashboard.painting.notes import as_of
from data.periods import Period
from data.petitions import Filter
from data.tables import Dataset
from geo.emerging import Category, Emerging
from geo.hotspots import Kind, Spots

_GROUPS = (
    ("new", "consecutive", "intensifying"),
    ("persistent",),
    ("sporadic", "oscillating"),
    ("diminishing", "historical"),
)


def kinds() -> dict[str, str]:
    """Words of Gi*."""
    return {
        Kind.HOT: _("more than expected"),
        Kind.COLD: _("fewer than expected"),
        Kind.NONE: _("may be chance"),
    }


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


def spots_payload(
    dataset: Dataset, spots: Spots, cases: np.ndarray, wanted: Filter, chosen: Period, total: int
) -> maps.Payload:
    """Hot, cold, and neither."""
    tokens = style.tokens()
    classes = np.select(
        [~spots.tested, spots.kind == Kind.HOT, spots.kind == Kind.COLD], [3, 1, 2], default=0
    )
    entries = [
        maps.LegendClass(tokens.sequential[4], kinds()[Kind.HOT]),
        maps.LegendClass(tokens.cold, kinds()[Kind.COLD]),
        maps.LegendClass(tokens.none, kinds()[Kind.NONE]),
        maps.LegendClass(tokens.unknown, _("not tested"), "unknown"),
    ]
    palette = [tokens.none, tokens.sequential[4], tokens.cold, tokens.unknown]
    words = kinds()
    lines = [words[kind] for kind in spots.kind]
    notes = [
        period_words(chosen),
        _("located {n} of {total}", n=number(int(cases.sum())), total=number(total)),
        _("false alarms under 5 %"),
        as_of(dataset),
    ]
    return _payload(dataset, tokens, palette, classes, lines, cases, entries, notes, wanted)


def history_payload(dataset: Dataset, found: Emerging, counts: np.ndarray, wanted: Filter) -> maps.Payload:
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
        _("months looked at: {n}", n=counts.shape[1]),
        _("petitions placed in a village: {n}", n=number(int(counts.sum()))),
        as_of(dataset),
    ]
    palette = [tokens.none, *shades, tokens.cold, tokens.unknown]
    cases = counts.sum(axis=1)
    return _payload(dataset, tokens, palette, classes, lines, cases, entries, notes, wanted)


def _payload(
    dataset: Dataset,
    tokens: Tokens,
    palette: list[str],
    classes: np.ndarray,
    lines: list[str],
    cases: np.ndarray,
    entries: list[maps.LegendClass],
    notes: list[str],
    wanted: Filter,
) -> maps.Payload:
    villages = cache.geography(dataset).villages
    inside = (villages["parent_code"] == wanted.township).to_numpy()
    return maps.Payload(
        tokens=tokens,
        palette=palette,
        classes=[int(place) for place in classes],
        words=[
            [name, line, _("petitions: {n}", n=number(n))]
            for name, line, n in zip(villages["name"], lines, cases, strict=True)
        ],
        legend=maps.Legend(
            category(wanted.category) if wanted.category else _("All categories"),
            _("by village"),
            entries,
            notes,
        ),
        focus=wanted.township,
        focused=maps.flags(inside) if wanted.township else "",
    )
