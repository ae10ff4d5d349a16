"""The form for a new case: channel, village, category, people, words, and who it was."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import cache, steps
from dashboard.address import Code, Kept, fresh_click
from dashboard.drawing import maps
from dashboard.language import _
from dashboard.markdown import plain
from dashboard.pages import offered
from dashboard.pages.case.map import payload
from data.casework.entry import NewCase, enter
from data.casework.fields import ALL, LONGEST
from data.clock import now
from data.scope import Scope
from data.tables import Dataset
from data.terms import Channel, Occurrence, Purpose, Tier

KEY = "case-map"
ABOUT = "enter-case"
CASE = Code("case")
VILLAGE: Kept[str | None] = Kept("case-village", None)
LATEST: Kept[str] = Kept("case-latest", "")
EMPTY = Kept("case-empty", False)
"""The next form begins without a village."""


def show(scope: Scope, dataset: Dataset) -> None:
    """The form beside the map."""
    geography = cache.geography(dataset)
    if EMPTY.value:
        EMPTY.forget()
        VILLAGE.keep(None)
    if (clicked := fresh_click(KEY)) in geography.villages["code"].to_numpy():
        VILLAGE.keep(clicked)
    with st.container(key="body"):
        left, right = st.columns([1, 1], gap="medium")
        with left:
            _form(scope, dataset)
        with right, st.container(key="map"):
            maps.draw(geography.digest, payload(dataset, VILLAGE.value), key=KEY)


def _form(scope: Scope, dataset: Dataset) -> None:
    names, issues = offered.villages(dataset), offered.issues()
    with st.container(horizontal=True):
        village = st.selectbox(
            _("Village: two characters or initials, or click on the map"),
            list(names),
            index=None,
            format_func=names.__getitem__,
            key=VILLAGE.key,
            placeholder=_("not chosen"),
        )
    with steps.form(ABOUT):
        first, second, third = st.columns([2, 2, 1], gap="small")
        channel = _one_of(first, "channel", offered.codes(Channel))
        issue = second.selectbox(
            plain(_(ALL["category"].label)),
            list(issues),
            index=None,
            format_func=issues.__getitem__,
            placeholder=_("not chosen"),
        )
        people = third.number_input(plain(_(ALL["people"].label)), min_value=1, value=1, step=1)
        statement = st.text_area(plain(_(ALL["statement"].label)), height=90)
        first, second = st.columns(2, gap="small")
        name = first.text_input(plain(_(ALL["name"].label)), max_chars=LONGEST["name"])
        phone = second.text_input(plain(_(ALL["phone"].label)), max_chars=LONGEST["phone"])
        with st.expander(_("More: number, time, address, identity number")):
            more = _more(dataset)
        asked = st.form_submit_button(_("Enter the case"), type="primary", shortcut="Ctrl+Enter")
    if asked and issue is None:
        steps.refuse(ABOUT, _("Choose a category"))
    elif asked:
        with steps.taking(ABOUT):
            person = {"name": name, "phone": phone, "statement": statement} | more.pop("person")
            new = NewCase(
                channel=channel,
                category=str(issue),
                people=int(people),
                village=village,
                person=person,
                **more,
            )
            number = enter(cache.writer(scope), new)
            steps.done(_("Entered as {number}", number=number))
            LATEST.keep(number)
            EMPTY.keep(True)
        st.rerun()
    steps.show(ABOUT)
    if LATEST.value:
        words = _("Open {number}", number=LATEST.value)
        st.button(plain(words), key="latest", on_click=CASE.put, args=(LATEST.value,), type="tertiary")


def _more(dataset: Dataset) -> dict[str, Any]:
    """What is seldom said at the desk; the number of another system, the time if it is not now."""
    number = st.text_input(
        _("Number, where another system has given one"),
        max_chars=LONGEST["number"],
        help=_("Left empty, the case gets the next number of the county's own series."),
    )
    first, second, third = st.columns(3, gap="small")
    latest = cache.as_of(dataset) if dataset.synthetic else now().date()
    day = first.date_input(_("Day"), value=latest, max_value=latest, format="YYYY-MM-DD")
    time = second.time_input(_("Time"), value=now().time().replace(second=0), step=dt.timedelta(minutes=5))
    occurrence = _one_of(third, "occurrence", offered.codes(Occurrence))
    first, second = st.columns(2, gap="small")
    tier = _one_of(first, "tier", offered.codes((Tier.GENERAL, Tier.SIMPLE, Tier.HARD)))
    purpose = _one_of(second, "purpose", offered.codes(Purpose))
    address = st.text_input(plain(_(ALL["address"].label)))
    person = {
        name: st.text_input(plain(_(ALL[name].label)), max_chars=LONGEST.get(name))
        for name in ("id_number", "home", "against")
    }
    return {
        "number": number,
        "filed": dt.datetime.combine(day, time),
        "occurrence": occurrence,
        "tier": tier,
        "purpose": purpose,
        "address": address,
        "person": person,
    }


def _one_of(where: DeltaGenerator, field: str, names: Mapping[str, str]) -> str:
    """A list of codes, of which the first is the default."""
    return where.selectbox(plain(_(ALL[field].label)), list(names), format_func=names.__getitem__)
