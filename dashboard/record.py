"""The record of this process."""

from functools import cache

from dashboard.settings import settings
from data.store import Store


@cache
def store() -> Store:
    """The record, opened once."""
    return Store(settings().database)


def begin_record() -> Store:
    """The same, its file made where there is none yet."""
    Store(settings().database, create=True).close()
    store.cache_clear()
    return store()
