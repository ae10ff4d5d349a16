"""Policies with their answers and households, totals of the years and cases of the court: who sees which."""

import datetime as dt

import pytest

from data.policies import register, years
from data.policies.register import Progress
from data.registers.changes import Change, change, register_rows
from data.tables import CourtCount, Finding, HelpedHouseholds, YearTotal
from data.terms import TotalUnit
from tests.county import COUNTY, TODAY, petition, policy
from tests.roles import CLERK, LEADER, OFFICE, SCREEN, TEAM, TOWNSHIP, UNIT, reader, writer

EAST, WEST = "990001001", "990001002"


@pytest.fixture
def county(store):
    with store.write("test", "add", COUNTY) as session:
        for year, total in ((2002, 10_307), (2010, 3_659), (2019, 1_031)):
            session.add(YearTotal(year=year, counted_in="mixed", total=total, source="年报"))
        session.add(YearTotal(year=2019, counted_in="groups", total=2_000, source=""))
        session.add(policy())
        answered = {"replied": dt.date(2026, 2, 1), "taken": dt.date(2026, 8, 1), "measure": "并联"}
        session.add(policy("养老", proposed=dt.date(2026, 1, 4), **answered))
        session.flush()
        for township, households in ((EAST, 120), (WEST, 30)):
            own = {"policy_id": 2, "division_code": township, "on": dt.date(2026, 9, 1)}
            session.add(HelpedHouseholds(**own, households=households))
        for month in (8, 9, 10):
            session.add(CourtCount(division_code=EAST, month=dt.date(2026, month, 1), cases=month))
        session.add(CourtCount(division_code=WEST, month=dt.date(2026, 10, 1), cases=4))
    return store


def test_a_fall_is_told_within_one_unit_alone(county):
    totals = years.year_totals(reader(OFFICE, county))
    fall = years.fall(totals, TotalUnit.MIXED, 2026)
    assert (fall.greatest_year, fall.greatest, fall.newest_year, fall.newest) == (2002, 10_307, 2019, 1_031)
    assert fall.share == pytest.approx(0.9, abs=0.001)
    assert years.fall(totals, TotalUnit.GROUPS, 2026) is None


def test_a_year_that_is_not_over_is_no_fall(county):
    with county.write("test", "add", COUNTY) as session:
        session.add(YearTotal(year=2026, counted_in="mixed", total=12, source=""))
    fall = years.fall(years.year_totals(reader(OFFICE, county)), TotalUnit.MIXED, TODAY.year)
    assert (fall.newest_year, fall.newest) == (2019, 1_031)


def test_a_policy_stands_with_its_answer_its_measure_and_the_households(county):
    waiting, done = register.policies(reader(LEADER, county))
    assert (waiting.title, waiting.progress, waiting.households) == ("农村建房", Progress.PROPOSED, None)
    assert waiting.waits == (TODAY - waiting.proposed).days
    assert (done.progress, done.households, done.waits) == (Progress.IN_FORCE, 150, None)
    assert done.counted_on == dt.date(2026, 9, 1)


def test_a_policy_names_the_finding_that_it_came_of(county):
    with county.write("test", "add", COUNTY) as session:
        found = {"since": TODAY, "first_found": TODAY, "last_found": TODAY, "state": "new"}
        session.add(Finding(id=7, category="labour", villages=[], cases=9, expected=2.0, q=0.01, **found))
    office, headings = writer(OFFICE, county), {"finding_id": "对应预警"}
    shown = register_rows(office, "policies")
    key, cells = next((key, cells) for key, cells in shown.rows.items() if cells["title"] == "养老")
    assert cells["finding_id"] == "" and len(shown.options["finding_id"]) == 1
    label = shown.options["finding_id"][0]
    report = change(office, "policies", [Change(key, cells, {**cells, "finding_id": label})], headings)
    assert report.kept and label.startswith("7 · ")
    assert {one.title: one.finding for one in register.policies(office)} == {"养老": 7, "农村建房": None}
    (again,) = [each for each in register_rows(office, "policies").rows.values() if each["title"] == "养老"]
    assert again["finding_id"] == label
    wrong = change(office, "policies", [Change(key, again, {**again, "finding_id": "8"})], headings)
    assert not wrong.kept and wrong.faults[0].values == {"number": 8}


def test_a_measure_of_the_whole_county_is_compared_with_other_matters_alone(county):
    from data.petitions.facts import facts

    with county.write("test", "add", COUNTY) as session:
        for nth in range(120):
            day = dt.datetime(2026, 7, 4, 9) + dt.timedelta(days=nth % 28 + 28 * (nth >= 60))
            session.add(petition(f"L{nth}", "990001001001", filed=day, category="labour"))
            if nth < 66:
                session.add(petition(f"A{nth}", "990001002001", filed=day))
    who = reader(OFFICE, county)
    waiting, done = register.policies(who)
    assert register.policy_effect(facts(who), waiting, None, TODAY) is None
    found = register.policy_effect(facts(who), done, None, TODAY)
    assert found.elsewhere is None and found.against_elsewhere is None
    assert (found.own.before, found.own.after, found.verdict) == (60, 6, "fell")


def test_cases_of_the_court_are_summed_with_the_months_that_are_known(county):
    court = years.court_cases(reader(OFFICE, county))
    sums = years.court_by_division(court, dt.date(2026, 9, 1), dt.date(2026, 10, 1))
    assert sums == {EAST: (19, 2), WEST: (4, 1)} and list(sums) == [EAST, WEST]
    months = years.court_by_month(court)
    assert months[dt.date(2026, 10, 1)] == 14 and months.isna().sum() == 2


@pytest.mark.parametrize(
    "scope,totals,courts,policies",
    [
        (CLERK, 4, 4, 2),
        (LEADER, 4, 4, 2),
        (TOWNSHIP, 0, 3, 0),
        (TEAM, 0, 0, 0),
        (UNIT, 0, 0, 0),
        (SCREEN, 0, 0, 0),
    ],
    ids=lambda value: str(getattr(value, "role", value)),
)
def test_who_sees_which(county, scope, totals, courts, policies):
    who = reader(scope, county)
    assert len(years.year_totals(who)) == totals and len(years.court_cases(who)) == courts
    assert len(register.policies(who)) == policies
