"""``python -m scripts.province``: records of counties handed on, and counted by workers of Dask."""

import argparse
import datetime as dt
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from data import discretion
from data.province.places import open_place
from data.text import N_, in_both
from data.text.printable import printable
from geo.errors import Refused
from scripts.commands.receptions import office
from scripts.commands.terminal import DEFAULT_DATABASE, REFUSED, answer, both, labelled, opened

SEED = 20260630


def main(words: Sequence[str] | None = None) -> int:
    """Run a command; its exit code."""
    arguments = _parser().parse_args(words)
    try:
        result, lines = arguments.run(arguments)
    except Refused as error:
        print(printable(both(error)), file=sys.stderr)
        return REFUSED
    answer(result, lines, arguments.json)
    return 1 if result.get("differing") else 0


# --- commands -----------------------------------------------------------------------------------------------


def _generate(asked: argparse.Namespace) -> tuple[dict[str, Any], list[str]]:
    from scripts.province import generating, lists
    from scripts.province.cluster import workers

    listed = (
        lists.read_lists(asked.lists, asked.province)
        if asked.lists
        else lists.invented(asked.counties, asked.villages)
    )
    counties = lists.drawn(listed, asked.seed)
    shares = [len(county.villages) / len(listed) for county in counties]
    begun = time.perf_counter()
    with workers(asked.workers, asked.scheduler, asked.memory) as client:
        tasks = [
            client.submit(
                generating.generate,
                open_place(asked.to).address,
                county,
                asked.rows,
                share,
                asked.months,
                asked.last_day,
                asked.seed,
                pure=False,
            )
            for county, share in zip(counties, shares, strict=True)
        ]
        rows = sum(client.gather(tasks))
    result: dict[str, Any] = {"counties": len(counties), "villages": len(listed), "rows": rows}
    result |= {"synthetic": True, "seconds": round(time.perf_counter() - begun, 1)}
    return result, [
        in_both(N_("Invented petitions, for measuring alone")),
        labelled(N_("counties"), len(counties)),
        labelled(N_("villages in all"), len(listed)),
        labelled(N_("rows"), rows),
    ]


def _export(asked: argparse.Namespace) -> tuple[dict[str, Any], list[str]]:
    from data.province.handing_on import hand_on

    with opened(asked.database) as store:
        note = hand_on(office(store), open_place(asked.to), asked.city)
    result = {"county": note.code, "rows": note.rows, "last_day": note.last_day, "synthetic": note.synthetic}
    return result, [
        f"{note.code} {note.name}",
        labelled(N_("rows"), note.rows),
        labelled(N_("data as of"), note.last_day),
    ]


def _count(*kinds: str) -> Callable[[argparse.Namespace], tuple[dict[str, Any], list[str]]]:
    def run(asked: argparse.Namespace) -> tuple[dict[str, Any], list[str]]:
        from scripts.province.cluster import workers
        from scripts.province.outlines import keep_counties
        from scripts.province.work import count_all

        source = open_place(asked.source).address
        target = open_place(asked.to or asked.source).address
        with workers(asked.workers, asked.scheduler, asked.memory) as client:
            begun = time.perf_counter()
            done = count_all(client, source, target, kinds, asked.county or None)
            if "told" in kinds:
                keep_counties(source, target)
            seconds = time.perf_counter() - begun
        by_kind = {
            kind: {
                "counties": len(own := [each for each in done if each.kind == kind]),
                "rows": sum(each.rows for each in own),
                "written": sum(each.written for each in own),
                "bytes": sum(each.size for each in own),
                "cpu": round(sum(each.cpu for each in own), 2),
                "longest": round(max((each.seconds for each in own), default=0.0), 2),
                "memory": max((each.memory for each in own), default=0),
            }
            for kind in kinds
        }
        lines = [
            f"{kind}: "
            + in_both(
                N_("{counties} counties, {rows} rows read, {written} rows written"),
                **{name: f"{value:,}" for name, value in told.items() if isinstance(value, int)},
            )
            for kind, told in by_kind.items()
        ]
        return {"kinds": by_kind, "seconds": round(seconds, 2)}, lines

    return run


