"""The latest decisions, each to be taken back; and what is placed again by what is known now."""

import streamlit as st

from dashboard import cache, steps
from dashboard.drawing import elements
from dashboard.language import _, number, say
from dashboard.pages.repair.names import names_of
from data import frames
from data.repair import decisions
from data.scope import Scope
from data.tables import Dataset

LOG = "log"
"""Under which a refusal stands that concerns the list of decisions."""
UNDO_KEY = "Z"
"""Takes the latest decision back."""


def _settle(scope: Scope, dataset: Dataset) -> None:
    with steps.taking(LOG):
        steps.done(say(decisions.settle(cache.writer(scope), cache.today(dataset))))


def show(scope: Scope, dataset: Dataset) -> None:
    """The latest decisions, each with a button that takes it back."""
    log = decisions.history(cache.reader(scope), limit=8)
    with st.container(key="log", horizontal=True, vertical_alignment="center"):
        st.subheader(_("Latest decisions"))
        st.button(
            _("Place all again by today's names and outlines"),
            key="settle",
            on_click=_settle,
            args=(scope, dataset),
            width="content",
        )
    steps.show(LOG)
    if log.empty:
        elements.quiet(_("None yet."))
    names = names_of(dataset)
    latest = next((row.id for row in frames.rows(log) if row.undone_at is None), None)
    for row in frames.rows(log):
        with st.container(horizontal=True, vertical_alignment="center"):
            where = names.get(row.village or "", _("set aside"))
            decision = _(
                "{at} · {n} petitions · {village}",
                at=_.moment(row.at),
                n=number(row.petitions),
                village=where,
            )
            if row.name:
                decision += _(" · learned: {name}", name=row.name)
            elements.quiet(decision if row.undone_at is None else _("{what} · undone", what=decision))
            if row.undone_at is None:
                st.button(
                    _("Undo"),
                    key=f"undo-{row.id}",
                    on_click=_undo,
                    args=(scope, row.id),
                    shortcut=UNDO_KEY if row.id == latest else None,
                )


def _undo(scope: Scope, repair: int) -> None:
    with steps.taking(LOG):
        restored = decisions.undo(cache.writer(scope), repair)
        steps.done(_("The decision on {n} petitions is taken back", n=number(restored)))
