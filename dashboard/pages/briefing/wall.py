"""How the wall turns its pages: by itself, by the keys of a remote control, and not while somebody looks."""

import time

import streamlit as st

from dashboard import cache
from dashboard.address import Kept
from dashboard.drawing import elements, scripts
from dashboard.drawing.notes import as_of
from dashboard.language import _, number
from dashboard.markdown import plain
from data.tables import Dataset

LOOK = 120
"""Seconds without turning after somebody went to a page."""
TURN = Kept("turn", -1)
"""Place of the page that the screen shows; -1: none yet."""
MOVE = Kept("turn-move", 0)
"""Where somebody went since the last turn: one page on, or one back."""
RESTS = Kept("turn-rests", 0.0)
"""Until when the page stays, by the clock of the process; infinite: until somebody goes on."""


def turn(pages: int) -> int:
    """The place of the page to be shown: the next, but for who has gone to another, or rests."""
    move = MOVE.value
    MOVE.forget()
    if not move and (TURN.value < 0 or time.monotonic() >= RESTS.value):
        move = 1
    TURN.keep((TURN.value + move) % pages)
    return TURN.value


def keys() -> None:
    """Buttons that nobody sees: the keys press them."""
    with st.container(key="wall-keys"):
        st.button(plain(_("Previous page")), key="wall-previous", on_click=_go, args=(-1,))
        st.button(plain(_("Next page")), key="wall-next", on_click=_go, args=(1,))
        st.button(plain(_("Pause")), key="wall-pause", on_click=_rest)
    st.html(f"<script>{scripts.WALL}</script>", unsafe_allow_javascript=True)


def foot(dataset: Dataset, place: int, pages: int, seconds: int) -> None:
    """Whose it is, of which day, what is not told; which page of how many; the clock.

    Where the server is not heard of for three pages, the browser says since when (`scripts.WALL`).
    """
    k = cache.rules(dataset).privacy.suppress_below
    told = [dataset.county_name, as_of(dataset), *_old(dataset)]
    told.append(_("fewer than {k} are not told", k=number(k)))
    dots = "".join(f'<i class="{"now" if at == place else ""}"></i>' for at in range(pages))
    count = _("paused") if RESTS.value > time.monotonic() + LOOK else f"{place + 1}/{pages}"
    lost = _("no connection since {time}, the figures are of then", time="{time}")
    st.html(
        f'<div class="pm-wall-foot" data-at="{time.monotonic()}" data-late="{3 * seconds}"'
        f' data-lost="{elements.escaped(lost)}"><span>{elements.escaped(" · ".join(told))}</span>'
        f'<span>{dots} {elements.escaped(count)}</span><span class="pm-clock"></span></div>'
    )


def _old(dataset: Dataset) -> list[str]:
    """How many days the data are behind, where it is more than that of yesterday."""
    days = (cache.today(dataset) - cache.as_of(dataset)).days
    return [_("{n} days old", n=number(days))] if days > 1 else []


def _go(pages: int) -> None:
    MOVE.keep(pages)
    RESTS.keep(time.monotonic() + LOOK)


def _rest() -> None:
    """Stay until the same key is pressed again."""
    resting = RESTS.value > time.monotonic() + LOOK
    RESTS.keep(0.0 if resting else float("inf"))
