"""Rates and classes: what a colour on the map means, how sure a rate is, and what may be shown."""

import warnings

import geopandas
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from libpysal import examples
from scipy.stats import binomtest, poisson

from geo.statistics.rates import (
    LADDER,
    breaks,
    classify,
    empirical_bayes,
    expected,
    largest_round,
    per_thousand,
    quantiles,
    rate_ratio,
    risk,
    standardised_ratio,
    suppress,
)


def test_a_village_without_known_residents_has_no_rate_rather_than_a_wrong_one():
    rates = per_thousand([3, 3, 0], [1500, 0, np.nan])
    assert rates[0] == 2.0
    assert np.isnan(rates[1:]).all()


def test_the_legend_reads_in_round_figures():
    assert breaks([1, 3, 8, 22, 60, 130], smallest=2) == (10, 20, 50, 100)
    assert breaks([0.4, 0.8, 1.2, 4.9]) == (0.2, 0.5, 1.0, 2.0)


def test_counts_never_get_a_class_below_one():
    assert breaks([1, 1, 2], smallest=2) == (2, 5, 10, 20)
    assert breaks([], smallest=2) == (2, 5, 10, 20)


def test_nothing_unknown_and_little_are_three_different_things():
    assert classify([np.nan, 0, 1, 2, 4, 5, 500], (2, 5, 10, 20)).tolist() == [-1, 0, 1, 2, 2, 3, 5]


@given(st.lists(st.floats(0, 1e6), max_size=50), st.integers(2, 7))
def test_breaks_always_rise_and_stand_on_the_ladder(values, classes):
    found = breaks(values, classes=classes)
    assert len(found) == classes - 1
    assert list(found) == sorted(set(found))
    assert set(found) <= set(LADDER)


def test_classes_that_are_quantiles_waste_no_colour_and_read_in_round_figures():
    values = np.random.default_rng(1).gamma(4, 12, 5_000)
    bounds = quantiles(values)
    assert bounds == (15, 30, 40, 60, 100)
    shares = np.bincount(classify(values, bounds))[1:] / values.size
    assert (shares > 0.02).all() and (shares < 0.35).all()


def test_quantiles_of_little_are_few_classes_rather_than_equal_ones():
    assert quantiles([]) == quantiles([np.nan, 0.0]) == ()
    assert quantiles([3.0, 3.0, 3.0]) == (3.0,)


@given(st.lists(st.floats(1e-6, 1e6), max_size=50), st.floats(0.001, 1e3))
def test_quantiles_always_rise_and_never_lie_below_the_least(values, smallest):
    bounds = quantiles(values, smallest=smallest)
    assert list(bounds) == sorted(set(bounds)) and all(bound >= smallest for bound in bounds)


def test_the_largest_round_figure_is_never_more_than_the_value():
    assert [largest_round(value) for value in (94, 50, 49.9, 1, 0.00001)] == [50, 50, 20, 1, LADDER[0]]


# --- empirical Bayes -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def carolina():
    """Sudden infant deaths and births of North Carolina's 100 counties, 1974 to 1978 (Cressie 1993)."""
    counties = geopandas.read_file(examples.get_path("sids2.shp"))
    return counties["SID74"].to_numpy(float), counties["BIR74"].to_numpy(float)


def test_the_rates_of_north_carolina_are_those_that_spdep_smooths(carolina):
    # R spdep 1.2-7: EBest(SID74, BIR74, family = "poisson"), the first six and both parameters
    wanted = [0.001697297331, 0.001705377681, 0.001773087022, 0.002012868084, 0.003534913149, 0.003017816276]
    assert empirical_bayes(*carolina)[:6] == pytest.approx(np.array(wanted) * 1000, rel=1e-9)
    assert risk(*carolina) == pytest.approx((0.002021444894, 7.692930647e-07), rel=1e-9)


def test_the_rates_of_north_carolina_are_those_that_esda_smooths(carolina):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from esda.smoothing import Empirical_Bayes
    assert empirical_bayes(*carolina) == pytest.approx(Empirical_Bayes(*carolina).r.ravel() * 1000)


def test_one_case_in_a_hamlet_does_not_make_it_the_worst_place_of_the_county():
    counts, residents = np.array([1, 90, 20, 30]), np.array([30, 6_000, 4_000, 5_000])
    assert np.argmax(per_thousand(counts, residents)) == 0
    smooth = empirical_bayes(counts, residents)
    assert np.argmax(smooth) == 1
    assert 0.9 * per_thousand(90, 6_000) < smooth[1] < per_thousand(90, 6_000)


def test_where_villages_differ_no_more_than_by_chance_all_have_the_rate_of_the_county():
    assert empirical_bayes([5, 5, 5, 5], [1_000, 1_000, 1_000, 1_000]) == pytest.approx(5)
    assert risk([5, 5, 5], [1_000, 1_000, 1_000])[1] == 0


