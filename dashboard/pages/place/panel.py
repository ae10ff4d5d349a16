"""A village in short, beside a map or a list."""

import streamlit as st

from dashboard import cache
from dashboard.address import same
from dashboard.drawing import charts, elements
from dashboard.drawing.notes import counted
from dashboard.drawing.question import ask
from dashboard.language import _, number
from dashboard.pages import filters
from dashboard.pages.place import care, figures
from dashboard.pages.place.place import Place, village
from data.scope import Scope
from data.tables import Dataset


def panel(place: Place) -> None:
    """The same beside a map, in short; its link leads to the rest."""
    with st.container(key="village", horizontal=True, vertical_alignment="center"):
        elements.heading(figures.heading(place))
        elements.link(_("More of this village"), same("place", township=""))
        st.button(_("Close"), on_click=filters.VILLAGE.forget, key="close_village")
    figures.figures(place)
    figures.months(place)
    care.team(place)
    figures.cases(place)


def strip(scope: Scope, dataset: Dataset) -> None:
    """One line about the village that is chosen, where a page is about something else."""
    chosen = filters.VILLAGE.asked
    if not chosen:
        return
    wanted, period = cache.usual(dataset)
    place = village(ask(scope, dataset, wanted, period), chosen)
    if place is None:
        return
    with st.container(key="strip", horizontal=True, vertical_alignment="center"):
        elements.heading(figures.heading(place))
        if place.is_own:
            words = _("{what} of 12 months: {n}", what=counted(wanted), n=number(place.cases))
            charts.draw_sparkline(place.monthly(12), words)
        elements.link(_("More of this village"), same("place", township=""))
        st.button(_("Close"), on_click=filters.VILLAGE.forget, key="close_village")
