"""A county a task: any worker can take it, and take it again when another was lost over it.

A task reads what the county handed on and puts its part of the answer in place whole. So a worker that is
killed leaves nothing half, and a county that was counted twice is counted once.
"""

import resource
import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from distributed import Client, as_completed

from data.discretion import place_of
from data.province import counting
from data.province.places import open_place
from data.province.schema import SCHEMAS
from geo.errors import Refused

KINDS = tuple(kind for kind in SCHEMAS if kind != "rows")
"""What can be counted of a county."""


@dataclass(frozen=True)
class Done:
    """What a task did.

    Parameters
    ----------
    rows, written
        Rows read, and lines or cells written.
    size
        Bytes written.
    seconds, cpu
        From its begin to its end, and of the processor.
    memory
        Most bytes that the process has held so far.
    """

    county: str
    kind: str
    rows: int
    written: int
    size: int
    seconds: float
    cpu: float
    memory: int


def count(source: str, target: str, county: str, kind: str) -> Done:
    """Count one county and put the answer in place; what was there goes.

    Raises
    ------
    Refused
        As it is. Anything else by its kind and place alone: workers write errors into their logs.
    """
    try:
        return _count(source, target, county, kind)
    except Refused:
        raise
    except Exception as error:
        raise RuntimeError(place_of(error)) from None


def _count(source: str, target: str, county: str, kind: str) -> Done:
    begun, cpu = time.perf_counter(), time.process_time()
    read, kept = open_place(source), open_place(target)
    if kind == "cube":
        rows, tables = 0, {}
        for month in read.months(county):
            one = read.read(county, "rows", month)
            rows, tables[month] = rows + len(one), counting.cells(one)
    else:
        answer = {"told": counting.told, "heat": counting.heat_of, "findings": counting.findings_of}[kind]
        whole = read.read(county, "rows")
        rows, tables = len(whole), {"": answer(whole, read.note(county), read.villages(county))}
    size = kept.keep(county, kind, tables)
    return Done(
        county,
        kind,
        rows,
        sum(map(len, tables.values())),
        size,
        time.perf_counter() - begun,
        time.process_time() - cpu,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    )


def count_all(
    client: Client, source: str, target: str, kinds: Sequence[str], counties: Iterable[str] | None = None
) -> list[Done]:
    """Every kind of every county, the counties with most rows first, by whichever worker is free.

    Raises
    ------
    Exception
        What a task was refused for; the others' answers stay in place.
    """
    place, run = open_place(source), uuid.uuid4().hex
    open_place(target).clear()
    wanted = sorted(place.counties() if counties is None else counties)
    heaviest = sorted(wanted, key=lambda county: -place.note(county).rows)
    tasks = [
        client.submit(
            count, source, target, county, kind, key=f"{kind}-{county}-{run}", priority=-at, pure=False
        )
        for kind in kinds
        for at, county in enumerate(heaviest)
    ]
    done: list[Done] = [future.result() for future in as_completed(tasks)]
    return sorted(done, key=lambda each: (each.kind, each.county))
