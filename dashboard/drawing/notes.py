"""Words that stand in every legend, and beside figures."""

import datetime as dt

from dashboard import cache
from dashboard.language import _, category, iso, term
from data.petitions import words
from data.petitions.facts import Filter
from data.petitions.trends import Trend
from data.tables import Dataset
from data.terms import Status, Tier


def as_of(dataset: Dataset) -> str:
    """Day to which the record is complete."""
    return _("data as of {day}", day=iso(cache.as_of(dataset)))


def up_to(last: dt.date, month: str = "") -> str:
    """That the month of the last day shown is not over yet; empty where it is, or `month` is another one."""
    return words.up_to(_, last) if month in ("", f"{last:%Y-%m}") else ""


def counted(wanted: Filter) -> str:
    """Petitions, requests or both, and of which kind, in words."""
    return words.counted(_, wanted)


def subject(wanted: Filter, dataset: Dataset) -> str:
    """What a filter keeps besides its period, in words."""
    return words.subject(_, cache.geography(dataset), wanted)


def conditions(wanted: Filter) -> str:
    """What is counted, and every condition that is set besides period and township."""
    what = counted(wanted)
    if wanted.category:
        what = _("{what} on {subject}", what=what, subject=category(wanted.category))
    states = [term(Tier(wanted.tier))] if wanted.tier else []
    states += [term(Status(wanted.status))] if wanted.status else []
    return _("{what} ({kind})", what=what, kind=_.listed(states)) if states else what


def change(each: Trend) -> str:
    """Against what, which way, and by how much: 环比下降3.3%."""
    return words.change(_, each)


def signed_change(each: Trend | None) -> str:
    """The same behind a sign; empty where nothing is compared."""
    return "" if each is None else words.signed_change(_, each)
