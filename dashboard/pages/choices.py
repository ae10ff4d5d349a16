"""One of several entries, none at first; and an entry that is taken back."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from dashboard import cache, state
from dashboard.language import _
from dashboard.markdown import plain
from data.scope import Scope
from data.service import contracts


def pick(label: str, names: Mapping[Any, str], nothing: str | None = None) -> Any:
    """Code of the entry chosen, or None. `names`: code -> words; `nothing`: what stands there at first."""
    return st.selectbox(
        plain(label),
        list(names),
        index=None,
        format_func=names.__getitem__,
        placeholder=nothing or _("not chosen"),
    )


def leaders() -> dict[int, str]:
    """Leaders with their posts."""
    listed = contracts.roster(cache.store()).leaders.items()
    return {one: f"{leader.name} · {leader.post}" for one, leader in listed}


def take_back(
    scope: Scope,
    about: str,
    label: str,
    names: Mapping[int, str],
    words: str,
    act: Callable[..., None],
) -> None:
    """Choose an entry on record and end it; a refusal is kept under `about` (`dashboard.state.attempt`)."""
    with st.container(key=f"{about}-back", horizontal=True, vertical_alignment="bottom"):
        chosen = pick(label, names)
        if st.button(plain(words), disabled=chosen is None) and chosen is not None:
            state.attempt(about, act, cache.writer(scope), int(chosen))
            st.rerun()
