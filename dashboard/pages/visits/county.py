"""All townships of the day at a glance: who goes where, and where nobody can."""

import datetime as dt

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import cache
from dashboard.drawing import elements, maps
from dashboard.drawing.elements import Cell
from dashboard.language import _, date, language, number
from dashboard.pages.visits.day import states
from dashboard.pages.visits.day_map import payload
from data.errors import PlanRefused
from data.reports.kept import kept_plan
from data.scope import Scope
from data.tables import Dataset
from data.terms import State
from data.text import say
from data.visits import days
from data.visits.plans import TownshipDay, clock
from geo.errors import Refused, VisitError
from geo.visits import VisitPlan


def show(
    scope: Scope, dataset: Dataset, on: dt.date, leaders: dict[str, str | None], answer: DeltaGenerator
) -> None:
    """Title into `answer`, map and table below. The saved plan counts, else the best there is."""
    geography = cache.geography(dataset)
    planned: list[tuple[TownshipDay, VisitPlan]] = []
    refused: list[Refused] = []
    with st.spinner(_("Planning all townships …")):
        for code in leaders:
            try:
                day, best = cache.planned(scope, dataset, code, on)
            except (PlanRefused, VisitError) as error:
                refused.append(error)
            else:
                planned.append((day, kept_plan(scope, cache.store(), day) or best))
    villages = sum(len(made.stops) for _day, made in planned)
    title = _(
        "{day}: leaders go to {n} of {total} townships and {villages} villages",
        day=date(on),
        n=len(planned),
        total=len(leaders),
        villages=villages,
    )
    answer.title(title)
    for error in refused:
        st.warning(say(error, language()))
    if not planned:
        return
    with st.container(key="body"):
        left, right = st.columns([1, 1], gap="medium")
        with left, st.container(key="map"):
            maps.draw(geography.digest, payload(dataset, planned), key="county-map", clickable=False)
        with right:
            _table(scope, planned)


def _table(scope: Scope, planned: list[tuple[TownshipDay, VisitPlan]]) -> None:
    words = states()
    rows = []
    for day, made in planned:
        known = days.state_of(scope, cache.store(), day.township, day.on)
        state = words[known[0]] if known else _("not saved")
        settled = known is not None and known[0] is not State.DRAFT
        heard = sum(int(day.problem.cases[stop.village]) for stop in made.stops)
        rows.append(
            [
                Cell(day.name, "t"),
                Cell(day.leader, "t"),
                Cell(f"{clock(made.leaves)}–{clock(made.returns)}", "t"),
                Cell(_(", ").join(day.problem.names[stop.village] for stop in made.stops) or "—", "w"),
                Cell(number(heard), "n"),
                Cell(number(made.travel_minutes), "n"),
                Cell(state, "t", "good" if settled else ""),
            ]
        )
    heads = [Cell(_("Township")), Cell(_("Leader")), Cell(_("Away")), Cell(_("Villages"), "w")]
    heads += [Cell(_("Cases"), "n"), Cell(_("Driving (min)"), "n"), Cell(_("State"))]
    elements.table(heads, rows)
    proven = sum(made.proven for _day, made in planned)
    elements.quiet(_("Proven to be the best of the day: {n} of {total}", n=proven, total=len(planned)))
