"""Townships and villages of the demo county: real names and sizes, invented shapes.

Townships grow from their real seats over a hilly mesh until their areas are the real ones, so that their
borders run along ridges; villages are put into them, close together where the ground is low. Cells are
joined, their borders smoothed once as lines, so that neighbours share them exactly.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from pyproj import Transformer
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from data.demo.names import village_name
from data.demo.terrain import Bools, Floats, Integers, Mesh, mesh, noise
from data.terms import REFERENCE

SEED = 20200630
ROUGH_SEED = 3
"""Of the rough ground that borders follow: one for which the real areas can be had."""

METRIC = "EPSG:4549"
DECIMALS = 7
"""Of degrees: a centimetre. Rounded before polygons are closed, so that borders stay shared."""

MAIN_VALLEY = ["330726203", "330726202", "330726003", "330726001", "330726101", "330726103"]
NORTH_VALLEY = ["330726107", "330726204", "330726200", "330726106"]
EAST_VALLEY = ["330726002", "330726105", "330726104", "330726102", "330726103"]
SIDE_VALLEYS = [["330726106", "330726201"], ["330726003", "330726002"], ["330726104", "330726101"]]


@dataclass(frozen=True)
class Township:
    """A township as `reference/townships.toml` has it."""

    code: str
    name: str
    villages: int
    communities: int
    km2: float
    longitude: float
    latitude: float
    residents: int
    as_of: int
    """Year of the residents; 0: assumed."""


@dataclass(frozen=True)
class Village:
    """A synthetic village; the polygon and the visit point are in WGS 84."""

    code: str
    name: str
    township: str
    community: bool
    residents: int
    longitude: float
    latitude: float
    geometry: shapely.Polygon


@dataclass(frozen=True)
class Geography:
    """What the roads and the record need to know of the ground.

    `seats` (15,) and `offices` (244,) are points of the mesh: township seats and visit points of the
    villages, in the order of `townships` and `villages`.
    """

    ground: Mesh
    inside: Bools
    townships: tuple[Township, ...]
    seats: Integers
    villages: tuple[Village, ...]
    offices: Integers


@cache
def reference() -> dict[str, Any]:
    """The county and its townships as `reference/townships.toml` has them."""
    with (REFERENCE / "townships.toml").open("rb") as file:
        return tomllib.load(file)


def townships() -> tuple[Township, ...]:
    """The fifteen townships in the order of their codes."""
    return tuple(Township(**row) for row in reference()["townships"]["townships"])


@cache
def geography() -> Geography:
    """The ground of the demo county, always the same."""
    rng = np.random.default_rng(SEED)
    places = townships()
    at = np.stack(_transformer().transform(*np.array([(t.longitude, t.latitude) for t in places]).T), axis=1)
    ground = _ground(rng, places, at)
    inside = _county(ground, rng, places, at)
    seats = np.flatnonzero(inside)[cKDTree(ground.points[inside]).query(at)[1]]
    cost = _walking_cost(ground, np.random.default_rng(ROUGH_SEED))
    owner = _grow(ground, cost, inside, seats, np.array([t.km2 for t in places]) * 1e6, 300)
    label, offices = _settle(ground, cost, owner, seats, [t.villages for t in places], rng)
    polygons = _polygons(ground, label)
    residents = _residents(ground, offices, seats, places, rng)
    villages = _villages(places, ground, offices, seats, polygons, residents)
    return Geography(ground, inside, places, seats, villages, offices)


def to_degrees(points: Floats) -> Floats:
    """(n, 2) metres to rounded WGS 84 longitude, latitude."""
    lonlat = _transformer().transform(*points.T, direction="INVERSE")
    return np.round(np.stack(lonlat, axis=1), DECIMALS)


def to_metres(lonlat: Floats) -> Floats:
    """(n, 2) WGS 84 longitude, latitude to metres: `to_degrees` backwards."""
    return np.stack(_transformer().transform(*lonlat.T), axis=1)


@cache
def _transformer() -> Transformer:
    return Transformer.from_crs("EPSG:4326", METRIC, always_xy=True)


# --- the county and its townships ------------------------------------------------------------------


def _remoteness(points: Floats, places: tuple[Township, ...], at: Floats) -> Floats:
    """How far out a point lies, in radii of the nearest township as a circle."""
    radius = np.sqrt(np.array([t.km2 for t in places]) * 1e6 / np.pi)
    apart = np.hypot(*(points[:, None] - at[None]).transpose(2, 0, 1)) / radius
    remoteness: Floats = (apart**-2.2).sum(axis=1) ** (-1 / 2.2)
    return remoteness


def _ground(rng: np.random.Generator, places: tuple[Township, ...], at: Floats) -> Mesh:
    position = {t.code: tuple(p) for t, p in zip(places, at.tolist(), strict=True)}
    lines = [(2600.0, MAIN_VALLEY), (1500.0, EAST_VALLEY), (900.0, NORTH_VALLEY)]
    lines += [(800.0, codes) for codes in SIDE_VALLEYS]
    valleys = [(width, [position[code] for code in codes]) for width, codes in lines]
    return mesh(
        rng,
        (*(at.min(axis=0) - 9000), *(at.max(axis=0) + 9000)),
        lambda points: _remoteness(points, places, at) < 1.0,
        valleys,
    )


def _county(ground: Mesh, rng: np.random.Generator, places: tuple[Township, ...], at: Floats) -> Bools:
    """Cells of the county: the least remote ones, to the county's area, in one piece without holes."""
    remote = _remoteness(ground.points, places, at)
    remote = remote * (1 + 0.05 * noise(ground.points, rng, 8000, 3))
    order = np.argsort(remote)
    within = np.cumsum(ground.area[order])
    wanted = area = sum(t.km2 for t in places) * 1e6
    for _ in range(3):
        inside = np.zeros(len(order), dtype=bool)
        inside[order[: np.searchsorted(within, area)]] = True
        inside = ~_largest_piece(ground, ~_largest_piece(ground, inside))
        area += wanted - ground.area[inside].sum()
    return inside


