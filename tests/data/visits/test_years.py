"""Villages that no leader has seen, and the plan of the year."""

import datetime as dt

import pytest

from data.errors import PlanRefused
from data.service.contracts import record_absence, recuse, revoke_absence
from data.tables import Visit, VisitStop
from data.visits.years import last_visits, plan_township_year
from tests.data.conftest import TODAY, VILLAGES, petition
from tests.data.test_scope import LEADER, OFFICE, SCREEN, TEAM
from tests.roles import reader, writer

CODE = "990001001"


@pytest.fixture
def county(store):
    with store.write("test", "add", "petitions") as session:
        session.add_all([petition(f"A{n}", "990001001001", tier="hard") for n in range(5)])
        session.add(petition("B", "990001001002", status="closed"))
    return store


def visited(store, village, on, state="archived"):
    with store.write("test", "add", "visit") as session:
        visit = Visit(
            on=on,
            township_code=village[:9],
            leader_id=1,
            state=state,
            plan={},
            saved_at=dt.datetime(2026, 1, 1),
            saved_by="test",
        )
        session.add(visit)
        session.flush()
        session.add(VisitStop(visit_id=visit.id, position=1, village_code=village, arrives=800, departs=830))


def test_villages_not_seen_for_twelve_months_are_listed(county):
    visited(county, "990001001001", dt.date(2025, 11, 15))
    visited(county, "990001001002", dt.date(2025, 12, 15))
    visited(county, "990001002001", dt.date(2026, 11, 15), state="published")
    seen = last_visits(reader(OFFICE, county), TODAY).set_index("code")
    assert list(seen.index) == sorted(VILLAGES)
    assert seen.loc["990001001001", "months"] == 12
    assert list(seen["unseen"]) == [True, False, True, True]  # what is only published did not take place
    assert set(last_visits(reader(LEADER, county), TODAY)["township"]) == {CODE}


@pytest.mark.parametrize("scope", [None, TEAM, SCREEN])
def test_who_plans_no_visits_sees_no_year(county, scope):
    assert last_visits(reader(scope, county), TODAY).empty
    with pytest.raises(PlanRefused, match="does not plan"):
        plan_township_year(reader(scope, county, today=TODAY), CODE)


def test_the_year_reaches_every_village_and_the_hot_one_first(county):
    year = plan_township_year(reader(OFFICE, county, today=TODAY), CODE)
    assert [day.month for day in year.days] == [12, *range(1, 12)]
    assert year.plan.first[0] == 0 and year.plan.missed == []
    assert (year.plan.first >= 0).all()


def test_the_substitute_of_a_month_does_not_go_where_recused(county):
    record_absence(writer(OFFICE, county), 1, dt.date(2026, 12, 1), dt.date(2026, 12, 31), 2)
    recuse(writer(OFFICE, county), 2, "990001001001")
    year = plan_township_year(reader(OFFICE, county, today=TODAY), CODE)
    assert (year.duties[0].leader, year.duties[1].leader) == ("测试领导2", "测试领导1")
    assert year.plan.first[0] == 1


def test_plans_on_record_are_taken_as_they_are(county):
    visited(county, "990001001002", dt.date(2027, 2, 15), state="draft")
    year = plan_township_year(reader(OFFICE, county, today=TODAY), CODE)
    assert year.saved == {2}
    assert [stop.village for stop in year.plan.days[2].stops] == [
        list(year.day.villages["code"]).index("990001001002")
    ]
    assert year.plan.missed == []


def test_months_without_anybody_are_left_out_and_a_year_without_is_refused(county):
    entry = record_absence(writer(OFFICE, county), 1, dt.date(2026, 12, 1), dt.date(2026, 12, 31))
    assert len(plan_township_year(reader(OFFICE, county, today=TODAY), CODE).days) == 11
    revoke_absence(writer(OFFICE, county), entry)
    record_absence(writer(OFFICE, county), 1, dt.date(2026, 12, 1), dt.date(2027, 11, 30))
    with pytest.raises(PlanRefused, match="is absent on 2026-12-15"):
        plan_township_year(reader(OFFICE, county, today=TODAY), CODE)
