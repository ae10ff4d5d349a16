"""A desk of the small county, on the very day."""

import datetime as dt

import pytest

from data.desk import entering, outcomes, queue
from data.desk.entering import NewEntry
from data.desk.outcomes import What
from data.scope import Role, Scope
from tests.county import COUNTY, petition
from tests.data.conftest import store as _store
from tests.roles import OFFICE, writer

store = _store
DAY = dt.date(2026, 12, 15)
DUE = dt.date(2026, 12, 30)
TOWNSHIP, WEST, EAST = "990001001", "990001001001", "990001001002"
OFFICER = Scope.of(Role.TOWNSHIP, [TOWNSHIP], COUNTY)


class Desk:
    """Steps at the desk of a township, by slip."""

    def __init__(self, store, scope=OFFICE, today=DAY):
        self.store, self.writer = store, writer(scope, store, "desk", today=today)

    def enter(self, **said):
        given = {"category": "ecology", "village": WEST, "people": 2} | said
        return entering.enter(self.writer, TOWNSHIP, DAY, NewEntry(**given))

    def all(self):
        return {each.slip: each for each in queue.listed(self.writer, DAY, TOWNSHIP)}

    def of(self, slip):
        return self.all()[slip]

    def call(self, slip, table="leader"):
        queue.call(self.writer, self.of(slip).id, table)

    def record(self, slip, outcome, **more):
        return outcomes.record(self.writer, self.of(slip).id, What(outcome, **more))

    def heard(self, outcome, table="leader", **said):
        more = {name: said.pop(name) for name in ("owner", "due", "note") if name in said}
        slip = self.enter(**said)
        self.call(slip, table)
        self.record(slip, outcome, **more)
        return slip

    def undo(self, slip):
        return outcomes.undo(self.writer, self.of(slip).id)


@pytest.fixture
def county(store):
    """Three cases of the township: open, closed, concluded; one of another township, one accusation."""
    with store.write("test", "add", COUNTY) as session:
        session.add(petition("A1", WEST, category="ecology"))
        session.add(petition("C1", WEST, status="closed", closed=dt.datetime(2026, 11, 20, 10)))
        session.add(petition("R1", WEST, status="concluded"))
        session.add(petition("X1", WEST, purpose="accusation"))
        session.add(petition("B1", "990001002001"))
    return store


@pytest.fixture
def desk(county):
    return Desk(county)
