"""A record as large as a great county's: the demo county, each of its petitions many times over.

    python -m scripts.bench.million FILE [--rows 1000000]

A copy is filed up to four weeks before its petition, with all its later days, and lies up to some ten metres
beside it; persons, steps and matters have the petitions of the demo alone. The same seed gives the same rows.
"""

import argparse
import datetime as dt
import itertools
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import func, insert, select

from data import demo
from data.demo.geography import reference
from data.store import Store
from data.tables import Base
from data.tables.petitions import Petition

SEED = 11
DAY = dt.date(2026, 11, 24)
_DAYS = ("filed", "accepted", "forwarded", "answered", "closed")
_OWN = ("id", "matter_id")
_AT_ONCE = 20_000  # rows


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    options = parser.parse_args()
    store = made(options.file, options.rows)
    with store.read() as connection:
        print(connection.scalar(select(func.count(Petition.id))))
    store.close()


@contextmanager
def at_hand(record: Path | None, rows: int) -> Iterator[Store]:
    """A record that there is, or one of so many petitions, made for as long as it is looked at."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(str(record)) if record else made(Path(folder) / "county.gpkg", rows)
        yield store
        store.close()


def made(path: Path, rows: int) -> Store:
    """A new record of so many petitions, the demo's among them; those are never fewer."""
    store = Store(f"sqlite:///{path}", create=True)
    demo.build(store, DAY)
    table = Base.metadata.tables["petitions"]
    names = [column.name for column in table.columns if column.name not in _OWN]
    with store.read() as connection:
        found = connection.execute(select(*(table.c[name] for name in names)).order_by(table.c.id)).all()
    originals = [dict(zip(names, row, strict=True)) for row in found]
    rng = np.random.default_rng(SEED)
    copies = itertools.islice(_copies(originals, rng), max(0, rows - len(originals)))
    with store.write("bench", "demo", reference()["county"]["code"], seed=SEED) as session:
        while part := list(itertools.islice(copies, _AT_ONCE)):
            session.connection().execute(insert(table), part)
    return store


def _copies(originals: list[dict[str, Any]], rng: np.random.Generator) -> Any:
    for turn in itertools.count(1):
        back = rng.integers(0, 28 * 24 * 60, len(originals)).tolist()
        aside = rng.normal(0, 1e-4, (len(originals), 2)).tolist()
        for row, minutes, (east, north) in zip(originals, back, aside, strict=True):
            copy = row | {"number": f"{row['number']}-{turn}"}
            for name in _DAYS:
                if row[name] is not None:
                    copy[name] = row[name] - dt.timedelta(minutes=minutes)
            if row["longitude"] is not None:
                copy |= {"longitude": row["longitude"] + east, "latitude": row["latitude"] + north}
            yield copy


if __name__ == "__main__":
    main()
