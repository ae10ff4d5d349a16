"""Where, and since when, there are more cases than chance explains: Kulldorff's scan statistic."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import numba
import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.statistics.scan_kernels import (
    LINES,
    MOST_CASES,
    SAME,
    STRIDE,
    Circles,
    Floats,
    Integers,
    Model,
    Singles,
    likelihood,
    lines,
    search,
)

_TOGETHER = 1e-9  # of the map's extent: areas whose distances differ by less enter a circle together
_CHUNK = 8  # simulations handed to a thread at a time
_LEVELS = np.append(0.0, np.geomspace(2.0, 1e9, 150))  # likelihoods whose lines are drawn


@dataclass(frozen=True)
class Cluster:
    """A circle, during an interval, with more cases than expected.

    Parameters
    ----------
    areas
        Positions of the areas, int (k,), nearest to the centre first; areas without population among them.
    centre
        Position of the area in the centre.
    radius
        Metres from the centre to the farthest area with population.
    first, last
        Labels of the first and last period, both inside; None in a purely spatial scan.
    cases, expected
        Cases inside, and how many there would be if the whole map and time had one rate.
    relative_risk
        Rate inside over the rate outside; ``inf`` if there are no cases outside.
    llr
        Log likelihood ratio.
    p_value
        Rank of `llr` among the maxima of the simulations; never below 1 / (simulations + 1).
    p_gumbel
        The same from a Gumbel distribution with the mean and variance of the maxima; tells small ones apart.
    """

    areas: Integers
    centre: int
    radius: float
    first: Any
    last: Any
    cases: int
    expected: float
    relative_risk: float
    llr: float
    p_value: float
    p_gumbel: float


@dataclass(frozen=True)
class ScanResult:
    """What a scan found.

    Parameters
    ----------
    clusters
        The most likely one first; none shares an area with one before it.
    cases
        All cases of the map, which is also the sum of what is expected.
    maxima
        Greatest log likelihood ratio of each simulation, float (simulations,).
    """

    clusters: tuple[Cluster, ...]
    cases: int
    maxima: Floats


def scan(
    cases: ArrayLike,
    population: ArrayLike,
    coordinates: ArrayLike,
    times: Sequence[Any] | NDArray[Any] | None = None,
    *,
    prospective: bool = False,
    largest: float = 0.5,
    longest: int | None = None,
    radius: float = np.inf,
    simulations: int = 999,
    seed: int = 0,
    secondary: bool = True,
) -> ScanResult:
    """Find clusters of high rates, Poisson model, purely spatial or in space and time.

    Every circle around an area is looked at, in space and time during every interval. The likelihood of the
    best is compared with the best of random maps that have the same number of cases.

    Parameters
    ----------
    cases
        Whole numbers, (n,); in space and time (n, t).
    population
        People, or whatever cases are in proportion to where nothing is unusual, (n,) or, if it changes,
        (n, t). Only its proportions matter: cases expected from season, volume or age may be given here, and
        what is found is then beyond these. Areas with none are allowed, cases where there is none are not.
    coordinates
        Metres in a projected frame, (n, 2). Areas may lie on one spot.
    times
        Labels of the t periods, ascending; the periods are equally long. None: a purely spatial scan.
    prospective
        Only intervals that reach the last period: what goes on right now.
    largest
        Greatest share of the population (over all periods) in a circle.
    longest
        Most periods in an interval; half of all, rounded down, if not given.
    radius
        Greatest radius in metres.
    simulations
        Number of random maps; 999 resolves p-values to 0.001.
    seed
        Of the random maps. The same seed gives the same result, with any number of threads.
    secondary
        Also the most likely cluster that shares no area with the first, then with the first two, and so on,
        as long as some simulation has a less likely maximum (the p-value is below 1).

    Raises
    ------
    ValueError
        Shapes do not fit each other, or values are negative, missing, broken, or out of range.

    Notes
    -----
    Kulldorff (1997), A spatial scan statistic; Kulldorff, Athas, Feuer, Miller and Key (1998), for cylinders;
    Kulldorff (2001), Prospective time periodic geographical disease surveillance using a scan statistic;
    Abrams, Kleinman and Kulldorff (2010), for the Gumbel distribution. As in SaTScan, areas at one distance
    enter a circle together, and the relative risk is that of inside against outside.

    No window is left to chance: those not looked at are proven not to be the best, see `scan_kernels`. A
    simulation takes about n * sqrt(cases) / 2 passes over the periods, and n squared / 2 additions of periods
    (fewer with a smaller `largest` or `radius`): 2 to 5 ms for 244 areas, 24 periods and 5,000 cases, 0.03 to
    0.05 s for 1,000, 100 and 10,000, 0.8 to 1 s for 3,000, 365 and 20,000. All 999 took 3 s, 30 s and 10.6
    minutes on two shared cores; on the largest map it is twice as long if areas differ in their course over
    time. The circles take 14 n squared bytes.
    """
    counts, expected, places, labels = _checked(cases, population, coordinates, times)
    periods = counts.shape[1]
    longest = max(periods // 2, 1) if longest is None else longest
    if not (0 < largest <= 1 and 1 <= longest <= periods and radius > 0 and simulations >= 1):
        raise ValueError(
            f"Expected 0 < largest <= 1, 1 <= longest <= {periods} periods, radius > 0, simulations >= 1; "
            f"got {largest}, {longest}, {radius}, {simulations}"
        )
    total = int(counts.sum())
    if total == 0:
        return ScanResult((), 0, np.zeros(simulations))
    circles, reach = _circles(places, expected.sum(axis=1), largest * total, radius)
    model = _model(expected, total, longest, prospective)
    maxima = _simulate(circles, model, expected, simulations, seed)
    windows = _find(circles, reach, model, places, counts, maxima, secondary)
    clusters = tuple(_cluster(*window, counts, expected, maxima, labels) for window in windows)
    return ScanResult(clusters, total, maxima)


@cache
def warm() -> None:
    """Compile the search, or load it compiled: some seconds once on a machine, tenths in every process."""
    scan([1, 0, 2], [1, 1, 1], [[0, 0], [0, 1], [1, 0]], simulations=1)


def _checked(
    cases: ArrayLike, population: ArrayLike, coordinates: ArrayLike, times: Any
) -> tuple[Integers, Floats, Floats, Any]:
    """Cases and expected cases (n, t), coordinates (n, 2), and labels; all faults in one error."""
    counted, people = np.asarray(cases, dtype=np.float64), np.asarray(population, dtype=np.float64)
    places = np.asarray(coordinates, dtype=np.float64)
    labels = None if times is None else list(times)
    n, periods = len(places) if places.ndim else 0, 1 if labels is None else len(labels)
    shape = (n,) if labels is None else (n, periods)
    if places.shape != (n, 2) or counted.shape != shape or people.shape not in {(n,), shape} or not periods:
        raise ValueError(
            "Expected coordinates (n, 2), cases (n,) or with times (n, t), population (n,) or as cases; "
            f"got {places.shape}, {counted.shape}, {people.shape} and "
            f"{'no times' if labels is None else f'{periods} times'}"
        )
    faults = []
    if not np.isfinite(places).all():
        faults.append("coordinates must be finite")
    whole = np.isfinite(counted).all() and (counted >= 0).all() and (counted == np.rint(counted)).all()
    if not whole or counted.sum() >= MOST_CASES:
        faults.append(f"cases must be whole numbers, not negative, fewer than {MOST_CASES} together")
    if not (np.isfinite(people).all() and (people >= 0).all()):
        faults.append("population must be finite and not negative")
    if labels is not None and any(not before < after for before, after in pairwise(labels)):
        faults.append("times must ascend")
    counted = counted.reshape(n, periods)
    people = np.broadcast_to(people.reshape(n, -1), (n, periods))
    if not faults and (wrong := (counted > 0) & (people == 0)).any():
        area, period = np.argwhere(wrong)[0]
        faults.append(f"cases need population; area {area} has none in period {period}, and a case")
    if faults:
        raise ValueError("; ".join(faults))
    counts = counted.astype(np.int64)
    return counts, people * (counts.sum() / (people.sum() or 1.0)), places, labels


def _circles(places: Floats, expected: Floats, most: float, radius: float) -> tuple[Circles, Floats]:
    """All circles, and their radii. Areas where nothing is expected change no likelihood and are left out."""
    n = len(places)
    populated = np.flatnonzero(expected > 0)
    slack = _slack(places)
    first, start = np.zeros(n + 1, np.int64), np.zeros(n + 1, np.int64)
    areas, ends, sums, reach = [], [], [], []
    for i in range(n):
        distance = _distance(places[populated], places[i])
        nearest = np.argsort(distance, kind="stable")
        distance, sum_ = distance[nearest], np.cumsum(expected[populated[nearest]])
        last = np.append(np.flatnonzero(np.diff(distance) > slack), len(nearest) - 1)
        last = last[(sum_[last] <= most * (1 + 1e-9)) & (distance[last] <= radius + slack)]
        size = int(last[-1]) + 1 if len(last) else 0
        first[i + 1], start[i + 1] = first[i] + len(last), start[i] + size
        areas.append(populated[nearest[:size]].astype(np.int32))
        ends.append(start[i] + last + 1)
        sums.append(sum_[last])
        reach.append(distance[last])
    circles = Circles(first, start, np.concatenate(areas), np.concatenate(ends), np.concatenate(sums))
    return circles, np.concatenate(reach)


def _model(expected: Floats, total: int, longest: int, up_to_now: bool) -> Model:
    shares = expected.sum(axis=0) / total
    alike = np.allclose(expected, np.outer(expected.sum(axis=1), shares), rtol=1e-9, atol=0.0)
    before = np.cumsum(shares[None] if alike else expected, axis=1)
    ends = np.unique(np.append(0, np.rint(np.geomspace(1, total, LINES)).astype(np.int64)))
    slope, drop = lines(_LEVELS, ends, total)
    return Model(total, np.pad(before, ((0, 0), (1, 0))), longest, up_to_now, _LEVELS, slope, drop)


def _map(cells: Integers, cases: Any, n: int, periods: int) -> Singles:
    """Cases in the periods before each, area by area, filled up to whole strides."""
    rows = np.zeros((n, -(-(periods + 1) // STRIDE) * STRIDE), np.float32)
    rows[:, 1 : periods + 1] = np.bincount(cells, cases, n * periods).reshape(n, periods)
    return np.cumsum(rows, axis=1, out=rows)


def _simulate(circles: Circles, model: Model, expected: Floats, simulations: int, seed: int) -> Floats:
    """Greatest likelihood of each random map: the cases fall where they are expected, one by one."""
    upto = np.cumsum(expected)
    upto /= upto[-1]
    allowed = np.diff(circles.first)

    def work(start: int) -> list[float]:
        maxima = []
        for number in range(start, min(start + _CHUNK, simulations)):
            uniform = np.random.default_rng((seed, number)).random(model.total)
            cells = np.searchsorted(upto, np.sort(uniform), side="right")
            maxima.append(search(circles, allowed, model, _map(cells, None, *expected.shape), 0.0)[0])
        return maxima

    with ThreadPoolExecutor(numba.config.NUMBA_NUM_THREADS) as threads:
        return np.concatenate(list(threads.map(work, range(0, simulations, _CHUNK))))


def _find(
    circles: Circles,
    reach: Floats,
    model: Model,
    places: Floats,
    counts: Integers,
    maxima: Floats,
    secondary: bool,
) -> list[tuple[Integers, int, float, int, int]]:
    """Areas, centre, radius, first and last period of the clusters to report, none overlapping one before."""
    observed = _map(np.arange(counts.size), counts.ravel(), *counts.shape)
    allowed, nearest = np.diff(circles.first), np.full(len(places), np.inf)
    slack = _slack(places)
    windows: list[tuple[Integers, int, float, int, int]] = []
    while True:
        bar = max(float(maxima.min()), SAME) if windows else SAME
        _, centre, circle, first, last = search(circles, allowed, model, observed, bar)
        if centre < 0:
            return windows
        distance = _distance(places, places[centre])
        areas = np.argsort(distance, kind="stable")[: int((distance <= reach[circle] + slack).sum())]
        windows.append((areas, centre, float(reach[circle]), first, last))
        if not secondary:
            return windows
        for area in areas:
            np.minimum(nearest, _distance(places, places[area]), out=nearest)
        free = np.append(0, np.cumsum(reach < np.repeat(nearest - slack, np.diff(circles.first))))
        allowed = np.diff(free[circles.first])


def _cluster(
    areas: Integers,
    centre: int,
    radius: float,
    first: int,
    last: int,
    counts: Integers,
    expected: Floats,
    maxima: Floats,
    labels: Any,
) -> Cluster:
    inside = np.s_[areas, first : last + 1]
    total, cases, mean = int(counts.sum()), int(counts[inside].sum()), float(expected[inside].sum())
    llr = likelihood(float(cases), mean, float(total))
    spread = np.sqrt(6.0 * maxima.var()) / np.pi
    mode = maxima.mean() - np.euler_gamma * spread
    rank = 1 + int((maxima >= llr * (1.0 - 10.0 * SAME)).sum())
    p_value = rank / (len(maxima) + 1)
    return Cluster(
        areas=areas,
        centre=int(centre),
        radius=radius,
        first=None if labels is None else labels[first],
        last=None if labels is None else labels[last],
        cases=cases,
        expected=mean,
        relative_risk=(cases / mean) / ((total - cases) / (total - mean)) if cases < total else np.inf,
        llr=llr,
        p_value=p_value,
        p_gumbel=float(-np.expm1(-np.exp((mode - llr) / spread))) if spread > 0 else p_value,
    )


def _distance(places: Floats, centre: Floats) -> Floats:
    distance: Floats = np.hypot(places[:, 0] - centre[0], places[:, 1] - centre[1])
    return distance


def _slack(places: Floats) -> float:
    return _TOGETHER * float(np.ptp(places, axis=0).max())
