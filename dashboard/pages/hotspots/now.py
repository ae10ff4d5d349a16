"""What happens right now: places whose last weeks brought more than usual."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import cache
from dashboard.drawing import elements, maps, tables
from dashboard.drawing.notes import as_of, subject
from dashboard.drawing.tables import Cell, File, Row, figure
from dashboard.language import _, in_context, iso
from dashboard.markdown import plain
from dashboard.pages import awaited, filters
from dashboard.pages.hotspots import linking, now_map
from dashboard.pages.place import panel
from data.hotspots import words
from data.hotspots.now import SpotsNow
from data.scope import Scope
from data.tables import Dataset


def show(scope: Scope, dataset: Dataset, answer: DeltaGenerator, _tools: DeltaGenerator) -> None:
    """Title into `answer`; map and list."""
    wanted, last = filters.up_to_day(scope, dataset, own=True)
    with st.spinner(_("Comparing with what the villages' own pasts bring about …")):
        spots = awaited.look(scope, cache.now(scope, dataset, wanted, last)).answer
    if spots is None:
        answer.title(_("What happens right now"))
        return
    answer.title(plain(words.now(_, spots)))
    if spots.watch is None:
        return
    with st.container(key="body"):
        left, right = st.columns([1, 1], gap="medium")
        with left, st.container(key="map"):
            payload = now_map.payload(dataset, spots, filters.village("now-map"))
            maps.draw(cache.geography(dataset).digest, payload, key="now-map")
        with right:
            panel.strip(scope, dataset)
            _signals(dataset, spots)
            notes = words.late(_, spots.late), *words.allowed_for(_, spots), words.unit(_, spots)
            elements.quiet(" ".join(filter(None, notes)))
            linking.offer(scope, spots.unit)


def _signals(dataset: Dataset, spots: SpotsNow) -> None:
    if spots.shown:
        village = filters.VILLAGE.asked
        heads = [
            Cell(in_context("hot spot", "Place")),
            Cell(_("Since"), "t w"),
            Cell(_("Matters"), "n"),
        ]
        heads += [Cell(_("Usually"), "n"), Cell(_("Times"), "n w"), Cell(_("By chance"))]
        rows = []
        for place, signal in enumerate(spots.shown, 1):
            cells = [
                Cell(f"{place}. {words.place(_, spots.land, signal.villages)}"),
                Cell(iso(signal.since), "t w"),
                figure(signal.cases),
                figure(signal.expected, 1),
                Cell(words.times(_, signal.cases, signal.expected), "n w"),
                Cell(words.chance(_, signal), "t", "bad" if signal.raised else ""),
            ]
            codes = [str(code) for code in spots.land.codes[signal.villages]]
            rows.append(Row(cells, village if village in codes else codes[0]))
        file = File(_("What happens right now"), [subject(spots.wanted, dataset), as_of(dataset)])
        tables.listing("signals", heads, rows, opens=filters.VILLAGE, file=file)
    elements.quiet(
        _(
            "Usually: as many as these villages would have had, had they kept their past share of the"
            " county's matters. Looked at are the last {weeks} weeks at most, and circles of up to {km} km."
            " By chance: how often something as unlikely comes up anywhere when each village's last weeks"
            " are taken from a random moment of its own past.",
            weeks=spots.county.longest_weeks,
            km=_.figure(spots.county.radius / 1000),
        )
    )
