"""Below the plan: the state of the visit, and what came of each case."""

import datetime as dt

import streamlit as st

from dashboard import cache, steps
from dashboard.address import to
from dashboard.drawing import elements, tables
from dashboard.drawing.tables import Cell
from dashboard.language import _, category, in_context, iso, number, term
from dashboard.markdown import plain
from dashboard.pages import choices
from data import frames
from data.scope import Scope, keeps_visits
from data.tables import Dataset
from data.terms import State
from data.visits import days
from data.visits.days import Outcome
from data.visits.plans import TownshipDay
from data.visits.promises import waiting_promises
from data.visits.saved import SavedPlan


def show_visit(scope: Scope, dataset: Dataset, saved: SavedPlan) -> None:
    """State and recording; those who keep no visits see the state alone."""
    keeps = keeps_visits(scope, saved.day.township)
    _states(scope, dataset, saved, keeps=keeps)
    if keeps:
        day = saved.day
        elements.link(_("The desk of the visits"), to("desk", visit=day.township, day=day.on.isoformat()))
    if saved.took_place and saved.driven != saved.planned:
        names = dict(zip(saved.day.problem.villages, saved.day.problem.names, strict=True))
        visited = _.listed(names.get(code, code) for code in saved.driven) or "—"
        elements.quiet(_("Visited in fact: {names}", names=visited))
    if keeps and saved.state is State.HELD:
        _recording(scope, saved.day)
        _walk_in(scope, saved.day)
        _elsewhere(scope, saved)
    if keeps:
        _recorded(scope, saved)


def about(day: TownshipDay) -> str:
    """Under which a refusal stands of a step with the day's plan."""
    return f"{day.township}-{day.on}"


def _states(scope: Scope, dataset: Dataset, saved: SavedPlan, *, keeps: bool) -> None:
    """Where the visit stands, the steps that may be taken, and why others may not."""
    now, on, today = saved.state, saved.day.on, cache.today(dataset)
    with st.container(key="states", horizontal=True, vertical_alignment="center"):
        st.subheader(plain(_("The visit is: {state}", state=term(now))))
        for to in days.steps(now, on, today) if keeps else ():
            step, consequence = _step(now, to, days.notice_days(cache.store(), on))
            steps.ask(step, consequence, f"to-{to.value}", _advance, (scope, saved.day, to, saved.revision))
    for remark in _remarks(now, on, today):
        elements.quiet(remark)


def _step(now: State, to: State, notice: int) -> tuple[str, str]:
    """What a step is called, and what follows from it."""
    if to is State.PUBLISHED:
        return _("Publish"), _(
            "People see leader, time and place. The plan stays as it is until the notice is taken back."
        )
    if to is State.DRAFT:
        return _("Take the notice back"), _(
            "What was published does not hold any more; it is to be published anew, {n} days ahead.", n=notice
        )
    if to is State.ARCHIVED:
        return _("Archive"), _("The visit stays as it is; it can be taken out of the archive.")
    if now is State.ARCHIVED:
        return _("Take out of the archive"), _("The visit can be corrected again; the log keeps both steps.")
    if now is State.RECORDED:
        return _("Correct what is recorded"), _(
            "Outcomes can be added and taken back again; the log keeps each."
        )
    if to is State.RECORDED:
        return _("All is recorded"), _("No outcome is added or taken back until it is opened for correction.")
    held = _("The visit was held without a notice") if now is State.DRAFT else _("The visit was held")
    return held, _(
        "What came of each case can be recorded then. The plan is not changed any more;"
        " this is not taken back."
    )


def _remarks(now: State, on: dt.date, today: dt.date) -> list[str]:
    """What cannot be done with a visit on this day."""
    remarks = []
    if on < today:
        remarks.append(_("The day is past: the visit is not planned anew."))
    if now is State.DRAFT and today >= on:
        remarks.append(_("It was not published before its day, and cannot be published any more."))
        if today == on:
            remarks.append(_("From tomorrow on it can be recorded as held without a notice."))
    elif now is State.DRAFT and days.is_late(cache.store(), on, today):
        remarks.append(
            _("A visit is published at least {n} days ahead.", n=days.notice_days(cache.store(), on))
        )
    return remarks


def _advance(scope: Scope, day: TownshipDay, to: State, seen: int) -> None:
    with steps.taking(about(day)):
        days.advance(cache.writer(scope), day.township, day.on, to, seen=seen)


