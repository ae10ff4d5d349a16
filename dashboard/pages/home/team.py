"""The villages of a liaison team, the most pressing first: last contact, open cases, promises."""

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import cache, steps
from dashboard.address import here, same, to
from dashboard.drawing import charts, elements, maps, tasks
from dashboard.drawing.counts import payload
from dashboard.drawing.question import ask
from dashboard.drawing.tasks import State, Task
from dashboard.language import _, iso, number, term
from dashboard.markdown import plain
from dashboard.pages import filters
from dashboard.pages.place import care, figures, packs
from dashboard.pages.place.place import Place, village
from data import frames
from data.periods import between
from data.petitions.facts import Filter
from data.scope import Scope
from data.service import contacts, coverage
from data.service.coverage import Group
from data.tables import Dataset


def show(scope: Scope, dataset: Dataset) -> None:
    """The village that presses most, or the one that is asked for; the others in a list above it."""
    table = coverage.pressing(cache.liaison(scope, dataset))
    if table.empty:
        st.title(_("There is nothing to show yet"))
        st.write(_("No village is entrusted to this team: the petition office enters them in the registers."))
        return
    own = {str(row.code): row for row in frames.rows(table)}
    code = filters.VILLAGE.among(own) or next(iter(own))
    limit = cache.rules(dataset).service.overdue_days
    row = own[code]
    st.title(plain(_("{place}: {what}", place=row.name, what=_sentence(row, limit))))
    if len(own) > 1:
        tasks.draw(map(_line, own.values()))
    shown = _place(scope, dataset, code)
    with st.container(key="body"):
        left, right = st.columns([1, 1], gap="medium")
        with left:
            _contact(row, limit)
            _record(scope, row, code)
            if shown is not None:
                figures.cases(shown)
                care.promises(shown)
        with right:
            if shown is not None:
                _map(shown)
                figures.months(shown)
                packs.offer(scope, dataset, None, code)
                elements.link(_("More of this village"), same("place", village=code, township=""))


def _sentence(row: Any, limit: int) -> str:
    """When the team was there, and what to do next."""
    number_open = _("open cases: {n}", n=number(row.open))
    match Group(row.group):
        case Group.UNCOVERED:
            return _("no team is entrusted with it; {cases}", cases=number_open)
        case Group.OVERDUE if pd.isna(row.days):
            return _("the team was never there: go there; {cases}", cases=number_open)
        case Group.OVERDUE:
            late = number(row.days - limit)
            return _("overdue for {n} days: go there; {cases}", n=late, cases=number_open)
        case _group:
            left = number(limit - row.days)
            return _("{n} days left for the next contact; {cases}", n=left, cases=number_open)


def _line(row: Any) -> Task:
    """A village: days since the last contact, and what is open."""
    group = Group(row.group)
    days = "—" if pd.isna(row.days) else number(row.days)
    told = _("{state} · open cases: {n}", state=term(group), n=number(row.open))
    state: State = "late" if group in (Group.UNCOVERED, Group.OVERDUE) else "due"
    return Task(days, row.name, told, here(village=row.code), state=state)


def _contact(row: Any, limit: int) -> None:
    """Days since the team was there, against those that the rules allow."""
    group = Group(row.group)
    late = group in (Group.UNCOVERED, Group.OVERDUE)
    last = row.last_contact
    lines = [
        _("last there on {day}", day=iso(last)) if not pd.isna(last) else _("no contact is on record"),
        _("at least every {n} days", n=number(limit)),
    ]
    days = None if pd.isna(row.days) else float(row.days)
    charts.ring(days, limit, _("days since the last contact"), term(group), lines, late=late)


def _record(scope: Scope, row: Any, code: str) -> None:
    """Record today's visit, and take it back within minutes; the page for a phone records more."""
    about = f"contact-{code}"
    steps.show(about)
    if row.team is not None:
        st.button(_("Record a visit to the village"), key=about, on_click=_take, args=(scope, about, code))
    recorded = steps.kept(about)
    if recorded is not None and contacts.undoable_contact(cache.writer(scope), recorded) is not None:
        st.button(_("Undo"), key=f"{about}-undo", on_click=_take_back, args=(scope, about, recorded))
    elements.way_out(_("Page for a phone: visits and errands"), to("phone", village=code))


def _take(scope: Scope, about: str, code: str) -> None:
    with steps.taking(about):
        writer = cache.writer(scope)
        contact = contacts.record_contact(writer, code, on=writer.today)
        steps.keep(about, contact)
        if contacts.undoable_contact(writer, contact) is None:
            steps.done(_("On record already: the team was there on {day}", day=iso(writer.today)))
        else:
            steps.done(_("Recorded: the team was there on {day}", day=iso(writer.today)))


def _take_back(scope: Scope, about: str, contact: int) -> None:
    with steps.taking(about):
        contacts.undo_contact(cache.writer(scope), contact)
        steps.keep(about, None)


def _place(scope: Scope, dataset: Dataset, code: str) -> Place | None:
    """The village under all that is on record: what is open is open, whenever it was filed."""
    chosen = between(filters.first_day(scope, dataset), cache.as_of(dataset))
    wanted = Filter(chosen.first, chosen.last, counted=cache.rules(dataset).visits.counted)
    return village(ask(scope, dataset, wanted, chosen), code)


def _map(shown: Place) -> None:
    """Where it lies among its neighbours; it does not move under the finger."""
    question = shown.question
    lands = question.geography.villages.geometry
    around = lands.intersects(lands.iloc[shown.at])
    legend = maps.Legend(figures.heading(shown), "", [], [])
    near = replace(
        payload(question, "count", shown.code),
        circles=(),
        legend=legend,
        focus=shown.code,
        focused=maps.flags(around),
    )
    with st.container(key="small-map"):
        maps.draw(question.geography.digest, near, key="village-map", clickable=False, still=True)
    elements.link(_("Open the map"), same("map", village=shown.code))
