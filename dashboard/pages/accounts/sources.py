"""Which programs may send requests of online intake: each by a key of its own."""

import streamlit as st

from dashboard import steps
from dashboard.drawing import elements, tables
from dashboard.drawing.tables import Cell
from dashboard.language import _, iso, number
from dashboard.markdown import plain
from dashboard.pages.accounts.making import Keeping
from data.accounts import sources

KEY = "sources"
MADE = "sources-key"


def show(keeping: Keeping) -> None:
    """The sources, a form for another one, and the end of a key."""
    listed = sources.sources(keeping())
    st.subheader(plain(_("Requests from other programs")))
    elements.quiet(
        _(
            "A program with a key sends requests of online intake as Open311 GeoReport v2 has them, to"
            " /open311/v2, and is told of its own alone. Without a key nothing answers there."
        )
    )
    steps.show(KEY)
    _handed_over()
    if listed:
        heads = [Cell(_("Source")), Cell(_("Since"), "t"), Cell(_("Requests"), "n"), Cell(_("State"), "t")]
        tables.table(
            heads,
            [
                [
                    Cell(one.name),
                    Cell(iso(one.made_at), "t"),
                    Cell(number(one.requests), "n"),
                    Cell(_("revoked"), "t", "bad") if one.revoked_at else Cell(_("in use"), "t", "good"),
                ]
                for one in listed
            ],
        )
    with steps.form("source"):
        name = st.text_input(_("Name of the source"), max_chars=50)
        asked = st.form_submit_button(_("Give it a key"))
    if asked:
        with steps.taking("source"):
            steps.keep(MADE, (name, sources.add_source(keeping(), name)))
            st.rerun()
    steps.show("source")
    _revoke(keeping, [one.name for one in listed if one.revoked_at is None])


def _handed_over() -> None:
    kept = steps.kept(MADE)
    if kept is None:
        return
    name, key = kept
    with st.container(border=True, key="source-key"):
        st.write(plain(_("Key of {name}: enter it in that program.", name=name)))
        st.code(key, language=None)
        elements.quiet(_("It is shown only now, and stands nowhere else."))
        st.button(_("I have handed it over"), on_click=steps.keep, args=(MADE, None), key="source-done")


def _revoke(keeping: Keeping, names: list[str]) -> None:
    if not names:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox(_("Source"), names, key="source-ends")
        consequence = _(
            "It can send nothing more, and no key is given back. What it has sent stays on record."
        )
        steps.ask(_("End its key"), consequence, "source-end", _end, (keeping, name))


def _end(keeping: Keeping, name: str) -> None:
    with steps.taking(KEY):
        sources.revoke_source(keeping(), name)
