"""The page of a village or township, which every list and the search box lead to."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from dashboard import cache
from dashboard.address import Code, here, same
from dashboard.drawing import charts, elements, tables
from dashboard.drawing.counts import period_words
from dashboard.drawing.notes import as_of, conditions
from dashboard.drawing.question import ask
from dashboard.drawing.tables import Cell, File, Row, figure
from dashboard.language import _, in_context, number, term
from dashboard.markdown import plain
from dashboard.pages import filters
from dashboard.pages.place import care, figures
from dashboard.pages.place.place import Place, township, village
from data.scope import Scope
from data.tables import Dataset
from data.terms import CountUnit

TOWNSHIP = Code("township")


def show(scope: Scope, dataset: Dataset) -> None:
    """What is asked for stands in the address: a village, else a township."""
    if cache.geography(dataset).villages.empty or not cache.tally(scope, dataset).months:
        st.title(_("There is nothing to show yet"))
        return
    answer = st.container(key="answer")
    wanted, chosen = filters.over_period(scope, dataset, townships=False)
    if filters.VILLAGE.asked:
        place = village(ask(scope, dataset, wanted, chosen), filters.VILLAGE.asked)
    else:
        place = township(scope, dataset, wanted, chosen, TOWNSHIP.asked)
    if place is None:
        answer.title(_("There is no such village or township"))
        st.write(_("Or it is none that this role sees: search for its name above."))
        return
    with answer:
        st.title(plain(_headline(place)))
        _ways(place)
    with st.container(key="body"):
        left, right = st.columns([1, 1], gap="large")
        with left:
            figures.figures(place)
            figures.months(place)
            if not place.is_village:
                _villages(place)
            figures.made_of(place)
        with right:
            figures.cases(place)
            care.team(place)
            care.visits(place)
            care.promises(place)
            care.alerts(place)


def _headline(place: Place) -> str:
    """All that is set, and how many; of these the open ones, where that is told."""
    words = {
        "place": f"{place.above} {place.name}".strip(),
        "period": period_words(place.period),
        "what": conditions(place.question.wanted),
        "amount": _amount(place.cases),
    }
    if place.open is None:
        return _("{place} · {period}, {what}: {amount}", **words)
    return _("{place} · {period}, {what}: {amount}, of which open: {open}", **words, open=_amount(place.open))


def _amount(cases: float | None) -> str:
    return number(cases) if cases is None else term(CountUnit.CASES, n=number(cases))


def _ways(place: Place) -> None:
    """To the map, and from a village to its township."""
    with st.container(key="ways", horizontal=True):
        if place.is_village:
            elements.link(_("On the map"), same("map"))
            if place.question.visible[place.question.geography.inside(place.township)].all():
                elements.link(place.above, here(village="", township=place.township))
        else:
            elements.link(_("On the map"), same("map", township=place.code))


def _villages(place: Place) -> None:
    """The villages of a township, most first; each leads to its own page."""
    question = place.question
    geography, counts = question.geography, question.counts
    cases: NDArray[np.float64] = np.ma.filled(np.ma.asarray(counts.cases, dtype=float), -1)
    lines = place.monthly_by_village(12) if place.is_own else {}
    title = _("Villages of {township}", township=place.name)
    st.subheader(plain(title))
    tables.listing(
        "villages-of",
        [
            Cell(_("Village")),
            Cell(_("Cases"), "n"),
            Cell(_("Per 1,000 residents"), "n w"),
            Cell(in_context("number of cases", "Open"), "n"),
            *([Cell(_("12 months"), "w")] if place.is_own else []),
        ],
        [
            Row(
                [
                    Cell(geography.names[at], "t"),
                    figure(counts.cases[at]),
                    figure(question.rates[at], 1, "n w"),
                    figure(counts.open[at]),
                    *([_months(lines[at])] if place.is_own else []),
                ],
                link=here(village=str(geography.codes[at])),
            )
            for at in sorted(np.flatnonzero(place.inside).tolist(), key=lambda at: -cases[at])
        ],
        file=File(title, [figures.what(place), as_of(question.dataset)]),
    )


def _months(cases: list[float | None]) -> Cell:
    """A line as small as a word, with its figures for screen readers and files."""
    told = " ".join(number(n) for n in cases if n is not None)
    return Cell(told, "w", image=charts.sparkline(cases, told))
