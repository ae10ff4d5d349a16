"""Against the period before and a year before: like with like, and what may be chance."""

import datetime as dt

import pytest
from scipy import stats

from data.periods import period
from data.petitions.facts import Filter
from data.petitions.trends import Against, beside, comparable, trend

AS_OF = dt.date(2026, 11, 24)
LONG_AGO = dt.date(2020, 1, 1)


def compared(months, begins=LONG_AGO, **conditions):
    return comparable(period("2026-11", months, AS_OF), begins, Filter(**conditions))


def test_of_an_unfinished_month_as_many_days_are_compared():
    earlier = compared(1)
    assert [each.last for each in earlier.values()] == [dt.date(2026, 10, 24), dt.date(2025, 11, 24)]


def test_a_year_is_compared_once_and_longer_periods_with_none_that_overlaps():
    assert list(compared(12)) == [Against.YEAR]
    assert list(compared(36)) == [Against.BEFORE]


def test_nothing_is_compared_with_what_is_not_on_record():
    assert list(compared(3, begins=dt.date(2026, 5, 1))) == [Against.BEFORE]
    assert compared(3, begins=None) == {}


def test_open_cases_of_today_are_not_compared_with_those_of_a_period_that_had_years_to_close():
    assert compared(3, status="open") == {} == compared(3, status="closed")
    assert compared(3, tier="hard")


@pytest.mark.parametrize("now, then", [(130, 100), (101, 100), (4, 12), (0, 5)])
def test_chance_is_that_of_a_count_given_both(now, then):
    chosen = period("2026-10", 1, AS_OF)
    before = chosen.previous()
    found = trend(Against.BEFORE, chosen, before, now, then, 0.05)
    # twice the smaller tail of a binomial with the share of the days
    share = 31 / (31 + 30)
    tails = stats.binom.cdf(now, now + then, share), stats.binom.sf(now - 1, now + then, share)
    assert found.p == pytest.approx(min(1, 2 * min(tails)), rel=1e-6)
    assert (found.low > 1 or found.high < 1) == (found.p < 0.05)
    assert found.share == pytest.approx((now - then) / then)


def test_from_nothing_there_is_no_share():
    chosen = period("2026-10", 1, AS_OF)
    assert trend(Against.BEFORE, chosen, chosen.previous(), 3, 0, 0.05).share is None


def test_parts_stand_beside_their_own_earlier_counts_the_greatest_first():
    then, now = {"a": 10, "b": 4}, {"b": 5, "a": 20, "c": 1}

    def count(wanted):
        return now if wanted.last == chosen.last else then

    chosen = period("2026-11", 12, AS_OF)
    wanted = Filter(chosen.first, chosen.last)
    told = beside(count, wanted, chosen, LONG_AGO, 0.05)
    assert [(code, n, change.then) for code, n, change in told] == [("a", 20, 10), ("b", 5, 4), ("c", 1, 0)]
    assert not told[0][2].is_sure and trend(Against.YEAR, chosen, chosen, 40, 10, 0.05).is_sure
    partly = beside(count, wanted, chosen, LONG_AGO, 0.05, whole=False)
    assert partly[-1][2] is None, "what is not told is not taken for none"
    assert all(change is None for *_, change in beside(count, wanted, chosen, None, 0.05))
