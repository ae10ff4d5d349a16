"""How much is where? Heat, under a bandwidth that is stated and can be moved."""

from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import cache
from dashboard.address import Scale
from dashboard.drawing import counts, elements, maps, tables
from dashboard.drawing.notes import as_of, subject
from dashboard.drawing.question import Question, ask, heat_of
from dashboard.drawing.tables import Cell, File, Row, figure
from dashboard.language import _, number
from dashboard.markdown import plain
from dashboard.pages import awaited, filters
from dashboard.pages.hotspots import comparison, difference
from dashboard.pages.place import panel
from data.hotspots import words
from data.hotspots.heat import Heat
from data.scope import Scope
from data.tables import Dataset
from geo.statistics.density import BANDWIDTHS

BANDWIDTH, AUTOMATIC = Scale("bandwidth"), "auto"


def show(scope: Scope, dataset: Dataset, answer: DeltaGenerator, tools: DeltaGenerator) -> None:
    """Title into `answer`, what is less often asked into `tools`; one map, or two side by side."""
    geography = cache.geography(dataset)
    wanted, chosen = filters.over_period(scope, dataset, own=True)
    with tools:
        second = comparison.choose(scope, dataset, wanted, chosen)
    asked = [(wanted, chosen), *([second] if second else [])]
    questions = _questions(scope, dataset, asked)
    if not questions:
        answer.title(_("How much"))
        return
    first = questions[0]
    with tools:
        bandwidth = _bandwidth(first.typical_heat.bandwidth)
    answers = [heat_of(question, bandwidth) for question in questions]
    with answer:
        if second is None:
            st.title(plain(words.heat(_, answers[0])))
        else:
            st.title(plain(_said_beside(asked, answers, dataset)))
    village = filters.village("heat-map")
    payloads = [
        counts.payload(question, "heat", village, answer=each, like=questions[0])
        for question, each in zip(questions, answers, strict=True)
    ]
    with st.container(key="body"):
        if second is not None:
            names = comparison.sides((wanted, chosen), second, dataset)
            cases, part = (answers[0].cases, answers[1].cases), None if first.own.all() else first.own
            apart = difference.payload(dataset, (asked[0], second), cases, names, part)
            comparison.side_by_side(dataset, list(zip(asked, payloads, strict=True)), apart, "heat")
            comparison.changes(dataset, *cases, names)
            return
        left, right = st.columns([1, 1], gap="medium")
        with left, st.container(key="map"):
            maps.draw(geography.digest, payloads[0], key="heat-map")
        with right:
            panel.strip(scope, dataset)
            _densest(dataset, answers[0])


def _questions(scope: Scope, dataset: Dataset, asked: list[comparison.Asked]) -> list[Question]:
    """One a side, with the heat of a period like any other; none while one of these is not made yet."""
    questions = [ask(scope, dataset, *side) for side in asked]
    with st.spinner(_("Looking for the bandwidth that fits best …")):
        own = (cache.typical_heat(scope, dataset, each.wanted, each.chosen.months) for each in questions)
        typical = awaited.answers(scope, own)
    if not typical:
        return []
    return [replace(each, typical=heat) for each, heat in zip(questions, typical, strict=True)]


def _bandwidth(fitting: float) -> float:
    """Bandwidth chosen, in metres; `fitting` is the one that fits the places best."""
    names = {AUTOMATIC: _("automatic ({m} m)", m=_.figure(fitting))}
    names |= {f"{value:g}": _("{m} m", m=_.figure(value)) for value in BANDWIDTHS}
    chosen = BANDWIDTH.choose(_("Bandwidth"), names, AUTOMATIC)
    return fitting if chosen == AUTOMATIC else float(chosen)


def _said_beside(asked: list[comparison.Asked], answers: list[Heat], dataset: Dataset) -> str:
    first, second = (comparison.words(each, dataset) for each in asked)
    n, m = (number(each.counts.total) for each in answers)
    return _("{one}: {n} cases; {other}: {m} cases", one=first, n=n, other=second, m=m)


def _densest(dataset: Dataset, answer: Heat) -> None:
    """Villages by petitions, and by the greatest heat in them."""
    order, land = answer.listed, answer.land
    if not order.size:
        elements.quiet(_("Choose a longer period, or fewer conditions."))
        return
    notes = [f"{counts.period_words(answer.period)} · {subject(answer.wanted, dataset)}", as_of(dataset)]
    tables.listing(
        "densest",
        [
            Cell(_("Village")),
            Cell(_("Township")),
            Cell(_("Petitions"), "n"),
            Cell(_("At most per km²"), "n"),
            Cell(_("Per 1,000 residents"), "n w"),
        ],
        [
            Row(
                [
                    Cell(land.names[at], "t"),
                    Cell(land.townships_of[at], "t"),
                    figure(answer.cases[at]),
                    figure(answer.peaks[at], 1),
                    figure(answer.rates[at], 1, "n w"),
                ],
                str(land.codes[at]),
            )
            for at in order
        ],
        opens=filters.VILLAGE,
        file=File(_("How much"), notes),
    )
    elements.quiet(
        _(
            "Heat is where petitions are dense, which is also where people are. A petition known only to its"
            " village is spread over it. Colours mean the same in every month."
        )
    )
