"""How villages and townships are called on this page."""

from dashboard import cache
from data.tables import Dataset


def names_of(dataset: Dataset) -> dict[str, str]:
    """Village or township -> its name, a village with its township."""
    geography = cache.geography(dataset)
    above = geography.township_names
    villages = zip(
        geography.villages["code"], geography.villages["name"], geography.villages["parent_code"], strict=True
    )
    return dict(above) | {code: f"{above.get(parent, '')} {name}".strip() for code, name, parent in villages}
