"""How much is where? Heat, under a bandwidth that is stated and can be moved."""

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import cache, state
from dashboard.drawing import counts, elements, maps
from dashboard.drawing.counts import Heat, Question
from dashboard.drawing.elements import Cell
from dashboard.drawing.notes import subject
from dashboard.language import _, number
from dashboard.markdown import plain
from dashboard.pages import filters
from dashboard.pages.hotspots import comparison
from data.scope import Scope
from data.tables import Dataset
from geo.statistics.density import BANDWIDTHS

LISTED = 25
LEAST = 0.05
"""Petitions per square kilometre below which a village is not listed."""


def show(scope: Scope, dataset: Dataset, answer: DeltaGenerator, tools: DeltaGenerator) -> None:
    """Title into `answer`, what is less often asked into `tools`; one map, or two side by side."""
    geography = cache.geography(dataset)
    wanted, chosen = filters.over_period(scope, dataset)
    first = counts.ask(scope, dataset, wanted, chosen)
    with tools:
        second = comparison.choose(scope, dataset, wanted, chosen)
        bandwidth = state.choose_bandwidth(BANDWIDTHS, first.typical_heat.bandwidth)
    asked = [(wanted, chosen), *([second] if second else [])]
    questions = [first, *([counts.ask(scope, dataset, *second)] if second else [])]
    warmth = [counts.heat(question, bandwidth) for question in questions]
    with answer:
        if second is None:
            st.title(plain(_said(questions[0], warmth[0])))
        else:
            st.title(plain(_said_beside(asked, questions, dataset)))
    payloads = [
        counts.payload(question, "heat", warmth=each, like=questions[0])
        for question, each in zip(questions, warmth, strict=True)
    ]
    with st.container(key="body"):
        if second is not None:
            comparison.side_by_side(dataset, list(zip(asked, payloads, strict=True)), "heat")
            one, other = (question.counts.cases for question in questions)
            comparison.changes(dataset, one, other, comparison.sides(*asked, dataset))
            return
        left, right = st.columns([1, 1], gap="medium")
        with left, st.container(key="map"):
            maps.draw(geography.digest, payloads[0], key="heat-map", clickable=False)
        with right:
            _densest(questions[0], warmth[0])


def _said(question: Question, warmth: Heat) -> str:
    told = {
        "period": counts.period_words(question.chosen),
        "subject": subject(question.wanted, question.dataset),
        "n": number(question.counts.total),
    }
    area = question.geography.grid.areas.ravel()[int(np.argmax(warmth.surface))]
    peak = float(warmth.surface.max())
    if peak <= 0 or area < 0:
        return _("{period}, {subject}: {n} petitions, none placed in a village", **told)
    return _(
        "{period}, {subject}: {n} petitions, densest around {village} in {township} ({peak} per km²)",
        village=question.geography.villages["name"].iloc[area],
        township=question.geography.townships_of[area],
        peak=number(peak, 1),
        **told,
    )


def _said_beside(asked: list[comparison.Asked], questions: list[Question], dataset: Dataset) -> str:
    one, other = (comparison.words(each, dataset) for each in asked)
    n, m = (number(question.counts.total) for question in questions)
    return _("{one}: {n} petitions; {other}: {m} petitions", one=one, n=n, other=other, m=m)


def _densest(question: Question, warmth: Heat) -> None:
    """Villages by petitions, and by the greatest heat in them."""
    geography, cases = question.geography, question.counts.cases
    peaks = np.zeros(len(cases))
    inside = geography.grid.inside
    np.maximum.at(peaks, geography.grid.areas[inside], warmth.surface[inside])
    order = [at for at in np.argsort(-peaks, kind="stable")[:LISTED] if peaks[at] >= LEAST]
    if not order:
        elements.quiet(_("Choose a longer period, or fewer conditions."))
        return
    elements.table(
        [
            Cell(_("Village")),
            Cell(_("Township")),
            Cell(_("Petitions"), "n"),
            Cell(_("At most per km²"), "n"),
            Cell(_("Per 1,000 residents"), "n w"),
        ],
        [
            [
                Cell(geography.villages["name"].iloc[at], "t"),
                Cell(geography.townships_of[at], "t"),
                Cell(number(cases[at]), "n"),
                Cell(number(peaks[at], 1), "n"),
                Cell("—" if np.isnan(question.rates[at]) else number(question.rates[at], 1), "n w"),
            ]
            for at in order
        ],
        sort=True,
    )
    elements.quiet(
        _(
            "Heat is where petitions are dense, which is also where people are. A petition known only to its"
            " village is spread over it. Colours mean the same in every month."
        )
    )
