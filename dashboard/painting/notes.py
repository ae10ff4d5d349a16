"""Notes that stand in every legend."""

from dashboard import cache
from dashboard.language import _
from data.tables import Dataset


def as_of(dataset: Dataset) -> str:
    """Day to which the record is complete."""
    return _("data as of {day}", day=f"{cache.as_of(dataset):%Y-%m-%d}")
