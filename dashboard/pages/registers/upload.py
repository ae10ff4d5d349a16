"""A file of a register: the empty form, a rehearsal of every row, and then the same for good."""

import streamlit as st

from dashboard import steps
from dashboard.language import _, language
from dashboard.pages import uploads
from data.importing.registers.importer import REGISTERS, import_register
from data.reader import Writer
from data.registers.forms import form
from data.registers.purposes import PURPOSES
from data.reports.lists import XLSX


def show(writer: Writer, kind: str) -> bool:
    """The form to download and the file to take in; whether one was just stored."""
    with st.expander(_("Take in a file of this register"), key=f"file-of-{kind}"):
        name = f"{_(PURPOSES[kind].title)}.xlsx"
        st.download_button(_("Download the empty form"), form(kind, language()), name, XLSX)
        upload = st.file_uploader(
            _("File: CSV or a workbook of Excel or WPS"), uploads.TABLES, key=f"up-{kind}"
        )
        placed = "longitude" in REGISTERS[kind].fields
        frame = uploads.frame(f"frame-{kind}") if placed else None
        if upload is None:
            return False
        with st.container(horizontal=True):
            rehearsed = st.button(_("Check the file"), key=f"check-{kind}")
            stored = st.button(_("Store"), type="primary", key=f"store-{kind}")
        if not (rehearsed or stored):
            return False
        about, report = f"file-{kind}", None
        with uploads.received([upload]) as (path,), steps.taking(about):
            report = import_register(
                writer.store,
                kind,
                path,
                frame=frame,
                actor=writer.actor,
                today=writer.today,
                dry_run=not stored,
            )
            if rehearsed:
                uploads.note_check(writer, "import register", report.counts())
        steps.show(about)
        if report is not None:
            uploads.register_report(report, upload.name)
        return bool(stored and report)
