"""The petition office notes who is absent, and who goes instead."""

import streamlit as st

from dashboard import cache, steps
from dashboard.drawing import tables
from dashboard.drawing.tables import Cell
from dashboard.language import _, in_context
from dashboard.markdown import plain
from dashboard.pages import choices
from data import frames
from data.scope import Scope, is_office
from data.service import contracts
from data.tables import Dataset

KEY = "absence"
BACK = "absence-back"


def show(scope: Scope, dataset: Dataset) -> None:
    """Absences in force and a form; nothing for others than the office."""
    if not is_office(scope):
        return
    today = cache.today(dataset)
    listed = contracts.absences(cache.reader(scope), today)
    leaders = choices.leaders()
    with st.expander(
        plain(_("Absences and substitutes: {n}", n=len(listed))), key="absences", on_change="rerun"
    ):
        if not listed.empty:
            tables.table(
                [Cell(_("Leader")), Cell(_("From")), Cell(_("To")), Cell(_("Goes instead"))],
                [
                    [
                        Cell(row.leader, "t"),
                        Cell(str(row.first), "t"),
                        Cell(str(row.last), "t"),
                        Cell(row.substitute or "—"),
                    ]
                    for row in frames.rows(listed)
                ],
            )
            ids = {row.id: f"{row.leader} {row.first}" for row in frames.rows(listed)}
            choices.take_with(
                scope,
                BACK,
                _("Absence"),
                ids,
                in_context("an absence", "Take back"),
                contracts.revoke_absence,
            )
        with steps.form(KEY):
            leader = choices.pick(_("Leader"), leaders)
            first = st.date_input(_("First day"), value=None, min_value=today, format="YYYY-MM-DD")
            last = st.date_input(_("Last day"), value=None, min_value=today, format="YYYY-MM-DD")
            instead = choices.pick(_("Goes instead"), leaders, _("nobody"))
            asked = st.form_submit_button(_("Note the absence"))
            if asked and leader is not None and first is not None:
                with steps.taking(KEY):
                    contracts.record_absence(cache.writer(scope), leader, first, last or first, instead)
                st.rerun()
            elif asked:
                steps.refuse(KEY, _("An absence needs a leader and a first day"))
        steps.show(KEY)
        steps.show(BACK)
