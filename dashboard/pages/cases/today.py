"""What is mine today: what waits of each kind beside the three tiers, each a lane with what is due first."""

import pandas as pd
import streamlit as st

from dashboard import cache
from dashboard.address import to
from dashboard.drawing import elements, owed, tables, tasks
from dashboard.drawing.tables import Cell
from dashboard.drawing.tasks import State, Task
from dashboard.language import _, iso, number, term
from data import frames
from data.clocks import Stand
from data.followup import instructions
from data.reader import Reader
from data.scope import Role, Scope
from data.tables import Dataset
from data.terms import Owes, Tier
from data.visits import promises

AHEAD = 5
"""Cases that a lane shows."""


def show(scope: Scope, dataset: Dataset, listed: pd.DataFrame) -> None:
    """The work on one side, the lanes on the other."""
    reader = cache.reader(scope)
    with st.container(key="today"):
        left, *lanes = st.columns([1.1, 1, 1, 1], gap="small")
        with left:
            tasks.draw(_work(scope, dataset, reader, listed))
        for place, tier in zip(lanes, Tier, strict=True):
            with place:
                _lane(listed[listed["tier"] == tier.value], tier)


def _work(scope: Scope, dataset: Dataset, reader: Reader, listed: pd.DataFrame) -> list[Task]:
    """Overdue, due soon, to be taken on and answered, promised, instructed; what nobody owes is left out."""
    stand, owes = listed["stand"], listed["owes"]
    soon = stand.isin((Stand.WARNED, Stand.URGENT))
    cases = [
        (_("Past their day"), stand == Stand.OVER, {"due": "over"}, "late"),
        (_("Soon due"), soon, {"due": "soon"}, "due"),
        (term(Owes.FORWARD), owes == Owes.FORWARD, {"owes": Owes.FORWARD.value}, "due"),
        (term(Owes.ACCEPT), owes == Owes.ACCEPT, {"owes": Owes.ACCEPT.value}, "due"),
        (term(Owes.ANSWER), owes == Owes.ANSWER, {"owes": Owes.ANSWER.value}, "due"),
        (_("Reviews to be answered"), listed["asked"], {"owes": "review"}, "due"),
    ]
    lines = [
        _task(words, int(which.sum()), to("cases", **address), "late" if kind == "late" else "due")
        for words, which, address, kind in cases
    ]
    if scope.role is not Role.UNIT:
        waits = promises.waiting_promises(reader, cache.today(dataset))
        late: State = "late" if (waits["days"] > 0).any() else "due"
        lines.append(_task(_("Promised"), len(waits), to("promises"), late))
    if scope.role is not Role.TEAM:
        count, over = owed.waiting(instructions.listed(reader))
        lines.append(_task(_("Instructed"), count, to("instructions"), "late" if over else "due"))
    return [line for line in lines if line.figure != number(0)] or lines[:1]


def _task(words: str, count: int, address: str, state: State) -> Task:
    return Task(number(count), words, link=address, state=state if count else "done")


def _lane(own: pd.DataFrame, tier: Tier) -> None:
    """How many are open or under review, past their day and soon due; below it those that are due first."""
    over = int((own["stand"] == Stand.OVER).sum())
    soon = int(own["stand"].isin((Stand.WARNED, Stand.URGENT)).sum())
    words = _("{tier}: {over} past their day, {soon} soon due", tier=term(tier), over=over, soon=soon)
    elements.figures([(number(len(own)), words)])
    first = own[own["due"].notna()].head(AHEAD)
    if first.empty:
        elements.quiet(_("No clock runs in this lane."))
        return
    tables.table(
        [Cell(_("Number")), Cell(_("Due"), "t")],
        [
            [
                Cell(one.number, link=to("case", case=one.number)),
                Cell(iso(one.due), "t", "bad" if one.stand == Stand.OVER else ""),
            ]
            for one in frames.rows(first)
        ],
    )
