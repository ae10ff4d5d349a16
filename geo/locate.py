# mypy: disable-error-code="untyped-decorator"
"""Points to villages: every point in at most one polygon, with the answer of exact arithmetic.

A uniform grid lies over the polygons. A cell that no border touches holds its answer. A cell that
borders touch holds a reference point whose polygons are known, and the border segments that touch the
cell: walking straight from the reference point to the point asked for, every segment crossed flips the
polygons it belongs to. A sign that rounding could have turned is never used: such points, and all points
on a border, are put to `shapely.intersects_xy`.
"""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numba
import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from geo.errors import BoundaryError, Refused

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Codes = NDArray[np.int32]
Bits = NDArray[np.uint64]
Flags = NDArray[np.bool_]

_OUTSIDE = -1  # answers and cells
_DOUBTFUL = -2  # answers only; a cell holding -2 - k is border cell k
_CELLS_PER_SEGMENT = 64
_MOST_CELLS = 1 << 23  # 32 MiB of codes
_FEWEST_STEPS = 1e8  # floating-point steps across a cell, so that _SLACK covers every rounding error
_SLACK = 1e-6  # in cells: how far beyond its walls a cell collects segments
_REFERENCE = (0.4142135, 0.7320508)  # where in its cell the reference point is: on no ordinary line
_SMALLEST_EXTENT, _LARGEST_EXTENT = 1e-140, 1e140  # beyond, areas leave the range of float64
_MASK_BITS = 64  # polygons in one border cell; points in a fuller cell are put to shapely
_CHUNK = 1 << 17  # points handed to a thread at a time

# Shewchuk (1997), Adaptive Precision Floating-Point Arithmetic, section 4.2: the first error bound of
# orient2d, (3 + 16 u) u with u = 2^-53; the absolute term covers products that underflow.
_ERROR_BOUND = (3.0 + 16.0 * 2.0**-53) * 2.0**-53
_UNDERFLOW = 1e-290


class _Grid(NamedTuple):
    """Where the cells are: column `int((x - left) * across)`, row `int((y - bottom) * up)`."""

    left: float
    bottom: float
    right: float
    top: float
    across: float  # columns per unit of x
    up: float  # rows per unit of y
    columns: int
    rows: int


class _Cells(NamedTuple):
    """What the cells answer. Border cell k owns segments `first[k]:first[k + 1]`."""

    codes: Codes  # one a cell, row by row: a polygon, _OUTSIDE, or -2 - k
    first: Integers
    reference: Floats  # (k, 2): NaN where every point of the cell is put to shapely
    holders: Bits  # (k,): bit j says that candidate j holds the reference point
    segments: Floats  # (s, 4): ax, ay, bx, by, the reference point on the left of a -> b
    owners: Bits  # (s,): the candidates that the segment borders
    first_candidate: Integers
    candidates: Codes  # polygons, ascending within a cell


