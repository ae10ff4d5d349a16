"""Every step of setting up a county: what is there, what is missing, what it costs to go on without."""

import streamlit as st

from dashboard import cache
from dashboard.address import Segmented, to
from dashboard.drawing import elements, tables
from dashboard.drawing.tables import Cell, State
from dashboard.language import _, in_context, number, say, term
from dashboard.markdown import plain
from dashboard.pages.setup import divisions, ground, mergers, outlines, roads
from data.registers.purposes import PURPOSES
from data.scope import Scope, is_office
from data.setup import COSTS, NEEDED, SetupStep, StepState, entries, progress
from data.tables import Dataset

STEP = Segmented("step")


def show(scope: Scope, dataset: Dataset) -> None:
    """The view, for the office alone."""
    title = st.container()
    if not is_office(scope):
        title.title(_("Setting up"))
        st.write(_("The petition office sets up the county."))
        return
    table = st.container(key="steps")
    states = progress(cache.reader(scope))
    missing = next((state.step for state in states if not state.done), SetupStep.VISITS)
    names = {state.step.value: term(state.step) for state in states if state.step is not SetupStep.COUNTY}
    first = missing.value if missing.value in names else SetupStep.DIVISIONS.value
    with st.container(key="question"):
        step = SetupStep(STEP.choose(_("Step"), names, first))
    state = next(each for each in states if each.step is step)
    if not state.done:
        st.info(plain(_(COSTS[step])))
    _step(scope, step)
    states = progress(cache.reader(scope))  # as they are after the step
    title.title(plain(_headline(states, dataset)))
    with table:
        _table(states)


def _headline(states: list[StepState], dataset: Dataset) -> str:
    done = sum(state.done for state in states)
    if done == len(states):
        return _("{county} is set up", county=dataset.county_name)
    missing = next(state.step for state in states if not state.done)
    return _(
        "{county}: {done} of {all} steps are done, next: {step}",
        county=dataset.county_name,
        done=done,
        all=len(states),
        step=term(missing),
    )


def _table(states: list[StepState]) -> None:
    rows = []
    for state in states:
        look: State = "good" if state.done else "warning" if state.share else "bad"
        words = {
            "good": in_context("a step of setting up", "done"),
            "warning": in_context("a step of setting up", "in part"),
            "bad": in_context("a step of setting up", "missing"),
        }
        cost = "" if state.done else _(COSTS[state.step])
        rows.append(
            [Cell(term(state.step), "t"), Cell(words[look], "t", look), Cell(say(state)), Cell(cost, "w")]
        )
    heads = [Cell(_("Step"), "t"), Cell(_("State"), "t"), Cell(_("What is there"))]
    tables.table([*heads, Cell(_("What it costs to go on without"), "w")], rows)


def _step(scope: Scope, step: SetupStep) -> None:
    writer = cache.writer(scope)
    if step is SetupStep.DIVISIONS:
        divisions.show(writer)
    elif step is SetupStep.OUTLINES:
        outlines.show(writer)
        ground.show(writer)
    elif step is SetupStep.MERGERS:
        mergers.show(writer)
    elif step is SetupStep.ROADS:
        roads.show(writer)
    elif step is SetupStep.REGISTERS:
        _registers(scope)
    elif step is SetupStep.PETITIONS:
        elements.link(_("Go to the import of petitions"), to("import"))
    elif step is SetupStep.VISITS:
        elements.link(_("Go to the visits"), to("plan"))


def _registers(scope: Scope) -> None:
    """Every register with what is in it, and the way to it."""
    rows = []
    for kind, count in entries(cache.reader(scope)).items():
        purpose = PURPOSES[kind]
        needed = _("(needed for visits)") if kind in NEEDED else ""
        name = Cell(_(purpose.title), "t", link=to("registers", register=kind))
        lack = "" if count else f"{_(purpose.lack)}{needed}"
        rows.append([name, Cell(number(count), "n"), Cell(_(purpose.use), "w"), Cell(lack)])
    heads = [Cell(_("Register")), Cell(_("entries"), "n"), Cell(_("What it is for"), "w")]
    tables.table([*heads, Cell(_("What it costs to go on without"))], rows)
