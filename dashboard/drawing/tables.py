"""Tables: HTML that a screen reader, the keyboard and paper know, and a file of each list.

A list and the map beside it are one selection: a row is a link to what its shape opens. Followed by a script
of ours (`dashboard.drawing.scripts.LINKS`), it changes the address without loading the page anew; opened in a
new tab, it is an address like any other.
"""

import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
import streamlit as st

from dashboard.address import Code, leads
from dashboard.drawing import downloads, scripts
from dashboard.drawing.downloads import Download
from dashboard.drawing.elements import anchor, escaped
from dashboard.language import _, language
from dashboard.record import store
from data.reports.lists import CSV, XLSX, Value, as_csv, as_workbook
from data.text import Words

LONG = 60
"""Rows from which on a list is put together by the browser."""

State = Literal["good", "warning", "bad", ""]


@dataclass(frozen=True)
class Cell:
    """A cell of a table: text, and how it is set.

    Parameters
    ----------
    kind
        ``n`` figures, right-aligned; ``t`` short text that must not break; ``w`` text for wide screens only,
        left out on a phone, as ``n w`` and ``t w``; otherwise text.
    state
        Colour beside the word; the word alone must do.
    link
        Address of a page of this program to which the word leads.
    value
        What a file holds instead of the text, such as the figure itself.
    image
        HTML that stands there instead, made of escaped words, such as `dashboard.drawing.charts.sparkline`.
    """

    text: str
    kind: Literal["n", "t", "w", "n w", "t w", ""] = ""
    state: State = ""
    link: str = ""
    value: Value = None
    image: str = ""


@dataclass(frozen=True)
class Row:
    """A row of a list.

    Parameters
    ----------
    code
        Of what it opens on its page; by it the row is marked.
    link
        Address that it leads to instead.
    named
        Place of the cell that names it, whose words are the link.
    """

    cells: Sequence[Cell]
    code: str = ""
    link: str = ""
    named: int = 0


@dataclass(frozen=True)
class File:
    """What a list is called as a file, and what stands above its heads, such as the filter and the day."""

    name: str
    notes: Sequence[str] = ()


def figure(value: float | None, digits: int = 0, kind: Literal["n", "n w"] = "n", words: Words = _) -> Cell:
    """A cell with a figure, which a file holds as a number."""
    if value is None or np.ma.is_masked(value):
        return Cell(words.number(None), kind)
    if math.isnan(value):
        return Cell("—", kind)
    return Cell(words.number(value, digits), kind, value=round(float(value), digits or None))


def table(header: Sequence[Cell], rows: Iterable[Sequence[Cell]], *, sort: bool = False) -> None:
    """A table that reads like print: right-aligned figures, no chrome.

    With `sort` a click on a head sorts by its column, figures the greatest first, Chinese by pinyin.
    """
    _draw(_markup(header, (f"<tr>{_cells(row)}</tr>" for row in rows), sort=sort), sort=sort)


def listing(
    key: str,
    header: Sequence[Cell],
    rows: Sequence[Row],
    *,
    file: File,
    opens: Code | None = None,
    chosen: str | None = None,
    sort: bool = True,
    every: Callable[[], Sequence[Row]] | None = None,
) -> None:
    """A list of which a row can be chosen, with mouse or keyboard, and that can be taken away as a file.

    Parameters
    ----------
    key
        Tells the list from others of its page.
    file
        What the whole list is called as a file.
    opens
        Parameter of the address that a row's code stands in; None: rows lead to their own links, if any.
    chosen
        Code of the row that is marked; by default the one in the address.
    sort
        Whether a click on a head sorts.
    every
        Makes the rows of the file, where the page shows a part of them.
    """
    opened = leads(opens.key, (row.code for row in rows)) if opens else [""] * len(rows)
    addresses = [row.link or address for row, address in zip(rows, opened, strict=True)]
    first = next(filter(None, addresses), "")
    drawn = (_row(row, address, first=address == first) for row, address in zip(rows, addresses, strict=True))
    markup, made = _apart(header, list(drawn), sort=sort)
    reached = "" if first else f' tabindex="0" role="group" aria-label="{escaped(file.name)}"'
    listed = f'<div class="pm-list" data-list="{escaped(key)}"{reached}>{markup}</div>{made}'
    _draw(listed, sort=sort, scripted=bool(made))
    if opens is not None:  # apart from the list, which stays as it is, with its place and the reader's
        code = escaped(opens.asked if chosen is None else chosen)
        mark = f'<i class="pm-chosen" data-list="{escaped(key)}" data-code="{code}"></i>'
        st.html(f"{mark}<script>{scripts.CHOSEN}</script>", unsafe_allow_javascript=True)
    take_away(key, header, every or (lambda: rows), file)


