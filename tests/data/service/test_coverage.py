"""Liaison teams: which village is uncovered, overdue, waiting."""

from data.service.coverage import Group, groups, of_village, table
from tests.data.conftest import TODAY, petition
from tests.data.test_scope import OFFICE, SCREEN, TEAM, TOWNSHIP
from tests.roles import reader


def test_every_village_is_in_exactly_one_group_and_the_groups_add_up(store):
    with store.write("test", "add", "petitions") as session:
        session.add(petition("A1", "990001002001"))
        session.add(petition("A2", "990001001002"))
    frame = table(reader(OFFICE, store), TODAY)
    found = dict(zip(frame["code"], frame["group"], strict=True))
    assert found == {
        "990001001001": Group.COVERED,
        "990001001002": Group.OVERDUE,
        "990001002001": Group.WAITING,
        "990001002002": Group.UNCOVERED,
    }
    assert sum(groups(frame).values()) == 4


def test_a_team_that_was_never_there_is_overdue(store):
    from sqlalchemy import delete

    from data.tables import TeamContact

    with store.write("test", "forget", "contacts") as session:
        session.execute(delete(TeamContact))
    assert groups(table(reader(OFFICE, store), TODAY))[Group.OVERDUE] == 3


def test_a_township_and_a_team_see_their_own_villages_only(store):
    assert set(table(reader(TOWNSHIP, store), TODAY)["code"]) == {"990001001001", "990001001002"}
    assert set(table(reader(TEAM, store), TODAY)["code"]) == {"990001001001"}
    assert table(reader(SCREEN, store), TODAY).empty


def test_the_panel_names_the_team_and_its_last_visit(store):
    villages = table(reader(OFFICE, store), TODAY)
    assert of_village(villages, "990001001001").team == "测试服务团"
    assert (TODAY - of_village(villages, "990001001002").last_contact).days == 90
    assert of_village(villages, "990001002002") is None
