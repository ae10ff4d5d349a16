"""Cases booked for the reception of the day."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard import cache, steps
from dashboard.address import to
from dashboard.drawing import elements, tables
from dashboard.drawing.tables import Cell
from dashboard.language import _, category, clock, number
from dashboard.pages import choices
from data import frames
from data.scope import Scope, keeps_visits
from data.visits import bookings
from data.visits.plans import TownshipDay


def show(scope: Scope, day: TownshipDay, *, books: bool = True) -> None:
    """Who is heard when, and by whom; the office and the township book, unless the day is past."""
    listed = bookings.booked(cache.reader(scope), day.township, day.on, day.problem.settings)
    keeps = books and keeps_visits(scope, day.township)
    if listed.empty and not keeps:
        return
    places = day.problem.settings.reception_places
    with st.expander(_("Places of the reception")):  # a title that changed would close it
        taken = number(min(len(listed), places))
        elements.quiet(_("Reception: {n} of {places} places booked", n=taken, places=places))
        if not listed.empty:
            draw_booked(dict(zip(day.problem.villages, day.problem.names, strict=True)), listed)
        if keeps:
            _book(scope, day, listed)


def draw_booked(names: Mapping[str, str], listed: pd.DataFrame) -> None:
    """Who is heard when. `names`: code of a village -> its name."""
    tables.table(
        [Cell(_("Time")), Cell(_("Number")), Cell(_("Village")), Cell(_("Category"))],
        [
            [
                Cell(_("by a deputy") if row.at is None else clock(row.at), "t"),
                Cell(row.number, "t", link=to("case", case=row.number)),
                Cell(names.get(row.village, "—"), "t"),
                Cell(category(row.category)),
            ]
            for row in frames.rows(listed)
        ],
    )


def _book(scope: Scope, day: TownshipDay, listed: pd.DataFrame) -> None:
    about = f"booking-{day.township}-{day.on}"
    with (
        steps.form(about),
        st.container(key="booking", horizontal=True, vertical_alignment="bottom"),
    ):
        wanted = st.text_input(_("Number of the case")).strip()
        asked = st.form_submit_button(_("Book"))
        if asked and not wanted:
            steps.refuse(about, _("Write down the number of the case"))
        elif asked:
            with steps.taking(about):
                bookings.book(cache.writer(scope), day.township, day.on, wanted)
                steps.done(_("Booked: {number}", number=wanted))
            st.rerun()
    steps.show(about)
    if not listed.empty:
        ids = dict(zip(listed["id"], listed["number"], strict=True))
        choices.take_with(scope, f"{about}-back", _("Booking"), ids, _("Cancel the booking"), bookings.cancel)
    steps.show(f"{about}-back")
