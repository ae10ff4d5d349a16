"""The windows of the places of reception: which service is where, on which days, from when to when."""

import math
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import cache
from dashboard.drawing import elements, tables
from dashboard.drawing.notes import as_of
from dashboard.drawing.tables import Cell, File, Row
from dashboard.language import _, days_of_week, number, span, term
from dashboard.markdown import plain
from dashboard.pages.hubs.reach import SERVICE
from data import frames
from data.hubs import places
from data.scope import Scope
from data.tables import Dataset
from data.terms import Presence


def show(scope: Scope, dataset: Dataset, answer: DeltaGenerator, tools: DeltaGenerator) -> None:
    """The view."""
    listed = places.windows(cache.store())
    known = cache.reach(dataset, None).hubs
    with tools:
        offered = list(dict.fromkeys([*places.services(known), *listed["service"]]))
        service = SERVICE.choose_or_all(_("Service"), {name: name for name in offered})
    if service is not None:
        listed = listed[listed["service"] == service]
    with answer:
        st.title(plain(_sentence(len(known), listed["hub"].nunique(), len(listed), service)))
    if listed.empty:
        elements.quiet(
            _(
                "The petition office imports windows with their days and hours as a register; what a place"
                " of reception offers without them stands in its own entry."
            )
        )
        return
    heads = [Cell(_("Place of reception"), "w"), Cell(_("Window or service")), Cell(_("Unit"), "w")]
    heads += [Cell(_("Presence")), Cell(_("Days of the week")), Cell(_("Hours"))]
    tables.listing(
        "windows",
        heads,
        [
            Row(
                [
                    Cell(row.hub, "w"),
                    Cell(row.service, "t"),
                    Cell(row.unit or "—", "w"),
                    Cell(term(Presence(row.presence)), "t"),
                    Cell(days_of_week(row.days) or "—", "t"),
                    Cell(_hours(row), "t"),
                ]
            )
            for row in frames.rows(listed)
        ],
        file=File(_("Windows"), [as_of(dataset)]),
    )


def _sentence(known: int, having: int, windows: int, service: str | None) -> str:
    if service is not None:
        return _(
            "{service}: a window in {n} of {total} places of reception",
            service=service,
            n=number(having),
            total=number(known),
        )
    return _(
        "{total} places of reception; windows are on record of {having}, {n} in all",
        total=number(known),
        having=number(having),
        n=number(windows),
    )


def _hours(row: Any) -> str:
    """From when to when; what is not said is a dash."""
    if row.opens is None or row.closes is None:
        return "—"
    return span(row.opens, row.closes) if math.isfinite(row.opens) else "—"
