"""The map of one entry of the repair queue: its point, the villages that may be meant, the one chosen."""

from dashboard import cache
from dashboard.drawing import maps, style
from dashboard.drawing.notes import as_of
from dashboard.language import _
from data.repair.queue import Entry
from data.tables import Dataset


def payload(dataset: Dataset, entry: Entry | None, chosen: str | None) -> maps.Payload:
    """Candidates and the chosen village, zoomed to their township if they share one."""
    geography, tokens = cache.geography(dataset), style.tokens()
    codes = geography.villages["code"].tolist()
    candidates = set(entry.candidates) if entry else set()
    around = entry.point_code if entry else None
    classes = [2 if code == around else int(code in candidates) for code in codes]
    parents = dict(zip(codes, geography.villages["parent_code"], strict=True))
    shown = {parents[code] for code in (*candidates, around, chosen) if code in parents}
    if entry and entry.named_code in geography.township_names:
        shown.add(entry.named_code)
    focus = shown.pop() if len(shown) == 1 else None
    stops = []
    if entry and entry.longitude is not None and entry.latitude is not None:
        stops = [maps.Stop((entry.latitude, entry.longitude), "×", "point")]
    legend = maps.Legend(
        _("Where is it?"),
        _("click the village that is meant"),
        [
            maps.LegendClass(tokens.sequential[1], _("may be meant by the words")),
            maps.LegendClass(tokens.sequential[3], _("lies around the point")),
        ],
        [as_of(dataset)],
    )
    return maps.Payload(
        tokens=tokens,
        palette=[tokens.none, tokens.sequential[1], tokens.sequential[3]],
        classes=classes,
        words=[[name] for name in geography.villages["name"]],
        legend=legend,
        selected=chosen,
        focus=focus,
        focused=maps.flags(parents[code] == focus for code in codes),
        routes=[maps.Route(stops)],
    )
