"""Hot spots one can trust: how much, where more than expected, what is new, what happens now, findings."""

import streamlit as st

from dashboard import cache
from dashboard.address import Segmented
from dashboard.drawing import elements
from dashboard.language import _
from dashboard.pages.hotspots import findings, heat, hot, new, now
from data.hotspots.findings import may_read
from data.scope import Scope, is_office
from data.tables import Dataset

QUESTION = Segmented("spots", {"found": "findings"})


def show(scope: Scope, dataset: Dataset) -> None:
    """The view; only for those who see the whole county, for a village is hot beside the others."""
    if cache.geography(dataset).villages.empty or cache.facts(scope, dataset).empty or scope.county is None:
        st.title(_("There is nothing to show yet"))
        if scope.county is None:
            st.write(_("Hot spots compare the villages of the whole county, which this role does not see."))
        return
    answer = st.container(key="answer")
    names = {
        "more": _("Where more than expected"),
        "heat": _("How much"),
        "new": _("What is new"),
        "now": _("What happens right now"),
    }
    if may_read(scope):
        names["findings"] = _("Findings")
    tools = st.container(key="question", horizontal=True, vertical_alignment="bottom", gap="small")
    with tools:
        question = QUESTION.choose(_("Question"), names)
    views = {
        "more": hot.show,
        "heat": heat.show,
        "new": new.show,
        "now": now.show,
        "findings": findings.show,
    }
    views[question](scope, dataset, answer, tools)
    if not is_office(scope):
        elements.quiet(
            _(
                "Looked at is the township whose cases you may open: of other villages too little is told"
                " to say where it is hot."
            )
        )
