"""Where does the leader go on the 15th, and why there? One township, all of them, the year."""

import streamlit as st

from dashboard import cache, state
from dashboard.language import _, date, language
from dashboard.pages.visits import county, township, year
from data.errors import PlanRefused
from data.scope import Scope
from data.tables import Dataset
from data.text import say
from data.visits import plans
from data.visits.calendar import next_visit_day, rule_of


def show(scope: Scope, dataset: Dataset) -> None:
    """The view."""
    try:
        on = next_visit_day(cache.today(dataset), rule_of(dataset))
    except PlanRefused as error:
        st.title(_("The next visits"))
        st.warning(say(error, language()))
        return
    leaders = plans.contracted(scope, cache.store(), on)
    if not leaders:
        st.title(_("The next visits: {day}", day=date(on)))
        if cache.geography(dataset).townships.empty:
            st.write(_("There are no townships with boundaries on record: import them first."))
        else:
            st.write(_("This role plans no visits. The petition office, leaders and township officers do."))
        return
    answer = st.container(key="answer")
    questions = {"township": _("One township"), "county": _("All townships"), "year": _("The year")}
    with st.container(key="question"):
        question = state.choose_plan(questions) if len(leaders) > 1 else "township"
    match question:
        case "county":
            county.show(scope, dataset, on, leaders, answer)
        case "year":
            year.show(scope, dataset, leaders, answer)
        case _other:
            township.show(scope, dataset, on, leaders, answer)
