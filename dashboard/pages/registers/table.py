"""The rows of a register, edited in the table: checked while they are typed, kept all or not at all."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import cache, steps
from dashboard.address import Kept
from dashboard.drawing import elements, tables
from dashboard.drawing.tables import Cell
from dashboard.language import _, number, say
from dashboard.markdown import plain
from data import frames
from data.registers import changes
from data.registers.changes import SHEETS, Change, ChangeReport, RegisterRows
from data.registers.sheets import Column
from data.scope import Scope
from data.tables import Dataset

HEIGHT = 302


def register_rows(scope: Scope, kind: str) -> RegisterRows:
    """The register as it was when the reader began: what others change meanwhile is not mixed in."""
    kept = _kept(kind)
    rows = kept.value
    if rows is None:
        rows = changes.register_rows(cache.writer(scope), kind)
        kept.keep(rows)
    return rows


def show(scope: Scope, dataset: Dataset, rows: RegisterRows) -> bool:
    """The table, what its changes would do, and the button that keeps them; whether there are any."""
    typed = changes.as_changes(rows, _editor(rows))
    if not typed:
        if rows.version < dataset.version:
            _anew(rows.kind)
        steps.show(_about(rows.kind))
        return False
    writer, about = cache.writer(scope), _about(rows.kind)
    report = changes.change(writer, rows.kind, typed, headings(rows.kind), dry_run=True)
    with st.container(horizontal=True, vertical_alignment="center"):
        saved = st.button(
            plain(_("Keep {n} changes", n=len(typed))), type="primary", disabled=bool(report.faults)
        )
        dropped = st.button(_("Drop the changes"))
        if not report.faults:
            elements.quiet(_sentence(report))
    _told(report, typed)
    if saved:
        with steps.taking(about):
            report = changes.change(writer, rows.kind, typed, headings(rows.kind))
            if report.kept:
                steps.done(_sentence(report))
        if report.kept:
            _anew(rows.kind)
        _told(report, typed)
    if dropped:
        _anew(rows.kind)
    steps.show(about)
    return True


def _kept(kind: str) -> Kept[RegisterRows | None]:
    return Kept(f"register-{kind}", None)


def _drawn(kind: str) -> Kept[int]:
    """How often the table was begun anew: a table under a new key has no changes of the old."""
    return Kept(f"register-{kind}-drawn", 0)


def _about(kind: str) -> str:
    return f"register-{kind}-step"


def forget(kind: str) -> None:
    """Let the table be read anew, without the changes that were typed."""
    _kept(kind).forget()
    drawn = _drawn(kind)
    drawn.keep(drawn.value + 1)


def _anew(kind: str) -> None:
    forget(kind)
    st.rerun()


def _editor(rows: RegisterRows) -> dict[int, dict[Any, Any]]:
    """The table as it is typed: place of each row that is left -> its cells."""
    sheet = SHEETS[rows.kind]
    names = [column.name for column in sheet.columns]
    frame = pd.DataFrame([*rows.rows.values()], columns=names, dtype="string")
    if sheet.grows:
        elements.quiet(
            _("Click a cell to correct it, the last line to add a row; tick rows at the left to remove them.")
        )
    edited = st.data_editor(
        frame,
        key=f"register-{rows.kind}-{_drawn(rows.kind).value}",
        num_rows="dynamic" if sheet.grows else "fixed",
        hide_index=True,
        height=min(HEIGHT, 36 * (len(frame) + 2) + 4),
        column_config={column.name: _config(rows, column) for column in sheet.columns},
    )
    return dict(zip(edited.index.tolist(), frames.records(edited), strict=True))


def _config(rows: RegisterRows, column: Column) -> Any:
    label, needed = plain(_(column.label)), is_needed(rows.kind, column)
    if column.choice:
        return st.column_config.SelectboxColumn(
            label, options=rows.options[column.name], required=False, help=_("Required") if needed else None
        )
    return st.column_config.TextColumn(label, disabled=column.fixed, help=_("Required") if needed else None)


def is_needed(kind: str, column: Column) -> bool:
    """Whether no cell of a column may be empty."""
    field = SHEETS[kind].register.fields.get(column.name)
    return column.name == "place" or (field is not None and field.required)


def headings(kind: str) -> dict[str, str]:
    """What the fields of a register are called, where a sentence names them."""
    words = {column.name: _(column.label) for column in SHEETS[kind].columns}
    place = words.get("place", _("Place"))
    others = {"post": _("Post"), "substitute_post": _("Post of who goes instead")}
    return {"township": place, "village": place} | others | words


def _told(report: ChangeReport, typed: Sequence[Change]) -> None:
    """What the changes would do, or why they cannot be kept."""
    if report.faults:
        st.warning(plain(_("Nothing is kept before these are put right:")))
        tables.table(
            [Cell(_("Row")), Cell(_("What is wrong"))],
            [[Cell(_name(typed[fault.row])), Cell(say(fault))] for fault in report.faults],
        )
    for notice in report.notices:
        st.info(plain(say(notice)))


def _name(change: Change) -> str:
    """What a row is known by: its first cells."""
    cells = (change.before if change.after is None else change.after) or {}
    return " · ".join([cell for cell in cells.values() if cell][:2])


def _sentence(report: ChangeReport) -> str:
    counts = {name: number(getattr(report, name)) for name in ("added", "corrected", "removed")}
    return _("New: {added} · corrected: {corrected} · removed: {removed}", **counts)
