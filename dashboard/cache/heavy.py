"""Heavy questions: answered once for all who ask, beside the pages, and shown as they were meanwhile.

A question is asked by a scope with its filters, and its answer is kept with the versions of what it read.
Where no answer of this version is kept, one is made by a thread of its own, whoever asks joins it, and pages
go on. Until it is made, the last answer is at hand if nothing but facts has changed since: of the same scope
and filters, of the same day, and under the same divisions, rules and rights. What is shown of an answer of
before are counts, never a case: pages show nothing of single cases until the new one is made.

Kept is the newest answer of each question, and of a question as many filters as it says: what was asked for
longest ago goes first.
"""

import datetime as dt
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from dashboard.cache.keys import Key
from dashboard.cache.making import Making, Stopped
from dashboard.record import store
from data.clock import now
from data.scope import Scope
from data.tables import Dataset
from geo.errors import Refused

PATIENCE = 0.5
"""Seconds for which a page waits before it shows how far an answer is: most are made by then."""
FAILED = 30.0
"""Seconds for which a failure is told again; then the answer is tried again."""

_log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Known(Generic[T]):
    """An answer, the versions of what it read, and when its making began."""

    answer: T
    key: Key
    made: dt.datetime


@dataclass(frozen=True, slots=True)
class Look(Generic[T]):
    """What is known of a question now.

    Parameters
    ----------
    known
        Its newest answer that may be shown; None: there is none.
    current
        Whether that is of the versions asked for.
    making
        The answer under way; None: none is.
    """

    known: Known[T] | None
    current: bool
    making: Making | None = None

    @property
    def answer(self) -> T | None:
        return self.known.answer if self.known else None


@dataclass(frozen=True)
class Ask(Generic[T]):
    """A heavy question as one scope asks it now, under its filters."""

    heavy: "Heavy[Any]"
    scope: Scope
    key: Key
    asked: tuple[Hashable, ...]
    part: Callable[[Any], T] | None = None

    @property
    def identity(self) -> tuple[Hashable, ...]:
        """Tells it from all others, whichever the versions."""
        return self.heavy.name, self.key.database, self.scope, self.asked

    def then(self, part: Callable[[Any], T]) -> "Ask[T]":
        """The same, of whose answer a part is shown."""
        return replace(self, part=part)

    def answer(self) -> T:
        """The answer of these versions, made here unless it is kept or under way.

        Raises
        ------
        Refused
            As `Making.result`.
        """
        while True:
            if (known := self.heavy.kept(self)) is not None:
                return self._shown(known).answer
            making = self.heavy.making(self).need()
            making.run()
            making.wait()
            try:
                return self._shown(making.result()).answer
            except Stopped:  # somebody else's wish
                continue

    def look(self, reader: str = "") -> Look[T]:
        """What is known now; where that is not of these versions, such an answer is begun.

        Parameters
        ----------
        reader
            Who waits for it, by a name of the session.

        Raises
        ------
        Refused
            As `Making.result`.
        """
        if (known := self.heavy.kept(self)) is not None:
            return Look(self._shown(known), current=True)
        making = self.heavy.making(self)
        if making.await_by(reader, PATIENCE):
            try:
                return Look(self._shown(making.result()), current=True)
            except Stopped:
                pass  # as somebody wished meanwhile; whoever looks again begins it again
        return replace(self.at_hand(), making=making)

    def at_hand(self) -> Look[T]:
        """What is known now, and nothing is begun."""
        if (known := self.heavy.kept(self)) is not None:
            return Look(self._shown(known), current=True)
        before = self.heavy.before(self)
        return Look(self._shown(before) if before else None, current=False)

    def ahead(self) -> None:
        """Have it made, for whoever asks next, and wait until it is.

        What is refused is told to those who ask; here it is no fault.
        """
        if self.heavy.kept(self) is None:
            making = self.heavy.making(self).need()
            making.begin()
            making.wait()

    def _shown(self, known: Known[Any]) -> Known[T]:
        return replace(known, answer=self.part(known.answer)) if self.part else known


