"""The map of the villages on one page, as PDF or PNG: without a browser, in colours and classes of the page.

The shapes are an SVG. Names and all other words go to the template as values, so that none can be markup.
"""

import base64
import html
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import shapely.geometry

from data.reports import typesetting
from data.reports.sketch import WIDTH, Frame, Point, apart, numbered, points, scale_bar

TEMPLATE = "county.typ"
TALLEST = 0.92
"""Height of the map over its width at most, on a page that lies."""

_PALE = 0.4
_STRONG, _THIN = 0.5, 0.18  # how the relief lies under circles, and over colours
_LETTERS = {"township": 9.0, "village": 6.5, "alert": 8.0}
_PIN = 6.0

Shown = dict[str, Any]


class Name(NamedTuple):
    """A word on the map, in the units of the drawing; ``township``, ``village`` or ``alert``."""

    x: float
    y: float
    text: str
    kind: str


class Drawing(NamedTuple):
    """Shapes as SVG, the names over them, and the height of a map that is `WIDTH` wide."""

    svg: str
    names: list[Name]
    height: float


def drawing(outlines: Shown, shown: Shown, circle_map: float, relief: bytes | None = None) -> Drawing:
    """What a page shows, as shapes and names.

    Parameters
    ----------
    outlines
        Of `data.cartography.outlines`.
    shown
        Of `dashboard.drawing.maps.Payload.as_data`, in the order of the outlines.
    circle_map
        Width of a map on which circles have the radius that they are given.
    relief
        The picture that the outlines name, as PNG; None: there is none.
    """
    tokens, villages = shown["tokens"], outlines["villages"]
    shapes = [_shape(village) for village in villages]
    focused = [at for at, flag in enumerate(shown["focused"]) if flag == "1"]
    frame = Frame(shapely.total_bounds([shapes[at] for at in focused] or shapes), TALLEST)
    parts = [_area(frame, each, tokens["outside"], tokens["line"]) for each in outlines.get("neighbours", ())]
    parts += [_village(frame, shape, at, villages[at], shown) for at, shape in enumerate(shapes)]
    if relief is not None and outlines["relief"]:
        image = "data:image/png;base64," + base64.b64encode(relief).decode()
        strength = _STRONG if shown["circles"] else _THIN
        parts.append(_image(frame, image, outlines["relief"]["bounds"], strength))
    if shown["heat"]:
        parts.append(_image(frame, shown["heat"]["image"], shown["heat"]["bounds"], 0.85))
    parts += [_water(frame, each, tokens["water"]) for each in outlines.get("water", ())]
    for each, name, weight in [
        *((t, "township", 1.2) for t in outlines["townships"]),
        ({"geometry": outlines["county"]}, "county", 2.2),
    ]:
        parts.append(_line(frame, _shape(each), tokens[name], weight))
    by_size = sorted(((r, at) for at, r in enumerate(shown["circles"]) if r), reverse=True)
    parts += [_circle(frame.at(_place(villages[at])), r * WIDTH / circle_map, tokens) for r, at in by_size]
    alerts = [at for alert in shown["alerts"] for at in alert["villages"]]
    marked = [at for at, flag in enumerate(shown["marked"]) if flag == "1"]
    for places, name, weight in ((marked, "selected", 1.6), (alerts, "alert", 2.0)):
        parts += [_line(frame, shapes[at], tokens[name], weight) for at in places]
    parts += [_driven(frame, route, tokens) for route in shown["routes"]]
    hubs = [stop for route in shown["routes"] for stop in route["stops"] if stop["kind"] == "hub"]
    pins = apart([frame.at((stop["at"][1], stop["at"][0])) for stop in hubs], _PIN)
    parts += [
        numbered(html.escape(stop["label"]), pin, _PIN, tokens["selected"])
        for stop, pin in zip(hubs, pins, strict=True)
    ]
    parts.append(scale_bar(frame))
    below = {stop["name"]: pin for stop, pin in zip(hubs, pins, strict=True) if stop["name"]}
    names = _names(frame, outlines, shown, focused, below)
    return Drawing(frame.sheet(parts), _apart(names, pins), round(frame.height, 1))


def page(
    outlines: Shown,
    shown: Shown,
    circle_map: float,
    title: str | None,
    language: str,
    mark: str | None,
    *,
    relief: bytes | None = None,
    as_png: bool = False,
) -> bytes:
    """The map with its sentence and its legend on one page: PDF, or PNG.

    Parameters
    ----------
    outlines, shown, circle_map, relief
        As for `drawing`.
    title
        The answer in one sentence; None: it stands elsewhere, and the picture is as large as map and legend.
    mark
        What a demo says of itself.

    Raises
    ------
    PlanRefused
        No Chinese font is installed.
    """
    made = drawing(outlines, shown, circle_map, relief)
    content = {
        "title": title,
        "language": language[:2],
        "mark": mark,
        "svg": made.svg,
        "names": [name._asdict() for name in made.names],
        "size": [WIDTH, made.height],
        "letters": _LETTERS,
        "circles": WIDTH / circle_map,
        "tokens": shown["tokens"],
        "legend": shown["legend"],
    }
    return (typesetting.picture if as_png else typesetting.pdf)(TEMPLATE, content)


