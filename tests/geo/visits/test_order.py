"""The order in which villages are done with earliest, against all orders tried."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.visits import order as visit_order
from geo.visits.order import earliest_end


def _day(n, seed):
    rng = np.random.default_rng(seed)
    opens = rng.uniform(0, 60, n)
    return rng.uniform(1, 30, (n + 1, n + 1)), rng.uniform(0, 20, n), opens, opens + rng.uniform(20, 200, n)


def _end(order, travel, stay, opens, closes):
    now, here = 5.0, 0
    for stop in order:
        now = max(now + travel[here, stop + 1], opens[stop]) + stay[stop]
        if now > closes[stop]:
            return np.inf
        here = stop + 1
    return now


@settings(max_examples=60)
@given(st.integers(1, 6), st.integers(0, 10_000))
def test_no_order_is_done_earlier(n, seed):
    day = _day(n, seed)
    assert earliest_end(*day, 5.0) == pytest.approx(min(_end(o, *day) for o in permutations(range(n))))


def test_beyond_the_exact_size_only_the_new_stop_is_moved(monkeypatch):
    monkeypatch.setattr(visit_order, "MOST_ORDERED", 3)
    for seed in range(50):
        day = _day(5, seed)
        orders = [[*range(at), 4, *range(at, 4)] for at in range(5)]
        assert earliest_end(*day, 5.0) == pytest.approx(min(_end(o, *day) for o in orders))
