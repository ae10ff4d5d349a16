"""The day of the visits, and who goes where in the months ahead."""

import datetime as dt

import pytest

from data import workdays
from data.errors import PlanRefused, RuleRefused
from data.rules import set_rules
from data.service.contracts import Trouble, record_absence
from data.tables import CalendarDay
from data.terms import DayRule
from data.visits.calendar import (
    ahead,
    days_known_ahead,
    next_visit_day,
    visit_day,
    visit_days,
)
from data.visits.plans import load_day
from data.workdays import is_working_day
from tests.data.test_scope import LEADER, OFFICE, TEAM
from tests.roles import reader, writer

TODAY = dt.date(2026, 11, 24)
MOVES = {"visits.rule": "next_working_day"}


@pytest.mark.parametrize(
    ("today", "day"),
    [("2026-11-15", "2026-11-15"), ("2026-11-16", "2026-12-15"), ("2026-12-31", "2027-01-15")],
)
def test_the_next_fifteenth_is_immovable_and_may_be_today(store, today, day):
    assert next_visit_day(store, dt.date.fromisoformat(today)) == dt.date.fromisoformat(day)


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
    assert visit_day(*month, DayRule.NEXT_WORKING_DAY) == day
    assert visit_day(*month) == dt.date(*month, 15)


def test_a_weekend_that_is_worked_is_a_working_day():
    assert is_working_day(dt.date(2026, 2, 14))  # Saturday, worked for the Spring Festival
    assert not is_working_day(dt.date(2026, 2, 20))  # Friday, off for it


def test_a_year_whose_holidays_are_not_published_stops_loudly():
    with pytest.raises(PlanRefused, match="official holidays of 2099 are not known"):
        visit_day(2099, 5, DayRule.NEXT_WORKING_DAY)
    assert visit_day(2099, 5) == dt.date(2099, 5, 15)


def test_moved_days_never_skip_or_repeat_a_month(store):
    days = visit_days(store, dt.date(2023, 12, 20), 24, DayRule.NEXT_WORKING_DAY)
    assert [(day.year, day.month) for day in days] == [
        (2024 + month // 12, month % 12 + 1) for month in range(24)
    ]
    for today in (days[3], days[3] + dt.timedelta(days=1)):
        assert next_visit_day(store, today, DayRule.NEXT_WORKING_DAY) == days[3 + (today > days[3])]


def test_where_holidays_are_not_published_the_days_before_are_known_all_the_same(store, monkeypatch):
    assert days_known_ahead(store, TODAY) == visit_days(store, TODAY)
    assert days_known_ahead(store, dt.date(2098, 12, 16), rule=DayRule.NEXT_WORKING_DAY) == []
    unpublished = 2026

    def known(year):
        return None if year >= unpublished else calendar(year)

    calendar = workdays._china
    monkeypatch.setattr(workdays, "_china", known)
    days = days_known_ahead(store, dt.date(2025, 10, 16), rule=DayRule.NEXT_WORKING_DAY)
    assert days == [dt.date(2025, 11, 17), dt.date(2025, 12, 15)]


def test_twelve_months_ahead_every_township_has_a_leader_or_is_named(store):
    record_absence(writer(OFFICE, store), 1, dt.date(2027, 1, 1), dt.date(2027, 2, 28))
    months = ahead(reader(OFFICE, store, today=TODAY))
    assert [month.on for month in months] == visit_days(store, TODAY)
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
    since = dt.date(2026, 8, 1)
    with pytest.raises(RuleRefused, match=r"Only the (head of the )?petition office"):
        set_rules(writer(LEADER, store), MOVES, valid_from=since)
    set_rules(writer(OFFICE, store), MOVES, valid_from=since)
    assert load_day(reader(OFFICE, store), "990001001", moved).on == moved
    with pytest.raises(PlanRefused, match="on 2026-08-17; 2026-08-15 is another day"):
        load_day(reader(OFFICE, store), "990001001", dt.date(2026, 8, 15))


def test_the_day_moves_from_the_month_on_for_which_it_is_decided(store):
    first = dt.date(2026, 5, 1)
    office = writer(OFFICE, store)
    set_rules(office, {"visits.day": 20}, valid_from=dt.date(2026, 5, 10))
    saturday = dt.date(2026, 6, 20)
    assert visit_days(store, first, 2) == [dt.date(2026, 5, 15), saturday]
    set_rules(office, MOVES, valid_from=dt.date(2026, 6, 21))
    assert visit_days(store, first, 2)[1] == saturday
    set_rules(office, MOVES, valid_from=saturday)
    assert visit_days(store, first, 3) == [dt.date(2026, 5, 15), dt.date(2026, 6, 22), dt.date(2026, 7, 20)]


def test_what_the_office_says_of_a_day_goes_before_what_the_program_knows(store):
    saturday, holiday = dt.date(2026, 3, 14), dt.date(2026, 2, 20)
    assert not is_working_day(saturday, store) and not is_working_day(holiday, store)
    with store.write("test", "say", "calendar") as session:
        session.add(CalendarDay(on=saturday, working=True, name=""))
        session.add(CalendarDay(on=dt.date(2099, 5, 15), working=False, name="测试节"))
    assert is_working_day(saturday, store) and not is_working_day(holiday, store)
    assert visit_day(2099, 5, DayRule.NEXT_WORKING_DAY, store=store) == dt.date(2099, 5, 18)
    with pytest.raises(PlanRefused, match="enter them in the calendar"):
        visit_day(2098, 5, DayRule.NEXT_WORKING_DAY, store=store)