def _shape(each: Shown) -> shapely.Geometry:
    return shapely.geometry.shape(each["geometry"])


def _place(each: Shown) -> tuple[float, float]:
    return each["at"][1], each["at"][0]


def _village(frame: Frame, shape: shapely.Geometry, at: int, village: Shown, shown: Shown) -> str:
    colour = shown["palette"][shown["classes"][at]]
    pale = f' fill-opacity="{_PALE}"' if shown["faint"][at : at + 1] == "1" else ""
    look = (
        f'fill="{colour}"{pale} fill-rule="evenodd" stroke="{shown["tokens"]["border"]}" stroke-width="0.5"'
    )
    return f'<path data-village="{html.escape(village["code"])}" d="{frame.path(shape)}" {look}/>'


def _line(frame: Frame, shape: shapely.Geometry, colour: str, weight: float) -> str:
    look = f'fill="none" stroke="{colour}" stroke-width="{weight}" stroke-linejoin="round"'
    return f'<path d="{frame.path(shape)}" {look}/>'


def _circle(place: tuple[float, float], radius: float, tokens: Shown) -> str:
    x, y = place
    look = (
        f'fill="{tokens["circle"]}" fill-opacity="0.82" stroke="{tokens["circle_edge"]}" stroke-width="0.6"'
    )
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.2f}" {look}/>'


def _area(frame: Frame, each: Shown, fill: str, edge: str) -> str:
    look = f'fill="{fill}" fill-rule="evenodd" stroke="{edge}" stroke-width="0.5"'
    return f'<path d="{frame.path(_shape(each))}" {look}/>'


def _water(frame: Frame, each: Shown, colour: str) -> str:
    shape = _shape(each)
    if shapely.get_dimensions(shape) == 2:
        return _area(frame, each, colour, colour)
    ways = "".join(f"M{points(frame, line.coords)}" for line in shapely.get_parts(shape))
    return f'<path d="{ways}" fill="none" stroke="{colour}" stroke-width="0.8"/>'


def _driven(frame: Frame, route: Shown, tokens: Shown) -> str:
    """A road on a casing; a broken line where none is known."""
    dashes = "" if route["path"] else ' stroke-dasharray="5 4"'
    places = route["path"] or [stop["at"] for stop in route["stops"]]
    line = points(frame, [(longitude, latitude) for latitude, longitude in places])
    look = 'fill="none" stroke-linejoin="round" stroke-linecap="round"'
    return (
        f'<polyline points="{line}" {look} stroke="{tokens["ground"]}" stroke-width="3.6"/>'
        f'<polyline points="{line}" {look} stroke="{tokens["accent"]}" stroke-width="1.8"{dashes}/>'
    )


def _image(frame: Frame, image: str, bounds: Sequence[Sequence[float]], opacity: float) -> str:
    (south, west), (north, east) = bounds
    (x, y), (right, below) = frame.at((west, north)), frame.at((east, south))
    box = f'x="{x:.1f}" y="{y:.1f}" width="{right - x:.1f}" height="{below - y:.1f}"'
    return f'<image {box} preserveAspectRatio="none" opacity="{opacity}" href="{image}"/>'


def _names(
    frame: Frame, outlines: Shown, shown: Shown, focused: Sequence[int], below: dict[str, Point]
) -> Iterable[Name]:
    """Those below a pin, alerts, townships, then villages where one township is looked at."""
    down = _PIN + _LETTERS["township"] * 0.7
    yield from (Name(x, y + down, text, "township") for text, (x, y) in below.items())
    alerts = [
        (outlines["villages"][alert["villages"][0]], alert["label"], "alert") for alert in shown["alerts"]
    ]
    townships = [(each, each["name"], "township") for each in outlines["townships"]]
    villages = [(outlines["villages"][at], outlines["villages"][at]["name"], "village") for at in focused]
    for each, text, kind in [*alerts, *townships, *villages]:
        if text not in below and _is_within(frame, _place(each)):
            yield Name(*frame.at(_place(each)), text, kind)


def _is_within(frame: Frame, place: tuple[float, float]) -> bool:
    x, y = frame.at(place)
    return 0 < x < WIDTH and 0 < y < frame.height


def _apart(names: Iterable[Name], pins: Iterable[Point]) -> list[Name]:
    """Those that cover no other and no pin; a Chinese sign is as wide as it is high, any other about half."""
    kept: list[Name] = []
    boxes = [(x - _PIN, x + _PIN, y - _PIN, y + _PIN) for x, y in pins]
    for name in names:
        high = _LETTERS[name.kind] * 1.2
        wide = sum(1.0 if ord(sign) > 0x2E80 else 0.55 for sign in name.text) * _LETTERS[name.kind]
        box = (name.x - wide / 2, name.x + wide / 2, name.y - high / 2, name.y + high / 2)
        if not any(box[0] < b[1] and b[0] < box[1] and box[2] < b[3] and b[2] < box[3] for b in boxes):
            kept.append(name)
            boxes.append(box)
    return kept
