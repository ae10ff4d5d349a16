"""One township's day: stops in order with times, whom to hear and why there, what was left out and why."""

import datetime as dt
from collections.abc import Iterable

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import cache, state
from dashboard.drawing import elements, maps
from dashboard.drawing.elements import Cell
from dashboard.language import _, date, language, number, term
from dashboard.pages.visits import day as visit_day
from dashboard.pages.visits import order as plan_order
from dashboard.pages.visits import reception
from dashboard.pages.visits.day_map import payload
from data.errors import PlanRefused
from data.reports.kept import kept_plan
from data.scope import Scope
from data.service.contracts import refusal
from data.tables import Dataset
from data.terms import Mode, State, Status
from data.text import say
from data.visits import days, plans
from data.visits.cases import ScoreSettings
from data.visits.plans import TownshipDay, clock
from data.visits.words import what_is_wrong, why_left_out, why_visited
from geo.errors import VisitError
from geo.visits import LeftOut, VisitPlan, WhyLeftOut
from geo.visits.changes import by_hand, change


def show(
    scope: Scope, dataset: Dataset, on: dt.date, leaders: dict[str, str | None], answer: DeltaGenerator
) -> None:
    """Title and leader into `answer`, the rest below."""
    geography = cache.geography(dataset)
    with st.container(key="filters", horizontal=True, vertical_alignment="bottom", gap="small"):
        township = state.choose_township({code: geography.township_names.get(code, code) for code in leaders})
        names = geography.villages[geography.villages["parent_code"] == township].set_index("code")["name"]
        must, must_not = state.choose_locks(names.to_dict())
        with st.popover(_("Weights")):
            weights = state.choose_weights(ScoreSettings())
            st.button(_("Back to the usual weights"), on_click=state.forget_weights)
    try:
        day, best = cache.planned(scope, dataset, township, on, must, must_not, weights)
    except (PlanRefused, VisitError) as error:
        answer.title(_("The next visits: {day}", day=date(on)))
        st.warning(say(error, language()))
        return
    order = state.order(day.problem.villages)
    made = best
    if order is not None:
        made = by_hand(day.problem, [day.problem.villages.index(code) for code in order], best)
    with answer:
        st.title(_headline(day, made))
        _leader(day, made)
    with st.container(key="body"):
        left, right = st.columns([1, 1], gap="medium")
        with left, st.container(key="map"):
            maps.draw(geography.digest, payload(dataset, [(day, made)]), key="plan-map", clickable=False)
        with right:
            _timetable(day, made, best)
            known = days.state_of(scope, cache.store(), day.township, day.on)
            wrong = what_is_wrong(day, made)
            with st.container():  # what comes and goes has its own room: an open panel below stays open
                for fault in wrong:
                    st.warning(say(fault, language()))
                _compared(scope, day, made)
            with st.container():
                _keep(scope, day, made, known, sound=not wrong)
            plan_order.show(day, made, best, must)
            reception.show(scope, day)
            visit_day.show(scope, dataset, day, known)
            _left_out(day, made)
            visit_day.promises(scope, dataset)


def _headline(day: TownshipDay, made: VisitPlan) -> str:
    names = [day.problem.names[stop.village] for stop in made.stops]
    if not names:
        return _(
            "{day} {township}: reception only, no village needs a visit", day=date(day.on), township=day.name
        )
    return _(
        "{day} {township}: {n} villages, {names}",
        day=date(day.on),
        township=day.name,
        n=len(names),
        names=_(", ").join(names),
    )


def _leader(day: TownshipDay, made: VisitPlan) -> None:
    words = (
        _(
            "{leader} ({post}) · leaves {leaves}, back {returns} · {minutes} minutes of driving,"
            " estimated from straight lines"
        )
        if day.estimate
        else _("{leader} ({post}) · leaves {leaves}, back {returns} · {minutes} minutes of driving by road")
    )
    leader = day.leader
    if day.duty.instead_of:
        leader = _("{leader} in the place of {other}", leader=leader, other=day.duty.instead_of)
    elements.quiet(
        words.format(
            leader=leader,
            post=day.post,
            leaves=clock(made.leaves),
            returns=clock(made.returns),
            minutes=number(made.travel_minutes),
        )
    )
    if day.duty.trouble:
        st.warning(say(refusal(day.duty.trouble, day.name, day.on), language()))


