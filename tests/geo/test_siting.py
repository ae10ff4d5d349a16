"""Where one or two places more help most, against every choice looked at one by one."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.siting import best_sites


def plainly(nearest, minutes, weights, limit, sites):
    """(gained, after) of the best choice, by loops."""
    best = None
    for choice in itertools.combinations(range(len(minutes[0])), sites):
        gained = after = 0.0
        for row, near in enumerate(nearest):
            now = min([near, *(minutes[row][at] for at in choice)])
            gained += weights[row] if near > limit >= now else 0
            after += weights[row] * now if weights[row] else 0
        if best is None or (-gained, after) < (-best[0], best[1]):
            best = gained, after
    return best


whole = st.integers(0, 60).map(float)


@given(st.data(), st.integers(1, 2))
def test_it_is_the_best_of_all_choices(data, sites):
    n, m = data.draw(st.integers(1, 6)), data.draw(st.integers(sites, 6))
    nearest = data.draw(st.lists(whole | st.just(np.inf), min_size=n, max_size=n))
    minutes = data.draw(st.lists(st.lists(whole, min_size=m, max_size=m), min_size=n, max_size=n))
    weights = data.draw(st.lists(st.integers(0, 9).map(float), min_size=n, max_size=n))
    found = best_sites(np.array(nearest), np.array(minutes), np.array(weights), 30.0, sites)
    assert len(found.sites) == sites
    assert (found.gained, found.after) == plainly(nearest, minutes, weights, 30.0, sites)


def test_of_equals_the_first_and_without_candidates_none():
    nearest, weights = np.array([50.0, 50.0]), np.ones(2)
    assert best_sites(nearest, np.array([[10.0, 10.0], [60.0, 60.0]]), weights, 30).sites == (0,)
    empty = best_sites(nearest, np.zeros((2, 0)), weights, 30)
    assert empty.sites == () and empty.gained == 0 and empty.before == empty.after == 100
    assert best_sites(nearest, np.array([[10.0], [60.0]]), weights, 30, 2).sites == (0,)
    with pytest.raises(ValueError, match="one to 2"):
        best_sites(nearest, np.zeros((2, 4)), weights, 30, 3)
