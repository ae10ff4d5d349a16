"""What became of villages: proposed, confirmed by a person, followed over years, counted alike."""

import datetime as dt

import pandas as pd
import pytest
import shapely
from sqlalchemy import select

from data.divisions.proposals import propose
from data.divisions.succession import (
    Reason,
    clear,
    comparable,
    comparable_codes,
    confirm,
    confirmed,
    gazetteer_frame,
    name_successor,
    successors,
    unsettled,
    withdraw,
)
from data.petitions.cases import open_cases
from data.petitions.counts import count_by_village, monthly
from data.petitions.facts import facts
from data.service import coverage
from data.tables import AuditEntry, Boundary, Division
from data.visits import plans
from geo.errors import Refused
from geo.gazetteer import Gazetteer
from tests.data.conftest import COUNTY, TODAY, petition
from tests.data.test_scope import OFFICE
from tests.roles import reader

FIRST, SECOND = dt.date(2019, 6, 30), dt.date(2023, 6, 30)
BOX = shapely.box(119.9, 29.4, 119.95, 29.45)


@pytest.fixture
def village(store):
    """Function that adds an edition of a village to the first township (or its own)."""

    def add(code, name, start=dt.date(2018, 1, 1), end=None, shape=None, parent="990001001", level="village"):
        with store.write("test", "add", code) as session:
            division = Division(
                code=code, name=name, level=level, parent_code=parent, valid_from=start, valid_to=end
            )
            session.add(division)
            session.flush()
            if shape is not None:
                outline = {"frame": "EPSG:4490", "source": "test", "division_id": division.id}
                session.add(Boundary(geometry=shapely.MultiPolygon([shape]), **outline))
            return division.id

    return add


@pytest.fixture
def merger(store, village):
    """Three villages, each with petitions, that became one in 2019, renamed under its code in 2023."""
    for number, name in enumerate(("甲山村", "乙山村", "丙山村"), 1):
        village(f"99000100110{number}", name, end=FIRST)
    village("990001001200", "三山村", FIRST, SECOND)
    village("990001001200", "大三山村", SECOND)
    for number in range(1, 4):
        name_successor(store, f"99000100110{number}", "990001001200", actor="clerk")
    with store.write("test", "add", "petitions") as session:
        for at in range(6):
            code = f"99000100110{at % 3 + 1}"
            session.add(petition(f"M{at}", code, filed=dt.datetime(2018, at + 1, 5)))
        session.add(petition("M6", "990001001200", filed=dt.datetime(2020, 1, 5)))
    return "990001001200"


def pairs(store):
    return {(one.old_name, one.new_name): (one.reason, one.score) for one in propose(store)}


def test_a_code_that_goes_on_under_another_name_is_proposed(store, village):
    village("990001001100", "胡源村", end=SECOND)
    village("990001001100", "壶源村", SECOND)
    village("990001001101", "湖源村", SECOND)
    assert pairs(store) == {
        ("胡源村", "壶源村"): (Reason.CODE, 0.95),
        ("胡源村", "湖源村"): (Reason.SIMILAR, 0.75),
    }
    assert [one.new_name for one in clear(propose(store))] == ["壶源村"]


def test_a_name_that_goes_on_under_another_code_is_proposed_however_it_is_written(store, village):
    village("990001001100", "文溪村委会", end=SECOND)
    village("990001001300", "文溪社区居民委员会", SECOND)
    village("990001002300", "文溪村", SECOND, parent="990001002")
    assert pairs(store) == {
        ("文溪村委会", "文溪社区居民委员会"): (Reason.NAME, 0.95),
        ("文溪村委会", "文溪村"): (Reason.ELSEWHERE, 0.7),
    }


def test_in_a_township_with_a_new_code_the_villages_are_found_again(store, village):
    village("990001200", "三河乡", end=SECOND, parent=COUNTY, level="township")
    village("990001105", "三河镇", SECOND, parent=COUNTY, level="township")
    village("990001200001", "东河村", end=SECOND, parent="990001200")
    village("990001105001", "东河村", SECOND, parent="990001105")
    assert {reason for reason, _ in pairs(store).values()} == {Reason.NAME}
    confirm(store, clear(propose(store)), actor="clerk")
    found = comparable(store, TODAY)
    assert found.villages == {"990001200001": "990001105001"}
    assert found.townships == {"990001200": "990001105", "990001200001": "990001105"}


