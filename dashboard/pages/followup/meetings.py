"""When did the county and its townships meet, what was decided, and what became of it?"""

import datetime as dt

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import cache, steps
from dashboard.address import Code, to
from dashboard.drawing import elements, owed, tables
from dashboard.drawing.notes import as_of
from dashboard.drawing.tables import Cell, File, Row, figure
from dashboard.language import _, iso, number
from dashboard.markdown import plain
from dashboard.pages import choices, entries
from data import frames
from data.followup import meetings
from data.followup.meetings import MeetingPaper
from data.followup.texts import LONGEST
from data.registers.purposes import PURPOSES
from data.scope import Scope, keeps_visits
from data.tables import Dataset

CHOSEN = Code("meeting")
ABOUT = "meeting"
_AHEAD = dt.timedelta(days=366)


def show(scope: Scope, dataset: Dataset, answer: DeltaGenerator) -> None:
    """The meeting chosen as its paper; else all of them, and a form for the next."""
    reader = cache.reader(scope)
    listed = meetings.listed(reader)
    chosen = CHOSEN.among({str(own) for own in listed["id"]})
    paper = meetings.paper(reader, int(chosen)) if chosen is not None else None
    if paper is not None:
        _paper(scope, dataset, answer, paper)
        return
    answer.title(plain(_answer(listed)))
    entries.offer(scope, "meetings")
    if listed.empty:
        elements.quiet(_(PURPOSES["meetings"].use))
    else:
        _list(dataset, listed)
    _convene(scope, dataset)


def _answer(listed: pd.DataFrame) -> str:
    if listed.empty:
        return _("No joint meeting is on record")
    return _(
        "Joint meetings: {n}; decisions: {decided}, of these not done: {open}",
        n=number(len(listed)),
        decided=number(int(listed["decisions"].sum())),
        open=number(int(listed["open"].sum())),
    )


def _list(dataset: Dataset, listed: pd.DataFrame) -> None:
    names = _names(dataset)
    heads = [Cell(_("Day"), "t"), Cell(_("Of")), Cell(_("Led by"), "w")]
    heads += [Cell(_("Decisions"), "n"), Cell(_("Not done"), "n")]
    rows = [
        Row(
            [
                Cell(iso(one.on), "t"),
                Cell(names.get(one.division, one.division)),
                Cell(f"{one.leader} · {one.post}", "w"),
                figure(one.decisions),
                figure(one.open),
            ],
            str(one.id),
        )
        for one in frames.rows(listed)
    ]
    file = File(_("Joint meetings"), [as_of(dataset)])
    tables.listing("meetings", heads, rows, opens=CHOSEN, file=file)


def _names(dataset: Dataset) -> dict[str, str]:
    return {dataset.county_code: dataset.county_name} | dict(cache.geography(dataset).township_names)


def _paper(scope: Scope, dataset: Dataset, answer: DeltaGenerator, paper: MeetingPaper) -> None:
    """What became of the last decisions, the agenda, what was decided: in the order of the meeting."""
    place = _names(dataset).get(paper.division, paper.division)
    title = _("{place}: joint meeting of {day}", place=place, day=iso(paper.on))
    answer.title(plain(title))
    elements.quiet(_("Led by {leader}, {post}", leader=paper.leader, post=paper.post))
    elements.link(_("All meetings"), to("followup", part="meetings"))
    st.subheader(_("What became of the last decisions"))
    _decisions(dataset, paper.before, _("No decision of an earlier meeting waits."))
    st.subheader(_("Agenda"))
    if paper.agenda:
        for nth, item in enumerate(paper.agenda, start=1):
            st.write(plain(f"{nth}. {item}"))
    else:
        elements.quiet(_("No agenda is written down."))
    st.subheader(_("Decided"))
    _decisions(dataset, paper.decided, _("Nothing is written down as decided."))
    if not keeps_visits(scope, paper.division):
        return
    if paper.on <= cache.today(dataset):
        _decide(scope, dataset, paper)
    _agenda(scope, paper)


def _decisions(dataset: Dataset, told: pd.DataFrame, nothing: str) -> None:
    if told.empty:
        elements.quiet(nothing)
        return
    heads = [Cell(_("Subject")), Cell(_("Who owes it")), Cell(_("Due"), "t w"), Cell(_("How it stands"))]
    today = cache.today(dataset)
    tables.table(
        heads,
        [
            [
                Cell(one.subject or one.number, link=to("instructions", instruction=one.number, due="all")),
                Cell(one.owner),
                Cell(iso(one.due), "t w"),
                owed.standing(one.progress, one.due, one.done, today),
            ]
            for one in frames.rows(told)
        ],
    )


def _decide(scope: Scope, dataset: Dataset, paper: MeetingPaper) -> None:
    about = f"{ABOUT}-{paper.id}-decide"
    with st.expander(_("Write down a decision")), steps.form(about):
        subject = st.text_input(
            _("Subject"), max_chars=LONGEST["subject"], placeholder=_("without names of persons")
        )
        owner = st.text_input(_("Who owes it"), max_chars=LONGEST["owner"])
        today = cache.today(dataset)
        due = st.date_input(
            _("Due"),
            today + dt.timedelta(days=30),
            min_value=paper.on,
            max_value=today + _AHEAD,
            format="YYYY-MM-DD",
        )
        asked = st.form_submit_button(_("Write down the decision"), type="primary")
    if asked:
        with steps.taking(about):
            meetings.decide(cache.writer(scope), paper.id, subject, owner, due)
            steps.done(_("The decision stands among the instructions"))
        st.rerun()
    steps.show(about)


def _agenda(scope: Scope, paper: MeetingPaper) -> None:
    about = f"{ABOUT}-{paper.id}-agenda"
    with st.expander(_("Change the agenda")), steps.form(about):
        text = st.text_area(
            _("Agenda"),
            "\n".join(paper.agenda),
            max_chars=LONGEST["agenda"],
            help=_("A line an item, without names of persons"),
        )
        asked = st.form_submit_button(_("Keep the agenda"), type="primary")
    if asked:
        with steps.taking(about):
            meetings.set_agenda(cache.writer(scope), paper.id, text)
            steps.done(_("The agenda is kept"))
        st.rerun()
    steps.show(about)


def _convene(scope: Scope, dataset: Dataset) -> None:
    places = {code: name for code, name in _names(dataset).items() if keeps_visits(scope, code)}
    if not places:
        return
    about = f"{ABOUT}-convene"
    with st.expander(_("Write down a meeting")), steps.form(about):
        first, second = st.columns(2, gap="small")
        place = first.selectbox(_("Of"), list(places), format_func=places.__getitem__)
        today = cache.today(dataset)
        day = second.date_input(_("Day"), today, max_value=today + _AHEAD, format="YYYY-MM-DD")
        leader = choices.pick(_("Led by"), choices.leaders())
        agenda = st.text_area(
            _("Agenda"),
            max_chars=LONGEST["agenda"],
            help=_("A line an item, without names of persons"),
        )
        asked = st.form_submit_button(_("Write down the meeting"), type="primary")
    if asked:
        with steps.taking(about):
            meetings.convene(cache.writer(scope), place, day, leader or 0, agenda)
            steps.done(_("The meeting of {day} is written down", day=iso(day)))
        st.rerun()
    steps.show(about)
