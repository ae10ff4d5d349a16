"""Small pieces of a page made of HTML. Every text is escaped here, and nowhere else."""

import html
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import streamlit as st

from dashboard.drawing import scripts
from dashboard.language import _, number, say
from dashboard.markdown import plain
from data.text.printable import printable
from geo.errors import Refused


def escaped(text: str) -> str:
    """A text as HTML that shows it letter for letter, in an element or between the quotes of an attribute."""
    return html.escape(printable(text))


@contextmanager
def refusals_shown() -> Iterator[None]:
    """Whatever is refused meanwhile, as by a locked or damaged record, ends the page with its sentence.

    A fragment needs one of its own: it runs without the page around it.
    """
    try:
        yield
    except Refused as error:
        st.error(plain(say(error)))
        st.stop()


def stands_in(folder: str) -> None:
    """Let the menu show in which of its folders the page stands; '': in none."""
    mark = f'<i class="pm-folder" data-name="{escaped(folder)}" hidden></i>'
    st.html(f"{mark}<script>{scripts.FOLDER}</script>", unsafe_allow_javascript=True)


def figures(entries: Iterable[tuple[str, str]]) -> None:
    """Key figures in a row: value and what it is."""
    blocks = "".join(
        f'<div class="pm-figure"><b>{escaped(value)}</b><span>{escaped(label)}</span></div>'
        for value, label in entries
    )
    st.html(f'<div class="pm-figures">{blocks}</div>')


def bars(months: Sequence[str], values: Sequence[int], title: str, until: str = "") -> None:
    """A bar a month, on a scale from nothing to the greatest value, which is named.

    `until`: that the last month is not over yet, in words; its bar is hollow then.

    Drawn as plain boxes: a chart library redraws for about as long as all else on the page together.
    """
    most = max(values, default=0)
    last = len(values) - 1 if until else len(values)
    boxes = "".join(
        f'<i{" class=pm-begun" if at == last else ""} style="height:{100 * value / max(most, 1):.1f}%"'
        f' title="{escaped(month)}: {number(value)}"></i>'
        for at, (month, value) in enumerate(zip(months, values, strict=True))
    )
    st.html(
        f'<div class="pm-quiet">{escaped(title)} · 0 – {number(most)}</div>'
        f'<div class="pm-bars" role="img" aria-label="{escaped(title)}">{boxes}</div>'
        f'<div class="pm-quiet pm-ends">{ends(months, until)}</div>'
    )


def ends(months: Sequence[str], until: str) -> str:
    """The first and the last month below a picture; `until`: that the last is not over yet, in words."""
    if not months:
        return ""
    last = _("{month} ({until})", month=months[-1], until=until) if until else months[-1]
    return f"<span>{escaped(months[0])}</span><span>{escaped(last)}</span>"


def heading(text: str) -> None:
    """A heading within a page; Streamlit's own reads Markdown first, which a browser feels at each click."""
    st.html(f"<h3>{escaped(text)}</h3>")


def quiet(text: str) -> None:
    """A remark in small letters."""
    st.html(f'<div class="pm-quiet">{escaped(text)}</div>')


def link(text: str, address: str) -> None:
    """A link to another page of this program, in the same tab."""
    st.html(anchor(escaped(text), address))


def way_out(text: str, address: str) -> None:
    """A link to a plain page beside Streamlit's, which the browser opens."""
    st.html(f'<a class="pm-way" target="_self" href="{escaped(address)}">{escaped(text)}</a>')


def anchor(markup: str, address: str, *, tabindex: int = 0) -> str:
    """The same as HTML around some HTML; a script follows it without loading the page anew."""
    order = f' tabindex="{tabindex}"' if tabindex else ""
    return f'<a class="pm-link" target="_self"{order} href="{escaped(address)}">{markup}</a>'


def steps(names: Sequence[str], at: int) -> None:
    """Steps in their order: those before place `at` are taken, the one at it is the present."""
    marks = "".join(
        f'<li class="{"pm-taken" if place < at else ""}"{" aria-current=step" if place == at else ""}>'
        f"{escaped(name)}</li>"
        for place, name in enumerate(names)
    )
    st.html(f'<ol class="pm-steps">{marks}</ol>')


def told(first: str, *parts: str) -> None:
    """A line of remarks, the first in a mark of its own."""
    rest = f'<span class="pm-quiet">{escaped(" · ".join(parts))}</span>'
    st.html(f'<div class="pm-told"><b class="pm-pill">{escaped(first)}</b> {rest}</div>')


def print_button(label: str) -> None:
    """A button that prints the page; the style sheet leaves the controls out."""
    st.html(
        f'<button class="pm-print" type="button">{escaped(label)}</button><script>{scripts.PRINT}</script>',
        unsafe_allow_javascript=True,
    )