def _check(asked: argparse.Namespace) -> tuple[dict[str, Any], list[str]]:
    from scripts.province.checking import check

    begun = time.perf_counter()
    found = check(Path(asked.source), Path(asked.to or asked.source), asked.memory.replace("iB", "B"))
    wrong = {county: each.differing for county, each in found.items() if each.differing}
    result = {
        "counties": len(found),
        "rows": sum(each.rows for each in found.values()),
        "cells": sum(each.cells for each in found.values()),
        "differing": sum(wrong.values()),
        "wrong": wrong,
        "seconds": round(time.perf_counter() - begun, 1),
    }
    return result, [
        labelled(N_("rows"), result["rows"]),
        labelled(N_("cells"), result["cells"]),
        labelled(N_("cells that differ"), result["differing"]),
    ]


# --- what is asked ------------------------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scripts.province", description=in_both(_ABOUT))
    parser.add_argument("--json", action="store_true", help=in_both(N_("exactly one JSON object on stdout")))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, about: str, run: Callable[..., Any]) -> argparse.ArgumentParser:
        own = commands.add_parser(name, help=in_both(about), description=in_both(about))
        own.set_defaults(run=run)
        return own

    own = command("generate", N_("Invent a province, to measure on."), _generate)
    own.add_argument(
        "--lists", type=Path, help=in_both(N_("folder of lists of divisions; default: invented"))
    )
    own.add_argument("--province", default="33", help=in_both(N_("code of the province in the lists")))
    own.add_argument("--counties", type=int, default=4, help=in_both(N_("counties that are invented")))
    own.add_argument("--villages", type=int, default=60, help=in_both(N_("villages of each of them")))
    own.add_argument("--rows", type=int, default=100_000, help=in_both(N_("petitions in all")))
    own.add_argument("--months", type=int, default=36, help=in_both(N_("months of the record")))
    own.add_argument("--last-day", type=dt.date.fromisoformat, default=dt.date(2026, 10, 31))
    own.add_argument("--seed", type=int, default=SEED)
    own.add_argument("--to", required=True, help=in_both(N_("folder of the province, or URL of a server")))
    _of_workers(own)

    own = command("export", N_("Hand a county's record on to the province."), _export)
    own.add_argument("--database", default=DEFAULT_DATABASE, help=in_both(N_("database URL or file")))
    own.add_argument("--city", default="", help=in_both(N_("name of the city above the county")))
    own.add_argument("--to", required=True, help=in_both(N_("folder of the province, or URL of a server")))

    for name, about, kinds in (
        ("cube", N_("Count the cells of all counties, and what may be told of them."), ("cube", "told")),
        ("heat", N_("The heat of all counties."), ("heat",)),
        ("findings", N_("What is high in several villages at once, in all counties."), ("findings",)),
    ):
        own = command(name, about, _count(*kinds))
        _of_places(own)
        own.add_argument("--county", action="append", help=in_both(N_("code of one county; default: all")))
        _of_workers(own)

    own = command("check", N_("Count the rows anew by another engine, and compare every cell."), _check)
    _of_places(own)
    own.add_argument("--memory", default="4GiB", help=in_both(N_("memory of each worker at most")))
    return parser


_ABOUT = N_("A province: records of counties, counted side by side.")


def _of_places(own: argparse.ArgumentParser) -> None:
    own.add_argument("source", help=in_both(N_("folder of the province, or URL of a server")))
    own.add_argument("--to", help=in_both(N_("where the answer goes; default: to the same")))


def _of_workers(own: argparse.ArgumentParser) -> None:
    own.add_argument("--workers", type=int, default=2, help=in_both(N_("processes of this machine")))
    own.add_argument("--scheduler", help=in_both(N_("address of a scheduler that runs elsewhere")))
    own.add_argument("--memory", default="4GiB", help=in_both(N_("memory of each worker at most")))


if __name__ == "__main__":
    with discretion.ending():
        sys.exit(main())
