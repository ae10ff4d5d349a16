"""Where a province is kept: a folder of Parquet, or a PostgreSQL server."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

import geopandas as gpd
import pyarrow as pa

from data.province.county import CountyNote
from data.province.folder import Folder


class Place(Protocol):
    """What can keep a province; each county's part is put in place whole or not at all."""

    @property
    def address(self) -> str: ...

    def counties(self, kind: str = "records") -> list[str]: ...

    def note(self, county: str) -> CountyNote: ...

    def villages(self, county: str) -> gpd.GeoDataFrame: ...

    def months(self, county: str, kind: str = "rows") -> list[str]: ...

    def read(self, county: str, kind: str, month: str | None = None) -> pa.Table: ...

    def keep(self, county: str, kind: str, tables: Mapping[str, pa.Table]) -> int: ...

    def keep_record(
        self, note: CountyNote, villages: gpd.GeoDataFrame, rows: Iterator[tuple[str, pa.Table]]
    ) -> None: ...

    def clear(self) -> None: ...


def open_place(address: str) -> Place:
    """The province at an address: a folder, or ``postgresql://`` for a server."""
    if address.startswith("postgresql"):
        from data.province.server import Server

        return Server(address)
    return Folder(Path(address))
