"""Villages from which little is heard: what is said of them, and what they count for in a plan."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data.errors import PlanRefused
from data.rules import ScoreSettings
from data.rules.record import set_rules
from data.tables import Division
from data.text import Words
from data.visits.codec import dump_day, parse_day
from data.visits.plans import load_day
from data.visits.silence import estimate, quiet_villages
from data.visits.words import why_visited
from data.visits.worth import bounded, long_ago, most_stops, worth
from geo.visits import DaySettings, plan
from tests import roles
from tests.data.conftest import petition
from tests.data.test_scope import OFFICE, SCREEN, TEAM
from tests.geo.visits.test_day import random_problem
from tests.roles import reader, writer

TODAY, DAY, TOWNSHIP = dt.date(2026, 11, 24), dt.date(2026, 12, 15), "990001001"
END = pd.Timestamp(TODAY) + pd.Timedelta(days=1)


def villages(count=40, townships=4):
    """Villages v0, v1 ... of townships t0, t1 ...; a thousand residents each, since long ago."""
    codes = [f"v{n}" for n in range(count)]
    return pd.DataFrame(
        {
            "township": [f"t{n % townships}" for n in range(count)],
            "residents": 1000.0,
            "since": dt.date(2010, 1, 1),
        },
        index=pd.Index(codes, name="code"),
    )


def reports(per_village, again=0.3, years=2.0, seed=0, readiness=None):
    """Matters of villages in two years, a month open each, and their further reports."""
    rng = np.random.default_rng(seed)
    rows, matter = [], 0
    for code, count in per_village.items():
        ready = (readiness or {}).get(code, 1.0)
        for _ in range(int(count * years)):
            matter += 1
            filed = END - pd.Timedelta(days=float(rng.uniform(1, 365 * years)))
            closed = filed + pd.Timedelta(days=30)
            later = filed + pd.to_timedelta(rng.uniform(0, 30, rng.poisson(again * ready)), unit="D")
            for at in (filed, *later):
                rows.append((matter, at, closed, "general", code, f"t{int(code[1:]) % 4}"))
    columns = ["matter", "filed", "closed", "kind", "village", "township"]
    frame = pd.DataFrame(rows, columns=columns)
    frame["closed"] = frame["closed"].where(frame["closed"] < END)
    return frame[frame["filed"] < END]


AS_OTHERS = {f"v{n}": 20 for n in range(40)}


def test_where_half_as_much_is_heard_a_village_is_quiet_and_where_as_much_it_is_not():
    told = estimate(reports(AS_OTHERS | {"v0": 2, "v1": 14, "v2": 40}), villages(), TODAY, 50)
    assert told.loc["v0", "quiet"] == pytest.approx(told.loc["v0", "below"])  # as quiet as can be
    assert 0 < told.loc["v1", "quiet"] < told.loc["v0", "quiet"]
    assert told.loc["v2", "quiet"] == 0
    assert told["expected"].sum() == pytest.approx(told["reports"].sum())


def test_of_two_that_report_little_the_one_whose_matters_are_reported_again_is_less_silent():
    heard = reports(AS_OTHERS | {"v0": 8, "v1": 8}, again=1.0, readiness={"v0": 0.02, "v1": 4.0})
    told = estimate(heard, villages(), TODAY, 50)
    assert told.loc["v0", "readiness"] < 1 < told.loc["v1", "readiness"]
    assert told.loc["v0", "below"] > 0.8 > 0.2 > told.loc["v1", "below"]
    assert told.loc["v0", "quiet"] > 3 * told.loc["v1", "quiet"]
    assert told.loc["v0", "low"] < told.loc["v0", "readiness"] < told.loc["v0", "high"]
    assert 0 < told.loc["v0", "own"] < 1


def test_where_too_little_was_reported_again_nothing_is_said_of_readiness_and_the_chance_is_one_half():
    told = estimate(reports(AS_OTHERS | {"v0": 1}, again=0.01), villages(), TODAY, 50)
    assert told[["readiness", "low", "high", "own"]].isna().all(axis=None)
    assert (told["below"] == 0.5).all()
    assert told.loc["v0", "quiet"] == 0.5


def test_a_township_that_is_not_in_the_record_is_not_known_and_never_silent():
    heard = reports(AS_OTHERS)
    late = heard[(heard["township"] != "t1") | (heard["filed"] > END - pd.Timedelta(days=100))]
    gone = heard[(heard["township"] != "t2") | (heard["filed"] < END - pd.Timedelta(days=366))]
    for part, township in ((late, "t1"), (gone, "t2"), (heard[heard["township"] != "t3"], "t3")):
        told = estimate(part, villages(), TODAY, 50)
        its = told["township"] == township
        assert told.loc[its, ["reports", "expected", "quiet"]].isna().all(axis=None), township
        assert told.loc[~its, "quiet"].notna().all()
    nothing = estimate(heard.iloc[:0], villages(), TODAY, 50)
    assert nothing["quiet"].isna().all() and nothing["expected"].isna().all()


def test_a_village_that_is_new_is_not_known_and_one_that_never_said_a_word_is_silent():
    places = villages()
    places.loc["v4", "since"] = dt.date(2026, 9, 1)
    heard = reports({code: n for code, n in AS_OTHERS.items() if code not in ("v4", "v5")})
    told = estimate(heard, places, TODAY, 50)
    assert np.isnan(told.loc["v4", "quiet"])
    assert told.loc["v5", "reports"] == 0 and told.loc["v5", "quiet"] > 0.4


def test_where_fewer_reports_are_placed_in_villages_fewer_are_expected_of_them():
    heard = reports(AS_OTHERS)
    lost = (heard["township"] == "t0") & (np.arange(len(heard)) % 3 > 0)
    heard["village"] = heard["village"].where(~lost)
    told = estimate(heard, villages(), TODAY, 50)
    assert told.loc[told["township"] == "t0", "quiet"].mean() < 0.2
    assert (told.loc[told["township"] == "t0", "expected"] < told["expected"].max() / 2).all()


def test_what_comes_after_a_matter_was_closed_is_not_counted_as_reported_again():
    filed = pd.to_datetime(["2026-03-01", "2026-03-05", "2026-05-01", "2026-05-02"])
    one = pd.DataFrame(
        {
            "matter": -1,
            "filed": filed,
            "closed": pd.to_datetime(["2026-03-10", "2026-03-09", "2026-05-20", None]),
            "kind": "general",
            "village": "v0",
            "township": "t0",
        }
    )
    told = estimate(pd.concat([reports(AS_OTHERS, again=0.0), one]), villages(), TODAY, 1)
    assert told["again"].sum() == told.loc["v0", "again"] == 1


def test_quiet_villages_together_count_at_most_as_one_hard_case():
    hours = DaySettings()
    for silence in (0.5, 1.0, 5.0):
        points = bounded(np.array([*np.linspace(0, silence, 20), np.nan]), 4.0, most_stops(hours, 21))
        best = np.sort(points[:-1])[::-1][: most_stops(hours, 21)]
        assert best.sum() <= 4.0 + 1e-9 and np.isnan(points[-1])
        assert (points[:-1] <= np.linspace(0, silence, 20) + 1e-12).all()
    assert most_stops(hours, 100) == 13 and most_stops(DaySettings(stop_minutes=0), 7) == 7
    assert bounded(np.array([0.04, 0.06]), 4.0, 9).tolist() == [0.0, 0.06]
    assert bounded(np.array([1.0]), 0.0, 9).tolist() == [0.0]


@pytest.mark.parametrize("seed", range(8))
def test_a_day_gives_up_less_for_the_quiet_than_one_hard_case_is_worth(seed):
    problem = random_problem(14, seed, empty=0.4)
    rng = np.random.default_rng(seed)
    part = bounded(5.0 * rng.random(14), 4.0, most_stops(problem.settings, 14))
    without, quiet = (plan(replace(problem, score=problem.score + more)) for more in (0.0, part))
    reached = sum(problem.score[stop.village] for stop in quiet.stops)
    assert without.score - 4.0 <= reached <= without.score + 1e-9


# --- in a plan --------------------------------------------------------------------------------------------

LOUD, STILL = "990001001001", "990001001002"


@pytest.fixture
def county(store):
    """Two years of a report every ten days in three villages, and two in the fourth; one open hard case."""
    with store.write("test", "add", "petitions") as session:
        loud = [LOUD, "990001002001", "990001002002"]
        for n in range(210):
            filed = dt.datetime(2024, 12, 1) + dt.timedelta(days=n * 10 / 3)
            closed = filed + dt.timedelta(days=5)
            session.add(petition(f"P{n}", loud[n % 3], filed=filed, closed=closed, status="closed"))
        for n, month in enumerate((2, 7)):
            filed = dt.datetime(2025, month, 1)
            session.add(petition(f"S{n}", STILL, filed=filed, closed=filed, status="closed"))
        session.add(petition("H", LOUD, tier="hard"))
    return store


def test_a_silent_village_is_worth_a_stop_and_the_plan_says_why(county):
    day = load_day(reader(OFFICE, county), TOWNSHIP, DAY)
    told = day.villages.set_index("code")
    assert told.loc[LOUD, "silence_part"] == 0 and told.loc[STILL, "silence_part"] == pytest.approx(0.5)
    assert [day.problem.villages[stop.village] for stop in plan(day.problem).stops] == [LOUD, STILL]
    said = why_visited(Words("zh_CN"), told.loc[STILL])
    assert said[0] == "在办 0 件" and said[-1] == "久未到访、来信少：+0.5"
    assert not any("来信少" in words for words in why_visited(Words("zh_CN"), told.loc[LOUD]))


def test_with_no_points_for_silence_every_score_is_what_it_was(county):
    silent = load_day(reader(OFFICE, county), TOWNSHIP, DAY)
    set_rules(writer(OFFICE, county), {"score.silence": 0}, valid_from=dt.date(2026, 12, 1))
    day = load_day(reader(OFFICE, county), TOWNSHIP, DAY)
    old = (day.villages["cases_part"] + day.villages["months_part"]).to_numpy()
    assert np.array_equal(day.problem.score, old)
    assert old.tolist() == (silent.villages["cases_part"] + silent.villages["months_part"]).tolist()
    assert (day.villages["silence_part"] == 0).all()


def test_who_was_visited_within_half_a_year_does_not_count_for_silence():
    months = pd.Series([0.0, 6.0, 9.0, 12.0])
    assert long_ago(months, ScoreSettings()).tolist() == [0.0, 0.0, 0.5, 1.0]
    assert long_ago(months, ScoreSettings(months_most=0)).tolist() == [0.0] * 4


def test_of_a_new_record_nothing_is_said_and_nothing_counts(store):
    with store.write("test", "add", "petitions") as session:
        session.add(petition("A", LOUD))
    day = load_day(reader(OFFICE, store), TOWNSHIP, DAY)
    assert day.villages["silence_part"].isna().all()
    assert np.array_equal(day.problem.score, worth(day.villages)) and day.problem.score[1] == 0
    again = parse_day(TOWNSHIP, DAY, dump_day(day))
    assert again.villages["silence_part"].isna().all()
    assert np.array_equal(again.problem.score, day.problem.score)


def test_a_plan_of_before_there_was_silence_is_read_as_it_was(county):
    saved = dump_day(load_day(reader(OFFICE, county), TOWNSHIP, DAY, ScoreSettings(silence=0.0)))
    del saved["weights"]["silence"]
    for village in saved["villages"]:
        del village["silence_part"]
    day = parse_day(TOWNSHIP, DAY, saved)
    assert day.weights == ScoreSettings(silence=0.0) and (day.villages["silence_part"] == 0).all()


@pytest.mark.parametrize("scope", [roles.LEADER, roles.TOWNSHIP])
def test_leader_and_township_are_told_of_their_villages_what_the_office_is_told(county, scope):
    mine = quiet_villages(reader(scope, county), TOWNSHIP, DAY)
    pd.testing.assert_frame_equal(mine, quiet_villages(reader(OFFICE, county), TOWNSHIP, DAY))
    assert list(mine.index) == [LOUD, STILL]
    with pytest.raises(PlanRefused, match="does not plan"):
        quiet_villages(reader(scope, county), "990001002", DAY)


@pytest.mark.parametrize("scope", [None, TEAM, SCREEN])
def test_who_plans_no_visits_is_told_of_no_village(county, scope):
    with pytest.raises(PlanRefused, match="does not plan"):
        quiet_villages(reader(scope, county), TOWNSHIP, DAY)


def test_an_accusation_breaks_no_silence_and_is_told_by_none(county):
    before = quiet_villages(reader(OFFICE, county), TOWNSHIP, DAY)
    with county.write("test", "add", "petitions") as session:
        session.add_all([petition(f"X{n}", STILL, purpose="accusation") for n in range(9)])
    pd.testing.assert_frame_equal(quiet_villages(reader(OFFICE, county), TOWNSHIP, DAY), before)


def test_residents_that_are_not_known_are_those_of_a_village_of_the_middle(county):
    with county.write("test", "forget", "residents") as session:
        for division in session.query(Division).where(Division.code == STILL):
            division.residents = None
    assert quiet_villages(reader(OFFICE, county), TOWNSHIP, DAY)["expected"].notna().all()
