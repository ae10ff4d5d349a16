"""Where is more than the residents explain, and what is new? What may be chance is not claimed."""

from dataclasses import replace

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import cache, elements, maps, state
from dashboard.elements import Cell
from dashboard.language import _, category, number
from dashboard.painting import unusual as painting
from dashboard.painting.counts import period_words
from dashboard.views import finding_list
from data import findings, petitions, unusual
from data.periods import Period, period
from data.petitions import Filter
from data.scope import Scope
from data.tables import Dataset
from geo.emerging import Category

LISTED = 25


def show(scope: Scope, dataset: Dataset) -> None:
    """The view; only for those who see the whole county, for a village is hot beside the others."""
    everything = cache.facts(scope, dataset)
    geography = cache.geography(dataset)
    if geography.villages.empty or everything.empty or scope.county is None:
        st.title(_("There is nothing to show yet"))
        if scope.county is None:
            st.write(_("Hot spots compare the villages of the whole county, which this role does not see."))
        return
    answer = st.container(key="answer")
    with st.container(key="question"):
        names = {"more": _("Where more than expected"), "new": _("What is new")}
        if findings.may_read(scope):
            names["found"] = _("Findings")
        question = state.choose_spots(names)
    if question == "found":
        finding_list.show(scope, dataset, answer)
        return
    with st.container(key="filters", horizontal=True, vertical_alignment="bottom", gap="small"):
        last = cache.as_of(dataset)
        if question == "more":
            chosen = state.choose_period(everything["filed"].min().date(), last)
        else:
            chosen = period(f"{last:%Y-%m}", unusual.MONTHS, last)
        codes = [str(code) for code in everything["category"].cat.categories]
        wanted = state.choose_filter(chosen, codes, geography.township_names)
    if question == "more":
        _more(scope, dataset, wanted, chosen, answer)
    else:
        _new(scope, dataset, wanted, answer)


def _more(scope: Scope, dataset: Dataset, wanted: Filter, chosen: Period, answer: DeltaGenerator) -> None:
    geography = cache.geography(dataset)
    everywhere = replace(wanted, township=None)  # compared with the whole county
    spots, cases = cache.unusual(scope, dataset, everywhere)
    hot = unusual.is_hot(spots)
    places = unusual.hot_places(hot, cases, geography.residents, spots.q, geography.neighbours)
    total = petitions.count_facts(cache.facts(scope, dataset), everywhere)
    subject = category(wanted.category) if wanted.category else _("All categories")
    told = {"period": period_words(chosen), "subject": subject, "total": number(int(cases.sum()))}
    if places:
        answer.title(
            _(
                "{period}, {subject}: more than expected in {villages} villages (places: {places};"
                " petitions: {cases}, expected: {expected})",
                villages=int(hot.sum()),
                places=len(places),
                cases=number(sum(place.cases for place in places)),
                expected=number(sum(place.expected for place in places)),
                **told,
            )
        )
    else:
        answer.title(_("{period}, {subject}: nowhere more than chance explains ({total} petitions)", **told))
    with st.container(key="body"):
        left, right = st.columns([1, 1], gap="medium")
        with left, st.container(key="map"):
            maps.draw(
                geography.digest,
                painting.spots_payload(dataset, spots, cases, wanted, chosen, total),
                key="spots-map",
                clickable=False,
            )
        with right:
            _places(dataset, places)


def _places(dataset: Dataset, places: list[unusual.Place]) -> None:
    geography = cache.geography(dataset)
    names = geography.villages["name"].to_numpy()
    if places:
        heads = [Cell(_("Place"))]
        heads += [
            Cell(_("Petitions"), "n"),
            Cell(_("Expected"), "n"),
            Cell(_("Times"), "n"),
            Cell(_("How sure")),
        ]
        rows = []
        for place in places[:LISTED]:
            where = _(", ").join(dict.fromkeys(geography.townships_of[place.villages]))
            villages = _(", ").join(names[place.villages])
            rows.append(
                [
                    Cell(_("{township}: {villages}", township=where, villages=villages)),
                    Cell(number(place.cases), "n"),
                    Cell(number(place.expected, 1), "n"),
                    Cell(number(place.cases / max(place.expected, 0.05), 1), "n"),
                    Cell(_sure(place.q), "t"),
                ]
            )
        elements.table(heads, rows)
    elements.quiet(
        _(
            "Expected: as many as the residents would bring if all villages were alike. A village is hot if"
            " it and its neighbours together are far above; of what is marked, less than one in twenty is"
            " chance."
        )
    )


def _sure(q: float) -> str:
    if q <= 0.001:
        return _("very sure")
    return _("sure") if q <= 0.01 else _("fairly sure")


def _new(scope: Scope, dataset: Dataset, wanted: Filter, answer: DeltaGenerator) -> None:
    geography = cache.geography(dataset)
    found, counts = cache.history(scope, dataset, replace(wanted, township=None))
    fresh = unusual.is_new(found)
    subject = category(wanted.category) if wanted.category else _("All categories")
    said = {"subject": subject, "months": counts.shape[1], "total": number(int(counts.sum()))}
    if (found.category == Category.INSUFFICIENT.value).all():
        answer.title(_("{subject}: too few months on record to say what is new", **said))
    elif fresh.any():
        answer.title(
            _(
                "{subject}: {n} villages are unusual now and were not all along"
                " ({total} petitions in {months} months)",
                n=int(fresh.sum()),
                **said,
            )
        )
    else:
        answer.title(_("{subject}: nothing new ({total} petitions in {months} months)", **said))
    with st.container(key="body"):
        left, right = st.columns([1, 1], gap="medium")
        with left, st.container(key="map"):
            maps.draw(
                geography.digest,
                painting.history_payload(dataset, found, counts, wanted),
                key="history-map",
                clickable=False,
            )
        with right:
            _histories(dataset, found.category, counts)
    elements.quiet(_("The months end on the day of the record, so that the last is as long as the others."))


def _histories(dataset: Dataset, found: np.ndarray, counts: np.ndarray) -> None:
    geography = cache.geography(dataset)
    words = painting.categories()
    said = np.flatnonzero(~np.isin(found, [Category.NONE.value, Category.INSUFFICIENT.value]))
    order = said[np.argsort(-counts[said, -3:].sum(axis=1), kind="stable")]
    if not order.size:
        elements.quiet(_("No village is unusual, now or before."))
        return
    rows = []
    for village in order[:LISTED]:
        row = geography.villages.iloc[village]
        word, meaning = words[found[village]]
        rows.append(
            [
                Cell(row["name"], "t"),
                Cell(geography.township_names.get(row["parent_code"], ""), "t"),
                Cell(word, "t", "bad" if "_hot" in found[village] else ""),
                Cell(meaning, "w"),
                Cell(number(counts[village, -1]), "n"),
                Cell(number(counts[village].mean(), 1), "n"),
            ]
        )
    heads = [Cell(_("Village")), Cell(_("Township")), Cell(_("What")), Cell(_("Which means"), "w")]
    heads += [Cell(_("Last month"), "n"), Cell(_("Mean month"), "n")]
    elements.table(heads, rows)
