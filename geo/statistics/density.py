"""Heat: petitions per square kilometre as a surface, clipped to the county.

A Gaussian kernel on a grid of Web Mercator cells (so that a browser's map stretches it rightly), with the
bandwidth in metres on the ground. The county spans too little latitude for the scale to matter: over 0.5
degrees it changes by less than 0.5 %, and it is taken at the middle.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy.ndimage import distance_transform_edt, gaussian_filter, gaussian_filter1d

from geo.locate import VillageIndex
from geo.progress import step
from geo.terms import N_

EARTH_RADIUS = 6_378_137.0
"""Radius of the Web Mercator sphere in metres (EPSG:3857)."""

BANDWIDTHS = (300.0, 400.0, 500.0, 600.0, 800.0, 1000.0, 1200.0, 1600.0, 2000.0, 2500.0, 3000.0)
"""Metres: what `choose_bandwidth` chooses from."""

_FEWEST_PLACES = 20  # below, leaving one out says more about chance than about the places
_ACROSS = 1.5  # cells: a border runs through the one next to it
_ROUNDS = 30
_EVEN = 1e-4  # of one: how far a kernel's sum may be from it
_STRAY = 0.01  # share of the places that may lie anywhere: one far out must not widen the bandwidth of all


@dataclass(frozen=True, eq=False)
class Grid:
    """Cells over a region, rows from north to south.

    Parameters
    ----------
    bounds
        West, south, east, north in WGS 84 degrees.
    inside
        Boolean array (rows, columns): the cell's centre lies in the region.
    cell
        Side of a cell in metres on the ground.
    areas
        int64 array (rows, columns): position of the village that holds the cell's centre, -1 for none.
    """

    bounds: tuple[float, float, float, float]
    inside: NDArray[np.bool_]
    cell: float
    areas: NDArray[np.int64]

    @property
    def shape(self) -> tuple[int, int]:
        rows, columns = self.inside.shape
        return rows, columns


def grid(villages: ArrayLike, cell: float = 120.0, margin: float = 0.0) -> Grid:
    """Grid over the union of villages.

    Parameters
    ----------
    villages
        Array of shapely polygons (n,) in WGS 84 degrees.
    cell, margin
        Side of a cell, and width of the empty rim, in metres on the ground.
    """
    polygons = np.asarray(villages, dtype=object)
    west, south, east, north = shapely.total_bounds(polygons)
    scale = np.cos(np.radians((south + north) / 2))
    step, rim = cell / scale, margin / scale
    (left, right), (bottom, top) = _mercator([west, east], [south, north])
    left, bottom, right, top = left - rim, bottom - rim, right + rim, top + rim
    columns = max(1, int(np.ceil((right - left) / step)))
    rows = max(1, int(np.ceil((top - bottom) / step)))
    x = left + (np.arange(columns) + 0.5) * step
    y = top - (np.arange(rows) + 0.5) * step
    longitude, latitude = _degrees(*np.meshgrid(x, y))
    areas = VillageIndex(polygons).locate(longitude.ravel(), latitude.ravel())
    areas = areas.reshape(rows, columns)
    west, north = _degrees(left, top)
    east, south = _degrees(left + columns * step, top - rows * step)
    return Grid((float(west), float(south), float(east), float(north)), areas >= 0, cell, areas)


def kernel_surface(
    longitude: ArrayLike,
    latitude: ArrayLike,
    region: Grid,
    bandwidth: float,
    spread: ArrayLike | None = None,
) -> NDArray[np.float32]:
    """Density of petitions on a grid.

    Parameters
    ----------
    longitude, latitude
        Points in WGS 84 degrees, shape (n,); those outside the grid do not count.
    region
        Grid made by `grid`.
    bandwidth
        Standard deviation of the Gaussian kernel in metres; cut at four.
    spread
        Petitions known only to their village, counted by village (position as in the grid's areas):
        spread evenly over the village's cells, never stacked on its centre.

    Returns
    -------
    ndarray of float32, shape of the grid
        Petitions per square kilometre; 0 outside the region. The kernel is scaled at both of its ends so that
        each petition keeps its mass inside the region, also in a corner, and petitions that are everywhere
        alike are shown alike up to the rim (`_scaled`).
    """
    mass = _binned(longitude, latitude, region)
    if spread is not None:
        counts = np.asarray(spread, dtype=np.float64)
        cells = np.bincount(region.areas[region.inside], minlength=counts.size)
        share = np.divide(counts, cells, out=np.zeros_like(counts), where=cells > 0)
        mass[region.inside] += share[region.areas[region.inside]]
    sigma = bandwidth / region.cell
    scale = _scaled(region, sigma)
    smooth = _smoothed(mass.astype(np.float32) * scale, sigma) * scale
    return np.asarray(smooth / np.float32((region.cell / 1000.0) ** 2), dtype=np.float32)


def choose_bandwidth(longitude: ArrayLike, latitude: ArrayLike, region: Grid) -> float:
    """The bandwidth under which the places that petitions come from foretell each other best.

    Each place is left out, the surface of the others is read where it lies, and the bandwidth with the
    greatest mean logarithm is taken (cross-validated likelihood: Duin 1976, IEEE Transactions on Computers
    25, 1175-1179). A place is a cell with petitions, however many: a hundred letters from one house are one
    place, or they would ask for a bandwidth of nothing.

    Parameters
    ----------
    longitude, latitude
        Points in WGS 84 degrees, shape (n,); those outside the region do not count.
    region
        Grid made by `grid`.

    Returns
    -------
    float
        Metres, one of `BANDWIDTHS`; the widest of them for fewer than 20 places.
    """
    places = (_binned(longitude, latitude, region) > 0).astype(np.float32)
    count = int(places.sum())
    if count < _FEWEST_PLACES:
        return BANDWIDTHS[-1]
    fits = []
    for tried, bandwidth in enumerate(BANDWIDTHS):
        step(N_("{done} of {whole} bandwidths tried"), tried, len(BANDWIDTHS))
        sigma = bandwidth / region.cell
        scale = _scaled(region, sigma)
        others = (_smoothed(places * scale, sigma) - places * scale * _centre(sigma)) * scale
        density = others[places > 0] / (count - 1)
        fits.append(np.log((1 - _STRAY) * density + _STRAY / region.inside.sum()).mean())
    return BANDWIDTHS[int(np.argmax(fits))]


def _binned(longitude: ArrayLike, latitude: ArrayLike, region: Grid) -> NDArray[np.float64]:
    """Points counted by cell; one in a cell whose centre lies just outside counts in the next one inside."""
    rows, columns = region.shape
    if not np.size(longitude):
        return np.zeros((rows, columns))
    x, y = _mercator(np.asarray(longitude, dtype=np.float64), np.asarray(latitude, dtype=np.float64))
    west, south, east, north = region.bounds
    (left, right), (bottom, top) = _mercator([west, east], [south, north])
    row = (top - y) * (rows / (top - bottom))
    column = (x - left) * (columns / (right - left))
    on = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
    cell = row[on].astype(np.int64) * columns + column[on].astype(np.int64)
    counts = np.bincount(cell, minlength=rows * columns).reshape(rows, columns)
    far, (row_in, column_in) = _next_inside(region)
    across = (counts > 0) & ~region.inside & (far < _ACROSS)
    whole = np.where(region.inside, counts, 0.0)
    np.add.at(whole, (row_in[across], column_in[across]), counts[across])
    return whole


@lru_cache(maxsize=4)
def _next_inside(region: Grid) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Of each cell, how many cells it is to the nearest one inside, and which that is."""
    far, nearest = distance_transform_edt(~region.inside, return_indices=True)
    return far, nearest


@lru_cache(maxsize=32)
def _scaled(region: Grid, sigma: float) -> NDArray[np.float32]:
    """Factor of each cell by which the kernel, scaled at both ends, sums to one over the region; 0 outside.

    A symmetric matrix scaled so that all its rows, and with them its columns, sum to one (Sinkhorn 1964,
    Annals of Mathematical Statistics 35, 876-879; the symmetric iteration: Knight, Ruiz and Ucar 2014, SIAM
    Journal on Matrix Analysis 35, 931-955). The same for all petitions, so kept.
    """
    inside = region.inside.astype(np.float32)
    scale = inside.copy()
    reach = _smoothed(scale, sigma)
    for _ in range(_ROUNDS):
        scale = np.sqrt(np.divide(scale, reach, out=np.zeros_like(scale), where=region.inside)) * inside
        reach = _smoothed(scale, sigma)
        if np.abs(scale * reach - inside).max() < _EVEN:
            break
    return np.asarray(scale, dtype=np.float32)


def _smoothed(mass: NDArray[np.float32], sigma: float) -> NDArray[np.float32]:
    return np.asarray(gaussian_filter(mass, sigma, mode="constant", truncate=4.0), dtype=np.float32)


def _centre(sigma: float) -> float:
    """What a kernel gives to the cell of its own point."""
    reach = int(4 * sigma + 0.5)
    line = gaussian_filter1d(np.eye(1, 2 * reach + 1, reach)[0], sigma, mode="constant", truncate=4.0)
    return float(line[reach]) ** 2


def _mercator(longitude: ArrayLike, latitude: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    x = EARTH_RADIUS * np.radians(longitude)
    y = EARTH_RADIUS * np.arctanh(np.sin(np.radians(latitude)))
    return x, y


def _degrees(x: ArrayLike, y: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    longitude = np.degrees(np.asarray(x) / EARTH_RADIUS)
    latitude = np.degrees(np.arcsin(np.tanh(np.asarray(y) / EARTH_RADIUS)))
    return longitude, latitude
