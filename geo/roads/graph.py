"""Lines of roads as a directed graph: straight segments, connected parts, chains between junctions.

Roads meet where they share a vertex, at exactly the same coordinates (to `DECIMALS`): so a bridge does not
meet the road under it. Nothing here knows of points or classes; `geo.roads.network` does.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Bools = NDArray[np.bool_]

DECIMALS = 7
"""Of degrees in which vertices are compared: about a centimetre, and the precision of OpenStreetMap."""

_GEOD = Geod(ellps="WGS84")


@dataclass(frozen=True, eq=False)
class Segments:
    """Straight pieces of road, each pair of vertices once.

    Parameters
    ----------
    vertices
        (v, 2) longitude, latitude.
    start, end
        (m,) vertices, start < end.
    metres
        (m,) geodesic length.
    forward, backward
        (m,) minutes from start to end and back; inf where that way is closed.
    stops
        (m,) whether one may stop there.
    """

    vertices: Floats
    start: Integers
    end: Integers
    metres: Floats
    forward: Floats
    backward: Floats
    stops: Bools

    def chosen(self, which: Bools) -> "Segments":
        """Some of the segments, over the same vertices."""
        return Segments(
            self.vertices,
            self.start[which],
            self.end[which],
            self.metres[which],
            self.forward[which],
            self.backward[which],
            self.stops[which],
        )

    def arcs(self) -> tuple[Integers, Integers, Floats]:
        """From, to and minutes of every way that is open."""
        tail = np.concatenate([self.start, self.end])
        head = np.concatenate([self.end, self.start])
        minutes = np.concatenate([self.forward, self.backward])
        is_open = np.isfinite(minutes)
        return tail[is_open], head[is_open], minutes[is_open]


@dataclass(frozen=True, eq=False)
class Chains:
    """Segments joined end to end where there is no choice of way.

    The c-th chain's vertices are ``vertices[first[c] : first[c + 1]]``. A *position* is the count of its
    segments passed: 2.5 is the middle of the third. From and to are junctions, or ends of roads.

    Parameters
    ----------
    first
        (c + 1,) offsets.
    vertices
        Of all chains, one after the other.
    forward, backward
        Minutes from the chain's start to each vertex, and back from it; 0 throughout where closed.
    open_forward, open_backward
        (c,) whether it may be driven so.
    chain, place
        (m,) of each segment: its chain, and the position there of its `Segments.start`.
    step
        (m,) 1 if the segment lies along its chain, -1 if against.
    """

    first: Integers
    vertices: Integers
    forward: Floats
    backward: Floats
    open_forward: Bools
    open_backward: Bools
    chain: Integers
    place: Integers
    step: Integers

    @property
    def start(self) -> Integers:
        """(c,) vertex where each chain begins."""
        return self.vertices[self.first[:-1]]

    @property
    def end(self) -> Integers:
        """(c,) vertex where it ends."""
        return self.vertices[self.first[1:] - 1]

    @property
    def length(self) -> Integers:
        """(c,) number of segments."""
        return np.diff(self.first) - 1

    def at(self, minutes: Floats, chain: Integers, position: Floats) -> Floats:
        """`forward` or `backward` at positions between vertices."""
        before = np.minimum(position.astype(np.int64), self.length[chain] - 1)
        i = self.first[chain] + before
        between: Floats = minutes[i] + (minutes[i + 1] - minutes[i]) * (position - before)
        return between


def segments(lines: NDArray[np.object_], kmh: Floats, oneway: Bools, stops: Bools) -> Segments:
    """Cut lines at their vertices; of pieces that lie upon each other the fastest counts.

    Parameters
    ----------
    lines
        (n,) linestrings in WGS 84.
    kmh
        (n,) speed along each, above 0.
    oneway
        (n,) may be driven from first to last vertex only.
    stops
        (n,) whether one may stop there.
    """
    vertices, a, b, road = _pieces(lines)
    metres = np.asarray(_GEOD.inv(*vertices[a].T, *vertices[b].T)[2], dtype=np.float64)
    minutes = metres / kmh[road] * 0.06
    turned = a > b
    forward = np.where(turned & oneway[road], np.inf, minutes)
    backward = np.where(~turned & oneway[road], np.inf, minutes)
    a, b = np.minimum(a, b), np.maximum(a, b)
    order = np.lexsort((b, a))
    a, b = a[order], b[order]
    new = np.ones(len(a), dtype=bool)
    new[1:] = (a[1:] != a[:-1]) | (b[1:] != b[:-1])
    pair, first = np.cumsum(new) - 1, np.flatnonzero(new)
    fastest = np.full((2, len(first)), np.inf)
    np.minimum.at(fastest[0], pair, forward[order])
    np.minimum.at(fastest[1], pair, backward[order])
    halts = np.zeros(len(first), dtype=bool)
    halts[pair[stops[road][order]]] = True
    return Segments(vertices, a[first], b[first], metres[order][first], fastest[0], fastest[1], halts)


def _pieces(lines: NDArray[np.object_]) -> tuple[Floats, Integers, Integers, Integers]:
    """Distinct vertices, and from, to and line of every piece that is longer than nothing."""
    xy, line = shapely.get_coordinates(lines, return_index=True)
    scaled = np.rint(xy * 10**DECIMALS).astype(np.int64)
    _, kept, vertex = np.unique((scaled[:, 0] << 32) + scaled[:, 1], return_index=True, return_inverse=True)
    follows = (line[1:] == line[:-1]) & (vertex[1:] != vertex[:-1])
    return scaled[kept] / 10.0**DECIMALS, vertex[:-1][follows], vertex[1:][follows], line[1:][follows]


def metres(lines: NDArray[np.object_]) -> Floats:
    """(n,) geodesic length of lines in WGS 84."""
    xy, line = shapely.get_coordinates(lines, return_index=True)
    apart = np.asarray(_GEOD.inv(*xy[:-1].T, *xy[1:].T)[2], dtype=np.float64)
    total = np.bincount(line[1:], np.where(line[1:] == line[:-1], apart, 0.0), len(lines))
    return total.astype(np.float64)


def main_part(pieces: Segments) -> Bools:
    """(m,) the most kilometres of road on which one can drive from everywhere to everywhere."""
    label = _components(pieces, "strong")
    within = label[pieces.start] == label[pieces.end]
    length = np.bincount(label[pieces.start[within]], pieces.metres[within], label.max() + 1)
    return np.asarray(within & (label[pieces.start] == length.argmax()))


def pieces_apart(pieces: Segments) -> Integers:
    """(m,) number of the connected piece that each segment belongs to, whatever its direction."""
    label = _components(pieces, "weak")
    return np.unique(label[pieces.start], return_inverse=True)[1].astype(np.int64)


def _components(pieces: Segments, connection: str) -> Integers:
    tail, head, _ = pieces.arcs()
    size = len(pieces.vertices)
    graph = coo_array((np.ones(len(tail)), (tail, head)), shape=(size, size)).tocsr()
    return np.asarray(connected_components(graph, connection=connection)[1], dtype=np.int64)


def chains(pieces: Segments) -> Chains:
    """Join segments of one connected part through all vertices that offer no choice."""
    ends = np.concatenate([pieces.start, pieces.end])
    order = np.argsort(ends, kind="stable")  # half-segment h < m leaves the start of h, else the end of h - m
    offset = np.searchsorted(ends[order], np.arange(len(pieces.vertices) + 1))
    junction = _junctions(pieces, order, offset)
    vertices, steps, first = _walk(pieces, order, offset, junction)
    return _measured(pieces, vertices, steps, first)


def _junctions(pieces: Segments, order: Integers, offset: Integers) -> Bools:
    """Vertices where chains end: not two segments, or two that differ in the ways they are open."""
    degree = np.diff(offset)
    pair = np.flatnonzero(degree == 2)
    leaving = np.isfinite(np.concatenate([pieces.forward, pieces.backward]))
    arriving = np.isfinite(np.concatenate([pieces.backward, pieces.forward]))
    leg, other = order[offset[pair]], order[offset[pair] + 1]
    alike = (arriving[leg] == leaving[other]) & (arriving[other] == leaving[leg])
    junction = degree > 0
    junction[pair[alike]] = False
    if not junction.any():
        junction[pieces.start[:1]] = True  # one ring and nothing else
    return junction


def _walk(
    pieces: Segments, order: Integers, offset: Integers, junction: Bools
) -> tuple[list[int], list[int], list[int]]:
    """Vertices of all chains, the half-segments between them (-1 after a chain's last), offsets."""
    m = len(pieces.start)
    heads = np.concatenate([pieces.end, pieces.start]).tolist()
    halves, begins, stop = order.tolist(), offset.tolist(), junction.tolist()
    used = bytearray(m)
    vertices: list[int] = []
    steps: list[int] = []
    first = [0]
    for origin in np.flatnonzero(junction).tolist():
        for half in halves[begins[origin] : begins[origin + 1]]:
            if used[half % m]:
                continue
            vertices.append(origin)
            while True:
                used[half % m] = 1
                steps.append(half)
                vertex = heads[half]
                vertices.append(vertex)
                if stop[vertex]:
                    break
                leg, other = halves[begins[vertex]], halves[begins[vertex] + 1]
                half = leg if leg % m != half % m else other
            steps.append(-1)
            first.append(len(vertices))
    return vertices, steps, first


def _measured(pieces: Segments, vertices: list[int], steps: list[int], first: list[int]) -> Chains:
    m = len(pieces.start)
    along, offset = np.array(steps, dtype=np.int64), np.array(first, dtype=np.int64)
    filled = np.flatnonzero(along >= 0)
    half, chain = along[filled], np.repeat(np.arange(len(first) - 1), np.diff(offset) - 1)
    leaving = np.concatenate([pieces.forward, pieces.backward])[half]
    returning = np.concatenate([pieces.backward, pieces.forward])[half]
    segment, against = half % m, half >= m
    of_chain, place, step = (np.empty(m, dtype=np.int64) for _ in range(3))
    of_chain[segment], step[segment] = chain, np.where(against, -1, 1)
    place[segment] = filled - offset[chain] + against
    begins = filled[np.searchsorted(chain, np.arange(len(first) - 1))]
    return Chains(
        offset,
        np.array(vertices, dtype=np.int64),
        _running(leaving, filled, offset),
        _running(returning, filled, offset),
        np.isfinite(leaving[np.searchsorted(filled, begins)]),
        np.isfinite(returning[np.searchsorted(filled, begins)]),
        of_chain,
        place,
        step,
    )


def _running(minutes: Floats, filled: Integers, offset: Integers) -> Floats:
    """Sums along each chain, 0 at its first vertex."""
    steps = np.zeros(offset[-1])
    steps[filled + 1] = np.where(np.isfinite(minutes), minutes, 0.0)
    total = np.cumsum(steps)
    lengths = np.diff(offset)
    running: Floats = total - np.repeat(total[offset[:-1]], lengths)
    return running
