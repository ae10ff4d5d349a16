"""Engines that are kept from test to test: what one has compiled of SQL, the next need not compile again.

A record is opened with all its checks each time; its engine is one that tests before have used on records of
the same kind, led to the file of this test.
"""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from data import sealing, store
from data.divisions import reads
from data.store import Store
from data.visits import chances, silence

_engine = store._engine
_KEPT_OF_A_RECORD = (reads._networks, chances._kept, silence._kept)
_kept: dict[str, "_Kept"] = {}


class _Kept:
    """An engine of one kind of record, and the file that it is led to."""

    def __init__(self, url, path, create):
        self.engine, self.path = _engine(url, path, create), path
        if path is not None:
            event.listen(self.engine, "do_connect", self._lead)
            event.listen(self.engine, "connect", _without_the_disk)

    def led_to(self, url, path):
        """The engine, on a record of a test's own, as if it were new: without a key, without connections."""
        self.engine.url, self.path = url, path
        self.engine.dialect.__dict__.pop(sealing._ATTRIBUTE, None)
        for kept in _KEPT_OF_A_RECORD:
            kept.pop(self.engine, None)
        return self.engine

    def _lead(self, dialect, record, words, options):
        words[0] = str(Path(self.path).absolute())


def _without_the_disk(connection: Any, _: object) -> None:
    """What a test has written need not survive a power cut."""
    connection.execute("PRAGMA synchronous=OFF")


def opened(address: str) -> Store:
    """Open a record of the tests, with the engine of the tests before."""

    def engine(url, path, create):
        kind = url.get_backend_name()
        if kind not in _kept:
            _kept[kind] = _Kept(url, path, create)
        return _kept[kind].led_to(url, path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "_engine", engine)
        return Store(address)
