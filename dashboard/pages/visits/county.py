"""All townships of the day at a glance: who goes where, and where nobody can."""

import datetime as dt

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import cache
from dashboard.address import Segmented, here
from dashboard.drawing import elements, maps, tables
from dashboard.drawing.tables import Cell, File, Row, figure
from dashboard.language import _, clock, date, in_context, iso, say, term
from dashboard.markdown import plain
from dashboard.pages import awaited
from dashboard.pages.visits import effect, papers, reliability, units
from dashboard.pages.visits.day_map import payload
from data.scope import Scope
from data.tables import Dataset
from data.text import N_
from data.visits import saved
from data.visits.on_record import PlanOnRecord

STATE = Segmented("published")


def show(
    scope: Scope, dataset: Dataset, on: dt.date, leaders: dict[str, str | None], answer: DeltaGenerator
) -> None:
    """Title into `answer`, map and table below. The plan on record counts, else the best there is."""
    geography = cache.geography(dataset)
    waiting = _unpublished(scope, dataset, on)
    if waiting:
        leaders = {code: leader for code, leader in leaders.items() if code in waiting}
    with st.spinner(_("Planning all townships …")):
        look = awaited.look(scope, cache.plans_of_day(scope, dataset, on))
    if look.answer is None:
        answer.title(plain(_("The next visits: {day}", day=date(on))))
        return
    records = [look.answer.records[code] for code in leaders if code in look.answer.records]
    refused = [look.answer.refused[code] for code in leaders if code in look.answer.refused]
    planned = [(record.day, record.plan) for record in records]
    if on < cache.today(dataset):
        title = N_("{day}: visits to {n} of {total} townships and {villages} villages are on record")
    elif waiting:
        title = N_("{day}: visits to {total} townships and {villages} villages are not published")
    elif refused:
        title = N_("{day}: leaders go to {n} of {total} townships and {villages} villages")
    else:
        title = N_("{day}: leaders go to all {total} townships and {villages} villages")
    villages = sum(len(record.plan.stops) for record in records)
    when = date(on, year=on.year != cache.today(dataset).year)
    answer.title(plain(_(title, day=when, n=len(records), total=len(leaders), villages=villages)))
    for reason in refused:
        st.warning(plain(say(reason)))
    if not planned:
        return
    with st.container(key="body"):
        left, right = st.columns([1, 1], gap="medium")
        with left, st.container(key="map"):
            maps.draw(geography.digest, payload(dataset, planned), key="county-map", clickable=False)
        with right:
            _table(records)
            if look.current:  # papers name cases, which only the record as it is now may do
                with st.container(key="tools", horizontal=True, vertical_alignment="center"):
                    papers.show(scope, dataset, records)
    if look.current:
        units.show(scope, dataset, records)
    effect.show(scope, dataset)
    reliability.show(scope, dataset)


def _unpublished(scope: Scope, dataset: Dataset, on: dt.date) -> list[str]:
    """Townships whose visits are not published, where the reader asks for these alone."""
    listed = saved.unpublished(cache.reader(scope), on) if on >= cache.today(dataset) else []
    if not listed:
        return []
    with st.container(key="filters", horizontal=True):
        words = {"all": _("All townships"), "no": _("Not published: {n}", n=len(listed))}
        return listed if STATE.choose(_("State of the visits"), words) == "no" else []


def _table(records: list[PlanOnRecord]) -> None:
    rows = []
    for record in records:
        day, plan, kept = record.day, record.plan, record.saved
        cases = day.villages["cases"].iloc[[stop.village for stop in plan.stops]]
        away = "—" if np.isnan(plan.leaves) else f"{clock(plan.leaves)}–{clock(plan.returns)}"
        state = term(kept.state) if kept else _("not saved")
        rows.append(
            Row(
                [
                    Cell(day.name, "t"),
                    Cell(day.leader, "t"),
                    Cell(away, "t"),
                    Cell(_.listed(day.problem.names[stop.village] for stop in plan.stops) or "—", "w"),
                    figure(np.nan if cases.isna().any() else cases.sum()),
                    figure(plan.travel_minutes),
                    Cell(state, "t", "good" if record.public else ""),
                ],
                day.township,
                here(plan="township", visit=day.township),
            )
        )
    heads = [
        Cell(_("Township")),
        Cell(_("Leader")),
        Cell(_("Away")),
        Cell(in_context("a visit", "Villages"), "w"),
    ]
    heads += [Cell(_("Cases"), "n"), Cell(_("Driving (min)"), "n"), Cell(in_context("a visit", "State"))]
    on = records[0].day.on
    tables.listing("townships", heads, rows, file=File(f"{iso(on)} {_('All townships')}"))
    if any(record.now is not None for record in records):
        proven = sum(record.plan.proven for record in records)
        elements.quiet(_("Proven to be the best of the day: {n} of {total}", n=proven, total=len(records)))
    changed = [record.day.name for record in records if record.change is not None]
    if changed:
        names = _.listed(changed)
        elements.quiet(_("The record has changed since the plan was saved: {names}", names=names))
