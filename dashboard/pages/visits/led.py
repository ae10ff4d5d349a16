"""Contracted cases of a township: what a leader who goes there takes along (带案下访)."""

from collections.abc import Collection

import streamlit as st

from dashboard import cache
from dashboard.address import to
from dashboard.drawing import elements, owed, tables
from dashboard.drawing.tables import Cell
from dashboard.language import _, iso
from dashboard.markdown import plain
from data import frames
from data.followup import led
from data.scope import Scope
from data.tables import Dataset


def show(scope: Scope, dataset: Dataset, township: str, stops: Collection[str] | None = None) -> None:
    """Those that wait, and whether the plan stops in their village; nothing where there is none.

    Parameters
    ----------
    stops
        Codes of the villages of the plan; None: there is no plan.
    """
    waits = led.running(led.listed(cache.reader(scope), township=township, newest={}))
    if waits.empty:
        return
    st.subheader(_("Contracted cases to take along"))
    names, today = cache.geography(dataset).village_names, cache.today(dataset)
    heads = [Cell(_("Case")), Cell(_("Leader")), Cell(_("Village")), Cell(_("Last met"), "t w")]
    heads += [Cell(_("How it stands")), *([Cell(_("On the way"))] if stops is not None else [])]
    rows = []
    for one in frames.rows(waits):
        cells = [
            Cell(one.number, link=to("case", case=one.number)),
            Cell(one.leader),
            Cell(names.get(one.village or "", "—")),
            Cell(iso(one.last) if one.last else _("not yet"), "t w"),
            owed.standing(one.progress, one.due, one.ended, today),
        ]
        if stops is not None:
            on_way = one.village in stops
            cells.append(Cell(_("Yes") if on_way else _("No"), "t", "" if on_way else "warning"))
        rows.append(cells)
    tables.table(heads, rows)
    elements.link(plain(_("All contracted cases")), to("followup", part="led"))
