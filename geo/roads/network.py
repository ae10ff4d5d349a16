"""Travel times over roads: a network of lines, points joined to it, minutes between them, and the way.

Speeds are assumptions per class (`RoadSpeeds`), not measurements: neither traffic, lights nor slopes count.
"""

from dataclasses import dataclass
from itertools import pairwise

import geopandas
import numpy as np
import shapely
from numpy.typing import ArrayLike
from pyproj import Geod
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.crs import from_wgs84, metric_frame
from geo.errors import RoadError
from geo.roads.classes import RoadSpeeds
from geo.roads.graph import (
    Bools,
    Chains,
    Floats,
    Integers,
    Segments,
    chains,
    main_part,
    pieces_apart,
    segments,
)

FAR = 2000.0
"""Metres from a point to the nearest road beyond which its minutes should not be believed."""

LEAST_SHARE = 0.5
"""Of all kilometres, that the largest connected part must hold for the roads to be a network."""

_AT_A_VERTEX = 0.02  # metres: as coordinates of seven decimals are rounded
_AT_ONCE = 32  # searches whose answers are held in memory together
_GEOD = Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True)
class RoadPart:
    """Roads on which one cannot come from the network and go back to it.

    Parameters
    ----------
    kilometres
        Their length.
    longitude, latitude
        A place on them, WGS 84.
    joined
        They touch the network: roads that only lead away from it or into it. Otherwise an island.
    """

    kilometres: float
    longitude: float
    latitude: float
    joined: bool


@dataclass(frozen=True, eq=False)
class Snapped:
    """Points (n,) joined to the network, each at the nearest place of its roads where one may stop.

    Parameters
    ----------
    longitude, latitude
        That place, WGS 84 degrees.
    metres
        From the point to it.
    part
        Position in `RoadNetwork.parts` of a disconnected part that is nearer than the network; -1: none is.
    segment, fraction
        Segment of the network, and how far along it, 0 to 1.
    """

    longitude: Floats
    latitude: Floats
    metres: Floats
    part: Integers
    segment: Integers
    fraction: Floats


@dataclass(frozen=True, eq=False)
class _Arcs:
    """Ways between the junctions and the points asked for, as rows of a sparse matrix of minutes.

    (k,) beside the matrix's data: the chain that an arc lies on, and the positions there.
    """

    graph: csr_array
    chain: Integers
    leaves: Floats
    arrives: Floats


