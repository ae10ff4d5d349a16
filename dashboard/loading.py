"""Views and their libraries are loaded when they are first needed, by one thread at a time.

Two threads that load one library at once may each see it half loaded: Python gives way rather than wait for
itself where the library's own modules import each other.
"""

import threading
from importlib import import_module
from types import ModuleType

import scipy.stats  # noqa: F401 asked for in the middle of a function, so loaded before there are two readers

_LOCK = threading.RLock()


def load(name: str) -> ModuleType:
    """A module, loaded whole."""
    with _LOCK:
        return import_module(name)
