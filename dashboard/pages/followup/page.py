"""What have leaders and meetings taken in hand, and what became of it? Three parts, each of which prints."""

import streamlit as st

from dashboard.address import Segmented
from dashboard.drawing import elements
from dashboard.language import _
from dashboard.pages.followup import led, meetings, proposals
from data.scope import Role, Scope
from data.tables import Dataset

PART = Segmented("part")


def show(scope: Scope, dataset: Dataset) -> None:
    """The part chosen; a unit has the proposals alone."""
    answer = st.container(key="answer")
    parts = {"led": _("Contracted cases"), "proposals": _("Three proposals"), "meetings": _("Joint meetings")}
    if scope.role is Role.UNIT:
        parts = {"proposals": parts["proposals"]}
    with st.container(key="filters", horizontal=True, vertical_alignment="bottom", gap="small"):
        part = PART.choose(_("Part"), parts)
        elements.print_button(_("Print"))
    {"led": led.show, "proposals": proposals.show, "meetings": meetings.show}[part](scope, dataset, answer)
