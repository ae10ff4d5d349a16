"""The map of the liaison teams: which villages are uncovered, overdue, waiting, in order."""

from collections.abc import Collection

import pandas as pd

from dashboard import cache
from dashboard.drawing import maps, style
from dashboard.drawing.notes import as_of
from dashboard.language import _, number, term
from data.cartography.colours import Tokens
from data.service.coverage import Group
from data.tables import Dataset
from data.terms import Counted


def colours(tokens: Tokens) -> dict[Group, str]:
    """Those of the pills beside the map; what is in order is the grey of the land."""
    return {
        Group.UNCOVERED: tokens.bad,
        Group.OVERDUE: tokens.warm,
        Group.WAITING: tokens.sequential[0],
        Group.COVERED: tokens.none,
        Group.NOT_TOLD: tokens.ground,
    }


def payload(
    listed: pd.DataFrame,
    dataset: Dataset,
    counts: dict[Group, int],
    township: str | None,
    counted: Counted,
    selected: str,
    own: Collection[str] = (),
) -> maps.Payload:
    """Groups of the villages that are listed; others are left blank.

    Parameters
    ----------
    counts
        Villages in each group, whether they are listed or not.
    own
        Villages that the reader serves, where they are not all: with those around them they are in sight.
    """
    geography, tokens = cache.geography(dataset), style.tokens()
    shades = colours(tokens)
    order = list(counts)
    by_code = listed.set_index("code")
    groups = geography.villages["code"].map(by_code["group"])
    classes = [order.index(Group(group)) if isinstance(group, str) else len(order) for group in groups]
    focus, focused = maps.in_sight(geography, township, geography.villages["code"].isin(own).to_numpy())
    open_cases = geography.villages["code"].map(by_code["open"]).astype(object)
    open_cases = open_cases.where(open_cases.notna(), None)
    return maps.Payload(
        tokens=tokens,
        palette=[*(shades[group] for group in order), tokens.ground],
        classes=classes,
        words=[
            [name, term(Group(group)), _("open {what}: {n}", what=term(counted), n=number(n))]
            if isinstance(group, str)
            else [name]
            for name, group, n in zip(geography.villages["name"], groups, open_cases, strict=True)
        ],
        legend=maps.Legend(
            _("Liaison teams"),
            _("villages in each group"),
            [maps.LegendClass(shades[group], term(group)) for group in order],
            [as_of(dataset)],
        ),
        selected=selected,
        focus=focus,
        focused=focused,
    )
