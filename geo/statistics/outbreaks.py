# mypy: disable-error-code="untyped-decorator"
"""Where the newest weeks brought more than usual, as unlikely as in no past of the same places.

Every circle and every run of weeks up to now is looked at. The likelihood ratio of Kulldorff (1997) for
Poisson counts is taken of counts and expectations over each place's own dispersion, so that a place whose
counts swing weighs less. How great it becomes where nothing happens is told by the record itself: each
place's newest weeks are taken from a random moment of its own past, whole, so that joint letters, repeated
ones and swings remain what they are; that they come together in neighbouring places, and now, is chance.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numba
import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.progress import step
from geo.statistics.usual import Bools, Floats, Integers, Usual
from geo.terms import N_

_CHUNK = 16  # random records handed to a thread at a time
_ENOUGH = 100  # random records that show as much: more would not make the first cluster's p any surer
_BEYOND = 1.2  # a past of few runs holds none of those that are rarer: its greatest ratios are taken as these
_DRAWN = 10.0  # expected cases by which a place's dispersion is drawn to that of all
_PRIOR = 1.0


@dataclass(frozen=True, eq=False)
class Outbreak:
    """Places with more cases during the newest weeks than usual.

    Parameters
    ----------
    places
        Positions, int (k,), nearest to the middle first.
    weeks
        How many, the newest among them.
    cases, expected
        Of these places and weeks.
    ratio
        Log likelihood ratio, over the dispersion.
    p_value
        Rank of `ratio` among the greatest of the random records.
    """

    places: Integers
    weeks: int
    cases: int
    expected: float
    ratio: float
    p_value: float


def outbreaks(
    counts: Integers,
    known: Bools,
    usual: Usual,
    places: Floats,
    longest: int,
    *,
    radius: float = np.inf,
    simulations: int = 999,
    seed: int = 0,
) -> tuple[list[Outbreak], Bools]:
    """Clusters of the newest weeks, the least likely first, and which places could be tested (n,).

    Parameters
    ----------
    counts, known, usual
        As for `geo.statistics.usual.usual`, whose past is all but the last `longest` weeks.
    places
        Metres, (n, 2).
    longest
        Weeks at most.
    radius
        Metres.
    simulations, seed
        Random records. Fewer are drawn where 100 of them show more than the record itself.

    Notes
    -----
    A place is tested that was on record for twice the longest run before it. A past of two years holds twelve
    runs of eight weeks of each place, so that a record has something rarer than all of them more often than
    its p says: the greatest ratios of the random records are taken as a fifth more. `docs/statistics.md` has
    how often something is told then where nothing happens.
    """
    past = counts.shape[1] - longest
    first = np.argmax(known, axis=1)
    stop = np.minimum(known.shape[1] - np.argmax(known[:, ::-1], axis=1), past)
    tested = known.any(axis=1) & (stop - first >= min(2 * longest, past)) & (stop - first > longest)
    tested &= known[:, past:].any(axis=1)
    own = np.flatnonzero(tested)
    if not own.size or not counts.sum():
        return [], tested
    record = _Record(counts[own], known[own], usual, own, past, longest, first[own], stop[own])
    order, start = _circles(places[own], radius)
    cases, expected, weight = record.newest()
    size = (cases * weight, expected * weight)
    found: list[tuple[float, Integers, int]] = []
    free = np.ones(own.size, dtype=bool)
    while len(found) < own.size:
        ratio, centre, reach, weeks = _search(order, start, *size, free)
        if centre < 0:
            break
        inside = order[start[centre] : start[centre] + reach + 1]
        found.append((ratio, inside.astype(np.int64), weeks + 1))
        free[inside] = False
        if len(found) == 1:
            maxima = _simulate(record, order, start, simulations, seed, ratio)
        elif np.mean(maxima >= ratio) > 0.5:
            break
    return [
        Outbreak(
            places=own[inside],
            weeks=weeks,
            cases=int(cases[inside, weeks - 1].sum()),
            expected=float(expected[inside, weeks - 1].sum()),
            ratio=ratio,
            p_value=(1 + int((maxima >= ratio).sum())) / (maxima.size + 1),
        )
        for ratio, inside, weeks in found
    ], tested


class _Record:
    """Counts and bases of the tested places, summed up to each week, so that any run is a difference."""

    def __init__(
        self,
        counts: Integers,
        known: Bools,
        usual: Usual,
        own: Integers,
        past: int,
        longest: int,
        first: Integers,
        stop: Integers,
    ) -> None:
        base, rate = usual.base[own], usual.rate[own]
        seen = np.where(known, counts, 0).astype(np.float64)
        self.upto = _sums(seen)
        self.base = _sums(base)
        self.squares = _sums(np.where(known, (seen - rate[:, None] * base) ** 2, 0.0))
        self.first, self.stop, self.past, self.longest = first, stop, past, longest
        self.dispersion = usual.dispersion
        self.mean = max(seen[:, :past].sum() / max(base[:, :past].sum(), 1e-9), 1e-9)

    def newest(self) -> tuple[Floats, Floats, Floats]:
        """Cases and expected (n, l) of the newest 1 to l weeks, and one over the dispersion (n, 1)."""
        return self._runs(np.full(len(self.upto), self.upto.shape[1] - 1), np.zeros(1))

    def drawn(self, rng: np.random.Generator) -> tuple[Floats, Floats, Floats]:
        """The same of runs that end anywhere in each place's past, which is without them then."""
        ends = rng.integers(self.first + self.longest, self.stop + 1)
        return self._runs(ends, np.ones(1))

    def _runs(self, ends: Integers, taken: Floats) -> tuple[Floats, Floats, Floats]:
        rows = np.arange(len(ends))[:, None]
        starts = ends[:, None] - np.arange(1, self.longest + 1)

        def run(table: Floats) -> Floats:
            part: Floats = table[rows, ends[:, None]] - table[rows, starts]
            return part

        cases, base, squares = run(self.upto), run(self.base), run(self.squares)
        before = self.upto[:, self.past] - taken * cases[:, -1]
        reach = self.base[:, self.past] - taken * base[:, -1]
        rate = (before + _PRIOR) / (reach + _PRIOR / self.mean)
        expected = rate[:, None] * base
        weekly = np.diff(expected, axis=1, prepend=0.0)
        seen = np.diff(cases, axis=1, prepend=0.0).sum(axis=0)
        whole = weekly.sum(axis=0)
        expected = np.cumsum(weekly * np.divide(seen, whole, out=np.ones_like(seen), where=whole > 0), axis=1)
        spread = (self.squares[:, self.past] - taken * squares[:, -1] + _DRAWN * self.dispersion) / (
            rate * reach + _DRAWN
        )
        return cases, expected, 1.0 / np.maximum(spread, 1.0)[:, None]


