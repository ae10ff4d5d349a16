"""Findings of the daily run: what is high in several villages at once, and what people decided."""

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import cache
from dashboard.address import Code, Segmented
from dashboard.drawing import elements, tables
from dashboard.drawing.notes import as_of
from dashboard.drawing.tables import Cell, File, Row, figure
from dashboard.language import _, category, in_context, iso, term
from dashboard.markdown import plain
from dashboard.pages.hotspots import finding
from data import frames
from data.hotspots import questions, words
from data.hotspots.arrivals import Completeness, leave_out
from data.hotspots.findings import FindingState, findings
from data.petitions.facts import Filter
from data.scope import Scope, is_office
from data.tables import Dataset

FINDING, STATE = Code("finding"), Segmented("decided")


def show(scope: Scope, dataset: Dataset, answer: DeltaGenerator, tools: DeltaGenerator) -> None:
    """Title into `answer`; list, and the evidence of the one chosen."""
    land = cache.geography(dataset)
    untested = questions.untested(land.neighbours, land.residents)
    listed = findings(cache.reader(scope), on=cache.today(dataset))
    waiting = int((listed["state"] == FindingState.NEW.value).sum())
    if untested:
        st.warning(plain(_("The daily run can test nothing, {why}.", why=words.untested(_, untested))))
        elements.quiet(words.remedy(_, untested, land))
    if listed.empty:
        answer.title(_("No finding is on record"))
        if is_office(scope):
            st.write(
                _("The daily run makes them. If none come for long, ask the administrator of the machine.")
            )
        return
    answer.title(plain(_("Findings: {n}, waiting for a decision: {waiting}", n=len(listed), waiting=waiting)))
    with tools:
        state = STATE.choose(
            in_context("a finding", "State"), {"all": _("All"), "no": _.term(FindingState.NEW)}
        )
    if state == "no":
        listed = listed[listed["state"] == FindingState.NEW.value]
    if listed.empty:
        elements.quiet(_("Every finding is decided. Choose “All” to read what was decided."))
        return
    chosen = FINDING.among({str(each) for each in listed["id"]}) or _first(listed)
    FINDING.put(chosen)  # it stays open when it is decided
    _table(listed, dataset, chosen, cache.complete(scope, dataset))
    finding.show(scope, dataset, listed[listed["id"] == int(chosen)].iloc[0])


def _first(listed: pd.DataFrame) -> str:
    """The newest that waits for a decision, else the newest."""
    waiting = listed[listed["state"] == FindingState.NEW.value]
    return str((listed if waiting.empty else waiting)["id"].iloc[0])


def _table(listed: pd.DataFrame, dataset: Dataset, chosen: str, complete: Completeness) -> None:
    names, county = cache.geography(dataset).village_names, cache.rules(dataset).hotspots
    heads = [Cell(_("Category")), Cell(_("Village")), Cell(_("Since"))]
    heads += [
        Cell(_("Petitions when found"), "n"),
        Cell(_("Expected then"), "n"),
        Cell(in_context("a finding", "State")),
        Cell(_("Reason or measure"), "w"),
    ]
    rows = [
        Row(
            [
                Cell(category(row.category), "t"),
                Cell(_.listed(names.get(code, code) for code in row.villages)),
                Cell(iso(row.since), "t"),
                figure(row.cases),
                figure(row.expected, 1),
                Cell(term(FindingState(row.state)), "t", "warning" if row.state == FindingState.NEW else ""),
                Cell(row.reason or row.measure or "", "w"),
            ],
            str(row.id),
        )
        for row in frames.rows(listed)
    ]
    file = File(_("Findings"), [as_of(dataset)])
    tables.listing("findings", heads, rows, opens=FINDING, chosen=chosen, file=file)
    elements.quiet(
        _(
            "When found: over the {long} or {short} months before the day on which it was last found.",
            long=county.long_months,
            short=county.short_months,
        )
    )
    elements.quiet(_("Findings count petitions alone, not online requests."))
    if late := words.late(_, leave_out(complete, Filter(last=cache.today(dataset)))[1]):
        elements.quiet(late)
