"""Petitions of the same matter as a case; the office takes one out that is of another."""

import streamlit as st

from dashboard import cache, steps
from dashboard.address import to
from dashboard.drawing import tables
from dashboard.drawing.tables import Cell
from dashboard.language import _, iso, term
from data.casework.cases import Case
from data.petitions import cases
from data.scope import Scope, is_office
from data.terms import Status

ABOUT = "matter"


def show(scope: Scope, case: Case) -> None:
    """A list of them; nothing where the case is a matter of its own."""
    same = cases.linked(cache.reader(scope), case.number)
    if same:
        st.subheader(_("Of the same matter"))
        tables.table(
            [Cell(_("Number")), Cell(_("Filed on"), "t"), Cell(_("Status"), "t")],
            [
                [
                    Cell(name, link=to("case", case=name)),
                    Cell(iso(filed), "t"),
                    Cell(term(Status(status)) if status in set(Status) else status, "t"),
                ]
                for name, filed, status in same
            ],
        )
        if is_office(scope):
            consequence = _(
                "It counts as a matter of its own again, also in hot spots and among repeated petitions."
            )
            key = f"{ABOUT}-{case.number}"
            steps.ask(
                _("Take this case out of the matter"), consequence, key, _take_out, (scope, case.number)
            )
    steps.show(ABOUT)


def _take_out(scope: Scope, number: str) -> None:
    from data.matters import decisions  # seconds to load, and only this step needs it

    with steps.taking(ABOUT):
        writer = cache.writer(scope)
        links = decisions.of_petition(writer, number)
        decisions.undo(writer, links.loc[links["number"] == number, "link"])
        steps.done(_("{number} is a matter of its own", number=number))
