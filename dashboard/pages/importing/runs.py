"""Imports on record: what came of each, the last undone as a whole, and numbers that were corrected."""

import streamlit as st

from dashboard import cache, nightly, steps
from dashboard.drawing import elements, tables
from dashboard.drawing.tables import Cell
from dashboard.language import _, number, say
from data.importing.petitions import renumbering, undoing
from data.log import words
from data.scope import Scope, is_head
from data.tables import ImportRun

KEY = "runs"
SAME = "renumbering"


def show(scope: Scope) -> None:
    """Corrected numbers that wait for a person, and the latest imports."""
    reader = cache.reader(scope)
    _renumbered(scope, renumbering.proposals(reader))
    runs = undoing.imports(reader)
    st.subheader(_("Imports on record"))
    if not runs:
        elements.quiet(_("None yet."))
        return
    tables.table(
        [
            *(Cell(_("No."), "n"), Cell(_("File")), Cell(_("As of"), "t"), Cell(_("Imported"), "t w")),
            *(
                Cell(_("Imported by"), "t w"),
                Cell(_("rows"), "n w"),
                Cell(_("new"), "n"),
                Cell(_("changed"), "n"),
            ),
            *(Cell(_("unchanged"), "n w"), Cell(_("rejected"), "n w"), Cell("", "t")),
        ],
        [_line(run) for run in runs],
    )
    _undo(scope, runs)


def _line(run: ImportRun) -> list[Cell]:
    counts = (Cell(number(run.stored), "n"), Cell(number(run.changed), "n"))
    more = (Cell(number(run.unchanged), "n w"), Cell(number(run.rejected), "n w"))
    return [
        Cell(str(run.id), "n"),
        Cell(run.file_name),
        Cell(str(run.as_of or _("not known")), "t"),
        Cell(_.moment(run.at), "t w"),
        Cell(words.actor(_, run.actor), "t w"),
        Cell(number(run.rows), "n w"),
        *counts,
        *more,
        Cell(_("undone") if run.undone_at else "", "t", "warning" if run.undone_at else ""),
    ]


def _undo(scope: Scope, runs: list[ImportRun]) -> None:
    """The last import that stands can be undone, unless something stands on it, which is said."""
    last = next((run for run in runs if run.undone_at is None), None)
    if last is None:
        steps.show(KEY)
        return
    standing = undoing.standing(cache.reader(scope), last.id)
    for notice in standing:
        elements.quiet(_("Import {n} cannot be undone: {why}", n=last.id, why=say(notice)))
    if not is_head(scope):
        elements.quiet(_("The head of the petition office takes an import back."))
        steps.show(KEY)
        return
    consequence = _(
        "{stored} petitions that {file} brought are removed; {changed} that it changed are as they"
        " were before.",
        stored=number(last.stored),
        file=last.file_name,
        changed=number(last.changed),
    )
    undo = _("Undo import {n}", n=last.id)
    steps.ask(undo, consequence, "undo-import", _undone, (scope, last.id), off=bool(standing))
    steps.show(KEY)


def _undone(scope: Scope, run: int) -> None:
    with steps.taking(KEY):
        counts = undoing.undo(cache.writer(scope), run)
        nightly.answer_soon()
        steps.done(
            _(
                "Import {n} is undone: {removed} petitions removed, {restored} as before",
                n=run,
                removed=number(counts["removed"]),
                restored=number(counts["restored"]),
            )
        )


def _renumbered(scope: Scope, pairs: list[tuple[str, str]]) -> None:
    """Each pair with a button; nothing is joined unasked."""
    if pairs:
        st.subheader(_("Numbers that may have been corrected"))
        elements.quiet(
            _("Filed on the same day by the same person in the same words, and the old number is gone.")
        )
    for former, new in pairs:
        with st.container(horizontal=True, vertical_alignment="center"):
            elements.quiet(f"{former} → {new}")
            consequence = _(
                "What is on record of {former} goes on under {new}; it can no longer be parted.",
                former=former,
                new=new,
            )
            steps.ask(_("The same case"), consequence, f"same-{new}", _same, (scope, former, new))
    steps.show(SAME)


def _same(scope: Scope, former: str, new: str) -> None:
    with steps.taking(SAME):
        renumbering.confirm(cache.writer(scope), former, new)
        steps.done(_("{former} is {new} now", former=former, new=new))
