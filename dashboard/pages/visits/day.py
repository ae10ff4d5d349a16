"""Below the plan: the state of the visit, what came of each case, and the promises that wait."""

import datetime as dt

import pandas as pd
import streamlit as st

from dashboard import cache, state
from dashboard.drawing import elements
from dashboard.drawing.elements import Cell
from dashboard.language import _, category, language, number
from data.errors import PlanRefused
from data.scope import Scope
from data.tables import Dataset
from data.terms import State
from data.text import say
from data.visits import days
from data.visits.days import Outcome
from data.visits.plans import TownshipDay

LISTED = 20


def show(scope: Scope, dataset: Dataset, day: TownshipDay, known: tuple[State, int] | None) -> None:
    """State and recording; nothing for those who keep no visits, whose `known` state is None."""
    if known is not None:
        _states(scope, dataset, day, *known)
        if known[0] is State.HELD:
            _recording(scope, day)


def states() -> dict[State, str]:
    """Words of the states."""
    return {
        State.DRAFT: _("draft"),
        State.PUBLISHED: _("published"),
        State.HELD: _("held"),
        State.RECORDED: _("recorded"),
        State.ARCHIVED: _("archived"),
    }


def outcomes() -> dict[Outcome, str]:
    """Words of what came of a case."""
    return {
        Outcome.SETTLED: _("settled on the spot"),
        Outcome.PROMISED: _("promised"),
        Outcome.EXPLAINED: _("explained"),
        Outcome.REFERRED: _("referred"),
    }


def _states(scope: Scope, dataset: Dataset, day: TownshipDay, now: State, seen: int) -> None:
    """Where the visit stands, and the steps that may be taken."""
    steps = {
        State.PUBLISHED: _("Publish"),
        State.DRAFT: _("Take the notice back"),
        State.HELD: _("The visit was held"),
        State.RECORDED: _("All is recorded"),
        State.ARCHIVED: _("Archive"),
    }
    with st.container(key="states", horizontal=True, vertical_alignment="center"):
        st.subheader(_("The visit is: {state}", state=states()[now]))
        for to, words in steps.items():
            if (now, to) in days.ALLOWED:
                st.button(
                    words, key=f"to-{to.value}", on_click=_advance, args=(scope, dataset, day, to, seen)
                )
    if now is State.DRAFT and days.is_late(day.on, cache.today(dataset)):
        elements.quiet(_("A visit is published at least {n} days ahead.", n=days.NOTICE_DAYS))


def _advance(scope: Scope, dataset: Dataset, day: TownshipDay, to: State, seen: int) -> None:
    state.attempt(
        day.township,
        days.advance,
        scope,
        cache.store(),
        day.township,
        day.on,
        to,
        today=cache.today(dataset),
        seen=seen,
        actor=state.actor(scope),
    )


def _recording(scope: Scope, day: TownshipDay) -> None:
    """What came of each case that was heard."""
    cases = days.to_hear(scope, cache.store(), day.township, day.on)
    if cases.empty:
        elements.quiet(_("Every case of the stops is closed."))
        return
    names = dict(zip(day.villages["code"], day.villages["name"], strict=True))
    words = {
        case.number: f"{case.number} · {names.get(case.village, '')} · {category(case.category)}"
        for case in cases.itertuples()
    }
    with st.form("record", clear_on_submit=True):
        chosen = st.selectbox(_("Case heard"), list(words), format_func=words.__getitem__)
        outcome = st.segmented_control(
            _("What came of it"), list(Outcome), format_func=outcomes().__getitem__, default=Outcome.EXPLAINED
        )
        owner = st.text_input(_("Who owes it (for a promise)"))
        due = st.date_input(_("By which day (for a promise)"), value=None)
        if st.form_submit_button(_("Record"), type="primary") and outcome is not None:
            _record(scope, day, chosen, outcome, owner, due)


def _record(
    scope: Scope, day: TownshipDay, chosen: str, outcome: Outcome, owner: str, due: dt.date | None
) -> None:
    try:
        days.record(
            scope,
            cache.store(),
            day.township,
            day.on,
            chosen,
            outcome,
            owner=owner,
            due=due,
            actor=state.actor(scope),
        )
    except PlanRefused as error:
        st.error(say(error, language()))
    else:
        st.toast(_("Recorded: {number}", number=chosen))
        st.rerun()


def promises(scope: Scope, dataset: Dataset) -> None:
    """Promises that wait, overdue ones first."""
    waiting = days.promises(scope, cache.store(), cache.today(dataset))
    if waiting.empty:
        return
    overdue = int((waiting["days"] > 0).sum())
    st.subheader(_("Promises that wait: {n}, overdue: {late}", n=number(len(waiting)), late=number(overdue)))
    names = cache.geography(dataset).village_names
    elements.table(
        [Cell(_("Number")), Cell(_("Village")), Cell(_("Who owes it")), Cell(_("Due")), Cell(_("State"))],
        [
            [
                Cell(row.number, "t"),
                Cell("—" if pd.isna(row.village) else names.get(row.village, ""), "t"),
                Cell(row.owner or "—"),
                Cell(f"{row.due:%Y-%m-%d}", "t"),
                Cell(_("{n} days overdue", n=number(row.days)), "t", "bad")
                if row.days > 0
                else Cell(_("in time"), "t", "good"),
            ]
            for row in waiting.head(LISTED).itertuples()
        ],
    )
    ids = dict(zip(waiting["id"], waiting["number"], strict=True))
    with st.container(key="keep", horizontal=True, vertical_alignment="bottom"):
        kept = st.selectbox(
            _("Promise kept"),
            list(ids),
            index=None,
            format_func=ids.__getitem__,
            key="kept",
            placeholder=_("not chosen"),
        )
        st.button(_("Mark as kept"), disabled=kept is None, on_click=_keep, args=(scope, dataset, kept))


def _keep(scope: Scope, dataset: Dataset, step: int) -> None:
    try:
        days.keep_promise(scope, cache.store(), step, on=cache.today(dataset), actor=state.actor(scope))
    except PlanRefused as error:
        st.toast(say(error, language()), icon="⚠️", duration="infinite")
