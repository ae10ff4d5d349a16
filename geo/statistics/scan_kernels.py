# mypy: disable-error-code="untyped-decorator"
"""The most likely cylinder of one map: the search of the scan statistic, compiled.

The circles of one centre lie in each other. Of a range of them, no cylinder has more cases than the widest
circle has in its interval, nor a lower expectation than the narrowest. A range in which even that cannot beat
the best cylinder found is left out; another is halved, down to single circles, where the bound is the
likelihood itself.

All intervals are asked at once. To reach a likelihood, the expectation must be below a convex function of the
cases (the likelihood is convex in both). Straight lines between points of that function lie above it, and
whether an interval is below a line is a matter of the sum of slope * cases - expected over its periods: the
greatest sum of consecutive terms takes one pass. Only in a single circle are intervals looked at one by one.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Integers = NDArray[np.int64]
Codes = NDArray[np.int32]
Found = tuple[float, int, int, int, int]

STRIDE = 4  # periods taken at once, so that the compiler keeps what it needs of all lines in registers
LINES = 16
MOST_CASES = 1 << 24  # whole numbers up to here are exact in single precision
SAME = 1e-10  # likelihoods that differ by less, relatively, are one: sums taken in another order
_ROUNDING = 1e-6  # of the greatest sums in single precision: beyond all their errors
_BEYOND = 1e30  # expected in periods that only fill up a stride
_SMALLEST = 1e-12  # of all cases: least expectation of a window
_WIDTH = 0.55  # of a range of circles, in standard errors that the best likelihood is worth: the fastest
_DEEPEST = 64


class Circles(NamedTuple):
    """Centre i has circles `first[i]:first[i + 1]`; circle c holds `areas[start[i]:end[c]]`."""

    first: Integers
    start: Integers
    areas: Codes
    end: Integers
    expected: Floats  # in all periods together


class Model(NamedTuple):
    """What is expected where nothing is unusual, and which intervals are looked at."""

    total: int
    before: Floats  # expected in the periods before each, (n, t + 1); or (1, t + 1) shares, one for all areas
    longest: int
    up_to_now: bool
    levels: Floats  # likelihoods, ascending from 0
    slope: Singles  # (levels, LINES): expectations that reach the level are below slope * cases - drop
    drop: Singles


@njit(nogil=True, cache=True)
def likelihood(cases: float, expected: float, total: float) -> float:
    """Log likelihood ratio of a window with more cases than expected, 0 for others: Kulldorff (1997)."""
    if cases <= expected:
        return 0.0
    value: float = cases * np.log(cases / expected)
    if cases < total:
        value += (total - cases) * np.log((total - cases) / (total - expected))
    return value


@njit(nogil=True, cache=True)
def lines(levels: Floats, ends: Integers, total: int) -> tuple[Singles, Singles]:
    """`Model.slope` and `Model.drop`: lines between the expectations that reach a level with `ends` cases.

    Newton's method from below, where the likelihood, convex and falling, is above the level.
    """
    slope = np.zeros((levels.size, LINES), np.float32)
    drop = np.full((levels.size, LINES), np.inf, np.float32)
    for q in range(levels.size):
        level = levels[q]
        x, previous = max(np.exp(-level - 1.0), 1e-300), 0.0
        for j in range(ends.size - 1):
            cases = float(ends[j + 1])
            for _ in range(200):
                outside = (total - cases) / (total - x) if cases < total else 0.0
                step = (likelihood(cases, x, total) - level) / (cases / x - outside)
                if step <= 1e-12 * x or x + step >= cases:
                    break
                x += step
            if level == 0.0:
                x = cases
            slope[q, j] = (x - previous) / (cases - ends[j])
            drop[q, j] = (x - previous) / (cases - ends[j]) * cases - x
            previous = x
    return slope, drop


@njit(nogil=True, cache=True)
def search(circles: Circles, allowed: Integers, model: Model, cases: Singles, best: float) -> Found:
    """The most likely cylinder that beats `best`, of the first `allowed` circles of each centre.

    `cases` are those in the periods before each, (n, t + 1 and what fills the stride). Returns likelihood,
    centre (-1 if there is none), position of the circle, first and last period.
    """
    size, periods = cases.shape[1], model.before.shape[1] - 1
    upto, single = np.empty(size, np.float32), (_BEYOND * np.arange(size)).astype(np.float32)
    within = np.empty(periods + 1)
    halves = np.empty(_DEEPEST, np.int64)
    level = np.searchsorted(model.levels, best, side="right") - 1
    centre, circle, first, last = -1, -1, -1, -1
    for i in range(allowed.size):
        narrow, stop = circles.first[i], circles.first[i] + allowed[i]
        expected = circles.expected[:stop]
        held = inside = circles.start[i]
        upto[:] = 0.0
        within[:] = 0.0
        while narrow < stop:
            errors = np.sqrt((best + 2.0) * periods / (expected[narrow] * model.longest))
            limit = expected[narrow] * (1.0 + _WIDTH * errors)
            halves[0] = max(narrow, np.searchsorted(expected[narrow:], limit) + narrow - 1)
            top = 0
            while top >= 0:
                wide = halves[top]
                while held < circles.end[wide]:
                    row = cases[circles.areas[held]]
                    for t in range(size):
                        upto[t] += row[t]
                    held += 1
                while held > circles.end[wide]:
                    held -= 1
                    row = cases[circles.areas[held]]
                    for t in range(size):
                        upto[t] -= row[t]
                if model.before.shape[0] == 1:
                    within[:] = expected[narrow] * model.before[0]
                else:
                    while inside < circles.end[narrow]:
                        within += model.before[circles.areas[inside]]
                        inside += 1
                for t in range(1, periods + 1):
                    single[t] = within[t]
                slack = _ROUNDING * (upto[periods] + within[periods])
                slope, drop = model.slope[level], model.drop[level]
                promising = model.up_to_now or _may_reach(upto, single, slack, slope, drop)
                if promising and (model.up_to_now or wide == narrow):
                    value, since, until = _best_interval(upto, within, slack, slope, drop, model)
                    promising = value > best * (1.0 + SAME)
                    if promising and wide == narrow:
                        best, centre, circle, first, last = value, i, narrow, since, until
                        while level + 1 < model.levels.size and model.levels[level + 1] <= best:
                            level += 1
                if promising and wide > narrow:
                    top += 1
                    halves[top] = (narrow + wide) // 2
                else:
                    narrow = wide + 1
                    top -= 1
    return best, centre, circle, first, last


@njit(nogil=True, cache=True)
def _may_reach(cases, expected, slack, slope, drop):  # type: ignore[no-untyped-def]
    """Whether some interval, however long, is below one of the lines."""
    lowest, highest = np.full(LINES, np.inf, np.float32), np.full(LINES, -np.inf, np.float32)
    for t in range(0, cases.size, STRIDE):
        for j in range(LINES):
            low, high = lowest[j], highest[j]
            for u in range(STRIDE):
                value = slope[j] * cases[t + u] - expected[t + u]
                rise = value - low
                high = rise if rise > high else high
                low = value if value < low else low
            lowest[j], highest[j] = low, high
    for j in range(LINES):  # noqa: SIM110
        if highest[j] >= drop[j] - slack:
            return True
    return False


@njit(nogil=True, cache=True)
def _best_interval(cases, expected, slack, slope, drop, model):  # type: ignore[no-untyped-def]
    """The most likely interval among those below a line: likelihood, first and last period.

    It begins with a case. From an interval that has too few, the next to look at has as many more as its
    expectation would need even if it did not grow.
    """
    periods = expected.size - 1
    steepest = max(slope.max(), 1.0)
    value, since, until = 0.0, -1, -1
    for a in range(max(periods - model.longest, 0) if model.up_to_now else 0, periods):
        if cases[a + 1] == cases[a]:
            continue
        end = min(a + model.longest, periods)
        b = end if model.up_to_now else a + 1
        while b <= end:
            inside, x = cases[b] - cases[a], max(expected[b] - expected[a], _SMALLEST * model.total)
            enough = slope[0] * inside - drop[0]
            for j in range(1, LINES):
                enough = max(enough, slope[j] * inside - drop[j])
            enough += slack
            needed = 1.0
            if x <= enough:
                ratio = likelihood(inside, x, model.total)
                if ratio > value:
                    value, since, until = ratio, a, b - 1
            else:
                needed = max(needed, np.ceil((x - enough) / steepest))
            needed += cases[b]
            if needed > cases[end]:
                break
            b += 1
            while cases[b] < needed:
                b += 1
    return value, since, until
