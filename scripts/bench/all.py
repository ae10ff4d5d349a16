"""Every claim of speed in one run: a table a question, with its peers, their ratio to ours, and the floor.

    python -m scripts.bench.all [--quick] [--only locate clocks ...] [--json]

Each benchmark runs in an interpreter of its own, one after the other. ``--quick`` takes small sizes: it tells
that all of them run, and its ratios are not to be quoted. The floor of a question is what this machine needs
for the bytes alone that go in and come out (`scripts.bench.limits`), measured at the beginning of the same
run. What needs a browser or hours is left out and named.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from scripts.bench.limits import Limits, limits

Seconds = dict[str, float]
"""Who -> seconds for the same work; ours comes first."""

APART = {
    "map": "needs Chromium",
    "first_visit": "needs Chromium",
    "orienteering": "minutes an instance, and its instances are not part of the program",
    "sessions": "minutes, and needs a machine with nothing beside it",
    "scan": "tells its tables itself",
    "million": "makes the record that others are measured on",
    "silence": "no peer: what a rule changes",
    "still_open": "no peer: what a rule changes",
    "drawing": "no peer: the aim is half a second a map",
}
"""Benchmarks that are run by themselves, and why."""


@dataclass(frozen=True)
class Question:
    """One benchmark as it is asked here.

    Attributes
    ----------
    asks
        What is measured, in words.
    quick
        Arguments of the module at a small size; at full size it needs none.
    read
        Tables of its answer: a heading and the seconds of each.
    floor
        Of a heading's answer, in seconds; with what it is made of.
    """

    asks: str
    quick: tuple[str, ...]
    read: Callable[[Any], dict[str, Seconds]]
    floor: Callable[[Any, Limits], tuple[float, str]]


def _locate(found: Any) -> dict[str, Seconds]:
    peers = {name: each["seconds"] for name, each in found["peers"].items() if "seconds" in each}
    return {
        f"{found['points']:,} points, {found['polygons']:,} villages": {"geo.locate": found["seconds"]}
        | peers
    }


def _density(found: Any) -> dict[str, Seconds]:
    return {
        f"{each['points']:,} petitions, {each['bandwidth']:,.0f} m": {
            "geo.statistics.density": each["seconds"],
            "histogram2d and gaussian_filter, neither clipped nor corrected": each["peer_seconds"],
        }
        for each in found
    }


def _roads(found: Any) -> dict[str, Seconds]:
    return {
        f"{name}: {each['points']:,} places": {
            "geo.roads": each["seconds"],
            "scipy dijkstra": each["plain_seconds"],
        }
        for name, each in found.items()
    }


def _clocks(found: Any) -> dict[str, Seconds]:
    told = {"data.clocks": found["seconds"], "pandas apply, scaled": found["apply_seconds"]}
    return {f"{found['cases']:,} cases": told}


def _figures(found: Any) -> dict[str, Seconds]:
    told = {"data.petitions.indicators": found["seconds"], "pandas apply, scaled": found["apply_seconds"]}
    return {f"{found['petitions']:,} petitions, by township and by month": told}


def _hotspots(found: Any) -> dict[str, Seconds]:
    known = {name: float(seconds) for name, seconds in found["seconds"].items()}
    of = f"{found['villages']:,} villages"
    return {
        of: {name: known[name] for name in ("getis_ord", "esda G_Local, 9,999 permutations") if name in known}
    }


def _gazetteer(found: Any) -> dict[str, Seconds]:
    return {
        f"{kind} addresses, 100,000 of them": {each["name"]: 100_000 / each["per_second"] for each in results}
        for kind, results in found.items()
    }


def _facts(found: Any) -> dict[str, Seconds]:
    """Each scope's facts, and the counts, beside how their peers come by them."""
    ways = {
        name.removeprefix("a year by village, "): told[0] for name, told in found.items() if "year by" in name
    }
    of = f"of {found['rows']:,} petitions"
    return {
        **{
            f"facts of the {who}, {of}": {
                "data.petitions.facts": found[f"facts of the {who}"],
                "row by row by SQLAlchemy": found[f"facts of the {who}, row by row"],
            }
            for who in ("office", "township")
        },
        f"a year by village, {of}": ways,
    }


def _importing(found: Any) -> dict[str, Seconds]:
    return {f"{found['rows']:,} rows of CSV, {found['megabytes']:,} MB": {"import": found["seconds"]}}


