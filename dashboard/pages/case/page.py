"""A case by hand: enter one, or look at one and mend it."""

from dataclasses import replace

import streamlit as st

from dashboard import cache, steps
from dashboard.address import Kept, to
from dashboard.drawing import elements, maps
from dashboard.language import _
from dashboard.markdown import plain
from dashboard.pages.case import clocks, corrections, course, entry, followed, sheet
from dashboard.pages.case.entry import CASE
from dashboard.pages.case.map import payload
from dashboard.roles import page_name
from data.casework import cases
from data.casework.cases import Case
from data.scope import Scope, is_office
from data.tables import Dataset


def show(scope: Scope, dataset: Dataset) -> None:
    """The case that the address names, for whoever may open it; else, for the office, a form for one."""
    number = CASE.asked
    if not number:
        _entry(scope, dataset)
        return
    looking = cache.writer(scope)  # by name, for a look at persons is logged
    shown: Kept[bool] = Kept(f"persons-{number}", False)
    asked = shown.value and scope.personal
    case = cases.case(looking, number, persons=asked)
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
            clocks.show(looking, number)
            course.show(scope, number)
            if is_office(scope):
                sheet.history(dataset, cases.history(looking, number, persons=asked))
        with right:
            followed.show(scope, dataset, case)
            _where(dataset, case)
            sheet.fields(dataset, case)
            if is_office(scope):
                st.toggle(_("Show who petitioned, and where (logged)"), key=shown.key)
                sheet.persons(case, asked=asked)
                corrections.show(scope, dataset, case)


def _where(dataset: Dataset, case: Case) -> None:
    """The village of the case on a map that does not move under the finger."""
    village = case.values["village_code"]
    geography = cache.geography(dataset)
    if village is None or village not in set(geography.villages["code"]):
        return
    around = (geography.villages["parent_code"] == case.township_code).to_numpy()
    plain_map = replace(payload(dataset, village), legend=maps.Legend(_("Where is it?"), "", [], []))
    near = replace(plain_map, focus=village, focused=maps.flags(around))
    with st.container(key="small-map"):
        maps.draw(geography.digest, near, key="case-place", clickable=False, still=True)


def _entry(scope: Scope, dataset: Dataset) -> None:
    if not is_office(scope):
        st.title(_("Which case?"))
        st.write(_("Search for its number above. Cases are entered by the petition office."))
        return
    st.title(_("Enter a visit or a call"))
    entry.show(scope, dataset)


def _back(scope: Scope) -> None:
    elements.link(page_name(scope.role, "cases", on_the_fifteenth=True), to("cases"))
    if is_office(scope):
        st.button(_("Enter another case"), key="another", on_click=CASE.put, args=(None,))
    steps.show("case")
