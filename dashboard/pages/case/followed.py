"""Who has a case in hand: unit, level, agent, leader, parties; instructions on it; what is linked to it."""

import streamlit as st

from dashboard import cache
from dashboard.address import to
from dashboard.drawing import elements, owed, tables
from dashboard.drawing.tables import Cell
from dashboard.language import _, iso, number, term
from dashboard.pages.case import course, matter
from data import frames
from data.casework import steps
from data.casework.cases import Case
from data.followup import instructions, led
from data.scope import Role, Scope, is_office
from data.tables import Dataset
from data.terms import SettledLevel, Tier
from data.visits import promises

_ALL = (Role.LEADER, Role.TOWNSHIP)
"""Who sees, beside the office, every instruction on a case that they may open."""


def show(scope: Scope, dataset: Dataset, case: Case) -> None:
    """A table of who has it; then what is owed about it."""
    st.subheader(_("Who has it"))
    rows = [
        (_("Unit that handles it"), case.values["unit"] or "—"),
        (_("Tier"), term(Tier(case.values["tier"]))),
        (_("Level at which it was settled"), _level(case)),
        (_("Proxy agent"), _agent(case)),
        (_("Leader in charge of the case"), _leader(scope, case)),
        (
            _("Who took part"),
            _.listed(course.parties(steps.taken_steps(cache.reader(scope), case.number))) or "—",
        ),
    ]
    tables.table([Cell(""), Cell("")], [[Cell(label, "t"), Cell(value)] for label, value in rows])
    _owed(scope, dataset, case)
    matter.show(scope, case)


def _level(case: Case) -> str:
    level = case.values["settled_level"]
    return term(SettledLevel(level)) if level in set(SettledLevel) else "—"


def _agent(case: Case) -> str:
    if not case.values["by_proxy"]:
        return _("none")
    return case.values["agent"] or _("by proxy; the agent is not named")


def _leader(scope: Scope, case: Case) -> str:
    """By the register of contracted cases, else as the file of the case has it."""
    own = led.listed(cache.reader(scope), number=case.number, newest={})
    if own.empty:
        return case.values["case_leader"] or "—"
    one = frames.rows(own)[0]
    met = _("met the people: {n}", n=number(one.visits))
    return f"{one.leader} · {one.post} · {_('since {day}', day=iso(one.since))} · {met}"


def _owed(scope: Scope, dataset: Dataset, case: Case) -> None:
    """Instructions on the case and promises about it, with how they stand."""
    reader, today = cache.reader(scope), cache.today(dataset)
    every = instructions.listed(reader)
    rows = [
        [
            Cell(_("Instruction"), "t"),
            Cell(one.number, link=_address(scope, one.number)),
            Cell(one.owner),
            owed.standing(one.progress, one.due, one.done, today),
        ]
        for one in frames.rows(every[every["case"] == case.number])
    ]
    waiting = promises.waiting_promises(reader, today)
    rows += [
        [
            Cell(_("Promise"), "t"),
            Cell("—"),
            Cell(one.owner or "—"),
            Cell(_("{n} days overdue", n=number(one.days)), "t", "bad")
            if one.days > 0
            else Cell(_("due on {day}", day=iso(one.due)), "t"),
        ]
        for one in frames.rows(waiting[waiting["number"] == case.number])
    ]
    if rows:
        heads = [Cell(_("Owed")), Cell(_("Number")), Cell(_("Who owes it")), Cell(_("How it stands"))]
        tables.table(heads, rows)
    else:
        elements.quiet(
            _("No instruction and no promise waits about this case.")
            if is_office(scope) or scope.role in _ALL
            else _("No instruction and no promise that you may see waits about this case.")
        )


def _address(scope: Scope, instruction: str) -> str:
    return "" if scope.role is Role.TEAM else to("instructions", instruction=instruction, due="all")
