"""PDF by typst, offline: fonts of the system, no packages.

What goes onto the page comes in as JSON and is used as values. It is never markup, so no name can do
anything but stand there.
"""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

from data.errors import PlanRefused

FONTS = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Noto Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "Heiti SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "DengXian",
    "Noto Serif CJK SC",
    "Songti SC",
    "SimSun",
    "FangSong",
)
"""Families that have the characters of the county, the best to read first."""


_DOTS = 200.0
"""Pixels an inch of a PNG: a page of A4 is 2,339 wide."""


def chinese_fonts(installed: Sequence[str]) -> list[str]:
    """Those of `FONTS` that are installed.

    Raises
    ------
    PlanRefused
        None is: the page would be nothing but boxes.
    """
    present = {family.casefold() for family in installed}
    found = [family for family in FONTS if family.casefold() in present]
    if not found:
        raise PlanRefused(
            "No Chinese font is installed, so no PDF can be set: install Noto Sans CJK SC (on Debian and"
            " Ubuntu the package fonts-noto-cjk), or Microsoft YaHei, and run the command again"
        )
    return found


def pdf(template: str, content: dict[str, Any]) -> bytes:
    """Set a template, as a rule one of this folder, with its content.

    Parameters
    ----------
    template
        Name of a ``.typ`` file, or the path of one that stands elsewhere.
    content
        Plain values; the template reads them from ``sys.inputs.content``.

    Raises
    ------
    PlanRefused
        No Chinese font is installed.
    """
    made = _compile(template, content, "pdf")
    return made if isinstance(made, bytes) else b"".join(made)


def picture(template: str, content: dict[str, Any]) -> bytes:
    """The first page as PNG, for slides and messages."""
    made = _compile(template, content, "png")
    return made if isinstance(made, bytes) else made[0]


def pages(template: str, content: dict[str, Any]) -> list[bytes]:
    """The same as SVG, one a page."""
    made = _compile(template, content, "svg")
    return [made] if isinstance(made, bytes) else made


def _compile(
    template: str, content: dict[str, Any], kind: Literal["pdf", "svg", "png"]
) -> bytes | list[bytes]:
    fonts = _system_fonts()
    handed = content | {"fonts": chinese_fonts(fonts.families())}
    made: bytes | list[bytes] = typst.compile(
        Path(__file__).parent / template,
        format=kind,
        ppi=_DOTS,
        font_paths=fonts,
        sys_inputs={"content": json.dumps(handed, ensure_ascii=False)},
    )
    return made


@cache
def _system_fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False)
