"""The map on which a clerk clicks where the problem is."""

from dashboard import cache
from dashboard.drawing import maps, style
from dashboard.drawing.notes import as_of
from dashboard.language import _
from data.tables import Dataset


def payload(dataset: Dataset, chosen: str | None) -> maps.Payload:
    """All villages alike, and the one chosen."""
    geography, tokens = cache.geography(dataset), style.tokens()
    legend = maps.Legend(_("Where is it?"), _("click the village that is meant"), [], [as_of(dataset)])
    return maps.Payload(
        tokens=tokens,
        palette=[tokens.none],
        classes=[0] * len(geography.villages),
        words=[[name] for name in geography.villages["name"]],
        legend=legend,
        selected=chosen,
    )