class VillageIndex:
    """Polygons prepared for the question: in which one is this point?

    Parameters
    ----------
    geometries : sequence of shapely.Polygon or shapely.MultiPolygon, shape (n,)
        Any planar frame; points must come in the same one. Holes and overlaps are allowed.
        ``None`` and empty geometries hold no point.

    Raises
    ------
    BoundaryError
        A geometry is not polygonal, or is invalid (see `geo.boundaries.repair`).

    Notes
    -----
    A point belongs to the polygon of lowest position whose interior or border holds it, that is, the
    first for which `shapely.intersects_xy` is true. So a point on a shared border is always in the same
    polygon, and no point is in two. Any number of threads may ask one index at the same time. The first
    use on a machine compiles for some seconds; later ones find the compiled code beside this file.
    """

    def __init__(self, geometries: Iterable[Any]) -> None:
        self._geometries = _polygons(geometries)
        self._tree = shapely.STRtree(self._geometries)
        segments, polygon = _segments(self._geometries)
        self._grid = _lay_grid(segments)
        self._cells = _fill(self._grid, segments, polygon)

    def __len__(self) -> int:
        return len(self._geometries)

    def locate(self, x: ArrayLike, y: ArrayLike) -> Integers:
        """Position of the polygon that holds each point.

        Parameters
        ----------
        x, y : array_like of real numbers, shape (m,)
            Coordinates in the frame of the polygons (longitude and latitude for EPSG:4326).

        Returns
        -------
        ndarray of int64, shape (m,)
            Position in `geometries`; -1 where no polygon holds the point or a coordinate is not finite.

        Raises
        ------
        Refused
            `x` and `y` are not flat arrays of one length.
        """
        x, y = np.asarray(x, dtype=np.float64, order="C"), np.asarray(y, dtype=np.float64, order="C")
        if x.ndim != 1 or x.shape != y.shape:
            raise Refused(
                "Points need as many x as y, in flat arrays; got shapes {x} and {y}", x=x.shape, y=y.shape
            )
        answer = np.empty(len(x), dtype=np.int64)

        def work(start: int) -> int:
            part = slice(start, start + _CHUNK)
            doubts: int = _locate(x[part], y[part], self._grid, self._cells, answer[part])
            return doubts

        starts = range(0, len(x), _CHUNK)
        if len(starts) > 1:
            with ThreadPoolExecutor(numba.config.NUMBA_NUM_THREADS) as threads:
                doubts = sum(threads.map(work, starts))
        else:
            doubts = sum(map(work, starts))
        if doubts:
            doubtful = np.flatnonzero(answer == _DOUBTFUL)
            answer[doubtful] = self._ask_shapely(x[doubtful], y[doubtful])
        return answer

    def _ask_shapely(self, x: Floats, y: Floats) -> Integers:
        point, polygon = self._tree.query(shapely.points(x, y))
        holds = shapely.intersects_xy(self._geometries[polygon], x[point], y[point])
        answer = np.full(len(x), len(self), dtype=np.int64)
        np.minimum.at(answer, point[holds], polygon[holds])
        answer[answer == len(self)] = _OUTSIDE
        return answer


def _polygons(geometries: Iterable[Any]) -> NDArray[np.object_]:
    """The geometries as an array, refused unless each is None, empty, or a valid polygon."""
    array = np.empty(len(listed := list(geometries)), dtype=object)
    array[:] = listed
    kind = shapely.get_type_id(array)
    polygonal = (kind == shapely.GeometryType.POLYGON) | (kind == shapely.GeometryType.MULTIPOLYGON)
    if (wrong := ~(polygonal | shapely.is_missing(array) | shapely.is_empty(array))).any():
        raise BoundaryError(
            "Only polygons can hold points; position {position} holds a {kind}",
            position=(first := int(np.argmax(wrong))),
            kind=array[first].geom_type,
        )
    if (wrong := polygonal & ~shapely.is_valid(array)).any():
        raise BoundaryError(
            "The polygon at position {position} is invalid ({reason}): repair the boundaries first",
            position=(first := int(np.argmax(wrong))),
            reason=shapely.is_valid_reason(array[first]),
        )
    return array


def _segments(geometries: NDArray[np.object_]) -> tuple[Floats, Integers]:
    """Every border segment, smaller end first, and the polygon it belongs to."""
    parts, of_part = shapely.get_parts(geometries, return_index=True)
    rings, of_ring = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    joined = (ring[1:] == ring[:-1]) & (points[1:] != points[:-1]).any(axis=1)
    a, b = points[:-1][joined] + 0.0, points[1:][joined] + 0.0  # -0.0 becomes 0.0
    backward = (a[:, 0] > b[:, 0]) | ((a[:, 0] == b[:, 0]) & (a[:, 1] > b[:, 1]))
    segments = np.hstack([a, b])
    segments[backward] = segments[backward][:, [2, 3, 0, 1]]
    return segments, of_part[of_ring[ring[:-1][joined]]].astype(np.int64)


