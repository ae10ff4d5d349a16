"""Roads of the demo county: least-cost paths over its mesh, joined to one network.

Main roads link the township seats along the valleys; from every village's office the cheapest path leads
to the nearest road. Roads meet only at their ends, at exactly the same coordinates.
"""

from collections import Counter, defaultdict

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import Delaunay

from data.demo.geography import Geography, smoothed, to_degrees
from data.demo.terrain import Floats, Integers, Mesh

SEAT_ROADS = {
    "primary": [
        ("330726203", "330726202"),
        ("330726202", "330726003"),
        ("330726003", "330726001"),
        ("330726001", "330726101"),
        ("330726101", "330726103"),
        ("330726003", "330726002"),
    ],
    "secondary": [
        ("330726002", "330726105"),
        ("330726105", "330726104"),
        ("330726104", "330726102"),
        ("330726102", "330726103"),
        ("330726104", "330726101"),
        ("330726003", "330726107"),
        ("330726107", "330726204"),
        ("330726204", "330726200"),
        ("330726200", "330726106"),
        ("330726106", "330726201"),
        ("330726201", "330726104"),
        ("330726105", "330726106"),
    ],
}
"""Which seats a road links, the better roads first."""

CLASSES = ("primary", "secondary", "tertiary", "unclassified")
"""省道, 县道, 乡道, 村道, as OpenStreetMap has them in China."""

Rank = dict[tuple[int, int], int]
"""Class of the road between two neighbouring points, as its place in `CLASSES`."""

_NO_ROAD = len(CLASSES)
_LINKED_BELOW = 0.3  # height up to which neighbouring villages may have a road of their own
_LINKED_WITHIN = 4000.0  # ... and at most at this cost
_SERVES = 2  # villages beyond a stretch that make it tertiary rather than unclassified


def roads(county: Geography) -> list[tuple[str, shapely.LineString]]:
    """Road class and line (WGS 84) of every stretch between two junctions, ends or village offices."""
    ground = county.ground
    graph = ground.graph(_driving_cost(ground), county.inside)
    rank: Rank = {}
    _main_roads(rank, county, graph)
    _branch(rank, graph, county.offices)
    _link(rank, county, graph)
    stretches = _stretches(rank, {*county.offices.tolist(), *county.seats.tolist()})
    return [
        (CLASSES[rank[_pair(*chain[:2])]], shapely.LineString(to_degrees(smoothed(ground.points[chain]))))
        for chain in stretches
    ]


def _main_roads(rank: Rank, county: Geography, graph: csr_array) -> None:
    came = dijkstra(graph, directed=False, indices=county.seats, return_predecessors=True)[1]
    nth = {township.code: index for index, township in enumerate(county.townships)}
    for road_class, links in SEAT_ROADS.items():
        for start, end in links:
            path = _path(came[nth[start]], int(county.seats[nth[end]]))
            _lay(rank, path, CLASSES.index(road_class))


def _driving_cost(ground: Mesh) -> Floats:
    """(m,) cost along each pair: its length, dearer on high and on steep ground."""
    ends = ground.height[ground.pairs]
    cost: Floats = ground.length() * (1 + 4 * ends.mean(axis=1)) + 3000 * np.abs(ends[:, 0] - ends[:, 1])
    return cost


def _pair(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a < b else (b, a)


def _path(came: Integers, end: int) -> list[int]:
    """Points from an end back to where the search began."""
    path = [end]
    while came[path[-1]] >= 0:
        path.append(int(came[path[-1]]))
    return path


def _lay(rank: Rank, path: list[int], road_class: int) -> None:
    """Lay a road; where there is one, the better class stays."""
    for pair in map(_pair, path, path[1:]):
        rank[pair] = min(rank.get(pair, _NO_ROAD), road_class)


def _branch(rank: Rank, graph: csr_array, offices: Integers) -> None:
    """Lead from each office to the nearest road."""
    on_road = sorted({point for pair in rank for point in pair})
    came = dijkstra(graph, directed=False, indices=on_road, min_only=True, return_predecessors=True)[1]
    paths = [_path(came, int(office)) for office in offices]
    served = Counter(pair for path in paths for pair in map(_pair, path, path[1:]))
    for pair, villages in served.items():
        rank[pair] = CLASSES.index("tertiary" if villages >= _SERVES else "unclassified")


def _link(rank: Rank, county: Geography, graph: csr_array) -> None:
    """Link neighbouring offices on low ground between which the way round is long."""
    offices = county.offices
    corners = Delaunay(county.ground.points[offices]).simplices
    sides = np.unique(
        np.sort(np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]])), axis=0
    )
    low = county.ground.height[offices] < _LINKED_BELOW
    far, came = dijkstra(
        graph, directed=False, indices=offices, limit=_LINKED_WITHIN, return_predecessors=True
    )
    for a, b in sides[low[sides].all(axis=1)]:
        if np.isinf(far[a, offices[b]]):
            continue
        path = _path(came[a], int(offices[b]))
        if sum(pair not in rank for pair in map(_pair, path, path[1:])) > len(path) / 2:
            _lay(rank, path, CLASSES.index("unclassified"))


def _stretches(rank: Rank, stops: set[int]) -> list[list[int]]:
    """Chains of points between two junctions, ends, changes of class or stops."""
    near: dict[int, list[int]] = defaultdict(list)
    for a, b in sorted(rank):
        near[a].append(b)
        near[b].append(a)
    ends = {
        point
        for point, others in near.items()
        if point in stops or len(others) != 2 or len({rank[_pair(point, other)] for other in others}) > 1
    }
    chains = []
    for end in sorted(ends):
        for following in near[end]:
            chain = [end, following]
            while chain[-1] not in ends:
                chain.append(next(point for point in near[chain[-1]] if point != chain[-2]))
            if chain[0] < chain[-1] or (chain[0] == chain[-1] and chain[1] < chain[-2]):
                chains.append(chain)
    return chains
