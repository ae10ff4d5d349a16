"""A county of any number of villages, by seed, for what the demo county is too small for.

``python -m scripts.bench.county FILE [--villages 7701] [--petitions 60000]`` writes a record of a map without
people: cells around random centres for villages, forty or so to a township, and petitions at random places of
three years, few villages having most of them.
"""

import argparse
import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from scipy.spatial import cKDTree
from sqlalchemy import insert, select

from data.store import Store
from data.tables import Boundary, Dataset, Division
from data.tables.petitions import Petition
from data.terms import Level
from geo.boundaries import unite

CODE, NAME, DAY = "990001", "Seven thousand", dt.date(2026, 11, 24)
SEED = 7_701
BOX = (119.5, 29.2, 120.9, 30.4)
PIECES = 9
"""Cells that are united into a village, which then has some 30 vertices."""

CATEGORIES = ("natural-resources", "ecology", "agriculture", "labour")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--villages", type=int, default=7701)
    parser.add_argument("--petitions", type=int, default=60_000)
    options = parser.parse_args()
    store = Store(f"sqlite:///{options.file}", create=True)
    write(store, options.villages, options.petitions)
    store.close()


def write(store: Store, villages: int, petitions: int) -> None:
    """Fill an empty record."""
    rng = np.random.default_rng(SEED)
    shapes, parents = _villages(villages, rng)
    codes = [f"{CODE}{parent:03d}{n:05d}" for n, parent in enumerate(parents)]
    residents = rng.integers(300, 4000, villages)
    divisions: list[tuple[str, str, Level, str | None, int, shapely.Geometry]] = [
        (code, f"Village {n}", Level.VILLAGE, f"{CODE}{parents[n]:03d}", int(residents[n]), shapes[n])
        for n, code in enumerate(codes)
    ]
    for parent in np.unique(parents):
        own = np.flatnonzero(parents == parent)
        people, whole = int(residents[own].sum()), unite(shapes[own])
        divisions.append((f"{CODE}{parent:03d}", f"Township {parent}", Level.TOWNSHIP, CODE, people, whole))
    divisions.append((CODE, NAME, Level.COUNTY, None, int(residents.sum()), unite(shapes)))
    with store.write("bench", "demo", CODE) as session:
        session.add(Dataset(county_code=CODE, county_name=NAME, synthetic=True, as_of=DAY))
        connection = session.connection()
        columns = ("code", "name", "level", "parent_code", "residents")
        since = {"valid_from": dt.date(2019, 6, 1), "valid_to": None}
        rows = [dict(zip(columns, each[:-1], strict=True)) | since for each in divisions]
        connection.execute(insert(Division), rows)
        ids = {code: id_ for id_, code in connection.execute(select(Division.id, Division.code))}
        of = {"frame": "EPSG:4326", "source": "synthetic"}
        drawn = [{"division_id": ids[each[0]], "geometry": each[-1], **of} for each in divisions]
        connection.execute(insert(Boundary), drawn)
        connection.execute(insert(Petition), _petitions(petitions, codes, shapes, rng))


def _villages(count: int, rng: np.random.Generator) -> tuple[Any, Any]:
    """Polygons, and of each the number of its township."""
    west, south, east, north = BOX
    box, corners = shapely.box(*BOX), ((west, south), (east, north))
    seeds = shapely.multipoints(rng.uniform(*corners, (count * PIECES, 2)))
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=box))
    cells = shapely.intersection(cells, box)
    middles = shapely.get_coordinates(shapely.centroid(cells))
    _, nearest = cKDTree(rng.choice(middles, count, replace=False)).query(middles)
    order = np.argsort(nearest, kind="stable")
    groups = np.split(cells[order], np.flatnonzero(np.diff(nearest[order])) + 1)
    shapes = np.array([unite(group) for group in groups])
    seats = rng.uniform(*corners, (max(count // 40, 1), 2))
    _, parents = cKDTree(seats).query(shapely.get_coordinates(shapely.centroid(shapes)))
    return shapes, parents + 100


def _petitions(count: int, codes: list[str], shapes: Any, rng: np.random.Generator) -> list[dict[str, Any]]:
    weights = rng.gamma(0.5, size=len(codes))
    place = rng.choice(len(codes), count, p=weights / weights.sum())
    days, kinds, open_ = (
        rng.integers(1, 3 * 365, count),
        rng.integers(0, len(CATEGORIES), count),
        rng.random(count),
    )
    at = shapely.get_coordinates(shapely.point_on_surface(shapes))[place]
    fixed: dict[str, Any] = {
        "channel": "letter",
        "category_scheme": "2022",
        "purpose": "claim",
        "occurrence": "first",
    }
    fixed |= {"people": 1, "tier": "general", "placement": "point", "basis": "point", "county_code": CODE}
    rows: list[dict[str, Any]] = []
    for n in range(count):
        filed, village = (
            dt.datetime.combine(DAY, dt.time(9)) - dt.timedelta(days=int(days[n])),
            codes[place[n]],
        )
        is_open = open_[n] < 0.1
        rows.append(
            fixed
            | {"number": f"B{n:07d}", "filed": filed, "category": CATEGORIES[kinds[n]]}
            | {"status": "open" if is_open else "closed", "digest": f"{n:032x}"}
            | {"closed": None if is_open else filed + dt.timedelta(days=1)}
            | {"village_code": village, "township_code": village[:9], "point_code": village}
            | {"longitude": float(at[n, 0]), "latitude": float(at[n, 1])}
        )
    return rows


if __name__ == "__main__":
    main()
