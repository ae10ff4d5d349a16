"""The day of the visits, and who goes where in the months ahead."""

import datetime as dt

import pytest

from data.errors import PlanRefused
from data.service.contracts import Trouble, record_absence
from data.visits import calendar as visit_calendar
from data.visits.calendar import (
    Rule,
    ahead,
    days_known_ahead,
    is_working_day,
    next_visit_day,
    set_rule,
    visit_day,
    visit_days,
)
from data.visits.plans import load_day
from tests.data.test_scope import LEADER, OFFICE, TEAM
from tests.roles import reader, writer

TODAY = dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("today", "day"),
    [("2026-11-15", "2026-11-15"), ("2026-11-16", "2026-12-15"), ("2026-12-31", "2027-01-15")],
)
def test_the_next_fifteenth_is_immovable_and_may_be_today(today, day):
    assert next_visit_day(dt.date.fromisoformat(today)) == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    ("month", "day"),
    [
        ((2026, 2), dt.date(2026, 2, 24)),  # Sunday the 15th, then Spring Festival to the 23rd
        ((2026, 8), dt.date(2026, 8, 17)),  # Saturday
        ((2026, 12), dt.date(2026, 12, 15)),  # Tuesday
        ((2024, 9), dt.date(2024, 9, 18)),  # Mid-Autumn days off until the 17th
    ],
)
def test_a_county_may_move_the_visits_to_the_next_working_day(month, day):
    assert visit_day(*month, Rule.NEXT_WORKING_DAY) == day
    assert visit_day(*month) == dt.date(*month, 15)


def test_a_weekend_that_is_worked_is_a_working_day():
    assert is_working_day(dt.date(2026, 2, 14))  # Saturday, worked for the Spring Festival
    assert not is_working_day(dt.date(2026, 2, 20))  # Friday, off for it


def test_a_year_whose_holidays_are_not_published_stops_loudly():
    with pytest.raises(PlanRefused, match="official holidays of 2099 are not known"):
        visit_day(2099, 5, Rule.NEXT_WORKING_DAY)
    assert visit_day(2099, 5) == dt.date(2099, 5, 15)


def test_moved_days_never_skip_or_repeat_a_month():
    days = visit_days(dt.date(2023, 12, 20), Rule.NEXT_WORKING_DAY, 24)
    assert [(day.year, day.month) for day in days] == [
        (2024 + month // 12, month % 12 + 1) for month in range(24)
    ]
    for today in (days[3], days[3] + dt.timedelta(days=1)):
        assert next_visit_day(today, Rule.NEXT_WORKING_DAY) == days[3 + (today > days[3])]


def test_where_holidays_are_not_published_the_days_before_are_known_all_the_same(monkeypatch):
    assert days_known_ahead(TODAY) == visit_days(TODAY)
    assert days_known_ahead(dt.date(2098, 12, 16), Rule.NEXT_WORKING_DAY) == []
    unpublished = 2026

    def known(year):
        return None if year >= unpublished else calendar(year)

    calendar = visit_calendar._china
    monkeypatch.setattr(visit_calendar, "_china", known)
    days = days_known_ahead(dt.date(2025, 10, 16), Rule.NEXT_WORKING_DAY)
    assert days == [dt.date(2025, 11, 17), dt.date(2025, 12, 15)]


def test_twelve_months_ahead_every_township_has_a_leader_or_is_named(store):
    record_absence(writer(OFFICE, store), 1, dt.date(2027, 1, 1), dt.date(2027, 2, 28))
    months = ahead(reader(OFFICE, store, today=TODAY))
    assert [month.on for month in months] == visit_days(TODAY)
    assert all(set(month.duties) == {"990001001", "990001002"} for month in months)
    troubled = [month.on.month for month in months if month.duties["990001001"].trouble is Trouble.ABSENT]
    assert troubled == [1, 2]
    assert months[0].working is True  # Tuesday, 15 December 2026
    assert set(ahead(reader(LEADER, store, today=TODAY), 1)[0].duties) == {"990001001"}
    assert ahead(reader(TEAM, store, today=TODAY), 1)[0].duties == {}


def test_the_rule_is_the_countys_and_plans_keep_it(store):
    moved = dt.date(2026, 8, 17)
    with pytest.raises(PlanRefused, match="on 2026-08-15; 2026-08-17 is another day"):
        load_day(reader(OFFICE, store), "990001001", moved)
    with pytest.raises(PlanRefused, match="Only the petition office"):
        set_rule(writer(LEADER, store), Rule.NEXT_WORKING_DAY)
    set_rule(writer(OFFICE, store), Rule.NEXT_WORKING_DAY)
    assert load_day(reader(OFFICE, store), "990001001", moved).on == moved
    with pytest.raises(PlanRefused, match="on 2026-08-17; 2026-08-15 is another day"):
        load_day(reader(OFFICE, store), "990001001", dt.date(2026, 8, 15))