def test_unknown_residents_do_not_spoil_the_rates_of_the_others():
    counts, residents = [3, 40, 9, 7, 2], [1_500, 2_000, np.nan, 0, 3_000]
    for rates in (empirical_bayes(counts, residents), expected(counts, residents)):
        assert np.isnan(rates).tolist() == [False, False, True, True, False]
    known = empirical_bayes([3, 40, 2], [1_500, 2_000, 3_000])
    assert empirical_bayes(counts, residents)[[0, 1, 4]] == pytest.approx(known)
    assert np.nansum(expected(counts, residents)) == pytest.approx(3 + 40 + 2)


def test_no_village_with_known_residents_gives_no_rate_and_no_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.isnan(empirical_bayes([3, 1], [np.nan, 0])).all()
        assert empirical_bayes([0, 0], [100, 200]).tolist() == [0, 0]


# --- ratios --------------------------------------------------------------------------------------------


def test_the_interval_of_a_standardised_ratio_is_garwoods():
    # Garwood 1936, as tabled for 95 %: 0 cases 0 - 3.689; 1 case 0.0253 - 5.572; 10 cases 4.795 - 18.39
    found = standardised_ratio([0, 1, 10], [1, 1, 1])
    assert found.low == pytest.approx([0, 0.0253, 4.795], abs=6e-4)
    assert found.high == pytest.approx([3.689, 5.572, 18.39], abs=6e-3)
    assert found.value.tolist() == [0, 1, 10]


def test_a_ratio_differs_from_one_exactly_where_its_interval_leaves_one_out():
    counts = np.arange(60)
    found = standardised_ratio(counts, np.full(60, 23.0))
    assert ((found.p < 0.05) == ((found.low > 1) | (found.high < 1))).all()
    wanted = [min(1, 2 * min(poisson.cdf(n, 23), poisson.sf(n - 1, 23))) for n in counts]
    assert found.p == pytest.approx(wanted)


def test_what_cannot_be_expected_has_no_ratio():
    found = standardised_ratio([3, 3], [0, np.nan])
    assert np.isnan(found.value).all() and np.isnan(found.low).all() and np.isnan(found.high).all()


def test_before_and_after_are_compared_by_the_exact_binomial_interval():
    before, after, base, later = 48, 21, 365 * 244.0, 200 * 244.0
    found = rate_ratio(before, base, after, later)
    test = binomtest(after, before + after, later / (base + later))
    low, high = test.proportion_ci(0.95, "exact")
    assert found.value == pytest.approx((after / later) / (before / base))
    assert found.low == pytest.approx(low / (1 - low) * base / later)
    assert found.high == pytest.approx(high / (1 - high) * base / later)
    assert found.low < found.value < found.high


def test_none_before_or_none_after_still_has_a_bound_on_one_side():
    found = rate_ratio([0, 8, 0], 100, [8, 0, 0], 100)
    assert found.value[0] == np.inf and found.low[0] > 1 and found.high[0] == np.inf
    assert found.value[1] == 0 and found.low[1] == 0 and found.high[1] < 1
    assert np.isnan(found.value[2]) and found.low[2] == 0 and found.high[2] == np.inf
    assert found.p.tolist() == [pytest.approx(2 / 2**8), pytest.approx(2 / 2**8), 1]


def test_without_any_effect_the_interval_misses_one_in_at_most_one_of_twenty_measures():
    rng = np.random.default_rng(1)
    found = rate_ratio(rng.poisson(12, 4_000), 300, rng.poisson(8, 4_000), 200)
    missed = ((found.low > 1) | (found.high < 1)).mean()
    assert missed <= 0.05
    assert missed == pytest.approx((found.p < 0.05).mean())


# --- small counts --------------------------------------------------------------------------------------


def test_a_single_small_count_takes_the_smallest_other_with_it():
    assert suppress([3, 9, 40, 12], 5).tolist() == [True, True, False, False]


def test_two_small_counts_hide_each_other():
    assert suppress([3, 2, 40, 12], 5).tolist() == [True, True, False, False]


def test_two_ones_are_told_by_their_total_and_take_a_third_with_them():
    assert suppress([1, 1, 40, 12], 5).tolist() == [True, True, False, True]
    assert suppress([4, 4, 40, 12], 5).tolist() == [True, True, False, True]


def test_a_count_of_none_is_hidden_only_for_want_of_another():
    assert suppress([3, 0, 9], 5).tolist() == [True, False, True]
    assert suppress([3, 0, 0], 5).tolist() == [True, True, False]


def test_every_township_is_protected_by_itself():
    counts, township = [3, 9, 40, 2, 1, 30, 4], [7, 7, 7, 9, 9, 9, -1]
    assert suppress(counts, 5, township).tolist() == [True, True, False, True, True, False, True]


def test_nothing_small_hides_nothing():
    assert not suppress([0, 5, 6, 0], 5).any()
    assert not suppress([], 5).any()


@given(st.lists(st.integers(0, 12), min_size=2, max_size=9), st.integers(2, 6))
def test_no_small_count_can_be_computed_from_the_total(counts, least):
    hidden = suppress(counts, least)
    small = (np.array(counts) > 0) & (np.array(counts) < least)
    assert (hidden >= small).all()
    assert hidden.sum() != 1
    assert hidden.sum() <= small.sum() + 1
