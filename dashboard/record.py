"""The record of this process."""

import threading
from functools import cache

from dashboard.settings import settings
from data.store import Store

_opening = threading.Lock()


def store() -> Store:
    """The record, opened once: whoever asks meanwhile waits, for it is looked through as it is opened."""
    with _opening:
        return _store()


def is_opening() -> bool:
    """Whether somebody is opening it, so that who asks now would wait."""
    return _opening.locked() and not _store.cache_info().currsize


def begin_record() -> Store:
    """The same, its file made where there is none yet."""
    Store(settings().database, create=True).close()
    forget_record()
    return store()


def forget_record() -> None:
    """Open it anew when it is asked for next; what is being opened is waited for and forgotten as well."""
    with _opening:
        _store.cache_clear()


@cache
def _store() -> Store:
    return Store(settings().database)
