"""Where is more than the residents explain? What may be chance is not claimed."""

from dataclasses import dataclass, replace

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import cache, state
from dashboard.drawing import elements, maps
from dashboard.drawing.counts import period_words
from dashboard.drawing.elements import Cell
from dashboard.drawing.notes import place_words, subject
from dashboard.language import _, in_context, number, term
from dashboard.markdown import plain
from dashboard.pages import filters
from dashboard.pages.hotspots import comparison, more_map
from data.hotspots import questions
from data.petitions.facts import count_facts
from data.scope import Scope
from data.tables import Dataset
from geo.statistics.hotspots import Kind, Spots

LISTED = 25


@dataclass(frozen=True, eq=False)
class Answer:
    """What is asked, and what the test says of it."""

    asked: comparison.Asked
    spots: Spots
    cases: np.ndarray
    total: int
    places: list[questions.Place]
    untested: questions.Untested | None
    """Why nothing could be tested where it is looked."""


def show(scope: Scope, dataset: Dataset, answer: DeltaGenerator, tools: DeltaGenerator) -> None:
    """Title into `answer`, what is less often asked into `tools`; one map, or two side by side."""
    geography = cache.geography(dataset)
    wanted, chosen = filters.over_period(scope, dataset)
    with tools:
        second = comparison.choose(scope, dataset, wanted, chosen)
        with st.popover(_("How it is tested")):
            beside = state.choose_test(_tests()) == "beside"
            near, drawn = state.choose_neighbours(_distances())
    asked = [(wanted, chosen), *([second] if second else [])]
    answers = [_answer(scope, dataset, each, float(near), beside=beside) for each in asked]
    lines = more_map.links(dataset, float(near)) if drawn else None
    payloads = [
        more_map.payload(dataset, one.spots, one.cases, *one.asked, one.total, beside=beside, links=lines)
        for one in answers
    ]
    with answer:
        said = _said_beside if beside else _said
        st.title(
            plain(_("; ").join((_said_untested if one.untested else said)(dataset, one) for one in answers))
        )
    with st.container(key="body"):
        if second is not None:
            comparison.side_by_side(dataset, list(zip(asked, payloads, strict=True)), "spots")
            comparison.changes(dataset, answers[0].cases, answers[1].cases, comparison.sides(*asked, dataset))
            return
        left, right = st.columns([1, 1], gap="medium")
        with left, st.container(key="map"):
            maps.draw(geography.digest, payloads[0], key="spots-map", clickable=False)
        with right:
            if answers[0].untested:
                elements.quiet(more_map.untested_remedy(answers[0].untested))
            elif beside:
                _neighbours(dataset, answers[0])
            else:
                _places(dataset, answers[0].places)
            _some_untested(dataset, answers[0])


def _tests() -> dict[str, str]:
    return {
        "together": _("together with its neighbours (Gi*)"),
        "beside": _("with its neighbours (local Moran)"),
    }


def _distances() -> dict[str, str]:
    names = {"0": _("touch")}
    return names | {f"{km}000": _("within {km} km", km=km) for km in (3, 5, 8)}


def _answer(scope: Scope, dataset: Dataset, asked: comparison.Asked, near: float, *, beside: bool) -> Answer:
    everywhere = replace(asked[0], township=None)  # compared with the whole county
    spots, cases = cache.unusual(scope, dataset, everywhere, near, beside=beside)
    total = count_facts(cache.facts(scope, dataset), everywhere)
    land = cache.geography(dataset)
    inside = land.inside(asked[0].township)
    hot = questions.is_hot(spots, cases, land.residents) & inside
    places = questions.hot_places(hot, cases, land.residents, spots.q, land.near(near))
    return Answer(asked, spots, cases, total, places, land.untested(near, inside))


def _said(dataset: Dataset, one: Answer) -> str:
    wanted, chosen = one.asked
    total = int(one.cases[cache.geography(dataset).inside(wanted.township)].sum())
    told = {"period": period_words(chosen), "subject": subject(wanted, dataset), "total": number(total)}
    places = one.places
    if not places:
        return _("{period}, {subject}: nowhere more than chance explains ({total} petitions)", **told)
    return _(
        "{period}, {subject}: more than expected in {villages} villages (places: {places};"
        " petitions: {cases}, expected: {expected})",
        villages=sum(place.villages.size for place in places),
        places=len(places),
        cases=number(sum(place.cases for place in places)),
        expected=_few(sum(place.expected for place in places)),
        **told,
    )


