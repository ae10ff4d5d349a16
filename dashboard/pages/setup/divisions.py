"""The official list of townships and villages, rehearsed and then taken in."""

import streamlit as st

from dashboard import steps
from dashboard.drawing import elements, tables
from dashboard.drawing.tables import Cell
from dashboard.language import _, number
from dashboard.markdown import plain
from dashboard.pages import uploads
from data.importing.divisions.importer import DivisionReport, import_divisions
from data.reader import Writer

KEY = "list"


def show(writer: Writer) -> None:
    """A file, a day, and what would come of every row."""
    upload = st.file_uploader(
        _("Official list: code and name a row, CSV or a workbook"), uploads.TABLES, key="list-file"
    )
    day = st.date_input(
        _("Day from which the list holds; empty: names are corrected in place, and nothing ends"),
        value=None,
        format="YYYY-MM-DD",
        key="list-day",
    )
    if upload is None:
        return
    with st.container(horizontal=True):
        rehearsed = st.button(_("Check the file"), key="list-check")
        stored = st.button(_("Store"), type="primary", key="list-store")
    report = None
    if rehearsed or stored:
        with uploads.received([upload]) as (path,), steps.taking(KEY):
            report = import_divisions(
                writer.store,
                path,
                county=writer.store.dataset().county_code,
                valid_from=day,
                actor=writer.actor,
                dry_run=not stored,
            )
            if rehearsed:
                uploads.note_check(writer, "import divisions", report.counts())
    steps.show(KEY)
    if report is not None:
        _report(report)


def _report(report: DivisionReport) -> None:
    counts = report.counts()
    names = {
        "rows": _("rows"),
        "added": _("added"),
        "renamed": _("renamed"),
        "unchanged": _("unchanged"),
        "ended": _("ended"),
        "rejected": _("rejected"),
        "other_county": _("of another county"),
    }
    title = _("What would become of the file") if report.dry_run else _("What became of the file")
    st.subheader(plain(title))
    elements.figures([(number(counts[name]), words) for name, words in names.items()])
    if report.ended:
        tables.table(
            [Cell(_("Code"), "t"), Cell(_("Ends, for the list does not have it"))],
            [[Cell(code, "t"), Cell(name)] for code, name in report.ended[: uploads.LISTED]],
        )
    if report.faults:
        uploads.faults(report.faults)
