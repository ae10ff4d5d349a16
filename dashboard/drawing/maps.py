"""The map: a component of the page, drawn by Leaflet from our own server (``assets/map``).

The outlines go to the browser once, from an address of their own; a rerun sends only colours and words
(`Payload`), and what is the same as before is not painted again. Nothing comes from another host, and every
word is set as text.
"""

import base64
import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from dashboard.address import done
from dashboard.language import _
from data.cartography.circles import CIRCLE_MAP
from data.cartography.colours import Tokens, css_variables
from data.cartography.heat import Overlay
from data.divisions.land import Land

ASSETS = Path(__file__).with_name("assets")
VERSION = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(ASSETS.rglob("*.*s")))).hexdigest()[
    :12
]
"""Changes with any of our files, and with it their address."""

BUNDLE = "map/all.js"
"""Under our files, where the server puts the scripts of the map together."""

PACKAGE, MAP, CHOSEN = "petitions", "map", "chosen"
"""Of our components; their scripts are called as they are."""


@dataclass(frozen=True)
class LegendClass:
    """A line of the legend: colour, words, a mark for what is no colour (``unknown``) or pale (``faint``).

    Parameters
    ----------
    villages
        How many have it; None: it is not counted.
    size
        Radius of a ``circle``.
    """

    colour: str
    label: str
    mark: str = ""
    villages: int | None = None
    size: float = 0.0


@dataclass(frozen=True)
class Legend:
    """What the map shows, in which unit, in which classes, on how many cases, as of when."""

    title: str
    unit: str
    classes: Sequence[LegendClass]
    notes: Sequence[str]


@dataclass(frozen=True)
class Stop:
    """A stop of a route: latitude and longitude, a label; ``hub``, ``village``, or ``point`` of none.

    Parameters
    ----------
    name
        Stands below it where the map shows one route; empty: none.
    """

    at: tuple[float, float]
    label: str
    kind: str = "village"
    name: str = ""


@dataclass(frozen=True)
class Route:
    """Stops in their order, and the road over them as latitudes and longitudes; without it a dashed line."""

    stops: Sequence[Stop]
    path: Sequence[tuple[float, float]] = ()


@dataclass(frozen=True)
class Alert:
    """Villages with an outline of their own, and the number beside it."""

    villages: Sequence[int]
    label: str


@dataclass(frozen=True)
class Monthly:
    """What each village counts in each month: by it the browser paints any window by itself.

    Parameters
    ----------
    counts, width
        Integers of so many bytes, village by village, deflated, as base64.
    words
        Lines of the tooltip, with {n} and {rate}, where they say so.
    notes
        Of the legend, before and after the window.
    top, largest, smallest
        The count whose circle is the largest of the legend, and radii (`data.cartography.circles.Size`).
    bounds, residents, few
        Lower bounds of all classes of rates but the first, residents by village, and the least count whose
        colour is not pale; without residents counts are circles.
    """

    counts: str
    width: int
    words: Sequence[str]
    notes: tuple[str, str]
    top: float = 0.0
    largest: float = 0.0
    smallest: float = 0.0
    bounds: Sequence[float] = ()
    residents: Sequence[int] = ()
    few: int = 0


@dataclass(frozen=True)
class Brush:
    """The months of the record under the map, and the window of those that it shows.

    Parameters
    ----------
    months, names, cases
        Each month, such as 2026-11, its name, and its cases; None: not told.
    window
        Places of its first and last month.
    words
        Cases with {n}; a window from {first} to {last}.
    monthly
        None: the map waits for the server, and nothing is played.
    until
        That the last month is not over yet, in words.
    control, lengths
        Key of the buttons that choose a length above the map, and the months of each of them.
    """

    months: Sequence[str]
    names: Sequence[str]
    cases: Sequence[int | None]
    window: tuple[int, int]
    words: tuple[str, str]
    monthly: Monthly | None = None
    until: str = ""
    control: str = ""
    lengths: Sequence[int] = ()


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
    circles
        Radius of a circle a village, as it is on a map that is `CIRCLE_MAP` pixels wide; empty: none.
    alerts
        Places that are outlined and numbered.
    brush
        The months below the map; None: there are none.
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
    circles: Sequence[float] = ()
    alerts: Sequence[Alert] = ()
    brush: Brush | None = None

    def as_data(self) -> dict[str, Any]:
        """What the browser gets, with a fingerprint of its own; what is chosen goes beside it."""
        legend = replace(self.legend, classes=self._occurring())
        content = vars(self) | {"tokens": css_variables(self.tokens), "legend": legend}
        del content["selected"]
        text = json.dumps(content, separators=(",", ":"), default=vars)
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        shown: dict[str, Any] = json.loads(text)
        return shown | {"token": digest}

    def _occurring(self) -> list[LegendClass]:
        """Lines of the legend whose colour some village has, with how many; what is pale is counted apart."""
        pale = self.faint or "0" * len(self.classes)
        found = Counter(
            self.palette[place] for place, faint in zip(self.classes, pale, strict=True) if faint == "0"
        )
        lines = []
        for line in self.legend.classes:
            if line.mark in ("untold", "circle", "alert") or line.colour not in self.palette:
                lines.append(line)
            elif villages := pale.count("1") if line.mark == "faint" else found[line.colour]:
                lines.append(replace(line, villages=villages))
        return lines