def _said_untested(dataset: Dataset, one: Answer) -> str:
    wanted, chosen = one.asked
    return _(
        "{period}, {subject}: not tested, {why} ({total} petitions)",
        period=period_words(chosen),
        subject=subject(wanted, dataset),
        total=number(int(one.cases[cache.geography(dataset).inside(wanted.township)].sum())),
        why=more_map.untested_words(one.untested) if one.untested else "",
    )


def _some_untested(dataset: Dataset, one: Answer) -> None:
    """How many villages nothing is said of, beside those that were tested."""
    inside = cache.geography(dataset).inside(one.asked[0].township)
    left = int((inside & ~one.spots.tested).sum())
    if left and not one.untested:
        elements.quiet(
            _(
                "Not tested: {n} of {total} villages, whose residents are unknown or who have no neighbour.",
                n=number(left),
                total=number(int(inside.sum())),
            )
        )


def _few(expected: float) -> str:
    """With a decimal where it matters."""
    return number(expected, 1 if expected < 10 else 0)


def _said_beside(dataset: Dataset, one: Answer) -> str:
    wanted, chosen = one.asked
    total = int(one.cases[cache.geography(dataset).inside(wanted.township)].sum())
    told = {"period": period_words(chosen), "subject": subject(wanted, dataset), "total": number(total)}
    inside = cache.geography(dataset).inside(wanted.township)
    count = {kind: int((inside & (one.spots.kind == kind)).sum()) for kind in Kind}
    if not (inside & one.spots.significant).any():
        return _("{period}, {subject}: no village stands out from its neighbours ({total} petitions)", **told)
    return _(
        "{period}, {subject}: {alike} villages have many as those around them, {alone} stand out alone,"
        " {few} have few ({total} petitions)",
        alike=count[Kind.HIGH_HIGH],
        alone=count[Kind.HIGH_LOW],
        few=count[Kind.LOW_LOW] + count[Kind.LOW_HIGH],
        **told,
    )


def _places(dataset: Dataset, places: list[questions.Place]) -> None:
    if places:
        heads = [Cell(in_context("hot spot", "Place"))]
        heads += [
            Cell(_("Petitions"), "n"),
            Cell(_("Expected"), "n"),
            Cell(_("Times"), "n w"),
            Cell(_("How sure")),
        ]
        rows = []
        for place in places[:LISTED]:
            rows.append(
                [
                    Cell(place_words(dataset, place.villages)),
                    Cell(number(place.cases), "n"),
                    Cell(number(place.expected, 1), "n"),
                    Cell(number(place.cases / max(place.expected, 0.05), 1), "n w"),
                    Cell(_sure(place.q), "t"),
                ]
            )
        elements.table(heads, rows, sort=True)
    elements.quiet(
        _(
            "Expected: as many as the residents would bring if all villages were alike. A village is hot if"
            " it and its neighbours together are far above, and it is above itself; of what is marked, less"
            " than one in twenty is chance."
        )
    )


def _neighbours(dataset: Dataset, one: Answer) -> None:
    """Villages that are like those around them, or their opposites."""
    geography = cache.geography(dataset)
    marked = np.flatnonzero(one.spots.significant & geography.inside(one.asked[0].township))
    few = np.isin(one.spots.kind[marked], [Kind.LOW_LOW, Kind.LOW_HIGH])
    order = marked[np.lexsort((one.spots.q[marked], few))][:LISTED]
    if order.size:
        heads = [Cell(_("Village")), Cell(_("Township")), Cell(_("Kind")), Cell(_("Petitions"), "n")]
        heads += [Cell(_("Around it"), "n"), Cell(_("Expected around it"), "n"), Cell(_("How sure"))]
        rows = [
            [
                Cell(geography.villages["name"].iloc[at], "t"),
                Cell(geography.townships_of[at], "t"),
                Cell(term(Kind(one.spots.kind[at]))),
                Cell(number(one.cases[at]), "n"),
                Cell(number(one.spots.observed[at]), "n"),
                Cell(number(one.spots.expected[at], 1), "n"),
                Cell(_sure(one.spots.q[at]), "t"),
            ]
            for at in order
        ]
        elements.table(heads, rows, sort=True)
    elements.quiet(
        _(
            "A village with many among villages with few stands out alone: its cause is its own. Expected:"
            " as many as the residents would bring."
        )
    )


def _sure(q: float) -> str:
    """As the legend says it."""
    return _("very sure") if q <= more_map.SURE else _("fairly sure")
