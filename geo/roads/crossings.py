"""Roads of a layer without topology, joined where they cross or all but touch."""

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.roads.graph import DECIMALS, Bools, Floats, Integers

TOLERANCE = 1.0
"""Metres by which the end of a road may miss another and still meets it."""

_METRES_PER_DEGREE = 111_195.0


def join_crossings(lines: NDArray[np.object_], ends_only: Bools) -> tuple[NDArray[np.object_], int]:
    """Give lines a shared vertex wherever they cross, or one ends within `TOLERANCE` of the other.

    Parameters
    ----------
    lines
        (n,) linestrings in WGS 84.
    ends_only
        (n,) lines that others pass above or below, such as motorways: met at their own ends only.

    Returns
    -------
    tuple
        The lines, and how many vertices were put into them. A bridge is joined to the road under it too.
    """
    tree = shapely.STRtree(lines)
    line, place = (
        np.concatenate(both)
        for both in zip(_crossings(lines, ends_only, tree), _near_ends(lines, ends_only, tree), strict=True)
    )
    joined = lines.copy()
    order = np.argsort(line, kind="stable")
    line, place = line[order], place[order]
    added = 0
    for i, places in zip(*_groups(line, place), strict=True):
        joined[i], new = _inserted(lines[i], places)
        added += new
    return joined, added


def _crossings(
    lines: NDArray[np.object_], ends_only: Bools, tree: shapely.STRtree
) -> tuple[Integers, Floats]:
    a, b = tree.query(lines, predicate="intersects")
    once = (a < b) & ~ends_only[a] & ~ends_only[b]
    a, b = a[once], b[once]
    place, pair = shapely.get_coordinates(shapely.intersection(lines[a], lines[b]), return_index=True)
    return np.concatenate([a[pair], b[pair]]), np.concatenate([place, place])


def _near_ends(
    lines: NDArray[np.object_], ends_only: Bools, tree: shapely.STRtree
) -> tuple[Integers, Floats]:
    points = np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    point, line = tree.query(points, predicate="dwithin", distance=TOLERANCE / _METRES_PER_DEGREE)
    other = (point % len(lines) != line) & ~ends_only[line]
    return line[other], shapely.get_coordinates(points[point[other]])


def _groups(line: Integers, place: Floats) -> tuple[Integers, list[Floats]]:
    numbers, first = np.unique(line, return_index=True)
    return numbers, np.split(place, first[1:]) if len(first) else []


def _inserted(line: shapely.LineString, places: Floats) -> tuple[shapely.LineString, int]:
    """A line with more vertices, each where it is nearest to the line; those it has are left out."""
    own = shapely.get_coordinates(line)
    places = np.unique(places.round(DECIMALS), axis=0)
    known = set(map(tuple, own.round(DECIMALS).tolist()))
    places = places[[tuple(place) not in known for place in places.tolist()]]
    if not len(places):
        return line, 0
    passed = np.r_[0.0, np.cumsum(np.hypot(*np.diff(own, axis=0).T))]
    at = shapely.line_locate_point(line, shapely.points(places))
    order = np.argsort(np.concatenate([passed, at]), kind="stable")
    return shapely.LineString(np.concatenate([own, places])[order]), len(places)
