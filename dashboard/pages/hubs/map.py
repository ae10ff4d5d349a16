"""The map of the drive to places of reception: who is beyond the limit, where the places are."""

import numpy as np

from dashboard import cache
from dashboard.drawing import maps, style
from dashboard.drawing.notes import as_of
from dashboard.language import _, number
from data import frames
from data.hubs.reach import Proposal, Reach
from data.tables import Dataset

FARTHER = 1.5
"""Times the limit from which on the colour is the strongest."""


def payload(
    found: Reach, dataset: Dataset, what: str, one: Proposal | None, township: str | None, selected: str
) -> maps.Payload:
    """Villages by their minutes; the places that offer what is asked for, and the one proposed.

    Parameters
    ----------
    what
        What the minutes are to, in the county's word.
    one
        Where one more would help most; None: nowhere.
    """
    geography, tokens = cache.geography(dataset), style.tokens()
    rows = found.villages.set_index("code").reindex(geography.villages["code"])
    minutes = rows["minutes"].to_numpy(dtype=np.float64)
    bounds = [found.limit, FARTHER * found.limit]
    classes = np.where(np.isnan(minutes), 3, np.searchsorted(bounds, minutes, side="left"))
    palette = [tokens.none, tokens.warm, tokens.hot, tokens.unknown]
    told = (_("{n} minutes to {hub}"), _("no such place"))
    labels = [
        _("within {n} minutes", n=number(found.limit)),
        _("up to {n} minutes", n=number(bounds[1])),
        _("more than {n} minutes", n=number(bounds[1])),
        _("no such place"),
    ]
    return maps.Payload(
        tokens=tokens,
        palette=palette,
        classes=classes.tolist(),
        words=[
            [name, told[1] if np.isnan(each) else told[0].format(n=number(np.ceil(each)), hub=hub)]
            for name, each, hub in zip(geography.villages["name"], minutes, rows["hub"], strict=True)
        ],
        legend=maps.Legend(
            _("Drive to the nearest {what}", what=what),
            _("minutes by road, estimated") if found.estimate else _("minutes by road"),
            [maps.LegendClass(colour, label) for colour, label in zip(palette, labels, strict=True)],
            [as_of(dataset)],
        ),
        selected=selected,
        focus=township,
        focused=maps.flags((geography.villages["parent_code"] == township).to_numpy()),
        routes=[
            maps.Route([maps.Stop((hub.latitude, hub.longitude), "", "hub", hub.name)])
            for hub in frames.rows(found.hubs[found.offers])
        ],
        alerts=_proposed(one, list(geography.villages["code"])),
    )


def _proposed(one: Proposal | None, codes: list[str]) -> list[maps.Alert]:
    """The village of the proposal, outlined; a window goes to a place, which the text names."""
    at = [codes.index(code) for code in one.codes if code in codes] if one else []
    return [maps.Alert(at, "+")] if at else []
