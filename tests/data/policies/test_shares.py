"""Which categories take a greater share of the petitions, and what is said of chance."""

import datetime as dt

import pandas as pd
import pytest

from data.petitions import counts
from data.policies import shares
from tests.county import COUNTY, petition
from tests.roles import LEADER, OFFICE, reader

LAST = dt.date(2026, 11, 24)


@pytest.fixture
def county(store):
    """Land as often as ever, labour four times as often as in the year before; an online request besides."""
    with store.write("test", "add", COUNTY) as session:
        for year, labour in ((2023, 20), (2024, 20), (2025, 20), (2026, 80)):
            for kind, number in (("land", 60), ("labour", labour)):
                for nth in range(number):
                    filed = dt.datetime(year, 1 + nth % 10, 5, 9)
                    village = ("990001001001", "990001002001")[nth // 10 % 2]
                    session.add(petition(f"{kind}{year}{nth}", village, filed=filed, category=kind))
        session.add(petition("R", "990001001001", channel="request"))
    return store


def test_what_rises_most_surely_stands_first_and_is_called_clear(county):
    tally = counts.tally(reader(OFFICE, county))
    earlier, later = shares.compared(tally, LAST)
    assert (earlier.first, later.last) == (dt.date(2024, 11, 1), dt.date(2026, 10, 31))
    labour, land = shares.rises(tally, earlier, later)
    assert (labour.category, labour.before, labour.after) == ("labour", 20, 80)
    assert labour.share_before == 0.25 and labour.share_after == pytest.approx(80 / 140)
    assert labour.low < labour.ratio < labour.high and labour.is_clear and labour.low > 1
    assert land.ratio < 1


def test_shares_stand_for_each_year_wholly_on_record_and_the_running_one(county):
    table = shares.shares(counts.tally(reader(OFFICE, county)), LAST)
    assert list(table.columns) == [2023, 2024, 2025, 2026]
    assert table.at["labour", 2026] == 80 and table.at["", 2025] == 80
    assert list(table.loc["", [2024, 2026]]) == [80, 140]


def test_whoever_is_not_told_months_is_told_of_whole_years(county):
    tally = counts.tally(reader(LEADER, county))
    earlier, later = shares.compared(tally, LAST)
    assert (earlier.first, later.last) == (dt.date(2024, 1, 1), dt.date(2025, 12, 31))
    assert {one.category for one in shares.rises(tally, earlier, later)} <= {"land", "labour"}


def test_of_a_short_record_nothing_is_compared(store):
    with store.write("test", "add", COUNTY) as session:
        session.add(petition("A", "990001001001"))
    tally = counts.tally(reader(OFFICE, store))
    assert shares.compared(tally, LAST) is None and shares.shares(tally, LAST).empty


def test_several_categories_are_clear_only_together():
    p = pd.Series([0.04, 0.001, 0.02, 0.9]).to_numpy()
    assert list(shares._holm(p)) == [False, True, False, False]
