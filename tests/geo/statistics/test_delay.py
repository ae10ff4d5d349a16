"""How complete the last days of a record are is told by what its later files brought."""

import numpy as np
import pytest

from geo.statistics.delay import OLDEST, delay


def record(lags, every, days=400, a_day=20, by_hand=0.0, seed=1):
    """Cases of each day, on record with the first file after their lag; the first file brings all before."""
    rng = np.random.default_rng(seed)
    files = np.arange(100, days, every)
    filed = np.repeat(np.arange(days), a_day)
    ready = filed + lags(rng, filed.size)
    at = np.searchsorted(files, ready)
    known = at < files.size
    arrived = files[np.minimum(at, files.size - 1)]
    hand = rng.random(filed.size) < by_hand
    keep = known | hand
    return filed[keep], np.where(hand, -1, arrived)[keep], np.ones(keep.sum(), dtype=np.int64), files


def within(mean):
    return lambda rng, size: np.floor(rng.exponential(mean, size)).astype(np.int64)


@pytest.mark.parametrize("every", [1, 7, 30])
def test_the_rhythm_of_the_files_is_no_delay(every):
    found = delay(*record(lambda _rng, size: np.zeros(size, dtype=np.int64), every))
    assert found.incomplete == 0 and found.share.min() == 1


@pytest.mark.parametrize("every", [1, 7, 14])
@pytest.mark.parametrize("mean", [3.0, 8.0])
def test_days_are_left_out_until_all_but_one_in_twenty_have_come(every, mean):
    found = delay(*record(within(mean), every))
    true = int(np.ceil(-mean * np.log(0.05))) - 1  # 1 - exp(-(age + 1) / mean) >= 95 %
    assert abs(found.incomplete - true) <= (3 if mean > 5 else 2)
    assert found.share[2] == pytest.approx(1 - np.exp(-3 / mean), abs=0.07)


def test_shares_never_fall_with_age():
    found = delay(*record(within(8.0), 7, a_day=1))
    assert (np.diff(found.share) >= 0).all() and found.share.size == OLDEST + 1


def test_a_first_file_of_years_tells_nothing_of_delay():
    filed = np.arange(1000)
    found = delay(filed, np.full(1000, 1000), np.ones(1000, dtype=np.int64), np.array([1000]))
    assert not found.share.size and found.files == 0


def test_few_files_and_few_cases_tell_nothing():
    few = record(within(3.0), 60)
    assert not delay(*few).share.size
    assert not delay(*record(within(3.0), 30, a_day=1, days=145)).share.size


def test_what_is_written_down_by_hand_is_there_at_once():
    found = delay(*record(within(8.0), 7, by_hand=0.5))
    assert found.by_hand == pytest.approx(0.5, abs=0.02)
    assert found.incomplete < delay(*record(within(8.0), 7)).incomplete
