"""What is kept is keyed by who asks, the day, and the versions of the subjects that it reads."""

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import partial, wraps
from typing import Any

import streamlit as st

from dashboard import visitors
from dashboard.record import store
from dashboard.settings import settings
from data.clock import today
from data.petitions.facts import Filter
from data.reader import Reader, Writer
from data.scope import Scope
from data.tables import Dataset


def reader(scope: Scope) -> Reader:
    """Who looks at this record.

    Raises
    ------
    SignInRefused
        Nobody is signed in any more, or to another scope than that of the page.
    """
    visitors.check(scope)
    return Reader.of(scope, store())


def writer(scope: Scope) -> Writer:
    """Who acts on this record: the account's name stands in the log, where nobody signs in the role.

    Refused as `reader`, by the record as it is now.
    """
    actor = visitors.check(scope, anew=True).actor
    return Reader.of(scope, store()).by(actor or f"role:{scope.role}")


LAND = ("divisions", "roads", "surroundings")
HUBS = ("divisions", "roads", "places", "rules")
FACTS = ("petitions", "divisions", "rules")
CASEWORK = (*FACTS, "visits", "units")
TALLY = (*FACTS, "leaders", "accounts")
FIGURES = (*TALLY, "instructions")
FINDINGS = (*TALLY, "findings")
PLAN = (*FACTS, "roads", "places", "leaders", "visits")
STANDING = (*PLAN, "findings", "rules", "teams", "units", "accounts")
SNAPSHOT = (*FIGURES, *STANDING)
ALONG = (*PLAN, "units")
POLICIES = (*FACTS, "policies")
LIAISON = (*FACTS, "teams")
"""Subjects that outlines, facts, counts, figures, findings, meetings and plans read."""


@dataclass(frozen=True)
class Key:
    """What a cache is keyed by: the record, the day, and the versions of the subjects that it reads."""

    database: str
    on: dt.date
    versions: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, dataset: Dataset, subjects: Collection[str], on: dt.date | None = None) -> "Key":
        named = sorted(set(subjects))
        versions = tuple(zip(named, dataset.version_of(*named), strict=True))
        return cls(settings().database, on or today(dataset), versions)

    def only(self, subjects: Collection[str]) -> "Key":
        """The same for a cache that reads fewer subjects."""
        return replace(self, versions=tuple(pair for pair in self.versions if pair[0] in subjects))

    def reader(self, scope: Scope) -> Reader:
        return Reader(scope, store(), self.on)


def _as_text(scope: Scope) -> str:
    return repr((scope.role, sorted(scope.divisions), scope.personal, scope.county, sorted(scope.units)))


kept = partial(st.cache_resource, show_spinner=False, hash_funcs={Key: repr, Filter: repr, Scope: _as_text})
"""Keeps what a function makes; by text, for a page asks a hundred times and Streamlit takes fields apart."""


def newest(ask: Any) -> Callable[[Scope, Key], Any]:
    """Keeps of what is large, for each scope, that of the state that was asked for last."""
    last: dict[Scope, Key] = {}

    @wraps(ask)
    def told(scope: Scope, key: Key) -> Any:
        before = last.get(scope)
        last[scope] = key
        if before is not None and before != key:
            ask.clear(scope, before)
        return ask(scope, key)

    return told
