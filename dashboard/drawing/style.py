"""The look of a page: one style sheet, filled with the colours of the theme."""

import html
from functools import cache
from pathlib import Path

import streamlit as st

from dashboard.drawing import frame_words, scripts
from dashboard.language import _, language
from data.cartography.colours import TOKENS, Theme, Tokens, css_variables
from data.text import DEMO_MARK

SHEETS = Path(__file__).with_name("assets")


def theme() -> Theme:
    """The reader's theme."""
    return "dark" if st.context.theme.type == "dark" else "light"


def apply(tokens: Tokens, *, synthetic: bool, wall: bool = False) -> None:
    """Put the style sheet and the language on the page, and the demo mark when the record is synthetic.

    On paper a page is light in any theme, but for a map, which is painted as it is seen.
    """
    rules = _rules("page.css", "wall.css") if wall else _rules("page.css")
    own, paper = _variables(tokens), _variables(TOKENS["light"])
    variables = f":root{{{own}}}\n@media print{{:root{{{paper}}} .pm-map{{{own}}}}}"
    said = (scripts.SPOKEN[language()], frame_words.SAID[language()])
    run = "".join(f"<script>{each}</script>" for each in (*said, scripts.LINKS, scripts.SEARCH))
    st.html(f"<style>{variables}\n{rules}</style>{run}", unsafe_allow_javascript=True)
    if synthetic:
        mark = _(DEMO_MARK)
        st.html(f'<div class="pm-demo">{html.escape(mark)}</div>')


def _variables(tokens: Tokens) -> str:
    return "".join(f"--{name}:{value};" for name, value in css_variables(tokens).items())


def name_tab(page: str, county: str) -> None:
    """What the browser's tab says: the page, and whose it is."""
    st.set_page_config(page_title=f"{page} · {county}")


@cache
def _rules(*names: str) -> str:
    return "\n".join((SHEETS / name).read_text(encoding="utf-8") for name in names)


def tokens() -> Tokens:
    return TOKENS[theme()]
