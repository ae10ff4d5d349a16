"""A map that leaves the program: one HTML file with everything in it, opened from disk without any network.

The only place that imports folium. Words are escaped here: folium puts them into scripts
and markup as they are.
"""

import base64
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import folium
import xstatic.pkg.leaflet
from branca.element import Element, Figure
from jinja2 import Template

from dashboard.drawing.elements import escaped
from dashboard.drawing.maps import ASSETS, Payload
from dashboard.language import _
from data.text import DEMO_MARK

LEAFLET = Path(xstatic.pkg.leaflet.BASE_DIR)

STRONG, THIN = 0.5, 0.18
"""How strongly the relief lies under circles, and over colours (``assets/map/ground.js``)."""

OVER = "pm-file-over"
"""What lies over the villages and leaves them the pointer."""

NO_PICTURE = "\nL.Marker.prototype.options.icon = L.divIcon();"
"""Leaflet would ask for the picture of a pin before folium gives a marker its own."""

POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
"""The file may load nothing at all."""


def as_page(
    payload: Payload, outlines: str, title: str, *, synthetic: bool, relief: bytes | None = None
) -> bytes:
    """A map as one file: what the page shows, and its figures as a table below.

    Parameters
    ----------
    payload
        What is shown, under the scope of whoever takes it.
    outlines
        JSON of `data.cartography.outlines.outlines`, in whose order the payload is.
    title
        The answer in one sentence.
    synthetic
        Whether the record is the demo, which the file then says.
    relief
        The picture that the outlines name; None: the file has none.
    """
    lines, shown = json.loads(outlines), payload.as_data()
    board = folium.Map(tiles=None, zoom_control=True, attribution_control=False, zoomSnap=0.1)
    board.default_js, board.default_css = [], []
    _neighbours(board, lines, shown["tokens"])
    _villages(board, lines, shown)
    if relief is not None and lines["relief"]:
        image = "data:image/webp;base64," + base64.b64encode(relief).decode()
        strength = STRONG if shown["circles"] else THIN
        folium.raster_layers.ImageOverlay(image, lines["relief"]["bounds"], opacity=strength).add_to(board)
    if payload.heat is not None:
        bounds = [list(corner) for corner in payload.heat.bounds]
        folium.raster_layers.ImageOverlay(payload.heat.image, bounds, opacity=0.85).add_to(board)
    _waters(board, lines, shown["tokens"])
    _borders(board, lines, shown["tokens"])
    _over(board, lines, shown)
    board.fit_bounds([each["at"] for each in lines["villages"]])
    sources = _("Map data: {sources}", sources=" · ".join(lines["sources"])) if lines.get("sources") else ""
    _dress(board, shown, title, [sources, _(DEMO_MARK) if synthetic else ""])
    return str(board.get_root().render()).encode()


def _villages(board: folium.Map, lines: dict[str, Any], shown: dict[str, Any]) -> None:
    tokens, faint = shown["tokens"], shown["faint"]
    for at, village in enumerate(lines["villages"]):
        words = "<br>".join(_inside(line) for line in shown["words"][at])
        for part in _turned(village["geometry"]):
            folium.Polygon(
                part,
                color=tokens["border"],
                weight=0.8,
                fill=True,
                fill_color=shown["palette"][shown["classes"][at]],
                fill_opacity=0.4 if faint and faint[at] == "1" else 1,
                tooltip=folium.Tooltip(words, sticky=True),
            ).add_to(board)


def _neighbours(board: folium.Map, lines: dict[str, Any], tokens: dict[str, str]) -> None:
    look: dict[str, Any] = {"color": tokens["line"], "weight": 1, "fill": True, "fill_opacity": 1}
    look |= {"fill_color": tokens["outside"], "class_name": OVER}
    for each in lines.get("neighbours", ()):
        for part in _turned(each["geometry"]):
            folium.Polygon(part, **look).add_to(board)


def _waters(board: folium.Map, lines: dict[str, Any], tokens: dict[str, str]) -> None:
    look: dict[str, Any] = {"color": tokens["water"], "weight": 1.4, "class_name": OVER}
    for each in lines.get("water", ()):
        for part in _turned(each["geometry"]):
            if "Line" in each["geometry"]["type"]:
                folium.PolyLine(part, **look).add_to(board)
            else:
                lake = {"fill": True, "fill_color": tokens["water"], "fill_opacity": 0.9}
                folium.Polygon(part, **look | lake).add_to(board)


def _borders(board: folium.Map, lines: dict[str, Any], tokens: dict[str, str]) -> None:
    shapes = [(each["geometry"], "township", 2.0) for each in lines["townships"]]
    for geometry, name, weight in [*shapes, (lines["county"], "county", 3.4)]:
        _outline(board, geometry, tokens[name], weight)


