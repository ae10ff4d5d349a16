"""The filters above a view, the same everywhere."""

import datetime as dt
from typing import Any

import streamlit as st

from dashboard import cache
from dashboard.address import Code, Listed, Scale, Segmented, fresh, fresh_click
from dashboard.language import _, category, in_context, term
from data.periods import Period, months, period
from data.petitions.facts import Filter
from data.scope import Scope, is_office
from data.service import coverage
from data.tables import Dataset
from data.terms import Counted, PetitionKind, Status, Tier

SPAN, MONTH = Segmented("span"), Scale("month")
COUNT, KIND = Listed("count"), Listed("kind")
VILLAGE = Code("village")
"""What the shape of a village opens, and its row in a list."""
CATEGORY, TOWNSHIP, STATUS, TIER = Listed("category"), Listed("township"), Listed("status"), Listed("tier")


def over_period(
    scope: Scope, dataset: Dataset, *, own: bool = False, townships: bool = True
) -> tuple[Filter, Period]:
    """Petitions of a period; `own`: of a township whose cases one may open, if one may not open all.

    Without `townships` none is asked for.
    """
    with _bar():
        chosen = _period(first_day(scope, dataset), cache.as_of(dataset))
        return _filter(scope, dataset, chosen, own=own, townships=townships), chosen


def up_to_day(scope: Scope, dataset: Dataset, *, own: bool = False) -> tuple[Filter, dt.date]:
    """Petitions as they were known on a day, and that day; `own` as `over_period`."""
    with _bar():
        latest = cache.as_of(dataset)
        last = period(_month(first_day(scope, dataset), latest), 1, latest).last
        return _filter(scope, dataset, period(f"{last:%Y-%m}", 1, last), own=own), last


def village(map_key: str) -> str:
    """Code of the village that is chosen: the one just clicked on a map, else the address's; empty: none."""
    if (clicked := fresh_click(map_key)) is not None:
        VILLAGE.put(clicked or None)
    return VILLAGE.asked


def window(map_key: str) -> None:
    """The months that were just marked under a map become the period of the controls."""
    if marked := fresh(map_key, "window"):
        SPAN.put(str(marked.get("months")))
        MONTH.put(str(marked.get("last")))


def counted(default: Counted = Counted.PETITIONS, **look: Any) -> Counted:
    """Petitions, requests of online intake, or both."""
    names = {each.value: term(each) for each in Counted} | {Counted.BOTH.value: _("both together")}
    return Counted(COUNT.choose(_("Counted"), names, default.value, **look))


def asked() -> Counted:
    """The same as the address has it, without a control."""
    return Counted(COUNT.asked) if COUNT.asked in list(Counted) else Counted.PETITIONS


def categories(scope: Scope, dataset: Dataset) -> list[str]:
    """Codes of the categories on record."""
    return cache.tally(scope, dataset).categories


def first_day(scope: Scope, dataset: Dataset) -> dt.date:
    """Day of the first petition on record, or first day of its month."""
    return cache.tally(scope, dataset).first_day or cache.as_of(dataset)


def _bar() -> st.delta_generator.DeltaGenerator:
    return st.container(key="filters", horizontal=True, vertical_alignment="bottom", gap="small")


def _filter(scope: Scope, dataset: Dataset, chosen: Period, *, own: bool, townships: bool = True) -> Filter:
    what = counted()
    issue = CATEGORY.choose_or_all(
        _("Issue category"), {code: category(code) for code in categories(scope, dataset)}
    )
    names, township = cache.geography(dataset).township_names, None
    if not townships:
        pass
    elif own and not is_office(scope):
        opened = coverage.own(scope, cache.geography(dataset).villages)
        parents = set(cache.geography(dataset).villages["parent_code"][opened])
        names = {code: name for code, name in names.items() if code in parents}
        township = TOWNSHIP.choose(_("Township"), names) if names else None
    else:
        township = TOWNSHIP.choose_or_all(_("Township"), names)
    status = STATUS.choose_or_all(_("Status"), {each.value: term(each) for each in Status})
    tier = TIER.choose_or_all(_("Tier"), {each.value: term(each) for each in Tier})
    kinds = {each.value: term(each) for each in PetitionKind}
    kind = KIND.choose_or_all(in_context("of petitions", "Kind"), kinds)
    return Filter(
        chosen.first,
        chosen.last,
        issue,
        status,
        tier,
        township,
        counted=what,
        kind=PetitionKind(kind) if kind else None,
    )


def _period(first: dt.date, last: dt.date) -> Period:
    """By its length, which may be one that was marked under a map, and the month with which it ends."""
    names = _spans(first, last)
    span = SPAN.choose(_("Period"), names, "12", label_visibility="visible")
    return period(_month(first, last), int(span), last)


def lengths(scope: Scope, dataset: Dataset) -> list[int]:
    """Months of each length that can be chosen, in the order of the buttons."""
    return [int(months) for months in _spans(first_day(scope, dataset), cache.as_of(dataset))]


def _spans(first: dt.date, last: dt.date) -> dict[str, str]:
    names = {"1": _("1 month"), "3": _("3 months"), "12": _("12 months"), "36": _("3 years")}
    wished = SPAN.wished
    if wished not in names and wished in {str(n) for n in range(1, len(months(first, last)) + 1)}:
        names[wished] = _("{n} months", n=wished)
    return names


def _month(first: dt.date, last: dt.date) -> str:
    every = months(first, last)
    return MONTH.choose(_("Up to month"), {month: month for month in every}, every[-1])
