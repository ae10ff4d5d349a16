"""A clerk mends what an import could not place, and the record remembers how it was."""

import datetime as dt

import pytest
import shapely
from sqlalchemy import select

from data.divisions.names import aliases
from data.divisions.succession import name_successor
from data.errors import RepairRefused
from data.repair import decisions
from data.repair.queue import located, names_no_village, proposed_name, queue
from data.scope import NOBODY, Role, Scope
from data.tables import AuditEntry, Boundary, Division
from data.tables.petitions import Petition
from tests.data.conftest import COUNTY, TODAY, petition
from tests.roles import reader, writer

OFFICE = Scope.of(Role.OFFICE, [COUNTY], COUNTY)
FRONT, ZHU, OTHER_ZHU, TOWN = "990001001001", "990001001002", "990001002001", "990001002002"
NAMES = {FRONT: "前店村", ZHU: "朱宅村", OTHER_ZHU: "朱宅村", TOWN: "文教社区"}


def in_first_town(number, address):
    """A petition as the rule places it whose words name the first township and no village that is known."""
    town = "990001001"
    placed = {"placement": "township", "basis": "name", "named_code": town, "township": town}
    return petition(number, address=address, **placed)


@pytest.fixture
def county(store):
    """The small county with names, one placed petition, five in the queue."""
    with store.write("test", "make", COUNTY) as session:
        for division in session.query(Division).filter(Division.level == "village"):
            division.name = NAMES[division.code]
        session.add(petition("placed", FRONT, basis="name"))
        for number in ("a1", "a2", "a3"):
            session.add(in_first_town(number, "第1镇后坞自然村12号"))
        session.add(petition("zhu", basis="none", stated_village="朱宅村"))
        session.add(
            petition(
                "conflict",
                basis="conflict",
                stated_village="前店村",
                named_code=FRONT,
                point_code=TOWN,
                longitude=119.97,
                latitude=29.47,
            )
        )
    return store


def placed(store, number):
    columns = (
        Petition.placement,
        Petition.basis,
        Petition.village_code,
        Petition.township_code,
        Petition.placed_by,
    )
    with store.read() as connection:
        return tuple(connection.execute(select(*columns).where(Petition.number == number)).one())


def entry(store, number):
    return next(one for one in queue(reader(OFFICE, store), TODAY) if one.number == number)


def test_the_queue_shows_conflicts_first_and_then_what_concerns_most(county):
    entries = queue(reader(OFFICE, county), TODAY)
    assert [(one.number, one.petitions) for one in entries] == [("conflict", 1), ("a1", 3), ("zhu", 1)]
    assert entries[0].candidates == (FRONT, TOWN)
    assert set(entries[2].candidates) == {ZHU, OTHER_ZHU}
    assert [one.number for one in queue(reader(OFFICE, county), TODAY, conflicts=False)] == ["a1", "zhu"]
    assert [one.number for one in queue(reader(OFFICE, county), TODAY, conflicts=True)] == ["conflict"]
    assert [one.number for one in queue(reader(OFFICE, county), TODAY, limit=1, skip=1)] == ["a1"]


def test_how_many_are_located_of_how_many(county):
    assert located(reader(OFFICE, county)) == (1, 6, 1, 4, 0)


def test_one_decision_places_all_that_say_the_same_and_is_logged(county):
    number = decisions.repair(writer(OFFICE, county, "clerk"), entry(county, "a1"), FRONT, on=TODAY).number
    for each in ("a1", "a2", "a3"):
        assert placed(county, each) == ("village", "hand", FRONT, FRONT[:9], "clerk")
    assert placed(county, "zhu")[2] is None
    with county.read() as connection:
        log = (
            connection.execute(select(AuditEntry.__table__).order_by(AuditEntry.id.desc())).mappings().first()
        )
    assert (log["action"], log["actor"], log["subject"]) == ("repair", "clerk", FRONT)
    assert log["detail"] == {"repair": number, "petitions": 3, "learned": False}


def test_a_conflict_decided_for_its_point_is_placed_to_the_point(county):
    decisions.repair(writer(OFFICE, county, "clerk"), entry(county, "conflict"), TOWN, on=TODAY)
    assert placed(county, "conflict")[:3] == ("point", "hand", TOWN)


def test_a_conflict_decided_for_its_name_is_placed_to_the_village(county):
    decisions.repair(writer(OFFICE, county, "clerk"), entry(county, "conflict"), FRONT, on=TODAY)
    assert placed(county, "conflict")[:3] == ("village", "hand", FRONT)


def test_a_choice_teaches_a_name_that_settles_others(county):
    with county.write("test", "more", COUNTY) as session:
        session.add(petition("later", basis="none", address="后坞3号"))
    decisions.repair(
        writer(OFFICE, county, "clerk"), entry(county, "a1"), FRONT, on=TODAY, learn="后坞自然村"
    )
    assert aliases(county)[["name", "code"]].values.tolist() == [["后坞自然村", FRONT]]
    assert placed(county, "later")[2] is None
    with county.write("test", "more", COUNTY) as session:
        session.add(in_first_town("last", "第1镇后坞9号"))
    decision = decisions.repair(
        writer(OFFICE, county, "clerk"), entry(county, "later"), FRONT, on=TODAY, learn="后坞"
    )
    assert (decision.petitions, decision.relocation.gained) == (1, 1)
    assert placed(county, "last")[:3] == ("village", "name", FRONT)
    assert placed(county, "conflict")[1] == "conflict" and placed(county, "zhu")[2] is None
    decisions.undo(writer(OFFICE, county, "clerk"), decision.number)
    assert placed(county, "last")[:4] == ("township", "name", None, "990001001")


