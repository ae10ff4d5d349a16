"""The scope of each role in the small county (`tests.county`)."""

from data import clock
from data.reader import Reader
from data.scope import NOBODY, Role, Scope
from tests.county import COUNTY

UNIT_NAME = "测试县自然资源局"
"""Name of the unit as petitions name it."""
OFFICE = Scope.of(Role.OFFICE, [COUNTY], COUNTY)
CLERK = Scope.of(Role.CLERK, [COUNTY], COUNTY)
LEADER = Scope.of(Role.LEADER, ["990001001"], COUNTY)
TOWNSHIP = Scope.of(Role.TOWNSHIP, ["990001001"], COUNTY)
TEAM = Scope.of(Role.TEAM, ["990001001001"], COUNTY)
UNIT = Scope.of(Role.UNIT, [COUNTY], COUNTY, [UNIT_NAME])
SCREEN = Scope.of(Role.SCREEN, [COUNTY], COUNTY)
ADMINISTRATOR = Scope.of(Role.ADMINISTRATOR, [COUNTY], COUNTY, [UNIT_NAME])
ROLES = (OFFICE, CLERK, LEADER, TOWNSHIP, TEAM, UNIT, SCREEN, ADMINISTRATOR)
"""One scope of every role."""
NOTHING = [
    None,
    NOBODY,
    Scope(Role.OFFICE),
    Scope(Role.CLERK),
    Scope(None, frozenset([COUNTY])),
    Scope(Role.UNIT, frozenset([COUNTY]), True, COUNTY),
    Scope(Role.ADMINISTRATOR, frozenset([COUNTY]), True, COUNTY, frozenset([UNIT_NAME])),
]
"""Scopes that open nothing."""


def reader(scope, store, today=None):
    """Somebody who reads a record, on a day; by default the record's own."""
    return Reader(scope, store, today or clock.today(store.dataset()))


def writer(scope, store, actor="test", today=None):
    """The same who acts."""
    return reader(scope, store, today).by(actor)
