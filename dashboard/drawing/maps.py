"""The map: the only place that imports folium.

The outlines go to the browser once, as a script from our own server; a rerun sends only colours and words
(`Payload`). Nothing comes from another host, and every word is set as text (``assets/map.js``).
"""

import base64
import hashlib
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import folium
import numpy as np
from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template
from PIL import Image
from streamlit_folium import st_folium

from dashboard.drawing.colours import Tokens, css_variables
from geo.statistics.density import Grid

ASSETS = Path(__file__).with_name("assets")


def _address(name: str) -> str:
    """Address of one of our files that changes with its content, relative to the component's frame."""
    digest = hashlib.sha256((ASSETS / name).read_bytes()).hexdigest()[:12]
    return f"../../assets/own/{name}?v={digest}"


folium.Map.default_js = [("leaflet", "../../assets/leaflet/leaflet.js")]
folium.Map.default_css = [
    ("leaflet_css", "../../assets/leaflet/leaflet.css"),
    ("map_css", _address("map.css")),
]


@dataclass(frozen=True)
class LegendClass:
    """A line of the legend: colour, words, a mark for what is no colour (``unknown``) or pale (``faint``)."""

    colour: str
    label: str
    mark: str = ""


@dataclass(frozen=True)
class Legend:
    """What the map shows, in which unit, in which classes, on how many cases, as of when."""

    title: str
    unit: str
    classes: Sequence[LegendClass]
    notes: Sequence[str]


@dataclass(frozen=True)
class Stop:
    """A numbered stop of a route: latitude and longitude, a label, ``hub`` or ``village``."""

    at: tuple[float, float]
    label: str
    kind: str = "village"


@dataclass(frozen=True)
class Route:
    """Stops in their order, and the road over them as latitudes and longitudes; without it a dashed line."""

    stops: Sequence[Stop]
    path: Sequence[tuple[float, float]] = ()


@dataclass(frozen=True)
class Overlay:
    """An image over the villages: data URL, and its corners as (south, west), (north, east)."""

    image: str
    bounds: tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True)
class Payload:
    """All that changes on the map.

    Parameters
    ----------
    tokens
        Colours of the theme.
    palette
        Colours that `classes` refers to.
    classes
        One place in the palette a village, in the order of the outlines.
    words
        Lines of the tooltip a village.
    selected
        Code of the outlined village.
    focus, focused
        Name of the part to zoom to (None: the county), and a string of 0 and 1 a village.
    links
        Lines from neighbour to neighbour, each as two pairs of latitude and longitude.
    marked, faint
        Strings of 0 and 1 a village: those with an outline, as `selected` has it; and those whose colour is
        pale, because it rests on little.
    """

    tokens: Tokens
    palette: Sequence[str]
    classes: Sequence[int]
    words: Sequence[Sequence[str]]
    legend: Legend
    selected: str | None = None
    focus: str | None = None
    focused: str = ""
    heat: Overlay | None = None
    routes: Sequence[Route] = ()
    links: Sequence[Sequence[Sequence[float]]] = ()
    marked: str = ""
    faint: str = ""

    def as_script(self) -> str:
        """JSON that may stand inside a script: no ``<``, no line separators, its own fingerprint."""
        content = vars(self) | {"tokens": css_variables(self.tokens)}
        text = json.dumps(content, ensure_ascii=True, separators=(",", ":"), default=vars)
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        text = f'{text[:-1]},"token":"{digest}"}}'
        return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def flags(chosen: Iterable[bool]) -> str:
    """A string of 0 and 1 a village, as `Payload.focused` takes it."""
    return "".join("1" if each else "0" for each in chosen)


class _Outlines(JSCSSMixin, MacroElement):
    """Builds the layers from the outlines, once."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "PetitionMap.build({{ this._parent.get_name() }}, {{ this.settings }});"
        "{% endmacro %}"
    )
    default_css: list[tuple[str, str]] = []

    def __init__(self, digest: str, *, still: bool, large: bool) -> None:
        super().__init__()
        self._name = "Outlines"
        self.settings = json.dumps({"still": still, "large": large})
        self.default_js = [
            ("outlines", f"../../geometry/{digest}.js"),
            ("behaviour", _address("map.js")),
        ]


class _Colours(MacroElement):
    """Repaints them at each rerun."""

    _template = Template(
        "{% macro script(this, kwargs) %}PetitionMap.show({{ this.payload }});{% endmacro %}"
    )

    def __init__(self, payload: str) -> None:
        super().__init__()
        self._name = "Colours"
        self.payload = payload


def draw(
    digest: str,
    payload: Payload,
    *,
    key: str,
    height: int = 560,
    clickable: bool = True,
    still: bool = False,
    large: bool = False,
) -> None:
    """Draw the map. Where it is clicked, `dashboard.address.fresh_click` finds.

    Parameters
    ----------
    digest
        Fingerprint of the outlines (`dashboard.cache.Geography.digest`).
    key
        Fixed per view: the map then stays as the reader moved it, and its clicks are kept under it.
    height
        Pixels, before the style sheet fits it to the window.
    clickable, still, large
        Clicks rerun the page; no zooming and moving; large letters for a wall.
    """
    base = folium.Map(location=[0, 0], tiles=None, zoom_start=2, maxZoom=18, zoomSnap=0.25)
    base.add_child(_Outlines(digest, still=still, large=large))
    changing = folium.FeatureGroup(name="changing")
    changing.add_child(_Colours(payload.as_script()))
    _refuse_other_hosts(base)
    st_folium(
        base,
        key=key,
        height=height,
        use_container_width=True,
        returned_objects=["last_clicked"] if clickable else [],
        feature_group_to_add=changing,
    )


def heat_overlay(
    surface: np.ndarray, breaks: Sequence[float], region: Grid, colours: Sequence[str]
) -> Overlay:
    """A kernel surface in the classes of its legend, transparent below the first.

    Parameters
    ----------
    surface
        Petitions per square kilometre, shape of the grid, rows from north to south.
    breaks
        Lower bounds of the classes.
    """
    palette = [(0, 0, 0, 0)] + [(*bytes.fromhex(colour[1:]), 255) for colour in colours]
    classes = np.searchsorted(np.asarray(breaks), surface, side="right")
    classes[~region.inside] = 0
    pixels = np.asarray(palette, dtype=np.uint8)[classes]
    file = io.BytesIO()
    Image.fromarray(pixels).quantize(len(palette)).save(file, "PNG")
    west, south, east, north = region.bounds
    image = "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
    return Overlay(image, ((south, west), (north, east)))


def _refuse_other_hosts(base: folium.Map) -> None:
    """Guard: an address of another host must never reach the browser."""
    addresses = [
        address
        for part in (base, *base._children.values())
        for kind in ("default_js", "default_css")
        for _, address in getattr(part, kind, ())
    ]
    foreign = [address for address in addresses if "//" in address]
    if foreign:
        raise RuntimeError(f"The map would load {foreign[0]} from another host")
