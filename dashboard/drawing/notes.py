"""Words that stand in every legend."""

import numpy as np

from dashboard import cache
from dashboard.language import _, category, iso, term
from data.petitions.facts import Filter
from data.tables import Dataset
from data.terms import Status, Tier


def as_of(dataset: Dataset) -> str:
    """Day to which the record is complete."""
    return _("data as of {day}", day=iso(cache.as_of(dataset)))


def subject(wanted: Filter, dataset: Dataset) -> str:
    """What a filter keeps besides its period, in words."""
    township = cache.geography(dataset).township_names.get(wanted.township or "", "")
    parts = [
        township,
        category(wanted.category) if wanted.category else _("All categories"),
        term(Status(wanted.status)) if wanted.status else "",
        term(Tier(wanted.tier)) if wanted.tier else "",
    ]
    return " · ".join(filter(None, parts))


def place_words(dataset: Dataset, villages: np.ndarray) -> str:
    """Villages, by their positions, after the townships that they lie in."""
    land = cache.geography(dataset)
    return _(
        "{township}: {villages}",
        township=_.listed(dict.fromkeys(land.townships_of[villages])),
        villages=_.listed(land.villages["name"].to_numpy()[villages]),
    )