def _sums(table: Floats) -> Floats:
    return np.pad(np.cumsum(table, axis=1), ((0, 0), (1, 0)))


def _circles(places: Floats, radius: float) -> tuple[NDArray[np.int32], Integers]:
    """Of each place those within the radius, nearest first, one after the other, and where each begins."""
    tree = cKDTree(places)
    near = (
        tree.query_ball_point(places, radius)
        if np.isfinite(radius)
        else [np.arange(len(places))] * len(places)
    )
    ordered = []
    for place, each in zip(places, near, strict=True):
        each = np.asarray(each)
        ordered.append(each[np.argsort(np.hypot(*(places[each] - place).T), kind="stable")])
    start = np.concatenate([[0], np.cumsum([each.size for each in ordered])])
    return np.concatenate(ordered).astype(np.int32), start.astype(np.int64)


def _simulate(
    record: _Record, order: NDArray[np.int32], start: Integers, simulations: int, seed: int, bar: float
) -> Floats:
    """The greatest ratio of each random record, until enough of them reach the bar."""
    every = np.ones(start.size - 1, dtype=bool)

    def work(begin: int) -> list[float]:
        maxima = []
        for number in range(begin, min(begin + _CHUNK, simulations)):
            cases, expected, weight = record.drawn(np.random.default_rng((seed, number)))
            maxima.append(_BEYOND * _search(order, start, cases * weight, expected * weight, every)[0])
        return maxima

    found: list[float] = []
    ahead = _CHUNK * numba.config.NUMBA_NUM_THREADS
    with ThreadPoolExecutor(numba.config.NUMBA_NUM_THREADS) as threads:
        for begin in range(0, simulations, ahead):
            for part in threads.map(work, range(begin, min(begin + ahead, simulations), _CHUNK)):
                if sum(value >= bar for value in found) < _ENOUGH:
                    found += part
            if sum(value >= bar for value in found) >= _ENOUGH:
                break
            step(N_("{done} of {whole} random records compared"), len(found), simulations)
    return np.array(found)


@njit(nogil=True, cache=True)
def _search(order, start, cases, expected, free):  # type: ignore[no-untyped-def]
    """Greatest ratio, its centre (-1: none), how many places beside the centre's own, its weeks less one."""
    weeks = cases.shape[1]
    most = 0.5 * expected[:, weeks - 1].sum()
    best, centre, reach, length = 0.0, -1, -1, -1
    c, e = np.empty(weeks), np.empty(weeks)
    for i in range(start.size - 1):
        c[:] = 0.0
        e[:] = 0.0
        for at in range(start[i], start[i + 1]):
            place = order[at]
            if not free[place]:
                break
            for w in range(weeks):
                c[w] += cases[place, w]
                e[w] += expected[place, w]
            if e[weeks - 1] > most and at > start[i]:
                break
            for w in range(weeks):
                more = c[w] - e[w]
                if more > 0.0 and e[w] > 0.0 and more * more > 2.0 * e[w] * best:
                    ratio = c[w] * np.log(c[w] / e[w]) - more
                    if ratio > best * (1.0 + 1e-12):
                        best, centre, reach, length = ratio, i, at - start[i], w
    return best, centre, reach, length
