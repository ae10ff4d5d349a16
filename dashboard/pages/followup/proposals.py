"""Which proposals were made to which units, and what did they answer in writing?"""

from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import cache, steps
from dashboard.address import Code
from dashboard.drawing import elements, owed, tables
from dashboard.drawing.notes import as_of
from dashboard.drawing.tables import Cell, File, Row
from dashboard.language import _, iso, number, term
from dashboard.markdown import plain
from dashboard.pages import choices, entries
from data import frames
from data.followup import proposals
from data.followup.texts import LONGEST
from data.registers.purposes import PURPOSES
from data.scope import Role, Scope, is_office
from data.tables import Dataset
from data.terms import ProposalKind

CHOSEN = Code("proposal")


def show(scope: Scope, dataset: Dataset, answer: DeltaGenerator) -> None:
    """The list, what is past its day on top; the reply is written down at the one chosen."""
    listed = proposals.listed(cache.reader(scope))
    answer.title(plain(_answer(listed)))
    entries.offer(scope, "proposals")
    if listed.empty:
        elements.quiet(_(PURPOSES["proposals"].use))
        return
    chosen = CHOSEN.among(set(listed["number"]))
    if chosen is not None:
        _entry(scope, next(iter(frames.rows(listed[listed["number"] == chosen]))))
    _list(dataset, listed)


def _answer(listed: pd.DataFrame) -> str:
    if listed.empty:
        return _("No proposal is on record")
    waits, late = owed.waiting(listed)
    return _(
        "Proposals: {n}, answered in writing {done}, waiting {waits}, of these overdue {late}",
        n=number(len(listed)),
        done=number(len(listed) - waits),
        waits=number(waits),
        late=number(late),
    )


def _list(dataset: Dataset, listed: pd.DataFrame) -> None:
    heads = [Cell(_("Number"), "t w"), Cell(_("Kind"), "t"), Cell(_("Subject")), Cell(_("Unit"))]
    heads += [Cell(_("Issued on"), "t w"), Cell(_("Due"), "t w"), Cell(_("How it stands"))]
    today = cache.today(dataset)
    rows = [
        Row(
            [
                Cell(one.number, "t w"),
                Cell(term(ProposalKind(one.kind)), "t"),
                Cell(one.subject),
                Cell(one.unit),
                Cell(iso(one.issued), "t w"),
                Cell(iso(one.due), "t w"),
                owed.standing(one.progress, one.due, one.replied, today),
            ],
            one.number,
            named=2,
        )
        for one in frames.rows(listed)
    ]
    file = File(_("Three proposals"), [as_of(dataset)])
    tables.listing("proposals", heads, rows, opens=CHOSEN, file=file)


def _entry(scope: Scope, one: Any) -> None:
    with st.container(key="entry", border=True):
        st.subheader(plain(_("{number}: {subject}", number=one.number, subject=one.subject)))
        rows = [
            (_("Kind"), term(ProposalKind(one.kind))),
            (_("Unit"), one.unit),
            (_("What is written"), one.text or "—"),
            (_("Due"), iso(one.due)),
            (_("Answered on"), iso(one.replied) if one.replied else "—"),
            (_("Written reply"), one.reply or "—"),
        ]
        tables.table([Cell(""), Cell("")], [[Cell(label, "t"), Cell(value)] for label, value in rows])
        if is_office(scope) or scope.role in (Role.UNIT, Role.TOWNSHIP):
            _reply(scope, one)


def _reply(scope: Scope, one: Any) -> None:
    about = f"proposal-{one.number}"
    with steps.form(about):
        text = st.text_area(_("Written reply"), max_chars=LONGEST["reply"])
        day = choices.day_since(scope, _("Answered on"), one.issued)
        asked = st.form_submit_button(_("Write down the reply"), type="primary")
    if asked:
        with steps.taking(about):
            proposals.reply(cache.writer(scope), one.number, text, day)
            steps.done(_("The reply to {number} is written down", number=one.number))
        st.rerun()
    steps.show(about)