def _largest_piece(ground: Mesh, kept: Bools) -> Bools:
    piece = connected_components(ground.graph(ground.length(), kept), directed=False)[1]
    largest: Bools = (piece == np.bincount(piece[kept]).argmax()) & kept
    return largest


def _walking_cost(ground: Mesh, rng: np.random.Generator) -> Floats:
    """(m,) metres along each pair, dearer on high and on rough ground, so that borders run there."""
    ends = ground.height[ground.pairs]
    rough = noise(ground.points[ground.pairs].mean(axis=1), rng, 3000, 3)
    steep = 2500 * np.abs(ends[:, 0] - ends[:, 1])
    cost: Floats = ground.length() * (1 + 3 * ends.mean(axis=1)) * np.exp(0.3 * rough) + steep
    return cost


def _grow(ground: Mesh, cost: Floats, kept: Bools, seeds: Integers, wanted: Floats, steps: int) -> Integers:
    """Region of each cell kept (-1: not kept): of the seed least far away, with a lead for each seed.

    Leads are moved until the areas are within 0.4% of those wanted (square metres). A region of additively
    weighted distances along a graph is connected: all of a shortest path to a cell belongs to whom the
    cell belongs to.
    """
    far = dijkstra(ground.graph(cost, kept), directed=False, indices=seeds)[:, kept]
    area = ground.area[kept]
    lead, best = np.zeros(len(seeds)), np.inf
    for step in range(steps):
        owner = np.argmin(far - lead[:, None], axis=0)
        missing = 1 - np.bincount(owner, area, len(seeds)) / wanted
        if np.abs(missing).max() < best:
            best, label = np.abs(missing).max(), owner
        if best < 0.004:
            break
        lead += 0.35 * 0.995**step * np.sqrt(wanted) * missing
    regions = np.full(len(kept), -1)
    regions[kept] = label
    return regions


# --- villages ------------------------------------------------------------------------------------------


def _settle(
    ground: Mesh,
    cost: Floats,
    owner: Integers,
    seats: Integers,
    numbers: list[int],
    rng: np.random.Generator,
) -> tuple[Integers, Integers]:
    """Village of each cell, counted through all townships, and the cell of each village's office."""
    label = np.full(len(owner), -1)
    offices: list[int] = []
    for township, number in enumerate(numbers):
        cells = np.flatnonzero(owner == township)
        from_seat = np.hypot(*(ground.points[cells] - ground.points[seats[township]]).T)
        dense = np.exp(-1.8 * ground.height[cells] - from_seat / 5000)
        centres = _centres(ground.points[cells], dense, number, rng)
        nearest = cKDTree(centres).query(ground.points[cells])[1]
        usual = ground.area[cells].sum() / number
        wanted: Floats = np.bincount(nearest, ground.area[cells], number).clip(0.5 * usual, 2.5 * usual)
        wanted = wanted * (ground.area[cells].sum() / wanted.sum())
        seeds = _low_ground(ground, cells, centres)
        label[cells] = len(offices) + _grow(ground, cost, owner == township, seeds, wanted, 40)[cells]
        offices += seeds.tolist()
    return label, _offices(ground, label, np.array(offices), seats)


def _centres(points: Floats, dense: Floats, number: int, rng: np.random.Generator) -> Floats:
    """(number, 2) centres by weighted k-means."""
    centres = points[rng.choice(len(points), number, replace=False, p=dense / dense.sum())]
    for _ in range(40):
        nearest = cKDTree(centres).query(points)[1]
        weight = np.bincount(nearest, dense, number)
        sums = np.stack([np.bincount(nearest, dense * axis, number) for axis in points.T], axis=1)
        centres = np.where(weight[:, None] > 0, sums / np.maximum(weight, 1e-12)[:, None], centres)
    return centres


