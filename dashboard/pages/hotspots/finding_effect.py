"""What a policy measure did: after against before, beside what the measure did not touch."""

from collections.abc import Hashable

import pandas as pd
import streamlit as st

from dashboard import cache
from dashboard.drawing import elements
from dashboard.drawing.elements import Cell
from dashboard.language import _, category, number
from dashboard.markdown import plain
from data.hotspots.effects import Change, PolicyEffect, Verdict, effect
from data.scope import Scope
from data.tables import Dataset


def show(scope: Scope, dataset: Dataset, finding: "pd.Series[Hashable]", villages: list[str]) -> None:
    """Nothing where no measure has a day."""
    taken = finding["measure_from"]
    if taken is None or pd.isna(taken):
        return
    found = effect(cache.facts(scope, dataset), villages, finding["category"], taken, cache.as_of(dataset))
    st.subheader(plain(_said(found)))
    if found.own is None or found.elsewhere is None or found.others is None:
        return
    heads = [
        Cell(""),
        Cell(_("Before"), "n"),
        Cell(_("After"), "n"),
        Cell(_("Times"), "n"),
        Cell(_("From … to")),
    ]
    elements.table(
        heads,
        [
            _row(_("{category} in these villages", category=category(finding["category"])), found.own),
            _row(_("{category} elsewhere", category=category(finding["category"])), found.elsewhere),
            _row(_("everything else in these villages"), found.others),
        ],
    )
    elements.quiet(
        _(
            "{days} days before and after {day}. A finding is picked because it is high: a part of any fall"
            " comes by itself.",
            days=found.days,
            day=f"{taken:%Y-%m-%d}",
        )
    )


def _said(found: PolicyEffect) -> str:
    if found.verdict is Verdict.TOO_EARLY:
        return _("The measure: its effect can be told from {day} on", day=f"{found.tells_from:%Y-%m-%d}")
    words = {
        Verdict.FELL: _("Since the measure: fewer, and more so than elsewhere and in other matters"),
        Verdict.ROSE: _("Since the measure: more, and more so than elsewhere and in other matters"),
        Verdict.UNCLEAR: _("Since the measure: no change that is clear beside the rest"),
        Verdict.NO_PAST: _("The measure: the record does not reach far enough back to tell its effect"),
    }
    return words[found.verdict]


def _row(words: str, change: Change) -> list[Cell]:
    times = "—" if pd.isna(change.ratio) else number(change.ratio, 2)
    span = f"{number(change.low, 2)} – {number(change.high, 2)}" if change.before and change.after else "—"
    cells = [Cell(number(change.before), "n"), Cell(number(change.after), "n"), Cell(times, "n")]
    return [Cell(words), *cells, Cell(span, "t")]
