"""Who receives people where in the weeks ahead, by the rota."""

import datetime as dt

import streamlit as st

from dashboard import cache
from dashboard.drawing import tables
from dashboard.drawing.tables import Cell
from dashboard.language import _, in_context
from dashboard.markdown import plain
from dashboard.pages import entries
from data import frames
from data.scope import Scope, is_office
from data.service.rota import rota
from data.tables import Dataset

WEEKS = 5
"""How far ahead the page looks: a month and what is left of its last week."""


def show(scope: Scope, dataset: Dataset) -> None:
    """Duties from today on; nothing for those who may not read them, or have none and keep no register."""
    today = cache.today(dataset)
    listed = rota(cache.reader(scope), today, today + dt.timedelta(weeks=WEEKS))
    if listed.empty and not is_office(scope):
        return
    with st.expander(plain(_("Rota of the next {weeks} weeks: {n}", weeks=WEEKS, n=len(listed)))):
        if listed.empty:
            st.write(_("No reception of these weeks is on the rota."))
        else:
            heads = (_("Day"), _("Time"), in_context("a reception", "Place"), _("Leader"), _("Post"))
            tables.table(
                [Cell(head, "w") for head in heads],
                [
                    [
                        Cell(_.weekday(row.on), "t"),
                        Cell(_.span(row.opens, row.closes), "t"),
                        *(Cell(row.place, "w"), Cell(row.leader, "t"), Cell(row.post, "w")),
                    ]
                    for row in frames.rows(listed)
                ],
            )
        entries.offer(scope, "rota", _("Register: {name}", name=_("Rota of receptions")))