def _lay_grid(segments: Floats) -> _Grid:
    """Cells about square, as many as the segments deserve, none too small for its coordinates."""
    if not len(segments):
        return _Grid(0.0, 0.0, -1.0, -1.0, 1.0, 1.0, 1, 1)  # holds no point
    ends = segments.reshape(-1, 2)
    (left, bottom), (right, top) = ends.min(axis=0).tolist(), ends.max(axis=0).tolist()
    width, height = right - left, top - bottom
    if not _SMALLEST_EXTENT < min(width, height) <= max(width, height) < _LARGEST_EXTENT:
        raise BoundaryError(
            "The polygons measure {width} by {height}, which is no extent on the ground",
            width=width,
            height=height,
        )
    wanted = min(_CELLS_PER_SEGMENT * len(segments) / 2, _MOST_CELLS)
    side = np.sqrt(width) * np.sqrt(height) / np.sqrt(wanted)
    size = max(side, _FEWEST_STEPS * np.spacing(np.abs(ends).max()), width / wanted, height / wanted)
    columns, rows = max(1, int(width / size)), max(1, int(height / size))
    return _Grid(left, bottom, right, top, columns / width, rows / height, columns, rows)


def _fill(grid: _Grid, segments: Floats, polygon: Integers) -> _Cells:
    """Work out every cell: where the borders are, who holds the reference points, what flips them."""
    distinct, owner, first_owner = _distinct(segments, polygon)
    corner, scale = [grid.left, grid.bottom] * 2, [grid.across, grid.up] * 2
    cell, segment = _in_two_passes(_touch, (distinct - corner) * scale, grid.columns, grid.rows)
    by_cell = np.argsort(cell, kind="stable")
    segment = segment[by_cell]
    borders, first, at = np.unique(cell[by_cell], return_index=True, return_inverse=True)
    codes = np.full(grid.columns * grid.rows, _OUTSIDE, dtype=np.int32)
    codes[borders] = _DOUBTFUL - np.arange(len(borders))

    across = grid.left + (np.arange(grid.columns) + _REFERENCE[0]) / grid.across
    up = grid.bottom + (np.arange(grid.rows) + _REFERENCE[1]) / grid.up
    reference = np.column_stack([across[borders % grid.columns], up[borders // grid.columns]])
    near = np.zeros(len(codes), dtype=np.bool_)
    crossing, _ = _in_two_passes(_cross, segments, polygon, up, grid, near)
    holding = _in_two_passes(_paint, np.sort(crossing), grid.columns, grid.rows, codes)

    many = np.diff(first_owner)[segment]
    entry = np.repeat(np.arange(len(segment)), many)
    nth = np.arange(len(entry)) - np.repeat(np.cumsum(many) - many, many)
    bordering = np.array([at[entry], owner[first_owner[segment[entry]] + nth]])
    first_candidate, candidates, owner_bits, holder_bits = _number(bordering, holding, len(borders))
    owners = np.zeros(len(segment), dtype=np.uint64)
    np.bitwise_xor.at(owners, entry, owner_bits)
    holders = np.zeros(len(borders), dtype=np.uint64)
    np.bitwise_or.at(holders, holding[0], holder_bits)

    turned, unsure = _left_of(distinct[segment], reference[at])
    blind = near[borders] | (np.diff(first_candidate) > _MASK_BITS)
    blind[at[unsure]] = True
    blind |= min(1 / grid.across, 1 / grid.up) < _FEWEST_STEPS * np.spacing(np.abs(segments).max(initial=0))
    reference[blind] = np.nan
    first = np.append(first, len(segment))
    return _Cells(codes, first, reference, holders, turned, owners, first_candidate, candidates)


def _distinct(segments: Floats, polygon: Integers) -> tuple[Floats, Integers, Integers]:
    """Each segment once; polygons `owner[first[s]:first[s + 1]]` have it in their border."""
    order = np.lexsort(segments.T)
    segments, owner = segments[order], polygon[order]
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (segments[1:] != segments[:-1]).any(axis=1)
    return segments[new], owner, np.append(np.flatnonzero(new), len(order))


def _number(bordering: Integers, holding: Integers, cells: int) -> tuple[Integers, Codes, Bits, Bits]:
    """Number the polygons of each border cell: where they start, which they are, and the bits of both."""
    cell, polygon = np.hstack([bordering, holding])
    polygons = int(polygon.max(initial=0)) + 1
    pairs, position = np.unique(cell * polygons + polygon, return_inverse=True)
    first = np.searchsorted(pairs, np.arange(cells + 1) * polygons)
    number = position - first[cell]
    bits = np.left_shift(np.uint64(1), np.minimum(number, _MASK_BITS - 1).astype(np.uint64))
    owner_bits, holder_bits = np.split(bits, [bordering.shape[1]])
    return first, (pairs % polygons).astype(np.int32), owner_bits, holder_bits


def _left_of(segments: Floats, points: Floats) -> tuple[Floats, Flags]:
    """Segments turned so that the point is on their left, and where rounding hides the side."""
    from_point = segments - np.tile(points, 2)
    left, right = from_point[:, 0] * from_point[:, 3], from_point[:, 1] * from_point[:, 2]
    unsure = ~(np.abs(left - right) > _ERROR_BOUND * (np.abs(left) + np.abs(right)) + _UNDERFLOW)
    return np.where((left < right)[:, None], segments[:, [2, 3, 0, 1]], segments), unsure


def _in_two_passes(kernel: Any, *arguments: Any) -> Integers:
    """Run a kernel to count what it would write, then to write it."""
    out = np.empty((2, 0), dtype=np.int64)
    out = np.empty((2, kernel(*arguments, out)), dtype=np.int64)
    kernel(*arguments, out)
    return out


@numba.njit(cache=True)
def _touch(segments: Floats, columns: int, rows: int, out: Integers) -> int:
    """Every cell that a segment (in cells) touches or nearly touches, and the segment."""
    written = 0
    for s in range(len(segments)):
        ua, va, ub, vb = segments[s]
        low, high = min(va, vb), max(va, vb)
        for row in range(
            max(int(np.floor(low - _SLACK)), 0), min(int(np.floor(high + _SLACK)), rows - 1) + 1
        ):
            u0, u1 = ua, ub
            if va != vb:  # only the part inside the row
                u0 = ua + (max(low, row - _SLACK) - va) / (vb - va) * (ub - ua)
                u1 = ua + (min(high, row + 1 + _SLACK) - va) / (vb - va) * (ub - ua)
            left = max(int(np.floor(min(u0, u1) - _SLACK)), 0)
            right = min(int(np.floor(max(u0, u1) + _SLACK)), columns - 1)
            for column in range(left, right + 1):
                if out.shape[1]:
                    out[0, written], out[1, written] = row * columns + column, s
                written += 1
    return written


@numba.njit(cache=True)
def _cross(segments: Floats, polygon: Integers, up: Floats, grid: _Grid, near: Flags, out: Integers) -> int:
    """Where borders cross the horizontal lines through the reference points.

    Writes sortable numbers (polygon, row, how many reference points of the row are left of the
    crossing) and marks the cells whose reference point is too near to tell.
    """
    written = 0
    for s in range(len(segments)):
        ax, ay, bx, by = segments[s]
        low, high = (min(ay, by) - grid.bottom) * grid.up, (max(ay, by) - grid.bottom) * grid.up
        for row in range(max(int(low) - 1, 0), min(int(high) + 1, grid.rows - 1) + 1):
            y = up[row]
            if (ay <= y) == (by <= y):
                continue
            if out.shape[1]:
                x = ax + (y - ay) / (by - ay) * (bx - ax)
                u = (x - grid.left) * grid.across - _REFERENCE[0]
                passed = min(max(int(np.ceil(u)), 0), grid.columns)
                out[0, written] = (polygon[s] * grid.rows + row) * (grid.columns + 1) + passed
                nearest = int(np.rint(u))
                if abs(u - nearest) < _SLACK and 0 <= nearest < grid.columns:
                    near[row * grid.columns + nearest] = True
            written += 1
    return written


@numba.njit(cache=True)
def _paint(crossing: Integers, columns: int, rows: int, codes: Codes, out: Integers) -> int:
    """Between two crossings a polygon holds the reference points: lower positions paint over higher ones.

    Writes border cells (counted from 0) and the polygons that hold their reference point.
    """
    written = 0
    for c in range(len(crossing) - 2, -1, -2):
        line, start = divmod(crossing[c], columns + 1)
        stop = crossing[c + 1] % (columns + 1)
        polygon, row = divmod(line, rows)
        for cell in range(row * columns + start, row * columns + stop):
            if codes[cell] > _DOUBTFUL:
                codes[cell] = polygon
            else:
                if out.shape[1]:
                    out[0, written], out[1, written] = _DOUBTFUL - codes[cell], polygon
                written += 1
    return written


@numba.njit(cache=True, inline="always")
def _side(ax: float, ay: float, bx: float, by: float, cx: float, cy: float) -> float:
    """Positive if c is left of a -> b, negative if right, 0 if rounding might have turned the sign."""
    left = (ax - cx) * (by - cy)
    right = (ay - cy) * (bx - cx)
    side = left - right
    if abs(side) > _ERROR_BOUND * (abs(left) + abs(right)) + _UNDERFLOW:
        return side
    return 0.0


@numba.njit(cache=True, inline="always")
def _walk(
    px: float,
    py: float,
    reference: Floats,
    held: np.uint64,
    segments: Floats,
    owners: Any,
    start: int,
    stop: int,
) -> tuple[bool, np.uint64]:
    """From the reference point, and the polygons holding it, to (px, py): surely, and the polygons there."""
    rx, ry = reference[0], reference[1]
    for s in range(start, stop):
        ax, ay, bx, by = segments[s, 0], segments[s, 1], segments[s, 2], segments[s, 3]
        side = _side(ax, ay, bx, by, px, py)
        if side > 0.0:  # on the reference point's side
            continue
        a, b = _side(rx, ry, px, py, ax, ay), _side(rx, ry, px, py, bx, by)
        if side == 0.0 or a == 0.0 or b == 0.0:
            return False, held
        if (a > 0.0) != (b > 0.0):
            held ^= owners[s]
    return not np.isnan(rx), held


@numba.njit(cache=True, nogil=True)
def _locate(x: Floats, y: Floats, grid: _Grid, cells: _Cells, answer: Integers) -> int:
    """Fill `answer`; return how many points are doubtful."""
    left, bottom, right, top, across, up, columns, rows = grid
    codes, first, reference, holders, segments, owners, first_candidate, candidates = cells
    doubts = 0
    for i in range(len(x)):
        px, py = x[i], y[i]
        if not (left <= px <= right and bottom <= py <= top):
            answer[i] = _OUTSIDE
            continue
        column, row = min(int((px - left) * across), columns - 1), min(int((py - bottom) * up), rows - 1)
        code = codes[row * columns + column]
        if code > _DOUBTFUL:
            answer[i] = code
            continue
        k = _DOUBTFUL - code
        sure, held = _walk(px, py, reference[k], holders[k], segments, owners, first[k], first[k + 1])
        if not sure:
            answer[i] = _DOUBTFUL
            doubts += 1
        elif held == 0:
            answer[i] = _OUTSIDE
        else:
            candidate = first_candidate[k]
            while held & np.uint64(1) == 0:
                held >>= np.uint64(1)
                candidate += 1
            answer[i] = candidates[candidate]
    return doubts
