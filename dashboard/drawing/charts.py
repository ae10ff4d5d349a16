"""Charts: lines and bars drawn as small SVG images, their names and values as text around them.

What an image shows stands beside it as a table, which opens for everybody and is read by a screen reader;
bars are rows of a table themselves. Colours are those of the theme, 3:1 against its ground at least.
"""

import base64
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from dashboard.drawing import style
from dashboard.drawing.elements import anchor, ends, escaped
from dashboard.drawing.tables import Cell, File, Row, figure, take_away
from dashboard.language import _, number

Values = Sequence[float | None]
"""None where nothing is told, or on record."""
_WIDE, _HIGH, _EDGE = 600, 120, 6


def line(
    title: str, names: Sequence[str], values: Values, before: Values, *, against: str, until: str = ""
) -> None:
    """Values in their order, with those of a year before in grey.

    Parameters
    ----------
    names
        What each value is of, such as its month.
    before
        As many, or none.
    against
        What the grey line is called.
    until
        That the last value is of a time not over yet, in words: it stands apart; empty: it is over.
    """
    told = [value for value in (*values, *before) if value is not None]
    if not told:
        return
    tokens, most = style.tokens(), max(*told, 1)
    strokes = [_stroke(before, most, tokens.quiet, 'stroke-width="1.5" stroke-dasharray="3 3"')]
    strokes += _line(values, most, unfinished=bool(until))
    image = _image("".join(strokes), title)
    earlier = list(before) or [None] * len(values)
    over = "".join(
        f'<i title="{escaped(_point(name, value, other, against))}"></i>'
        for name, value, other in zip(names, values, earlier, strict=True)
    )
    key = f"<b></b>{escaped(title)}"
    if any(value is not None for value in before):
        key += f" <s></s>{escaped(against)}"
    rows = "".join(
        f"<tr><td>{escaped(name)}</td><td>{_value(value)}</td><td>{_value(other)}</td></tr>"
        for name, value, other in zip(names, values, earlier, strict=True)
    )
    st.html(
        f'<figure class="pm-chart"><figcaption>{key} · 0 – {number(most)}</figcaption>'
        f'<div class="pm-line">{image}<div>{over}</div></div>'
        f'<div class="pm-quiet pm-ends">{ends(names, until)}</div>'
        f"<details><summary>{escaped(_('As a table'))}</summary>"
        f'<table class="pm-table"><tbody>{rows}</tbody></table></details></figure>'
    )


@dataclass(frozen=True)
class Bar:
    """A bar of `ranked`.

    Parameters
    ----------
    link
        Address that the name leads to.
    change
        Against an earlier period, in words; `sure`: more than chance explains.
    apart
        Not of the others' kind, such as what is still open: drawn in another colour.
    """

    name: str
    value: float
    link: str = ""
    change: str = ""
    sure: bool = False
    apart: bool = False


def ranked(
    title: str, bars: Sequence[Bar], *, key: str = "", head: str = "", file: File | None = None
) -> None:
    """A bar a name, each with its value and what has changed; the bars of a table, in the order given.

    Parameters
    ----------
    key, head, file
        Under which the table is taken away, what its names are, and as which file; none: it is not.
    """
    most = max((bar.value for bar in bars), default=0) or 1
    wide = any(bar.change for bar in bars)
    rows = "".join(_bar(bar, most, wide=wide) for bar in bars)
    st.html(f'<table class="pm-ranked"><caption>{escaped(title)}</caption><tbody>{rows}</tbody></table>')
    if file is not None:
        heads = [Cell(head), Cell(_("Cases"), "n"), *([Cell(_("Change"))] if wide else [])]
        cells = [[Cell(bar.name), figure(bar.value), *([Cell(bar.change)] if wide else [])] for bar in bars]
        take_away(key, heads, lambda: [Row(each) for each in cells], file)


def _bar(bar: Bar, most: float, *, wide: bool) -> str:
    name = anchor(escaped(bar.name), bar.link) if bar.link else escaped(bar.name)
    look = ' class="apart"' if bar.apart else ""
    change = f"<b>{escaped(bar.change)}</b>" if bar.sure else escaped(bar.change)
    return (
        f'<tr><th scope="row">{name}</th><td><i{look} style="width:{100 * bar.value / most:.1f}%"></i></td>'
        f'<td class="n">{number(bar.value)}</td>{f"<td>{change}</td>" if wide else ""}</tr>'
    )


