"""A file of petitions comes in: what it will be read as, what came of every row, and the rows to mend."""

import datetime as dt
import re
import tempfile
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard import cache, nightly, steps
from dashboard.drawing import elements
from dashboard.language import _, number
from dashboard.markdown import plain
from dashboard.pages import uploads
from dashboard.pages.importing import mapping, outcome, runs, unknown
from data.errors import ImportRefused, UploadRefused
from data.importing.files.readers import read_table
from data.importing.petitions.as_of import stated_day
from data.importing.petitions.columns import Profile
from data.importing.petitions.importer import import_petitions
from data.importing.petitions.profile_files import load_profile
from data.importing.sandbox import client
from data.scope import Scope, is_office
from data.tables import Dataset

KEY = "import"
_LONGEST = 100  # characters of a file's name


def show(scope: Scope, dataset: Dataset) -> None:
    """The view."""
    st.title(_("Import petitions"))
    if not is_office(scope):
        st.write(_("Only the petition office imports."))
        return
    if dataset.synthetic:
        st.warning(_("This is the demo county: do not import real petitions into it."))
    client.warm()
    left, right = st.columns(2, gap="medium")
    with left:
        upload = st.file_uploader(_("File: CSV or a workbook of Excel or WPS"), uploads.TABLES, key="upload")
        frame = uploads.frame(
            "frame",
            _("Reference frame of longitude and latitude"),
            _("It is never guessed: a wrong frame puts petitions into the wrong village."),
        )
        saved = st.file_uploader(_("Saved profile (TOML), if there is one"), ["toml"], key="profile")
        as_of, whole = _asked(upload, dataset)
    if upload is None:
        with right:
            elements.quiet(_("Choose a file. To check it stores nothing."))
        unknown.show(scope)
        runs.show(scope)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = _written(upload, Path(folder))
        with elements.refusals_shown(), right:
            profile = mapping.mapped(scope, path, _uploaded(saved, Path(folder)))
        options: dict[str, Any] = {"profile": profile, "frame": frame, "as_of": as_of, "whole": whole}
        _run(scope, dataset, path, options)
    unknown.show(scope)
    runs.show(scope)


def _uploaded(saved: UploadedFile | None, folder: Path) -> Profile | None:
    if saved is None:
        return None
    kept = folder / "profile.toml"
    kept.write_bytes(saved.getbuffer())
    return load_profile(kept)


def _written(upload: UploadedFile, folder: Path) -> Path:
    """The file under its own name, which may say of which day it is."""
    path = folder / re.sub(r"[^\w.()-]", "_", Path(upload.name).name)[-_LONGEST:]
    path.write_bytes(upload.getbuffer())
    return path


def _asked(upload: UploadedFile | None, dataset: Dataset) -> tuple[dt.date | None, bool]:
    """Day whose state the file tells, as it says itself or as the clerk does; and whether it is the whole."""
    if upload is None:
        return None, False
    today = max(cache.today(dataset), dataset.as_of or dt.date.min)
    with tempfile.TemporaryDirectory() as folder:
        try:
            with read_table(_written(upload, Path(folder))) as table:
                day = stated_day(table.name, table.above, today)
        except UploadRefused:
            raise  # it would cost as much again
        except ImportRefused:
            day = None  # the page says why when it reads the file
    as_of = st.date_input(
        _("As of: the day whose state the file tells"),
        value=day,
        max_value=today,
        format="YYYY-MM-DD",
        key=f"as-of-{upload.file_id}",
        help=_("Cases that a later file has told of already are not changed by an older one."),
    )
    whole = st.checkbox(
        _("The file holds every petition of its time: list what it lacks"), key=f"whole-{upload.file_id}"
    )
    return as_of, whole


def _run(scope: Scope, dataset: Dataset, path: Path, options: dict[str, Any]) -> None:
    """Rehearse, then store."""
    if options["as_of"] is None:
        st.warning(_("Neither the file nor its name says of which day it is: enter the day above."))
    with st.container(horizontal=True):
        unsaid = options["as_of"] is None
        rehearse = st.button(_("Check the file"), key="check", disabled=unsaid)
        store = st.button(_("Store"), type="primary", key="store", disabled=unsaid)
    if not (rehearse or store):
        return
    progress = st.status(_("Reading ..."))
    report = None
    with steps.taking(KEY):
        report = import_petitions(
            cache.store(),
            path,
            actor=cache.writer(scope).actor,
            progress=lambda rows: progress.update(label=plain(_("{n} rows read", n=number(rows)))),
            dry_run=not store,
            **options,
        )
        if store:
            nightly.answer_soon()
        if rehearse:
            uploads.note_check(cache.writer(scope), "import petitions", report.counts())
    progress.update(state="complete" if report else "error")
    steps.show(KEY)
    if report is not None:
        unknown.see(report.words)
        outcome.show(report, path.name, _places(dataset))


def _places(dataset: Dataset) -> dict[str, str]:
    """Codes of today's villages and townships -> their names."""
    geography = cache.geography(dataset)
    villages = zip(geography.villages["code"], geography.villages["name"], strict=True)
    return dict(geography.township_names) | dict(villages)
