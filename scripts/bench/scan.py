"""Clusters in space and time: `scan` against looking at every window, the same maps in one run.

    python -m scripts.bench.scan [--sizes 244x24x5000 1000x100x10000 3000x365x20000] [--simulations 16]
                                 [--maps 3] [--seconds 20] [--whole]

A size is villages x periods x cases. No package on PyPI or in Debian scans cylinders (pyscan-stats is purely
spatial and has other circles), so the peers are the two ways in which one would write it: numpy, all
intervals of a length at once, and a compiled loop. Everybody has one thread, the peers have their circles
made beforehand. A peer that would need more than SECONDS for a map is timed on as many centres as fit; its
answer is then not compared. `--whole` also runs 999 simulations on all cores.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

import numba
import numpy as np
from numba import njit
from numpy.typing import NDArray

from geo.statistics.scan import scan, warm

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
LARGEST = 0.5
Peer = Callable[[Integers, Integers, Floats], float]


def county(villages: int, periods: int, cases: int, seed: int) -> tuple[Floats, Floats, Floats]:
    """Places, residents, and every cell's share of the cases, whose volume changes with the season."""
    rng = np.random.default_rng(seed)
    residents = rng.lognormal(7, 0.6, villages)
    season = 1 + 0.3 * np.sin(np.arange(periods) / periods * 4 * np.pi)
    shares = np.outer(residents / residents.sum(), season / season.sum())
    return rng.uniform(0, 40_000, (villages, 2)), residents, shares


def nearest(places: Floats, weight: Floats) -> list[Integers]:
    """For each centre the areas of its largest circle, nearest first. No two distances are the same here."""
    found = []
    for place in places:
        order = np.argsort(np.hypot(*(places - place).T))
        found.append(order[: int((weight[order].cumsum() <= LARGEST * weight.sum()).sum())])
    return found


def with_numpy(areas: Integers, cases: Integers, expected: Floats) -> float:
    """Best cylinder of one centre."""
    total, periods = cases.sum(), cases.shape[1]
    inside = np.zeros((len(areas), periods + 1)), np.zeros((len(areas), periods + 1))
    for sums, values in zip(inside, (cases, expected), strict=True):
        np.cumsum(np.cumsum(values[areas], axis=0), axis=1, out=sums[:, 1:])
    best = 0.0
    for length in range(1, periods // 2 + 1):
        c, e = (sums[:, length:] - sums[:, :-length] for sums in inside)
        high = c > e
        c, e = c[high], e[high]
        if c.size:
            ratio = c * np.log(c / e) + (total - c) * np.log((total - c) / (total - e))
            best = max(best, float(ratio.max()))
    return best


@njit(cache=True)
def compiled(areas: Integers, cases: Integers, expected: Floats) -> float:
    """Best cylinder of one centre."""
    total, periods = cases.sum(), cases.shape[1]
    c, e = np.zeros(periods), np.zeros(periods)
    best = 0.0
    for area in areas:
        c += cases[area]
        e += expected[area]
        for first in range(periods):
            k, x = 0.0, 0.0
            for last in range(first, min(first + periods // 2, periods)):
                k += c[last]
                x += e[last]
                if k > x:
                    ratio = k * np.log(k / x) + (total - k) * np.log((total - k) / (total - x))
                    best = max(best, ratio)
    return best


def ask(
    peer: Peer, circles: list[Integers], cases: Integers, expected: Floats, most: float
) -> tuple[Any, ...]:
    """Best cylinder of a map (None if not all centres fitted), seconds for all centres, centres looked at."""
    best, looked = 0.0, 0
    start = time.perf_counter()
    for centre in np.random.default_rng(0).permutation(len(circles)):
        best = max(best, peer(circles[centre], cases, expected))
        looked += 1
        if time.perf_counter() - start > most:
            break
    seconds = (time.perf_counter() - start) * len(circles) / looked
    return best if looked == len(circles) else None, seconds, looked


def bench(size: str, arguments: argparse.Namespace) -> Iterator[str]:
    villages, periods, total = map(int, size.split("x"))
    places, residents, shares = county(villages, periods, total, 1)
    expected = shares * total
    rng = np.random.default_rng(2)
    maps = [rng.multinomial(total, shares.ravel()).reshape(shares.shape) for _ in range(arguments.maps)]

    def ours(cases: Integers, simulations: int) -> Any:
        return scan(cases, expected, places, range(periods), simulations=simulations, secondary=False)

    threads, numba.config.NUMBA_NUM_THREADS = numba.config.NUMBA_NUM_THREADS, 1
    answers = [ours(cases, 1).clusters[0].llr for cases in maps]
    start = time.perf_counter()
    ours(maps[0], 1)
    alone = time.perf_counter() - start  # circles, the map itself, and one simulation
    start = time.perf_counter()
    ours(maps[0], 1 + arguments.simulations)
    own = (time.perf_counter() - start - alone) / arguments.simulations
    numba.config.NUMBA_NUM_THREADS = threads
    yield f"| {size} | geo.statistics.scan | 1 ({own:.3g} s) | | |"

    circles = nearest(places, residents)
    for name, peer in (("numpy, every window", with_numpy), ("compiled, every window", compiled)):
        peer(circles[0][:2], maps[0], expected)
        found = [ask(peer, circles, cases, expected, arguments.seconds) for cases in maps]
        whole = [
            (answer, other) for (answer, *_), other in zip(found, answers, strict=True) if answer is not None
        ]
        same = sum(abs(answer - other) <= 1e-9 * other for answer, other in whole)
        seconds = median(one[1] for one in found)
        agree = f"{same} of {len(whole)} agree" if whole else "not compared"
        yield f"| | {name} | {seconds / own:,.0f} ({seconds:.3g} s) | {found[0][2]} | {agree} |"
    if arguments.whole:
        start = time.perf_counter()
        result = scan(maps[0], expected, places, range(periods))
        took, told = time.perf_counter() - start, f"geo.statistics.scan, 999 simulations, {threads} threads"
        yield f"| | {told} | {took:.1f} s | | {len(result.clusters)} clusters |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", nargs="+", default=["244x24x5000", "1000x100x10000", "3000x365x20000"])
    parser.add_argument("--simulations", type=int, default=16)
    parser.add_argument("--maps", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--whole", action="store_true")
    arguments = parser.parse_args()
    warm()
    print("| villages x periods x cases | | times as long (a simulation, one thread) | centres | answers |")
    print("|---|---|---|---|---|")
    for size in arguments.sizes:
        for row in bench(size, arguments):
            print(row, flush=True)


if __name__ == "__main__":
    main()
