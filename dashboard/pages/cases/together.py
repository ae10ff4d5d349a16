"""Several cases taken on, or passed on to their unit, at once; for the petition office."""

import datetime as dt

import pandas as pd
import streamlit as st

from dashboard import cache, steps
from dashboard.language import _, number
from dashboard.markdown import plain
from data.casework import together
from data.casework.fields import LONGEST
from data.scope import Scope
from data.terms import Owes

ABOUT = "together"
_ACTS = (Owes.ACCEPT, Owes.FORWARD)


def show(scope: Scope, kept: pd.DataFrame) -> None:
    """A form for those of the list that wait for one of the two steps."""
    waiting = {act: list(kept.loc[kept["owes"] == act, "number"]) for act in _ACTS}
    words = {Owes.ACCEPT: _("Take several cases on"), Owes.FORWARD: _("Pass several cases on")}
    for act, numbers in waiting.items():
        if numbers:
            with st.expander(plain(_("{what}: {n}", what=words[act], n=number(len(numbers))))):
                _form(scope, act, numbers[: together.MOST])
        steps.show(f"{ABOUT}-{act.value}")


def _form(scope: Scope, act: Owes, numbers: list[str]) -> None:
    about = f"{ABOUT}-{act.value}"
    with steps.form(about):
        chosen = st.multiselect(_("Cases"), numbers, placeholder=_("not chosen"))
        every = st.checkbox(plain(_("All {n} of the list", n=number(len(numbers)))))
        unit = ""
        if act is Owes.FORWARD:
            unit = st.text_input(_("Unit that handles it"), max_chars=LONGEST["unit"])
        today = cache.reader(scope).today
        day = st.date_input(_("Day"), today, max_value=today, format="YYYY-MM-DD")
        asked = st.form_submit_button(
            _("Take them on") if act is Owes.ACCEPT else _("Pass them on"), type="primary"
        )
    if not asked:
        return
    at, which = dt.datetime.combine(day, dt.time(17)), numbers if every else chosen
    with steps.taking(about):
        writer = cache.writer(scope)
        if act is Owes.ACCEPT:
            count = together.accept(writer, which, at)
            steps.done(_("Taken on: {n}", n=number(count)))
        else:
            count = together.forward(writer, which, unit, at)
            steps.done(_("Passed on: {n}", n=number(count)))
    st.rerun()
