"""Places of reception: who lives too far, where one more would help, windows, and how often cases went on."""

import streamlit as st

from dashboard import cache
from dashboard.address import Segmented
from dashboard.language import _
from dashboard.markdown import plain
from dashboard.pages import entries
from dashboard.pages.hubs import reach, sent, windows
from data.scope import Scope, is_office
from data.tables import Dataset

QUESTION = Segmented("hubs")


def show(scope: Scope, dataset: Dataset) -> None:
    """The view."""
    centre = cache.rules(dataset).words.centre
    if cache.geography(dataset).villages.empty:
        st.title(_("There is nothing to show yet"))
        st.write(_("No village has an outline: import the official list and the outlines first."))
        return
    answer = st.container(key="answer")
    names = {
        "reach": _("How far"),
        "windows": _("Windows"),
        "sent": _("How often sent on"),
    }
    tools = st.container(key="filters", horizontal=True, vertical_alignment="bottom", gap="small")
    with tools:
        question = QUESTION.choose(_("Question"), names)
        if question != "sent":
            entries.offer(scope, "windows" if question == "windows" else "hubs")
    if question != "sent" and cache.reach(dataset, None).hubs.empty:
        with answer:
            st.title(plain(_("No {centre} is on record", centre=centre)))
        st.write(
            _("The petition office imports them as the register of places of reception, with their position.")
        )
        if is_office(scope):
            st.write(_("Registers: Places of reception, then Windows of the places of reception."))
    views = {"reach": reach.show, "windows": windows.show, "sent": sent.show}
    if question == "sent" or not cache.reach(dataset, None).hubs.empty:
        views[question](scope, dataset, answer, tools)
