"""The map as one file that opens without any network."""

import streamlit as st

from dashboard import exports, steps
from dashboard.drawing import maps, tables
from dashboard.drawing.notes import counted
from dashboard.drawing.question import Question
from dashboard.language import _
from dashboard.loading import load
from dashboard.markdown import plain

ABOUT = "map-file"


def take_away(question: Question, shown: maps.Payload, title: str) -> None:
    """What the map shows to this reader, made when asked for; the download begins at once, and is logged."""
    with st.container(key=ABOUT, horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            plain(_("Export the map as a web page")),
            key=f"{ABOUT}-html",
            type="tertiary",
            icon=":material/download:",
            help=plain(_("One file with everything in it, which opens without any network")),
            on_click=_make,
            args=(question, shown, title),
        )
        if address := steps.kept(ABOUT):
            steps.keep(ABOUT, None)
            tables.download(address)
    steps.show(ABOUT)


def _make(question: Question, shown: maps.Payload, title: str) -> None:
    with steps.taking(ABOUT):
        standalone = load("dashboard.drawing.standalone")
        page = standalone.as_page(
            shown, question.geography.outlines, title, synthetic=question.dataset.synthetic
        )
        name = f"{_.months(question.chosen.first, question.chosen.last)} {counted(question.wanted)}.html"
        steps.keep(ABOUT, exports.offer(page, name, "text/html"))
