"""What is known of a case, and what became of it, as tables."""

import datetime as dt
from typing import Any

import streamlit as st

from dashboard.drawing import elements, tables
from dashboard.drawing.tables import Cell
from dashboard.language import _, category, iso, term
from dashboard.pages import offered
from data.casework.cases import Case, State
from data.casework.fields import ALL, FIELDS, PERSONAL, Kind
from data.tables import Dataset
from data.terms import Basis, StateKind, Status


def headline(dataset: Dataset, case: Case) -> str:
    """The case in a sentence."""
    values = case.values
    words = {
        "number": case.number,
        "category": category(values["category"]),
        "place": offered.village(dataset, values["village_code"], case.township_code),
    }
    if case.withdrawn_at is not None:
        return _("{number}: {category}, {place}, withdrawn", **words)
    return _("{number}: {category}, {place}, {status}", status=term(Status(values["status"])), **words)


def fields(dataset: Dataset, case: Case) -> None:
    """All fields that hold something, and by what the case is placed."""
    rows = [
        (_(field.label), shown(dataset, name, case.values[name]))
        for name, field in FIELDS.items()
        if case.values[name] is not None and name != "village_code"
    ]
    place = offered.village(dataset, case.values["village_code"], case.township_code)
    rows.insert(4, (_("Village"), f"{place} · {term(Basis(case.basis))}"))
    _table(_("The case"), rows)


def persons(case: Case, *, asked: bool) -> None:
    """Who petitioned and what they say, once it is asked for; for those alone who may see it."""
    if not asked:
        return
    if not case.person:
        elements.quiet(_("Who petitioned is not shown: the look cannot be written into the log just now."))
    rows = [(_(field.label), case.person.get(name)) for name, field in PERSONAL.items()]
    known = [(label, value) for label, value in rows if value]
    if known:
        _table(_("Who, and in which words"), known)


def history(dataset: Dataset, states: list[State]) -> None:
    """Later states, the latest first, each with what it changed."""
    st.subheader(_("What became of it"))
    if not states:
        elements.quiet(_("Nothing has been changed since it was entered or imported."))
        return
    tables.table(
        [Cell(_("Time"), "t"), Cell(_("Done by")), Cell(_("What")), Cell(_("Reason"))],
        [
            [
                Cell(f"{iso(state.at)} {_.moment(state.at)[-5:]}", "t"),
                Cell(state.file or state.actor),
                Cell(_("; ").join([term(StateKind(state.kind)), *_changes(dataset, state)])),
                Cell(state.reason or "—"),
            ]
            for state in states
        ],
    )


def shown(dataset: Dataset, name: str, value: Any) -> str:
    """A value of a field as a reader reads it."""
    field = ALL[name]
    if value is None:
        return "—"
    if field.kind is Kind.TIME:
        time = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
        return f"{time:%Y-%m-%d %H:%M}"
    if field.terms is not None:
        return term(field.terms(value)) if value in set(field.terms) else str(value)
    if field.kind is Kind.CATEGORY:
        return category(value)
    if field.kind is Kind.VILLAGE:
        return offered.village(dataset, value)
    if field.kind is Kind.TRUTH:
        return _("Yes") if value else _("No")
    return str(value)


def _changes(dataset: Dataset, state: State) -> list[str]:
    return [
        _(
            "{field}: {before} → {after}",
            field=_(ALL[name].label),
            before=shown(dataset, name, before),
            after=shown(dataset, name, after),
        )
        for name, (before, after) in {**state.changes, **state.person}.items()
        if name in ALL
    ]


def _table(title: str, rows: list[tuple[str, str]]) -> None:
    tables.table([Cell(title), Cell("")], [[Cell(label, "t"), Cell(value)] for label, value in rows])
