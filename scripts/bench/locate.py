"""Placing points in villages: `geo.locate` against its peers, on the same points in one run.

    python -m scripts.bench.locate [--points 1000000] [--polygons 244] [--repeat 3] [--json]

Peers get their geometries, tables and trees of polygons ready-made and are timed from there to pairs of
positions (point, polygon) in numpy; ours is timed from bare coordinates to answers, the index ready-made.
Where peers give a point on a border to several polygons, the lowest position counts, as ours does.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.locate import VillageIndex
from scripts.bench.timing import timed

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Geometries = NDArray[np.object_]
Pairs = tuple[Any, Any]  # positions of points, positions of polygons
Query = Callable[[], Pairs]

_COUNTY = (119.6, 29.3, 120.1, 29.7)  # degrees west, south, east, north
_PIECES = 150  # Voronoi cells dissolved into one village: about 100 vertices


def villages(count: int, seed: int = 0) -> Geometries:
    """A coverage of wiggly polygons: small Voronoi cells united around `count` random centres."""
    rng = np.random.default_rng(seed)
    west, south, east, north = _COUNTY
    county = shapely.box(*_COUNTY)
    seeds = shapely.multipoints(rng.uniform((west, south), (east, north), (count * _PIECES, 2)))
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=county))
    cells = shapely.intersection(cells, county)
    middles = shapely.get_coordinates(shapely.centroid(cells))
    _, nearest = cKDTree(rng.uniform((west, south), (east, north), (count, 2))).query(middles)
    order = np.argsort(nearest, kind="stable")
    groups = np.split(cells[order], np.flatnonzero(np.diff(nearest[order])) + 1)
    return np.array([shapely.coverage_union_all(group) for group in groups])


def points(count: int, seed: int = 1) -> tuple[Floats, Floats]:
    """Random points in the county and a little around it."""
    rng = np.random.default_rng(seed)
    west, south, east, north = _COUNTY
    return rng.uniform(west - 0.01, east + 0.01, count), rng.uniform(south - 0.01, north + 0.01, count)


def geopandas_sjoin(x: Floats, y: Floats, polygons: Geometries) -> Query:
    left = geopandas.GeoDataFrame(geometry=shapely.points(x, y))
    right = geopandas.GeoDataFrame(geometry=polygons)
    right.sindex  # noqa: B018  builds the tree

    def query() -> Pairs:
        joined = left.sjoin(right, predicate="intersects")
        return joined.index.to_numpy(), joined["index_right"].to_numpy()

    return query


def shapely_tree_of_polygons(x: Floats, y: Floats, polygons: Geometries) -> Query:
    tree, places = shapely.STRtree(polygons), shapely.points(x, y)
    return lambda: tuple(tree.query(places, predicate="intersects"))


def shapely_tree_of_points(x: Floats, y: Floats, polygons: Geometries) -> Query:
    places = shapely.points(x, y)
    return lambda: tuple(shapely.STRtree(places).query(polygons, predicate="intersects")[::-1])


def duckdb_spatial(x: Floats, y: Floats, polygons: Geometries) -> Query:
    import duckdb
    import duckdb_extension_spatial
    import pyarrow

    (extension,) = Path(duckdb_extension_spatial.__file__).parent.rglob("spatial.duckdb_extension")
    base = duckdb.connect()
    base.execute(f"LOAD '{extension}'")
    base.register("p", pyarrow.table({"id": np.arange(len(x)), "x": x, "y": y}))
    base.register("q", pyarrow.table({"id": np.arange(len(polygons)), "wkb": shapely.to_wkb(polygons)}))
    base.execute("CREATE TABLE points AS SELECT id, ST_Point(x, y) AS place FROM p")
    base.execute("CREATE TABLE polygons AS SELECT id, ST_GeomFromWKB(wkb) AS area FROM q")
    text = "SELECT p.id AS a, q.id AS b FROM points p JOIN polygons q ON ST_Intersects(q.area, p.place)"

    def query() -> Pairs:
        found = base.execute(text).fetchnumpy()
        return found["a"], found["b"]

    return query


def sedonadb(x: Floats, y: Floats, polygons: Geometries) -> Query:
    import pyarrow
    import sedona.db

    base = sedona.db.connect()
    base.create_data_frame(pyarrow.table({"id": np.arange(len(x)), "x": x, "y": y})).to_view("xy")
    places = base.sql("SELECT id, ST_Point(x, y) AS place FROM xy")
    places.to_memtable().to_view("points")
    areas = geopandas.GeoDataFrame({"id": np.arange(len(polygons))}, geometry=polygons)
    base.create_data_frame(areas).to_memtable().to_view("polygons")
    text = "SELECT p.id AS a, q.id AS b FROM points p JOIN polygons q ON ST_Intersects(q.geometry, p.place)"

    def query() -> Pairs:
        found = base.sql(text).to_arrow_table()
        return found["a"].to_numpy(), found["b"].to_numpy()

    return query


PEERS: dict[str, Callable[[Floats, Floats, Geometries], Query]] = {
    "geopandas.sjoin": geopandas_sjoin,
    "shapely.STRtree of polygons": shapely_tree_of_polygons,
    "shapely.STRtree of points": shapely_tree_of_points,
    "DuckDB spatial": duckdb_spatial,
    "SedonaDB": sedonadb,
}


def lowest(pairs: Pairs, count: int) -> Integers:
    """For each point the lowest polygon it was found in, or -1."""
    answer = np.full(count, np.iinfo(np.int64).max)
    np.minimum.at(answer, pairs[0], np.asarray(pairs[1], dtype=np.int64))
    return np.where(answer == np.iinfo(np.int64).max, -1, answer)


def first_use_seconds() -> float:
    """Import, compile, build and ask in a new interpreter that has nothing compiled yet."""
    program = "import shapely, geo.locate as g; g.VillageIndex([shapely.box(0, 0, 1, 1)]).locate([0], [0])"
    with tempfile.TemporaryDirectory() as empty:
        environment = {**os.environ, "NUMBA_CACHE_DIR": empty}
        run = [sys.executable, "-c", program]
        return timed(lambda: subprocess.run(run, env=environment, check=True), 1)[0]


def compare(count: int, polygon_count: int, repeat: int, peers: list[str]) -> dict[str, Any]:
    """Time ours and every peer; say where answers differ and which peers are not installed."""
    polygons = villages(polygon_count)
    x, y = points(count)
    VillageIndex(polygons[:2]).locate(x[:1], y[:1])  # loads the compiled code
    build, index = timed(lambda: VillageIndex(polygons), repeat)
    seconds, ours = timed(lambda: index.locate(x, y), max(repeat, 15))
    report: dict[str, Any] = {
        "points": count,
        "polygons": len(polygons),
        "vertices": int(shapely.get_num_coordinates(polygons).sum()),
        "first_use_seconds": first_use_seconds(),
        "build_seconds": build,
        "seconds": seconds,
        "peers": {},
    }
    for peer in peers:
        try:
            query = PEERS[peer](x, y, polygons)
        except ImportError as error:
            report["peers"][peer] = {"not_installed": error.name or str(error)}
            continue
        took, pairs = timed(query, repeat)
        report["peers"][peer] = {
            "seconds": took,
            "ratio": took / seconds,
            "ratio_with_build": took / (seconds + build),
            "differing_points": int((lowest(pairs, count) != ours).sum()),
        }
    return report


def told(report: dict[str, Any]) -> str:
    """The report as lines of text."""
    lines = [
        f"{report['points']:,} points, {report['polygons']:,} polygons of {report['vertices']:,} vertices",
        f"first use ever (import, compile): {report['first_use_seconds']:.1f} s; "
        f"index built in {report['build_seconds']:.3f} s",
        f"{'':30}{'median s':>10}{'ratio':>9}{'with build':>12}  answers",
        f"{'geo.locate':30}{report['seconds']:10.4f}{1:9.1f}",
    ]
    for peer, figures in report["peers"].items():
        if "not_installed" in figures:
            lines.append(f"{peer:30}not installed: {figures['not_installed']}")
            continue
        differing = figures["differing_points"]
        lines.append(
            f"{peer:30}{figures['seconds']:10.4f}{figures['ratio']:9.1f}{figures['ratio_with_build']:12.1f}"
            f"  {'agree' if differing == 0 else f'{differing:,} differ'}"
        )
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.bench.locate", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--polygons", type=int, default=244)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--peers", nargs="*", choices=PEERS, default=list(PEERS), help="all unless named")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    report = compare(options.points, options.polygons, options.repeat, options.peers)
    print(json.dumps(report, indent=1) if options.json else told(report))


if __name__ == "__main__":
    main()
