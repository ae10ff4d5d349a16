"""An answer under way: made by one of a few threads of low priority, for all who wait, until nobody does."""

import os
import sys
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

from dashboard.cache.keys import Key
from data.errors import AnswerRefused
from geo import progress
from geo.errors import Refused

WORKERS = 2
"""Answers made at once."""
SEEN = 15.0
"""Seconds for which a reader who was seen to wait counts as one who waits: a page looks each second."""
_NICE = 10  # of 19


class Stopped(Exception):
    """Nobody waits for the answer any more."""


class Making:
    """An answer under way: made by one thread, awaited by as many as like.

    Parameters
    ----------
    make
        Makes it, and says `geo.progress.step` as it goes.
    key
        Versions that the first who asked wants.
    """

    def __init__(self, make: Callable[[], Any], key: Key) -> None:
        self.key = key
        self.step: progress.Step | None = None
        self.known: Any = None
        self.error: Exception | None = None
        self.ended = 0.0
        self._queued = self._needed = False
        self._make = make
        self._claim, self._done = threading.Lock(), threading.Event()
        self._stopped = False
        self._waiting: dict[str, float] = {}

    @property
    def done(self) -> bool:
        return self._done.is_set()

    @property
    def stopped(self) -> bool:
        """Whether it was ended, or is about to be."""
        return self._stopped

    def ended_before(self, moment: float) -> bool:
        """Whether it is done, and was before a moment of `time.monotonic`."""
        return self.done and self.ended < moment

    def run(self) -> None:
        """Make it in this thread, unless another has begun."""
        if not self._claim.acquire(blocking=False):
            return
        try:
            with progress.heard(self._hear):
                self._go_on()
                self.known = self._make()
        except Exception as error:  # told to whoever waits, who is in another thread
            self.error = error.with_traceback(None)  # it would hold what its frames hold
        finally:
            self.ended = time.monotonic()
            self._done.set()

    def need(self) -> "Making":
        """Have it made whoever waits, as for a paper or ahead."""
        self._needed = True
        return self

    def begin(self) -> None:
        """Have it made by one of the threads, which the first of all starts; they end with the process."""
        with _hiring:
            queued, self._queued = self._queued, True
            while len(_workers) < WORKERS:
                _workers.append(threading.Thread(target=_work, name=f"answer-{len(_workers)}", daemon=True))
                _workers[-1].start()
        if not queued:
            _turn.put(self)

    def await_by(self, reader: str, seconds: float) -> bool:
        """Begin it, and wait so long as a reader; whether it is done."""
        until = time.monotonic() + seconds
        self.seen(reader)
        self.begin()
        while not self.wait(max(0.0, min(until - time.monotonic(), 1.0))):
            if time.monotonic() >= until:
                return False
            self.seen(reader)
        return True

    def wait(self, seconds: float | None = None) -> bool:
        """Wait so long, or until it is done; whether it is."""
        return self._done.wait(seconds)

    def seen(self, reader: str) -> None:
        """Somebody waits."""
        self._waiting[reader] = time.monotonic()

    def leave(self, reader: str) -> None:
        """They wait no longer: where nobody else does, it ends with the step under way."""
        self._waiting.pop(reader, None)
        if not (self._needed or self._awaited()):
            self.stop()

    def stop(self) -> None:
        """End it with the step under way."""
        self._stopped = True

    def result(self) -> Any:
        """The answer of what is done.

        Raises
        ------
        Refused
            The question is refused, or what came up was not foreseen, which the log tells.
        Stopped
            It was ended.
        """
        if self.known is not None:
            return self.known
        if self.error is None or isinstance(self.error, Refused | Stopped):
            raise self.error.with_traceback(None) if self.error else Stopped
        raise AnswerRefused(
            "This could not be worked out: something came up that the program did not foresee, and stands"
            " in its log. Try again in a minute; if it stays so, tell whoever looks after the program"
        ) from self.error

    def _hear(self, step: progress.Step) -> None:
        self.step = step
        self._go_on()

    def _go_on(self) -> None:
        """End it where it was stopped, or whoever asked has gone to another page."""
        if self._stopped or not (self._needed or self._awaited()):
            self._stopped = True
            raise Stopped

    def _awaited(self) -> bool:
        least = time.monotonic() - SEEN
        return any(last >= least for last in list(self._waiting.values()))


_turn: SimpleQueue[Making] = SimpleQueue()
_workers: list[threading.Thread] = []
_hiring = threading.Lock()


def _work() -> None:
    """Whoever clicks goes first; on Linux alone does a thread, and those that it starts, have a priority."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
    while True:
        _turn.get().run()
