"""What the office asks first is answered ahead: after an import, and each day before anybody comes.

These are the questions as their pages ask them while nothing is chosen. Whoever comes finds the answers;
where one is under way, they join it.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from sqlalchemy.orm import Session

from dashboard.cache import spots, visits
from dashboard.cache.counting import facts
from dashboard.cache.heavy import Ask
from dashboard.cache.land import as_of, geography
from dashboard.record import store
from data.accounts.standing import offices
from data.clock import today
from data.errors import NoCounty
from data.periods import Period, period
from data.petitions.facts import Filter
from data.scope import Role, Scope
from data.tables import Dataset
from data.visits.calendar import days_known_ahead

MONTHS = 12
"""Length of the period that is shown while none is chosen."""


def usual(dataset: Dataset) -> tuple[Filter, Period]:
    """Petitions of the last twelve months, where nothing is asked."""
    latest = as_of(dataset)
    chosen = period(f"{latest:%Y-%m}", MONTHS, latest)
    return Filter(chosen.first, chosen.last), chosen


def answer_ahead() -> None:
    """Have the usual questions answered, one after the other, and wait until they are.

    Where nothing has changed, nothing is done. What is refused, or fails, is told to those who ask.
    """
    with suppress(NoCounty):
        dataset = store().dataset()
        for scope in _offices(dataset):
            for ask in questions(scope, dataset):
                ask.ahead()


def questions(scope: Scope, dataset: Dataset) -> Iterator[Ask[Any]]:
    """The usual questions of a scope, those first that are quickest to answer."""
    if geography(dataset).villages.empty or facts(scope, dataset).empty:
        return
    wanted, chosen = usual(dataset)
    yield spots.hot(scope, dataset, wanted)
    yield spots.typical_heat(scope, dataset, wanted, chosen.months)
    yield spots.now(scope, dataset, wanted, as_of(dataset))
    yield spots.new(scope, dataset, wanted, as_of(dataset))
    for on in days_known_ahead(store(), today(dataset), months=1):
        yield visits.plans_of_day(scope, dataset, on)


def _offices(dataset: Dataset) -> list[Scope]:
    """The scopes of the office's accounts; while there are none, that of its head."""
    with store().read() as connection, Session(connection) as session:
        known = offices(session, today(dataset))
    return known or [Scope.of(Role.OFFICE, [dataset.county_code], dataset.county_code)]