def ring(
    value: float | None, limit: float, what: str, state: str, lines: Sequence[str], *, late: bool
) -> None:
    """A figure in a ring that closes as it comes near its limit, beside its state and some lines.

    Parameters
    ----------
    value
        None: not known, which is as bad as beyond the limit.
    what
        What the figure counts.
    state
        In a word or two; `late`: beyond the limit.
    """
    tokens, round_about = style.tokens(), 2 * math.pi * 44
    share = 1.0 if value is None else min(value / limit, 1.0)
    colour = tokens.bad if late else tokens.good
    look = 'cx="50" cy="50" r="44" fill="none" stroke-width="9"'
    arc = f'stroke-dasharray="{share * round_about:.1f} {round_about:.1f}" transform="rotate(-90 50 50)"'
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
        f'<circle {look} stroke="{tokens.line}"/><circle {look} stroke="{colour}" {arc}/></svg>'
    )
    pill = f'<span class="pm-state pm-{"bad" if late else "good"}">{escaped(state)}</span>'
    text = pill + "".join(f"<span>{escaped(each)}</span>" for each in lines)
    figure = f"{_as_image(drawing, what)}<b>{_value(value)}</b><small>{escaped(what)}</small>"
    st.html(f'<div class="pm-ring"><div>{figure}</div><p>{text}</p></div>')


def sparkline(values: Values, words: str) -> str:
    """A line as small as a word, as HTML; `words` say what it shows."""
    most = max((value for value in values if value is not None), default=0) or 1
    return _image(_stroke(values, most, style.tokens().accent, 'stroke-width="3"'), words, "pm-spark")


def draw_sparkline(values: Values, words: str) -> None:
    """The same on the page, behind its words."""
    st.html(f'<span class="pm-quiet">{escaped(words)}</span> {sparkline(values, words)}')


def _line(values: Values, most: float, *, unfinished: bool) -> list[str]:
    """The line itself; to a value of a time not over yet it is dashed, and the value is a hollow point."""
    tokens, look = style.tokens(), 'stroke-width="2.5"'
    if not unfinished or values[-1] is None:
        return [_stroke(values, most, tokens.accent, look)]
    last = [None] * (len(values) - 2) + list(values[-2:])
    point = [*[None] * (len(values) - 1), values[-1]]
    return [
        _stroke([*values[:-1], None], most, tokens.accent, look),
        _stroke(last, most, tokens.accent, f'{look} stroke-dasharray="4 4"'),
        _stroke(point, most, tokens.accent, 'stroke-width="9"'),
        _stroke(point, most, tokens.ground, 'stroke-width="5"'),
    ]


def _stroke(values: Values, most: float, colour: str, look: str) -> str:
    """A line through the values that are told, broken where one is not; a value alone is a point."""
    step = (_WIDE - 2 * _EDGE) / max(len(values) - 1, 1)
    path, pen = "", "M"
    for at, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        y = _EDGE + (_HIGH - 2 * _EDGE) * (1 - value / most)
        alone = pen == "M" and (at + 1 == len(values) or values[at + 1] is None)
        path += f"{pen}{_EDGE + at * step:.1f} {y:.1f}{'h0' if alone else ''}"
        pen = "L"
    drawn = f'fill="none" stroke="{colour}" stroke-linejoin="round" stroke-linecap="round"'
    return f'<path d="{path}" {drawn} vector-effect="non-scaling-stroke" {look}/>' if path else ""


def _image(content: str, words: str, look: Literal["", "pm-spark"] = "") -> str:
    """As an image: Streamlit takes SVG out of what it is given as HTML, and leaves images of this server."""
    size = f'viewBox="0 0 {_WIDE} {_HIGH}" preserveAspectRatio="none"'
    floor = f'<path d="M0 {_HIGH - 1}H{_WIDE}" stroke="{style.tokens().line}"/>' if not look else ""
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{floor}{content}</svg>'
    return _as_image(drawing, words, look)


def _as_image(drawing: str, words: str, look: str = "") -> str:
    data = base64.b64encode(drawing.encode()).decode()
    return f'<img class="{look}" alt="{escaped(words)}" src="data:image/svg+xml;base64,{data}">'


def _point(name: str, value: float | None, other: float | None, against: str) -> str:
    words = f"{name}: {_value(value)}"
    return words if other is None else f"{words} ({against}: {_value(other)})"


def _value(value: float | None) -> str:
    return "—" if value is None else number(value)