def test_outlines_tell_a_merger_from_a_split(store, village):
    west, east = shapely.box(119.9, 29.3, 119.95, 29.35), shapely.box(119.95, 29.3, 120.0, 29.35)
    village("990001001101", "甲村", end=SECOND, shape=west)
    village("990001001102", "乙村", end=SECOND, shape=east)
    village("990001001200", "新联村", SECOND, shape=shapely.union(west, east))
    village("990001001103", "丙村", end=SECOND, shape=shapely.box(119.8, 29.3, 119.9, 29.4))
    village("990001001201", "上丁村", SECOND, shape=shapely.box(119.8, 29.3, 119.9, 29.37))
    village("990001001202", "下戊村", SECOND, shape=shapely.box(119.8, 29.37, 119.9, 29.4))
    found = pairs(store)
    assert found[("甲村", "新联村")] == found[("乙村", "新联村")] == (Reason.AREA, 1.0)
    assert [found[("丙村", name)][1] for name in ("上丁村", "下戊村")] == pytest.approx([0.7, 0.3], abs=0.01)
    assert {one.old_name for one in clear(propose(store))} == {"甲村", "乙村"}


def test_a_code_given_to_a_village_that_lies_elsewhere_leaves_doubt(store, village):
    village("990001001101", "甲村", end=SECOND, shape=shapely.box(119.9, 29.3, 119.95, 29.35))
    village("990001001101", "癸村", SECOND, shape=shapely.box(119.8, 29.3, 119.85, 29.35))
    assert pairs(store) == {("甲村", "癸村"): (Reason.CODE, 0.0)}
    assert clear(propose(store)) == []


def test_a_village_with_a_new_outline_alone_is_the_same_and_asks_nobody(store, village):
    village("990001001101", "甲村", end=FIRST, shape=BOX)
    village("990001001101", "甲村村民委员会", FIRST, shape=BOX)
    assert propose(store) == []


def test_a_village_that_ended_and_of_which_nothing_is_known_is_not_forgotten(store, village):
    village("990001001101", "甲溪村", end=FIRST)
    assert propose(store) == []
    assert unsettled(store).to_dict("records") == [
        {"code": "990001001101", "name": "甲溪村", "township": "第1镇", "on": FIRST}
    ]
    name_successor(store, "990001001101", "990001001001", actor="clerk")
    assert unsettled(store).empty


def test_who_confirmed_first_is_kept(store, village):
    village("990001001101", "甲溪村", end=FIRST)
    for actor in ("clerk", "another clerk"):
        name_successor(store, "990001001101", "990001001001", actor=actor)
    assert confirmed(store)["confirmed_by"].tolist() == ["clerk"]


def test_a_proposal_has_no_effect_until_a_person_confirms_it_and_none_after_it_is_withdrawn(store, village):
    village("990001001100", "文溪村", end=SECOND)
    village("990001001300", "文溪社区", SECOND)
    (proposal,) = propose(store)
    assert successors(store, TODAY) == comparable_codes(store, TODAY) == {}
    version = store.dataset().version
    assert confirm(store, [proposal], actor="clerk") == 1
    assert successors(store, TODAY) == {"990001001100": ("990001001300",)}
    assert propose(store) == [] and store.dataset().version == version + 1
    assert confirmed(store).loc[0, ["old_name", "confirmed_by", "reason"]].tolist() == [
        "文溪村",
        "clerk",
        "name",
    ]
    assert withdraw(store, [proposal.pair], actor="clerk") == 1
    assert comparable_codes(store, TODAY) == {} and propose(store) == [proposal]
    with pytest.raises(Refused, match="is not confirmed as successor"):
        withdraw(store, [proposal.pair], actor="clerk")
    with store.read() as connection:
        actions = connection.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions[-2:] == ["confirm successors", "withdraw successors"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("990001001001", "990001001002", "No division 990001001001 has ended"),
        ("990001001100", "990001001100", "no division 990001001100"),
        ("990001001100", "990001001", "no division 990001001 of the same level"),
    ],
)
def test_a_successor_that_cannot_be_is_refused(store, village, old, new, told):
    village("990001001100", "文溪村", end=SECOND)
    with pytest.raises(Refused, match=told):
        name_successor(store, old, new, actor="clerk")
    assert confirmed(store).empty


def test_a_chain_is_followed_over_several_editions_to_the_day_that_is_asked(store, merger, village):
    assert successors(store, dt.date(2018, 6, 1)) == {}
    assert successors(store, dt.date(2020, 1, 1))["990001001101"] == (merger,)
    assert "990001001101" not in successors(store, TODAY)  # nobody has confirmed the new name of 2023
    confirm(store, propose(store), actor="clerk")
    assert successors(store, TODAY)["990001001101"] == (merger,)
    village("990001001300", "末山村", SECOND)
    name_successor(store, merger, "990001001300", on=SECOND, actor="clerk")
    assert successors(store, TODAY)["990001001101"] == (merger, "990001001300")


