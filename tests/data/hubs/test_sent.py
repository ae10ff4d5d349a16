"""To how many places each case was sent."""

import datetime as dt

from data.hubs.sent import by_places, sent
from data.petitions.states import Origin, keep
from data.tables import CaseStep, Unit
from data.terms import StateKind
from tests.county import TODAY, petition
from tests.roles import LEADER, OFFICE, SCREEN, TEAM, UNIT, reader

FIRST = dt.date(2026, 1, 1)
AT = dt.datetime(2026, 11, 15, 9)


def add(store):
    with store.write("test", "add", "cases") as session:
        session.add_all(
            [
                petition("A", "990001001001", id=1, unit="甲局"),
                petition("B", "990001001001", id=2, unit="乙局"),
                petition("C", "990001002001", id=3, unit="丙局"),
                petition("N", "990001001001", id=4),
                petition("X", "990001001001", id=5, unit="甲局", purpose="accusation"),
            ]
        )
        session.flush()
        keep(session, Origin(StateKind.EDIT, TODAY, "clerk"), {2: {"unit": ("甲局", "乙局")}}, {})
        steps = [("forwarded", "丁局", None), ("referred", "戊局", AT), ("accepted", "信访局", None)]
        session.add_all(
            CaseStep(petition_id=3, at=AT, kind=kind, owner=owner, undone_at=undone)
            for kind, owner, undone in steps
        )


def test_units_of_states_and_steps_are_places_and_what_was_taken_back_is_none(store):
    add(store)
    found = sent(reader(OFFICE, store), FIRST, TODAY).set_index("number")
    assert dict(found["places"]) == {"A": 1, "B": 2, "C": 2}
    assert set(found.loc["B", "units"]) == {"甲局", "乙局"}
    assert set(found.loc["C", "units"]) == {"丙局", "丁局"}
    assert by_places(found) == {1: 1, 2: 2}
    assert sent(reader(OFFICE, store), TODAY, TODAY).empty, "filed before"


def test_only_cases_that_one_may_open_are_looked_at(store):
    add(store)
    for scope, numbers in ((TEAM, {"A", "B"}), (LEADER, {"A", "B"}), (SCREEN, set()), (UNIT, set())):
        assert set(sent(reader(scope, store), FIRST, TODAY)["number"]) == numbers


def test_spellings_of_one_unit_are_one_place(store):
    with store.write("test", "add", "cases") as session:
        session.add(Unit(name="县甲局", deputies=1))
        session.add(petition("S", "990001001001", id=9, unit="测试县甲局"))
        session.flush()
        session.add_all(
            CaseStep(petition_id=9, at=AT, kind="forwarded", owner=owner)
            for owner in ("甲局", "县 甲局", "县甲局", "县乙局", "乙局", "丙局")
        )
    found = sent(reader(OFFICE, store), FIRST, TODAY).set_index("number")
    assert found.loc["S", "units"] == ("测试县甲局", "县乙局", "丙局")
