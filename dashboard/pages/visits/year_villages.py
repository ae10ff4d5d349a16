"""When a leader comes to each village of a township, or why none does; and what is heard from it."""

import pandas as pd
import streamlit as st

from dashboard.drawing import elements, tables
from dashboard.drawing.tables import Cell, File, Row, figure
from dashboard.language import _, in_context, iso
from dashboard.pages import filters
from data import frames
from data.visits.silence import mostly_the_mean
from data.visits.words import why_never, why_silent
from data.visits.years import TownshipYear


def show(year: TownshipYear, seen: pd.DataFrame) -> None:
    """A row a village, with the day on which a leader was last there (of `data.visits.years.last_visits`)."""
    st.subheader(_("When a leader comes to each village"))
    last = dict(zip(seen["code"], seen["last"], strict=True))
    parts = year.day.villages.set_index("code")
    heads = [
        Cell(_("Village")),
        Cell(_("Last there")),
        Cell(_("Comes first")),
        Cell(in_context("a year", "Visits"), "n"),
    ]
    if year.heard is not None:
        heads += [Cell(_("Reported in a year"), "n w"), Cell(_("Expected"), "n w")]
    heads.append(Cell(_("Remarks")))
    rows = []
    for one in frames.rows(year.when_visited()):
        before = last.get(one.code)
        cells = [
            Cell(one.name, "t"),
            Cell(iso(before) if before else "—", "t"),
            Cell(iso(one.next) if one.next else _("not this year"), "t", "" if one.next else "warning"),
            figure(one.times),
        ]
        if year.heard is not None:
            cells += [figure(year.heard[name].get(one.code), 0, "n w") for name in ("reports", "expected")]
        remarks = (why_never(_, one.left) if one.left else "", why_silent(_, parts.loc[one.code]))
        rows.append(Row([*cells, Cell(_("; ").join(filter(None, remarks)))], one.code))
    name = _("When a leader comes to each village")
    tables.listing("year-villages", heads, rows, opens=filters.VILLAGE, file=File(f"{year.day.name} {name}"))
    _what_it_rests_on(year)


def _what_it_rests_on(year: TownshipYear) -> None:
    heard = year.heard
    if heard is None:
        return
    unknown = year.day.villages["name"][year.day.villages["code"].map(heard["reports"]).isna().to_numpy()]
    if len(unknown):
        elements.quiet(
            _("Too short on record to tell whether little is heard: {names}", names=_.listed(unknown))
        )
    elements.quiet(
        _("Reported: matters of a year by any channel; expected: as many as the county's residents bring.")
    )
    if heard["readiness"].isna().all():
        elements.quiet(_("Readiness to report is not known: too little was reported again in this county."))
        return
    rests = (
        _("Readiness to report is mostly the county's mean here; reported again while open: {n}")
        if mostly_the_mean(heard)
        else _("Readiness to report rests here on what was reported again while open: {n}")
    )
    elements.quiet(rests.format(n=int(heard["again"].sum())))
