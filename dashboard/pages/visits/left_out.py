"""Villages that are not visited on a day, and why."""

import numpy as np
import streamlit as st

from dashboard.drawing import elements, tables
from dashboard.drawing.tables import Cell, File, Row, figure
from dashboard.language import _, iso
from dashboard.pages import filters
from data.visits.plans import TownshipDay
from data.visits.words import why_left_out, why_silent
from geo.visits import LeftOut, VisitPlan, WhyLeftOut


def show(day: TownshipDay, plan: VisitPlan) -> None:
    """Those with reasons to go, the most pressing first; the others by name."""
    if not plan.left_out:
        return
    st.subheader(_("Not this time"))
    ordered = sorted(plan.left_out, key=lambda left: -day.problem.score[left.village])
    with_reason = [left for left in ordered if left.reason is not WhyLeftOut.NO_REASON]
    if with_reason:
        heads = [Cell(_("Village")), Cell(_("Reason"))]
        heads += [Cell(_("Points lost if visited"), "n"), Cell(_("Cases"), "n"), Cell(_("Points"), "n")]
        rows = [_why_not(day, left) for left in with_reason]
        file = File(f"{iso(day.on)} {day.name} {_('Not this time')}")
        tables.listing("left-out", heads, rows, opens=filters.VILLAGE, file=file)
    idle = [left.village for left in plan.left_out if left.reason is WhyLeftOut.NO_REASON]
    if idle:
        elements.quiet(
            _("No open case in {names}", names=_.listed(day.problem.names[village] for village in idle))
        )
    if day.weights.silence and day.villages["silence_part"].isna().any():
        unknown = day.villages["name"][day.villages["silence_part"].isna()]
        elements.quiet(
            _("Too short on record to tell whether little is heard: {names}", names=_.listed(unknown))
        )


def _why_not(day: TownshipDay, left: LeftOut) -> Row:
    lost = left.reason is WhyLeftOut.NO_TIME and not np.isnan(left.score_lost)
    score = day.problem.score[left.village]
    silent = why_silent(_, day.villages.iloc[left.village])
    cells = [
        Cell(day.problem.names[left.village], "t"),
        Cell(_("; ").join(filter(None, (why_left_out(_, left), silent)))),
        figure(left.score_lost if lost else np.nan, 1),
        figure(day.villages["cases"].iloc[left.village]),
        figure(score, 1),
    ]
    return Row(cells, str(day.villages["code"].iloc[left.village]))
