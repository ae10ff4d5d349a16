"""Contracts proposed by a balanced load, and accepted by a person."""

import datetime as dt
from itertools import permutations

import numpy as np
import pytest
from sqlalchemy import select

from data.errors import PlanRefused
from data.service import contract_proposals
from data.service.contract_proposals import accept, propose, without
from data.service.contracts import recuse, roster
from data.tables import Contract, Leader
from tests.data.conftest import petition
from tests.data.test_scope import LEADER, OFFICE
from tests.roles import reader, writer

ON = dt.date(2027, 1, 1)
FIRST, SECOND = "990001001", "990001002"


@pytest.fixture
def county(store):
    with store.write("test", "add", "petitions") as session:
        session.add_all([petition(f"A{n}", f"{FIRST}001") for n in range(20)])
        session.add_all([petition(f"B{n}", f"{SECOND}001") for n in range(4)])
        session.add(Leader(id=3, name="测试领导3", post="县委常委", portfolio=""))
    return store


def chosen(proposals):
    return {one.township: one.leader_id for one in proposals}


def test_the_heavy_township_goes_to_whoever_carried_little(county):
    proposals = propose(reader(OFFICE, county), ON)
    assert [one.load for one in proposals] == [20, 4]
    assert chosen(proposals)[FIRST] == 3
    assert chosen(proposals)[SECOND] in (1, 2)


def test_no_other_assignment_is_more_even(county):
    proposals = propose(reader(OFFICE, county), ON)
    loads = {one.township: one.load for one in proposals}
    standing = roster(county)
    before = {n: contract_proposals._carried(standing, n, loads, ON) for n in (1, 2, 3)}

    def unevenness(first, second):
        def one(leader, township):
            load = loads[township] * (0.85 if (leader, township) in ((1, FIRST), (2, SECOND)) else 1)
            return (before[leader] + load) ** 2 - before[leader] ** 2

        return one(first, FIRST) + one(second, SECOND)

    best = min(permutations((1, 2, 3), 2), key=lambda pair: unevenness(*pair))
    assert chosen(proposals) == {FIRST: best[0], SECOND: best[1]}


def test_nobody_is_proposed_where_they_are_recused(county):
    recuse(writer(OFFICE, county), 3, FIRST)
    assert chosen(propose(reader(OFFICE, county), ON))[FIRST] != 3
    for leader in (1, 2):
        recuse(writer(OFFICE, county), leader, FIRST)
    with pytest.raises(PlanRefused, match="Recusals leave nobody for 第1镇"):
        propose(reader(OFFICE, county), ON)


def test_a_person_accepts_and_contracts_change_on_that_day(county):
    proposals = propose(reader(OFFICE, county), ON)
    new = accept(writer(OFFICE, county), proposals, ON, seen=county.dataset().version)
    assert new == sum(one.changes for one in proposals)
    before = roster(county).duties([FIRST, SECOND], ON - dt.timedelta(days=1))
    after = roster(county).duties([FIRST, SECOND], ON)
    assert [before[code].leader_id for code in (FIRST, SECOND)] == [1, 2]
    assert {code: duty.leader_id for code, duty in after.items()} == chosen(proposals)
    assert all(duty.trouble is None for duty in after.values())
    again = propose(reader(OFFICE, county), ON)
    accept(writer(OFFICE, county), again, ON, seen=county.dataset().version)
    assert {c: d.leader_id for c, d in roster(county).duties([FIRST, SECOND], ON).items()} == chosen(again)


def test_who_accepts_second_is_told(county):
    proposals, seen = propose(reader(OFFICE, county), ON), county.dataset().version
    accept(writer(OFFICE, county), proposals, ON, seen=seen)
    with county.read() as connection:
        kept = connection.execute(select(Contract.id, Contract.valid_to)).all()
    with pytest.raises(PlanRefused, match="changed since"):
        accept(writer(OFFICE, county, "another"), proposals, ON, seen=seen)
    with county.read() as connection:
        assert connection.execute(select(Contract.id, Contract.valid_to)).all() == kept


def test_only_the_petition_office_proposes_and_accepts(county):
    for attempt in (
        lambda: propose(reader(LEADER, county), ON),
        lambda: accept(writer(LEADER, county), [], ON, seen=0),
    ):
        with pytest.raises(PlanRefused, match="Only the petition office"):
            attempt()


def test_fewer_leaders_than_townships_share_them_evenly(county, monkeypatch):
    monkeypatch.setattr(contract_proposals, "_available", lambda standing, on: [3])
    assert set(chosen(propose(reader(OFFICE, county), ON)).values()) == {3}
    monkeypatch.setattr(contract_proposals, "_available", lambda standing, on: [1, 3])
    counts = np.unique(list(chosen(propose(reader(OFFICE, county), ON)).values()), return_counts=True)[1]
    assert counts.max() - counts.min() <= 1


def test_nobody_has_a_second_township_before_everyone_has_a_first_whatever_the_loads(county, monkeypatch):
    """A leader who carried nothing is not given both townships while one who carried much has none."""
    carried = {1: 10_000.0, 2: 20_000.0, 3: 0.0}
    monkeypatch.setattr(contract_proposals, "_carried", lambda standing, leader, loads, on: carried[leader])
    monkeypatch.setattr(contract_proposals, "_available", lambda standing, on: [2, 3])
    assert sorted(chosen(propose(reader(OFFICE, county), ON)).values()) == [2, 3]


def test_where_recusals_leave_one_leader_alone_that_one_has_both(county, monkeypatch):
    monkeypatch.setattr(contract_proposals, "_available", lambda standing, on: [2, 3])
    for township in (FIRST, SECOND):
        recuse(writer(OFFICE, county), 2, township)
    assert set(chosen(propose(reader(OFFICE, county), ON)).values()) == {3}


def test_leaders_in_office_who_take_a_township_are_proposed_and_no_others(county):
    with county.write("test", "leaders", "leader") as session:
        session.get_one(Leader, 1).takes_township = False
        session.get_one(Leader, 2).valid_to = ON
        unit = Leader(id=4, name="局长", post="县民政局局长", portfolio="", grade="unit")
        session.add_all([unit, Leader(id=5, name="书记", post="县委书记", portfolio="")])
    proposals = propose(reader(OFFICE, county), ON)
    assert sorted(chosen(proposals).values()) == [3, 5]
    assert without(reader(OFFICE, county), proposals, ON) == []
    assert without(reader(OFFICE, county), proposals[:1], ON) != []
    with county.write("test", "leaders", "leader") as session:
        for number in (3, 5):
            session.get_one(Leader, number).takes_township = False
    with pytest.raises(PlanRefused, match="leaders of the county in office who take one"):
        propose(reader(OFFICE, county), ON)
