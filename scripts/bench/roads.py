"""Minutes between villages over roads: `geo.roads` against a plain search, on the same roads in one run.

    python -m scripts.bench.roads [--points 244] [--side 100] [--repeat 3] [--json]

The peer is `scipy.sparse.csgraph.dijkstra` on the graph of every vertex of every line, the points put into it
as nodes; it gets that graph ready-made, and the places where the points join the roads. Ours is timed from
bare coordinates to the matrix, the network ready-made. Faster libraries for this exist, under licences that
ask for more than this program can give (pandana: AGPL, igraph: GPL).
"""

import argparse
import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.roads import RoadNetwork, Snapped
from geo.roads.graph import main_part, segments
from scripts.bench.timing import timed

Floats = NDArray[np.float64]

_WEST, _SOUTH, _STEP = 119.6, 29.2, 0.005  # degrees: junctions about half a kilometre apart
_BENDS = 5  # pieces of a road between two junctions
_CLASSES = ("primary", "secondary", "tertiary", "unclassified")


def demo() -> tuple[geopandas.GeoDataFrame, Floats]:
    """Roads of the demo county, and the offices of its 244 villages."""
    from data.demo.geography import geography
    from data.demo.roads import roads

    county = geography()
    classes, lines = zip(*roads(county), strict=True)
    offices = np.array([(village.longitude, village.latitude) for village in county.villages])
    return geopandas.GeoDataFrame({"road_class": classes}, geometry=list(lines), crs="EPSG:4326"), offices


def grid(side: int, points: int, seed: int = 0) -> tuple[geopandas.GeoDataFrame, Floats]:
    """About 2 x side x side bent roads between the junctions of a grid, a tenth of them one-way."""
    rng = np.random.default_rng(seed)
    n = side + 1
    junction = np.stack(np.meshgrid(np.arange(n), np.arange(n), indexing="ij"), axis=-1).reshape(-1, 2)
    place = (_WEST, _SOUTH) + (junction + rng.uniform(-0.2, 0.2, junction.shape)) * _STEP
    number = np.arange(n * n).reshape(n, n)
    a = np.concatenate([number[:-1].ravel(), number[:, :-1].ravel()])
    b = np.concatenate([number[1:].ravel(), number[:, 1:].ravel()])
    along = np.linspace(0, 1, _BENDS + 1)[None, :, None]
    lines = place[a][:, None] * (1 - along) + place[b][:, None] * along
    lines[:, 1:-1] += rng.uniform(-0.05, 0.05, lines[:, 1:-1].shape) * _STEP
    columns = {"road_class": rng.choice(_CLASSES, len(a)), "oneway": rng.random(len(a)) < 0.1}
    villages = (_WEST, _SOUTH) + rng.uniform(0, side, (points, 2)) * _STEP
    return geopandas.GeoDataFrame(columns, geometry=shapely.linestrings(lines), crs="EPSG:4326"), villages


def plain(roads: geopandas.GeoDataFrame, network: RoadNetwork, snapped: Snapped) -> Callable[[], Floats]:
    """The search over every vertex of the network, with the points as nodes after the vertices."""
    unknown = np.full(len(roads), np.nan)
    kmh = network.speeds.kmh(roads["road_class"], unknown, unknown)
    oneway = roads["oneway"].to_numpy() if "oneway" in roads else np.zeros(len(roads), dtype=bool)
    pieces = segments(roads.geometry.to_numpy(), kmh, oneway, np.ones(len(roads), dtype=bool))
    pieces = pieces.chosen(main_part(pieces))
    tails, heads, minutes = (column.tolist() for column in pieces.arcs())
    on_piece: dict[int, list[tuple[float, int]]] = {}
    for point, (piece, t) in enumerate(zip(snapped.segment.tolist(), snapped.fraction.tolist(), strict=True)):
        on_piece.setdefault(piece, []).append((t, len(pieces.vertices) + point))
    for piece, stations in on_piece.items():
        ends = [(0.0, int(pieces.start[piece])), *sorted(stations), (1.0, int(pieces.end[piece]))]
        there, back = float(pieces.forward[piece]), float(pieces.backward[piece])
        for (s, here), (t, next_one) in pairwise(ends):
            for tail, head, cost in ((here, next_one, there), (next_one, here, back)):
                if np.isfinite(cost) or s == t:
                    tails.append(tail)
                    heads.append(head)
                    minutes.append(cost * (t - s) if s < t else 0.0)
    size = len(pieces.vertices) + len(snapped.metres)
    graph = csr_array((minutes, (tails, heads)), shape=(size, size))
    asked = np.arange(len(pieces.vertices), size)
    approach = snapped.metres / network.speeds.approach * 0.06

    def search() -> Floats:
        minutes: Floats = dijkstra(graph, indices=asked)[:, asked] + approach[:, None] + approach[None, :]
        np.fill_diagonal(minutes, 0.0)
        return minutes

    return search


def compare(roads: geopandas.GeoDataFrame, points: Floats, repeat: int) -> dict[str, Any]:
    """Time ours and the plain search, and say by how much their answers differ."""
    build, network = timed(lambda: RoadNetwork(roads), repeat)
    seconds, ours = timed(lambda: network.minutes(points), repeat)
    path, _ = timed(lambda: network.path(points[0], points[-1]), repeat)
    took, theirs = timed(plain(roads, network, network.snap(points)), repeat)
    return {
        "roads": len(roads),
        "km": network.kilometres,
        "vertices": network.vertices,
        "junctions": network.junctions,
        "points": len(points),
        "build_seconds": build,
        "seconds": seconds,
        "path_seconds": path,
        "plain_seconds": took,
        "ratio": took / seconds,
        "largest_difference_minutes": float(np.abs(ours - theirs).max()),
    }


def told(name: str, report: dict[str, Any]) -> str:
    """A report as lines of text."""
    return "\n".join(
        [
            f"{name}: {report['roads']:,} roads of {report['km']:,.0f} km, {report['vertices']:,} vertices, "
            f"{report['junctions']:,} junctions; network made in {report['build_seconds']:.2f} s",
            f"  minutes {report['points']} x {report['points']}: {report['seconds']:.3f} s; "
            f"plain search over all vertices: {report['plain_seconds']:.3f} s ({report['ratio']:.1f} times); "
            f"largest difference {report['largest_difference_minutes']:.1e} minutes",
            f"  one way as a line: {report['path_seconds'] * 1000:.0f} ms",
        ]
    )


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.bench.roads", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--points", type=int, default=244)
    parser.add_argument("--side", type=int, default=100)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    examples = {"demo county": demo(), "grid": grid(options.side, options.points)}
    reports = {name: compare(*example, options.repeat) for name, example in examples.items()}
    print(json.dumps(reports, indent=1) if options.json else "\n".join(map(told, reports, reports.values())))


if __name__ == "__main__":
    main()
