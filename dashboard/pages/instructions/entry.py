"""One instruction: what it is about, what was written, and the report that it is done."""

from typing import Any

import streamlit as st

from dashboard import cache, steps
from dashboard.address import to
from dashboard.drawing import elements, tables
from dashboard.drawing.tables import Cell
from dashboard.language import _, iso
from dashboard.markdown import plain
from dashboard.pages import choices
from data.followup import instructions, trace
from data.followup.texts import LONGEST
from data.registers.changes import SHEETS
from data.scope import Scope
from data.tables import Instruction
from data.terms import Progress

ABOUT = "instruction"


def show(scope: Scope, one: Any) -> None:
    """The instruction chosen, for whoever may see it."""
    with st.container(key="entry", border=True):
        st.subheader(plain(_("{number}: {subject}", number=one.number, subject=one.subject or "—")))
        rows = [
            (_("Leader"), f"{one.leader} · {one.post}"),
            (_("Who owes it"), one.owner),
            (_("Issued on"), iso(one.issued)),
            (_("Due"), iso(one.due)),
            (_("Done on"), iso(one.done) if one.done else "—"),
            (_("Proof"), _("on record") if one.proven else _("none on record")),
        ]
        if one.meeting is not None:
            rows.append((_("Decided at"), _("the joint meeting of {day}", day=iso(one.meeting))))
        tables.table([Cell(""), Cell("")], [[Cell(label, "t"), Cell(value)] for label, value in rows])
        if one.case:
            elements.link(_("Case {number}", number=one.case), to("case", case=one.case))
        _written(scope, one)
        about = f"{ABOUT}-{one.number}"
        if one.reported:
            _report(scope, one, about)
        steps.show(about)
        _history(scope, one)


def _written(scope: Scope, one: Any) -> None:
    """What the leader wrote and what proves it, once it is asked for."""
    if not scope.personal or not st.toggle(_("Show what is written (logged)"), key=f"written-{one.number}"):
        return
    told = instructions.written(cache.writer(scope), one.number)
    if told is None:
        elements.quiet(_("It is not shown: the look cannot be written into the log just now."))
        return
    st.text(told.text or _("Nothing is written down."))
    if told.proof:
        st.text(_("Proof: {proof}", proof=told.proof))


def _report(scope: Scope, one: Any, about: str) -> None:
    if one.progress is Progress.DONE:
        st.button(_("Take back that it is done"), on_click=_reopen, args=(scope, one.number, about))
        return
    with steps.form(about):
        proof = st.text_input(
            _("Proof"), max_chars=LONGEST["proof"], placeholder=_("document and number, or result")
        )
        day = choices.day_since(scope, _("Done on"), one.issued)
        asked = st.form_submit_button(_("Report as done"), type="primary")
    if asked:
        with steps.taking(about):
            instructions.finish(cache.writer(scope), one.number, proof, day)
            steps.done(_("{number} is reported as done", number=one.number))
        st.rerun()


def _reopen(scope: Scope, number: str, about: str) -> None:
    with steps.taking(about):
        instructions.reopen(cache.writer(scope), number)


def _history(scope: Scope, one: Any) -> None:
    """What was changed of it, without what may name persons; for the office."""
    changed = trace.changes(cache.reader(scope), Instruction, int(one.id))
    if not changed:
        return
    labels = {column.name: _(column.label) for column in SHEETS["instructions"].columns}
    tables.table(
        [Cell(_("Time"), "t"), Cell(_("Done by")), Cell(_("Changed"))],
        [
            [Cell(_.moment(step.at), "t"), Cell(step.actor), Cell(_.listed(_names(step.changes, labels)))]
            for step in changed
        ],
    )


def _names(changes: dict[str, Any], labels: dict[str, str]) -> list[str]:
    fields = {"leader_id": "leader", "petition_id": "case", "number": "instruction"}
    return [labels.get(fields.get(name, name), name) for name in changes]
