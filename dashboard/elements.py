"""Small pieces of a page made of HTML. Every text is escaped here, and nowhere else."""

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import streamlit as st

State = Literal["good", "warning", "bad", ""]


@dataclass(frozen=True)
class Cell:
    """A cell of a table: text, and how it is set.

    Parameters
    ----------
    kind
        ``n`` figures, right-aligned; ``t`` short text that must not break; ``w`` text for wide screens only,
        left out on a phone; otherwise text.
    state
        Colour beside the word; the word alone must do.
    """

    text: str
    kind: Literal["n", "t", "w", ""] = ""
    state: State = ""


def table(header: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> None:
    """A table that reads like print: right-aligned figures, no chrome."""
    head = "".join(_cell("th", cell) for cell in header)
    body = "".join(f"<tr>{''.join(_cell('td', cell) for cell in row)}</tr>" for row in rows)
    st.html(f'<table class="pm-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>')


def figures(entries: Iterable[tuple[str, str]]) -> None:
    """Key figures in a row: value and what it is."""
    blocks = "".join(
        f'<div class="pm-figure"><b>{html.escape(value)}</b><span>{html.escape(label)}</span></div>'
        for value, label in entries
    )
    st.html(f'<div class="pm-figures">{blocks}</div>')


def bars(months: Sequence[str], values: Sequence[int], title: str) -> None:
    """A bar a month, on a scale from nothing to the greatest value, which is named.

    Drawn as plain boxes: a chart library redraws for about as long as all else on the page together.
    """
    most = max(values, default=0)
    boxes = "".join(
        f'<i style="height:{100 * value / max(most, 1):.1f}%" title="{html.escape(month)}: {value:,}"></i>'
        for month, value in zip(months, values, strict=True)
    )
    ends = f"<span>{html.escape(months[0])}</span><span>{html.escape(months[-1])}</span>" if months else ""
    st.html(
        f'<div class="pm-quiet">{html.escape(title)} · 0 – {most:,}</div>'
        f'<div class="pm-bars" role="img" aria-label="{html.escape(title)}">{boxes}</div>'
        f'<div class="pm-quiet pm-ends">{ends}</div>'
    )


def quiet(text: str) -> None:
    """A remark in small letters."""
    st.html(f'<div class="pm-quiet">{html.escape(text)}</div>')


def print_button(label: str) -> None:
    """A button that prints the page; the style sheet leaves the controls out."""
    st.html(
        f'<button class="pm-print" type="button">{html.escape(label)}</button>'
        "<script>document.querySelectorAll('.pm-print').forEach("
        "function (button) { button.onclick = function () { window.print(); }; });</script>",
        unsafe_allow_javascript=True,
    )


def _cell(tag: str, cell: Cell) -> str:
    text = html.escape(cell.text)
    if cell.state:
        text = f'<span class="pm-state pm-{cell.state}">{text}</span>'
    return f'<{tag} class="{cell.kind}">{text}</{tag}>'
