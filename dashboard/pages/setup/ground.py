"""What the map shows below and around the county: relief out of heights, waters, neighbouring counties."""

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import steps
from dashboard.drawing import elements
from dashboard.language import _, number, term
from dashboard.pages import uploads
from data.importing.layers.heights import DRIVERS
from data.importing.layers.surroundings import import_surroundings
from data.importing.layers.terrain import import_terrain
from data.reader import Writer
from data.terms import SurroundingKind

HEIGHTS, AROUND = "heights", "surroundings"
MAIN = (".geojson", ".json", ".gpkg", ".shp")
KINDS = ["geojson", "json", "gpkg", "shp", "shx", "dbf", "prj", "cpg"]


def show(writer: Writer) -> None:
    """Two files that the map goes without; each is checked or stored."""
    with st.expander(_("Ground of the map: relief, waters, neighbouring counties")):
        elements.quiet(_("The map goes without them: they only make it easier to read."))
        _heights(writer)
        _around(writer)


def _heights(writer: Writer) -> None:
    uploaded = st.file_uploader(
        _("Heights (a DEM): GeoTIFF or ASCII grid"),
        [suffix.removeprefix(".") for suffix in DRIVERS],
        key="heights-file",
    )
    if uploaded is None:
        steps.show(HEIGHTS)
        return
    with uploads.received([uploaded]) as (path,):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            frame = uploads.frame("heights-frame")
            source = st.text_input(_("Whose data they are; the map says it"), key="heights-source")
        counts, stored = _take(
            writer,
            HEIGHTS,
            "import terrain",
            lambda dry_run: import_terrain(
                writer.store,
                path,
                frame=frame,
                source=source.strip() or None,
                actor=writer.actor,
                dry_run=dry_run,
            ).counts(),
        )
    steps.show(HEIGHTS)
    names = {
        "width": _("pixels across"),
        "height": _("pixels down"),
        "lowest_m": _("lowest height (m)"),
        "highest_m": _("highest height (m)"),
        "known_percent": _("percent of it with heights"),
    }
    _told(counts, names, stored=stored)


def _around(writer: Writer) -> None:
    uploaded = st.file_uploader(
        _("Waters or neighbouring counties: GeoJSON, GeoPackage, or a Shapefile with its .shx and .dbf"),
        KINDS,
        accept_multiple_files=True,
        key="surroundings-file",
    )
    if not uploaded:
        steps.show(AROUND)
        return
    with uploads.received(uploaded) as paths:
        path = next((path for path in paths if path.suffix.lower() in MAIN), None)
        if path is None:
            st.warning(_("The file with the layer itself is missing: .geojson, .gpkg or .shp"))
            return
        counts, stored = _take_around(writer, path)
    steps.show(AROUND)
    names = {
        "features": _("features read"),
        "kept": _("kept"),
        "outside": _("too far from the county"),
        "unusable": _("without a usable geometry"),
        "replaced": _("replaced"),
    }
    _told(counts, names, stored=stored)


def _take_around(writer: Writer, path: Path) -> tuple[Mapping[str, Any], bool]:
    """What came of the layer, and whether it is stored."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        names = {each.value: term(each) for each in SurroundingKind}
        kind = st.selectbox(
            _("What the layer holds"), list(names), format_func=names.__getitem__, key="surroundings-kind"
        )
        frame = uploads.frame("surroundings-frame")
        name = st.text_input(_("Column with the name, if there is one"), key="surroundings-name")
        source = st.text_input(_("Whose data they are; the map says it"), key="surroundings-source")
        lines = st.checkbox(_("Rivers as lines, not lakes as areas"), key="surroundings-lines")
        add = st.checkbox(_("Beside those on record, not in their place"), key="surroundings-add")
    return _take(
        writer,
        AROUND,
        "import surroundings",
        lambda dry_run: import_surroundings(
            writer.store,
            path,
            kind=kind or SurroundingKind.WATER,
            frame=frame,
            name=name.strip() or None,
            lines=lines,
            add=add,
            source=source.strip() or None,
            actor=writer.actor,
            dry_run=dry_run,
        ).counts(),
        noted=("features",),
    )


def _take(
    writer: Writer,
    key: str,
    action: str,
    read: Callable[[bool], Mapping[str, Any]],
    noted: Collection[str] | None = None,
) -> tuple[Mapping[str, Any], bool]:
    """Buttons to check and to store a file: what came of it, and whether it is stored.

    Parameters
    ----------
    action
        What stands in the log of a check.
    read
        Reads the file, told whether nothing is to be stored; gives its counts.
    noted
        Counts that stand in the log of a check; None: all.
    """
    rehearsed, stored = _buttons(key)
    counts: Mapping[str, Any] = {}
    if rehearsed or stored:
        with st.spinner(_("Reading ...")), steps.taking(key):
            counts = read(not stored)
            if rehearsed:
                told = counts if noted is None else {name: counts[name] for name in noted}
                uploads.note_check(writer, action, told)
    return counts, stored


def _buttons(key: str) -> tuple[bool, bool]:
    """Whether the file is to be checked, and whether it is to be stored."""
    with st.container(horizontal=True):
        return (
            st.button(_("Check the file"), key=f"{key}-check"),
            st.button(_("Store"), type="primary", key=f"{key}-store"),
        )


def _told(counts: Mapping[str, Any], names: Mapping[str, str], *, stored: bool) -> None:
    if counts:
        st.subheader(_("What became of the file") if stored else _("What would become of the file"))
        elements.figures([(number(counts[name]), words) for name, words in names.items()])
