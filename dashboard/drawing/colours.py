"""The one table of colours, for a light and a dark room.

Sequential: ColorBrewer Oranges, five classes, light is little; in the dark it runs the other way, so that
what matters stands out from the ground in both. Cold spots have the other end of ColorBrewer PuOr,
what is less sure of them the paler step.
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
    accent: str
    on_accent: str
    selected: str
    none: str
    unknown: str
    cold: str
    cool: str
    sequential: tuple[str, str, str, str, str]
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
        accent="#1d5f99",
        on_accent="#ffffff",
        selected="#0b4f8a",
        none="#eceff2",
        unknown="#c3cad2",
        cold="#5e3c99",
        cool="#b2abd2",
        sequential=("#feedde", "#fdbe85", "#fd8d3c", "#e6550d", "#a63603"),
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
        accent="#7cc0ff",
        on_accent="#12171d",
        selected="#7cc0ff",
        none="#252d36",
        unknown="#454f5a",
        cold="#b2abd2",
        cool="#6f5f9e",
        sequential=("#5c2a0c", "#95410d", "#d9640f", "#fb9a4b", "#ffd2a1"),
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