QUESTIONS: dict[str, Question] = {
    "locate": Question(
        "Placing points in villages",
        ("--points", "20000", "--repeat", "1"),
        _locate,
        lambda found, most: (24 * found["points"] / most.memory, "two coordinates read, a place written"),
    ),
    "gazetteer": Question(
        "Finding villages in addresses",
        ("--addresses", "1200", "--sample", "100"),
        _gazetteer,
        lambda found, most: (100_000 * 60 / most.csv, "60 bytes of text an address, read as CSV"),
    ),
    "density": Question(
        "Heat of petitions",
        ("--points", "2000", "--bandwidths", "900", "--repeat", "1"),
        _density,
        lambda found, most: (
            8 * (found[0]["cells"][0] * found[0]["cells"][1] + 2 * found[0]["points"]) / most.memory,
            "places read, a surface written",
        ),
    ),
    "hotspots": Question(
        "Hot spots and their chance",
        ("--maps", "2", "--villages", "100"),
        _hotspots,
        lambda found, most: (
            8 * 2 * found["villages"] / most.memory,
            "a count read and a chance written a village",
        ),
    ),
    "roads": Question(
        "Minutes between villages",
        ("--points", "40", "--side", "20", "--repeat", "1"),
        _roads,
        lambda found, most: (
            8 * max(each["points"] ** 2 for each in found.values()) / most.memory,
            "the matrix written",
        ),
    ),
    "clocks": Question(
        "Clocks of cases",
        ("--cases", "2000", "--rows", "200"),
        _clocks,
        lambda found, most: (
            8 * 15 * found["cases"] / most.memory,
            "five times read and ten due days written a case",
        ),
    ),
    "figures": Question(
        "Published figures",
        ("--rows", "1000", "--sample", "200"),
        _figures,
        lambda found, most: (2 * 66 * found["petitions"] / most.memory, "66 bytes read a petition, twice"),
    ),
    "facts": Question(
        "Facts of all petitions, from the columnar snapshot",
        ("--rows", "1000", "--repeat", "1"),
        _facts,
        lambda found, most: (66 * found["rows"] / most.memory, "66 bytes read a petition"),
    ),
    "importing": Question(
        "Import of petitions (there is no peer that does the same work)",
        ("--rows", "2000"),
        _importing,
        lambda found, most: (
            1e6 * found["megabytes"] / most.csv + found["rows"] / most.rows,
            "the file read as CSV, rows into a table without an index",
        ),
    ),
}


def table(heading: str, seconds: Seconds, floor: tuple[float, str]) -> str:
    """The answer as a table of Markdown: ratios to ours, which is the first; below it the floor."""
    ours = next(iter(seconds.values()))
    rows = [f"| {name} | {taken:.4g} s | {taken / ours:.3g} |" for name, taken in seconds.items()]
    least, made_of = floor
    rows.append(f"| floor: {made_of} | {least:.2g} s | {least / ours:.2g} |")
    return "\n".join([f"**{heading}**", "", "| | seconds | to ours |", "|---|---|---|", *rows])


def answer(name: str, *, quick: bool) -> Any:
    """What a benchmark tells as JSON; raises `RuntimeError` with the end of what it said instead."""
    question = QUESTIONS[name]
    command = [
        sys.executable,
        "-m",
        f"scripts.bench.{name}",
        *(question.quick if quick else ()),
        "--json",
    ]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if run.returncode:
        raise RuntimeError(
            f"{name}: {run.stderr.strip().splitlines()[-1] if run.stderr.strip() else 'ended'}"
        )
    return json.loads(run.stdout)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.bench.all", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small sizes: only whether all of them run")
    parser.add_argument(
        "--only", nargs="*", choices=QUESTIONS, default=list(QUESTIONS), help="all unless named"
    )
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    most = limits()
    told: dict[str, Any] = {"limits": asdict(most), "load": os.getloadavg()[0], "questions": {}}
    failed = False
    if not options.json:
        print(
            f"{os.cpu_count()} cores, load {told['load']:.1f}; memory {most.memory / 1e9:.1f} GB/s,"
            f" CSV {most.csv / 1e6:.0f} MB/s, SQLite {most.rows:,.0f} rows/s,"
            f" a commit {1000 * most.commit:.2f} ms"
        )
    for name in options.only:
        question = QUESTIONS[name]
        try:
            found = answer(name, quick=options.quick)
        except RuntimeError as error:
            failed, told["questions"][name] = True, {"failed": str(error)}
            print(f"\n## {question.asks}\n\nnot measured: {error}", file=sys.stderr)
            continue
        floor = question.floor(found, most)
        told["questions"][name] = {"tables": question.read(found), "floor": floor}
        if not options.json:
            tables = (table(heading, seconds, floor) for heading, seconds in question.read(found).items())
            print(f"\n## {question.asks}\n\n" + "\n\n".join(tables), flush=True)
    told["apart"] = APART
    if options.json:
        print(json.dumps(told, indent=1))
    else:
        print("\nRun by themselves: " + "; ".join(f"{name} ({why})" for name, why in APART.items()))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
