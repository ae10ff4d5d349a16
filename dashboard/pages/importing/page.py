"""A file of petitions comes in: what it will be read as, what came of every row, and the rows to mend."""

import tempfile
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard import cache, exports, steps
from dashboard.drawing import elements
from dashboard.drawing.elements import Cell
from dashboard.language import _, language, number, say, term
from dashboard.markdown import plain
from dashboard.pages.importing import mapping, unknown
from data.importing.petitions.columns import Profile
from data.importing.petitions.importer import import_petitions
from data.importing.petitions.profile_files import load_profile
from data.importing.report import ImportReport, write_report
from data.scope import Role, Scope
from data.tables import Dataset
from data.terms import Placement
from geo.shifted import Shifted

KEY = "import"
KINDS = ["csv", "txt", "tsv", "gz", "xlsx", "xls", "et", "ods"]
FRAMES = ("EPSG:4490", "EPSG:4549", "EPSG:4326", "GCJ-02", "BD-09")
LISTED = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show(scope: Scope, dataset: Dataset) -> None:
    """The view."""
    st.title(_("Import petitions"))
    if scope.role is not Role.OFFICE:
        st.write(_("Only the petition office imports."))
        return
    if dataset.synthetic:
        st.warning(_("This is the demo county: do not import real petitions into it."))
    left, right = st.columns(2, gap="medium")
    with left:
        upload = st.file_uploader(_("File: CSV or a workbook of Excel or WPS"), KINDS, key="upload")
        frame = st.selectbox(
            _("Reference frame of longitude and latitude"),
            FRAMES,
            index=None,
            format_func=lambda frame: frame_names().get(frame, frame),
            key="frame",
            placeholder=_("not declared"),
            accept_new_options=True,
            help=_("It is never guessed: a wrong frame puts petitions into the wrong village."),
        )
        saved = st.file_uploader(_("Saved profile (TOML), if there is one"), ["toml"], key="profile")
    if upload is None:
        with right:
            elements.quiet(_("Choose a file. Nothing is stored before you have seen what becomes of it."))
        unknown.show(scope)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("upload" + "".join(Path(upload.name).suffixes[-2:]))
        path.write_bytes(upload.getbuffer())
        with elements.refusals_shown(), right:
            profile = mapping.mapped(scope, path, _uploaded(saved, Path(folder)))
        _run(path, upload.name, profile, frame, cache.writer(scope).actor)
    unknown.show(scope)


def _uploaded(saved: UploadedFile | None, folder: Path) -> Profile | None:
    if saved is None:
        return None
    kept = folder / "profile.toml"
    kept.write_bytes(saved.getbuffer())
    return load_profile(kept)


def _run(path: Path, name: str, profile: Profile, frame: str | None, actor: str) -> None:
    """Rehearse, then store."""
    with st.container(horizontal=True):
        rehearse = st.button(_("Check the file"), key="check")
        store = st.button(_("Store"), type="primary", key="store")
    if not (rehearse or store):
        return
    progress = st.status(_("Reading ..."))
    report = None
    with steps.taking(KEY):
        report = import_petitions(
            cache.store(),
            path,
            profile=profile,
            frame=frame,
            actor=actor,
            progress=lambda rows: progress.update(label=plain(_("{n} rows read", n=number(rows)))),
            dry_run=not store,
        )
    progress.update(state="complete" if report else "error")
    steps.show(KEY)
    if report is not None:
        unknown.see(report.words)
        _report(report, name)


def _report(report: ImportReport, name: str) -> None:
    """Every row accounted for."""
    title = _("What would become of the file") if report.dry_run else _("What became of the file")
    st.subheader(plain(title))
    elements.figures(
        [
            (number(report.rows), _("rows")),
            (number(report.stored), _("stored")),
            (number(report.rejected), _("rejected")),
            (number(report.duplicates), _("known already")),
        ]
        + [(number(count), term(Placement(place))) for place, count in report.located.items()]
    )
    for notice in report.notices:
        st.info(plain(say(notice)))
    if not report.dry_run and report.located[Placement.TOWNSHIP] + report.located[Placement.NOWHERE]:
        elements.quiet(_("What is in no village waits on the page Repair."))
    if not report.rejected:
        return
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "report.xlsx"
        write_report(report, written, language())
        address = exports.offer(written.read_bytes(), f"{Path(name).stem}-rejected.xlsx", XLSX)
    st.link_button(
        plain(_("Download the rejected rows (once, within {n} minutes)", n=exports.MINUTES)), address
    )
    elements.table(
        [Cell(_("Row"), "n"), Cell(_("Why it was rejected"))],
        [[Cell(report.origin.where(fault.row), "n"), Cell(say(fault))] for fault in report.faults[:LISTED]],
    )
    if len(report.faults) > LISTED:
        elements.quiet(_("{n} more faults in the report", n=number(len(report.faults) - LISTED)))


def frame_names() -> dict[str, str]:
    """Words of the usual frames."""
    return {
        "EPSG:4490": _("CGCS2000, degrees (EPSG:4490)"),
        "EPSG:4549": _("CGCS2000, metres, central meridian 120° (EPSG:4549)"),
        "EPSG:4326": _("WGS 84, degrees (EPSG:4326)"),
    } | {frame.value: term(frame) for frame in Shifted}
