"""The server repeats the gate's rule, and a township's desk does its work under it."""

import pytest
from sqlalchemy import select

from data.desk import figures, queue
from data.desk.terms import DeskOutcome
from data.scope import Role, Scope
from data.tables import DeskChange, DeskEntry
from tests.county import COUNTY
from tests.data.desk.conftest import DAY, DUE, OFFICER, TOWNSHIP, Desk
from tests.roles import SCREEN, reader

pytestmark = pytest.mark.postgresql


def seen(scope, store):
    with reader(scope, store, today=DAY).store.read() as connection:
        return [connection.execute(select(table.id)).all() for table in (DeskEntry, DeskChange)]


def test_a_township_works_at_its_own_desk_and_nobody_elses(county):
    own = Desk(county, OFFICER)
    said = {"words": "灯不亮", "name": "测试人甲"}
    slip = own.heard(DeskOutcome.PROMISED, owner="局", due=DUE, **said)
    assert own.of(slip).number
    own.undo(slip)
    own.record(slip, DeskOutcome.SETTLED)
    assert own.of(slip).outcome is DeskOutcome.SETTLED
    other = Scope.of(Role.TOWNSHIP, ["990001002"], COUNTY)
    assert seen(other, county) == seen(SCREEN, county) == [[], []]
    assert queue.listed(reader(other, county, today=DAY), DAY) == []
    entries, changes = seen(Scope.of(Role.LEADER, [TOWNSHIP], COUNTY), county)
    assert len(entries) == 1 and changes == []
    told = figures.told(reader(SCREEN, county, today=DAY), DAY)
    assert told is not None and told.groups is None
