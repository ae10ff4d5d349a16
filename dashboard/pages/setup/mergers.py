"""What became of divisions that ended: all that is proposed, confirmed and taken back by a click."""

import datetime as dt
from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from dashboard import cache, steps
from dashboard.drawing import elements
from dashboard.language import _, number, term
from dashboard.markdown import plain
from data import frames
from data.divisions import reads, succession
from data.divisions.proposals import propose
from data.divisions.succession import Proposal, Reason
from data.reader import Writer
from data.terms import Level
from geo.gazetteer.names import short_name

KEY = "mergers"
HEIGHT = 420


def show(writer: Writer) -> None:
    """Proposals to confirm, what nobody can propose, and what is in force."""
    ended, proposals = succession.unsettled(writer.store), propose(writer.store)
    steps.show(KEY)
    if ended.empty and succession.confirmed(writer.store).empty:
        elements.quiet(_("No division has ended."))
        return
    _proposed(writer, proposals)
    _named(writer, ended, {one.old_code for one in proposals})
    _in_force(writer)


def _proposed(writer: Writer, proposals: Sequence[Proposal]) -> None:
    st.subheader(plain(_("Proposed: {n}", n=number(len(proposals)))))
    if not proposals:
        return
    clear = {one.pair for one in succession.clear(proposals)}
    chosen = _ticked(
        "proposed",
        {
            _("Ended"): [_place(one.old_code, one.old_name, one.old_township) for one in proposals],
            _("Became"): [_place(one.new_code, one.new_name, one.new_township) for one in proposals],
            _("On"): [str(one.on) for one in proposals],
            _("Why"): [term(one.reason) for one in proposals],
            _("Sure"): [
                _("no doubt") if one.pair in clear else f"{round(100 * one.score)} %" for one in proposals
            ],
        },
    )
    with st.container(horizontal=True):
        ticked = st.button(
            plain(_("Confirm the {n} ticked", n=len(chosen))), type="primary", disabled=not chosen
        )
        sure = st.button(plain(_("Confirm the {n} without doubt", n=len(clear))), disabled=not clear)
    if ticked or sure:
        with steps.taking(KEY):
            wanted = succession.clear(proposals) if sure else [proposals[at] for at in chosen]
            count = succession.confirm(writer.store, wanted, actor=writer.actor)
            steps.done(_("{n} confirmed: their petitions count under what they became", n=count))
        st.rerun()


def _named(writer: Writer, ended: pd.DataFrame, proposed: set[str]) -> None:
    """A successor that a person knows, for whatever ended."""
    if ended.empty:
        return
    without = int((~ended["code"].isin(proposed)).sum())
    st.subheader(plain(_("A successor that you know: {n} have no proposal", n=number(without))))
    old = {row.code: _place(row.code, row.name, row.township) for row in frames.rows(ended)}
    new = _valid(writer, cache.today(writer.store.dataset()))
    with steps.form(f"{KEY}-named"):
        before = st.selectbox(_("Ended"), list(old), None, old.__getitem__, placeholder=_("not chosen"))
        after = st.selectbox(_("Became"), list(new), None, new.__getitem__, placeholder=_("not chosen"))
        asked = st.form_submit_button(_("Confirm"))
    if asked and before and after:
        with steps.taking(f"{KEY}-named"):
            succession.name_successor(writer.store, before, after, actor=writer.actor)
        st.rerun()
    steps.show(f"{KEY}-named")


def _in_force(writer: Writer) -> None:
    known = frames.rows(succession.confirmed(writer.store))
    st.subheader(plain(_("In force: {n}", n=number(len(known)))))
    if not known:
        return
    chosen = _ticked(
        "in-force",
        {
            _("Ended"): [_place(one.old_code, one.old_name) for one in known],
            _("Became"): [_place(one.new_code, one.new_name) for one in known],
            _("On"): [str(one.on) for one in known],
            _("Why"): [term(Reason(one.reason)) for one in known],
            _("Confirmed"): [f"{one.confirmed_at:%Y-%m-%d} {one.confirmed_by}" for one in known],
        },
    )
    if st.button(plain(_("Take the {n} ticked back", n=len(chosen))), disabled=not chosen):
        with steps.taking(KEY):
            pairs = [(known[at].old_code, known[at].new_code) for at in chosen]
            succession.withdraw(writer.store, pairs, actor=writer.actor)
            steps.done(_("{n} taken back: they are proposed again", n=len(pairs)))
        st.rerun()


def _ticked(name: str, columns: Mapping[str, Sequence[str]]) -> list[int]:
    """A table whose rows can be ticked; the places of those that are."""
    frame = pd.DataFrame(dict(columns), dtype="string")
    picked = st.dataframe(
        frame,
        key=f"{name}-{cache.store().dataset().version}",
        hide_index=True,
        height=min(HEIGHT, 36 * (len(frame) + 1) + 3),
        on_select="rerun",
        selection_mode="multi-row",
    )
    return [int(at) for at in picked["selection"]["rows"]]


def _valid(writer: Writer, today: dt.date) -> dict[str, str]:
    """Every township and village of today, by code."""
    townships = reads.divisions(writer.store, Level.TOWNSHIP, today)
    villages = reads.divisions(writer.store, Level.VILLAGE, today)
    above = dict(zip(townships["code"], townships["name"], strict=True))
    words = {row.code: _place(row.code, row.name) for row in frames.rows(townships)}
    return words | {
        row.code: _place(row.code, row.name, above.get(row.parent_code, "")) for row in frames.rows(villages)
    }


def _place(code: str, name: str, township: str = "") -> str:
    """A division by its short name and township, and by its code, for names go on under other codes."""
    return f"{short_name(name)}（{township}） {code}" if township else f"{short_name(name)} {code}"
