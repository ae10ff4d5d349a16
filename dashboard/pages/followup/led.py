"""Which cases have leaders taken on, and how far are they?"""

from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import cache, steps
from dashboard.address import Code, Listed, to
from dashboard.drawing import elements, owed, tables
from dashboard.drawing.notes import as_of
from dashboard.drawing.tables import Cell, File, Row, figure
from dashboard.language import _, category, iso, number
from dashboard.markdown import plain
from dashboard.pages import choices, entries
from data import frames
from data.followup import led
from data.registers.purposes import PURPOSES
from data.scope import Scope, keeps_visits
from data.tables import Dataset
from data.terms import Progress

LEADER, CHOSEN = Listed("leader"), Code("led")
ABOUT = "led"


def show(scope: Scope, dataset: Dataset, answer: DeltaGenerator) -> None:
    """The list, what is past its day on top; meetings with the people are written down at the one chosen."""
    listed = led.listed(cache.reader(scope), newest=cache.newest_scheme(scope, dataset))
    answer.title(plain(_answer(listed)))
    entries.offer(scope, "led-cases")
    if listed.empty:
        elements.quiet(_(PURPOSES["led-cases"].use))
        return
    names = {name: name for name in sorted(listed["leader"].unique())}
    with st.container(key="question", horizontal=True):
        leader = LEADER.choose_or_all(_("Leader"), names)
    kept = listed if leader is None else listed[listed["leader"] == leader]
    chosen = CHOSEN.among({str(own) for own in listed["id"]})
    if chosen is not None:
        _entry(scope, next(iter(frames.rows(listed[listed["id"] == int(chosen)]))))
    _list(dataset, kept)


def _answer(listed: pd.DataFrame) -> str:
    if listed.empty:
        return _("No contracted case is on record")
    waits, late = owed.waiting(listed)
    return _(
        "Contracted cases: {n}, done {done}, waiting {waits}, of these overdue {late}",
        n=number(len(listed)),
        done=number(len(listed) - waits),
        waits=number(waits),
        late=number(late),
    )


def _list(dataset: Dataset, kept: pd.DataFrame) -> None:
    geography, today = cache.geography(dataset), cache.today(dataset)
    heads = [Cell(_("Case")), Cell(_("Leader")), Cell(_("Who works on it"), "w"), Cell(_("Category"), "w")]
    heads += [Cell(_("Village"), "w"), Cell(_("Since"), "t w"), Cell(_("Due"), "t w")]
    heads += [Cell(_("Meetings"), "n"), Cell(_("Last one"), "t w"), Cell(_("How it stands"))]
    rows = [
        Row(
            [
                Cell(one.number, "t"),
                Cell(f"{one.leader} · {one.post}"),
                Cell(one.handler, "w"),
                Cell(category(one.category), "w"),
                Cell(_place(geography, one), "w"),
                Cell(iso(one.since), "t w"),
                Cell(iso(one.due) if one.due else "—", "t w"),
                figure(one.visits),
                Cell(iso(one.last) if one.last else "—", "t w"),
                owed.standing(one.progress, one.due, one.ended, today),
            ],
            str(one.id),
        )
        for one in frames.rows(kept)
    ]
    tables.listing("led", heads, rows, opens=CHOSEN, file=File(_("Contracted cases"), [as_of(dataset)]))


def _place(geography: Any, one: Any) -> str:
    names = (geography.village_names.get(one.village or ""), geography.township_names.get(one.township or ""))
    return next((name for name in names if name), "—")


def _entry(scope: Scope, one: Any) -> None:
    with st.container(key="entry", border=True):
        st.subheader(plain(_("{number}: {leader}", number=one.number, leader=one.leader)))
        elements.link(_("Case {number}", number=one.number), to("case", case=one.number))
        rows = [
            (_("Leader"), f"{one.leader} · {one.post}"),
            (_("Who works on it"), one.handler),
            (_("Who helps"), one.team or "—"),
            (_("Since"), iso(one.since)),
            (_("Due"), iso(one.due) if one.due else "—"),
        ]
        tables.table([Cell(""), Cell("")], [[Cell(label, "t"), Cell(value)] for label, value in rows])
        if scope.personal and st.toggle(_("Show the plan (logged)"), key=f"plan-{one.id}"):
            told = led.plan(cache.writer(scope), int(one.id))
            if told is None:
                elements.quiet(_("It is not shown: the look cannot be written into the log just now."))
            else:
                st.text(told or _("Nothing is written down."))
        if one.progress is not Progress.DONE and keeps_visits(scope, one.township or ""):
            _meet(scope, one)


def _meet(scope: Scope, one: Any) -> None:
    about = f"{ABOUT}-{one.id}"
    with steps.form(about):
        day = choices.day_since(scope, _("The leader met the people on"), one.since)
        asked = st.form_submit_button(_("Write down"), type="primary")
    if asked:
        with steps.taking(about):
            led.meet(cache.writer(scope), int(one.id), day)
            steps.done(_("That they met on {day} is written down", day=iso(day)))
        st.rerun()
    steps.show(about)
