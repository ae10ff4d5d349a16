"""Charts, drawn by altair: quiet, one hue, with unit and dates."""

import altair as alt
import pandas as pd

from dashboard.colours import Tokens
from dashboard.language import _


def by_month(frame: pd.DataFrame, tokens: Tokens, height: int = 120) -> alt.Chart:
    """Petitions filed by month: columns month (first day) and cases."""
    step = next(step for step in (1, 3, 6, 12, 120) if len(frame) <= 6 * step)
    return (
        alt.Chart(frame)
        .mark_bar(color=tokens.sequential[2], size=7)
        .encode(
            x=alt.X(
                "yearmonth(month):T",
                title=None,
                axis=alt.Axis(format="%Y-%m", tickCount={"interval": "month", "step": step}, grid=False),
            ),
            y=alt.Y("cases:Q", title=_("petitions filed"), axis=alt.Axis(tickCount=3, tickMinStep=1)),
            tooltip=[
                alt.Tooltip("month:T", title=_("Month"), format="%Y-%m"),
                alt.Tooltip("cases:Q", title=_("Petitions"), format=","),
            ],
        )
        .properties(height=height)
    )
