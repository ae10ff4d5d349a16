"""Cases that are booked for the reception, and have not come yet."""

import streamlit as st

from dashboard import cache, steps
from dashboard.drawing import elements
from dashboard.language import _, category, clock, number
from dashboard.pages.choices import pick
from dashboard.pages.desk.queue import SLIP
from data import frames
from data.desk.booked import enter_booked, expected
from data.desk.reception import Reception
from data.scope import Scope
from data.tables import Dataset

ABOUT = "desk-expected"


def show(scope: Scope, dataset: Dataset, at: Reception) -> None:
    """A list of them, and one step: they have come."""
    listed = expected(cache.reader(scope), at.township, at.on)
    steps.show(ABOUT)
    if listed.empty:
        return
    names = cache.geography(dataset).village_names
    words = {
        row.number: _(
            "{at} {number} · {village} · {category}",
            at=_("by a deputy") if row.at is None else clock(row.at),
            number=row.number,
            village=names.get(row.village, "—"),
            category=category(row.category),
        )
        for row in frames.rows(listed)
    }
    elements.quiet(_("Booked and not here yet: {n}", n=number(len(listed))))
    with st.container(key="desk-expected", horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = pick(_("Booked case"), words)
        st.button(
            _("Has come"),
            key="desk-booked",
            disabled=chosen is None,
            on_click=_come,
            args=(scope, at, chosen),
        )


def _come(scope: Scope, at: Reception, booked: str) -> None:
    with steps.taking(ABOUT):
        slip = enter_booked(cache.writer(scope), at.township, at.on, booked)
        SLIP.put(slip)
        steps.done(_("Written down: {slip}", slip=slip))
