"""What a policy measure did: after against before, beside what the measure did not touch."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import cache
from dashboard.drawing import elements, tables
from dashboard.drawing.tables import Cell
from dashboard.language import _, category, iso, number, term
from dashboard.markdown import plain
from data.hotspots.effects import Change, PolicyEffect, effect
from data.petitions.facts import Filter, select_facts
from data.scope import Scope, is_office
from data.tables import Dataset


def show(scope: Scope, dataset: Dataset, finding: "pd.Series[Any]", villages: list[str]) -> None:
    """Nothing where no measure has a day."""
    taken = finding["measure_from"]
    if taken is None or pd.isna(taken):
        return
    counted = select_facts(cache.facts(scope, dataset), Filter())
    change = effect(counted, villages, finding["category"], taken, cache.as_of(dataset))
    st.subheader(plain(_said(change)))
    if change.own is None or change.elsewhere is None or change.others is None:
        return
    heads = [
        Cell(""),
        Cell(_("Before"), "n"),
        Cell(_("After"), "n"),
        Cell(_("Times"), "n"),
        Cell(_("Interval (95 %)")),
    ]
    tables.table(
        heads,
        [
            _row(_("{category} in these villages", category=category(finding["category"])), change.own),
            _row(_("{category} elsewhere", category=category(finding["category"])), change.elsewhere),
            _row(_("everything else in these villages"), change.others),
            *([_row(_("what stood out next before it"), change.next)] if change.next else []),
        ],
    )
    elements.quiet(
        _(
            "{days} days before and after {day}, each matter once. A finding is picked because it is high,"
            " and a part of any fall comes by itself: as in what stood out next, where no measure was taken."
            " Intervals allow for matters that come in clusters.",
            days=change.days,
            day=iso(taken),
        )
    )
    if not is_office(scope):
        elements.quiet(_("Elsewhere is the rest of the township whose cases you may open."))


def _said(change: PolicyEffect) -> str:
    day = "" if change.tells_from is None else iso(change.tells_from)
    return term(change.verdict, day=day)


def _row(words: str, change: Change) -> list[Cell]:
    times = "—" if pd.isna(change.ratio) else number(change.ratio, 2)
    span = f"{number(change.low, 2)} – {number(change.high, 2)}" if change.before and change.after else "—"
    cells = [Cell(number(change.before), "n"), Cell(number(change.after), "n"), Cell(times, "n")]
    return [Cell(words), *cells, Cell(span, "t")]
