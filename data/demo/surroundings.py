"""What lies under and around the demo county: its relief, rivers along its valleys, a lake, its neighbours.

The neighbours are the real ones; their shapes are as invented as the county's own.
"""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
import shapely
from scipy.ndimage import gaussian_filter, gaussian_filter1d, label, zoom
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree
from sqlalchemy import Connection, insert

from data.demo.geography import (
    EAST_VALLEY,
    MAIN_VALLEY,
    NORTH_VALLEY,
    SEED,
    SIDE_VALLEYS,
    Geography,
    geography,
    smoothed,
    to_degrees,
    to_metres,
)
from data.demo.roads import roads
from data.demo.terrain import Floats, Valley, noise
from data.divisions import relief
from data.divisions.relief import Sheet
from data.tables import Surrounding
from data.terms import SurroundingKind

NEIGHBOURS = {
    "诸暨市": (120.24, 29.72),
    "义乌市": (120.07, 29.31),
    "金华市婺城区": (119.62, 29.10),
    "兰溪市": (119.46, 29.25),
    "建德市": (119.35, 29.50),
    "桐庐县": (119.69, 29.80),
}
"""Seats of the counties around Pujiang, longitude and latitude, about."""

PEAK = 900.0
"""Metres between valley and ridge, about."""

_EVERY = 4  # pixels of the relief a height: some 250 m, for the ground's finest waves are no hills
_STEP = 250.0  # metres of the grid on which waters are found
_REACH = 14_000.0  # metres around the county to which waters reach
_BEYOND = 40_000.0  # metres that the main valley goes on to the east
_WIDE = 45.0  # metres: half of the main river's width


class _Grid(NamedTuple):
    """Points (rows * columns, 2) in metres."""

    points: Floats
    rows: int
    columns: int


def write(connection: Connection) -> None:
    """Write the relief, waters and neighbours."""
    sheet, made = shaded()
    relief.keep(connection, made, sheet, None)
    kinds = {SurroundingKind.WATER: waters(), SurroundingKind.NEIGHBOURS: neighbours()}
    rows: list[dict[str, Any]] = [
        {"kind": kind.value, "name": name, "geometry": shape, "source": None}
        for kind, found in kinds.items()
        for name, shape in found
    ]
    connection.execute(insert(Surrounding), rows)


@cache
def _outline() -> shapely.Geometry:
    return shapely.coverage_union_all([village.geometry for village in geography().villages])


def _beyond(county: Geography) -> list[Valley]:
    """The main valley, as it winds on beyond the county."""
    at = {t.code: county.ground.points[seat] for t, seat in zip(county.townships, county.seats, strict=True)}
    before, last = at[MAIN_VALLEY[-2]], at[MAIN_VALLEY[-1]]
    way = (last - before) / np.hypot(*(last - before))
    far = np.arange(0, _BEYOND, 1000.0)
    winding = 1200 * np.sin(far / 3500) * np.minimum(far / 8000, 1)
    line = last + far[:, None] * way + winding[:, None] * np.array([-way[1], way[0]])
    return [(2600.0, [(x, y) for x, y in line.tolist()])]


@cache
def shaded() -> tuple[Sheet, bytes]:
    """The sheet of the county and its relief."""
    county = geography()
    sheet = Sheet.around(_outline())
    across, down = sheet.degrees()
    x, y = np.meshgrid(across[::_EVERY], down[::_EVERY])
    points = to_metres(np.stack([x.ravel(), y.ravel()], axis=1))
    coarse = county.ground.surface.height(points, _beyond(county)).reshape(x.shape)
    fine = zoom(
        gaussian_filter(coarse, 0.6),
        (sheet.height / x.shape[0], sheet.width / x.shape[1]),
        order=3,
        grid_mode=True,
        mode="nearest",
    )
    return sheet, relief.picture(PEAK * fine, sheet)


# --- waters --------------------------------------------------------------------------------------------


@cache
def waters() -> list[tuple[str | None, shapely.Geometry]]:
    """Name and shape (WGS 84): the main river as an area, the others as lines, a lake between the hills."""
    county = geography()
    grid = _grid(county)
    depth = county.ground.surface.depth(grid.points, _beyond(county))
    graph = _graph(grid, 0.04 + np.minimum(depth, 3) ** 2)
    at = {t.code: county.ground.points[seat] for t, seat in zip(county.townships, county.seats, strict=True)}
    onward = np.array(_beyond(county)[0][1])
    far = np.maximum(np.abs(onward - grid.points.mean(axis=0)) - np.ptp(grid.points, axis=0) / 2, 0).any(
        axis=1
    )
    main = _river(grid, graph, at[MAIN_VALLEY[0]], onward[~far][-1], onward[far])
    rivers = [
        _river(grid, graph, at[codes[0]], at[codes[-1]])
        for codes in (EAST_VALLEY, NORTH_VALLEY, *SIDE_VALLEYS)
    ]
    wide = shapely.buffer(main, _WIDE, quad_segs=2)
    lines = [shapely.difference(line, shapely.buffer(wide, 400)) for line in rivers]
    found = [wide, *(line for line in lines if not shapely.is_empty(line)), *_lakes(county, grid)]
    return [(None, shapely.transform(shape, to_degrees)) for shape in found]


