"""Steps of a case in their order, with day and who; and a small form for one more."""

import streamlit as st

from dashboard import cache, steps
from dashboard.drawing import elements, tables
from dashboard.drawing.tables import Cell
from dashboard.language import _, iso, number, term
from dashboard.markdown import plain
from data.casework.steps import (
    BY_HAND,
    LONGEST,
    PARTIES,
    WITH_DAYS,
    NewStep,
    TakenStep,
    may_undo,
    notes,
    take,
    taken_steps,
    undo,
    writes,
)
from data.scope import Scope
from data.terms import StepKind
from data.visits.days import Outcome

ABOUT = "step"


def show(scope: Scope, case_number: str) -> None:
    """The steps, notes on demand, and the form for who writes them down."""
    reader = cache.writer(scope)
    taken = taken_steps(reader, case_number)
    st.subheader(_("Steps"))
    if not taken:
        elements.quiet(_("No step is on record."))
    else:
        _list(scope, case_number, taken)
    if not writes(scope):
        return
    _form(scope, case_number)
    own = {step.id: f"{iso(step.on)} {_name(step)}" for step in taken if may_undo(reader, step.entered_by)}
    if own:
        with st.expander(_("Take a step back")):
            chosen = st.selectbox(
                _("Step"), list(own), index=None, format_func=own.__getitem__, placeholder=_("not chosen")
            )
            about = f"{ABOUT}-{case_number}-undo"
            st.button(_("Take back"), disabled=chosen is None, on_click=_undo, args=(scope, about, chosen))
            steps.show(about)


def parties(taken: list[TakenStep]) -> list[str]:
    """Who took part, each once."""
    kinds = [kind for kind in PARTIES if any(step.kind == kind.value for step in taken)]
    return [term(kind) for kind in kinds]


def _list(scope: Scope, case_number: str, taken: list[TakenStep]) -> None:
    written: dict[int, str] = {}
    offered = scope.personal and any(step.noted for step in taken)
    if offered and st.toggle(_("Show the notes (logged)"), key=f"notes-{case_number}"):
        written = notes(cache.writer(scope), case_number)
    heads = [Cell(_("Day"), "t"), Cell(_("Step")), Cell(_("Who")), Cell(_("Written down by"), "w")]
    rows = []
    for step in taken:
        told = [_name(step), *_more(step)]
        if step.id in written:
            told.append(written[step.id])
        by = step.entered_by or "—"
        rows.append([Cell(iso(step.on), "t"), Cell(" · ".join(told)), Cell(step.owner or "—"), Cell(by, "w")])
    tables.table(heads, rows)


def _name(step: TakenStep) -> str:
    kinds = {**{kind.value: kind for kind in StepKind}, **{kind.value: kind for kind in Outcome}}
    return term(kinds[step.kind]) if step.kind in kinds else step.kind


def _more(step: TakenStep) -> list[str]:
    told = []
    if step.visit is not None:
        told.append(_("on the visit of {day}", day=iso(step.visit)))
    if step.days is not None:
        told.append(_("{n} days", n=number(step.days)))
    if step.kind == Outcome.PROMISED.value and step.due is not None:
        kept = _("kept on {day}", day=iso(step.done)) if step.done else _("due on {day}", day=iso(step.due))
        told.append(kept)
    if step.noted:
        told.append(_("with a note"))
    return told


def _form(scope: Scope, case_number: str) -> None:
    about = f"{ABOUT}-{case_number}"
    with st.expander(_("Write down a step")), steps.form(about):
        first, second, third = st.columns([2, 2, 1], gap="small")
        kind = first.selectbox(
            _("Step"),
            [*PARTIES, *(kind for kind in BY_HAND if kind not in PARTIES)],
            format_func=term,
        )
        today = cache.reader(scope).today
        day = second.date_input(_("Day"), today, max_value=today, format="YYYY-MM-DD")
        days = third.number_input(
            _("Days"), min_value=0, value=0, step=1, help=_("Of an extension or a hearing alone")
        )
        owner = st.text_input(_("Who took the step"), max_chars=LONGEST["owner"])
        note = st.text_input(
            _("Note"), max_chars=LONGEST["note"], help=_("Sealed: only the petition office reads it")
        )
        asked = st.form_submit_button(plain(_("Write down")), type="primary")
    if asked:
        with steps.taking(about):
            told = int(days) or None if kind in WITH_DAYS or days else None
            take(cache.writer(scope), case_number, NewStep(kind, day, told, owner, note))
            steps.done(_("{step} is written down", step=term(kind)))
        st.rerun()
    steps.show(about)


def _undo(scope: Scope, about: str, step: int) -> None:
    with steps.taking(about):
        undo(cache.writer(scope), step)
