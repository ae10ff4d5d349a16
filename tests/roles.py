"""The scope of each role in the small county (`tests.county`)."""

from data import clock
from data.reader import Reader
from data.scope import NOBODY, Role, Scope
from tests.county import COUNTY

OFFICE = Scope.of(Role.OFFICE, [COUNTY], COUNTY)
LEADER = Scope.of(Role.LEADER, ["990001001"], COUNTY)
TOWNSHIP = Scope.of(Role.TOWNSHIP, ["990001001"], COUNTY)
TEAM = Scope.of(Role.TEAM, ["990001001001"], COUNTY)
SCREEN = Scope.of(Role.SCREEN, [COUNTY], COUNTY)
NOTHING = [None, NOBODY, Scope(Role.OFFICE), Scope(None, frozenset([COUNTY]))]
"""Scopes that open nothing."""


def reader(scope, store, today=None):
    """Somebody who reads a record, on a day; by default the record's own."""
    return Reader(scope, store, today or clock.today(store.dataset()))


def writer(scope, store, actor="test", today=None):
    """The same who acts."""
    return reader(scope, store, today).by(actor)
