"""One of several entries, and a step that is taken with the one chosen; a day since another."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TypeVar

import streamlit as st

from dashboard import cache, steps
from dashboard.language import _
from dashboard.markdown import plain
from data.reader import Writer
from data.scope import Scope
from data.service import contracts

T = TypeVar("T")


def pick(label: str, names: Mapping[T, str], nothing: str | None = None) -> T | None:
    """Code of the entry chosen, or None. `names`: code -> words; `nothing`: what stands there at first."""
    return st.selectbox(
        plain(label),
        list(names),
        index=None,
        format_func=names.__getitem__,
        placeholder=nothing or _("not chosen"),
    )


def day_since(scope: Scope, label: str, first: dt.date) -> dt.date:
    """A day from a first one up to today, which is chosen at first."""
    today = cache.reader(scope).today
    return st.date_input(
        plain(label), today, min_value=min(first, today), max_value=today, format="YYYY-MM-DD"
    )


def leaders() -> dict[int, str]:
    """Leaders with their posts."""
    listed = contracts.roster(cache.store()).leaders.items()
    return {number: f"{leader.name} · {leader.post}" for number, leader in listed}


def take_with(
    scope: Scope,
    about: str,
    label: str,
    names: Mapping[int, str],
    words: str,
    act: Callable[[Writer, int], object],
) -> None:
    """Choose an entry on record and take a step with it, as it was on the page when it was pressed.

    The caller shows what is refused (`dashboard.steps.show`), also where no entry is left by then.
    """
    with st.container(key=f"{about}-row", horizontal=True, vertical_alignment="bottom"):
        chosen = pick(label, names)
        args = (scope, about, act, chosen)
        st.button(plain(words), disabled=chosen is None, on_click=_take, args=args)


def _take(scope: Scope, about: str, act: Callable[[Writer, int], object], entry: int) -> None:
    with steps.taking(about):
        act(cache.writer(scope), int(entry))
