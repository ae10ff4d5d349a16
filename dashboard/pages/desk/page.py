"""Who has come to the reception, who is heard where, and what came of it? One township, one day."""

import datetime as dt

import streamlit as st

from dashboard import cache, steps
from dashboard.address import Listed, to
from dashboard.drawing import elements
from dashboard.language import _, date, iso, number, say, span, term
from dashboard.markdown import plain
from dashboard.pages.desk import entry, expected, papers, queue
from data.desk.figures import counted, sentence
from data.desk.queue import heard_by_leader, listed
from data.desk.reception import Reception, desk_days, reception
from data.errors import DeskRefused, PlanRefused
from data.scope import Scope, keeps_visits
from data.tables import Dataset
from data.visits import plans, saved

DAY, TOWNSHIP = Listed("day"), Listed("visit")


def show(scope: Scope, dataset: Dataset) -> None:
    """The view."""
    answer = st.container(key="answer")
    tools = st.container(key="question", horizontal=True, vertical_alignment="center", gap="small")
    today = cache.today(dataset)
    on_record = saved.townships_by_day(cache.reader(scope))
    known = desk_days(cache.reader(scope))
    if not known:
        answer.title(_("The desk of the visits"))
        st.write(_("No day of visits is known: it is set in the rules."))
        return
    with tools:
        words = {day.isoformat(): _day(day, today) for day in known}
        first = min((day for day in known if day >= today), default=known[0])
        on = dt.date.fromisoformat(
            DAY.choose(_("Day of the visits"), words, first.isoformat(), label_visibility="collapsed")
        )
        townships = [
            code
            for code in {**plans.contracted(cache.reader(scope), on), **dict.fromkeys(on_record.get(on, ()))}
            if keeps_visits(scope, code)
        ]
        names = cache.geography(dataset).township_names
        if not townships:
            answer.title(_("The desk of the visits"))
            st.write(_("This role keeps no desk on this day: the petition office and township officers do."))
            return
        township = TOWNSHIP.choose(
            _("Township"), {code: names.get(code, code) for code in townships}, label_visibility="collapsed"
        )
        elements.link(_("Plan of the visit"), to("plan", visit=township, day=on.isoformat()))
    try:
        at = reception(cache.reader(scope), township, on)
    except (DeskRefused, PlanRefused) as error:
        answer.title(
            plain(_("The desk of {township}, {day}", township=names.get(township, township), day=date(on)))
        )
        st.warning(plain(say(error)))
        return
    _desk(scope, dataset, at, answer)


def _desk(scope: Scope, dataset: Dataset, at: Reception, answer: st.delta_generator.DeltaGenerator) -> None:
    entries = listed(cache.reader(scope), at.on, at.township)
    found = counted(entries)
    with answer:
        told = sentence(_, found)
        st.title(plain(_("{day} {township}: {told}", day=date(at.on), township=at.name, told=told)))
        heard = _(
            "the leader has heard {n} of {places}",
            n=number(heard_by_leader(entries)),
            places=number(at.places),
        )
        who = _("{leader} ({post})", leader=at.leader, post=at.post) if at.leader else _("nobody receives")
        waits = _("waiting {n}", n=number(found.waiting))
        elements.told(waits, at.hub, span(at.opens, at.closes), who, heard)
        if at.left:
            st.warning(
                plain(
                    _(
                        "{leader}, whom the visit names, is not in office on {day} any more: deputies hear,"
                        " until the visit has another leader.",
                        leader=at.left,
                        day=iso(at.on),
                    )
                )
            )
        if at.closed and at.state is not None:
            elements.quiet(
                _(
                    "The visit is {state}, so its desk stands. Take it back to its recording to correct it.",
                    state=term(at.state),
                )
            )
    with st.container(key="desk"):
        left, right = st.columns([5, 8], gap="medium")
        with left:
            if not at.closed:
                entry.show(scope, dataset, at)
        with right:
            chosen = queue.chosen(entries)
            with st.container(key="desk-step"):
                queue.step(scope, dataset, at, entries, chosen)
            with st.container():  # what comes and goes has its own room: an open panel below stays open
                queue.show(dataset, at, entries, chosen)
            with st.container():
                if not at.closed:
                    expected.show(scope, dataset, at)
            papers.show(scope, dataset, at)
    steps.show(papers.ABOUT)


def _day(day: dt.date, today: dt.date) -> str:
    if day == today:
        return _("{day} · today", day=iso(day))
    return _("{day} · past", day=iso(day)) if day < today else iso(day)
