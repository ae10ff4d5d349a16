"""The map of a day of visits: open cases by village, and the order of the stops."""

import numpy as np

from dashboard import cache, maps, style
from dashboard.language import _, number
from data import visits
from data.tables import Dataset
from geo.rates import classify
from geo.visits import VisitPlan


def payload(dataset: Dataset, day: visits.TownshipDay, made: VisitPlan) -> maps.Payload:
    """Open cases of the township's villages, and the way over the stops."""
    geography, tokens = cache.geography(dataset), style.tokens()
    inside = (geography.villages["parent_code"] == day.township).to_numpy()
    cases = geography.villages["code"].map(day.villages.set_index("code")["cases"]).fillna(0).to_numpy()
    bounds = (2.0, 5.0, 10.0, 20.0)
    classes = np.where(inside, classify(cases, bounds), 6)
    labels = ["1", "2 – 4", "5 – 9", "10 – 19", _("{low} and more", low="20")]
    villages = day.villages
    stops = [maps.Stop((day.hub[2], day.hub[1]), _("hub"), "hub")]
    stops += [
        maps.Stop((villages["latitude"].iloc[s.village], villages["longitude"].iloc[s.village]), str(i))
        for i, s in enumerate(made.stops, 1)
    ]
    legend = maps.Legend(
        _("Open cases to hear"),
        _("cases per village"),
        [
            *(
                maps.LegendClass(c, label)
                for c, label in zip(tokens.sequential[::-1], labels[::-1], strict=True)
            ),
            maps.LegendClass(tokens.none, _("none")),
        ],
        [
            _("order of stops, not the road") if day.estimate else _("driven on the roads on record"),
            _("located {n} of {total}", n=number(villages["cases"].sum()), total=number(day.open_cases)),
            _("data as of {day}", day=f"{cache.as_of(dataset):%Y-%m-%d}"),
        ],
    )
    words = [
        [name, _("open cases: {n}", n=number(n))] if here else [name]
        for name, n, here in zip(geography.villages["name"], cases, inside, strict=True)
    ]
    return maps.Payload(
        tokens=tokens,
        palette=[tokens.none, *tokens.sequential, tokens.ground],
        classes=[int(place) for place in classes],
        words=words,
        legend=legend,
        focus=day.township,
        focused=maps.flags(inside),
        stops=stops,
        path=[(round(y, 5), round(x, 5)) for x, y in visits.road_path(cache.store(), day, made)],
    )
