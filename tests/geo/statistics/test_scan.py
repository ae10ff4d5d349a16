"""Clusters: against every window there is, SaTScan's published output, exact probabilities, and chance."""

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple
from itertools import product
from pathlib import Path

import numba
import numpy as np
import pyogrio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.statistics.scan import ScanResult, scan

NEW_YORK = Path("/usr/lib/R/site-library/spData/shapes/NY8_utm18.shp")


def ratio(cases, expected, total):
    """Kulldorff's log likelihood ratio, as it is printed."""
    if cases <= expected:
        return 0.0
    outside = (total - cases) * math.log((total - cases) / (total - expected)) if cases < total else 0.0
    return cases * math.log(cases / expected) + outside


def windows(cases, population, places, *, largest, longest, radius, prospective):
    """Every cylinder there is, as its areas, its interval, and its likelihood."""
    n, periods = cases.shape
    total, people = cases.sum(), population.sum()
    for centre in range(n):
        distance = [math.dist(places[centre], place) for place in places]
        for reach in sorted(set(distance)):
            inside = [area for area in range(n) if distance[area] <= reach]
            if reach > radius or population[inside].sum() > largest * people * (1 + 1e-9):
                break
            for first, last in product(range(periods), repeat=2):
                if not 0 <= last - first < longest or (prospective and last < periods - 1):
                    continue
                found = cases[inside, first : last + 1].sum()
                expected = population[inside, first : last + 1].sum() * total / people
                if found:
                    yield frozenset(inside), first, last, ratio(found, expected, total)


@pytest.mark.slow
@settings(max_examples=80)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_clusters_are_the_most_likely_of_all_windows(seed):
    rng = np.random.default_rng(seed)
    n, periods = int(rng.integers(1, 9)), int(rng.choice([1, 1, 2, 5, 8]))
    on_a_grid = rng.random() < 0.5  # areas at one distance, and on one spot
    places = rng.integers(0, 3, (n, 2)) if on_a_grid else rng.uniform(0, 9, (n, 2))
    people = np.repeat(rng.integers(1, 9, n)[:, None], periods, axis=1).astype(float)
    if rng.random() < 0.5:
        people = rng.uniform(0.1, 9, (n, periods))
    people[1:][rng.random(n - 1) < 0.2] = 0
    rate = people * np.where(rng.random((n, periods)) < 0.2, rng.choice([1, 5, 20]), 1)
    cases = rng.multinomial(rng.choice([1, 3, 10, 40, 300, 5000]), (rate / rate.sum()).ravel())
    cases = cases.reshape(n, periods)
    limits = {
        "largest": rng.choice([0.2, 0.5, 1.0]),
        "longest": int(rng.integers(1, periods + 1)),
        "radius": rng.choice([np.inf, 3.0]),
        "prospective": rng.random() < 0.3,
    }
    spatial = periods == 1
    shape = (n,) if spatial else (n, periods)
    times = None if spatial else range(periods)
    result = scan(
        cases.reshape(shape), people.reshape(shape), places, times, simulations=9, seed=seed, **limits
    )

    every, blocked = list(windows(cases, people, places, **limits)), set()
    for cluster in result.clusters:
        free = [likelihood for areas, *_, likelihood in every if not areas & blocked]
        assert cluster.llr == pytest.approx(max(free), rel=1e-9)
        first, last = (0, 0) if spatial else (cluster.first, cluster.last)
        inside = np.s_[cluster.areas, first : last + 1]
        assert cluster.cases == cases[inside].sum()
        assert cluster.expected == pytest.approx(people[inside].sum() * cases.sum() / people.sum())
        assert (frozenset(cluster.areas), first, last) in {window[:3] for window in every}
        assert cluster.p_value == (1 + (result.maxima >= cluster.llr * (1 - 1e-9)).sum()) / 10
        blocked |= set(cluster.areas)
    left = max((likelihood for areas, *_, likelihood in every if not areas & blocked), default=0)
    assert left <= (result.maxima.min() * (1 + 1e-9) if result.clusters else 1e-9)


def county(seed, villages=40, periods=30):
    rng = np.random.default_rng(seed)
    return rng, rng.uniform(0, 40_000, (villages, 2)), rng.lognormal(7, 0.6, villages)


