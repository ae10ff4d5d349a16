"""Sketch map of a day as SVG: outlines of the villages, the hub, numbered stops, the road. No tiles."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

WIDTH = 400.0
"""Width of the drawing; its height follows the township's shape."""
TALLEST = 1.25
"""Height over width at most; a longer township is drawn smaller."""

_MARGIN = 0.06
_STOP = 11.0
_LAND, _VISITED, _BORDER = "#f4f4f1", "#dbe6ef", "#9a9a9a"
_ROAD, _HUB, _DARK = "#d55e00", "#1b1b1b", "#0b4f7d"

Point = tuple[float, float]


class Frame:
    """From degrees to the drawing: north is up, and both directions have the same scale.

    Parameters
    ----------
    bounds
        West, south, east and north of what is drawn.
    tallest
        Height over width at most.
    """

    def __init__(self, bounds: Sequence[float], tallest: float = TALLEST) -> None:
        west, south, east, north = bounds
        self.squeeze = math.cos(math.radians((south + north) / 2))
        wide, high = max((east - west) * self.squeeze, 1e-6), max(north - south, 1e-6)
        self.scale = WIDTH * (1 - 2 * _MARGIN) / max(wide, high / tallest)
        """Units of the drawing a degree of latitude."""
        self.height = high * self.scale + 2 * _MARGIN * WIDTH
        self.left = (WIDTH - wide * self.scale) / 2
        self.west, self.north = west, north

    def at(self, point: Point) -> Point:
        """Where a place (longitude, latitude) stands in the drawing."""
        x = (point[0] - self.west) * self.squeeze * self.scale + self.left
        return x, (self.north - point[1]) * self.scale + _MARGIN * WIDTH

    def path(self, shape: shapely.Geometry) -> str:
        """Outlines of a polygon, or of several, as an SVG path has them."""
        rings = shapely.get_rings(shapely.get_parts(shape))
        return "".join(f"M{points(self, shapely.get_coordinates(ring))}Z" for ring in rings)

    def sheet(self, parts: Iterable[str]) -> str:
        """The drawing of its parts."""
        size = f'width="{WIDTH:.0f}" height="{self.height:.0f}" viewBox="0 0 {WIDTH:.0f} {self.height:.0f}"'
        return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>'


def sketch(
    villages: gpd.GeoDataFrame,
    visited: Iterable[str],
    hub: Point,
    stops: Sequence[Point],
    road: Sequence[Point],
) -> str:
    """Draw a township's day.

    Parameters
    ----------
    villages
        Code and polygon (EPSG:4326) of the township's villages.
    visited
        Codes of those that are shaded.
    hub, stops
        Places, longitude and latitude; the stops in their order.
    road
        What is driven; empty: the stops are joined by broken straight lines.
    """
    frame = Frame(villages.total_bounds)
    shaded = set(visited)
    shapes = zip(villages["code"], villages.geometry, strict=True)
    parts = [_outline(frame, shape, _VISITED if code in shaded else _LAND) for code, shape in shapes]
    parts += [_line(frame, road, "")] if road else [_line(frame, [hub, *stops], 'stroke-dasharray="6 5"')]
    x, y = frame.at(hub)
    parts.append(f'<rect x="{x - 8:.1f}" y="{y - 8:.1f}" width="16" height="16" fill="{_HUB}"/>')
    drawn = apart([frame.at(hub), *map(frame.at, stops)], _STOP)[1:]
    parts += [numbered(number, place, _STOP, _DARK) for number, place in enumerate(drawn, 1)]
    parts.append(scale_bar(frame))
    return frame.sheet(parts)


def _outline(frame: Frame, shape: shapely.Geometry, fill: str) -> str:
    look = f'fill="{fill}" fill-rule="evenodd" stroke="{_BORDER}" stroke-width="0.8"'
    return f'<path d="{frame.path(shape)}" {look}/>'


def _line(frame: Frame, places: Sequence[Point], more: str) -> str:
    look = f'fill="none" stroke="{_ROAD}" stroke-width="2.5" stroke-linejoin="round"'
    return f'<polyline points="{points(frame, places)}" {look} {more}/>'


def points(frame: Frame, places: Sequence[Sequence[float]] | NDArray[np.float64]) -> str:
    """Places (longitude, latitude) as an SVG line has them; (n, 2)."""
    columns: Any = np.asarray(places, dtype=np.float64).reshape(-1, 2).T
    on_paper = np.column_stack(frame.at(columns))
    return " ".join(["%.1f,%.1f"] * len(on_paper)) % tuple(on_paper.ravel().tolist())


def numbered(number: int | str, place: Point, radius: float, colour: str) -> str:
    """A mark with a number, in the units of the drawing; of outside text nothing but what is escaped."""
    x, y = place
    look = f'r="{radius:.1f}" fill="{colour}" stroke="#fff" stroke-width="{radius / 7:.1f}"'
    letters = f'font-size="{radius * 1.36:.1f}" text-anchor="middle" fill="#fff" font-weight="bold"'
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" {look}/>'
        f'<text x="{x:.1f}" y="{y + radius * 0.46:.1f}" {letters}>{number}</text>'
    )


def apart(places: list[Point], radius: float) -> list[Point]:
    """Marks that would cover each other, pushed apart; the first stays."""
    near = 2 * radius
    moved = list(places)
    for _ in range(30):
        free = True
        for at, (x, y) in enumerate(moved[1:], 1):
            for other, (u, v) in enumerate(moved):
                away = math.hypot(x - u, y - v)
                if other != at and away < near - 0.1:
                    angle = math.atan2(y - v, x - u) if away > 1e-6 else at
                    x, y = u + near * math.cos(angle), v + near * math.sin(angle)
                    free = False
            moved[at] = (x, y)
        if free:
            break
    return moved


def scale_bar(frame: Frame) -> str:
    """A bar of a round number of kilometres, at most a third of the width."""
    kilometre = frame.scale / 111.2
    lengths = [1, 2, 5, 10, 20, 50]
    km = max((each for each in lengths if each * kilometre <= WIDTH / 3), default=1)
    right, y = WIDTH - 8, frame.height - 8
    left = right - km * kilometre
    ends = "".join(f"M{x:.1f},{y - 4:.1f}V{y:.1f}" for x in (left, right))
    bar = f'<path d="M{left:.1f},{y:.1f}H{right:.1f}{ends}" fill="none" stroke="#333" stroke-width="1.2"/>'
    middle = (left + right) / 2
    return f'{bar}<text x="{middle:.1f}" y="{y - 5:.1f}" font-size="12" text-anchor="middle">{km} km</text>'
