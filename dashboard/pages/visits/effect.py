"""Did going help? What became of villages just visited beside those just left out."""

import streamlit as st

from dashboard import cache
from dashboard.address import Toggle
from dashboard.drawing import elements, tables
from dashboard.drawing.tables import Cell, File, figure
from dashboard.language import _, iso
from dashboard.markdown import plain
from data import frames
from data.scope import Scope, is_office
from data.tables import Dataset
from data.visits.effect import VisitEffect
from data.visits.words import what_visits_did

EFFECT = Toggle("effect")


def show(scope: Scope, dataset: Dataset) -> None:
    """A switch for the office, and below it what visits did, as far as it can be told."""
    if not is_office(scope) or not EFFECT.choose(_("What visits did")):
        return
    found = cache.visit_effect(scope, dataset)
    for sentence in what_visits_did(_, found):
        st.write(plain(sentence))
    if not found.pairs.empty:
        _pairs(dataset, found)


def _pairs(dataset: Dataset, found: VisitEffect) -> None:
    geography = cache.geography(dataset)
    villages = dict(zip(geography.villages["code"], geography.villages["name"], strict=True))
    townships = geography.township_names
    heads = [Cell(_("Day")), Cell(_("Township")), Cell(_("Just visited")), Cell(_("Just left out"))]
    heads += [Cell(_("Points apart"), "n"), Cell(_("Petitions, difference"), "n")]
    heads.append(Cell(_("Days to close, difference"), "n"))
    rows = [
        tables.Row(
            [
                Cell(iso(pair.on), "t"),
                Cell(townships.get(pair.township, pair.township), "t"),
                Cell(villages.get(pair.went, pair.went), "t"),
                Cell(villages.get(pair.left, pair.left), "t"),
                figure(pair.margin, 1),
                figure(pair.petitions),
                figure(float("nan") if pair.days is None else pair.days, 1),
            ]
        )
        for pair in frames.rows(found.pairs)
    ]
    tables.listing("effect", heads, rows, file=File(_("What visits did")))
    elements.quiet(_("First village less the other; intervals by turning the signs of whole townships."))
