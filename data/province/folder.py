"""A province in a folder: Parquet by county and month, each county's part whole or not there.

::

    records/county=330726/county.json                            how the rows are to be read
    records/county=330726/villages.parquet                       outlines and residents (GeoParquet)
    records/county=330726/rows/month=2026-11/part.parquet        petitions as they are counted
    cube/county=330726/month=2026-11/part.parquet                cells of the cube
    told/county=330726/part.parquet                              what may be told of them
    told/counties.parquet                                        names, residents and outlines (GeoParquet)
    heat/..., findings/...

``told`` alone may be shown to others than the petition offices.
"""

import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq

from data.errors import ProvinceRefused
from data.province.county import CountyNote
from data.province.schema import SCHEMAS

RECORDS, ROWS = "records", "rows"
COUNTIES = "counties.parquet"
"""Names, residents and outlines of the counties (GeoParquet), beside what is told of them."""
_PART = "part.parquet"
_NOTE, _VILLAGES = "county.json", "villages.parquet"
_TRIES = 20


class Folder:
    """A province kept in a folder of this machine, or one that its workers share.

    Parameters
    ----------
    root
        The folder; made by the first that writes.
    """

    def __init__(self, root: Path) -> None:
        self.root = Path(root)

    @property
    def address(self) -> str:
        """By which another process opens it."""
        return str(self.root.absolute())

    def counties(self, kind: str = RECORDS) -> list[str]:
        """Codes of the counties of which something is kept, ascending."""
        return sorted(path.name.partition("=")[2] for path in (self.root / kind).glob("county=*"))

    def note(self, county: str) -> CountyNote:
        """How the rows of a county are to be read."""
        return CountyNote.of_json(self._known(RECORDS, county, _NOTE).read_text(encoding="utf-8"))

    def villages(self, county: str) -> gpd.GeoDataFrame:
        """Code, name, parent_code, township, residents and outline (EPSG:4326) of a county's villages."""
        return gpd.read_parquet(self._known(RECORDS, county, _VILLAGES))

    def months(self, county: str, kind: str = ROWS) -> list[str]:
        """Months of which a county has rows or cells, ascending."""
        return sorted(path.name.partition("=")[2] for path in self._months(county, kind).glob("month=*"))

    def read(self, county: str, kind: str, month: str | None = None) -> pa.Table:
        """What is kept of a county, of one month or of all; empty where there is none."""
        schema = SCHEMAS[kind]
        base = self._months(county, kind)
        if month is not None:
            paths = [base / f"month={month}" / _PART]
        else:
            paths = sorted(base.glob(f"month=*/{_PART}")) or [p for p in [base / _PART] if p.exists()]
        try:
            tables = [pq.read_table(path, partitioning=None) for path in paths]
        except (OSError, pa.ArrowInvalid) as error:
            raise ProvinceRefused(
                "A file of county {county} cannot be read: hand its record on, or count it, again",
                county=county,
            ) from error
        if not tables:
            return schema.empty_table()
        return pa.concat_tables([table.select(schema.names).cast(schema) for table in tables])

    def metadata(self, county: str, kind: str) -> dict[str, str]:
        """What stands beside the columns, such as a grid's bounds."""
        held = pq.read_schema(self._known(kind, county, _PART)).metadata or {}
        return {key.decode(): value.decode() for key, value in held.items() if not key.startswith(b"ARROW")}

    def keep(self, county: str, kind: str, tables: Mapping[str, pa.Table]) -> int:
        """Put tables in the place of what is kept of a county, all or none; bytes written.

        Parameters
        ----------
        tables
            By month; of a kind without months under an empty name.
        """
        with self._replacing(kind, county) as new:
            return sum(_write(new, month, table) for month, table in tables.items())

    def keep_record(
        self, note: CountyNote, villages: gpd.GeoDataFrame, rows: Iterator[tuple[str, pa.Table]]
    ) -> None:
        """Put a county's record in the place of the one that is kept, all or nothing."""
        with self._replacing(RECORDS, note.code) as new:
            villages.to_parquet(new / _VILLAGES, index=False)
            for month, table in rows:
                _write(new / ROWS, month, table)
            (new / _NOTE).write_text(note.as_json(), encoding="utf-8")

    def clear(self) -> None:
        """Take away what was cut off, and bring back what it was to replace. Nobody may be writing."""
        for path in self.root.glob("*/.old-*"):
            county = path.name.removeprefix(".old-").rpartition("-")[0]
            if not (path.parent / county).exists():
                path.rename(path.parent / county)
        for path in self.root.glob("*/.*-county=*"):
            shutil.rmtree(path)
        for path in self.root.glob("told/.new-*"):
            path.unlink()

    def size(self, kind: str) -> int:
        """Bytes of all files of a kind."""
        return sum(path.stat().st_size for path in (self.root / kind).rglob("*.parquet"))

    def keep_counties(self, counties: gpd.GeoDataFrame) -> None:
        """Put the list of counties beside what is told of them, in the place of an earlier one."""
        path = self.root / "told" / COUNTIES
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f".new-{uuid.uuid4().hex}")
        counties.to_parquet(new, index=False)
        new.replace(path)

    # --- inside ---------------------------------------------------------------------------------------------

    def _months(self, county: str, kind: str) -> Path:
        below = (RECORDS, f"county={county}", ROWS) if kind == ROWS else (kind, f"county={county}")
        return self.root.joinpath(*below)

    def _known(self, kind: str, county: str, name: str) -> Path:
        path = self.root / kind / f"county={county}" / name
        if not path.exists():
            raise ProvinceRefused(
                "Nothing of county {county} is kept here: hand its record on first", county=county
            )
        return path

    @contextmanager
    def _replacing(self, kind: str, county: str) -> Iterator[Path]:
        """A new folder that takes a county's place at the end, unless something comes up."""
        target = self.root / kind / f"county={county}"
        own = f"{target.name}-{uuid.uuid4().hex}"
        new, old = target.with_name(f".new-{own}"), target.with_name(f".old-{own}")
        new.parent.mkdir(parents=True, exist_ok=True)
        new.mkdir(mode=0o700)
        try:
            yield new
            _swap(new, target, old)
        finally:
            for each in (new, old):
                shutil.rmtree(each, ignore_errors=True)


def _swap(new: Path, target: Path, old: Path) -> None:
    """Another worker may be putting the same county in place: whoever comes last stays."""
    for _ in range(_TRIES):
        with suppress(FileNotFoundError):
            target.rename(old)
        try:
            new.rename(target)
            return
        except OSError:  # another one was quicker: its folder makes way as well
            shutil.rmtree(old, ignore_errors=True)
    raise ProvinceRefused(
        "Another process keeps writing {folder}: wait until it has ended", folder=target.name
    )


def _write(folder: Path, month: str, table: pa.Table) -> int:
    path = folder / f"month={month}" / _PART if month else folder / _PART
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path, compression="zstd")
    return path.stat().st_size
