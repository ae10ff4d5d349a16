"""Villages in the colours of a few classes: what all maps of hot spots have in common."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from dashboard import cache
from dashboard.drawing import maps, style
from dashboard.drawing.notes import as_of, subject
from dashboard.language import _, number
from data.petitions.facts import Filter
from data.tables import Dataset


def painted(
    dataset: Dataset,
    palette: Sequence[str],
    classes: np.ndarray,
    lines: Sequence[str],
    cases: np.ndarray,
    entries: Sequence[maps.LegendClass],
    notes: Sequence[str],
    wanted: Filter,
    part: np.ndarray | None = None,
    **more: Any,
) -> maps.Payload:
    """A map of a filter's petitions.

    Parameters
    ----------
    palette, classes, lines, cases
        Colours, and of each village its place among them, what is said of it, and its petitions.
    entries, notes
        Of the legend, to which the day of the data is added.
    part
        Villages of which something is told; None: all.
    more
        Further parts of `dashboard.drawing.maps.Payload`.
    """
    land, tokens = cache.geography(dataset), style.tokens()
    if part is not None:
        palette, entries = (
            [*palette, tokens.ground],
            [*entries, maps.LegendClass(tokens.ground, _("not told"), "untold")],
        )
        classes = np.where(part, classes, len(palette) - 1)
        cases = np.ma.masked_array(cases, ~part)
    focused = maps.flags(land.inside(wanted.township)) if wanted.township else ""
    looked_at = {"focus": wanted.township, "focused": focused}
    return maps.Payload(
        tokens=tokens,
        palette=palette,
        classes=[int(place) for place in classes],
        words=[
            [name, _("not told")] if n is np.ma.masked else [name, line, _("petitions: {n}", n=number(n))]
            for name, line, n in zip(land.villages["name"], lines, cases, strict=True)
        ],
        legend=maps.Legend(
            subject(replace(wanted, township=None), dataset),
            _("by village"),
            entries,
            [*notes, as_of(dataset)],
        ),
        **(looked_at | more),
    )
