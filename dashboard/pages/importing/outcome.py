"""What came, or would come, of a file: every row accounted for, what changed, what was rejected and why."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard.drawing import elements, tables
from dashboard.drawing.tables import Cell
from dashboard.language import _, category, number, say, term
from dashboard.markdown import plain
from dashboard.pages import uploads
from dashboard.pages.importing.fields import column_names
from data.importing.report import Change, ImportReport
from data.terms import TERMS, Placement


def show(report: ImportReport, name: str, places: Mapping[str, str]) -> None:
    """The report of a rehearsal or an import of a file of that name; `places`: code -> name."""
    title = _("What would become of the file") if report.dry_run else _("What became of the file")
    st.subheader(plain(title))
    if report.as_of:
        elements.quiet(_("As of {day}", day=report.as_of))
    elements.figures(
        [
            (number(report.rows), _("rows")),
            (number(report.stored), _("new")),
            (number(report.changed), _("changed")),
            (number(report.unchanged), _("unchanged")),
            (number(report.rejected), _("rejected")),
            (number(report.duplicates), _("twice in the file")),
        ]
    )
    elements.quiet(
        _("Of the new ones: ")
        + _(", ").join(f"{term(Placement(place))} {number(n)}" for place, n in report.located.items())
    )
    for notice in report.notices:
        st.info(plain(say(notice)))
    if not report.dry_run and report.located[Placement.TOWNSHIP] + report.located[Placement.NOWHERE]:
        elements.quiet(_("What is in no village waits on the page Repair."))
    _changes(report, places)
    uploads.rejected(report, name)


def _changes(report: ImportReport, places: Mapping[str, str]) -> None:
    """What changed, field by field, and the first cases."""
    if not report.fields:
        return
    names = column_names()
    st.subheader(_("What changed"))
    tables.table(
        [Cell(_("Field")), Cell(_("Before"), "t"), Cell(_("After"), "t"), Cell(_("rows"), "n")],
        [
            [Cell(names.get(c.column, c.column)), *_both(c, places), Cell(number(c.rows), "n")]
            for c in report.fields[: uploads.LISTED]
        ],
    )
    listed = {
        "n": number(len(report.changes[: uploads.LISTED])),
        "total": number(sum(c.rows for c in report.fields)),
    }
    with st.expander(plain(_("Changes case by case: {n} of {total}", **listed))):
        tables.table(
            [Cell(_("Number"), "t"), Cell(_("Field")), Cell(_("Before")), Cell(_("After"))],
            [
                [Cell(str(c.number), "t"), Cell(names.get(c.column, c.column)), *_both(c, places)]
                for c in report.changes[: uploads.LISTED]
            ],
        )


def _both(change: Change, places: Mapping[str, str]) -> tuple[Cell, Cell]:
    was, will = (_value(change.column, value, places) for value in (change.was, change.will))
    return Cell(was), Cell(will)


def _value(column: str, value: Any, places: Mapping[str, str]) -> str:
    """A value in words; what names a person is not shown."""
    if value is None:
        return "—"
    if column in ("village_code", "township_code"):
        return places.get(str(value), str(value))
    if column == "category":
        return category(str(value))
    if column in TERMS:
        return term(TERMS[column](value))
    return str(value.date() if isinstance(value, dt.datetime) else value)
