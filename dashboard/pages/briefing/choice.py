"""Which pages the screen shows, in which order and for how long: the head of the office says."""

from collections.abc import Sequence

import streamlit as st

from dashboard import cache, steps
from dashboard.drawing import elements
from dashboard.language import _, term
from dashboard.markdown import plain
from data.rules import set_rules
from data.scope import Scope, is_head
from data.tables import Dataset
from data.terms import WallPage

ABOUT = "wall-pages"


def show(scope: Scope, dataset: Dataset) -> None:
    """A form for the head, nothing for others; the rules of the county keep what is chosen, and who chose."""
    if not is_head(scope):
        return
    held = cache.rules(dataset).screen
    with st.expander(_("Pages of the screen of a meeting")):
        elements.quiet(_("They turn in the order in which they are chosen."))
        with st.container(key="wall-choice", horizontal=True, vertical_alignment="bottom", gap="small"):
            pages = st.multiselect(
                _("Pages"), list(WallPage), held.pages.split(), format_func=_name, key="wall-choice-pages"
            )
            seconds = st.number_input(
                plain(_("Seconds a page")), 5, 600, held.seconds, step=5, key="wall-choice-seconds", width=160
            )
            if st.button(_("Save the pages")):
                _save(scope, dataset, pages, int(seconds))
        steps.show(ABOUT)


def _save(scope: Scope, dataset: Dataset, pages: Sequence[str], seconds: int) -> None:
    with steps.taking(ABOUT):
        asked = {"screen.pages": " ".join(pages), "screen.seconds": seconds}
        set_rules(cache.writer(scope), asked, valid_from=cache.today(dataset))
        steps.done(_("The screen shows these pages from now on"))


def _name(code: str) -> str:
    return term(WallPage(code))
