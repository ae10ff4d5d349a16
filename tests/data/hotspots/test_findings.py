"""Findings of the daily run: kept once, decided by a person, raised no more than the budget allows."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from libpysal.graph import Graph

from data.demo import PLANTED, SEED
from data.demo.geography import geography
from data.demo.petitions import petitions
from data.divisions.succession import name_successor
from data.errors import FindingRefused
from data.hotspots import daily, findings, questions
from data.hotspots.findings import FindingState
from data.rules import DEFAULTS
from data.tables import Division
from tests.data.conftest import TODAY, VILLAGES, petition
from tests.data.test_scope import LEADER, OFFICE, SCREEN, TEAM, TOWNSHIP
from tests.roles import reader, writer

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

    def found(counts, graph, residents, level, county):
        rows = np.array(places["villages"])
        return [
            [questions.Place(rows, int(own[rows].sum()), 1.5, 0.001)] if rows.size else [] for own in counts
        ]

    monkeypatch.setattr(daily, "_hot_now", found)
    return places


def run(store, day=TODAY):
    return daily.run(writer(OFFICE, store, today=day))


def test_a_finding_is_kept_once_and_brought_up_to_date(county, hot):
    assert run(county) == 1
    later = TODAY + dt.timedelta(days=30)
    hot["villages"] = [1, 2]
    assert run(county, later) == 0
    listed = findings.findings(reader(OFFICE, county))
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
    number = int(findings.findings(reader(OFFICE, county))["id"][0])
    with pytest.raises(FindingRefused, match="with a reason"):
        findings.dismiss(writer(OFFICE, county), number, "  ")
    findings.dismiss(writer(OFFICE, county), number, "一户多次来信")
    assert run(county, TODAY + dt.timedelta(days=100)) == 0
    assert list(findings.findings(reader(OFFICE, county), FindingState.DISMISSED)["reason"]) == [
        "一户多次来信"
    ]
    assert run(county, TODAY + dt.timedelta(days=200)) == 1


def test_a_finding_leads_to_a_measure(county, hot):
    run(county)
    number = int(findings.findings(reader(OFFICE, county))["id"][0])
    findings.confirm(writer(OFFICE, county), number, measure="违建整治")
    row = findings.findings(reader(OFFICE, county), FindingState.CONFIRMED).iloc[0]
    assert (row["measure"], row["decided_by"]) == ("违建整治", "test")
    with pytest.raises(FindingRefused, match="no finding 99"):
        findings.confirm(writer(OFFICE, county), 99)


@pytest.mark.parametrize("day", [dt.date(2026, 9, 1), dt.date(2027, 1, 1)])
def test_a_measure_holds_from_a_day_that_may_be_still_to_come(county, hot, day):
    run(county)
    findings.confirm(writer(OFFICE, county), 1, measure=" 违建整治 ", measure_from=day)
    found = findings.findings(reader(OFFICE, county)).iloc[0]
    assert (found.measure, found.measure_from, found.villages) == ("违建整治", day, CODES[:2])
    assert findings.findings(reader(OFFICE, county))["measure_from"][0] == day
    findings.confirm(writer(OFFICE, county), 1)
    found = findings.findings(reader(OFFICE, county)).iloc[0]
    assert found.measure is None and found.measure_from is None


@pytest.mark.parametrize("measure", ["", "  "])
def test_a_day_without_a_measure_is_refused_and_nothing_is_decided(county, hot, measure):
    run(county)
    with pytest.raises(FindingRefused, match="2026-11-24, is given without the measure"):
        findings.confirm(writer(OFFICE, county), 1, measure=measure, measure_from=TODAY)
    assert findings.findings(reader(OFFICE, county)).iloc[0].state == "new"


def test_a_finding_with_a_measure_in_force_keeps_the_villages_that_the_measure_was_taken_for(county, hot):
    run(county)
    findings.confirm(writer(OFFICE, county), 1, measure="违建整治", measure_from=TODAY)
    hot["villages"] = [1, 2]
    later = TODAY + dt.timedelta(days=30)
    assert run(county, later) == 0
    found = findings.findings(reader(OFFICE, county)).iloc[0]
    assert (found.villages, found.last_found) == (CODES[:2], later)


def test_what_nobody_wrote_is_empty_and_not_a_number(county, hot):
    run(county)
    findings.confirm(writer(OFFICE, county), 1, measure="违建整治")
    hot["villages"] = [3]
    run(county)
    listed = findings.findings(reader(OFFICE, county))
    assert list(listed["measure"]) == [None, "违建整治"] and list(listed["reason"]) == [None, None]


def test_a_finding_moves_with_its_villages_into_those_that_they_become(county, hot):
    run(county)
    with county.write("test", "merge", CODES[1]) as session:
        session.query(Division).filter_by(code=CODES[1]).one().valid_to = TODAY
    name_successor(county, CODES[1], CODES[0], actor="clerk")
    later = TODAY + dt.timedelta(days=30)
    assert findings.findings(reader(OFFICE, county), on=later)["villages"].tolist() == [[CODES[0]]]
    hot["villages"] = [0]
    assert daily.run(writer(OFFICE, county, today=later)) == 0  # it is the one that is known


@pytest.mark.parametrize("scope", [None, TOWNSHIP, TEAM, SCREEN])
def test_findings_are_for_the_office_and_leaders(county, hot, scope):
    run(county)
    assert findings.findings(reader(scope, county)).empty and not findings.may_read(scope)
    assert len(findings.findings(reader(LEADER, county))) == 1
    for attempt in (
        lambda: daily.run(writer(scope, county, today=TODAY)),
        lambda: findings.confirm(writer(scope, county), 1),
        lambda: findings.dismiss(writer(LEADER, county), 1, "no"),
    ):
        with pytest.raises(FindingRefused, match="Only the petition office"):
            attempt()


def test_a_leader_is_told_of_the_own_villages_alone_and_not_why_a_finding_was_dismissed(county, hot):
    run(county)
    findings.dismiss(writer(OFFICE, county), 1, "a neighbour wrote four times")
    told = findings.findings(reader(LEADER, county)).iloc[0]
    assert (told["state"], told["reason"], told["decided_by"]) == ("dismissed", None, None)
    assert findings.findings(reader(OFFICE, county))["reason"].tolist() == ["a neighbour wrote four times"]


def test_where_nothing_was_found_a_leader_gets_an_empty_list(county):
    told = findings.findings(reader(LEADER, county))
    assert told.empty and "reason" in told


def test_a_finding_that_reaches_into_another_township_is_told_to_no_leader(county, hot):
    hot["villages"] = [1, 2]
    run(county)
    assert len(findings.findings(reader(OFFICE, county))) == 1
    assert findings.findings(reader(LEADER, county)).empty


@pytest.mark.parametrize("budget", [0, 1, -3])
def test_a_budget_that_is_no_share_is_refused(county, budget):
    with pytest.raises(FindingRefused, match="between 0 and 1"):
        daily.run(writer(OFFICE, county, today=TODAY), budget=budget)


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
    counts = questions.count_months(frame, pd.Index(CODES), TODAY, 2)
    assert counts.tolist() == [[1, 2], [0, 0], [0, 0], [0, 0]]


def test_hot_villages_that_touch_are_one_place():
    graph = Graph.from_dicts({0: {1: 1}, 1: {0: 1, 2: 1}, 2: {1: 1, 3: 1}, 3: {2: 1}})
    hot = np.array([True, True, False, True])
    cases, people = np.array([9, 8, 1, 2]), np.array([100.0, 100.0, 100.0, 100.0])
    places = questions.hot_places(hot, cases, people, np.array([0.01, 0.02, 1.0, 0.03]), graph)
    assert [place.villages.tolist() for place in places] == [[0, 1], [3]]
    assert (places[0].cases, places[0].expected, places[0].q) == (17, 10.0, 0.01)


# --- since when ----------------------------------------------------------------------------------------


def since(own, elsewhere):
    """Months back from `TODAY` to the first of those in which the first of two villages is unusual."""
    counts = np.array([own, elsewhere])
    found = daily._since(counts, np.array([0]), TODAY)
    assert found.day == 25
    return (TODAY.year - found.year) * 12 + TODAY.month - found.month


def test_what_has_been_so_all_along_lasts_as_long_as_is_looked_at():
    assert since([9] * 24, [30] * 24) == 24
    assert since([12] * 12 + [7] * 12, [30] * 24) == 24  # less than it was, and still a finding


def test_a_record_that_begins_later_is_not_told_to_be_older_than_it_is():
    assert since([0] * 14 + [9] * 10, [0] * 14 + [30] * 10) == 10


def test_a_step_is_dated_to_its_month_and_what_had_ceased_by_its_return():
    assert since([3] * 19 + [12] * 5, [30] * 24) == 5
    assert since([12] * 8 + [2] * 10 + [12] * 6, [30] * 24) == 6
    assert since([0] * 22 + [6, 9], [30] * 24) == 2


def test_a_month_in_which_the_whole_county_has_more_dates_nothing():
    assert since([6] * 18 + [18] * 6, [30] * 18 + [90] * 6) == 24


@pytest.mark.slow
def test_at_a_steady_share_a_rise_is_told_of_at_most_one_place_in_twenty():
    rng, records, told = np.random.default_rng(4), 400, 0
    for record in range(records):
        mean = (1, 4, 15)[record % 3] * (
            1 + 0.3 * np.sin(np.arange(24) / 2)
        )  # the county's own ups and downs
        told += since(rng.poisson(mean), rng.poisson(10 * mean)) < 24
    assert told / records <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / records)


@pytest.mark.parametrize("day", [dt.date(2026, 11, 15), dt.date(2027, 3, 2), dt.date(2024, 2, 29)], ids=str)
def test_the_planted_hot_spots_of_the_demo_county_are_dated(day):
    place = geography()
    codes = pd.Index([village.code for village in place.villages])
    frame = petitions(place, day, np.random.default_rng([SEED, day.toordinal()]))
    frame["purpose"] = frame["purpose"].astype("category")
    late = {}
    for spot in (one for one in PLANTED if one.last == 0):
        own = frame[frame["category"] == spot.category]
        counts = questions.count_months(own, codes, day, DEFAULTS.hotspots.months)
        found = daily._since(counts, codes.get_indexer(list(spot.villages)), day)
        began = pd.Timestamp(day) + pd.Timedelta(days=1) - pd.DateOffset(months=spot.first + 1)
        late[spot.category] = (pd.Timestamp(found) - began).days
    assert late["natural-resources"] == 0  # two years: as long as is looked at
    assert 0 <= late["ecology"] <= 62
    # Housing grows from 3 a month, where there are 8 in any case, to 40: it takes months to see it begin.
    assert 0 <= late["housing"] <= 155
