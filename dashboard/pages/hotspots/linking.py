"""Where repeated petitions are linked to no matter, the office is offered to link what is clearly one."""

import streamlit as st

from dashboard import cache, steps
from dashboard.language import _, number
from data.hotspots.answer import Unit
from data.scope import Scope, is_office


def offer(scope: Scope, unit: Unit) -> None:
    """A button for the office; nothing for others, and where every repeated petition is linked."""
    if not is_office(scope) or not unit.unlinked:
        return
    about = "link-repeated"
    with steps.form(about):
        pressed = st.form_submit_button(
            _("Link petitions that are clearly of one matter"),
            help=_(
                "By number, petitioner and text; each can be taken out again on the page of the case."
                " What is in doubt stays as it is."
            ),
        )
    if pressed:
        from data.matters import decisions, proposals  # seconds to load, and only this step needs it

        with steps.taking(about), st.spinner(_("Looking for petitions of one matter …")):
            writer = cache.writer(scope)
            linked = decisions.link(writer, decisions.clear(proposals.propose(writer)))
            steps.done(_("Petitions linked to a matter: {n}", n=number(linked)))
        st.rerun()
    steps.show(about)
