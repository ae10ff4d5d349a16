"""Where does the leader go on a day of visits, and why there? One township, all of them, the year."""

import datetime as dt

import streamlit as st

from dashboard import cache
from dashboard.address import Listed, Segmented
from dashboard.language import _, date, iso, say
from dashboard.markdown import plain
from dashboard.pages.visits import county, township, year
from data.errors import PlanRefused
from data.scope import Scope
from data.tables import Dataset
from data.visits import plans, saved
from data.visits.calendar import days_known_ahead, next_visit_day

DAY, QUESTION = Listed("day"), Segmented("plan")


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
    with st.container(key="question", horizontal=True, vertical_alignment="bottom"):
        words = {day.isoformat(): _day(day, today, first) for day in days}
        on = dt.date.fromisoformat(DAY.choose(_("Day of the visits"), words, first.isoformat()))
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
            township.show(scope, dataset, on, leaders, answer)


def _day(day: dt.date, today: dt.date, following: dt.date) -> str:
    if day == following:
        return _("{day} · the next", day=iso(day))
    return _("{day} · past", day=iso(day)) if day < today else iso(day)