def _grid(county: Geography) -> _Grid:
    left, bottom, right, top = shapely.transform(_outline(), to_metres).bounds
    x = np.arange(left - _REACH, right + _REACH, _STEP)
    y = np.arange(bottom - _REACH, top + _REACH, _STEP)
    return _Grid(np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2), len(y), len(x))


def _graph(grid: _Grid, cost: Floats) -> csr_array:
    """From each point to its eight neighbours, at the mean cost of both a metre."""
    place = np.arange(grid.rows * grid.columns).reshape(grid.rows, grid.columns)
    pairs = [
        (place[:, :-1], place[:, 1:]),
        (place[:-1], place[1:]),
        (place[:-1, :-1], place[1:, 1:]),
        (place[:-1, 1:], place[1:, :-1]),
    ]
    a, b = (np.concatenate([pair[end].ravel() for pair in pairs]) for end in (0, 1))
    length = np.hypot(*(grid.points[a] - grid.points[b]).T)
    return csr_array((length * (cost[a] + cost[b]) / 2, (a, b)), shape=(place.size, place.size))


def _river(
    grid: _Grid, graph: csr_array, start: Floats, end: Floats, onward: Floats | None = None
) -> shapely.LineString:
    """The deepest way from one place to another, and from there on as is said."""
    first, last = (int(np.argmin(np.hypot(*(grid.points - place).T))) for place in (start, end))
    came = dijkstra(graph, directed=False, indices=first, return_predecessors=True)[1]
    path = [last]
    while came[path[-1]] >= 0:
        path.append(int(came[path[-1]]))
    points = grid.points[path[::-1]]
    points = points if onward is None else np.concatenate([points, onward])
    bends = gaussian_filter1d(points, 2.0, axis=0, mode="nearest")
    return shapely.LineString(smoothed(bends))


def _lakes(county: Geography, grid: _Grid) -> list[shapely.Geometry]:
    """One lake: low ground as far from roads and village offices as there is any inside the county."""
    land = shapely.transform(_outline(), to_metres).buffer(-1500)
    shapely.prepare(land)
    inside = np.flatnonzero(shapely.contains_xy(land, *grid.points.T))
    height = np.full(len(grid.points), np.inf)
    height[inside] = county.ground.surface.height(grid.points[inside])
    ways = [shapely.segmentize(shapely.transform(line, to_metres), 100) for _, line in roads(county)]
    dwelt = np.concatenate([shapely.get_coordinates(ways), county.ground.points[county.offices]])
    dry = cKDTree(dwelt).query(grid.points)[0]
    middle = int(np.argmax(np.minimum(dry, 1500) - 1200 * height))
    near = np.hypot(*(grid.points - grid.points[middle]).T) < 1300
    shore = (height <= height[middle] + 0.09) & near & (dry > 250)
    pieces = label(shore.reshape(grid.rows, grid.columns))[0].ravel()
    cells, half = grid.points[pieces == pieces[middle]], _STEP / 2
    boxes = shapely.box(cells[:, 0] - half, cells[:, 1] - half, cells[:, 0] + half, cells[:, 1] + half)
    return [shapely.union_all(boxes).buffer(160).buffer(-260).buffer(110)]


# --- neighbours ----------------------------------------------------------------------------------------


@cache
def neighbours() -> list[tuple[str | None, shapely.Geometry]]:
    """Name and shape (WGS 84) of the land around, to as far as a map can be moved."""
    own = shapely.transform(_outline(), to_metres)
    left, bottom, right, top = own.bounds
    wide, high, rng = right - left, top - bottom, np.random.default_rng(SEED)
    edge = shapely.box(left - wide, bottom - high, right + wide, top + high)
    points = rng.uniform((left - wide, bottom - high), (right + wide, top + high), (4000, 2))
    seats = to_metres(np.array(list(NEIGHBOURS.values())))
    bent = points + 1200 * np.stack([noise(points, rng, 14_000, 2), noise(points, rng, 14_000, 2)], axis=1)
    nearest = np.argmin(np.hypot(*(bent[:, None] - seats[None]).transpose(2, 0, 1)), axis=1)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(points), ordered=True))
    found: list[tuple[str | None, shapely.Geometry]] = []
    for place, name in enumerate(NEIGHBOURS):
        land = shapely.intersection(shapely.union_all(cells[nearest == place]), edge)
        land = shapely.difference(land.simplify(300), own)
        found.append((name, shapely.transform(land, to_degrees)))
    return found
