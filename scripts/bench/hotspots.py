"""Hot spots: what `getis_ord` and esda's p-values flag on maps without a pattern, and how long they take.

    python -m scripts.bench.hotspots [--maps 200] [--villages 244] [--json]
    python -m scripts.bench.hotspots --whole

Maps without a pattern: Poisson counts of one mean on villages of a lattice. Every method is held to a false
discovery rate of 5 % over the villages, so that at most 5 % of such maps may raise any flag. esda is asked as
its documentation does (`p_sim`, 9,999 permutations), and with its one-sided p-values doubled.

`--whole` tells instead how long two whole answers take, in seconds of CPU, for a machine may be shared: what
happens now in 7,701 villages over 104 weeks (999 random records where something does happen), and a daily run
over 19 categories of 244 villages.
"""

import argparse
import datetime as dt
import json
import time
import warnings
from collections.abc import Callable
from typing import Any

import geopandas
import numpy as np
import shapely
from esda.getisord import G_Local
from libpysal.graph import Graph
from numpy.typing import NDArray
from scipy.stats import false_discovery_control

from data.divisions.land import Land
from data.hotspots.calibration import CATEGORIES
from data.hotspots.daily import look
from data.hotspots.now import now
from data.hotspots.simulated import Planted, Traits, simulate
from data.petitions.facts import Filter
from data.rules import DEFAULTS
from geo.neighbours import touching
from geo.statistics.emerging import emerging
from geo.statistics.hotspots import getis_ord, local_moran
from scripts.bench.timing import timed

_MEANS = (0.1, 0.3, 2.0, 20.0)


def lattice(villages: int) -> Graph:
    """Square villages in rows, neighbours by borders and corners."""
    columns = int(np.sqrt(villages))
    row, column = np.divmod(np.arange(villages), columns)
    west, south = 119.8 + column / 50, 29.3 + row / 50
    return touching(shapely.box(west, south, west + 0.02, south + 0.02))


def from_esda(values: NDArray[np.float64], graph: Graph, seed: int) -> NDArray[np.float64]:
    """One-sided pseudo p-values of Gi*."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a change in the next release
        found = G_Local(values, graph, "B", 9_999, star=True, keep_simulations=False, n_jobs=1, seed=seed)
    return np.asarray(found.p_sim, dtype=np.float64)


def false_alarms(graph: Graph, maps: int) -> list[dict[str, Any]]:
    """Share of maps without a pattern that raise any flag."""
    rng = np.random.default_rng(0)
    rows = []
    for mean in _MEANS:
        values = rng.poisson(mean, (graph.n, maps)).astype(np.float64)
        p = np.stack([from_esda(values[:, nth], graph, nth) for nth in range(maps)], axis=1)
        flagged = {
            "getis_ord": getis_ord(values, graph).significant,
            "local_moran": local_moran(values, graph).significant,
            "esda": false_discovery_control(p, axis=0) <= 0.05,
            "esda, doubled": false_discovery_control(np.minimum(1, 2 * p), axis=0) <= 0.05,
        }
        rows.append({"mean": mean} | {name: float(on.any(axis=0).mean()) for name, on in flagged.items()})
    return rows


def compare(villages: int, maps: int) -> dict[str, Any]:
    """Seconds and false alarms of ours and of esda."""
    graph, rng = lattice(villages), np.random.default_rng(1)
    residents = rng.integers(400, 6_000, villages)
    counts = rng.poisson(2, (villages, 36))
    one = counts[:, 0].astype(np.float64)
    start = time.perf_counter()
    from_esda(one, graph, 1)
    first = time.perf_counter() - start
    seconds = {
        "getis_ord": timed(lambda: getis_ord(one, graph), 5)[0],
        "getis_ord, residents": timed(lambda: getis_ord(one, graph, residents=residents), 5)[0],
        "local_moran": timed(lambda: local_moran(one, graph), 5)[0],
        "emerging, 36 months": timed(lambda: emerging(counts, graph), 3)[0],
        "emerging, 36 months, residents": timed(lambda: emerging(counts, graph, residents=residents), 3)[0],
        "esda G_Local, 9,999 permutations": timed(lambda: from_esda(one, graph, 1), 5)[0],
        "esda G_Local, first time (compiles)": first,
    }
    return {"villages": villages, "maps": maps, "seconds": seconds, "alarms": false_alarms(graph, maps)}


def land(villages: int) -> Land:
    """Square villages in rows, ten to a township."""
    columns, number = int(np.sqrt(villages)), np.arange(villages)
    west, south = 119.8 + number % columns / 50, 29.3 + number // columns / 50
    town = np.char.add("3307261", np.char.zfill((number // 10).astype(str), 5))
    frame = geopandas.GeoDataFrame(
        {
            "code": np.char.add(town, (number % 10).astype(str)),
            "name": number.astype(str),
            "parent_code": town,
            "residents": np.random.default_rng(1).integers(400, 6_000, villages),
        },
        geometry=shapely.box(west, south, west + 0.02, south + 0.02),
        crs="EPSG:4326",
    )
    towns = frame.drop_duplicates("parent_code")
    return Land(frame, towns.assign(code=towns["parent_code"]))


def whole() -> str:
    """Seconds of CPU, and of the clock, that whole answers take."""
    rules, last, lines = DEFAULTS.hotspots, dt.date(2026, 11, 24), list[str]()

    def clocked(words: str, ask: Callable[..., Any], *asked: Any) -> None:
        clock, used = time.perf_counter(), time.process_time()
        ask(*asked)
        used, clock = time.process_time() - used, time.perf_counter() - clock
        lines.append(f"{words:48}{used:8.1f} s of CPU {clock:8.1f} s")

    small, large, rng = land(244), land(7_701), np.random.default_rng(7)
    for known in (small, large):
        known.neighbours, known.centres  # noqa: B018 kept, and made before the clock runs
    for words, planted in (("now, nothing happens", None), ("now, something happens", Planted(3.0, 12, 8))):
        for known, weekly in ((small, 80.0), (large, 2_500.0)):
            facts = simulate(known, last, weekly, Traits(), rng, planted=planted)[0]
            if not lines:
                now(facts, known, Filter(), last, rules)  # compiles
            clocked(f"{words}, {len(known.codes):,} villages", now, facts, known, Filter(), last, rules)
    facts = simulate(small, last, 80.0, Traits(), rng, categories=CATEGORIES)[0]
    clocked("daily run, 19 categories, 244 villages", look, facts, small, last, rules, rules.budget)
    return "\n".join(lines)


def told(report: dict[str, Any]) -> str:
    """The report as lines of text."""
    lines = [f"{report['villages']:,} villages"]
    lines += [f"  {name:38}{took:8.3f} s" for name, took in report["seconds"].items()]
    lines.append(
        f"share of {report['maps']:,} maps without a pattern that raise any flag, by cases a village"
    )
    names = [name for name in report["alarms"][0] if name != "mean"]
    lines.append(" " * 10 + "".join(f"{name:>16}" for name in names))
    for row in report["alarms"]:
        lines.append(f"{row['mean']:10g}" + "".join(f"{row[name]:16.1%}" for name in names))
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.bench.hotspots", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--maps", type=int, default=200)
    parser.add_argument("--villages", type=int, default=244)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--whole", action="store_true")
    options = parser.parse_args(arguments)
    if options.whole:
        print(whole())
        return
    report = compare(options.villages, options.maps)
    print(json.dumps(report, indent=1) if options.json else told(report))


if __name__ == "__main__":
    main()
