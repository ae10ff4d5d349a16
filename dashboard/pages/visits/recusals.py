"""The petition office notes which leader keeps out of which township or village."""

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

KEY = "recusal"
BACK = "recusal-back"


def show(scope: Scope, dataset: Dataset) -> None:
    """Recusals in force and a form; nothing for others than the office. Reasons are not kept."""
    if not is_office(scope):
        return
    geography = cache.geography(dataset)
    names = geography.township_names | {
        code: f"{township} {name}"
        for code, township, name in zip(
            geography.codes, geography.townships_of, geography.villages["name"], strict=True
        )
    }
    listed = contracts.recusals(cache.reader(scope))
    with st.expander(plain(_("Recusals: {n}", n=len(listed))), key="recusals", on_change="rerun"):
        if not listed.empty:
            where = {row.id: names.get(row.division, row.division) for row in frames.rows(listed)}
            tables.table(
                [Cell(_("Leader")), Cell(_("Keeps out of"))],
                [[Cell(row.leader, "t"), Cell(where[row.id], "t")] for row in frames.rows(listed)],
            )
            ids = {row.id: f"{row.leader} · {where[row.id]}" for row in frames.rows(listed)}
            choices.take_with(
                scope, BACK, _("Recusal"), ids, in_context("a recusal", "Lift"), contracts.lift_recusal
            )
        with steps.form(KEY):
            leader = choices.pick(_("Leader"), choices.leaders())
            division = choices.pick(_("Township or village"), names)
            asked = st.form_submit_button(_("Note the recusal"))
            if asked and leader is not None and division is not None:
                with steps.taking(KEY):
                    contracts.recuse(cache.writer(scope), leader, division)
                st.rerun()
            elif asked:
                steps.refuse(KEY, _("A recusal needs a leader and a township or village"))
        steps.show(KEY)
        steps.show(BACK)
