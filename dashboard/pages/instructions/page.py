"""Which instructions wait, which are past their day, and who owes them?"""

from collections.abc import Callable

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import cache
from dashboard.address import Code, Listed, Segmented, to
from dashboard.drawing import downloads, elements, owed, tables
from dashboard.drawing.downloads import Download
from dashboard.drawing.notes import as_of
from dashboard.drawing.tables import Cell, File, Row, figure
from dashboard.language import _, in_context, iso, language, number
from dashboard.markdown import plain
from dashboard.pages import entries
from dashboard.pages.instructions import entry
from data import frames
from data.followup import instructions
from data.registers.purposes import PURPOSES
from data.reports.due import reminder_calendar
from data.scope import Scope
from data.tables import Dataset
from data.terms import Progress
from data.text.printable import file_name

SHOWN = 50
STATE, BY = Segmented("due"), Segmented("by")
LEADER, UNIT = Listed("leader"), Listed("unit")
CHOSEN = Code("instruction")
_STATES: dict[str, Callable[[pd.Series], pd.Series]] = {
    "open": lambda progress: progress != Progress.DONE,
    "overdue": lambda progress: progress == Progress.OVERDUE,
    "soon": lambda progress: progress == Progress.SOON,
    "done": lambda progress: progress == Progress.DONE,
    "all": lambda progress: progress.notna(),
}


def show(scope: Scope, dataset: Dataset) -> None:
    """The list, what is past its day on top; the one chosen is reported on below."""
    answer = st.container(key="answer")
    listed = instructions.listed(cache.reader(scope))
    answer.title(plain(_answer(listed)))
    entries.offer(scope, "instructions")
    if listed.empty:
        _nothing()
        return
    with st.container(key="filters", horizontal=True, vertical_alignment="bottom", gap="small"):
        state = STATE.choose(in_context("an instruction", "State"), _states(listed))
        by = BY.choose(
            _("View"),
            {"list": _("One by one"), "leader": _("By leader"), "unit": _("By who owes it")},
        )
        leader = LEADER.choose_or_all(_("Leader"), _names(listed["leader"]))
        unit = UNIT.choose_or_all(_("Who owes it"), _names(listed["owner"]))
    kept = listed[_STATES[state](listed["progress"])]
    kept = kept if leader is None else kept[kept["leader"] == leader]
    kept = kept if unit is None else kept[kept["owner"] == unit]
    if by == "list":
        chosen = CHOSEN.among(set(listed["number"]))
        if chosen is not None:
            entry.show(scope, next(iter(frames.rows(listed[listed["number"] == chosen]))))
        _list(dataset, kept)
    else:
        _totals(dataset, listed, by)
    reminders = {_("Reminders as a calendar"): lambda: _calendar(scope, dataset, listed)}
    downloads.buttons("reminders", reminders)


def _answer(listed: pd.DataFrame) -> str:
    if listed.empty:
        return _("No instruction is on record")
    waits, late = owed.waiting(listed)
    told = _("Instructions that wait: {n}, overdue: {late}", n=number(waits), late=number(late))
    if not late:
        return told
    first = listed[listed["progress"] == Progress.OVERDUE]["due"].min()
    return _("{instructions}; the longest was due on {day}", instructions=told, day=iso(first))


def _nothing() -> None:
    """What to import, for who can."""
    purpose = PURPOSES["instructions"]
    elements.quiet(_(purpose.use))


def _states(listed: pd.DataFrame) -> dict[str, str]:
    counts = {name: number(int(keeps(listed["progress"]).sum())) for name, keeps in _STATES.items()}
    return {
        "open": _("Waiting: {n}", n=counts["open"]),
        "overdue": _("Overdue: {n}", n=counts["overdue"]),
        "soon": _("Soon due: {n}", n=counts["soon"]),
        "done": _("Done: {n}", n=counts["done"]),
        "all": _("All: {n}", n=counts["all"]),
    }


def _names(column: pd.Series) -> dict[str, str]:
    return {name: name for name in sorted(column.dropna().unique())}


def _list(dataset: Dataset, kept: pd.DataFrame) -> None:
    if kept.empty:
        elements.quiet(_("No instruction stands so."))
        return
    pages = -(-len(kept) // SHOWN)
    page = st.pagination(pages, key=f"instructions-{len(kept)}") if pages > 1 else 1
    heads = [Cell(_("Number")), Cell(_("Subject")), Cell(_("Who owes it")), Cell(_("Leader"), "t w")]
    heads += [Cell(_("Issued on"), "t w"), Cell(_("Due"), "t w"), Cell(in_context("an instruction", "State"))]
    today = cache.today(dataset)

    def rows(part: pd.DataFrame) -> list[Row]:
        return [
            Row(
                [
                    Cell(one.number, "t"),
                    Cell(one.subject or "—"),
                    Cell(one.owner),
                    Cell(one.leader, "t w"),
                    Cell(iso(one.issued), "t w"),
                    Cell(iso(one.due), "t w"),
                    owed.standing(one.progress, one.due, one.done, today),
                ],
                one.number,
            )
            for one in frames.rows(part)
        ]

    tables.listing(
        "instructions",
        heads,
        rows(kept.iloc[(page - 1) * SHOWN : page * SHOWN]),
        every=lambda: rows(kept),
        opens=CHOSEN,
        file=File(_("Instructions"), [as_of(dataset)]),
    )


def _totals(dataset: Dataset, listed: pd.DataFrame, by: str) -> None:
    """How many each leader gave and each unit owes, in the order of their names: nobody is ranked."""
    column, head = ("leader", _("Leader")) if by == "leader" else ("owner", _("Who owes it"))
    heads = [Cell(head), Cell(_("On record"), "n w"), Cell(_("Waiting"), "n"), Cell(_("Overdue"), "n")]
    rows = []
    for name, part in sorted(listed.groupby(column), key=lambda pair: str(pair[0])):
        waits, late = owed.waiting(part)
        link = to("instructions", due="overdue" if late else "open", **{_KEYS[column]: str(name)})
        cells = [Cell(str(name)), figure(len(part), kind="n w"), figure(waits), figure(late)]
        rows.append(Row(cells, link=link))
    container: DeltaGenerator = st.container()
    with container:
        tables.listing(
            f"instructions-{by}", heads, rows, file=File(_("Instructions"), [as_of(dataset)]), sort=False
        )


_KEYS = {"leader": LEADER.key, "owner": UNIT.key}


def _calendar(scope: Scope, dataset: Dataset, listed: pd.DataFrame) -> Download:
    today = cache.today(dataset)
    waits = listed[listed["progress"] != Progress.DONE]
    content = reminder_calendar(waits["due"], today, language(), synthetic=dataset.synthetic)
    name = file_name(f"{iso(today)} {_('Due days of instructions')}.ics")
    return Download(content, name, "text/calendar")
