"""One's own township: what waits in it, its villages on map and list, and who is heard on the next visit."""

import datetime as dt

import numpy as np
import pandas as pd
import streamlit as st

from dashboard import cache
from dashboard.address import to
from dashboard.drawing import elements, maps, tasks
from dashboard.drawing.counts import payload, period_words
from dashboard.drawing.tasks import Task
from dashboard.language import _, date, iso, number
from dashboard.markdown import plain
from dashboard.pages import filters
from dashboard.pages.home import work
from dashboard.pages.map import ranking
from dashboard.pages.map.alerts import alerts
from dashboard.pages.place import figures, panel, place
from dashboard.pages.place.place import Place
from dashboard.pages.visits import reception
from data.errors import PlanRefused
from data.petitions.cases import open_cases
from data.scope import Scope
from data.service import coverage
from data.service.coverage import Group
from data.tables import Dataset
from data.visits import bookings, saved
from data.visits.calendar import next_visit_day

KEY = "township-map"


def show(scope: Scope, dataset: Dataset) -> None:
    """The sentence, the map on one side; what waits, the villages and the bookings on the other."""
    own = _own(scope, dataset)
    if not own or not cache.tally(scope, dataset).months:
        st.title(_("There is nothing to show yet"))
        return
    answer = st.container(key="answer")
    code = next(iter(own))
    if len(own) > 1:
        with st.container(key="question", horizontal=True):
            code = filters.TOWNSHIP.choose(_("Township"), own)
    shown = place.township(scope, dataset, *cache.usual(dataset), code)
    if shown is None:
        answer.title(_("There is nothing to show yet"))
        return
    on, listed = _booked(scope, dataset, code)
    waiting = [*_waiting(shown), *_visit(scope, dataset, code, on, listed)]
    answer.title(plain(_("{place}: {what}", place=shown.name, what=tasks.sentence(waiting))))
    with st.container(key="body"):
        left, right = st.columns([1, 1], gap="medium")
        with left:
            _map(shown)
        with right:
            panel.strip(scope, dataset)
            tasks.draw(waiting)
            _bookings(dataset, on, listed)
            figures.figures(shown)
            _villages(shown)


def _own(scope: Scope, dataset: Dataset) -> dict[str, str]:
    """Townships of which one may open the cases of every village."""
    geography = cache.geography(dataset)
    opened = coverage.own(scope, geography.villages).groupby(geography.villages["parent_code"]).all()
    return {code: name for code, name in geography.township_names.items() if opened.get(code, False)}


def _booked(scope: Scope, dataset: Dataset, code: str) -> tuple[dt.date | None, pd.DataFrame]:
    """The next day of visits and who is booked for it; None: that day is not known."""
    try:
        on = next_visit_day(cache.store(), cache.today(dataset))
    except PlanRefused:
        return None, pd.DataFrame()
    return on, bookings.booked(cache.reader(scope), code, on)


def _waiting(shown: Place) -> list[Task]:
    """Promises, teams and open cases of the township."""
    return [
        work.promises(shown.question.scope, shown.question.dataset, shown.code),
        work.followed(shown.question.scope, shown.question.dataset),
        *work.led(shown.question.scope, shown.code),
        _teams(shown),
        _open(shown),
    ]


def _teams(shown: Place) -> Task:
    """Villages where the team was not for too long."""
    question = shown.question
    table = cache.liaison(question.scope, question.dataset)
    late = table[(table["township"] == shown.code) & (table["group"] == Group.OVERDUE)]
    most = late["days"].max()
    since = "" if np.isnan(most) else _("the longest for {n} days", n=number(most))
    link = to("coverage", group=Group.OVERDUE.value, township=shown.code)
    act = _("send the teams to {n} villages", n=number(len(late)))
    return Task(number(len(late)), _("Villages overdue"), since, link, act, "late" if len(late) else "done")


def _open(shown: Place) -> Task:
    """Open cases of the last twelve months, as the page of the township counts them."""
    question = shown.question
    reader, newest = cache.reader(question.scope), cache.newest_scheme(question.scope, question.dataset)
    on = cache.today(question.dataset)
    oldest = open_cases(reader, None, question.wanted, limit=1, on=on, newest=newest)
    since = "" if oldest.empty else _("the oldest was filed on {day}", day=iso(oldest["filed"].iloc[0]))
    act = _("handle {n} open cases", n=number(shown.open))
    link = to("place", township=shown.code)
    return Task(number(shown.open), _("Open cases"), since, link, act, "due" if shown.open else "done")


def _visit(scope: Scope, dataset: Dataset, code: str, on: dt.date | None, listed: pd.DataFrame) -> list[Task]:
    """The next visit: how many are booked for it, and whether it is published."""
    if on is None:
        return []
    places = cache.rules(dataset, on).day.reception_places
    public = code not in saved.unpublished(cache.reader(scope), on)
    words = _("Booked for {day}", day=date(on))
    booked = f"{number(len(listed))}/{number(places)}"
    state = _("the visit is published") if public else _("the visit is not published")
    link = to("plan", plan="township", day=on.isoformat(), visit=code)
    return [Task(booked, words, state, link)]


def _map(shown: Place) -> None:
    """Cases by village, as the list beside it has them; what is chosen in one is chosen in the other."""
    question = shown.question
    with st.container(key="map"):
        painted = payload(question, "count", filters.village(KEY), alerts=alerts(question.scope, question))
        maps.draw(question.geography.digest, painted, key=KEY)
    figures.months(shown)


def _bookings(dataset: Dataset, on: dt.date | None, listed: pd.DataFrame) -> None:
    if on is None or listed.empty:
        return
    st.subheader(plain(_("Booked for {day}", day=date(on))))
    reception.draw_booked(cache.geography(dataset).village_names, listed)


def _villages(shown: Place) -> None:
    question = shown.question
    title = _("Villages of {township}", township=shown.name)
    st.subheader(plain(title))
    every = np.ones(len(question.geography.codes), dtype=bool)
    ranking.villages("villages", question, "count", every, title, period_words(shown.period))
    elements.link(_("More of this township"), to("place", township=shown.code))