def test_a_former_villages_code_is_settled_once_its_successor_is_confirmed(county):
    with county.write("test", "more", COUNTY) as session:
        ended = {"valid_from": dt.date(2010, 1, 1), "valid_to": dt.date(2019, 1, 1)}
        session.add(
            Division(code="990001001099", name="旧塘村", level="village", parent_code="990001001", **ended)
        )
        session.add(petition("old", basis="none", stated_village="990001001099"))
    assert decisions.settle(writer(OFFICE, county, "clerk"), TODAY).gained == 0
    name_successor(county, "990001001099", FRONT, actor="clerk")
    assert decisions.settle(writer(OFFICE, county, "clerk"), TODAY).gained == 1
    assert placed(county, "old")[:3] == ("village", "name", FRONT)


def test_an_undone_repair_leaves_everything_as_it_was(county):
    before = placed(county, "a1")
    number = decisions.repair(
        writer(OFFICE, county, "clerk"), entry(county, "a1"), FRONT, on=TODAY, learn="后坞"
    ).number
    assert decisions.undo(writer(OFFICE, county, "other"), number) == 3
    assert placed(county, "a1") == before
    assert aliases(county).empty
    log = decisions.history(reader(OFFICE, county))
    assert log["undone_at"].notna().tolist() == [True] and log["name"].tolist() == ["后坞"]
    with pytest.raises(RepairRefused, match="no repair 1 that could be undone"):
        decisions.undo(writer(OFFICE, county, "other"), number)


def test_what_was_moved_since_is_not_put_back(county):
    number = decisions.repair(writer(OFFICE, county, "clerk"), entry(county, "a1"), FRONT, on=TODAY).number
    with county.write("test", "move", COUNTY) as session:
        session.query(Petition).filter_by(number="a2").one().village_code = ZHU
    assert decisions.undo(writer(OFFICE, county, "clerk"), number) == 2
    assert placed(county, "a2")[2] == ZHU


def test_a_clerk_may_find_that_no_village_can_be_known(county):
    before = placed(county, "zhu")
    number = decisions.repair(writer(OFFICE, county, "clerk"), entry(county, "zhu"), None, on=TODAY).number
    assert placed(county, "zhu") == ("nowhere", "hand", None, None, "clerk")
    assert located(reader(OFFICE, county)) == (1, 6, 1, 3, 1)
    assert "zhu" not in [one.number for one in queue(reader(OFFICE, county), TODAY)]
    assert decisions.undo(writer(OFFICE, county, "clerk"), number) == 1
    assert placed(county, "zhu") == before


def test_petitions_without_words_are_decided_one_by_one(county):
    with county.write("test", "more", COUNTY) as session:
        session.add_all([petition("dumb1", basis="none"), petition("dumb2", basis="none")])
    assert [one.number for one in queue(reader(OFFICE, county), TODAY)][-2:] == ["dumb1", "dumb2"]
    decisions.repair(writer(OFFICE, county, "clerk"), entry(county, "dumb1"), FRONT, on=TODAY)
    assert placed(county, "dumb1")[2] == FRONT and placed(county, "dumb2")[2] is None


def test_of_two_clerks_the_slower_is_told(county):
    same = entry(county, "a1")
    decisions.repair(writer(OFFICE, county, "quick"), same, FRONT, on=TODAY)
    with pytest.raises(RepairRefused, match="no longer in the queue"):
        decisions.repair(writer(OFFICE, county, "slow"), same, ZHU, on=TODAY)
    assert placed(county, "a1")[2] == FRONT


@pytest.mark.parametrize(
    "scope", [NOBODY, Scope.of(Role.SCREEN, [COUNTY], COUNTY), Scope.of(Role.TEAM, [FRONT])]
)
def test_nobody_but_the_office_sees_or_mends_the_queue(county, scope):
    same = entry(county, "a1")
    assert queue(reader(scope, county), TODAY) == [] and located(reader(scope, county)) == (0, 0, 0, 0, 0)
    for act in (
        lambda: decisions.repair(writer(scope, county, "x"), same, FRONT, on=TODAY),
        lambda: decisions.undo(writer(scope, county, "x"), 1),
        lambda: decisions.forget(writer(scope, county, "x"), 1),
        lambda: decisions.settle(writer(scope, county, "x"), TODAY),
        lambda: decisions.history(reader(scope, county)),
    ):
        with pytest.raises(RepairRefused, match="Only the petition office"):
            act()
    assert placed(county, "a1")[2] is None


