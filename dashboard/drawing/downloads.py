"""Files to take away: made when they are asked for, offered once, logged, and downloaded at once."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import streamlit as st

from dashboard import exports, steps, visitors
from dashboard.address import Kept
from dashboard.drawing import scripts
from dashboard.drawing.elements import escaped
from dashboard.language import _
from dashboard.markdown import plain
from data.scope import NOBODY, Scope


class Download(NamedTuple):
    """A file, as `dashboard.exports.offer` takes it."""

    content: bytes
    name: str
    media_type: str


Make = Callable[[], Download]
DRAWN_FOR: Kept[Scope] = Kept("drawn-for", NOBODY)
"""Scope for which the page was drawn: what its buttons make is of that scope, and for no other."""


def buttons(about: str, makers: Mapping[str, Make], *, beside: bool = False) -> None:
    """A button a file, side by side, in a row of the caller's; what is refused stands below it.

    Parameters
    ----------
    about
        Tells the buttons from others of the page.
    makers
        Words of each button -> makes its file.
    beside
        They stand beside a list and are small; else they are what a reader comes for.
    """
    for at, (words, make) in enumerate(makers.items()):
        key = f"{about}-{at}"
        st.button(
            plain(words),
            key=key,
            type="tertiary" if beside else "secondary",
            icon=":material/download:",
            on_click=_make,
            args=(about, DRAWN_FOR.value, make),
        )
    if address := steps.kept(about):
        steps.keep(about, None)
        _begin(address)
    steps.show(about)


def _make(about: str, scope: Scope, make: Make) -> None:
    with steps.taking(about):
        visitors.check(scope, anew=True)
        steps.keep(about, exports.offer(*make()))


def _begin(address: str) -> None:
    """Take a file on offer, once, as soon as this is drawn."""
    words = escaped(_("If no download begins: open the file here, once"))
    link = f'<a class="pm-file" download href="{escaped(address)}">{words}</a>'
    st.html(f"{link}<script>{scripts.DOWNLOAD}</script>", unsafe_allow_javascript=True)