def _low_ground(ground: Mesh, cells: Integers, centres: Floats) -> Integers:
    """The lowest, nearest cell to each centre, each cell once."""
    chosen: list[int] = []
    for centre in centres:
        apart = np.hypot(*(ground.points[cells] - centre).T)
        cost = apart / 1000 + 1.2 * ground.height[cells]
        cost[np.isin(cells, chosen)] = np.inf
        chosen.append(int(cells[cost.argmin()]))
    return np.array(chosen)


def _offices(ground: Mesh, label: Integers, centres: Integers, seats: Integers) -> Integers:
    """Cell of each village's office: the centre, but never at a border; the seat for the seat's village."""
    a, b = ground.pairs.T
    border = np.zeros(len(label), dtype=bool)
    border[np.r_[a, b][np.r_[label[a] != label[b], label[a] != label[b]]]] = True
    offices = centres.copy()
    for village, centre in enumerate(centres):
        cells = np.flatnonzero((label == village) & ~border)
        if border[centre] and len(cells):
            offices[village] = cells[np.hypot(*(ground.points[cells] - ground.points[centre]).T).argmin()]
    offices[label[seats]] = seats
    return offices


def _polygons(ground: Mesh, label: Integers) -> list[shapely.Polygon]:
    """Polygon of each label in degrees: walls between labels, joined to lines, smoothed, closed again."""
    a, b = label[ground.pairs].T
    walls = ground.corners[ground.walls[a != b]]
    borders = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(shapely.linestrings(walls))))
    smooth = [shapely.LineString(to_degrees(smoothed(shapely.get_coordinates(line)))) for line in borders]
    faces = shapely.get_parts(shapely.polygonize(smooth))
    inner = shapely.get_coordinates(shapely.point_on_surface(faces))
    nearest = cKDTree(to_degrees(ground.points)).query(inner)[1]
    return [face for _, face in sorted(zip(label[nearest].tolist(), faces, strict=True), key=lambda p: p[0])]


def smoothed(line: Floats) -> Floats:
    """(n, 2) points of a line, in metres, whose corners are rounded off; its ends stay."""
    points = line.copy()
    for _ in range(2):
        points[1:-1] = (points[:-2] + 2 * points[1:-1] + points[2:]) / 4
    simple: Floats = shapely.get_coordinates(shapely.simplify(shapely.LineString(points), 4))
    return simple


def _residents(
    ground: Mesh,
    offices: Integers,
    seats: Integers,
    places: tuple[Township, ...],
    rng: np.random.Generator,
) -> Integers:
    """Residents of each village, together those of its township: more near the seat and on low ground."""
    county_seat = [t.code for t in townships()].index(reference()["county"]["seat"])
    apart = np.hypot(*(ground.points[offices] - ground.points[seats[county_seat]]).T)
    usual = np.exp(-apart / 9000 - 0.8 * ground.height[offices]) + 0.12
    drawn = usual * rng.lognormal(0, 0.35, len(offices))
    upto = np.cumsum([0, *(t.villages for t in places)])
    shares = [drawn[start:end] / drawn[start:end].sum() for start, end in pairwise(upto)]
    sums = [np.rint(t.residents * np.cumsum(share)) for t, share in zip(places, shares, strict=True)]
    return np.concatenate([np.diff(each, prepend=0) for each in sums]).astype(np.int64)


def _villages(
    places: tuple[Township, ...],
    ground: Mesh,
    offices: Integers,
    seats: Integers,
    polygons: list[shapely.Polygon],
    residents: Integers,
) -> tuple[Village, ...]:
    """Codes and names: communities lie nearest the seat. 101.. and 301.. are numbers no real one has."""
    lonlat = to_degrees(ground.points[offices]).tolist()
    villages: list[Village] = []
    first = 0
    for place, seat in zip(places, seats, strict=True):
        own = np.arange(first, first + place.villages)
        apart = np.hypot(*(ground.points[offices[own]] - ground.points[seat]).T)
        rank = np.argsort(np.argsort(apart))
        for index, nth in zip(own.tolist(), rank.tolist(), strict=True):
            community = nth < place.communities
            number = 101 + nth if community else 301 + nth - place.communities
            villages.append(
                Village(
                    code=f"{place.code}{number}",
                    name=village_name(first + nth, community),
                    township=place.code,
                    community=community,
                    residents=int(residents[index]),
                    longitude=lonlat[index][0],
                    latitude=lonlat[index][1],
                    geometry=polygons[index],
                )
            )
        first += place.villages
    return tuple(villages)
