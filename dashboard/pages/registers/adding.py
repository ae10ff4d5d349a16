"""One more entry of a register, filled in field by field: after a refusal what was typed stays."""

import streamlit as st

from dashboard import cache, steps
from dashboard.address import Code
from dashboard.language import _, say
from dashboard.markdown import plain
from dashboard.pages.registers import table
from data.errors import RegisterRefused
from data.registers import changes
from data.registers.changes import SHEETS, Change, RegisterRows
from data.registers.sheets import Column
from data.scope import Scope

ADD = Code("add")
"""Whether the form stands open, as a link of the register's own page has it."""


def show(scope: Scope, rows: RegisterRows) -> None:
    """The form, of a register that can grow."""
    sheet = SHEETS[rows.kind]
    if not sheet.grows:
        return
    about = f"register-{rows.kind}-add"
    with st.expander(_("Add an entry"), expanded=ADD.asked == "1"):
        with steps.form(about):
            cells = {one.name: _field(rows, one) for one in sheet.columns if not one.fixed}
            sent = st.form_submit_button(_("Add"), type="primary")
        if sent:
            _add(scope, rows, about, {name: cell for name, cell in cells.items() if cell})
        steps.show(about)


def _field(rows: RegisterRows, column: Column) -> str:
    """The control of a column, and what it holds."""
    label = _(column.label)
    if table.is_needed(rows.kind, column):
        label = _("{label} (required)", label=label)
    if column.choice:
        return str(st.selectbox(plain(label), ["", *rows.options[column.name]]))
    return str(st.text_input(plain(label)))


def _add(scope: Scope, rows: RegisterRows, about: str, cells: dict[str, str]) -> None:
    """Keep the entry, or say why it cannot be; then the form is drawn empty."""
    whole = {column.name: cells.get(column.name, "") for column in SHEETS[rows.kind].columns}
    report = changes.ChangeReport()
    with steps.taking(about):
        only = [Change(None, None, whole)]
        report = changes.change(cache.writer(scope), rows.kind, only, table.headings(rows.kind))
        if report.faults:
            raise RegisterRefused(report.faults[0].message, **report.faults[0].values)
        steps.done(_("The entry is on record"))
    if len(report.faults) > 1:
        steps.refuse(about, " ".join(say(fault) for fault in report.faults))
    if not report.kept:
        return
    table.forget(rows.kind)
    st.rerun()
