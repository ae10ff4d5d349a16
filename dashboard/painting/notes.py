"""Words that stand in every legend."""

from dashboard import cache
from dashboard.language import _, category
from data.petitions import Filter
from data.tables import Dataset


def as_of(dataset: Dataset) -> str:
    """Day to which the record is complete."""
    return _("data as of {day}", day=f"{cache.as_of(dataset):%Y-%m-%d}")


def subject(wanted: Filter) -> str:
    """The category that a filter keeps, in words."""
    return category(wanted.category) if wanted.category else _("All categories")