@pytest.mark.slow
@pytest.mark.parametrize("prospective", [False, True])
@pytest.mark.parametrize("changing", [False, True])
@pytest.mark.parametrize("total", [50, 3000, 200_000])
def test_a_county_of_ordinary_size_is_searched_completely(total, changing, prospective):
    rng, places, people = county(total)
    expected = np.repeat(people[:, None], 30, axis=1) * (rng.uniform(0.5, 2, (40, 30)) if changing else 1)
    cases = rng.multinomial(total, (expected / expected.sum()).ravel()).reshape(40, 30)
    expected *= total / expected.sum()
    best = 0.0
    for place in places:
        nearest = np.argsort(np.hypot(*(places - place).T))
        fits = expected[nearest].sum(axis=1).cumsum() <= total / 2
        c, e = (
            np.pad(x[nearest].cumsum(axis=0).cumsum(axis=1)[fits], ((0, 0), (1, 0)))
            for x in (cases, expected)
        )
        for first, last in product(range(30), repeat=2):
            if 0 <= last - first < 15 and (last == 29 or not prospective):
                k, x = c[:, last + 1] - c[:, first], e[:, last + 1] - e[:, first]
                high = k > x
                k, x = k[high], x[high]
                ratios = k * np.log(k / x) + (total - k) * np.log((total - k) / (total - x))
                best = max(best, ratios.max(initial=0))
    result = scan(cases, expected, places, range(30), prospective=prospective, simulations=1)
    assert result.clusters[0].llr == pytest.approx(best, rel=1e-9)


def test_p_values_are_the_exact_probabilities_of_a_small_map():
    """Six cases in three villages: 729 equally likely maps."""
    places, cases = [(0, 0), (1, 0), (5, 0)], [5, 1, 0]
    maxima = [
        max(ratio(areas.count(village), 2, 6) for village in range(3))
        for areas in product(range(3), repeat=6)
    ]
    result = scan(cases, [1, 1, 1], places, simulations=4999)
    exact = np.mean(np.array(maxima) >= ratio(5, 2, 6) - 1e-9)
    assert result.clusters[0].p_value == pytest.approx(exact, abs=4 * math.sqrt(exact * (1 - exact) / 4999))
    assert sorted(set(np.round(result.maxima, 9))) == sorted(set(np.round(maxima, 9)))


# --- SaTScan --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def new_york():
    """Leukaemia in upstate New York, 1978 to 1982, whole cases; and SaTScan's question of it."""
    if not NEW_YORK.exists():
        pytest.skip("The tracts of New York are not installed; Debian: r-cran-spdata")
    tracts = pyogrio.read_dataframe(NEW_YORK)
    cases, people = np.floor(tracts["Cases"]).astype(int).to_numpy(), tracts["POP8"].to_numpy()
    assert (len(tracts), cases.sum(), people.sum()) == (281, 552, 1057673)
    # SaTScan was given degrees as if they were a plane, so the scan is too.
    degrees = tracts.geometry.to_crs(4326).values
    places = np.array([(centre.x, centre.y) for centre in (tract.centroid for tract in degrees)])
    return cases, people, scan(cases, people, places, largest=0.1, simulations=999)


# Numbers of the tracts; cases, expected, relative risk, log likelihood ratio, p-value of 999 simulations.
SATSCAN = {
    1: (
        "49 48 50 47 1 15 51 2 13 14 3 35 16 52 36 37 12 11 5 17 10 4 6 38 18 9",
        85,
        49.71,
        1.84,
        11.577255,
        0.001,
    ),
    2: ("89 88 87 84 90 86 92 85", 38, 17.79, 2.22, 9.019716, 0.013),
    4: ("62 64 67 65", 25, 12.82, 1.99, 4.651839, 0.609),
    7: ("166 159 167", 11, 4.61, 2.41, 3.209485, 0.976),
}


@pytest.mark.parametrize("number", [2, 4, 7])
def test_new_york_has_the_clusters_that_satscan_found(new_york, number):
    tracts, cases, expected, risk, llr, _ = SATSCAN[number]
    wanted = {int(tract) - 1 for tract in tracts.split()}
    cluster = next(one for one in new_york[2].clusters if set(one.areas) == wanted)
    assert cluster.cases == cases
    assert round(cluster.expected, 2) == expected
    assert round(cluster.relative_risk, 2) == risk
    assert round(cluster.llr, 6) == llr


