"""Where does the leader go on the 15th, in which order, whom to hear, and why there?"""

import numpy as np
import pandas as pd
import streamlit as st

from dashboard import cache, elements, maps, state
from dashboard.elements import Cell
from dashboard.language import _, date, language, number
from dashboard.painting.visits import payload
from dashboard.views import visit_day
from data import visit_days, visits
from data.errors import PlanRefused
from data.scope import Scope
from data.tables import Dataset
from data.terms import State
from data.text import say
from data.visit_calendar import next_visit_day, rule_of
from geo.errors import VisitError
from geo.visits import VisitPlan


def show(scope: Scope, dataset: Dataset) -> None:
    """The view."""
    geography = cache.geography(dataset)
    on = next_visit_day(cache.today(dataset), rule_of(dataset))
    leaders = visits.contracted(scope, cache.store(), on)
    if not leaders:
        st.title(_("The next 15th: {day}", day=date(on)))
        if geography.townships.empty:
            st.write(_("There are no townships with boundaries on record: import them first."))
        else:
            st.write(_("This role plans no visits. The petition office, leaders and township officers do."))
        return
    answer = st.container(key="answer")
    with st.container(key="filters", horizontal=True, vertical_alignment="bottom", gap="small"):
        township = state.choose_township({code: geography.township_names.get(code, code) for code in leaders})
        names = geography.villages[geography.villages["parent_code"] == township].set_index("code")["name"]
        must, must_not = state.choose_locks(township, names.to_dict())
    try:
        day, made = cache.planned(scope, dataset, township, on, must, must_not)
    except (PlanRefused, VisitError) as error:
        with answer:
            st.title(_("The next 15th: {day}", day=date(on)))
        st.warning(say(error, language()))
        return
    with answer:
        st.title(_headline(day, made))
        words = (
            _(
                "{leader} ({post}) · leaves {leaves}, back {returns} · {minutes} minutes of driving,"
                " estimated from straight lines"
            )
            if day.estimate
            else _(
                "{leader} ({post}) · leaves {leaves}, back {returns} · {minutes} minutes of driving by road"
            )
        )
        elements.quiet(
            words.format(
                leader=day.leader,
                post=day.post,
                leaves=visits.clock(made.leaves),
                returns=visits.clock(made.returns),
                minutes=number(made.travel_minutes),
            )
        )
    with st.container(key="body"):
        left, right = st.columns([1, 1], gap="medium")
        with left, st.container(key="map"):
            maps.draw(geography.digest, payload(dataset, day, made), key="plan-map", clickable=False)
        with right:
            _timetable(day, made)
            known = visit_days.state_of(scope, cache.store(), day.township, day.on)
            _keep(scope, day, made, known)
            visit_day.show(scope, dataset, day, known)
            _left_out(day, made)
            visit_day.promises(scope, dataset)


def _headline(day: visits.TownshipDay, made: VisitPlan) -> str:
    names = [str(day.villages["name"].iloc[stop.village]) for stop in made.stops]
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


def _timetable(day: visits.TownshipDay, made: VisitPlan) -> None:
    settings = day.problem.settings
    opens, closes = visits.clock(settings.reception_opens), visits.clock(settings.reception_closes)
    rows = [
        [Cell(""), Cell(visits.clock(made.leaves), "t"), Cell(_("Leave the county seat")), Cell("", "n")],
        [
            Cell(""),
            Cell(f"{opens}–{closes}", "t"),
            Cell(_("Receive people at {hub}", hub=day.hub[0])),
            Cell("", "n"),
        ],
    ]
    for position, stop in enumerate(made.stops, 1):
        village = day.villages.iloc[stop.village]
        rows.append(
            [
                Cell(str(position), "n"),
                Cell(f"{visits.clock(stop.arrives)}–{visits.clock(stop.departs)}", "t"),
                Cell(_("{village}: {why}", village=village["name"], why=_why(village))),
                Cell(number(village["cases"]), "n"),
            ]
        )
    rows.append(
        [Cell(""), Cell(visits.clock(made.returns), "t"), Cell(_("Back at the county seat")), Cell("", "n")]
    )
    elements.table([Cell("", "n"), Cell(_("Time")), Cell(_("Where and why")), Cell(_("Cases"), "n")], rows)
    elements.quiet(_proof(day, made))


