"""Findings of the daily run: kept once, decided by a person, raised no more than the budget allows."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from libpysal.graph import Graph

from data import findings as kept
from data import unusual
from data.errors import FindingRefused
from data.findings import FindingState
from tests.data.conftest import TODAY, VILLAGES, petition
from tests.data.test_scope import LEADER, OFFICE, SCREEN, TEAM, TOWNSHIP

CODES = sorted(VILLAGES)


@pytest.fixture
def county(store):
    with store.write("test", "add", "petitions") as session:
        session.add_all([petition(f"A{n}", CODES[n % 2]) for n in range(10)])
        session.add(petition("X", CODES[0], purpose="accusation"))
    return store


@pytest.fixture
def hot(monkeypatch):
    """What the statistics find, by position: four villages are too few to find anything in earnest."""
    places = {"villages": [0, 1]}

    def found(counts, graph, residents, level):
        rows = np.array(places["villages"])
        return [unusual.Place(rows, int(counts[rows].sum()), 1.5, 0.001)] if rows.size else []

    monkeypatch.setattr(kept, "_hot_now", found)
    return places


def run(store, day=TODAY):
    return kept.run(OFFICE, store, day, actor="test")


def test_a_finding_is_kept_once_and_brought_up_to_date(county, hot):
    assert run(county) == 1
    later = TODAY + dt.timedelta(days=30)
    hot["villages"] = [1, 2]
    assert run(county, later) == 0
    listed = kept.findings(OFFICE, county)
    assert len(listed) == 1
    row = listed.iloc[0]
    assert (row["villages"], row["first_found"], row["last_found"]) == (CODES[1:3], TODAY, later)
    assert (row["category"], row["state"]) == ("land", "new")
    hot["villages"] = [3, 2]
    assert run(county, later) == 0
    hot["villages"] = [0]
    assert run(county, later) == 1


def test_what_was_dismissed_is_not_raised_again_for_half_a_year(county, hot):
    run(county)
    number = int(kept.findings(OFFICE, county)["id"][0])
    with pytest.raises(FindingRefused, match="with a reason"):
        kept.dismiss(OFFICE, county, number, "  ", actor="test")
    kept.dismiss(OFFICE, county, number, "一户多次来信", actor="test")
    assert run(county, TODAY + dt.timedelta(days=100)) == 0
    assert list(kept.findings(OFFICE, county, FindingState.DISMISSED)["reason"]) == ["一户多次来信"]
    assert run(county, TODAY + dt.timedelta(days=200)) == 1


def test_a_finding_leads_to_a_measure(county, hot):
    run(county)
    number = int(kept.findings(OFFICE, county)["id"][0])
    kept.confirm(OFFICE, county, number, measure="违建整治", actor="test")
    row = kept.findings(OFFICE, county, FindingState.CONFIRMED).iloc[0]
    assert (row["measure"], row["decided_by"]) == ("违建整治", "test")
    with pytest.raises(FindingRefused, match="no finding 99"):
        kept.confirm(OFFICE, county, 99, actor="test")


@pytest.mark.parametrize("scope", [None, TOWNSHIP, TEAM, SCREEN])
def test_findings_are_for_the_office_and_leaders(county, hot, scope):
    run(county)
    assert kept.findings(scope, county).empty and not kept.may_read(scope)
    assert len(kept.findings(LEADER, county)) == 1
    for attempt in (
        lambda: kept.run(scope, county, TODAY, actor="test"),
        lambda: kept.confirm(scope, county, 1, actor="test"),
        lambda: kept.dismiss(LEADER, county, 1, "no", actor="test"),
    ):
        with pytest.raises(FindingRefused, match="Only the petition office"):
            attempt()


@pytest.mark.parametrize("budget", [0, 1, -3])
def test_a_budget_that_is_no_share_is_refused(county, budget):
    with pytest.raises(FindingRefused, match="between 0 and 1"):
        kept.run(OFFICE, county, TODAY, budget=budget, actor="test")


def test_four_villages_are_too_few_to_claim_anything(county):
    assert run(county) == 0


def test_months_are_equally_long_and_reports_and_accusations_are_not_counted():
    frame = pd.DataFrame(
        {
            "filed": pd.to_datetime(
                ["2026-11-24 23:59", "2026-10-25", "2026-10-24 12:00", "2026-09-24", "2026-11-01"],
                format="ISO8601",
            ),
            "village_code": CODES[:1] * 5,
            "purpose": pd.Categorical(["claim"] * 4 + ["accusation"]),
        }
    )
    counts = unusual.count_months(frame, pd.Index(CODES), TODAY, 2)
    assert counts.tolist() == [[1, 2], [0, 0], [0, 0], [0, 0]]


def test_hot_villages_that_touch_are_one_place():

    graph = Graph.from_dicts({0: {1: 1}, 1: {0: 1, 2: 1}, 2: {1: 1, 3: 1}, 3: {2: 1}})
    hot = np.array([True, True, False, True])
    cases, people = np.array([9, 8, 1, 2]), np.array([100.0, 100.0, 100.0, 100.0])
    places = unusual.hot_places(hot, cases, people, np.array([0.01, 0.02, 1.0, 0.03]), graph)
    assert [place.villages.tolist() for place in places] == [[0, 1], [3]]
    assert (places[0].cases, places[0].expected, places[0].q) == (17, 10.0, 0.01)
