"""What was promised on a visit and is not kept yet: who owes it, since when is it overdue?"""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import cache, steps
from dashboard.address import Segmented, to
from dashboard.drawing import elements, tables
from dashboard.drawing.notes import as_of
from dashboard.drawing.tables import Cell, File, Row
from dashboard.language import _, in_context, iso, number
from dashboard.markdown import plain
from dashboard.pages import choices, filters
from data import frames
from data.reader import Writer
from data.scope import Scope, keeps_visits
from data.tables import Dataset
from data.visits import promises

STATE = Segmented("due")
ABOUT = "promise"
"""Under which a refusal stands that concerns the promises."""


def show(scope: Scope, dataset: Dataset) -> None:
    """The view."""
    answer = st.container(key="answer")
    waiting = promises.waiting_promises(cache.reader(scope), cache.today(dataset))
    names = cache.geography(dataset).township_names
    with st.container(key="filters", horizontal=True, vertical_alignment="bottom", gap="small"):
        states = {"all": _("All that wait"), "overdue": _("Overdue"), "kept": _("Kept in a year")}
        state = STATE.choose(in_context("a promise", "State"), states, label_visibility="visible")
        places = {code: names.get(code, code) for code in dict.fromkeys(waiting["township"].dropna())}
        township = filters.TOWNSHIP.choose_or_all(_("Township"), places)
    if township is not None:
        waiting = waiting[waiting["township"] == township]
    listed = waiting[waiting["days"] > 0] if state == "overdue" else waiting
    _answer(answer, waiting, names.get(township or "", ""))
    steps.show(ABOUT)
    if state == "kept":
        _kept(scope, dataset, township, names, states[state])
        return
    if listed.empty:
        elements.quiet(_("What is promised on a visit stands here until it is marked as kept."))
        return
    _list(dataset, listed, names, states[state], _in_time)
    today = cache.today(dataset)
    _choose(
        scope,
        listed,
        _("Mark as kept"),
        lambda writer, step: promises.keep_promise(writer, step, on=today),
    )


def _answer(answer: DeltaGenerator, waiting: pd.DataFrame, where: str) -> None:
    """How many wait and are overdue, and since when; what is filtered below stays told."""
    late = waiting[waiting["days"] > 0]
    told = _("Promises that wait: {n}, overdue: {late}", n=number(len(waiting)), late=number(len(late)))
    if len(late):
        told = _("{promises}; the longest since {day}", promises=told, day=iso(late["due"].min()))
    elif waiting.empty:
        told = _("No promise waits")
    answer.title(plain(f"{where} · {told}" if where else told))


def _list(
    dataset: Dataset, listed: pd.DataFrame, names: Mapping[str, str], state: str, told: Callable[[Any], Cell]
) -> None:
    """Promises, each with what is told of it at last, such as whether it is in time."""
    villages = cache.geography(dataset).village_names
    heads = [Cell(_("Number")), Cell(_("Township"), "w"), Cell(_("Village")), Cell(_("Who owes it"))]
    rows = [
        Row(
            [
                Cell(row.number, "t"),
                Cell(names.get(row.township, "—"), "t w"),
                Cell(villages.get(row.village, "—"), "t"),
                Cell(row.owner or "—"),
                Cell(iso(row.due), "t"),
                told(row),
            ],
            link=to("case", case=row.number),
        )
        for row in frames.rows(listed)
    ]
    heads += [Cell(_("Due")), Cell(in_context("a promise", "State"))]
    file = File(_("Promises"), [state, as_of(dataset)])
    tables.listing("promises", heads, rows, file=file)


def _in_time(row: Any) -> Cell:
    if row.days > 0:
        return Cell(_("{n} days overdue", n=number(row.days)), "t", "bad")
    return Cell(_("in time"), "t", "good")


def _kept(scope: Scope, dataset: Dataset, township: str | None, names: Mapping[str, str], state: str) -> None:
    """What was kept in a year; one that was marked by mistake waits again."""
    today = cache.today(dataset)
    kept = promises.kept_promises(cache.reader(scope), today - dt.timedelta(days=365), today)
    if township is not None:
        kept = kept[kept["township"] == township]
    if kept.empty:
        elements.quiet(_("No promise is on record as kept in the last year."))
        return
    _list(dataset, kept, names, state, lambda row: Cell(_("kept on {day}", day=iso(row.done)), "t", "good"))
    _choose(scope, kept, _("Not kept after all"), promises.reopen_promise)


def _choose(scope: Scope, listed: pd.DataFrame, words: str, act: Callable[[Writer, int], object]) -> None:
    """Take a step with one of them, of townships whose visits the reader keeps."""
    own = {row.id: row.number for row in frames.rows(listed) if keeps_visits(scope, row.township or "")}
    if own:
        choices.take_with(scope, ABOUT, _("Promise"), own, words, act)
