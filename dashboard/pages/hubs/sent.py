"""To how many places each case was sent, and which were sent to more than one."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import cache
from dashboard.address import to
from dashboard.drawing import elements, tables
from dashboard.drawing.notes import as_of
from dashboard.drawing.tables import Cell, File, Row, figure
from dashboard.language import _, iso, number, percent, term
from dashboard.markdown import plain
from dashboard.pages import filters
from data import frames
from data.hubs.sent import by_places
from data.scope import Scope
from data.tables import Dataset
from data.terms import Status

MOST = 300
"""Cases that are listed."""


def show(scope: Scope, dataset: Dataset, answer: DeltaGenerator, tools: DeltaGenerator) -> None:
    """The view; of the last twelve months, and of the cases that the reader may open."""
    known = cache.geography(dataset)
    with tools:
        township = filters.TOWNSHIP.choose_or_all(_("Township"), known.township_names)
    chosen = cache.usual(dataset)[1]
    found = cache.sent(scope, dataset, chosen)
    if township is not None:
        found = found[found["township"] == township]
    several = found[found["places"] > 1]
    with answer:
        if found.empty:
            st.title(_("No case of the last twelve months names a unit that you may see"))
            st.write(_("The responsible unit comes with the files of petitions, or is entered at a case."))
            return
        st.title(
            plain(
                _(
                    "Of {total} cases filed from {first} to {last} {n} went to more than one place ({share})",
                    total=number(len(found)),
                    first=iso(chosen.first),
                    last=iso(chosen.last),
                    n=number(len(several)),
                    share=percent(len(several), len(found)),
                )
            )
        )
        places = by_places(found)
        elements.figures([(number(n), _("cases with {n} places", n=number(at))) for at, n in places.items()])
    elements.quiet(
        _(
            "Counted are the units that the record names for a case: responsible, before that, forwarded to,"
            " referred to. What no file said is not known. Cases without any unit are not counted."
        )
    )
    if several.empty:
        elements.quiet(_("No case went to more than one place."))
        return
    if len(several) > MOST:
        elements.quiet(_("The first {n} are listed.", n=number(MOST)))
    villages = known.village_names
    heads = [Cell(_("Number")), Cell(_("Filed")), Cell(_("Township")), Cell(_("Village"))]
    heads += [Cell(_("Status")), Cell(_("Places"), "n"), Cell(_("Units"), "w")]
    tables.listing(
        "sent",
        heads,
        [
            Row(
                [
                    Cell(row.number, "t"),
                    Cell(iso(row.filed), "t"),
                    Cell(known.township_names.get(row.township, "—"), "t"),
                    Cell(villages.get(row.village, "—"), "t"),
                    Cell(term(Status(row.status)), "t"),
                    figure(row.places),
                    Cell(_.listed(row.units), "w"),
                ],
                link=to("case", case=row.number),
            )
            for row in frames.rows(several.head(MOST))
        ],
        file=File(_("Cases sent to more than one place"), [as_of(dataset)]),
    )
