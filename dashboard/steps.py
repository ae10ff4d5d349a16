"""The one way in which a page takes a step of the record and says what came of it.

A refusal stands beside its control until the next step under the same name, and what was filled in stays.
Once the step is taken, its form is drawn empty. A second press, or whatever else is asked of the page while
the step is taken, begins after it: nothing is written whose word is lost, and nothing is written twice.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.language import say
from dashboard.markdown import plain
from geo.errors import Refused

DONE = "done"
ONE = "one-step"


def wait() -> None:
    """Begin a rerun after the step that the session is taking; the frame of every page calls it first."""
    with _one():
        pass


@contextmanager
def taking(about: str) -> Iterator[None]:
    """Take a step, whole; what is refused ends it, and `show` says why.

    Parameters
    ----------
    about
        Name of the step, with all that tells it from others of its kind: a refusal stands under it.
    """
    with _one(), _whole():
        try:
            yield
        except Refused as error:
            refuse(about, say(error))
        else:
            st.session_state.pop(_refusal(about), None)
            st.session_state[_taken(about)] = st.session_state.get(_taken(about), 0) + 1


def refuse(about: str, sentence: str) -> None:
    """Refuse a step before it is taken."""
    st.session_state[_refusal(about)] = sentence


def show(about: str) -> None:
    """The refusal that stands, if one does; and what came of a step since something was shown."""
    for sentence in st.session_state.pop(DONE, ()):
        st.toast(plain(sentence))
    if sentence := st.session_state.get(_refusal(about)):
        st.warning(plain(sentence))


def done(sentence: str) -> None:
    """What came of a step, said for a moment by the next `show`: what is drawn before a rerun may be lost."""
    st.session_state.setdefault(DONE, []).append(sentence)


def keep(about: str, value: object) -> None:
    """Keep what a step has shown, such as a rehearsal, for what is drawn after it."""
    st.session_state[f"kept-{about}"] = value


def kept(about: str) -> Any:
    """What was kept; None if nothing was."""
    return st.session_state.get(f"kept-{about}")


def ask(
    step: str,
    consequence: str,
    key: str,
    act: Callable[..., None],
    args: tuple[Any, ...] = (),
    *,
    off: bool = False,
) -> None:
    """A button that asks before a step is taken, and names what follows from it.

    Parameters
    ----------
    step
        What is done; the button carries it with dots, the one that does it without.
    act
        Takes the step, with `args`.
    """
    with st.popover(plain(f"{step} …"), disabled=off):
        st.write(plain(consequence))
        st.button(plain(step), type="primary", key=key, on_click=act, args=args)


def form(about: str, *, border: bool = False) -> DeltaGenerator:
    """A form that keeps what is filled in until its step is taken, and is then empty."""
    return st.form(f"{about}-{st.session_state.get(_taken(about), 0)}", border=border)


def _refusal(about: str) -> str:
    return f"refused-{about}"


def _taken(about: str) -> str:
    return f"taken-{about}"


@contextmanager
def _one() -> Iterator[None]:
    """The session takes one step at a time: a rerun may begin on a thread of its own while another ends."""
    lock = st.session_state.setdefault(ONE, RLock())
    with lock:
        st.session_state.get(ONE)  # a rerun that came first ends this one here, before anything is written
        yield


@contextmanager
def _whole() -> Iterator[None]:
    """Let no request for a rerun end the script between what is written and what is said of it.

    Streamlit ends a script at its next command or use of the session, and has no public way to put that off.
    """
    context = get_script_run_ctx()
    requests = context.script_requests if context else None
    if requests is None or "on_scriptrunner_yield" in vars(requests):
        yield
        return
    requests.on_scriptrunner_yield = lambda: None  # type: ignore[method-assign]
    try:
        yield
    finally:
        del requests.on_scriptrunner_yield