@pytest.mark.parametrize(
    ("learn", "told"),
    [
        ("坞", "has 2 to 100 characters"),
        ("坞" * 101, "has 2 to 100 characters"),
        ("朱宅", "already the name of another village"),
        ("第1镇", "name of a township"),
    ],
)
def test_a_name_that_would_mislead_is_not_learned(county, learn, told):
    with pytest.raises(RepairRefused, match=told):
        decisions.repair(writer(OFFICE, county, "clerk"), entry(county, "a1"), FRONT, on=TODAY, learn=learn)
    assert placed(county, "a1")[2] is None and aliases(county).empty


def test_an_unknown_village_is_refused(county):
    with pytest.raises(RepairRefused, match="no village 990001009009"):
        decisions.repair(writer(OFFICE, county, "clerk"), entry(county, "a1"), "990001009009", on=TODAY)


def test_a_name_is_forgotten_alone_and_what_it_placed_stays(county):
    decisions.repair(writer(OFFICE, county, "clerk"), entry(county, "a1"), FRONT, on=TODAY, learn="后坞")
    decisions.forget(writer(OFFICE, county, "clerk"), int(aliases(county)["id"].iloc[0]))
    assert aliases(county).empty and placed(county, "a1")[2] == FRONT
    with pytest.raises(RepairRefused, match="no learned name"):
        decisions.forget(writer(OFFICE, county, "clerk"), 1)


def test_the_name_to_learn_is_what_no_division_is_called_by(county):
    assert proposed_name(entry(county, "a1"), ["测试县", "第1镇", "第2镇"]) == "后坞自然村"
    assert proposed_name(entry(county, "zhu"), ["测试县"]) == "朱宅村"


@pytest.mark.parametrize(
    "words",
    [
        {"stated_township": "第1镇"},
        {"address": "第1镇"},
        {"address": "浙江省测试县第1镇境内。"},
        {"stated_township": "第1镇", "stated_village": "第1镇", "address": "测试县第1镇"},
    ],
)
def test_petitions_that_name_only_a_township_are_decided_one_by_one(county, words):
    with county.write("test", "more", COUNTY) as session:
        for number in ("b1", "b2"):
            placed_there = {"basis": "name", "placement": "township", "named_code": "990001001"}
            session.add(petition(number, township="990001001", **placed_there, **words))
    entries = queue(reader(OFFICE, county), TODAY)
    last = [(one.number, one.petitions, one.alone) for one in entries][-2:]
    assert last == [("b1", 1, True), ("b2", 1, True)]
    assert entry(county, "a1").petitions == 3 and not entry(county, "a1").alone
    decision = decisions.repair(writer(OFFICE, county, "clerk"), entry(county, "b1"), FRONT, on=TODAY)
    assert decision.petitions == 1
    assert placed(county, "b1")[2] == FRONT and placed(county, "b2")[2] is None


@pytest.mark.parametrize(
    ("text", "empty"),
    [
        ("郑宅镇", True),
        ("浙江省金华市浦江县郑宅镇境内", True),
        ("浦南街道办事处", True),
        ("浦南", True),
        ("郑宅镇（详细地址不详）", True),
        ("郑宅镇后坞自然村", False),
        ("岩头镇礼张", False),
        ("岩头镇中心小学", False),
        ("大市村", False),
    ],
)
def test_what_a_text_says_beyond_its_township(text, empty):
    assert names_no_village(text, ["浦江县", "郑宅镇", "浦南街道", "岩头镇"]) is empty


def test_undoing_one_decision_leaves_another_in_the_same_village_alone(county):
    first = decisions.repair(
        writer(OFFICE, county, "clerk"), entry(county, "a1"), FRONT, on=TODAY, learn="后坞"
    )
    second = decisions.repair(writer(OFFICE, county, "clerk"), entry(county, "zhu"), FRONT, on=TODAY)
    decisions.undo(writer(OFFICE, county, "clerk"), first.number)
    assert placed(county, "a1")[2] is None
    assert placed(county, "zhu")[:3] == ("village", "hand", FRONT)
    log = decisions.history(reader(OFFICE, county)).set_index("id")["undone_at"]
    assert (log.notna() == (log.index == first.number)).all()
    assert decisions.undo(writer(OFFICE, county, "clerk"), second.number) == 1


def test_what_is_undone_is_placed_by_the_outlines_of_now(county):
    decision = decisions.repair(writer(OFFICE, county, "clerk"), entry(county, "conflict"), FRONT, on=TODAY)
    with county.write("test", "redraw", COUNTY) as session:
        point_there = shapely.MultiPolygon([shapely.box(119.96, 29.46, 119.98, 29.48)])
        away = shapely.MultiPolygon([shapely.box(119.99, 29.49, 120.0, 29.5)])
        for boundary, code in session.execute(
            select(Boundary, Division.code).join(Division, Division.id == Boundary.division_id)
        ).all():
            if code in (FRONT, TOWN):
                boundary.geometry = point_there if code == FRONT else away
    assert decisions.undo(writer(OFFICE, county, "clerk"), decision.number) == 1
    assert placed(county, "conflict")[:3] == ("point", "agreed", FRONT)
