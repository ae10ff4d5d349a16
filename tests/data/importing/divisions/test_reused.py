"""Codes that an office gives to other villages: two villages stay two, and a person is asked."""

import datetime as dt

import pytest
from sqlalchemy import select

from data.divisions.proposals import propose
from data.divisions.succession import clear, comparable_codes, confirm
from data.petitions.facts import facts
from data.tables import TeamVillage
from geo.errors import Refused
from tests.data.conftest import COUNTY, TODAY, petition
from tests.data.importing.divisions.test_divisions import DAY, LIST, list_of, take_in  # noqa: F401
from tests.data.test_scope import OFFICE
from tests.roles import reader

FIRST, SECOND, THIRD = "990001001001", "990001001002", "990001001003"
T = LIST[0][2:]
REST = LIST[2:]
NUMBERED = [(FIRST, "东山村委会", *T), (SECOND, "西山村委会", *T), (THIRD, "中塘村委会", *T), *REST]
ANEW = {
    "the second's name under the first's code, which ends": [
        (FIRST, "西山村委会", *T),
        (THIRD, "中塘村委会", *T),
    ],
    "two exchange their codes": [
        (FIRST, "西山村委会", *T),
        (SECOND, "东山村委会", *T),
        (THIRD, "中塘村委会", *T),
    ],
    "all move up by one": [(FIRST, "西山村委会", *T), (SECOND, "中塘村委会", *T), (THIRD, "后横村委会", *T)],
}


@pytest.fixture
def counted(store):
    """Function: petitions of each village on a day."""

    def count(on):
        found = facts(reader(OFFICE, store), on=on)
        return found["village_code"].value_counts().to_dict()

    return count


@pytest.fixture
def petitions(store, take_in):  # noqa: F811
    """One petition in each of three villages, filed before they were numbered anew."""
    take_in(NUMBERED)
    with store.write("test", "add", COUNTY) as session:
        for n, code in enumerate((FIRST, SECOND, THIRD)):
            session.add(petition(f"P{n}", code, filed=dt.datetime(2023, 1, 5)))
    return store


@pytest.mark.parametrize("anew", ANEW.values(), ids=ANEW.keys())
def test_petitions_of_the_old_village_do_not_count_as_the_new_ones(petitions, take_in, counted, anew):  # noqa: F811
    report = take_in([*anew, *REST], valid_from=DAY)
    given = {one.code for one in report.given}
    assert given and report.new_editions == [] and report.renamed == 0
    assert {one.own for one in report.given} == {f"{code}-{DAY.year}" for code in given}
    assert not given & set(counted(TODAY)) and sum(counted(TODAY).values()) == 3
    assert {f"{code}-{DAY.year}" for code in given} <= set(counted(TODAY))


@pytest.mark.parametrize("anew", ANEW.values(), ids=ANEW.keys())
def test_what_became_of_them_is_a_question_and_never_clear(petitions, take_in, anew):  # noqa: F811
    take_in([*anew, *REST], valid_from=DAY)
    proposals = propose(petitions)
    assert proposals and clear(proposals) == []


def test_a_person_may_join_a_village_with_itself_under_its_new_code(petitions, take_in, counted):  # noqa: F811
    take_in([*ANEW["two exchange their codes"], *REST], valid_from=DAY)
    same = [one for one in propose(petitions) if one.old_name == one.new_name]
    assert confirm(petitions, same, actor="clerk") == 2
    assert counted(TODAY) == {FIRST: 1, SECOND: 1, THIRD: 1}
    assert comparable_codes(petitions, TODAY) == {f"{FIRST}-2023": SECOND, f"{SECOND}-2023": FIRST}


def test_the_same_list_again_changes_nothing(petitions, take_in, counted):  # noqa: F811
    rows = [*ANEW["all move up by one"], *REST]
    take_in(rows, valid_from=DAY)
    before = counted(TODAY)
    report = take_in(rows, valid_from=DAY)
    assert report.unchanged == len(rows) and report.given == [] and counted(TODAY) == before


def test_a_register_of_the_old_village_stays_with_it(petitions, take_in):  # noqa: F811
    with petitions.read() as connection:
        teams = set(connection.scalars(select(TeamVillage.village_code)))
    assert FIRST in teams
    take_in([*ANEW["two exchange their codes"], *REST], valid_from=DAY)
    with petitions.read() as connection:
        assert FIRST not in set(connection.scalars(select(TeamVillage.village_code)))


def test_without_a_day_such_a_list_is_refused(petitions, take_in):  # noqa: F811
    with pytest.raises(Refused, match=f"other villages than on record.*{FIRST}.*from which day"):
        take_in([*ANEW["two exchange their codes"], *REST])


def test_a_village_that_is_only_renamed_keeps_its_code_and_its_petitions(petitions, take_in, counted):  # noqa: F811
    report = take_in([(FIRST, "新东山村委会", *T), *NUMBERED[1:]], valid_from=DAY)
    assert report.given == [] and len(report.new_editions) == 1 and counted(TODAY)[FIRST] == 1
