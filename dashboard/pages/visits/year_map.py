"""The map of the year: how long no leader was in a village."""

import numpy as np
import pandas as pd

from dashboard import cache
from dashboard.drawing import maps, style
from dashboard.drawing.notes import as_of
from dashboard.language import _, number
from data.tables import Dataset

BOUNDS = (3.0, 6.0, 12.0)
"""Months from which each class but the first begins."""


def payload(dataset: Dataset, seen: pd.DataFrame, township: str | None) -> maps.Payload:
    """Months since a leader was in each village of `data.visits.years.last_visits`."""
    geography, tokens = cache.geography(dataset), style.tokens()
    by_code = seen.set_index("code")
    months = geography.villages["code"].map(by_code["months"]).to_numpy(dtype=float)
    known = geography.villages["code"].isin(by_code.index).to_numpy()
    classes = np.searchsorted(BOUNDS, np.where(np.isnan(months), np.inf, months), side="right")
    colours = (tokens.none, tokens.sequential[1], tokens.sequential[3], tokens.sequential[5])
    labels = [
        _("under 3 months"),
        _("3 to 5 months"),
        _("6 to 11 months"),
        _("12 months or more, or never"),
    ]
    inside = (geography.villages["parent_code"] == township).to_numpy()
    return maps.Payload(
        tokens=tokens,
        palette=[*colours, tokens.ground],
        classes=[int(place) for place in np.where(known, classes, 4)],
        words=[
            [name, _last(months_ago)] if here else [name]
            for name, months_ago, here in zip(geography.villages["name"], months, known, strict=True)
        ],
        legend=maps.Legend(
            _("Since a county leader was there"),
            _("villages in each group"),
            [
                maps.LegendClass(colour, label)
                for colour, label in zip(colours[::-1], labels[::-1], strict=True)
            ],
            [as_of(dataset)],
        ),
        focus=township,
        focused=maps.flags(inside),
    )


def _last(months: float) -> str:
    if np.isnan(months):
        return _("no leader there on record")
    return _("months since a leader came: {n}", n=number(months))
