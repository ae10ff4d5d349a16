"""Findings of the daily run: what is high in several villages at once, and what people decided."""

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import cache
from dashboard.address import Listed
from dashboard.drawing import elements
from dashboard.drawing.elements import Cell
from dashboard.language import _, category, in_context, iso, number, term
from dashboard.markdown import plain
from dashboard.pages.hotspots import finding
from data import frames
from data.hotspots import questions, words
from data.hotspots.findings import FindingState, findings
from data.rules import HotSpotRules
from data.scope import Scope, is_office
from data.tables import Dataset

FINDING = Listed("finding")


def show(scope: Scope, dataset: Dataset, answer: DeltaGenerator, _tools: DeltaGenerator) -> None:
    """Title into `answer`; list, and the evidence of the one chosen."""
    land = cache.geography(dataset)
    untested = questions.untested(land.neighbours, land.residents)
    listed = findings(cache.reader(scope), on=cache.today(dataset))
    waiting = int((listed["state"] == FindingState.NEW.value).sum())
    if untested:
        st.warning(plain(_("The daily run can test nothing, {why}.", why=words.untested(_, untested))))
        elements.quiet(words.remedy(_, untested))
    if listed.empty:
        answer.title(_("No finding is on record"))
        if is_office(scope):
            st.write(
                _("The daily run makes them. If none come for long, ask the administrator of the machine.")
            )
        return
    answer.title(plain(_("Findings: {n}, waiting for a decision: {waiting}", n=len(listed), waiting=waiting)))
    _table(listed, land.village_names, cache.rules(dataset).hotspots)
    labels = {
        str(row.id): " · ".join(
            (category(row.category), land.village_names.get(row.villages[0], row.villages[0]), iso(row.since))
        )
        for row in frames.rows(listed)
    }
    with st.container(key="chosen-finding"):
        chosen = FINDING.choose(_("Finding"), labels)
    finding.show(scope, dataset, listed[listed["id"] == int(chosen)].iloc[0])


def _table(listed: pd.DataFrame, names: dict[str, str], county: HotSpotRules) -> None:
    heads = [Cell(_("Category")), Cell(_("Village")), Cell(_("Since"))]
    heads += [
        Cell(_("Petitions when found"), "n"),
        Cell(_("Expected then"), "n"),
        Cell(in_context("a finding", "State")),
        Cell(_("Reason or measure"), "w"),
    ]
    rows = [
        [
            Cell(category(row.category), "t"),
            Cell(_.listed(names.get(code, code) for code in row.villages)),
            Cell(iso(row.since), "t"),
            Cell(number(row.cases), "n"),
            Cell(number(row.expected, 1), "n"),
            Cell(term(FindingState(row.state)), "t", "warning" if row.state == FindingState.NEW else ""),
            Cell(row.reason or row.measure or "", "w"),
        ]
        for row in frames.rows(listed)
    ]
    elements.table(heads, rows, sort=True)
    elements.quiet(
        _(
            "When found: over the {long} or {short} months before the day on which it was last found.",
            long=county.long_months,
            short=county.short_months,
        )
    )
    elements.quiet(_("Findings count petitions alone, not online requests."))