class RoadNetwork:
    """Roads on which one can drive from everywhere to everywhere: the largest such part of a layer.

    Parameters
    ----------
    roads : GeoDataFrame
        Linestrings in WGS 84 that meet at shared vertices, with the columns road_class, and where there
        are such: oneway (bool: only from first to last vertex), speed_kmh (stated) and limit_kmh (legal),
        NaN where unknown. `data.importing.layers.road_files.read` makes one.
    speeds : RoadSpeeds, optional
        Speeds per class.

    Attributes
    ----------
    kilometres : float
        Length of the network.
    parts : tuple of RoadPart
        What is not connected to it, longest first.
    junctions : int
        Vertices left after contraction, of `vertices`.
    vertices : int
        Vertices of the network's lines.

    Raises
    ------
    RoadError
        There is no road for cars among them, or the roads are in pieces (`LEAST_SHARE`).
    """

    def __init__(self, roads: geopandas.GeoDataFrame, speeds: RoadSpeeds | None = None) -> None:
        self.speeds = speeds or RoadSpeeds()
        pieces = _segments(roads, self.speeds)
        main = main_part(pieces)
        total = float(pieces.metres.sum()) / 1000
        self._main = pieces.chosen(main)
        self.kilometres = float(self._main.metres.sum()) / 1000
        if self.kilometres < LEAST_SHARE * total:
            raise RoadError(
                "The roads are in pieces: of {total} km only {most} km are connected. Lines must share a "
                "point where roads meet; if they only cross, have crossings joined",
                total=round(total, 1),
                most=round(self.kilometres, 1),
            )
        if not pieces.stops[main].any():
            raise RoadError("There are no connected roads for cars on which one may stop")
        self.parts, rest, part = _parts(pieces, main)
        self._chains = chains(self._main)
        corner, node = np.unique(np.concatenate([self._chains.start, self._chains.end]), return_inverse=True)
        self.junctions = len(corner)
        self.vertices = len(np.unique(np.concatenate([self._main.start, self._main.end])))
        self._from, self._to = node[: len(node) // 2], node[len(node) // 2 :]
        middle = pieces.vertices[self._main.start].mean(axis=0)
        self._frame = metric_frame(*middle.tolist())
        self._nearest = _Nearest(self._main, self._main.stops, self._frame)
        self._elsewhere = _Nearest(rest, rest.stops, self._frame)
        self._part = part

    def snap(self, points: ArrayLike) -> Snapped:
        """Join points to the network.

        Parameters
        ----------
        points : array_like, shape (n, 2)
            Longitude and latitude, WGS 84 degrees.

        Raises
        ------
        ValueError
            `points` has another shape or is not finite.
        RoadError
            A point lies where the network's metric frame is not defined, half the earth away.
        """
        points = _checked(points)
        segment, fraction, apart = self._nearest(points)
        place = _between(self._main, segment, fraction)
        other, _, nearer = self._elsewhere(points)
        part = np.where(nearer < apart, self._part[other] if len(self._part) else -1, -1)
        metres = np.asarray(_GEOD.inv(*points.T, *place.T)[2], dtype=np.float64)
        return Snapped(place[:, 0], place[:, 1], metres, part.astype(np.int64), segment, fraction)

    def minutes(self, points: ArrayLike) -> Floats:
        """Minutes from every point to every point by the fastest way.

        Parameters
        ----------
        points : array_like, shape (n, 2)
            Longitude and latitude, WGS 84 degrees.

        Returns
        -------
        ndarray of float64, shape (n, n)
            From row to column, with the way from the point to its road and back to the other (`snap`) at
            the speed of approach. Finite, zero diagonal, not symmetric where roads are one-way.

        Raises
        ------
        ValueError, RoadError
            As `snap`.
        """
        snapped = self.snap(points)
        arcs = self._arcs(snapped)
        n = len(snapped.metres)
        asked = self.junctions + np.arange(n)
        road = np.zeros((n, n), dtype=np.float64)
        for first in range(0, n, _AT_ONCE):
            some = slice(first, first + _AT_ONCE)
            road[some] = dijkstra(arcs.graph, indices=asked[some])[:, asked]
        approach = snapped.metres / self.speeds.approach * 0.06
        total: Floats = road + approach[:, None] + approach[None, :]
        np.fill_diagonal(total, 0.0)
        return total

    def path(self, a: ArrayLike, b: ArrayLike) -> shapely.LineString:
        """The fastest way from one point to another.

        Parameters
        ----------
        a, b : array_like, shape (2,)
            Longitude and latitude, WGS 84 degrees.

        Returns
        -------
        LineString
            In WGS 84, from where `a` is joined to the network to where `b` is, along the roads whose
            minutes `minutes` counts. Twice the same place if that is one place.

        Raises
        ------
        ValueError, RoadError
            As `snap`.
        """
        snapped = self.snap(np.array([a, b], dtype=np.float64))
        arcs = self._arcs(snapped)
        start, end = self.junctions, self.junctions + 1
        came = dijkstra(arcs.graph, indices=start, return_predecessors=True)[1]
        way = [end]
        while way[-1] != start:
            way.append(int(came[way[-1]]))
        way.reverse()
        stretches = [self._stretch(arcs, tail, head) for tail, head in pairwise(way)]
        ends = np.column_stack([snapped.longitude, snapped.latitude])
        line = np.concatenate([ends[:1], *stretches, ends[1:]])
        moved = np.r_[True, (line[1:] != line[:-1]).any(axis=1)]
        return shapely.LineString(line[moved] if moved.sum() > 1 else line[:2])

    def _arcs(self, snapped: Snapped) -> _Arcs:
        """The network with the points put into their chains, as nodes after the junctions."""
        c, n = self._chains, len(snapped.segment)
        point_chain = c.chain[snapped.segment]
        position = c.place[snapped.segment] + c.step[snapped.segment] * snapped.fraction
        touched = np.unique(point_chain)
        every = np.arange(len(c.length))
        node = np.concatenate([self._from[touched], self.junctions + np.arange(n), self._to[touched]])
        chain = np.concatenate([touched, point_chain, touched])
        place = np.concatenate([np.zeros(len(touched)), position, c.length[touched].astype(np.float64)])
        rank = np.repeat([0, 1, 2], [len(touched), n, len(touched)])
        order = np.lexsort((rank, place, chain))
        node, chain, place = node[order], chain[order], place[order]
        follows = np.flatnonzero(chain[1:] == chain[:-1])
        return _sparse(
            c,
            np.concatenate([self._from, node[follows]]),
            np.concatenate([self._to, node[follows + 1]]),
            np.concatenate([every, chain[follows]]),
            np.concatenate([np.zeros(len(every)), place[follows]]),
            np.concatenate([c.length.astype(np.float64), place[follows + 1]]),
            self.junctions + n,
        )

    def _stretch(self, arcs: _Arcs, tail: int, head: int) -> Floats:
        """Vertices of the chain strictly between the two ends of an arc, and its ends where vertices."""
        row = slice(arcs.graph.indptr[tail], arcs.graph.indptr[tail + 1])
        arc = row.start + int(np.flatnonzero(arcs.graph.indices[row] == head)[0])
        leaves, arrives = float(arcs.leaves[arc]), float(arcs.arrives[arc])
        low, high = sorted((leaves, arrives))
        between = np.arange(int(np.ceil(low)), int(np.floor(high)) + 1)
        ids = self._chains.vertices[self._chains.first[arcs.chain[arc]] + between]
        line = self._main.vertices[ids]
        return np.asarray(line if leaves <= arrives else line[::-1])


def _segments(roads: geopandas.GeoDataFrame, speeds: RoadSpeeds) -> Segments:
    kept = roads[~roads["road_class"].isin(speeds.excluded)]
    if kept.empty:
        raise RoadError("There are no roads for cars among the lines")
    unknown = np.full(len(kept), np.nan)
    stated, limit = (
        kept[name].to_numpy(dtype=np.float64) if name in kept else unknown
        for name in ("speed_kmh", "limit_kmh")
    )
    oneway = kept["oneway"].to_numpy(dtype=bool) if "oneway" in kept else np.zeros(len(kept), dtype=bool)
    kmh = speeds.kmh(kept["road_class"], stated, limit)
    stops = ~kept["road_class"].isin(speeds.no_stopping).to_numpy()
    return segments(kept.geometry.to_numpy(), kmh, oneway, stops)


def _parts(pieces: Segments, main: Bools) -> tuple[tuple[RoadPart, ...], Segments, Integers]:
    """What is not in the main part, its segments, and which part each of them is in."""
    rest = pieces.chosen(~main)
    if not len(rest.start):
        return (), rest, np.zeros(0, dtype=np.int64)
    label = pieces_apart(rest)
    length = np.bincount(label, rest.metres)
    on_main = np.zeros(len(pieces.vertices), dtype=bool)
    on_main[np.concatenate([pieces.start[main], pieces.end[main]])] = True
    touching = np.bincount(label, on_main[rest.start] | on_main[rest.end])
    longest = np.lexsort((-rest.metres, label))
    place = rest.vertices[rest.start[longest[np.searchsorted(label[longest], np.arange(len(length)))]]]
    order = np.argsort(-length, kind="stable")
    parts = tuple(
        RoadPart(float(length[i]) / 1000, float(place[i, 0]), float(place[i, 1]), bool(touching[i]))
        for i in order
    )
    return parts, rest, np.argsort(order)[label]


def _sparse(
    c: Chains, tail: Integers, head: Integers, chain: Integers, low: Floats, high: Floats, size: int
) -> _Arcs:
    """Both directions, where open, of stretches from one position of a chain to a higher one.

    From a place to the same place both are open: a point at a junction is at all roads that meet there.
    """
    forward = c.at(c.forward, chain, high) - c.at(c.forward, chain, low)
    backward = c.at(c.backward, chain, high) - c.at(c.backward, chain, low)
    is_open = np.concatenate([c.open_forward[chain], c.open_backward[chain]]) | np.tile(low == high, 2)
    row, column = np.concatenate([tail, head])[is_open], np.concatenate([head, tail])[is_open]
    minutes = np.maximum(np.concatenate([forward, backward])[is_open], 0.0)
    order = np.lexsort((minutes, column, row))
    row, column = row[order], column[order]
    first = np.r_[True, (row[1:] != row[:-1]) | (column[1:] != column[:-1])]
    kept = order[first]
    indptr = np.searchsorted(row[first], np.arange(size + 1))
    graph = csr_array((minutes[kept], column[first], indptr), shape=(size, size))
    both = np.flatnonzero(is_open)[kept]
    return _Arcs(
        graph,
        np.concatenate([chain, chain])[both],
        np.concatenate([low, high])[both],
        np.concatenate([high, low])[both],
    )


class _Nearest:
    """The nearest of some segments, measured in a metric frame."""

    def __init__(self, pieces: Segments, which: Bools, frame: str) -> None:
        self._frame = frame
        self._ids = np.flatnonzero(which)
        start, end = (
            _projected(pieces.vertices[ends[self._ids]], frame) for ends in (pieces.start, pieces.end)
        )
        self._start, self._along = start, end - start
        self._tree = shapely.STRtree(shapely.linestrings(np.stack([start, end], axis=1)))

    def __call__(self, points: Floats) -> tuple[Integers, Floats, Floats]:
        """Segment (0 if there is none), fraction along it, metres to it (inf), each (n,)."""
        if not len(self._ids) or not len(points):
            zero = np.zeros(len(points))
            return zero.astype(np.int64), zero, np.full(len(points), np.inf)
        xy = _projected(points, self._frame)
        if not np.isfinite(xy).all():
            lost = points[np.argmin(np.isfinite(xy).all(axis=1))]
            raise RoadError(
                "The place {longitude}, {latitude} is too far away to be joined to the roads",
                longitude=float(lost[0]),
                latitude=float(lost[1]),
            )
        nearest = self._tree.query_nearest(shapely.points(xy), all_matches=False)[1]
        start, along = self._start[nearest], self._along[nearest]
        length = np.hypot(*along.T)
        passed = ((xy - start) * along).sum(axis=1) / length**2
        fraction = np.clip(passed, 0.0, 1.0)
        fraction[fraction * length < _AT_A_VERTEX] = 0.0
        fraction[(1 - fraction) * length < _AT_A_VERTEX] = 1.0
        apart = np.hypot(*(start + along * fraction[:, None] - xy).T)
        return self._ids[nearest], fraction, apart


def _between(pieces: Segments, segment: Integers, fraction: Floats) -> Floats:
    start, end = (pieces.vertices[ends[segment]] for ends in (pieces.start, pieces.end))
    place: Floats = np.where(fraction[:, None] < 1, start + (end - start) * fraction[:, None], end)
    return place


def _projected(lonlat: Floats, frame: str) -> Floats:
    return np.column_stack(from_wgs84(lonlat[:, 0], lonlat[:, 1], frame))


def _checked(points: ArrayLike) -> Floats:
    array = np.asarray(points, dtype=np.float64)
    if array.ndim != 2 or array.shape[1] != 2 or not np.isfinite(array).all():
        raise ValueError(f"Expected finite points of shape (n, 2), got shape {array.shape}")
    return array
