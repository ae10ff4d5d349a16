"""Two periods, or two categories, side by side."""

from dataclasses import replace

import numpy as np
import streamlit as st

from dashboard import cache
from dashboard.address import Listed
from dashboard.drawing import elements, maps, tables
from dashboard.drawing.counts import period_words
from dashboard.drawing.notes import as_of, subject
from dashboard.drawing.tables import Cell, File, Row, figure
from dashboard.language import _, category, iso, signed
from dashboard.markdown import plain
from dashboard.pages import filters
from data.periods import Period
from data.petitions.facts import Filter
from data.scope import Scope
from data.tables import Dataset

BESIDE, CATEGORY = Listed("beside"), Listed("beside_category")

Asked = tuple[Filter, Period]


def choose(scope: Scope, dataset: Dataset, wanted: Filter, chosen: Period) -> Asked | None:
    """What is put beside a filter and its period; None: nothing, or nothing is on record so early."""
    names = {
        "none": _("one map"),
        "before": _("beside the period before"),
        "year": _("beside a year before"),
    }
    others = {code: category(code) for code in filters.categories(scope, dataset) if code != wanted.category}
    if others:
        names["category"] = _("beside another category")
    kind = BESIDE.choose(_("Compare"), names, label_visibility="collapsed")
    if kind == "none":
        return None
    if kind == "category":
        other = CATEGORY.choose(_("Other category"), others, label_visibility="collapsed")
        return replace(wanted, category=other), chosen
    earlier = chosen.earlier(chosen.months if kind == "before" else 12)
    if earlier.first < (since := filters.first_day(scope, dataset)):
        elements.quiet(_("The record begins on {day}: nothing to compare with.", day=iso(since)))
        return None
    return replace(wanted, first=earlier.first, last=earlier.last), earlier


def words(asked: Asked, dataset: Dataset) -> str:
    """Period and category of one side."""
    return _("{period}, {subject}", period=period_words(asked[1]), subject=subject(asked[0], dataset))


def side_by_side(
    dataset: Dataset, sides: list[tuple[Asked, maps.Payload]], apart: maps.Payload, key: str
) -> None:
    """One map a side, each under its words, and one of what lies between them; they move together."""
    digest = cache.geography(dataset).digest
    shown = [(words(asked, dataset), payload) for asked, payload in sides]
    shown.append((_("Difference"), apart))
    for column, (head, payload), at in zip(st.columns(3, gap="small"), shown, "abc", strict=True):
        with column, st.container(key=f"map-{at}"):
            st.subheader(plain(head))
            maps.draw(digest, payload, key=f"{key}-{at}", clickable=False, together=key)


def changes(dataset: Dataset, cases: np.ndarray, others: np.ndarray, names: tuple[str, str]) -> None:
    """Villages by how far both sides lie apart; `names`: what the sides are called in the table."""
    geography = cache.geography(dataset)
    apart = cases - others
    order = [at for at in np.argsort(-np.abs(apart), kind="stable") if apart[at]]
    if not order:
        elements.quiet(_("Both sides are alike in every village."))
        return
    heads = [Cell(_("Village")), Cell(_("Township")), *(Cell(name, "n") for name in names)]
    tables.listing(
        "changes",
        [*heads, Cell(_("Difference"), "n")],
        [
            Row(
                [
                    Cell(geography.names[at], "t"),
                    Cell(geography.townships_of[at], "t"),
                    figure(cases[at]),
                    figure(others[at]),
                    Cell(signed(apart[at]), "n", value=int(apart[at])),
                ],
                str(geography.codes[at]),
            )
            for at in order
        ],
        opens=filters.VILLAGE,
        file=File(_("Compare"), [as_of(dataset)]),
    )


def sides(first: Asked, second: Asked, dataset: Dataset) -> tuple[str, str]:
    """Short names of both sides: what differs."""
    if first[1] == second[1]:
        return subject(first[0], dataset), subject(second[0], dataset)
    return period_words(first[1]), period_words(second[1])
