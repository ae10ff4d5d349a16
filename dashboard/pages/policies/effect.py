"""What the measure of a policy did: after against before, beside what it did not touch."""

import pandas as pd

from dashboard.drawing import elements, tables
from dashboard.drawing.tables import Cell
from dashboard.language import _, category, iso, number, term
from data.hotspots.effects import Change, PolicyEffect, Verdict
from data.policies.register import PolicyEntry
from data.text import N_

EVERYWHERE = {
    Verdict.FELL: N_("Since the measure: fewer, and more so than in other matters"),
    Verdict.ROSE: N_("Since the measure: more, and more so than in other matters"),
}
"""Of a measure that holds in the whole county, which has no elsewhere."""


def show(entry: PolicyEntry, found: PolicyEffect | None) -> None:
    """Nothing where the measure has no day."""
    if found is None:
        return
    elements.told(_("Effect"), _said(found))
    if found.own is None or found.others is None:
        return
    name = category(entry.category)
    heads = [
        Cell(_("Petitions about")),
        Cell(_("Before"), "n"),
        Cell(_("After"), "n"),
        Cell(_("Times"), "n"),
        Cell(_("Interval (95 %)"), "w"),
    ]
    rows = [_row(_("{category} where it holds", category=name), found.own)]
    if found.elsewhere is not None:
        rows.append(_row(_("{category} elsewhere", category=name), found.elsewhere))
    rows.append(_row(_("everything else where it holds"), found.others))
    tables.table(heads, rows)
    elements.quiet(
        _(
            "Matters placed in a village, each once, {days} days before and after {day}. It is no experiment:"
            " whatever else began then counts as the measure, and what was chosen as high falls by itself.",
            days=found.days,
            day=iso(entry.taken) if entry.taken else "—",
        )
    )


def _said(found: PolicyEffect) -> str:
    if found.elsewhere is None and found.verdict in EVERYWHERE:
        return _(EVERYWHERE[found.verdict])
    return term(found.verdict, day=iso(found.tells_from))


def _row(words: str, change: Change) -> list[Cell]:
    times = "—" if pd.isna(change.ratio) else number(change.ratio, 2)
    span = f"{number(change.low, 2)} – {number(change.high, 2)}" if change.before and change.after else "—"
    cells = [Cell(number(change.before), "n"), Cell(number(change.after), "n"), Cell(times, "n")]
    return [Cell(words), *cells, Cell(span, "w")]
