"""Who reads or writes the record, and on which day: what every function that reads petitions takes first."""

import datetime as dt
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from data import clock
from data.scope import NOBODY, Scope
from data.store import Store


@dataclass(frozen=True)
class Reader:
    """Somebody who reads the record.

    Parameters
    ----------
    scope
        What may be seen.
    store
        The record; the reader has it as the scope sees it (`data.store.Store.within_scope`).
    today
        The day on which the reader stands: by it villages are valid, and petitions count under them.
    """

    scope: Scope
    store: Store
    today: dt.date

    def __post_init__(self) -> None:
        if not isinstance(self.scope, Scope):
            object.__setattr__(self, "scope", NOBODY)
        object.__setattr__(self, "store", self.store.within_scope(self.scope, self.today))

    @classmethod
    def of(cls, scope: Scope, store: Store) -> "Reader":
        """A reader who stands on the record's own day (`data.clock.today`)."""
        return cls(scope, store, clock.today(store.dataset()))

    def by(self, actor: str) -> "Writer":
        """The same, who may also write, under a name for the log."""
        return Writer(self.scope, self.store, self.today, actor)


@dataclass(frozen=True)
class Writer(Reader):
    """Somebody who acts.

    Parameters
    ----------
    actor
        Who it is, for the log.
    """

    actor: str

    def write(self, action: str, subject: str, **detail: Any) -> AbstractContextManager[Session]:
        """`data.store.Store.write` in the actor's name."""
        return self.store.write(self.actor, action, subject, **detail)
