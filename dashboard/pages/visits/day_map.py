"""Maps of a day of visits: open cases by village, and the order of the stops; one township, or the county."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from dashboard import cache
from dashboard.drawing import maps, style
from dashboard.drawing.notes import as_of
from dashboard.language import _, number
from data.tables import Dataset
from data.visits import plans
from data.visits.plans import TownshipDay
from geo.statistics.rates import classify
from geo.visits import VisitPlan

BOUNDS = (2.0, 5.0, 10.0, 20.0)
"""Open cases from which each class but the first begins."""

Planned = Sequence[tuple[TownshipDay, VisitPlan]]


def payload(dataset: Dataset, planned: Planned) -> maps.Payload:
    """Open cases of the villages, and the way over the stops; of one township the map shows that alone."""
    geography, tokens = cache.geography(dataset), style.tokens()
    townships = {day.township for day, _plan in planned}
    inside = geography.villages["parent_code"].isin(townships).to_numpy()
    counted = pd.concat([day.villages.set_index("code")["cases"] for day, _plan in planned])
    cases = geography.villages["code"].map(counted).fillna(0).to_numpy()
    classes = np.where(inside, classify(cases, BOUNDS), 6)
    alone = planned[0][0].township if len(planned) == 1 else None
    words = [
        [name, _("open cases: {n}", n=number(n))] if here else [name]
        for name, n, here in zip(geography.villages["name"], cases, inside, strict=True)
    ]
    return maps.Payload(
        tokens=tokens,
        palette=[tokens.none, *tokens.sequential, tokens.ground],
        classes=[int(place) for place in classes],
        words=words,
        legend=_legend(dataset, planned, int(cases.sum())),
        focus=alone,
        focused=maps.flags(inside) if alone else "",
        routes=[_route(day, made, with_hub=alone is not None) for day, made in planned],
    )


def _route(day: TownshipDay, made: VisitPlan, *, with_hub: bool) -> maps.Route:
    villages = day.villages
    stops = [maps.Stop((day.hub[2], day.hub[1]), _("hub"), "hub")] if with_hub else []
    stops += [
        maps.Stop((villages["latitude"].iloc[s.village], villages["longitude"].iloc[s.village]), str(i))
        for i, s in enumerate(made.stops, 1)
    ]
    path = plans.road_path(cache.store(), day, made)
    return maps.Route(stops, [(round(y, 5), round(x, 5)) for x, y in path])


def _legend(dataset: Dataset, planned: Planned, located: int) -> maps.Legend:
    tokens = style.tokens()
    labels = ["1", "2 – 4", "5 – 9", "10 – 19", _("{low} and more", low="20")]
    total = sum(day.open_cases for day, _plan in planned)
    estimated = any(day.estimate for day, _plan in planned)
    return maps.Legend(
        _("Open cases to hear"),
        _("cases per village"),
        [
            *(
                maps.LegendClass(colour, label)
                for colour, label in zip(tokens.sequential[::-1], labels[::-1], strict=True)
            ),
            maps.LegendClass(tokens.none, _("none")),
        ],
        [
            _("order of stops, not the road") if estimated else _("driven on the roads on record"),
            _("located {n} of {total}", n=number(located), total=number(total)),
            as_of(dataset),
        ],
    )
