"""What this machine can do at most: bytes copied in memory, bytes of CSV read, rows SQLite takes, a commit.

Measured anew in each run of `scripts.bench.all`, so that a figure stands beside the floor of the same machine
under the same load. A floor is what no program that does the work could be below; it is no aim.
"""

import io
import sqlite3
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.csv

from scripts.bench.timing import timed

_BYTES = 256 * 2**20
_ROWS = 200_000
_COMMITS = 50


@dataclass(frozen=True)
class Limits:
    """Rates of this machine, one thread but for CSV.

    Attributes
    ----------
    memory
        Bytes a second that numpy copies, read and written counted once.
    csv
        Bytes a second that Arrow reads of a CSV of short texts, all cores.
    rows
        Rows a second that SQLite takes by ``executemany`` without an index, ten short columns each.
    commit
        Seconds of a transaction of one row that is on the disk (``synchronous = FULL``).
    """

    memory: float
    csv: float
    rows: float
    commit: float


def limits() -> Limits:
    """Measure them; some three seconds."""
    here, there = np.ones(_BYTES // 8), np.empty(_BYTES // 8)
    copied, _ = timed(lambda: np.copyto(there, here), 5)
    lines = b"".join(
        b"%d,2026-11-30,village %d,labour,closed,text of some length\n" % (n, n % 244) for n in range(_ROWS)
    )
    read, _ = timed(lambda: pyarrow.csv.read_csv(io.BytesIO(lines)), 5)
    row = tuple(f"value {n}" for n in range(10))
    with tempfile.TemporaryDirectory() as folder:
        base = sqlite3.connect(Path(folder) / "bare.db")
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("PRAGMA synchronous = FULL")
        base.execute("CREATE TABLE bare (a, b, c, d, e, f, g, h, i, j)")
        told = "INSERT INTO bare VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"

        def many() -> None:
            base.executemany(told, [row] * _ROWS)
            base.commit()

        def one() -> None:
            base.execute(told, row)
            base.commit()

        inserted, _ = timed(many, 3)
        committed, _ = timed(one, _COMMITS)
        base.close()
    return Limits(_BYTES / copied, len(lines) / read, _ROWS / inserted, committed)
