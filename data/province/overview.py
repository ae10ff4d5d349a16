"""A province as it may be told: its counties counted by one condition at a time."""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from data.errors import ProvinceRefused
from data.province.folder import COUNTIES, Folder
from data.terms import Counted

Months = tuple[int, int]
"""First and last month of a block, since year 0, both included."""


@dataclass(frozen=True, eq=False)
class Overview:
    """What is told of all counties.

    Parameters
    ----------
    counties
        Code, name, city, synthetic, last_day, least, residents and outline (EPSG:4326), ordered by code.
    told
        County, and the columns of `data.province.schema.TOLD`.
    """

    counties: gpd.GeoDataFrame
    told: pd.DataFrame

    def periods(self, counted: Counted) -> list[Months]:
        """Blocks of whole months of which something is told, the newest first."""
        totals = self._of(counted, "total")
        return sorted({*zip(totals["first"], totals["last"], strict=True)}, key=lambda each: each[::-1])[::-1]

    def values(self, counted: Counted, period: Months, dimension: str) -> list[str]:
        """Values of a dimension that are told of some county, in the order of their codes."""
        return sorted(set(_in(self._of(counted, dimension), period)["value"]))

    def counts(
        self, counted: Counted, period: Months, dimension: str = "total", value: str = ""
    ) -> NDArray[np.float64]:
        """Petitions of each county, shape (n,); NaN where that is not told, which is not zero."""
        own = _in(self._of(counted, dimension), period)
        own = own[own["value"] == value]
        by_county = pd.Series(own["count"].to_numpy(dtype=float), index=own["county"])
        return np.asarray(by_county.reindex(self.counties["code"]), dtype=np.float64)

    def usual(self, counted: Counted, dimension: str = "total", value: str = "") -> NDArray[np.float64]:
        """The same of every block, or month, a row each: classes are made of it, so that they stay."""
        rows = [
            self.counts(counted, period, dimension, each)
            for period in self.periods(counted)
            for each in (self.values(counted, period, dimension) if dimension == "month" else [value])
        ]
        return np.array(rows).reshape(len(rows), len(self.counties))

    def places(self, county: str, counted: Counted, period: Months) -> pd.DataFrame:
        """Townships and villages of a county that are told: dimension, value, name, count; most first."""
        own = _in(self.told[self.told["county"] == county], period)
        kept = (own["counted"] == counted.value) & own["dimension"].isin(("township", "village"))
        return own[kept].sort_values(["dimension", "count", "value"], ascending=[True, False, True])

    def _of(self, counted: Counted, dimension: str) -> pd.DataFrame:
        kept = (self.told["counted"] == counted.value) & (self.told["dimension"] == dimension)
        return self.told[kept]


def _in(told: pd.DataFrame, period: Months) -> pd.DataFrame:
    return told[(told["first"] == period[0]) & (told["last"] == period[1])]


def read_overview(root: Path) -> Overview:
    """What is told of a province in a folder; rows and cells are not looked at.

    Raises
    ------
    ProvinceRefused
        Nothing is told there, or it cannot be read.
    """
    place, path = Folder(root), root / "told" / COUNTIES
    if not path.exists():
        raise ProvinceRefused("Nothing of the province has been counted yet")
    try:
        counties = gpd.read_parquet(path)
    except (OSError, ValueError, pa.ArrowInvalid) as error:
        raise ProvinceRefused("The list of the province's counties cannot be read") from error
    parts = [place.read(code, "told").to_pandas().assign(county=code) for code in counties["code"]]
    return Overview(counties, pd.concat(parts, ignore_index=True))


def version(root: Path) -> int:
    """Grows whenever the province was counted anew; 0: it never was."""
    path = root / "told" / COUNTIES
    return path.stat().st_mtime_ns if path.exists() else 0
