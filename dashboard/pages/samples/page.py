"""Every chart once, on the demo alone: how it looks in a light and a dark room, wide and narrow."""

import math

import streamlit as st

from dashboard.drawing import charts, elements
from dashboard.language import _

MONTHS = [f"{2025 + at // 12}-{at % 12 + 1:02}" for at in range(24)]
VALUES = [round(30 + 12 * math.sin(at / 3) + at) for at in range(24)]


def show() -> None:
    """Lines with and without a year before, and with what is not told; bars; a line as small as a word."""
    st.title(_("Samples of the charts"))
    left, right = st.columns(2, gap="large")
    before = [None, None, *(value - 9 for value in VALUES[2:])]
    with left:
        charts.line(_("with a year before"), MONTHS, VALUES, before, against=_("a year before"))
        gaps = [None if at in (7, 8) else value for at, value in enumerate(VALUES)]
        charts.line(_("with months that are not told"), MONTHS, gaps, [], against="")
        charts.line(_("with nothing but none"), MONTHS, [0] * 24, [], against="")
    with right:
        bars = [charts.Bar(month, value) for month, value in zip(MONTHS, VALUES, strict=True)]
        charts.ranked(_("ranked bars"), bars[:8])
        charts.draw_sparkline(VALUES, _("a line as small as a word"))
        elements.bars(MONTHS, VALUES, _("filed by month"))