def flags(chosen: Iterable[bool]) -> str:
    """A string of 0 and 1 a village, as `Payload.focused` takes it."""
    return "".join("1" if each else "0" for each in chosen)


def in_sight(land: Land, township: str | None, own: NDArray[np.bool_]) -> tuple[str | None, str]:
    """`Payload.focus` and `Payload.focused`: the township asked for, else the reader's own villages (n,).

    A few villages are seen with those around them; where all or none are one's own, the whole county is.
    """
    if township is not None:
        return township, flags(land.inside(township))
    if own.all() or not own.any():
        return None, ""
    return "own", flags(land.around(own))


def draw(
    digest: str,
    payload: Payload,
    *,
    key: str,
    height: int = 560,
    clickable: bool = True,
    still: bool = False,
    large: bool = False,
    together: str = "",
    words: Mapping[str, str] | None = None,
) -> None:
    """Draw the map. What is clicked or marked on it, `dashboard.address.fresh` finds.

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
    together
        Maps of one name move together; empty: by itself.
    words
        What is said otherwise of a map whose areas are no villages.
    """
    own = f"assets/own/{VERSION}"
    settings: dict[str, Any] = {"selects": clickable, "still": still, "large": large, "height": height}
    settings |= {"words": _words() | dict(words or {})}
    settings |= {"circle_map": CIRCLE_MAP, "together": together}
    _component(MAP)(
        key=key,
        data={
            "key": key,
            "script": f"{own}/{BUNDLE}",
            "styles": ["assets/leaflet/leaflet.css", f"{own}/map.css"],
            "outlines": f"geometry/{digest}.json",
            "settings": settings,
            "selected": payload.selected,
            "payload": packed(payload.as_data()),
        },
        on_selected_change=_told,
        on_window_change=_told,
    )


def packed(shown: dict[str, Any]) -> dict[str, str]:
    """What `Payload.as_data` says, as text for the wire: its fingerprint in clear, the rest deflated.

    Of the words of villages only what follows their names, which stand in the outlines, line by line: each
    text once, and a place among them a village (0: none).
    """
    columns = []
    for lines in zip_longest(*(words[1:] for words in shown["words"])):
        places: dict[str, int] = {}
        at = [0 if line is None else places.setdefault(line, len(places) + 1) for line in lines]
        columns.append({"texts": list(places), "at": at})
    text = json.dumps(shown | {"words": columns}, separators=(",", ":"), ensure_ascii=False)
    return {"token": shown["token"], "packed": base64.b64encode(zlib.compress(text.encode())).decode()}


def chosen(key: str, village: str, lists: Sequence[str]) -> None:
    """Take the clicks on a map apart from it: they rerun the fragment that draws this, and not the map.

    `dashboard.address.fresh_click` finds them under `chosen_key`.

    Parameters
    ----------
    key
        Of the map.
    village
        Code of the outlined village; empty: none.
    lists
        Lists whose rows open the same.
    """
    data: dict[str, Any] = {"key": key, "script": f"assets/own/{VERSION}/{BUNDLE}", "selected": village}
    click = done(chosen_key(key), "selected")  # of one that changes nothing the browser hears by this as well
    data |= {"lists": list(lists), "answers": click}
    _component(CHOSEN)(key=chosen_key(key), data=data, on_selected_change=_told)


def chosen_key(key: str) -> str:
    """Under which `chosen` keeps the clicks on a map."""
    return f"{key}-chosen"


def _told() -> None:
    """A click, or a window of months, is looked at by the run of the page that follows it."""


def _component(name: str) -> Any:
    """What draws it. Its script is a file of ours: the policy runs none that is sent with the page."""
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(f"{PACKAGE}.{name}") is None:
        ours = [ComponentConfig(each, "component") for each in (MAP, CHOSEN)]
        manager.register_from_manifest(ComponentManifest(PACKAGE, "1", ours), ASSETS)
    return _renderer(name)


@cache
def _renderer(name: str) -> Any:
    return st.components.v2.component(f"{PACKAGE}.{name}", js=f"{name}.js", isolate_styles=False)


def _words() -> dict[str, str]:
    """What stands on its buttons, and what is said of them."""
    return {
        "map": _("Map of the villages"),
        "toolbar": _("Buttons of the map"),
        "zoom_in": _("Zoom in"),
        "zoom_out": _("Zoom out"),
        "home": _("Back to the whole"),
        "full": _("Full screen"),
        "layers": _("Layers"),
        "names": _("Names"),
        "borders": _("Boundaries"),
        "roads": _("Roads"),
        "relief": _("Relief"),
        "water": _("Water"),
        "neighbours": _("Neighbouring counties"),
        "sources": _("Map data: {sources}"),
        "alerts": _("Alerts"),
        "metres": _("{n} m"),
        "kilometres": _("{n} km"),
        "chosen": _("Chosen"),
        "bars": _("bars: number of villages"),
        "brush": _("Months shown"),
        "brush_keys": _("Arrow keys move the window by a month, with Shift they make it longer or shorter"),
        "play": _("Play month by month"),
        "pause": _("Stop, and show these months"),
        "next": _("One month on"),
        "hint": _("Arrow keys go from village to village, Escape leaves the map"),
        "hint_select": _("Arrow keys go from village to village, Enter opens one, Escape leaves the map"),
    }
