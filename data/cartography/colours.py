"""The one table of colours, for a light and a dark room.

Rates are colours, counts are circles, what is ordinary is the grey of the land. Sequential: light is little;
in the dark it runs the other way, so that what matters stands out from the ground in both. Above the usual is
orange, below it blue, the surer or the farther the stronger.
"""

from dataclasses import dataclass
from typing import Literal

Theme = Literal["light", "dark"]


@dataclass(frozen=True)
class Tokens:
    """Colours of one theme as CSS values."""

    ground: str
    panel: str
    text: str
    quiet: str
    line: str
    border: str
    township: str
    county: str
    road: str
    water: str
    outside: str
    accent: str
    on_accent: str
    selected: str
    none: str
    unknown: str
    hot: str
    warm: str
    cool: str
    cold: str
    circle: str
    circle_edge: str
    alert: str
    sequential: tuple[str, str, str, str, str, str]
    good: str
    warning: str
    bad: str


TOKENS: dict[Theme, Tokens] = {
    "light": Tokens(
        ground="#ffffff",
        panel="#f6f7f9",
        text="#1b2530",
        quiet="#55616e",
        line="#d5dbe1",
        border="#ffffff",
        township="#5d6875",
        county="#1b2530",
        road="#9aa5b1",
        water="#9cc3de",
        outside="#f3f5f7",
        accent="#1d5f99",
        on_accent="#ffffff",
        selected="#0b3f7a",
        none="#e9edf1",
        unknown="#c3cad2",
        hot="#87300b",
        warm="#e17a2b",
        cool="#7fb3da",
        cold="#1f5f99",
        circle="#e17a2b",
        circle_edge="#7a2d07",
        alert="#b42318",
        sequential=("#fbe6c4", "#f8cb8c", "#f2a454", "#e17a2b", "#bd5216", "#87300b"),
        good="#1b7a43",
        warning="#9a6200",
        bad="#b3261e",
    ),
    "dark": Tokens(
        ground="#12171d",
        panel="#1b222a",
        text="#f1f4f7",
        quiet="#b3bdc8",
        line="#3a4550",
        border="#12171d",
        township="#9aa7b4",
        county="#f1f4f7",
        road="#55616e",
        water="#2b5672",
        outside="#171d24",
        accent="#7cc0ff",
        on_accent="#12171d",
        selected="#9ad0ff",
        none="#252d36",
        unknown="#454f5a",
        hot="#ffdda0",
        warm="#f3a347",
        cool="#5e9bcb",
        cold="#a9d2f2",
        circle="#f3a347",
        circle_edge="#12171d",
        alert="#ff7a6b",
        sequential=("#33261b", "#5f381a", "#96511a", "#cf7620", "#f3a347", "#ffdda0"),
        good="#6fd08c",
        warning="#f0b64a",
        bad="#ff8a80",
    ),
}


def css_variables(tokens: Tokens) -> dict[str, str]:
    """The same as CSS custom properties, without the leading dashes."""
    return {name: value for name, value in vars(tokens).items() if isinstance(value, str)} | {
        f"class-{i}": colour for i, colour in enumerate(tokens.sequential, 1)
    }
