"""One township's day: stops in order with times, whom to hear and why there, what was left out and why."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import cache, steps
from dashboard.drawing import elements, maps, tables
from dashboard.drawing.tables import Cell, File, Row, figure
from dashboard.language import _, clock, date, iso, number, say, signed, span, term
from dashboard.markdown import plain
from dashboard.pages import filters
from dashboard.pages.place import panel
from dashboard.pages.visits import led, left_out, order, papers, reception, standing
from dashboard.pages.visits.controls import (
    ANEW,
    ORDER,
    TOWNSHIP,
    choose_locks,
    choose_weights,
    forget_plan,
    plan_anew,
)
from dashboard.pages.visits.day import about, promises, show_visit
from dashboard.pages.visits.day_map import payload
from data.errors import PlanRefused
from data.rules import ScoreSettings
from data.scope import Scope
from data.service.contracts import refusal
from data.tables import Dataset
from data.terms import Mode, State
from data.visits.on_record import PlanOnRecord
from data.visits.plans import TownshipDay
from data.visits.promises import promises_by_village
from data.visits.saved import SavedPlan, save
from data.visits.words import as_saved, what_is_wrong, what_was_promised, why_visited
from geo.errors import VisitError
from geo.visits import VisitPlan
from geo.visits.changes import by_hand, change

TOLD_WAIT = 15
"""Minutes of waiting before a stop from which on they are told."""


def show(
    scope: Scope,
    dataset: Dataset,
    on: dt.date,
    leaders: dict[str, str | None],
    answer: DeltaGenerator,
    tools: DeltaGenerator,
) -> None:
    """Title and state into `answer`, controls into `tools`; below the plan on record, or one being made."""
    today, names = cache.today(dataset), cache.geography(dataset).township_names
    with tools:
        township = TOWNSHIP.choose(
            _("Township"), {code: names.get(code, code) for code in leaders}, label_visibility="collapsed"
        )
        refused: PlanRefused | VisitError | None = None
        record = None
        try:
            record = cache.on_record(scope, dataset, township, on)
        except (PlanRefused, VisitError) as error:
            refused = error
        planning = on >= today and not (record and record.public)
        usual = cache.rules(dataset, on).score
        locks, weights = _asked(dataset, township, usual) if planning else (([], []), usual)
    try:
        proposal = _proposal(scope, dataset, township, on, record, locks, weights) if planning else None
    except (PlanRefused, VisitError) as error:
        refused, proposal = error, None
        record = None
    if proposal is not None:
        _show(scope, dataset, record, *proposal, locks[0], answer)
    elif record is not None:
        _show(scope, dataset, record, record.day, record.plan, record.best, locks[0], answer)
    else:
        answer.title(
            plain(_("{day} {township}", day=_date(on, today), township=names.get(township, township)))
        )
        if refused is not None:
            st.warning(plain(say(refused)))
        led.show(scope, dataset, township)
        promises(scope, dataset, township)


def _asked(
    dataset: Dataset, township: str, usual: ScoreSettings
) -> tuple[tuple[list[str], list[str]], ScoreSettings]:
    """Villages that must and must not be visited, and the weights."""
    villages = cache.geography(dataset).villages
    names = villages[villages["parent_code"] == township].set_index("code")["name"]
    return choose_locks(names.to_dict()), choose_weights(usual)


def _proposal(
    scope: Scope,
    dataset: Dataset,
    township: str,
    on: dt.date,
    record: PlanOnRecord | None,
    locks: tuple[list[str], list[str]],
    weights: ScoreSettings,
) -> tuple[TownshipDay, VisitPlan, VisitPlan] | None:
    """The day, the plan that is asked for, and the best; None where a saved plan is shown as it is."""
    asked = any(locks) or weights != cache.rules(dataset, on).score or ANEW.raised
    saved = record is not None and record.saved is not None
    if record is not None and saved and not asked and ORDER.among(record.day.problem.villages) is None:
        return None
    day, best = cache.planned(scope, dataset, township, on, *locks, weights)
    codes = ORDER.among(day.problem.villages)
    if codes is None:
        return day, best, best
    return day, by_hand(day.problem, [day.problem.villages.index(code) for code in codes], best), best


def _show(
    scope: Scope,
    dataset: Dataset,
    record: PlanOnRecord | None,
    day: TownshipDay,
    plan: VisitPlan,
    best: VisitPlan | None,
    must: list[str],
    answer: DeltaGenerator,
) -> None:
    geography, today = cache.geography(dataset), cache.today(dataset)
    saved = record.saved if record else None
    as_it_is = record if record is not None and saved is not None and plan is record.plan else None
    with answer:
        st.title(plain(_headline(day, plan, today)))
        _leader(day, plan, today)
        with st.container(key="standing", horizontal=True, vertical_alignment="center", gap="small"):
            standing.show(saved)
            if record is not None and plan is record.plan:
                papers.show(scope, dataset, [record])
    with st.container(key="body"):
        left, right = st.columns([1, 1], gap="medium")
        with right, st.container(key="map"):
            maps.draw(
                geography.digest,
                payload(dataset, [(day, plan)], filters.village("plan-map")),
                key="plan-map",
            )
        with left:
            with st.container():
                panel.strip(scope, dataset)
                if as_it_is is not None:
                    _since(as_it_is)
            proof = _proof(plan, best) if as_it_is is None else _proof_on_record(as_it_is)
            _timetable(day, plan, proof, promises_by_village(cache.reader(scope), day.township, day.on))
            wrong = [] if as_it_is else what_is_wrong(day, plan)
            with st.container():  # what comes and goes has its own room: an open panel below stays open
                for fault in wrong:
                    st.warning(plain(say(fault)))
                if saved is not None:
                    _compared(saved, day, plan)
            with st.container():
                _keep(scope, dataset, record, day, plan, sound=not wrong)
            if best is not None and not (record and record.public):
                order.show(day, plan, best, must)
            reception.show(scope, day, books=day.on >= today)
            if saved is not None:
                show_visit(scope, dataset, saved)
            left_out.show(day, plan)
            stops = {day.problem.villages[stop.village] for stop in plan.stops}
            led.show(scope, dataset, day.township, stops)
            promises(scope, dataset, day.township)


def _since(record: PlanOnRecord) -> None:
    """Of which day the plan on record is, what has changed since, and a new plan on request."""
    sentences = as_saved(_, record)
    if not sentences:
        return
    with st.container(key="since"):
        st.warning(plain(" ".join(sentences)))
        if record.public or record.now is None:
            if record.public:
                elements.quiet(_("What is published stays. Take the notice back to plan anew."))
            return
        problem = record.day.problem
        locks = [sorted(problem.villages[at] for at in held) for held in (problem.must, problem.must_not)]
        st.button(_("Make a new plan"), on_click=plan_anew, args=(*locks, record.day.weights))


def _date(on: dt.date, today: dt.date) -> str:
    """A day in words, with its year unless it is this one."""
    return date(on, year=on.year != today.year)


def _headline(day: TownshipDay, plan: VisitPlan, today: dt.date) -> str:
    names = [day.problem.names[stop.village] for stop in plan.stops]
    when = _date(day.on, today)
    if not names:
        return _("{day} {township}: reception only, no village needs a visit", day=when, township=day.name)
    return _(
        "{day} {township}: {n} villages, {names}",
        day=when,
        township=day.name,
        n=len(names),
        names=_.listed(names),
    )


def _leader(day: TownshipDay, plan: VisitPlan, today: dt.date) -> None:
    leader = day.leader
    if day.duty.instead_of:
        leader = _("{leader} in the place of {other}", leader=leader, other=day.duty.instead_of)
    parts = [_("{leader} ({post})", leader=leader, post=day.post)]
    if not np.isnan(plan.leaves):
        parts.append(
            _("leaves {leaves}, back {returns}", leaves=clock(plan.leaves), returns=clock(plan.returns))
        )
    if not np.isnan(plan.travel_minutes):
        driving = (
            _("{minutes} minutes of driving, estimated from straight lines")
            if day.estimate
            else _("{minutes} minutes of driving by road")
        )
        parts.append(driving.format(minutes=number(plan.travel_minutes)))
    elements.told(standing.countdown(day.on, today), *parts)
    if day.duty.trouble:
        st.warning(plain(say(refusal(day.duty.trouble, day.name, day.on))))


def _timetable(day: TownshipDay, plan: VisitPlan, proof: str, promised: pd.DataFrame) -> None:
    """When to be where, and why: what is open, and what leaders promised there before."""
    settings = day.problem.settings
    rows = [
        _row("", clock(plan.leaves), _("Leave the county seat")),
        _row(
            "",
            span(settings.reception_opens, settings.reception_closes),
            _("Receive people at {hub}", hub=day.hub[0]),
            figure(day.booked) if day.booked else None,
        ),
    ]
    for position, stop in enumerate(plan.stops, 1):
        village = day.villages.iloc[stop.village]
        reasons = why_visited(_, village)
        if village["code"] in promised.index:
            reasons.append(what_was_promised(_, promised.loc[village["code"]]))
        if (wait := day.problem.waits(stop)) >= TOLD_WAIT:
            reasons.append(_("{n} minutes to wait until somebody can be met", n=round(wait)))
        why = _.listed(reasons)
        words = _("{village}: {why}", village=village["name"], why=why) if why else village["name"]
        times, cases = span(stop.arrives, stop.departs), figure(village["cases"])
        rows.append(_row(str(position), times, words, cases, str(village["code"])))
    rows.append(_row("", clock(plan.returns), _("Back at the county seat")))
    if np.isnan(plan.leaves):
        rows = rows[1:-1]
    tables.listing(
        "timetable",
        [Cell("", "n"), Cell(_("Time")), Cell(_("Where and why")), Cell(_("Cases"), "n")],
        rows,
        opens=filters.VILLAGE,
        sort=False,
        file=File(f"{iso(day.on)} {day.name}"),
    )
    if day.open_cases is not None:
        elements.quiet(_("Cases: {what}", what=term(day.counted)))
    if proof:
        elements.quiet(proof)
    if day.excluded:
        excluded = (f"{term(status)} {number(n)}" for status, n in day.excluded.items())
        elements.quiet(_("Not heard: {reasons}", reasons=_.listed(excluded)))


def _row(position: str, time: str, words: str, cases: Cell | None = None, code: str = "") -> Row:
    cells = [Cell(position, "n"), Cell(time, "t"), Cell(words), cases or Cell("", "n")]
    return Row(cells, code, named=2)


def _proof_on_record(record: PlanOnRecord) -> str:
    """How good a plan on record is known to be: what has changed since it was saved takes its proof."""
    plan = record.plan
    if plan.proven or (record.best is not None and record.stands):
        within = record.best is None or plan.score >= record.best.score - 1e-6
        return _proof(plan, plan if within else record.best)
    if record.saved is None or np.isnan(plan.score):
        return ""
    return _("{score} points as of {day}", score=number(plan.score, 1), day=iso(record.saved.saved_at))


def _proof(plan: VisitPlan, best: VisitPlan | None) -> str:
    """How good the plan is known to be."""
    if best is not None and plan is not best:
        return _(
            "Ordered by hand: {score} points; the best plan found reaches {best}.",
            score=number(plan.score, 1),
            best=number(best.score, 1),
        )
    if plan.proven:
        return _(
            "{score} points. Proven: no other plan of this day reaches more.", score=number(plan.score, 1)
        )
    return _(
        "{score} points; no plan of this day reaches more than {bound}. Not proven to be the best.",
        score=number(plan.score, 1),
        bound=number(plan.bound, 1),
    )


def _compared(saved: SavedPlan, day: TownshipDay, plan: VisitPlan) -> None:
    """What this plan changes in the one that is saved."""
    places = {code: at for at, code in enumerate(day.problem.villages)}
    if not set(saved.planned) <= places.keys():
        return
    stops = (
        replace(stop, village=places[code])
        for stop, code in zip(saved.plan.stops, saved.planned, strict=True)
    )
    difference = change(replace(saved.plan, stops=tuple(stops)), plan)
    if difference.nothing:
        if saved.state is State.DRAFT:
            elements.quiet(_("As saved."))
        return
    parts = [
        _("with {names}", names=_named(day, difference.added)) if difference.added else "",
        _("without {names}", names=_named(day, difference.dropped)) if difference.dropped else "",
        _("in another order") if difference.reordered else "",
        _("points {change}", change=signed(difference.score, 1)),
        _("minutes of driving {change}", change=signed(difference.travel_minutes)),
    ]
    elements.quiet(_("Compared with the saved plan: {parts}", parts=_("; ").join(filter(None, parts))))


def _named(day: TownshipDay, villages: Iterable[int]) -> str:
    return _.listed(day.problem.names[village] for village in villages)


def _keep(
    scope: Scope,
    dataset: Dataset,
    record: PlanOnRecord | None,
    day: TownshipDay,
    plan: VisitPlan,
    *,
    sound: bool,
) -> None:
    """Save and print. The button carries the revision that was on the page when it was pressed."""
    saved = record.saved if record else None
    kept = record if record is not None and plan is record.plan else None
    public = record is not None and record.public
    with st.container(key="tools", horizontal=True, vertical_alignment="bottom"):
        planning = day.on >= cache.today(dataset)
        if saved and (public or not planning):
            elements.quiet(_("Form: {form}", form=term(saved.mode)))
        if planning:
            mode = saved.mode if saved else Mode.ANNOUNCED
            if not public:
                mode = _mode(day.township, mode)
            if saved and kept and kept.now is not None and kept.stands:
                day = kept.now
            st.button(
                _("Save the plan"),
                type="primary",
                key="save",
                disabled=public or not sound or (kept is not None and not kept.stands),
                on_click=_save,
                args=(scope, day, plan, saved.revision if saved else None, mode),
            )
        elements.print_button(_("Print"))
        if saved and not kept:
            st.button(_("Back to the saved plan"), on_click=forget_plan)
        if saved and saved.state is State.DRAFT:
            elements.quiet(_("Saved: draft {n}", n=saved.revision))
    steps.show(about(day))


def _mode(township: str, saved: Mode) -> Mode:
    """How the leader goes down; the saved plan's until another is chosen."""
    modes = list(Mode)
    return st.selectbox(
        _("Form"),
        modes,
        index=modes.index(saved),
        key=f"mode-{township}",
        format_func=term,
    )


def _save(scope: Scope, day: TownshipDay, plan: VisitPlan, seen: int | None, mode: Mode) -> None:
    with steps.taking(about(day)):
        revision = save(cache.writer(scope), day, plan, seen, mode)
        forget_plan()
        steps.done(_("Saved as draft {n}", n=revision))
