"""The cube against the rows, on one machine by another engine, DuckDB."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from data.province.folder import Folder
from data.province.schema import KEYS


@dataclass(frozen=True)
class Check:
    """What a comparison found.

    Parameters
    ----------
    rows, cells
        Petitions counted, and cells that they make.
    differing
        Cells that only one side has, or that count otherwise.
    """

    rows: int
    cells: int
    differing: int


def check(source: Path, target: Path, memory: str = "4GB", threads: int = 2) -> dict[str, Check]:
    """Compare every cell of every county of the folder, county by county; code -> what was found.

    A county that only one side has differs in all its cells.
    """
    read, kept = Folder(source), Folder(target)
    found = {}
    with duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{memory}'; SET threads = {int(threads)}")
        for county in sorted({*read.counties(), *kept.counties("cube")}):
            found[county] = _compared(connection, read.root, kept.root, county)
    return found


def _compared(connection: duckdb.DuckDBPyConnection, source: Path, target: Path, county: str) -> Check:
    keys = ", ".join(("month", *KEYS))
    rows = _parts(source / "records" / f"county={county}" / "rows")
    cells = _parts(target / "cube" / f"county={county}")
    anew = f"SELECT {keys}, count(*) AS petitions, sum(people) AS people FROM {rows} GROUP BY ALL"  # noqa: S608
    kept = f"SELECT {keys}, petitions, people FROM {cells}"  # noqa: S608
    answer = connection.execute(
        f"""
        WITH anew AS ({anew}), kept AS ({kept})
        SELECT (SELECT sum(petitions) FROM anew), (SELECT count(*) FROM anew),
            (SELECT count(*) FROM ((FROM anew EXCEPT ALL FROM kept) UNION ALL
                                   (FROM kept EXCEPT ALL FROM anew)))
        """  # noqa: S608
    ).fetchone()
    total, cells_anew, differing = answer or (0, 0, 0)
    return Check(int(total or 0), int(cells_anew), int(differing))


def _parts(folder: Path) -> str:
    """The months of a folder as a table of DuckDB's; of none an empty one with the same columns."""
    if not any(folder.glob("month=*/part.parquet")):
        columns = ", ".join(f"NULL::VARCHAR AS {name}" for name in ("month", *KEYS))
        return f"(SELECT {columns}, NULL::BIGINT AS petitions, NULL::BIGINT AS people LIMIT 0)"
    pattern = f"{folder}/month=*/part.parquet".replace("'", "''")
    types = "{'month': 'VARCHAR'}"
    return f"read_parquet('{pattern}', hive_partitioning = true, hive_types = {types})"
