"""What is new: villages that are unusual now and were not all along."""

from dataclasses import replace

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import cache
from dashboard.drawing import elements, maps
from dashboard.drawing.elements import Cell
from dashboard.drawing.notes import subject
from dashboard.language import _, in_context, number, term
from dashboard.markdown import plain
from dashboard.pages import filters
from dashboard.pages.hotspots import new_map
from dashboard.pages.hotspots.more_map import untested_remedy, untested_words
from data.hotspots import questions
from data.scope import Scope
from data.tables import Dataset
from geo.statistics.emerging import Category

LISTED = 25


def show(scope: Scope, dataset: Dataset, answer: DeltaGenerator, _tools: DeltaGenerator) -> None:
    """Title into `answer`; map and list."""
    geography = cache.geography(dataset)
    wanted, last = filters.up_to_day(scope, dataset)
    found, counts = cache.history(scope, dataset, replace(wanted, township=None), last)
    inside = geography.inside(wanted.township)
    fresh = questions.is_new(found) & inside
    total = number(int(counts[inside].sum()))
    said = {"subject": subject(wanted, dataset), "months": counts.shape[1], "total": total}
    untested = geography.untested(among=inside)
    if untested:
        why = untested_words(untested)
        answer.title(
            plain(_("{subject}: not tested, {why} ({total} petitions in {months} months)", why=why, **said))
        )
    elif (found.category == Category.INSUFFICIENT.value).all():
        answer.title(plain(_("{subject}: too few months on record to say what is new", **said)))
    elif fresh.any():
        answer.title(
            plain(
                _(
                    "{subject}: {n} villages are unusual now and were not all along"
                    " ({total} petitions in {months} months)",
                    n=int(fresh.sum()),
                    **said,
                )
            )
        )
    else:
        answer.title(plain(_("{subject}: nothing new ({total} petitions in {months} months)", **said)))
    with st.container(key="body"):
        left, right = st.columns([1, 1], gap="medium")
        with left, st.container(key="map"):
            maps.draw(
                geography.digest,
                new_map.payload(dataset, found, counts, wanted, last),
                key="history-map",
                clickable=False,
            )
        with right:
            if untested:
                elements.quiet(untested_remedy(untested))
            else:
                _histories(dataset, np.where(inside, found.category, Category.NONE.value), counts)
    elements.quiet(
        _(
            "A village counts together with those that touch it. The months end on the day looked at, so that"
            " the last is as long as the others."
        )
    )


def _histories(dataset: Dataset, found: np.ndarray, counts: np.ndarray) -> None:
    geography = cache.geography(dataset)
    said = np.flatnonzero(~np.isin(found, [Category.NONE.value, Category.INSUFFICIENT.value]))
    order = said[np.argsort(-counts[said, -3:].sum(axis=1), kind="stable")]
    if not order.size:
        elements.quiet(_("No village is unusual, now or before."))
        return
    rows = []
    for village in order[:LISTED]:
        row = geography.villages.iloc[village]
        history = Category(found[village])
        rows.append(
            [
                Cell(row["name"], "t"),
                Cell(geography.township_names.get(row["parent_code"], ""), "t"),
                Cell(term(history), "t", "bad" if "_hot" in history else ""),
                Cell(_(history.meaning), "w"),
                Cell(number(counts[village, -1]), "n"),
                Cell(number(counts[village].mean(), 1), "n"),
            ]
        )
    heads = [
        Cell(_("Village")),
        Cell(_("Township")),
        Cell(in_context("history", "What")),
        Cell(_("Which means"), "w"),
    ]
    heads += [Cell(_("Last month"), "n"), Cell(_("Mean month"), "n")]
    elements.table(heads, rows, sort=True)
