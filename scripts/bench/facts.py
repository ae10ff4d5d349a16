"""Facts of a large record: from the columnar snapshot, and as its peers read and count them.

    python -m scripts.bench.facts [--rows 1000000] [--record FILE] [--repeat 5] [--json]

A record of so many petitions is made (`scripts.bench.million`), or one that is at hand is taken. Of the
facts of the office and of one township: every row in SQL by the gate, as SQLAlchemy gives it, made a frame
(the way before the snapshot); the same by `data.petitions.facts`; and the counts by village of one year by
the snapshot, by pandas, by Arrow's own compute, by the record's database and, where it is installed, by
DuckDB over the same Arrow table. All answers are compared. Then one petition is changed, and what the next
reader waits for is measured. Times are processor seconds, the least of the repeats.
"""

import argparse
import json
import resource
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import func, select, update

from data.frames import frame_of
from data.petitions import gate
from data.petitions.columnar import file, keeping
from data.petitions.facts import Filter, facts, select_facts
from data.reader import Reader
from data.scope import Role, Scope
from data.store import Store
from data.tables.petitions import Petition
from data.terms import Counted
from scripts.bench import million
from scripts.bench.timing import least

YEAR = pd.Timestamp("2025-11-25"), pd.Timestamp("2026-11-24")
_COLUMNS = (
    *("filed", "closed", "channel", "category", "purpose", "occurrence", "tier", "status", "satisfaction"),
    *("placement", "township_code", "village_code", "people", "by_proxy", "longitude", "latitude"),
    *("matter_id", "category_scheme"),
)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--record", type=Path)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with million.at_hand(options.record, options.rows) as store:
        result = measured(store, options.repeat)
    print(
        json.dumps(result) if options.json else "\n".join(f"{name}: {told}" for name, told in result.items())
    )


