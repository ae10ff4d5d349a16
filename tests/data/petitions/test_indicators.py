"""Shares of how cases are handled: counted by hand, and never of what is not known."""

import datetime as dt
import random

import numpy as np
import pandas as pd
import pytest

from data.petitions.figures import figures
from data.petitions.indicators import PARTS, Group, Indicator, cases_behind, change, indicators, percent
from data.tables import Matter
from tests.county import COUNTY, TODAY, petition
from tests.roles import LEADER, OFFICE, SCREEN, UNIT, UNIT_NAME, reader

WEST, EAST = "990001001001", "990001002002"
YEAR = (dt.date(2026, 1, 1), TODAY)


def at(day, hour=9):
    return dt.datetime(2026, *map(int, day.split("-")), hour)


@pytest.fixture
def county(store):
    """Seven cases of the west, two of them of one matter, one of the east."""
    done, liked = {"status": "closed"}, {"satisfaction": "satisfied"}
    with store.write("test", "add", COUNTY) as session:
        session.add(matter(1))
        session.flush()
        session.add_all(
            [
                petition("快", WEST, **steps("3-1", "3-5", "3-8"), closed=at("3-11", 18), **done),
                petition("慢", WEST, **steps("3-1", "3-20", "6-1"), closed=at("6-1"), **done),
                petition("再", WEST, **steps("4-1"), closed=at("4-5"), matter_id=1, **liked, **done),
                petition("又", WEST, filed=at("5-1"), matter_id=1, occurrence="repeat", people=6),
                petition("无日", WEST, filed=at("4-2"), **done),
                petition("新", WEST, filed=at("11-20"), unit=UNIT_NAME),
                petition("控", WEST, filed=at("4-2"), closed=at("4-3"), purpose="accusation", **done),
                petition("东", EAST, filed=at("2-1"), closed=at("2-2"), satisfaction="dissatisfied", **done),
            ]
        )
    return store


def steps(*days):
    return dict(zip(("filed", "accepted", "answered"), map(at, days), strict=False))


def matter(number):
    return Matter(id=number, opened_at=at("1-1"), opened_by="test")


def parts(frame, one, group=""):
    return tuple(int(frame.loc[group, f"{one.value}_{name}"]) for name in PARTS)


def test_each_share_is_what_one_counts_by_hand(county):
    told = indicators(reader(OFFICE, county), *YEAR)
    assert tuple(told.loc[""][["cases", "visits", "persons", "first", "repeat", "closed"]]) == (
        8,
        8,
        13,
        7,
        1,
        5,
    )
    # closed on the tenth day, by the calendar: in time; the one without a day cannot be said
    assert parts(told, Indicator.TEN_DAYS) == (4, 5, 1)
    # closed in time and so accepted by then, though nobody wrote down when
    assert parts(told, Indicator.ACCEPTED) == (3, 5, 1)
    assert parts(told, Indicator.ANSWERED) == (1, 2, 0)
    assert parts(told, Indicator.OVERDUE) == (1, 2, 0)
    assert parts(told, Indicator.AT_ONCE) == (4, 5, 1)
    assert parts(told, Indicator.AGAIN_30) == (1, 5, 1)
    assert parts(told, Indicator.RATED) == (2, 5, 0)
    assert parts(told, Indicator.SATISFIED) == (1, 2, 0)


def test_groups_add_up_to_the_whole(county):
    whole = indicators(reader(OFFICE, county), *YEAR)
    for by in Group:
        told = indicators(reader(OFFICE, county), *YEAR, by)
        for name in whole.columns.difference(["mean_days", "median_days"]):
            assert told[name].sum() == whole[name].iloc[0], (by, name)
    months = indicators(reader(OFFICE, county), *YEAR, Group.MONTH)
    assert list(months.index) == ["2026-02", "2026-03", "2026-04", "2026-05", "2026-11"]


def test_the_share_in_ten_days_is_that_of_the_briefing(county):
    told = indicators(reader(OFFICE, county), dt.date(2023, 11, 25), TODAY)
    first = figures(reader(OFFICE, county), TODAY).first_petitions
    assert parts(told, Indicator.TEN_DAYS)[:2] == (first.closed_in_ten_days, first.due)


def test_each_counts_the_own_cases_alone(county):
    assert (
        indicators(reader(LEADER, county), *YEAR).loc["", "cases"] == 6
    )  # neither the east nor the accusation
    assert indicators(reader(UNIT, county), *YEAR).loc["", "cases"] == 1
    assert indicators(reader(SCREEN, county), *YEAR).empty
    behind = cases_behind(reader(OFFICE, county), *YEAR, Indicator.TEN_DAYS)
    assert dict(zip(behind["number"], behind["part"], strict=True)) == {
        "东": True,
        "快": True,
        "慢": False,
        "再": True,
        "无日": None,
    }
    assert cases_behind(reader(SCREEN, county), *YEAR, Indicator.TEN_DAYS).empty


def test_a_share_of_nothing_is_no_share(county):
    told = indicators(reader(UNIT, county), *YEAR)
    assert np.isnan(percent(told, Indicator.SATISFIED).iloc[0])
    assert np.isnan(change((0, 0), (1, 2))[0])
    assert change((90, 100), (90, 100)) == (0.0, 1.0)
    moved, chance = change((90, 100), (50, 100))
    assert moved == pytest.approx(40) and chance < 1e-6


def test_of_a_thousand_cases_at_random_whoever_came_again_is_found(store):
    chance = random.Random(3)
    with store.write("test", "add", COUNTY) as session:
        session.add_all(map(matter, range(1, 200)))
        session.flush()
        rows = []
        for number in range(600):
            filed = at("1-1") + dt.timedelta(hours=chance.randrange(24 * 300))
            closed = filed + dt.timedelta(hours=chance.randrange(24 * 60)) if chance.random() < 0.8 else None
            status = "closed" if closed and closed.date() <= TODAY else "open"
            closed = closed if status == "closed" else None
            row = {"number": f"R{number}", "filed": filed, "closed": closed, "status": status}
            rows.append(row | {"matter_id": chance.randrange(1, 200)})
        session.add_all(petition(village=WEST, **row) for row in rows)
    told = indicators(reader(OFFICE, store), *YEAR)
    again = whole = 0
    end = dt.datetime.combine(TODAY, dt.time()) + dt.timedelta(days=1)
    for row in rows:
        if row["closed"] is None:
            continue
        later = [
            other["filed"] - row["closed"]
            for other in rows
            if other["matter_id"] == row["matter_id"] and other["filed"] > row["closed"]
        ]
        came = bool(later) and min(later) <= dt.timedelta(days=30)
        again += came
        whole += came or row["closed"] + dt.timedelta(days=30) <= end
    assert parts(told, Indicator.AGAIN_30) == (again, whole, 0) and again > 50
    assert isinstance(told, pd.DataFrame)
