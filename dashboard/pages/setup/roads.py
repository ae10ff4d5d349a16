"""Roads, from OpenStreetMap or a layer of lines, in place of those on record."""

import streamlit as st

from dashboard import steps
from dashboard.drawing import elements
from dashboard.language import _, number
from dashboard.markdown import plain
from dashboard.pages import uploads
from data.importing.layers.roads import RoadReport, import_roads
from data.reader import Writer

KEY = "roads"
KINDS = ["pbf", "osm", "geojson", "json", "gpkg", "shp", "shx", "dbf", "prj", "cpg"]
MAIN = (".pbf", ".osm", ".geojson", ".json", ".gpkg", ".shp")


def show(writer: Writer) -> None:
    """A file, and for a layer of lines its frame and columns."""
    uploaded = st.file_uploader(
        _("Roads: OpenStreetMap (.osm.pbf, .osm), GeoJSON, GeoPackage or Shapefile"),
        KINDS,
        accept_multiple_files=True,
        key="roads-file",
    )
    if not uploaded:
        return
    with uploads.received(uploaded) as paths:
        path = next((path for path in paths if path.suffix.lower() in MAIN), None)
        if path is None:
            st.warning(_("The file with the roads itself is missing: .osm.pbf, .geojson, .gpkg or .shp"))
            return
        drawn = path.suffix.lower() not in (".pbf", ".osm")
        frame = road_class = None
        join = False
        if drawn:
            with st.container(horizontal=True, vertical_alignment="bottom"):
                frame = uploads.frame("roads-frame")
                road_class = st.text_input(_("Column with the class, if there is one"), key="roads-class")
                join = st.checkbox(_("Roads meet wherever their lines cross"), key="roads-join")
        with st.container(horizontal=True):
            rehearsed = st.button(_("Check the file"), key="roads-check")
            stored = st.button(_("Store"), type="primary", key="roads-store")
        report = None
        if rehearsed or stored:
            with st.spinner(_("Reading ...")), steps.taking(KEY):
                report = import_roads(
                    writer.store,
                    path,
                    frame=frame,
                    road_class=road_class or None,
                    join=join,
                    actor=writer.actor,
                    dry_run=not stored,
                )
                if rehearsed:
                    uploads.note_check(writer, "import roads", {"roads": report.kept})
    steps.show(KEY)
    if report is not None:
        _report(report, rehearsed=not stored)


def _report(report: RoadReport, *, rehearsed: bool) -> None:
    st.subheader(_("What would become of the file") if rehearsed else _("What became of the file"))
    near = report.villages
    elements.figures(
        [
            (number(report.ways), _("ways in the file")),
            (number(report.kept), _("for cars, kept")),
            (number(report.kilometres), _("km")),
            (number(report.connected), _("km of the connected network")),
            (number(len(near.far)), _("villages more than 2 km from a road")),
        ]
    )
    if report.parts:
        st.info(
            plain(
                _(
                    "{n} parts are not connected with the rest: if lines cross without a common vertex, let"
                    " them meet wherever they cross",
                    n=number(len(report.parts)),
                )
            )
        )
