"""How far 'probably open on the day' was right on the last days of visits."""

import datetime as dt

import streamlit as st
from dateutil.relativedelta import relativedelta

from dashboard import cache
from dashboard.address import Toggle
from dashboard.drawing import charts, elements
from dashboard.language import _, iso, number
from data import frames
from data.errors import PlanRefused
from data.scope import Scope, is_office
from data.tables import Dataset
from data.visits.calendar import day_of_month
from data.visits.chances import AHEAD

RELIABILITY = Toggle("reliability")
MONTHS = 6
"""Days of visits that are looked back on."""


def show(scope: Scope, dataset: Dataset) -> None:
    """A switch for the office, and below it what the chances of past plans were worth."""
    if not is_office(scope) or not RELIABILITY.choose(_("Was 'probably open on the day' right?")):
        return
    today = cache.today(dataset)
    days = _past(today)
    found = cache.reliability(scope, dataset, tuple(days))
    if found.empty:
        st.write(_("Too few cases were closed before the last visits for their chances to be judged."))
        return
    names = [
        _("given {chance}% ({n} cases)", chance=number(100 * row.chance), n=number(row.n))
        for row in frames.rows(found)
    ]
    charts.line(
        _("Open on the day (%)"),
        names,
        [float(100 * share) for share in found["open"]],
        [float(100 * share) for share in found["chance"]],
        against=_("expected (%)"),
    )
    elements.quiet(
        _(
            "Cases that were open {ahead} days before the visits from {first} to {last}, by the chance that"
            " the record of then gave them to be open on the day; n: {n}.",
            ahead=AHEAD,
            first=iso(days[0]),
            last=iso(days[-1]),
            n=number(int(found["n"].sum())),
        )
    )


def _past(today: dt.date) -> list[dt.date]:
    """The last days of visits before a day, the oldest first."""
    found = []
    for back in range(MONTHS + 1):
        month = today - relativedelta(months=back)
        try:
            found.append(day_of_month(cache.store(), month.year, month.month))
        except PlanRefused:  # a year whose holidays nobody knows
            continue
    return sorted(day for day in found if day < today)[-MONTHS:]
