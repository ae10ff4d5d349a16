"""Teams: their members and vacancies, what they carry, and how it could be evened out."""

import datetime as dt
from collections import Counter
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import ServiceRefused
from data.frames import rows
from data.rules import set_rules
from data.service.coverage import Group, table
from data.service.teams import _Township, accept, even_out, held, loads, members, vacancies
from data.tables import LiaisonTeam, TeamMember, TeamVillage
from data.terms import TeamDuty
from tests.county import TODAY, petition
from tests.roles import OFFICE, SCREEN, TEAM, TOWNSHIP, reader, writer

FIRST, SECOND, UNCOVERED = "990001001001", "990001001002", "990001002002"


@pytest.fixture
def two_teams(store):
    """Three villages are one team's, two with nine and four open cases; the third is another's too."""
    with store.write("test", "add", "teams") as session:
        session.add(LiaisonTeam(id=2, name="另一服务团"))
        session.flush()
        session.add(TeamVillage(team_id=2, village_code="990001002001", valid_from=dt.date(2020, 1, 1)))
        session.add_all(petition(f"A{n}", FIRST) for n in range(9))
        session.add_all(petition(f"B{n}", SECOND) for n in range(4))
        session.add(TeamMember(team_id=1, name="测试甲", duty="contact", phone=""))
        session.add(TeamMember(team_id=1, name="测试乙", duty="contact", phone=""))
        session.add(TeamMember(team_id=1, name="测试丙", duty="proxy", phone=""))
    return store


def test_members_stand_under_their_duties_and_a_duty_that_nobody_has_is_vacant(two_teams):
    listed = members(reader(TEAM, two_teams))
    told = [(row.duty, row.name) for row in rows(listed)]
    assert told == [
        ("contact", "测试甲"),
        ("contact", "测试乙"),
        ("proxy", "测试丙"),
        ("mediator", None),
        ("helper", None),
    ]
    assert list(vacancies(reader(TEAM, two_teams)).values()) == [[TeamDuty.MEDIATOR, TeamDuty.HELPER]]
    assert members(reader(SCREEN, two_teams)).empty


def test_a_team_carries_its_open_cases_and_so_much_for_each_village(two_teams):
    found = loads(reader(OFFICE, two_teams), TODAY).set_index("title")
    assert found.loc["测试服务团", ["villages", "open", "load"]].tolist() == [3, 13, 13 + 3 * 3]
    assert found.loc["另一服务团", ["villages", "open", "vacant"]].tolist() == [1, 0, 4]
    set_rules(writer(OFFICE, two_teams), {"service.village_cases": 0}, valid_from=TODAY)
    assert loads(reader(OFFICE, two_teams), TODAY)["load"].tolist() == [0, 13]
    own = loads(reader(TOWNSHIP, two_teams), TODAY)
    assert own["villages"].tolist() == [2], "of other townships a township is told nothing"


def test_a_village_without_a_team_goes_to_the_one_of_its_township_that_carries_least(two_teams):
    (move,) = even_out(reader(OFFICE, two_teams), TODAY)
    assert (move.village, move.giver, move.taker_name) == (UNCOVERED, None, "另一服务团")


class Row(NamedTuple):
    village: str
    name: str
    team: int | None
    title: str
    load: float


@given(st.lists(st.tuples(st.none() | st.integers(1, 4), st.integers(0, 20)), min_size=1, max_size=9))
def test_after_the_moves_no_single_one_would_make_it_more_even(villages):
    listed = [Row(f"V{n}", "", team, f"T{team}", float(load)) for n, (team, load) in enumerate(villages)]
    load = Counter()
    for row in listed:
        load[row.team] += row.load if row.team else 0
    load.pop(None, None)
    before, township = sum(load.values()), _Township.of(listed, dict(load))
    if not township.titles:
        return
    moves = township.moves(3.0)
    assert None not in township.now.values(), "each village has a team"
    assert sum(township.load.values()) == before + sum(row.load for row in listed if row.team is None)
    assert all(move.giver is None or move.giver != move.taker for move in moves)
    count = Counter(township.now.values())
    for row in listed:
        giver = township.now[row.village]
        assert count[giver] >= 1, "no team loses its last village here"
        for taker in township.titles:
            if taker != giver and count[giver] > 1:
                higher = max(township.load[giver] - row.load, township.load[taker] + row.load)
                assert township.load[giver] - higher < 3


def test_moves_are_put_in_force_by_the_office_on_what_it_saw(two_teams):
    head = writer(OFFICE, two_teams)
    moves = even_out(head, TODAY)
    with pytest.raises(ServiceRefused, match="Only the petition office"):
        accept(writer(TOWNSHIP, two_teams), moves, TODAY, seen=two_teams.dataset().version)
    with pytest.raises(ServiceRefused, match="changed since"):
        accept(head, moves, TODAY, seen=0)
    assert accept(head, moves, TODAY, seen=two_teams.dataset().version) == 1
    assert table(head, TODAY).set_index("code").loc[UNCOVERED, "group"] is not Group.UNCOVERED
    assert even_out(head, TODAY) == []
    assert held(head, TODAY)["team"].notna().all()
