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
    **more: Any,
) -> maps.Payload:
    """A map of a filter's petitions.

    Parameters
    ----------
    palette, classes, lines, cases
        Colours, and of each village its place among them, what is said of it, and its petitions.
    entries, notes
        Of the legend, to which the day of the data is added.
    more
        Further parts of `dashboard.drawing.maps.Payload`.
    """
    land = cache.geography(dataset)
    focused = maps.flags(land.inside(wanted.township)) if wanted.township else ""
    looked_at = {"focus": wanted.township, "focused": focused}
    return maps.Payload(
        tokens=style.tokens(),
        palette=palette,
        classes=[int(place) for place in classes],
        words=[
            [name, line, _("petitions: {n}", n=number(n))]
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