def _recording(scope: Scope, day: TownshipDay) -> None:
    """What came of each case that was to be heard."""
    cases = days.to_hear(cache.reader(scope), day.township, day.on)
    if cases.empty:
        elements.quiet(_("Every case of the stops is closed."))
        return
    names = dict(zip(day.villages["code"], day.villages["name"], strict=True))
    words = {
        case.number: f"{case.number} · {names.get(case.village, '')} · {category(case.category)}"
        for case in frames.rows(cases)
    }
    with steps.form(f"record-{about(day)}", border=True):
        chosen = st.selectbox(_("Case heard"), list(words), format_func=words.__getitem__)
        _outcome(scope, day, chosen, f"record-{about(day)}")


def _walk_in(scope: Scope, day: TownshipDay) -> None:
    """What came of a case that nobody had planned to hear."""
    key = f"walk-in-{about(day)}"
    with st.expander(_("Another case was heard, of whoever came")), steps.form(key):
        chosen = st.text_input(_("Number of the case")).strip()
        _outcome(scope, day, chosen, key, walk_in=True)


def _outcome(scope: Scope, day: TownshipDay, chosen: str, key: str, *, walk_in: bool = False) -> None:
    """The rest of a form: what came of a case, by whom and until when."""
    outcome = st.segmented_control(
        _("What came of it"),
        list(Outcome),
        format_func=lambda code: plain(term(code)),
        default=Outcome.EXPLAINED,
        required=True,
    )
    owner = st.text_input(_("Who owes it (for a promise)"))
    due = st.date_input(_("By which day (for a promise)"), value=None)
    asked = st.form_submit_button(_("Record"), type="primary")
    if asked and not chosen:
        steps.refuse(key, _("Name the case that was heard"))
    elif asked:
        with steps.taking(key):
            days.record(
                cache.writer(scope),
                day.township,
                day.on,
                chosen,
                outcome or Outcome.EXPLAINED,
                owner=owner,
                due=due,
                walk_in=walk_in,
            )
            steps.done(_("Recorded: {number}", number=chosen))
        st.rerun()
    steps.show(key)


def _elsewhere(scope: Scope, saved: SavedPlan) -> None:
    """The leader was elsewhere than planned, or in another order."""
    day, key = saved.day, f"stops-{about(saved.day)}"
    names = dict(zip(day.problem.villages, day.problem.names, strict=True))
    with st.expander(_("The leader was elsewhere than planned")):
        visited = st.multiselect(
            _("Villages visited, in their order"),
            list(names),
            default=[code for code in saved.driven if code in names],
            format_func=names.__getitem__,
            placeholder=_("no village"),
        )
        if st.button(_("Record the stops"), disabled=tuple(visited) == saved.driven):
            with steps.taking(key):
                days.correct_stops(cache.writer(scope), day.township, day.on, visited)
            st.rerun()
        steps.show(key)


def _recorded(scope: Scope, saved: SavedPlan) -> None:
    """What is recorded, and its taking back while the visit is being recorded."""
    day = saved.day
    listed = days.outcomes(cache.reader(scope), day.township, day.on)
    steps.show(f"outcome-{about(day)}")
    if listed.empty:
        return
    st.subheader(plain(_("Recorded: {n}", n=number(len(listed)))))
    names = dict(zip(day.villages["code"], day.villages["name"], strict=True))
    tables.table(
        [
            Cell(_("Number")),
            Cell(_("Village")),
            Cell(_("What came of it")),
            Cell(_("Who owes it")),
            Cell(_("Due")),
        ],
        [
            [
                Cell(row.number, "t", link=to("case", case=row.number)),
                Cell(names.get(row.village, "—"), "t"),
                Cell(term(Outcome(row.outcome)), "t"),
                Cell(row.owner or "—"),
                Cell("—" if row.due is None else iso(row.due), "t"),
            ]
            for row in frames.rows(listed)
        ],
    )
    if saved.state is State.HELD:
        entries = {row.id: f"{row.number} · {term(Outcome(row.outcome))}" for row in frames.rows(listed)}
        choices.take_with(
            scope,
            f"outcome-{about(day)}",
            _("Outcome"),
            entries,
            in_context("an outcome", "Take back"),
            days.take_back,
        )


def promises(scope: Scope, dataset: Dataset, township: str) -> None:
    """How many promises of a township wait; their page lists them."""
    waiting = waiting_promises(cache.reader(scope), cache.today(dataset))
    waiting = waiting[waiting["township"] == township]
    if waiting.empty:
        return
    words = _(
        "Promises that wait: {n}, overdue: {late}",
        n=number(len(waiting)),
        late=number(int((waiting["days"] > 0).sum())),
    )
    elements.link(words, to("promises", township=township))
