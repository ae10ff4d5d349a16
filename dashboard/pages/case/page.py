"""A case by hand: enter one, or look at one and mend it."""

import streamlit as st

from dashboard import cache, steps
from dashboard.address import to
from dashboard.drawing import elements
from dashboard.language import _
from dashboard.markdown import plain
from dashboard.pages.case import corrections, entry, sheet
from dashboard.pages.case.entry import CASE
from data.casework import cases
from data.scope import Role, Scope, is_office
from data.tables import Dataset


def show(scope: Scope, dataset: Dataset) -> None:
    """The case that the address names, for whoever may open it; else, for the office, a form for one."""
    number = CASE.asked
    if not number:
        _entry(scope, dataset)
        return
    looking = cache.writer(scope)  # by name, for a look at persons is logged
    case = cases.case(looking, number)
    if case is None:
        st.title(plain(_("There is no case with the number {number}", number=number)))
        st.write(_("Or it is none that this role may open."))
        _back(scope)
        return
    st.title(plain(sheet.headline(dataset, case)))
    _back(scope)
    with st.container(key="body"):
        left, right = st.columns([1, 1], gap="medium")
        with left:
            sheet.fields(dataset, case)
        with right:
            if is_office(scope):
                sheet.persons(case)
                corrections.show(scope, dataset, case)
                sheet.history(dataset, cases.history(looking, number))


def _entry(scope: Scope, dataset: Dataset) -> None:
    if not is_office(scope):
        st.title(_("Which case?"))
        st.write(_("Search for its number above. Cases are entered by the petition office."))
        return
    st.title(_("Enter a visit or a call"))
    entry.show(scope, dataset)


def _back(scope: Scope) -> None:
    if scope.role is Role.UNIT:
        elements.link(_("Cases to answer"), to("cases"))
    if is_office(scope):
        st.button(_("Enter another case"), key="another", on_click=CASE.put, args=(None,))
    steps.show("case")