def _outline(board: folium.Map, geometry: dict[str, Any], colour: str, weight: float) -> None:
    for part in _turned(geometry):
        folium.Polygon(part, color=colour, weight=weight, fill=False, class_name=OVER).add_to(board)


def _over(board: folium.Map, lines: dict[str, Any], shown: dict[str, Any]) -> None:
    """Circles, alerts, the chosen, routes and names."""
    tokens, villages = shown["tokens"], lines["villages"]
    sizes = sorted(((radius, at) for at, radius in enumerate(shown["circles"]) if radius), reverse=True)
    for radius, at in sizes:
        circle = {"color": tokens["circle_edge"], "weight": 1, "fill_color": tokens["circle"]}
        circle |= {"fill_opacity": 0.82, "class_name": OVER}
        folium.CircleMarker(villages[at]["at"], radius=radius, fill=True, **circle).add_to(board)
    marked = [(at, "selected", 2.5) for at, flag in enumerate(shown["marked"]) if flag == "1"]
    alerts = [(at, "alert", 3.5) for alert in shown["alerts"] for at in alert["villages"]]
    for at, name, weight in [*marked, *alerts]:
        _outline(board, villages[at]["geometry"], tokens[name], weight)
    for alert in shown["alerts"]:
        _label(board, villages[alert["villages"][0]]["at"], alert["label"], "pm-file-alert")
    for route in shown["routes"]:
        points = route["path"] or [stop["at"] for stop in route["stops"]]
        if len(points) > 1:
            folium.PolyLine(points, color=tokens["accent"], weight=4, class_name=OVER).add_to(board)
        for stop in route["stops"]:
            _label(board, stop["at"], stop["label"], "pm-file-stop")
    for township in lines["townships"]:
        _label(board, township["at"], township["name"], "pm-file-name")


def _label(board: folium.Map, at: Sequence[float], text: str, look: str) -> None:
    icon = folium.DivIcon(html=f'<span class="{look}">{_inside(text)}</span>', icon_size=(0, 0))
    folium.Marker(at, icon=icon, interactive=False).add_to(board)


def _dress(board: folium.Map, shown: dict[str, Any], title: str, marks: Sequence[str]) -> None:
    """Title, legend, table, style and Leaflet itself."""
    legend, root = shown["legend"], cast(Figure, board.get_root())
    sheets = [(LEAFLET / "leaflet.css").read_text(encoding="utf-8"), _sheet(shown["tokens"])]
    script = (LEAFLET / "leaflet.js").read_text(encoding="utf-8").replace(
        "</script", r"<\/script"
    ) + NO_PICTURE
    first = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><title>{escaped(title)}</title>'
    head = f"{first}<style>{''.join(sheets)}</style><script>{script}</script>"
    root.header.add_child(_Verbatim(head), name="own", index=0)
    classes = "".join(
        f'<div><i style="background:{escaped(each["colour"])}"></i>{escaped(each["label"])}</div>'
        for each in legend["classes"]
    )
    notes = " · ".join(escaped(note) for note in legend["notes"])
    rows = "".join(
        f"<tr>{''.join(f'<td>{escaped(line)}</td>' for line in lines)}</tr>" for lines in shown["words"]
    )
    above = f"<h1>{escaped(title)}</h1>"
    below = (
        f'<section class="pm-file-legend"><b>{escaped(legend["title"])}</b> {escaped(legend["unit"])}'
        f"{classes}<p>{notes}</p></section>"
        f"{''.join(f'<p>{escaped(mark)}</p>' for mark in marks if mark)}"
        f"<details><summary>{escaped(_('All villages as a table'))}</summary><table>{rows}</table></details>"
    )
    root.html.add_child(_Verbatim(above), name="above", index=0)
    root.html.add_child(_Verbatim(below), name="below")


def _sheet(tokens: dict[str, str]) -> str:
    variables = "".join(f"--{name}:{value};" for name, value in tokens.items())
    return f":root{{{variables}}}" + (ASSETS / "standalone.css").read_text(encoding="utf-8")


def _turned(geometry: dict[str, Any]) -> list[Any]:
    """Each polygon as its rings, or each line, as latitude and longitude: folium takes one at a time."""

    def turn(part: Any) -> Any:
        return [part[1], part[0]] if isinstance(part[0], float | int) else [turn(each) for each in part]

    several = geometry["type"].startswith("Multi")
    return [turn(part) for part in (geometry["coordinates"] if several else [geometry["coordinates"]])]


def _inside(text: str) -> str:
    """A text that stands in markup that stands in a string of a script."""
    return escaped(text).translate({ord(sign): f"&#{ord(sign)};" for sign in "\\`${"})


class _Verbatim(Element):
    """Markup that is given back as it is, whatever template it looks like."""

    _template = Template("{{ this.markup }}")

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.markup = markup
