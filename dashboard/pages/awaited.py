"""A heavy question on a page: its answer, or how far it is, with a way to wait no longer.

The page stays in use meanwhile: only the lines drawn here look again each second, while something is being
made and only then; once it is made, the page is drawn anew with what stood in its controls.
"""

from collections.abc import Hashable, Iterable
from functools import partial
from typing import TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import identity
from dashboard.address import Kept
from dashboard.cache.heavy import Ask, Look
from dashboard.cache.making import Making
from dashboard.drawing import elements
from dashboard.language import _
from dashboard.markdown import plain
from data.scope import Scope

EVERY = 1.0
"""Seconds between two looks."""
STOPPED: Kept[tuple[Hashable, ...]] = Kept("stopped-answers", ())
"""The questions, of which versions, that the reader waits for no longer."""
_MOST = 10

T = TypeVar("T")


def look(scope: Scope, ask: Ask[T], about: str = "") -> Look[T]:
    """What is known of a question, and, where that is not its newest answer, what is said of it.

    Parameters
    ----------
    about
        Tells it from others of the page.

    Raises
    ------
    Refused
        As `dashboard.cache.heavy.Ask.look`.
    """
    if _of(ask) in STOPPED.value:
        found = ask.at_hand()
        if not found.current:
            _stopped(ask, found, about)
        return found
    found = ask.look(_session())
    if not found.current and found.making is not None:
        st.fragment(partial(_waiting, scope, ask, found, found.making, about), run_every=EVERY)()
    return found


def answers(scope: Scope, asks: Iterable[Ask[T]]) -> list[T]:
    """The answers of several questions, in their order; none while one of them is not made yet."""
    looks = [look(scope, ask, f"-{at}") for at, ask in enumerate(asks)]
    found = [each.answer for each in looks if each.answer is not None]
    return found if len(found) == len(looks) else []


@elements.refusals_shown()
def _waiting(scope: Scope, ask: Ask[T], found: Look[T], making: Making, about: str) -> None:
    """How far the answer is; once it is made, the page is drawn anew."""
    identity.confirm(scope)
    if making.done or _of(ask) in STOPPED.value:
        st.rerun()
    making.seen(_session())
    with st.container(key=f"awaited{about}", horizontal=True, vertical_alignment="center", gap="small"):
        if found.known is not None:
            elements.quiet(
                _(
                    "Shown is the answer as of {moment}; it is being worked out anew with the newest data."
                    " {far}",
                    moment=_moment(found),
                    far=_far(making),
                )
            )
        else:
            step = making.step
            share = min(step.done / max(step.whole, 1), 1.0) if step else 0.0
            st.progress(value=share, text=plain(_far(making)))
        st.button(_("Cancel"), key=f"stop-answer{about}", on_click=_leave, args=(ask, making))


def _stopped(ask: Ask[T], found: Look[T], about: str) -> None:
    with st.container(key=f"awaited{about}", horizontal=True, vertical_alignment="center", gap="small"):
        if found.known is not None:
            words = _(
                "Shown is the answer as of {moment}; what has come in since is not in it.",
                moment=_moment(found),
            )
        else:
            words = _("You have ended the work on this answer.")
        elements.quiet(words)
        st.button(_("Work it out"), key=f"begin-answer{about}", on_click=_begin, args=(ask,))


def _begin(ask: Ask[T]) -> None:
    STOPPED.keep(tuple(each for each in STOPPED.value if each != _of(ask)))


def _leave(ask: Ask[T], making: Making) -> None:
    STOPPED.keep((*STOPPED.value, _of(ask))[-_MOST:])
    making.leave(_session())


def _of(ask: Ask[T]) -> Hashable:
    return ask.identity, ask.key


def _far(making: Making) -> str:
    if making.step is None:
        return _("Work on the answer has begun, or begins after others.")
    return _(making.step.words, done=_.figure(making.step.done), whole=_.figure(making.step.whole))


def _moment(found: Look[T]) -> str:
    return f"{found.known.made:%Y-%m-%d %H:%M}" if found.known else ""


def _session() -> str:
    context = get_script_run_ctx()
    return context.session_id if context else ""