def _proof(day: visits.TownshipDay, made: VisitPlan) -> str:
    """How good the plan is known to be."""
    if made.proven:
        return _(
            "{score} points. Proven: no other plan of this day reaches more.", score=number(made.score, 1)
        )
    return _(
        "{score} points; no plan of this day reaches more than {bound}. Not proven to be the best.",
        score=number(made.score, 1),
        bound=number(made.bound, 1),
    )


def _why(village: pd.Series) -> str:
    """The reasons in words."""
    reasons = [_("open cases: {n}", n=number(village["cases"]))]
    if village["hard"]:
        reasons.append(_("hard: {n}", n=number(village["hard"])))
    if village["repeats"]:
        reasons.append(_("repeated: {n}", n=number(village["repeats"])))
    if np.isnan(village["months"]):
        reasons.append(_("no leader there on record"))
    else:
        reasons.append(_("months since a leader came: {n}", n=number(village["months"])))
    return _(", ").join(reasons)


def _left_out(day: visits.TownshipDay, made: VisitPlan) -> None:
    if not made.left_out:
        return
    st.subheader(_("Not this time"))
    short = [left for left in made.left_out if left.reason == "no_time"]
    if short:
        ordered = sorted(short, key=lambda left: -day.problem.score[left.village])
        elements.table(
            [
                Cell(_("Village")),
                Cell(_("Reason")),
                Cell(_("Points lost if visited"), "n"),
                Cell(_("Cases"), "n"),
                Cell(_("Points"), "n"),
            ],
            [
                [
                    Cell(str(day.villages["name"].iloc[left.village]), "t"),
                    Cell(_("{n} minutes more would be needed", n=number(np.ceil(left.minutes_short)))),
                    Cell("—" if np.isnan(left.score_lost) else number(left.score_lost, 1), "n"),
                    Cell(number(day.villages["cases"].iloc[left.village]), "n"),
                    Cell(number(day.problem.score[left.village], 1), "n"),
                ]
                for left in ordered
            ],
        )
    forbidden = [left for left in made.left_out if left.reason == "forbidden"]
    if forbidden:
        names = [str(day.villages["name"].iloc[left.village]) for left in forbidden]
        elements.quiet(_("Not to be visited: {names}", names=_(", ").join(names)))
    idle = [
        str(day.villages["name"].iloc[left.village]) for left in made.left_out if left.reason == "no_reason"
    ]
    if idle:
        elements.quiet(_("No open case in {names}", names=_(", ").join(idle)))


def _keep(scope: Scope, day: visits.TownshipDay, made: VisitPlan, known: tuple[State, int] | None) -> None:
    """Save and print. The button carries the revision that was on the page when it was pressed."""
    seen = visits.saved_revision(scope, cache.store(), day.township, day.on)
    with st.container(key="tools", horizontal=True, vertical_alignment="center"):
        st.button(
            _("Save the plan"),
            type="primary",
            key="save",
            disabled=known is not None and known[0] is not State.DRAFT,
            on_click=_save,
            args=(scope, day, made, seen),
        )
        elements.print_button(_("Print"))
        if seen:
            elements.quiet(_("Saved: draft {n}", n=seen))
    if refusal := state.told(day.township):
        st.warning(refusal)


def _save(scope: Scope, day: visits.TownshipDay, made: VisitPlan, seen: int | None) -> None:
    try:
        revision = visits.save(scope, cache.store(), day, made, actor=state.actor(scope), seen=seen)
    except PlanRefused as error:
        state.tell(day.township, say(error, language()))
    else:
        state.tell(day.township, None)
        st.toast(_("Saved as draft {n}", n=revision))
