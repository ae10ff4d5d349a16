"""The county's maps without a browser (`data.reports.month_map`): processor seconds of each kind.

    python -m scripts.bench.drawing [--record FILE] [--repeat 5] [--json]

The demo county, or a record that there is, of its last whole month; PNG as slides and report have them. The
first of each kind is told by itself, for it loads libraries and fonts; of the others the median. What all
kinds need (outlines, relief, land) is told apart. Receptions are drawn where some are published.
"""

import argparse
import json
import statistics
import tempfile
from pathlib import Path

from data import demo
from data.briefing.snapshot import snapshot
from data.clock import today
from data.reports.month_map import kinds
from data.store import Store
from data.text import LANGUAGES, Words
from scripts.bench.million import DAY
from scripts.bench.timing import least

SHARED = "outlines, relief, land"


def measure(store: Store, repeat: int) -> dict[str, dict[str, float]]:
    """Kind -> processor seconds of the first one and of the others in the median."""
    on, say = today(store.dataset()), Words(LANGUAGES[0])
    told = snapshot(store, f"{on:%Y-%m}", on)
    times: dict[str, list[float]] = {}
    for _ in range(repeat + 1):
        seconds, draw = least(lambda: kinds(store, told, say), 1)
        times.setdefault(SHARED, []).append(seconds)
        for kind, make in draw.items():
            times.setdefault(kind, []).append(least(make, 1)[0])
    return {
        kind: {"first": round(seconds[0], 3), "then": round(statistics.median(seconds[1:]), 3)}
        for kind, seconds in times.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--record", type=Path)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = Store(str(options.record or f"{folder}/demo.gpkg"), create=options.record is None)
        if options.record is None:
            demo.build(store, DAY)
        found = measure(store, options.repeat)
        store.close()
    if options.json:
        print(json.dumps(found))
        return
    for kind, seconds in found.items():
        print(f"{kind:24} first {seconds['first']:.2f} s   then {seconds['then']:.2f} s")


if __name__ == "__main__":
    main()