def test_the_tracts_of_satscans_first_cluster_have_its_likelihood(new_york):
    """The centres of Debian's polygons are not quite SaTScan's: its first circle holds another tract.

    So the scan is asked about those 26 tracts alone: one spot for them, and one for everybody else.
    """
    tracts, cases, expected, risk, llr, _ = SATSCAN[1]
    inside = np.zeros(281, bool)
    inside[[int(tract) - 1 for tract in tracts.split()]] = True
    cluster = scan(*new_york[:2], [(float(one), 0.0) for one in inside], simulations=1).clusters[0]
    assert set(cluster.areas) == set(np.flatnonzero(inside))
    assert cluster.cases == cases
    assert round(cluster.expected, 2) == expected
    assert round(cluster.relative_risk, 2) == risk
    assert round(cluster.llr, 6) == llr


@pytest.mark.parametrize("number", SATSCAN)
def test_the_p_values_of_new_york_are_those_of_satscan(new_york, number):
    *_, llr, theirs = SATSCAN[number]
    maxima = new_york[2].maxima
    ours = (1 + (maxima >= llr).sum()) / (1 + len(maxima))
    error = math.sqrt(max(ours, theirs) * (1 - min(ours, theirs)) * (2 / 999))
    assert ours == pytest.approx(theirs, abs=3 * error)


# --- chance, and what is not chance ----------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("prospective", [False, True])
def test_chance_is_called_a_cluster_as_often_as_it_should(prospective):
    rng, places, people = county(7, 16)
    chances = np.repeat(people / people.sum() / 6, 6)
    p = np.array(
        [
            scan(
                rng.multinomial(100, chances).reshape(16, 6),
                people,
                places,
                range(6),
                prospective=prospective,
                simulations=99,
                seed=map_,
                secondary=False,
            )
            .clusters[0]
            .p_value
            for map_ in range(120)
        ]
    )
    for level in (0.05, 0.2, 0.5):  # three standard deviations
        assert np.mean(p <= level) == pytest.approx(level, abs=3 * math.sqrt(level * (1 - level) / 120))


def planted(last):
    """Eight times as many cases in the four villages around village 10 during four periods, 2.4 a village."""
    rng, places, people = county(3, 60)
    rate = np.repeat(people[:, None] / people.sum(), 24, axis=1)
    where = np.argsort(np.hypot(*(places - places[10]).T))[:4]
    rate[where, last - 3 : last + 1] *= 8
    return rng.poisson(rate / rate.sum() * 3000).reshape(60, 24), people, places, set(where)


def test_a_planted_cluster_is_found_with_its_villages_and_months():
    cases, people, places, where = planted(15)
    months = np.arange("2024-01", "2026-01", dtype="datetime64[M]")
    cluster, *others = scan(cases, people, places, months).clusters
    assert set(cluster.areas) == where
    assert (str(cluster.first), str(cluster.last)) == ("2025-01", "2025-04")
    assert cluster.p_value == 0.001
    assert cluster.p_gumbel < 1e-6
    assert all(other.p_value > 0.05 for other in others)


def test_what_is_over_is_no_cluster_of_right_now():
    for last, found in ((23, True), (8, False)):
        cases, people, places, where = planted(last)
        cluster = scan(cases, people, places, range(24), prospective=True, simulations=99).clusters[0]
        assert cluster.last == 23
        assert (cluster.p_value <= 0.05) == found
        assert (set(cluster.areas) == where and cluster.first == 20) == found


def test_a_busy_month_that_was_expected_is_no_cluster():
    rng, places, people = county(5)
    season = np.where(np.arange(12) == 6, 5.0, 1.0)
    rate = people[:, None] * season
    cases = rng.multinomial(1500, (rate / rate.sum()).ravel()).reshape(40, 12)
    assert scan(cases, people, places, range(12)).clusters[0].p_value == 0.001
    assert scan(cases, rate, places, range(12)).clusters[0].p_value > 0.05


def test_clusters_share_no_village_and_only_the_first_comes_when_only_it_is_wanted():
    rng, places, people = county(11)
    rate = people * np.where((places[:, 0] < 8_000) | (places[:, 0] > 32_000), 3, 1)
    cases = rng.multinomial(900, rate / rate.sum())
    clusters = scan(cases, people, places).clusters
    areas = np.concatenate([cluster.areas for cluster in clusters])
    assert len(clusters) > 1
    assert len(set(areas)) == len(areas)
    assert [cluster.llr for cluster in clusters] == sorted(
        (cluster.llr for cluster in clusters), reverse=True
    )
    only = scan(cases, people, places, secondary=False).clusters
    assert [cluster.llr for cluster in only] == [clusters[0].llr]


