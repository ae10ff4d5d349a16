"""Outlines and residents of all counties, dissolved from their villages by the workers (dask-geopandas)."""

import dask.dataframe as dd
import dask_geopandas
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from data.province.folder import Folder
from data.province.places import open_place
from geo.boundaries import unite

_SNAPPED, _GAP = 1e-6, 5e-4
"""Degrees: corners nearer than a tenth of a metre are one, gaps up to some 50 m are closed."""

_EMPTY = gpd.GeoDataFrame(
    {
        "code": pd.Series(dtype=object),
        "name": pd.Series(dtype=object),
        "city": pd.Series(dtype=object),
        "synthetic": pd.Series(dtype=bool),
        "last_day": pd.Series(dtype=object),
        "least": pd.Series(dtype="int64"),
        "residents": pd.Series(dtype="float64"),
    },
    geometry=gpd.GeoSeries([], crs="EPSG:4326"),
)


def county_row(county: str, address: str) -> gpd.GeoDataFrame:
    """A county in one row: residents unknown where those of a village are."""
    place = open_place(address)
    note, villages = place.note(county), place.villages(county)
    row = {
        "code": [note.code],
        "name": [note.name],
        "city": [note.city],
        "synthetic": [note.synthetic],
        "last_day": [note.last_day.isoformat()],
        "least": [note.least],
        "residents": [villages["residents"].sum(skipna=False)],
    }
    outline = unite(matched(villages.geometry.to_numpy()))
    return gpd.GeoDataFrame(row, geometry=[outline], crs="EPSG:4326")


def keep_counties(source: str, target: str) -> None:
    """Write the list of counties beside what is told of them, by the client that is in force."""
    place, kept = open_place(source), open_place(target)
    if not isinstance(kept, Folder):
        return  # a server has them in a table of its own
    rows = dd.from_map(county_row, place.counties(), address=source, meta=_EMPTY)
    counties = dask_geopandas.from_dask_dataframe(rows).compute()
    counties = counties.set_geometry(matched(counties.geometry.to_numpy()), crs=counties.crs)
    kept.keep_counties(counties.sort_values("code", ignore_index=True))


def matched(outlines: NDArray[np.object_]) -> NDArray[np.object_]:
    """Outlines that were drawn apart, as counties draw theirs, with borders that are the same on both sides.

    Parameters
    ----------
    outlines
        Polygons (n,) in degrees.
    """
    return np.asarray(shapely.coverage_clean(outlines, gap_width=_GAP, snapping_distance=_SNAPPED))
