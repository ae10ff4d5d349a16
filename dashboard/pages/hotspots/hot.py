"""Where is more than the residents explain? What may be chance is not claimed."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import cache
from dashboard.address import Segmented, Toggle
from dashboard.drawing import elements, maps, tables
from dashboard.drawing.counts import period_words
from dashboard.drawing.notes import as_of, subject
from dashboard.drawing.tables import Cell, File, Row, figure
from dashboard.language import _, in_context, term
from dashboard.markdown import plain
from dashboard.pages import awaited, filters
from dashboard.pages.hotspots import comparison, difference, hot_map
from dashboard.pages.place import panel
from data.hotspots import words
from data.hotspots.hot import HotSpots
from data.scope import Scope
from data.tables import Dataset
from geo.statistics.hotspots import Kind

TEST, NEAR, LINKS = Segmented("test"), Segmented("near"), Toggle("links")


def show(scope: Scope, dataset: Dataset, answer: DeltaGenerator, tools: DeltaGenerator) -> None:
    """Title into `answer`, what is less often asked into `tools`; one map, or two side by side."""
    wanted, chosen = filters.over_period(scope, dataset, own=True)
    with tools:
        second = comparison.choose(scope, dataset, wanted, chosen)
        with st.popover(_("How it is tested")):
            test = TEST.choose(_("A village is compared"), _tests(), label_visibility="visible")
            near = NEAR.choose(_("Neighbours"), _distances(), label_visibility="visible")
            drawn = LINKS.choose(_("Show neighbours on the map"))
    asked = [(wanted, chosen), *([second] if second else [])]
    with st.spinner(_("Comparing each village with its neighbours …")):
        own = (cache.hot(scope, dataset, each[0], float(near), beside=test == "beside") for each in asked)
        answers = awaited.answers(scope, own)
    if not answers:
        answer.title(_("Where more than expected"))
        return
    village = filters.village("spots-map")
    payloads = [hot_map.payload(dataset, each, drawn=drawn, selected=village) for each in answers]
    with answer:
        st.title(plain(_("; ").join(words.hot(_, each) for each in answers)))
    with st.container(key="body"):
        if second is not None:
            names = comparison.sides((wanted, chosen), second, dataset)
            cases = answers[0].cases, answers[1].cases
            apart = difference.payload(dataset, (asked[0], second), cases, names, answers[0].land.part)
            comparison.side_by_side(dataset, list(zip(asked, payloads, strict=True)), apart, "spots")
            comparison.changes(dataset, *cases, names)
            return
        left, right = st.columns([1, 1], gap="medium")
        with left, st.container(key="map"):
            maps.draw(cache.geography(dataset).digest, payloads[0], key="spots-map")
        with right:
            panel.strip(scope, dataset)
            _table(dataset, answers[0])


def _table(dataset: Dataset, answer: HotSpots) -> None:
    if answer.untested:
        elements.quiet(words.remedy(_, answer.untested, answer.land))
    elif answer.beside:
        _neighbours(dataset, answer)
    else:
        _places(dataset, answer)
    notes = words.late(_, answer.late), words.some_untested(_, answer), words.unit(_, answer)
    elements.quiet(" ".join(filter(None, notes)))


def _tests() -> dict[str, str]:
    return {
        "together": _("together with its neighbours (Gi*)"),
        "beside": _("with its neighbours (local Moran)"),
    }


def _distances() -> dict[str, str]:
    names = {"0": _("touch")}
    return names | {f"{km}000": _("within {km} km", km=km) for km in (3, 5, 8)}


def _file(dataset: Dataset, answer: HotSpots) -> File:
    notes = [f"{period_words(answer.period)} · {subject(answer.wanted, dataset)}", as_of(dataset)]
    return File(_("Where more than expected"), notes)


def _places(dataset: Dataset, answer: HotSpots) -> None:
    if answer.places:
        village = filters.VILLAGE.asked
        heads = [Cell(in_context("hot spot", "Place"))]
        heads += [
            Cell(_("Matters"), "n"),
            Cell(_("Expected"), "n"),
            Cell(_("Times"), "n w"),
            Cell(_("How sure")),
        ]
        rows = []
        for place in answer.places:
            cells = [
                Cell(words.place(_, answer.land, place.villages)),
                figure(place.cases),
                figure(place.expected, 1),
                Cell(words.times(_, place.cases, place.expected), "n w"),
                Cell(words.sure(_, place.q), "t"),
            ]
            codes = [str(code) for code in answer.land.codes[place.villages]]
            rows.append(Row(cells, village if village in codes else codes[0]))
        tables.listing("places", heads, rows, opens=filters.VILLAGE, file=_file(dataset, answer))
    elements.quiet(
        _(
            "Expected: as many as the residents would bring if all villages were alike. A village is hot if"
            " it is far above by itself, or it and its neighbours together are and it is above. Where"
            " villages differ by chance alone, anything is marked in at most {n} % of cases; beside a place"
            " that is hot, about one marked village in ten is ordinary.",
            n=f"{100 * cache.rules(dataset).hotspots.level:g}",
        )
    )


def _neighbours(dataset: Dataset, answer: HotSpots) -> None:
    """Villages that are like those around them, or their opposites."""
    order = answer.unlike_chance
    spots, land = answer.spots, answer.land
    if order.size:
        heads = [Cell(_("Village")), Cell(_("Township")), Cell(_("Kind")), Cell(_("Matters"), "n")]
        heads += [Cell(_("Around it"), "n"), Cell(_("Expected around it"), "n"), Cell(_("How sure"))]
        rows = [
            Row(
                [
                    Cell(land.names[at], "t"),
                    Cell(land.townships_of[at], "t"),
                    Cell(term(Kind(spots.kind[at]))),
                    figure(answer.cases[at]),
                    figure(spots.observed[at]),
                    figure(spots.expected[at], 1),
                    Cell(words.sure(_, spots.q[at]), "t"),
                ],
                str(land.codes[at]),
            )
            for at in order
        ]
        tables.listing("neighbours", heads, rows, opens=filters.VILLAGE, file=_file(dataset, answer))
    elements.quiet(
        _(
            "A village with many among villages with few stands out alone. Expected: as many as the residents"
            " would bring."
        )
    )