def measured(store: Store, repeat: int) -> dict[str, Any]:
    """What each way takes, in processor seconds, and how many times as long as the snapshot's."""
    dataset = store.dataset()
    county = dataset.county_code
    office = Reader(Scope.of(Role.OFFICE, [county], county), store, dataset.as_of or million.DAY)
    result: dict[str, Any] = {}
    keeping._kept.clear()
    path = keeping.place(store)
    if path is not None:
        path.unlink(missing_ok=True)
    result["snapshot made anew"], whole = least(lambda: facts(office), 1)
    result["rows"] = len(whole)
    result["file written"], _ = least(lambda: keeping.catch_up(store), 1)
    if path is not None:
        result["file, megabytes"] = path.stat().st_size // 1_000_000
        result["file opened and summed"], _ = least(lambda: file.load(path), repeat)
    township = str(whole["township_code"].value_counts().index[0])
    team = Reader(Scope.of(Role.TOWNSHIP, [township], county), store, office.today)
    for name, reader in (("office", office), ("township", team)):
        taken, frame = least(partial(facts, reader), repeat)
        before, rows = least(partial(by_rows, reader), 1)
        assert len(rows) == len(frame) and rows["people"].sum() == frame["people"].sum()  # noqa: S101
        result[f"facts of the {name}"] = taken
        result[f"facts of the {name}, row by row"] = before
        result[f"facts of the {name}, times"] = round(before / taken, 1)
    result |= counted(store, office, whole, repeat)
    changed, _ = least(lambda: change(store), 1)
    result["one petition changed"] = changed
    result["facts of the office after it"], _ = least(lambda: facts(office), 1)
    result["peak memory, megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return result


def counted(store: Store, office: Reader, whole: pd.DataFrame, repeat: int) -> dict[str, Any]:
    """Counts of petitions by village in a year, by each engine, on what it has at hand."""
    wanted = Filter(YEAR[0].date(), YEAR[1].date(), counted=Counted.BOTH)
    table = pa.table({name: pa.Array.from_pandas(whole[name]) for name in ("filed", "village_code")})
    ways: dict[str, Callable[[], dict[str, int]]] = {
        "facts": lambda: by_codes(whole, wanted),
        "pandas": lambda: by_pandas(whole),
        "Arrow compute": lambda: by_arrow(table),
        "SQLite": lambda: by_sqlite(office),
    }
    if find_spec("duckdb") is not None:
        import duckdb

        connection = duckdb.connect(config={"threads": 1})
        connection.register("facts", table)
        ways["DuckDB"] = lambda: by_duckdb(connection)
    found = {name: least(way, repeat) for name, way in ways.items()}
    assert all(answer == found["facts"][1] for _, answer in found.values())  # noqa: S101
    own = found["facts"][0]
    return {
        f"a year by village, {name}": [seconds, f"{seconds / own:.1f} times"]
        for name, (seconds, _) in found.items()
    }


def by_rows(reader: Reader) -> pd.DataFrame:
    """Facts as they were read before the snapshot: every row through SQLAlchemy."""
    petition = gate.aggregates(reader)
    with reader.store.read() as connection:
        rows = connection.execute(select(*(petition.c[name] for name in _COLUMNS))).all()
    frame = frame_of(rows, _COLUMNS)
    for name in ("channel", "category", "purpose", "occurrence", "tier", "status", "satisfaction"):
        frame[name] = frame[name].astype("category")
    return frame


def by_codes(whole: pd.DataFrame, wanted: Filter) -> dict[str, int]:
    """Rows that a filter keeps, counted by the places of their villages."""
    villages = select_facts(whole, wanted)["village_code"].cat
    counts = np.bincount(villages.codes.to_numpy() + 1, minlength=len(villages.categories) + 1)[1:]
    return {str(code): int(n) for code, n in zip(villages.categories, counts, strict=True) if n}


def by_pandas(whole: pd.DataFrame) -> dict[str, int]:
    """The same by pandas alone."""
    kept = whole[(whole["filed"] >= YEAR[0]) & (whole["filed"] < YEAR[1] + pd.Timedelta(days=1))]
    return {str(code): int(n) for code, n in kept.groupby("village_code", observed=True).size().items()}


def by_arrow(table: pa.Table) -> dict[str, int]:
    """The same by Arrow's compute functions."""
    end = YEAR[1] + pd.Timedelta(days=1)
    kept = table.filter(pc.and_(pc.greater_equal(table["filed"], YEAR[0]), pc.less(table["filed"], end)))
    counts = pc.value_counts(kept["village_code"].combine_chunks()).to_pylist()
    return {str(one["values"]): one["counts"] for one in counts if one["values"] is not None}


def by_sqlite(office: Reader) -> dict[str, int]:
    """The same by the record's own database, through the gate."""
    petition = gate.aggregates(office).c
    end = (YEAR[1] + pd.Timedelta(days=1)).to_pydatetime()
    statement = select(petition.village_code, func.count()).where(
        petition.filed >= YEAR[0].to_pydatetime(), petition.filed < end, petition.village_code.is_not(None)
    )
    with office.store.read() as connection:
        rows = connection.execute(statement.group_by(petition.village_code)).all()
    return {code: n for code, n in rows}  # noqa: C416 rows of the database are no pairs


def by_duckdb(connection: Any) -> dict[str, int]:
    """The same by DuckDB, one thread as the others."""
    rows = connection.execute(
        "SELECT village_code, count(*) FROM facts WHERE filed >= ? AND filed < ? AND village_code IS NOT NULL"
        " GROUP BY village_code",
        [YEAR[0], YEAR[1] + pd.Timedelta(days=1)],
    ).fetchall()
    return {str(code): n for code, n in rows}


def change(store: Store) -> None:
    """A clerk's single write."""
    with store.write("bench", "repair", store.dataset().county_code) as session:
        own = select(func.min(Petition.id)).scalar_subquery()
        session.execute(update(Petition).where(Petition.id == own).values(people=Petition.people))


if __name__ == "__main__":
    main()