def test_villages_at_one_distance_enter_together():
    """Neighbours without a case but with many people keep all other circles from the two with cases."""
    places = [(0, 0), (5, 0), (-5, 0), (6, 0), (-6, 0)]
    cluster = scan([9, 9, 0, 1, 1], [1, 1, 1, 20, 20], places).clusters[0]
    assert set(cluster.areas) == {0, 1, 2}
    assert (cluster.centre, cluster.radius) == (0, 5)
    assert (cluster.first, cluster.last) == (None, None)


def test_a_cluster_that_holds_every_case_has_an_infinite_relative_risk():
    cluster = scan([4, 0, 0], [1, 1, 1], [(0, 0), (5, 0), (9, 0)]).clusters[0]
    assert cluster.relative_risk == np.inf
    assert cluster.llr == pytest.approx(4 * math.log(3))


# --- the program around it -------------------------------------------------------------------------------


def same(one: ScanResult, other: ScanResult):
    assert (one.maxima == other.maxima).all()
    for a, b in zip(one.clusters, other.clusters, strict=True):
        assert (a.areas == b.areas).all()
        assert astuple(a)[1:] == astuple(b)[1:]


def test_a_seed_gives_one_result_whatever_the_number_of_threads(monkeypatch):
    cases, people, places, _ = planted(15)

    def ask(seed=4):
        return scan(cases, people, places, range(24), simulations=40, seed=seed)

    expected = ask()
    for threads in (1, 3, 8):
        monkeypatch.setattr(numba.config, "NUMBA_NUM_THREADS", threads)
        same(expected, ask())
    assert (ask(5).maxima != expected.maxima).all()


def test_many_users_may_scan_at_the_same_time():
    cases, people, places, _ = planted(15)
    with ThreadPoolExecutor(6) as users:
        asked = [users.submit(scan, cases, people, places, range(24), simulations=30) for _ in range(6)]
    for one in asked:
        same(asked[0].result(), one.result())


def test_without_cases_there_are_no_clusters():
    for people in ([1, 2], [0, 0]):
        result = scan([0, 0], people, [(0, 0), (1, 1)])
        assert result.clusters == ()
        assert result.cases == 0


def test_where_every_circle_is_too_large_there_are_no_clusters():
    assert scan([1, 2], [1, 1], [(0, 0), (0, 0)]).clusters == ()


GOOD = {"cases": [1, 2], "population": [5, 5], "coordinates": [(0, 0), (1, 1)]}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"cases": [1, 2, 3]}, r"cases \(n,\).*got \(2, 2\), \(3,\), \(2,\) and no times"),
        ({"cases": [[1, 2], [0, 1]]}, r"got \(2, 2\), \(2, 2\), \(2,\) and no times"),
        ({"times": [1, 2]}, r"or with times \(n, t\).*and 2 times"),
        ({"times": []}, "0 times"),
        ({"cases": [[1, 2], [0, 1]], "times": [2, 2]}, "times must ascend"),
        ({"coordinates": [(0, 0, 0), (1, 1, 1)]}, r"coordinates \(n, 2\)"),
        ({"coordinates": [(0, 0), (np.nan, 1)]}, "coordinates must be finite"),
        ({"cases": [1, -2]}, "cases must be whole numbers, not negative"),
        ({"cases": [1, 0.5]}, "cases must be whole"),
        ({"cases": [1, np.nan]}, "cases must be whole"),
        ({"population": [1, -1]}, "population must be finite and not negative"),
        ({"population": [1, np.inf]}, "population must be finite"),
        ({"population": [1, 0]}, "cases need population; area 1 has none in period 0"),
        ({"cases": [-1, 1], "coordinates": [(0, 0), (np.inf, 0)]}, "finite; cases must be whole"),
        ({"largest": 0}, "0 < largest <= 1"),
        ({"longest": 2}, "1 <= longest <= 1 periods"),
        ({"radius": 0}, "radius > 0"),
        ({"simulations": 0}, "simulations >= 1"),
    ],
)
def test_what_cannot_be_scanned_is_told(change, message):
    with pytest.raises(ValueError, match=message):
        scan(**{**GOOD, **change})