def take_away(key: str, header: Sequence[Cell], rows: Callable[[], Sequence[Row]], file: File) -> None:
    """Buttons by which a whole list is taken away as a file; `key` tells it from others of its page."""

    def make(kind: str) -> Download:
        heads: list[Value] = [cell.text for cell in header]
        lines = [heads, *([_value(cell) for cell in row.cells] for row in rows())]
        write, media_type = (as_workbook, XLSX) if kind == "xlsx" else (as_csv, CSV)
        synthetic = store().dataset().synthetic
        content = write(file.name, lines, language(), notes=file.notes, synthetic=synthetic)
        return Download(content, f"{file.name}.{kind}", media_type)

    with st.container(key=f"file-{key}", horizontal=True, vertical_alignment="center", gap="small"):
        makers = {_("Export to Excel"): partial(make, "xlsx"), _("Export as CSV"): partial(make, "csv")}
        downloads.buttons(f"file-{key}", makers, beside=True)


def _value(cell: Cell) -> Value:
    return cell.text if cell.value is None else cell.value


def _apart(header: Sequence[Cell], rows: Sequence[str], *, sort: bool) -> tuple[str, str]:
    """The table, and behind it the rows of a long one, as a text that a script puts into it.

    Streamlit goes through what it is given tag by tag, which takes the browser longer than all else that it
    does for a long list. Each word of a row is escaped here.
    """
    if len(rows) <= LONG:
        return _markup(header, rows, sort=sort), ""
    text = json.dumps("".join(rows), ensure_ascii=False).replace("<", "\\u003c")
    sent = f'<script type="application/json" class="pm-rows">{text}</script><script>{scripts.ROWS}</script>'
    return _markup(header, (), sort=sort), sent


def _draw(markup: str, *, sort: bool, scripted: bool = False) -> None:
    every = f"{markup}<script>{scripts.SORT}</script>" if sort else markup
    st.html(every, unsafe_allow_javascript=sort or scripted)


def _markup(header: Sequence[Cell], rows: Iterable[str], *, sort: bool) -> str:
    look = "pm-table pm-sort" if sort else "pm-table"
    return f'<table class="{look}">{_head(header, button=sort)}<tbody>{"".join(rows)}</tbody></table>'


def _head(header: Sequence[Cell], *, button: bool) -> str:
    return f"<thead><tr>{''.join(_cell('th', cell, button=button) for cell in header)}</tr></thead>"


def _row(row: Row, address: str, *, first: bool) -> str:
    """A row that opens something is one place for the keyboard; arrows lead from row to row."""
    if not address:
        return f"<tr>{_cells(row.cells)}</tr>"
    cells = [_cell("td", cell) for cell in row.cells]
    name = row.cells[row.named]
    link = anchor(escaped(name.text), address, tabindex=0 if first else -1)
    cells[row.named] = f'<td class="{name.kind}">{link}</td>'
    return f'<tr data-code="{escaped(row.code)}">{"".join(cells)}</tr>'


def _cells(cells: Iterable[Cell]) -> str:
    return "".join(_cell("td", cell) for cell in cells)


def _cell(tag: str, cell: Cell, *, button: bool = False) -> str:
    text = cell.image or escaped(cell.text)
    if button and text:
        text = f'<button type="button">{text}</button>'
    if cell.link:
        text = anchor(text, cell.link)
    if cell.state:
        text = f'<span class="pm-state pm-{cell.state}">{text}</span>'
    return f'<{tag} class="{cell.kind}">{text}</{tag}>'
