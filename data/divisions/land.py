"""The county's divisions as of a day, with what is derived from their outlines."""

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.divisions import reads
from data.store import Store
from data.terms import Level
from geo.statistics.density import Grid, grid

if TYPE_CHECKING:
    from libpysal.graph import Graph


@dataclass(frozen=True, eq=False)
class Land:
    """Villages and townships with outlines. Whatever has an entry a village is in the order of `villages`.

    Parameters
    ----------
    villages, townships
        Code, name, parent_code, residents and polygon (EPSG:4326), ordered by code.
    part
        Villages, (n,), that are looked at where it is not all of them: the others have no residents, so that
        nothing is said of them, nor of these beside them.
    """

    villages: gpd.GeoDataFrame
    townships: gpd.GeoDataFrame
    part: NDArray[np.bool_] | None = field(default=None, kw_only=True)

    @cached_property
    def codes(self) -> pd.Index:
        codes: pd.Index = pd.Index(self.villages["code"])
        return codes

    @cached_property
    def names(self) -> NDArray[np.object_]:
        """Name of each village."""
        return np.asarray(self.villages["name"], dtype=object)

    @cached_property
    def residents(self) -> NDArray[np.float64]:
        """Of each village, NaN where unknown."""
        known = np.asarray(self.villages["residents"].to_numpy(dtype=float, na_value=np.nan))
        return known if self.part is None else np.where(self.part, known, np.nan)

    @cached_property
    def township_names(self) -> dict[str, str]:
        return dict(zip(self.townships["code"], self.townships["name"], strict=True))

    @cached_property
    def village_names(self) -> dict[str, str]:
        return dict(zip(self.villages["code"], self.villages["name"], strict=True))

    @cached_property
    def townships_of(self) -> NDArray[np.object_]:
        """Name of each village's township, '' where there is none."""
        return np.asarray(self.villages["parent_code"].map(self.township_names).fillna(""), dtype=object)

    @cached_property
    def towns(self) -> NDArray[np.int64]:
        """Township of each village, by number."""
        return np.asarray(pd.factorize(self.villages["parent_code"].to_numpy(), use_na_sentinel=False)[0])

    @cached_property
    def kinds(self) -> NDArray[np.int64]:
        """1: residents' committees (社区), by the code of statistics or else by name; 0: villages."""
        last = self.codes.astype(str).str[-3:]
        by_code = last.str.fullmatch(r"\d{3}").astype(bool) & (self.codes.astype(str).str.len() == 12)
        named = np.array([str(name).endswith(("社区", "居委会", "居民委员会")) for name in self.names])
        return np.where(by_code, last.where(by_code, "999").astype(int) < 200, named).astype(np.int64)

    @cached_property
    def towns_by_kind(self) -> NDArray[np.int64]:
        """Villages and communities of each township, by number."""
        return np.asarray(pd.factorize(2 * self.towns + self.kinds)[0])

    def inside(self, township: str | None) -> NDArray[np.bool_]:
        """Which villages that are looked at are in a township; None: all."""
        looked_at = np.ones(len(self.codes), dtype=bool) if self.part is None else self.part
        return looked_at & (
            township is None or np.asarray(self.villages["parent_code"] == township, dtype=bool)
        )

    @cached_property
    def grid(self) -> Grid:
        return grid(self.villages.geometry.to_numpy())

    @cached_property
    def neighbours(self) -> "Graph":
        """Villages that touch."""
        from geo.neighbours import touching  # seconds to load, and only hot spots need it

        return touching(self.villages.geometry.to_numpy(), self.tolerance)

    def around(self, part: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Villages of a part (n,), and those that touch them."""
        return np.asarray(part | (self.neighbours.sparse @ part > 0))

    @cached_property
    def tolerance(self) -> float:
        """Metres between two outlines that count as touching, by how finely the layer is drawn."""
        from geo.neighbours import gaps

        return gaps(self.villages.geometry.to_numpy())

    @cached_property
    def centres(self) -> NDArray[np.float64]:
        """Metres (n, 2)."""
        from geo.neighbours import centres

        return centres(self.villages.geometry.to_numpy())

    def near(self, metres: float) -> "Graph":
        """Villages whose middles are no farther apart; 0: those that touch."""
        from geo.neighbours import within

        if not metres:
            return self.neighbours
        middles = self.villages.geometry.representative_point()
        return within(middles.x, middles.y, metres)


def land(store: Store, on: dt.date) -> Land:
    """Divisions valid on a day that have an outline, villages under their short names."""
    villages, townships = (reads.boundaries(store, level, on) for level in (Level.VILLAGE, Level.TOWNSHIP))
    return Land(villages.assign(name=villages["short"]), townships)
