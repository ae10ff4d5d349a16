"""Who did what, when, and who looked at personal data?"""

import streamlit as st

from dashboard import cache, exports, steps
from dashboard.address import Listed
from dashboard.drawing import elements, tables
from dashboard.drawing.tables import Cell
from dashboard.language import _, language, number
from dashboard.markdown import plain
from data.log import entries, words
from data.log.entries import Entry, Wanted
from data.log.workbook import export
from data.reports.lists import XLSX
from data.scope import Scope, is_head
from data.tables import Dataset

KEY = "log"
SHOWN = 100
ACTOR, ACTION = Listed("person"), Listed("action")


def show(scope: Scope, dataset: Dataset) -> None:
    """Filters, the entries, and a way to take them away; for the head alone."""
    if not is_head(scope):
        st.title(_("Log"))
        st.write(_("The head of the petition office reads the log."))
        return
    reader, title = cache.reader(scope), st.container()
    wanted = _filters(entries.actors(reader), entries.actions(reader))
    amount = entries.number_of_entries(reader, wanted)
    with title:
        st.title(plain(_("Log: {n} entries", n=number(amount))))
    _take_away(scope, wanted, amount)
    if not amount:
        elements.quiet(_("There are no such entries."))
        return
    page = st.pagination(-(-amount // SHOWN), key="log-page") if amount > SHOWN else 1
    listed = entries.entries(reader, wanted, limit=SHOWN, offset=(page - 1) * SHOWN)
    heads = [Cell(_("Time"), "t"), Cell(_("Person"), "t"), Cell(_("Action")), Cell(_("Subject"))]
    tables.table([*heads, Cell(_("Details"), "w")], [_row(entry) for entry in listed])


def _filters(actors: list[str], actions: list[str]) -> Wanted:
    with st.container(key="filters", horizontal=True, vertical_alignment="bottom", gap="small"):
        actor = ACTOR.choose_or_all(_("Person"), {name: words.actor(_, name) for name in actors})
        names = {name: words.action(_, name) for name in actions}
        action = ACTION.choose_or_all(_("Action"), names)
        first = st.date_input(_("From"), value=None, format="YYYY-MM-DD", key="log-first")
        last = st.date_input(_("To"), value=None, format="YYYY-MM-DD", key="log-last")
        case = st.text_input(_("Number of the case"), key="log-number").strip()
    return Wanted(actor, action, first, last, case or None)


def _row(entry: Entry) -> list[Cell]:
    return [
        Cell(f"{entry.at:%Y-%m-%d %H:%M:%S}", "t"),
        Cell(words.actor(_, entry.actor), "t"),
        Cell(words.action(_, entry.action)),
        Cell(words.subject(_, entry.subject)),
        Cell(words.detail(_, entry), "w"),
    ]


def _take_away(scope: Scope, wanted: Wanted, amount: int) -> None:
    """A workbook is made when it is asked for, and that is logged."""
    with st.container(key="log-export", horizontal=True, vertical_alignment="center"):
        st.button(
            plain(_("Make a workbook of these entries")),
            key="export-log",
            on_click=_make,
            args=(scope, wanted),
            disabled=not amount,
        )
        if address := steps.kept(KEY):
            st.link_button(plain(_("Download it (once, within {n} minutes)", n=exports.MINUTES)), address)
    steps.show(KEY)


def _make(scope: Scope, wanted: Wanted) -> None:
    steps.keep(KEY, None)
    with steps.taking(KEY):
        content = export(cache.writer(scope), wanted, language())
        steps.keep(KEY, exports.offer(content, "log.xlsx", XLSX))
