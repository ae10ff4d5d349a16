"""Periods that people compare."""

import datetime as dt

from data.periods import months, period


def test_the_last_twelve_months_end_with_the_month_asked_for():
    chosen = period("2026-11", 12, dt.date(2026, 12, 31))
    assert (chosen.first, chosen.last) == (dt.date(2025, 12, 1), dt.date(2026, 11, 30))


def test_an_unfinished_month_is_compared_with_as_many_days_of_the_month_before():
    chosen = period("2026-11", 1, dt.date(2026, 11, 24))
    before = chosen.previous()
    assert (before.first, before.last) == (dt.date(2026, 10, 1), dt.date(2026, 10, 24))


def test_a_finished_period_is_compared_with_the_whole_one_before():
    before = period("2026-03", 3, dt.date(2026, 11, 24)).previous()
    assert (before.first, before.last) == (dt.date(2025, 10, 1), dt.date(2025, 12, 31))


def test_the_31st_is_compared_with_the_last_day_of_a_shorter_month():
    before = period("2026-03", 1, dt.date(2026, 3, 30)).previous()
    assert before.last == dt.date(2026, 2, 28)


def test_every_month_of_the_record_is_on_the_slider():
    assert months(dt.date(2025, 11, 30), dt.date(2026, 2, 1)) == ["2025-11", "2025-12", "2026-01", "2026-02"]
