"""How ready places are to report, against likelihoods integrated by another way and against known truths."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import minimize
from scipy.stats import gamma, nbinom, poisson, spearmanr

from geo.statistics.gamma_poisson import relative_rates


def county(seed, places=200, items=4000, shape=3.0, clump=1):
    """Items of a county with known factors: place, kind, count, exposure, factors."""
    rng = np.random.default_rng(seed)
    factors = rng.gamma(shape, 1 / shape, places)
    place = rng.choice(places, items, p=rng.dirichlet(np.full(places, 3.0)))
    kind, exposure = rng.integers(0, 3, items), rng.exponential(30, items)
    expected = np.array([0.004, 0.01, 0.02])[kind] * factors[place] * exposure
    return place, kind, clump * rng.poisson(expected / clump), exposure, factors


def test_of_one_kind_it_is_the_negative_binomial_of_greatest_likelihood():
    rng = np.random.default_rng(2)
    exposure = rng.exponential(30, 80)
    count = rng.poisson(0.1 * rng.gamma(2, 0.5, 80) * exposure)
    found = relative_rates(np.arange(80), np.zeros(80, dtype=int), count, exposure, 80)

    def loss(at):
        rate, shape = np.exp(at)
        return -nbinom.logpmf(count, shape, shape / (shape + rate * exposure)).sum()

    best = minimize(loss, [-5.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-10})
    assert found.dispersion == 1.0
    assert np.log(found.rates[0]) == pytest.approx(best.x[0], abs=1e-4)
    assert np.log(found.shape) == pytest.approx(best.x[1], abs=1e-3)


def test_of_several_kinds_no_rates_near_by_are_likelier():
    place = np.array([0, 0, 1, 1, 2, 2, 3, 4])
    kind = np.array([0, 1, 0, 1, 0, 1, 0, 1])
    count, exposure = np.array([3, 9, 0, 1, 5, 2, 0, 4]), np.array([9.0, 5, 12, 6, 20, 2, 7, 8])
    found = relative_rates(place, kind, count, exposure, 5)
    count, exposure = count / found.dispersion, exposure / found.dispersion

    def likelihood(rates, shape):
        total = 0.0
        for at in range(5):
            here = place == at

            def chance(factor, here=here):
                mean = rates[kind[here]] * factor * exposure[here]
                terms = count[here] * np.log(mean) - mean
                return np.exp(terms.sum()) * gamma.pdf(factor, shape, scale=1 / shape)

            total += np.log(quad(chance, 1e-9, 30, limit=400)[0])
        return total

    best = likelihood(found.rates, found.shape)
    rng = np.random.default_rng(0)
    for _ in range(12):
        step = np.exp(rng.normal(0, 0.05, 3))
        assert likelihood(found.rates * step[:2], found.shape * step[2]) < best + 1e-7


@pytest.mark.parametrize("clump", [1, 3])
def test_intervals_hold_the_truth_as_often_as_they_say_and_ranks_are_found(clump):
    held, ranks = [], []
    for seed in range(12):
        place, kind, count, exposure, factors = county(seed, clump=clump)
        found = relative_rates(place, kind, count, exposure, 200)
        low, high = found.interval(0.9)
        held.append(((low <= factors) & (factors <= high)).mean())
        ranks.append(spearmanr(found.mean, factors).statistic)
        assert (found.dispersion > 1.5) == (clump == 3)
    assert 0.86 < np.mean(held) < 0.94
    assert np.mean(ranks) > (0.75 if clump == 1 else 0.5)


def test_where_little_is_known_a_place_is_like_all_and_the_more_is_known_the_more_it_is_itself():
    place = np.repeat(np.arange(50), 4)
    rng = np.random.default_rng(3)
    exposure = np.full(200, 10.0)
    count = poisson.rvs(0.2 * exposure * rng.gamma(2, 0.5, 50)[place], random_state=rng)
    exposure[place == 7] = 1e-9
    count[place == 7] = 0
    found = relative_rates(place, np.zeros(200, dtype=int), count, exposure, 51)
    assert found.mean[[7, 50]] == pytest.approx([1.0, 1.0], abs=1e-6)
    assert found.weight[[7, 50]] == pytest.approx([0.0, 0.0], abs=1e-6)
    assert found.below()[50] == pytest.approx(gamma.cdf(1, found.shape, scale=1 / found.shape))
    assert (found.weight[:7] > 0.5).all()


def test_who_has_other_kinds_of_matters_is_not_taken_for_less_ready():
    rng = np.random.default_rng(5)
    place = np.repeat(np.arange(60), 40)
    kind = np.where(rng.random(2400) < np.where(place < 30, 0.9, 0.1), 1, 0)
    count = rng.poisson(np.array([0.02, 0.2])[kind] * 10)
    found = relative_rates(place, kind, count, np.full(2400, 10.0), 60)
    assert found.mean[:30].mean() == pytest.approx(found.mean[30:].mean(), abs=0.1)
    crude = np.bincount(place, count, 60)
    assert crude[:30].mean() > 3 * crude[30:].mean()


def test_figures_that_mean_nothing_are_refused():
    for count, exposure in (([0.0], [3.0]), ([1.0], [-1.0]), ([np.nan], [1.0]), ([1.0, 2.0], [1.0])):
        with pytest.raises(ValueError, match=r"event|negative|length"):
            relative_rates([0] * len(count), [0] * len(count), count, exposure, 1)
