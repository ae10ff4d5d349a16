"""Words that stand in every legend."""

from dashboard import cache
from dashboard.language import _, iso
from data.petitions import words
from data.petitions.facts import Filter
from data.tables import Dataset


def as_of(dataset: Dataset) -> str:
    """Day to which the record is complete."""
    return _("data as of {day}", day=iso(cache.as_of(dataset)))


def counted(wanted: Filter) -> str:
    """Petitions, requests or both, and of which kind, in words."""
    return words.counted(_, wanted)


def subject(wanted: Filter, dataset: Dataset) -> str:
    """What a filter keeps besides its period, in words."""
    return words.subject(_, cache.geography(dataset), wanted)
