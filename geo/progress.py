"""How far a long computation is, for whoever waits for it, who may end it between two steps.

What computes says `step` after each part of its work, in the thread in which it was asked, and knows nothing
of who listens: where nobody does, it costs a look. Compiled code does not hear it, so that a computation goes
on until the part under way is done.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """How far it is.

    Parameters
    ----------
    words
        English sentence with the fields ``{done}`` and ``{whole}``, marked for the catalogs (`geo.terms.N_`).
    done, whole
        Parts that are done, and how many there are at most.
    """

    words: str
    done: int
    whole: int


Listener = Callable[[Step], None]

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def heard(listener: Listener) -> Iterator[None]:
    """Tell a listener of what is computed meanwhile in this thread; what it raises ends the computation."""
    before = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(before)


def step(words: str, done: int, whole: int) -> None:
    """Say that so many parts of the whole are done (`Step`)."""
    if (listener := _listener.get()) is not None:
        listener(Step(words, done, whole))
