"""The province of this machine, if it has one: what is told of it, and its outlines.

It reads no record and no petition, so what is kept is the same for whoever may open the page.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import geopandas as gpd

from dashboard.settings import settings
from data.cartography.outlines import outlines
from data.province.overview import Overview, read_overview, version


@dataclass(frozen=True, eq=False)
class Province:
    """What is told of a province, its outlines as one document, and the fingerprint of that."""

    overview: Overview
    outlines: str
    digest: str


def province() -> Province | None:
    """The province of this machine's setting; None: there is none.

    Raises
    ------
    ProvinceRefused
        It cannot be read.
    """
    root = settings().province
    return None if root is None else _read(root, version(root))


@lru_cache(maxsize=1)
def _read(root: Path, _version: int) -> Province:
    overview = read_overview(root)
    counties = overview.counties.assign(parent_code=overview.counties["city"])
    cities = gpd.GeoDataFrame({"code": counties["city"].unique(), "name": counties["city"].unique()})
    roads = gpd.GeoDataFrame({"road_class": []}, geometry=[], crs=counties.crs)
    lines = outlines(counties, cities, roads)
    return Province(overview, lines, hashlib.sha256(lines.encode()).hexdigest()[:16])
