"""The petition office's work: what waits, what to do first, and the county beside it."""

from dataclasses import replace

import streamlit as st
from dateutil.relativedelta import relativedelta

from dashboard import cache
from dashboard.address import fresh_click
from dashboard.drawing import charts, maps, tasks
from dashboard.drawing.counts import payload
from dashboard.drawing.notes import counted, up_to
from dashboard.drawing.question import Question, ask
from dashboard.language import _
from dashboard.markdown import plain
from dashboard.pages import filters
from dashboard.pages.home import work
from dashboard.pages.map.alerts import alerts
from data.periods import months
from data.scope import Scope
from data.tables import Dataset

KEY = "home-map"


def show(scope: Scope, dataset: Dataset) -> None:
    """The sentence and the work on one side, the county on the other."""
    waiting = work.waiting(scope, dataset)
    st.title(plain(tasks.sentence(waiting)))
    with st.container(key="home"):
        left, right = st.columns([2, 3], gap="medium")
        with left:
            tasks.draw([*waiting, *work.known(scope)])
        if cache.geography(dataset).villages.empty or not cache.tally(scope, dataset).months:
            right.write(
                _("Import boundaries and petitions first, on the pages of the setting up and the import.")
            )
            return
        question = ask(scope, dataset, *cache.usual(dataset))
        with left:
            _trend(question)
        with right:
            _county(question)


def _county(question: Question) -> None:
    """The map of the last twelve months with its alerts; a village opens on the page of the map."""
    if clicked := fresh_click(KEY):
        filters.VILLAGE.put(clicked)
        st.rerun()  # the frame leads an address with a view to its page
    with st.container(key="map"):
        shown = payload(question, "count", alerts=alerts(question.scope, question))
        maps.draw(question.geography.digest, shown, key=KEY)


def _trend(question: Question) -> None:
    """Filed by month, the last twelve beside the twelve before."""
    shown = question.chosen.months
    first = question.chosen.first - relativedelta(months=shown)
    by_month = question.tally.by_month(replace(question.wanted, first=first))
    told = dict(zip(by_month["month"].dt.strftime("%Y-%m"), by_month["cases"], strict=True))
    names = months(first, question.chosen.last)
    values = [float(told[name]) if name in told else None for name in names]
    title = _("{what} filed by month", what=counted(question.wanted))
    now, then, until = values[shown:], values[:shown], up_to(question.chosen.last)
    charts.line(title, names[shown:], now, then, against=_("a year before"), until=until)
