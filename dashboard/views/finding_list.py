"""Findings of the daily run: what is high in several villages at once, and what people decided."""

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import cache, elements, state
from dashboard.elements import Cell
from dashboard.language import _, category, number
from data import findings
from data.findings import FindingState
from data.scope import Scope, is_office
from data.tables import Dataset

KEY = "finding"


def show(scope: Scope, dataset: Dataset, answer: DeltaGenerator) -> None:
    """Title into `answer`; list and, for the office, the decision."""
    listed = findings.findings(scope, cache.store())
    waiting = int((listed["state"] == FindingState.NEW.value).sum())
    if listed.empty:
        answer.title(_("No finding is on record"))
        st.write(_("The daily run makes them: python -m scripts findings"))
        return
    answer.title(_("Findings: {n}, waiting for a decision: {waiting}", n=len(listed), waiting=waiting))
    names = cache.geography(dataset).village_names
    words = {
        FindingState.NEW.value: _("to be decided"),
        FindingState.CONFIRMED.value: _("confirmed"),
        FindingState.DISMISSED.value: _("dismissed"),
    }
    heads = [Cell(_("Category")), Cell(_("Village")), Cell(_("Since")), Cell(_("Petitions"), "n")]
    heads += [Cell(_("Expected"), "n"), Cell(_("State")), Cell(_("Reason or measure"), "w")]
    rows = [
        [
            Cell(category(row.category), "t"),
            Cell(_(", ").join(names.get(code, code) for code in row.villages)),
            Cell(f"{row.since:%Y-%m-%d}", "t"),
            Cell(number(row.cases), "n"),
            Cell(number(row.expected, 1), "n"),
            Cell(words[row.state], "t", "warning" if row.state == FindingState.NEW.value else ""),
            Cell(row.reason or row.measure or "", "w"),
        ]
        for row in listed.itertuples()
    ]
    elements.table(heads, rows)
    if is_office(scope):
        _decide(scope, listed, names)


def _decide(scope: Scope, listed: pd.DataFrame, names: dict[str, str]) -> None:
    labels = {
        int(row.id): f"{category(row.category)} · {names.get(row.villages[0], row.villages[0])}"
        for row in listed.itertuples()
    }
    with st.form("decide", clear_on_submit=True):
        chosen = st.selectbox(
            _("Finding"),
            list(labels),
            index=None,
            format_func=labels.__getitem__,
            placeholder=_("not chosen"),
        )
        text = st.text_input(_("Policy measure it leads to, or why it is nothing"))
        with st.container(key="decision", horizontal=True):
            confirmed = st.form_submit_button(_("Confirm"), type="primary")
            dismissed = st.form_submit_button(_("Dismiss"))
    if chosen is not None and (confirmed or dismissed):
        whose = {"actor": state.actor(scope)}
        if confirmed:
            state.attempt(KEY, findings.confirm, scope, cache.store(), chosen, measure=text, **whose)
        else:
            state.attempt(KEY, findings.dismiss, scope, cache.store(), chosen, text, **whose)
        st.rerun()
    if told := state.told(KEY):
        st.warning(told)