def _timetable(day: TownshipDay, made: VisitPlan, best: VisitPlan) -> None:
    settings = day.problem.settings
    hours = f"{clock(settings.reception_opens)}–{clock(settings.reception_closes)}"
    booked = number(day.booked) if day.booked else ""
    rows = [
        _row("", clock(made.leaves), _("Leave the county seat")),
        _row("", hours, _("Receive people at {hub}", hub=day.hub[0]), booked),
    ]
    for position, stop in enumerate(made.stops, 1):
        village = day.villages.iloc[stop.village]
        why = _(", ").join(why_visited(_, village))
        words = _("{village}: {why}", village=village["name"], why=why)
        times = f"{clock(stop.arrives)}–{clock(stop.departs)}"
        rows.append(_row(str(position), times, words, number(village["cases"])))
    rows.append(_row("", clock(made.returns), _("Back at the county seat")))
    elements.table([Cell("", "n"), Cell(_("Time")), Cell(_("Where and why")), Cell(_("Cases"), "n")], rows)
    elements.quiet(_proof(made, best))
    if day.excluded:
        reasons = (f"{term(status, Status)} {number(n)}" for status, n in day.excluded.items())
        elements.quiet(_("Not heard: {reasons}", reasons=_(", ").join(reasons)))


def _row(position: str, time: str, words: str, cases: str = "") -> list[Cell]:
    return [Cell(position, "n"), Cell(time, "t"), Cell(words), Cell(cases, "n")]


def _proof(made: VisitPlan, best: VisitPlan) -> str:
    """How good the plan is known to be."""
    if made is not best:
        return _(
            "Ordered by hand: {score} points; the best plan found reaches {best}.",
            score=number(made.score, 1),
            best=number(best.score, 1),
        )
    if made.proven:
        return _(
            "{score} points. Proven: no other plan of this day reaches more.", score=number(made.score, 1)
        )
    return _(
        "{score} points; no plan of this day reaches more than {bound}. Not proven to be the best.",
        score=number(made.score, 1),
        bound=number(made.bound, 1),
    )


def _compared(scope: Scope, day: TownshipDay, made: VisitPlan) -> None:
    """What this plan changes in the one that is saved."""
    saved = kept_plan(scope, cache.store(), day)
    if saved is None:
        return
    found = change(saved, made)
    if found.nothing:
        elements.quiet(_("As saved."))
        return
    parts = [
        _("with {names}", names=_named(day, found.added)) if found.added else "",
        _("without {names}", names=_named(day, found.dropped)) if found.dropped else "",
        _("in another order") if found.reordered else "",
        _("points {change}", change=f"{found.score:+,.1f}"),
        _("minutes of driving {change}", change=f"{found.travel_minutes:+,.0f}"),
    ]
    elements.quiet(_("Compared with the saved plan: {parts}", parts=_("; ").join(filter(None, parts))))


def _named(day: TownshipDay, villages: Iterable[int]) -> str:
    return _(", ").join(day.problem.names[village] for village in villages)


def _left_out(day: TownshipDay, made: VisitPlan) -> None:
    if not made.left_out:
        return
    st.subheader(_("Not this time"))
    ordered = sorted(made.left_out, key=lambda left: -day.problem.score[left.village])
    told = [left for left in ordered if left.reason is not WhyLeftOut.NO_REASON]
    if told:
        heads = [Cell(_("Village")), Cell(_("Reason"))]
        heads += [Cell(_("Points lost if visited"), "n"), Cell(_("Cases"), "n"), Cell(_("Points"), "n")]
        elements.table(heads, [_why_not(day, left) for left in told])
    idle = [left.village for left in made.left_out if left.reason is WhyLeftOut.NO_REASON]
    if idle:
        elements.quiet(_("No open case in {names}", names=_named(day, idle)))


def _why_not(day: TownshipDay, left: LeftOut) -> list[Cell]:
    lost = left.reason is WhyLeftOut.NO_TIME and not np.isnan(left.score_lost)
    return [
        Cell(day.problem.names[left.village], "t"),
        Cell(why_left_out(_, left)),
        Cell(number(left.score_lost, 1) if lost else "—", "n"),
        Cell(number(day.problem.cases[left.village]), "n"),
        Cell(number(day.problem.score[left.village], 1), "n"),
    ]


def _keep(
    scope: Scope, day: TownshipDay, made: VisitPlan, known: tuple[State, int] | None, *, sound: bool
) -> None:
    """Save and print. The button carries the revision that was on the page when it was pressed."""
    seen = plans.saved_revision(scope, cache.store(), day.township, day.on)
    settled = known is not None and known[0] is not State.DRAFT
    with st.container(key="tools", horizontal=True, vertical_alignment="bottom"):
        mode = state.choose_mode(
            day.township,
            {one: term(one, Mode) for one in Mode},
            plans.saved_mode(scope, cache.store(), day.township, day.on),
        )
        st.button(
            _("Save the plan"),
            type="primary",
            key="save",
            disabled=settled or not sound,
            on_click=_save,
            args=(scope, day, made, seen, mode),
        )
        elements.print_button(_("Print"))
        if seen:
            elements.quiet(_("Saved: draft {n}", n=seen))
    if told := state.told(day.township):
        st.warning(told)


def _save(scope: Scope, day: TownshipDay, made: VisitPlan, seen: int | None, mode: Mode) -> None:
    revision = state.attempt(
        day.township, plans.save, scope, cache.store(), day, made, state.actor(scope), seen, mode
    )
    if revision is not None:
        st.toast(_("Saved as draft {n}", n=revision))
