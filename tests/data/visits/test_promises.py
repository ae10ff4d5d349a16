"""Promises stay with the place: whoever comes next finds what was promised there before."""

import datetime as dt

import pytest

from data.tables import CaseStep, Visit
from data.text import Words
from data.visits.promises import promises_by_village
from data.visits.words import what_was_promised
from tests import roles
from tests.data.conftest import petition
from tests.roles import reader

DAY, TOWNSHIP, VILLAGE = dt.date(2026, 12, 15), "990001001", "990001001001"


def visit(on, leader, township=TOWNSHIP):
    return Visit(
        on=on,
        township_code=township,
        leader_id=leader,
        state="recorded",
        plan={},
        saved_at=dt.datetime(2026, 1, 1),
        saved_by="clerk",
    )


@pytest.fixture
def county(store):
    """Leader 1 promised two things, leader 2 one in a second month; one of the first is kept."""
    with store.write("test", "add", "petitions") as session:
        cases = [petition(f"A{n}", VILLAGE, filed=dt.datetime(2026, 1, 5)) for n in range(4)]
        accusation = petition("X", VILLAGE, purpose="accusation")
        visits = [visit(dt.date(2026, 1, 15), 1), visit(dt.date(2026, 2, 15), 2)]
        session.add_all([*cases, accusation, *visits])
        session.flush()
        for case, on, due, done in (
            (cases[0], visits[0], dt.date(2026, 2, 1), dt.date(2026, 1, 30)),
            (cases[1], visits[0], dt.date(2026, 3, 1), None),
            (cases[2], visits[1], dt.date(2027, 1, 1), None),
            (accusation, visits[1], dt.date(2026, 3, 1), None),
        ):
            session.add(
                CaseStep(
                    petition_id=case.id,
                    at=dt.datetime.combine(on.on, dt.time(12)),
                    kind="promised",
                    owner="水务局",
                    due=due,
                    done=done,
                    visit_id=on.id,
                )
            )
    return store


def test_two_leaders_promised_three_things_here_and_one_is_overdue(county):
    told = promises_by_village(reader(roles.OFFICE, county), TOWNSHIP, DAY).loc[VILLAGE]
    assert told.to_dict() == {"leaders": 2, "promised": 3, "waiting": 2, "overdue": 1}
    assert what_was_promised(Words("zh_CN"), told) == "此前 2 位领导在此承诺 3 项，2 项未兑现，其中逾期 1 项"


def test_before_the_second_visit_only_the_first_leaders_promises_are_known(county):
    told = promises_by_village(reader(roles.OFFICE, county), TOWNSHIP, dt.date(2026, 2, 15)).loc[VILLAGE]
    assert told["leaders"] == 1 and told["promised"] == 2 and told["overdue"] == 0


def test_who_may_not_open_the_cases_is_told_of_no_promise(county):
    for scope in (roles.SCREEN, roles.UNIT, roles.ADMINISTRATOR):
        assert promises_by_village(reader(scope, county), TOWNSHIP, DAY).empty
    assert len(promises_by_village(reader(roles.LEADER, county), TOWNSHIP, DAY)) == 1
