"""Where does the leader go on a day of visits, and why there? One township, all of them, the year."""

import datetime as dt

import streamlit as st

from dashboard import cache
from dashboard.address import Listed, Segmented, here
from dashboard.drawing import elements
from dashboard.language import _, date, iso, say
from dashboard.markdown import plain
from dashboard.pages.visits import county, township, year
from dashboard.pages.visits.controls import ANEW, MUST, MUST_NOT, ORDER
from data.errors import PlanRefused
from data.scope import Scope
from data.tables import Dataset
from data.visits import plans, saved
from data.visits.calendar import days_known_ahead, next_visit_day

DAY, QUESTION = Listed("day"), Segmented("plan")
NO_CHANGES = dict.fromkeys((ANEW.key, ORDER.key, MUST.key, MUST_NOT.key), "")
"""What is asked of the plan of one day is not asked of another."""


def show(scope: Scope, dataset: Dataset) -> None:
    """The view."""
    today = cache.today(dataset)
    on_record = saved.townships_by_day(cache.reader(scope))
    ahead = days_known_ahead(cache.store(), today)
    try:
        next_visit_day(cache.store(), today)
    except PlanRefused as error:
        if not on_record:
            st.title(_("The next visits"))
        st.warning(plain(say(error)))
    days = sorted({*ahead, *on_record})
    if not days:
        return
    first = ahead[0] if ahead else days[-1]
    if not (on_record or plans.contracted(cache.reader(scope), first)):
        st.title(plain(_("The next visits: {day}", day=date(first))))
        if cache.geography(dataset).townships.empty:
            st.write(_("There are no townships with boundaries on record: import them first."))
        else:
            st.write(_("This role plans no visits. The petition office, leaders and township officers do."))
        return
    answer = st.container(key="answer")
    questions = {"township": _("One township"), "county": _("All townships"), "year": _("The year")}
    tools = st.container(key="question", horizontal=True, vertical_alignment="center", gap="small")
    with tools:
        on = _choose(days, today, first)
        leaders = dict.fromkeys(on_record.get(on, [])) | plans.contracted(cache.reader(scope), on)
        question = QUESTION.choose(_("Question"), questions) if len(leaders) > 1 else "township"
    if not leaders:
        answer.title(plain(_("The next visits: {day}", day=date(on))))
        st.write(_("No township is planned for by this role on this day."))
        return
    match question:
        case "county":
            county.show(scope, dataset, on, leaders, answer)
        case "year":
            year.show(scope, dataset, leaders, answer)
        case _other:
            township.show(scope, dataset, on, leaders, answer, tools)


def _choose(days: list[dt.date], today: dt.date, first: dt.date) -> dt.date:
    """One of the days, from a list, with a step to the one before and to the one after it."""
    before, listed, after = st.empty(), st.empty(), st.empty()
    words = {day.isoformat(): _day(day, today, first) for day in days}
    with listed:
        label = _("Day of the visits")
        chosen = dt.date.fromisoformat(
            DAY.choose(label, words, first.isoformat(), label_visibility="collapsed")
        )
    at = days.index(chosen)
    with before:
        if at:
            elements.link(f"‹ {date(days[at - 1])}", here(day=days[at - 1].isoformat(), **NO_CHANGES))
    with after:
        if at + 1 < len(days):
            elements.link(f"{date(days[at + 1])} ›", here(day=days[at + 1].isoformat(), **NO_CHANGES))
    return chosen


def _day(day: dt.date, today: dt.date, following: dt.date) -> str:
    if day == following:
        return _("{day} · the next", day=iso(day))
    return _("{day} · past", day=iso(day)) if day < today else iso(day)
