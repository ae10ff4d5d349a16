"""Maps of a day of visits: open cases by village, and the order of the stops; one township, or the county."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from dashboard import cache
from dashboard.drawing import maps, style
from dashboard.drawing.notes import as_of
from dashboard.language import _, number, term
from data.tables import Dataset
from data.visits import plans
from data.visits.plans import TownshipDay
from geo.statistics.rates import classify
from geo.visits import VisitPlan

BOUNDS = (2.0, 5.0, 10.0, 20.0)
"""Open cases from which each class but the first begins."""

Planned = Sequence[tuple[TownshipDay, VisitPlan]]


def payload(dataset: Dataset, planned: Planned, selected: str = "") -> maps.Payload:
    """Open cases of the villages, and the way over the stops; of one township the map shows that alone."""
    geography, tokens = cache.geography(dataset), style.tokens()
    townships = {day.township for day, _plan in planned}
    inside = geography.villages["parent_code"].isin(townships).to_numpy()
    counted = pd.concat([day.villages.set_index("code")["cases"] for day, _plan in planned])
    known = geography.villages["code"].map(counted)
    cases = known.fillna(0).to_numpy()
    classes = np.where(inside & known.notna(), classify(cases, BOUNDS), 6)
    alone = planned[0][0].township if len(planned) == 1 else None
    words = [
        [name, _("open cases: {n}", n=number(n))] if shown else [name]
        for name, n, shown in zip(geography.villages["name"], cases, inside & known.notna(), strict=True)
    ]
    return maps.Payload(
        tokens=tokens,
        palette=[tokens.none, *tokens.sequential[1:], tokens.ground],
        classes=[int(place) for place in classes],
        words=words,
        legend=_legend(dataset, planned, int(cases.sum()) if known.notna().any() else None),
        selected=selected,
        focus=alone,
        focused=maps.flags(inside) if alone else "",
        routes=[_route(day, plan, with_hub=alone is not None) for day, plan in planned],
    )


def _route(day: TownshipDay, plan: VisitPlan, *, with_hub: bool) -> maps.Route:
    villages, names = day.villages, day.problem.names
    stops = [maps.Stop((day.hub[2], day.hub[1]), _("hub"), "hub")] if with_hub else []
    for place, stop in enumerate(plan.stops, 1):
        at = villages["latitude"].iloc[stop.village], villages["longitude"].iloc[stop.village]
        stops.append(maps.Stop(at, str(place), name=names[stop.village]))
    path = plans.road_path(cache.store(), day, plan)
    return maps.Route(stops, [(round(y, 5), round(x, 5)) for x, y in path])


def _legend(dataset: Dataset, planned: Planned, located: int | None) -> maps.Legend:
    """Of what the map shows; `located`: cases on it, None where none are known any more."""
    tokens = style.tokens()
    labels = ["1", "2 – 4", "5 – 9", "10 – 19", _("{low} and more", low="20")]
    totals = [day.open_cases for day, _plan in planned]
    estimated = any(day.estimate for day, _plan in planned)
    notes = [_("order of stops, not the road") if estimated else _("driven on the roads on record")]
    if located is not None and None not in totals:
        total = sum(n for n in totals if n is not None)
        notes.append(_("located {n} of {total}", n=number(located), total=number(total)))
    colours = [*zip(tokens.sequential[:0:-1], labels[::-1], strict=True), (tokens.none, _("none"))]
    return maps.Legend(
        _("Open cases to hear: {what}", what=term(planned[0][0].counted))
        if located is not None
        else _("Stops of the visit"),
        _("cases per village") if located is not None else "",
        [] if located is None else [maps.LegendClass(colour, label) for colour, label in colours],
        [*notes, as_of(dataset)],
    )
