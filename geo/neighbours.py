"""Who is whose neighbour: villages that touch, or places within a distance."""

from collections.abc import Callable

import numpy as np
import shapely
from libpysal.graph import Graph
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array

from geo.crs import from_wgs84, metric_frame

Floats = NDArray[np.float64]

NEAR = 10.0
"""Metres between two outlines that touch, at least: outlines drawn one by one gape by some metres.

A strip narrower than this, of a third village or a stream, does not part neighbours either.
"""

FARTHEST = 100.0
"""Metres beyond which a gap is none of the drawing."""

_COARSE = 0.9  # share of the villages whose nearest neighbour says how finely a layer is drawn
_FEWEST = 5  # villages that it is told from
_MARGIN = 1.5


def gaps(villages: ArrayLike) -> float:
    """Metres between two outlines of a layer that count as touching: as the layer itself gapes.

    Half as far again as nine of ten villages lie from the nearest other one; those that lie farther than
    `FARTHEST` from all are not asked.

    Parameters
    ----------
    villages
        Array of shapely polygons (n,) in WGS 84 degrees.

    Returns
    -------
    float
        From `NEAR`, as in a layer whose outlines meet, to `FARTHEST`.
    """
    flat = _flat(villages)
    if flat.size < 2:
        return NEAR
    pair, apart = shapely.STRtree(flat).query_nearest(
        flat, max_distance=FARTHEST, return_distance=True, exclusive=True, all_matches=False
    )
    gap = apart[np.unique(pair[0], return_index=True)[1]]
    coarse = float(np.quantile(gap, _COARSE)) if gap.size >= _FEWEST else 0.0
    return float(np.clip(_MARGIN * coarse, NEAR, FARTHEST))


def touching(villages: ArrayLike, tolerance: float | None = None) -> Graph:
    """Neighbours by contiguity: a shared border or corner (queen).

    Parameters
    ----------
    villages
        Array of shapely polygons (n,) in WGS 84 degrees; borders may cross or leave gaps.
    tolerance
        Metres between two villages that still count as touching; 0 takes the layer at its word. None: as the
        layer itself gapes (`gaps`).

    Returns
    -------
    libpysal.graph.Graph
        Binary, symmetric, by position 0 to n - 1.
    """
    flat, metres = _flat(villages), gaps(villages) if tolerance is None else tolerance
    first, second = shapely.STRtree(flat).query(flat, predicate="dwithin", distance=metres)
    apart = first != second
    pairs = coo_array((np.ones(apart.sum()), (first[apart], second[apart])), shape=(flat.size, flat.size))
    return Graph.from_sparse(pairs)


def centres(villages: ArrayLike) -> Floats:
    """A point inside each village, (n, 2), in metres of a frame around their middle.

    Parameters
    ----------
    villages
        Array of shapely geometries (n,) in WGS 84 degrees.
    """
    polygons = np.asarray(villages, dtype=object)
    x, y = shapely.get_coordinates(shapely.point_on_surface(polygons)).T
    return np.column_stack(_plane(shapely.total_bounds(polygons))(x, y))


def within(longitude: ArrayLike, latitude: ArrayLike, metres: float) -> Graph:
    """Neighbours by distance.

    Parameters
    ----------
    longitude, latitude
        Places in WGS 84 degrees, shape (n,), such as the representative points of villages.
    metres
        The farthest that a neighbour may be.

    Returns
    -------
    libpysal.graph.Graph
        Binary, symmetric, by position 0 to n - 1.
    """
    x, y = np.asarray(longitude, dtype=np.float64), np.asarray(latitude, dtype=np.float64)
    plane = _plane(np.array([x.min(), y.min(), x.max(), y.max()]))
    return Graph.build_distance_band(np.column_stack(plane(x, y)), metres)


def islands(graph: Graph) -> NDArray[np.int64]:
    """Positions of those without any neighbour; no test of hot spots can speak of them."""
    return np.asarray(graph.isolates, dtype=np.int64)


def links(graph: Graph, villages: ArrayLike) -> Floats:
    """Lines to draw from neighbour to neighbour.

    Parameters
    ----------
    graph
        As `touching` or `within` makes it.
    villages
        Array of shapely geometries (n,) in WGS 84 degrees.

    Returns
    -------
    ndarray of float64, shape (m, 2, 2)
        Both ends of each pair, once, as longitude and latitude: a point inside either village.
    """
    ends = shapely.get_coordinates(shapely.point_on_surface(np.asarray(villages, dtype=object)))
    first, second = graph.sparse.nonzero()
    once = first < second
    return np.stack([ends[first[once]], ends[second[once]]], axis=1)


def _flat(villages: ArrayLike) -> NDArray[np.object_]:
    """Outlines in metres around their middle."""
    polygons = np.asarray(villages, dtype=object)
    return np.asarray(
        shapely.transform(polygons, _plane(shapely.total_bounds(polygons)), interleaved=False), dtype=object
    )


def _plane(bounds: Floats) -> Callable[[Floats, Floats], tuple[Floats, Floats]]:
    """Degrees to metres, around the middle of some bounds."""
    west, south, east, north = bounds.tolist()
    frame = metric_frame((west + east) / 2, (south + north) / 2)
    return lambda x, y: from_wgs84(x, y, frame)
