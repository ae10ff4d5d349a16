"""Outlines of villages, townships or the county: which file, layer and columns, and what comes of it."""

from pathlib import Path

import streamlit as st

from dashboard import steps
from dashboard.drawing import elements, tables
from dashboard.drawing.tables import Cell
from dashboard.language import _, number
from dashboard.markdown import plain
from dashboard.pages import uploads
from data.importing.layers.boundaries import BoundaryReport, import_boundaries
from data.importing.layers.headings import LayerColumns, columns
from data.importing.layers.vector_files import AREAS, layers
from data.reader import Writer
from data.terms import Level

KEY = "outlines"
MAIN = (".geojson", ".json", ".gpkg", ".shp")
KINDS = ["geojson", "json", "gpkg", "shp", "shx", "dbf", "prj", "cpg"]


def main_file(paths: list[Path]) -> Path | None:
    """The file that holds the layer; the others stand beside it."""
    return next((path for path in paths if path.suffix.lower() in MAIN), None)


def show(writer: Writer) -> None:
    """Files, layer and columns, then a rehearsal and the same for good."""
    uploaded = st.file_uploader(
        _("Outlines: GeoJSON, GeoPackage, or a Shapefile with its .shx and .dbf"),
        KINDS,
        accept_multiple_files=True,
        key="outlines-file",
    )
    if not uploaded:
        elements.quiet(_("Choose a file. To check it stores nothing."))
        return
    with uploads.received(uploaded) as paths:
        path = main_file(paths)
        if path is None:
            st.warning(_("The file with the outlines itself is missing: .geojson, .gpkg or .shp"))
            return
        with elements.refusals_shown():
            layer = _layer(path)
            found = columns(path, layer)
        _take(writer, path, layer, found)


def _layer(path: Path) -> str | None:
    """Which layer of a file that holds several; the only one is not asked for."""
    named = [layer.name for layer in layers(path) if AREAS.fits(layer)]
    if len(named) < 2:
        return None
    return st.selectbox(_("The file holds several layers: which one?"), named, key="outlines-layer")


def _take(writer: Writer, path: Path, layer: str | None, found: LayerColumns) -> None:
    elements.quiet(_("{n} areas; the columns are proposed, check them", n=number(found.areas)))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        level = st.selectbox(
            _("What the areas are"), [Level.VILLAGE, Level.TOWNSHIP, Level.COUNTY], format_func=_level
        )
        code = _column(_("Column with the code"), found, "code")
        name = _column(_("Column with the name"), found, "name")
        parent = _column(_("Column with the township, if there is one"), found, "parent")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        frame = uploads.frame("outlines-frame")
        day = st.date_input(
            _("Day from which they hold; empty: in place"),
            value=None,
            format="YYYY-MM-DD",
            key="outlines-day",
        )
        dissolve = st.checkbox(_("Unite areas of one code"), key="outlines-dissolve")
    with st.container(horizontal=True):
        rehearsed = st.button(_("Check the file"), key="outlines-check")
        stored = st.button(_("Store"), type="primary", key="outlines-store")
    report = None
    if rehearsed or stored:
        with st.spinner(_("Reading ...")), steps.taking(KEY):
            report = import_boundaries(
                writer.store,
                path,
                level=level,
                code=code or "",
                name=name or "",
                frame=frame,
                parent=parent if level is Level.VILLAGE else None,
                dissolve=dissolve,
                valid_from=day,
                layer=layer,
                actor=writer.actor,
                dry_run=not stored,
            )
            if rehearsed:
                uploads.note_check(writer, "import boundaries", report.counts())
    steps.show(KEY)
    if report is not None:
        _report(report, rehearsed=not stored)


def _level(level: Level) -> str:
    return {
        Level.VILLAGE: _("Villages"),
        Level.TOWNSHIP: _("Townships"),
        Level.COUNTY: _("County"),
    }[level]


def _column(label: str, found: LayerColumns, role: str) -> str | None:
    names = list(found.samples)
    proposed = found.proposed[role]
    return st.selectbox(
        plain(label),
        names,
        index=names.index(proposed) if proposed else None,
        format_func=lambda name: f"{name} ({found.samples[name][:20]})",
        placeholder=_("not chosen"),
        key=f"outlines-{role}",
    )


def _report(report: BoundaryReport, *, rehearsed: bool) -> None:
    counts = report.counts()
    st.subheader(_("What would become of the file") if rehearsed else _("What became of the file"))
    names = {
        "areas": _("areas"),
        "added": _("added"),
        "replaced": _("replaced"),
        "unchanged": _("unchanged"),
        "dissolved": _("townships dissolved from villages"),
        "overlaps": _("overlaps"),
        "gaps": _("gaps"),
    }
    elements.figures([(number(counts[name]), words) for name, words in names.items()])
    if counts["repaired"]:
        st.info(plain(_("{n} outlines were invalid and are mended", n=number(len(counts["repaired"])))))
    if counts["alone"]:
        st.info(
            plain(
                _("{n} villages touch no other: no hot spot can be told of them", n=number(counts["alone"]))
            )
        )
    if report.other_names:
        st.info(_("The official names are kept where the layer has others:"))
        tables.table(
            [Cell(_("Code"), "t"), Cell(_("Name kept")), Cell(_("Name in the layer"))],
            [[Cell(code, "t"), Cell(kept), Cell(other)] for code, kept, other in report.other_names[:50]],
        )
