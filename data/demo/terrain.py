"""The demo county's ground: a mesh of jittered points with heights, in metres (EPSG:4549).

Everything of the demo county's geography stands on this one mesh. Its Delaunay edges carry the roads and
the walking costs, its Voronoi cells are what townships and villages are put together from.
"""

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.spatial import Voronoi, cKDTree

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Bools = NDArray[np.bool_]

Valley = tuple[float, list[tuple[float, float]]]
"""Half-width in metres, and the line of a valley, metres."""

SPACING = 205.0
"""Metres between neighbouring points of the mesh, about."""


@dataclass(frozen=True)
class Surface:
    """The ground itself, of which a mesh knows the heights at its points alone."""

    rng: np.random.Generator
    valleys: list[Valley]

    def depth(self, points: Floats, beyond: Sequence[Valley] = ()) -> Floats:
        """(n,) how far points (n, 2) lie from the nearest valley, also of `beyond`, in half-widths."""
        return _depth(points, copy.deepcopy(self.rng), [*self.valleys, *beyond])

    def height(self, points: Floats, beyond: Sequence[Valley] = ()) -> Floats:
        """(n,) heights of points (n, 2), as `Mesh.height` has them where there is nothing `beyond`."""
        return _height(points, copy.deepcopy(self.rng), [*self.valleys, *beyond])


@dataclass(frozen=True)
class Mesh:
    """Points, their Voronoi cells and their neighbours.

    Attributes
    ----------
    points
        (n, 2) metres.
    height
        (n,) 0 in the valleys to about 1 on the ridges.
    pairs
        (m, 2) neighbouring points.
    walls
        (m, 2) ends of the wall between the cells of a pair, as rows of `corners`; -1: at infinity.
    corners
        (k, 2) metres.
    area
        (n,) of each cell, square metres.
    surface
        The ground between the points, and beyond them.
    """

    points: Floats
    height: Floats
    pairs: Integers
    walls: Integers
    corners: Floats
    area: Floats
    surface: Surface

    def graph(self, cost: Floats, kept: Bools | None = None) -> csr_array:
        """Symmetric matrix of the costs (m,) along the pairs, of those whose both points are kept."""
        a, b = self.pairs.T
        if kept is not None:
            inside = kept[a] & kept[b]
            a, b, cost = a[inside], b[inside], cost[inside]
        size = len(self.points)
        return csr_array((np.r_[cost, cost], (np.r_[a, b], np.r_[b, a])), shape=(size, size))

    def length(self) -> Floats:
        """(m,) metres between the points of each pair."""
        a, b = self.points[self.pairs].transpose(1, 0, 2)
        lengths: Floats = np.hypot(*(a - b).T)
        return lengths


def noise(points: Floats, rng: np.random.Generator, wavelength: float, octaves: int) -> Floats:
    """Smooth random field of about unit variance: waves in all directions, finer ones lower."""
    total = np.zeros(len(points))
    for octave in range(octaves):
        direction, phase = rng.uniform(0, 2 * np.pi, (2, 14))
        number = 2 * np.pi * 2**octave / wavelength * rng.uniform(0.7, 1.4, 14)
        waves = np.stack([np.cos(direction), np.sin(direction)]) * number
        total += 0.55**octave * np.cos(points @ waves + phase).sum(axis=1) / np.sqrt(7)
    return total


def mesh(
    rng: np.random.Generator,
    bounds: tuple[float, float, float, float],
    wanted: Callable[[Floats], Bools],
    valleys: list[Valley],
) -> Mesh:
    """Mesh over the wanted part of a rectangle.

    Parameters
    ----------
    bounds
        Left, bottom, right, top in metres.
    wanted
        Which of the points given to keep.
    valleys
        Half-width in metres, and the line, of each valley.
    """
    left, bottom, right, top = bounds
    grid = np.mgrid[left:right:SPACING, bottom:top:SPACING].reshape(2, -1).T
    grid[:, 1] += SPACING / 2 * (np.rint((grid[:, 0] - left) / SPACING) % 2)  # hexagons, not squares
    points = grid + rng.uniform(-0.36, 0.36, grid.shape) * SPACING
    points = points[wanted(points)]
    cells = Voronoi(points)
    pairs = cells.ridge_points.astype(np.int64)
    walls = np.asarray(cells.ridge_vertices, dtype=np.int64)
    surface = Surface(copy.deepcopy(rng), valleys)
    return Mesh(
        points=points,
        height=_height(points, rng, valleys),
        pairs=pairs,
        walls=walls,
        corners=cells.vertices,
        area=_areas(points, pairs, walls, cells.vertices),
        surface=surface,
    )


def _areas(points: Floats, pairs: Integers, walls: Integers, corners: Floats) -> Floats:
    """Area of each cell: a wall and either point span a triangle half as high as the pair is long."""
    apart = np.hypot(*(points[pairs[:, 0]] - points[pairs[:, 1]]).T)
    wide = np.hypot(*(corners[walls[:, 0]] - corners[walls[:, 1]]).T)
    triangle = np.where(walls.min(axis=1) < 0, 0.0, apart * wide / 4)
    return np.bincount(pairs.ravel(), np.repeat(triangle, 2), len(points)).astype(np.float64)


def _depth(points: Floats, rng: np.random.Generator, valleys: list[Valley]) -> Floats:
    bent = points + 450 * np.stack([noise(points, rng, 5000, 3), noise(points, rng, 5000, 3)], axis=1)
    depth = np.full(len(points), np.inf)
    for width, line in valleys:
        along = shapely.get_coordinates(shapely.segmentize(shapely.LineString(line), 150))
        depth = np.minimum(depth, cKDTree(along).query(bent)[0] / width)
    return depth


def _height(points: Floats, rng: np.random.Generator, valleys: list[Valley]) -> Floats:
    depth = _depth(points, rng, valleys)
    slope = 1 - np.exp(-((np.maximum(depth - 0.4, 0) / 1.6) ** 1.4))
    hills = np.clip(0.72 + 0.22 * noise(points, rng, 3600, 4), 0.15, 1.3)
    knolls = 0.08 * np.maximum(noise(points, rng, 1800, 3), 0)
    height: Floats = slope * hills + knolls
    return height