class Heavy(Generic[T]):
    """A question that takes long to answer, with the answers that are kept.

    Parameters
    ----------
    answer
        Answers it, by scope, key and filters.
    subjects
        What of the record it reads.
    facts
        Those of them that may have changed since an answer which is still shown.
    most
        Answers kept.
    """

    def __init__(
        self, answer: Callable[..., T], subjects: Collection[str], facts: Collection[str], most: int
    ) -> None:
        self.name = f"{answer.__module__}.{answer.__qualname__}"
        self._answer, self._subjects, self._facts, self._most = answer, subjects, frozenset(facts), most
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[Hashable, ...], Known[T]] = OrderedDict()
        self._makings: dict[tuple[Hashable, ...], Making] = {}
        _ALL.append(self)

    def ask(self, scope: Scope, dataset: Dataset, *asked: Hashable) -> Ask[T]:
        """The question of a scope, of a record as it is now."""
        return Ask(self, scope, Key.of(dataset, self._subjects), asked)

    def kept(self, ask: Ask[Any]) -> Known[T] | None:
        """The answer of these very versions."""
        with self._lock:
            known = self._kept.get(ask.identity)
            if known is None or known.key != ask.key:
                return None
            self._kept.move_to_end(ask.identity)
            return known

    def before(self, ask: Ask[Any]) -> Known[T] | None:
        """The answer of before, if nothing has changed since but facts."""
        with self._lock:
            known = self._kept.get(ask.identity)
        return known if known is not None and self._only_facts_changed(known.key, ask.key) else None

    def making(self, ask: Ask[Any]) -> Making:
        """The answer under way; a new one, which nobody has begun, where there is none."""
        with self._lock:
            found = self._makings.get(ask.identity)
            if found is not None and not self._is_over(found, ask):
                return found
            least = time.monotonic() - FAILED
            self._makings = {each: one for each, one in self._makings.items() if not one.ended_before(least)}
            self._makings[ask.identity] = found = Making(lambda: self._make(ask), ask.key)
            return found

    def stop(self) -> None:
        """End whatever is under way."""
        with self._lock:
            for making in self._makings.values():
                making.stop()

    def forget(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._kept.clear()

    def _make(self, ask: Ask[Any]) -> Known[T]:
        """The answer by the record as it is when its turn has come."""
        made = now()
        key = Key.of(store().dataset(), self._subjects)
        if key.database != ask.key.database:
            raise Stopped
        own = replace(ask, key=key)
        if (known := self.kept(own)) is not None:
            return known
        try:
            known = Known(self._answer(ask.scope, key, *ask.asked), key, made)
        except (Refused, Stopped):
            raise
        except Exception:
            _log.exception("a heavy question failed: %s", self.name)
            raise
        with self._lock:
            self._kept[ask.identity] = known
            self._kept.move_to_end(ask.identity)
            self._makings.pop(ask.identity, None)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return known

    def _is_over(self, making: Making, ask: Ask[Any]) -> bool:
        """Whether an answer under way is of no use to somebody who asks now."""
        if making.stopped or not making.done:
            return making.stopped
        failed_lately = making.error is not None and not making.ended_before(time.monotonic() - FAILED)
        return making.key != ask.key or not failed_lately

    def _only_facts_changed(self, before: Key, after: Key) -> bool:
        if (before.database, before.on) != (after.database, after.on):
            return False
        was, has = dict(before.versions), dict(after.versions)
        return all(
            was[name] <= has[name] if name in self._facts else was[name] == has[name]
            for name in self._subjects
        )


_ALL: list[Heavy[Any]] = []


def heavy(
    subjects: Collection[str], *, most: int, facts: Collection[str] = ("petitions",)
) -> Callable[[Callable[..., T]], Heavy[T]]:
    """Make a heavy question of what answers it (`Heavy`)."""
    return lambda answer: Heavy(answer, subjects, facts, most)


def stop() -> None:
    """End whatever is under way, each with its step."""
    for each in _ALL:
        each.stop()