def test_a_merger_of_three_keeps_the_sum_of_the_series(store, merger):
    confirm(store, propose(store), actor="clerk")
    frame = facts(reader(OFFICE, store), TODAY)
    counts = count_by_village(frame, pd.Index([merger, "990001001001"]))
    assert counts.cases.tolist() == [7, 0] and counts.located == 7
    series = monthly(frame, merger).set_index("month")["cases"]
    assert series.sum() == 7 and series.loc["2018-01-01":"2018-06-01"].tolist() == [1] * 6
    assert len(open_cases(reader(OFFICE, store), merger, on=TODAY)) == 7
    before = count_by_village(facts(reader(OFFICE, store), dt.date(2018, 6, 1)), pd.Index(["990001001101"]))
    assert before.cases.tolist() == [2]


def test_a_merger_nobody_confirmed_moves_nothing(store, merger):
    frame = facts(reader(OFFICE, store), TODAY)
    assert count_by_village(frame, pd.Index([merger])).cases.tolist() == [1]


def test_a_split_invents_nothing_and_counts_for_the_township(store, village):
    village("990001003001", "甲村", end=SECOND, parent="990001003")
    for code in ("990001001201", "990001001202"):
        village(code, f"新村{code[-1]}", SECOND)
        name_successor(store, "990001003001", code, actor="clerk")
    with store.write("test", "add", "petitions") as session:
        session.add_all(petition(f"S{at}", "990001003001") for at in range(4))
    assert successors(store, TODAY)["990001003001"] == ("990001001201", "990001001202")
    assert comparable_codes(store, TODAY) == {}
    frame = facts(reader(OFFICE, store), TODAY)
    counts = count_by_village(frame, pd.Index(["990001001201", "990001001202"]))
    assert (counts.cases.tolist(), counts.total, counts.located) == ([0, 0], 4, 4)  # in the former one
    assert frame["township_code"].tolist() == ["990001001"] * 4


def test_a_village_of_which_a_part_is_lost_did_not_go_wholly_into_another(store, village):
    village("990001001101", "甲村", end=FIRST)
    village("990001001102", "乙村", FIRST)
    village("990001001103", "丙村", FIRST, SECOND)
    for code in ("990001001102", "990001001103"):
        name_successor(store, "990001001101", code, actor="clerk")
    assert successors(store, TODAY)["990001001101"] == ("990001001102",)
    assert comparable_codes(store, TODAY) == {}


def test_successors_that_lead_in_a_circle_end(store, village):
    village("990001001101", "甲村", end=FIRST)
    village("990001001102", "乙村", FIRST, SECOND)
    village("990001001101", "丙村", SECOND, dt.date(2024, 1, 1))
    village("990001001102", "丁村", dt.date(2024, 1, 1), dt.date(2025, 1, 1))
    name_successor(store, "990001001101", "990001001102", on=FIRST, actor="clerk")
    name_successor(store, "990001001102", "990001001101", on=SECOND, actor="clerk")
    name_successor(store, "990001001101", "990001001102", on=dt.date(2024, 1, 1), actor="clerk")
    assert successors(store, TODAY) == {}


def test_the_gazetteer_knows_former_names_by_what_they_became(store, merger):
    confirm(store, propose(store), actor="clerk")
    frame = gazetteer_frame(store, TODAY)
    assert list(frame) == ["code", "name", "level", "parent", "valid_from", "valid_to", "successors"]
    own = frame[frame["code"] == merger].set_index("name")["successors"].to_dict()
    assert own == {"三山村": (merger,), "大三山村": ()}
    answers = Gazetteer(frame).match(["甲山村村委会", "三山村", "大三山村民委员会"])
    assert answers["code"].tolist() == [merger] * 3


def test_teams_and_plans_count_the_merged_villages_cases_too(store, merger, village):
    with store.write("test", "draw", merger) as session:
        edition = session.query(Division).filter_by(code=merger, valid_from=SECOND).one()
        shape = shapely.MultiPolygon([BOX])
        session.add(Boundary(division_id=edition.id, geometry=shape, frame="EPSG:4490", source="test"))
    name_successor(store, merger, merger, actor="clerk")
    on = dt.date(2026, 12, 15)
    table = coverage.table(reader(OFFICE, store), on).set_index("code")
    assert table.loc[merger, "open"] == 7
    day = plans.load_day(reader(OFFICE, store), "990001001", on)
    cases = dict(zip(day.villages["code"], day.villages["cases"], strict=True))
    assert cases[merger] == 7 and day.open_cases == 7


def test_a_village_that_moved_to_another_township_is_planned_there(store, village):
    village("990001001100", "甲山村", end=FIRST)
    village("990001002300", "甲山村", FIRST, shape=BOX, parent="990001002")
    name_successor(store, "990001001100", "990001002300", actor="clerk")
    with store.write("test", "add", "petitions") as session:
        session.add(petition("moved", "990001001100"))
    on = dt.date(2026, 12, 15)
    assert plans.load_day(reader(OFFICE, store), "990001002", on).open_cases == 1
    assert plans.load_day(reader(OFFICE, store), "990001001", on).open_cases == 0
