"""What is new: villages that are unusual now and were not all along."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import cache
from dashboard.drawing import elements, maps, tables
from dashboard.drawing.notes import as_of, subject
from dashboard.drawing.tables import Cell, File, Row, figure
from dashboard.language import _, in_context, term
from dashboard.markdown import plain
from dashboard.pages import awaited, filters
from dashboard.pages.hotspots import new_map
from dashboard.pages.place import panel
from data.hotspots import words
from data.hotspots.new import NewSpots
from data.scope import Scope
from data.tables import Dataset
from geo.statistics.emerging import Category


def show(scope: Scope, dataset: Dataset, answer: DeltaGenerator, _tools: DeltaGenerator) -> None:
    """Title into `answer`; map and list."""
    wanted, last = filters.up_to_day(scope, dataset, own=True)
    with st.spinner(_("Comparing the months of each village …")):
        spots = awaited.look(scope, cache.new(scope, dataset, wanted, last)).answer
    if spots is None:
        answer.title(_("What is new"))
        return
    answer.title(plain(words.new(_, spots)))
    with st.container(key="body"):
        left, right = st.columns([1, 1], gap="medium")
        with left, st.container(key="map"):
            payload = new_map.payload(dataset, spots, filters.village("history-map"))
            maps.draw(cache.geography(dataset).digest, payload, key="history-map")
        with right:
            panel.strip(scope, dataset)
            if spots.untested:
                elements.quiet(words.remedy(_, spots.untested, spots.land))
            else:
                _histories(dataset, spots)
    elements.quiet(
        _(
            "A village counts together with those that touch it. The months end on the day looked at, so that"
            " the last is as long as the others. It is told as new where the last quarter brought more than"
            " its own past, too."
        )
    )
    elements.quiet(" ".join(filter(None, [words.late(_, spots.late), words.unit(_, spots)])))


def _histories(dataset: Dataset, spots: NewSpots) -> None:
    if not spots.unusual.size:
        elements.quiet(_("No village is unusual, now or before."))
        return
    land = spots.land
    rows = []
    for village in spots.unusual:
        history = Category(spots.history.category[village])
        cells = [
            Cell(land.names[village], "t"),
            Cell(land.townships_of[village], "t"),
            Cell(term(history), "t", "bad" if "_hot" in history else ""),
            Cell(_(history.meaning), "w"),
            figure(spots.counts[village, -1]),
            figure(spots.counts[village].mean(), 1),
        ]
        rows.append(Row(cells, str(land.codes[village])))
    heads = [
        Cell(_("Village")),
        Cell(_("Township")),
        Cell(in_context("history", "What")),
        Cell(_("Which means"), "w"),
    ]
    heads += [Cell(_("Last month"), "n"), Cell(_("Mean month"), "n")]
    notes = [subject(spots.wanted, dataset), as_of(dataset)]
    file = File(_("What is new"), notes)
    tables.listing("histories", heads, rows, opens=filters.VILLAGE, file=file)
